/*
 * ledger_runs.c
 *		Flat ledgers read together in order of their locations' hashes. Large ones
 *		are in that order, so that they are merged from one end of their memory to
 *		the other; small ones, in the order they came, are sorted first.
 */
#include "base/compat.h"

#include "lib/binaryheap.h"
#include "miscadmin.h"

#include "base/sort.h"
#include "ledger/ledger_runs.h"

struct CareRuns
{
	binaryheap *heap; /* those that are not at their end */
	int n;
	CareRun run[FLEXIBLE_ARRAY_MEMBER];
};

/* The heap has the greatest on top: the run with the lowest hash. */
static int
compare_runs(Datum a, Datum b, void *arg)
{
	uint32 x = ((const CareRun *) DatumGetPointer(a))->piece.hash;
	uint32 y = ((const CareRun *) DatumGetPointer(b))->piece.hash;

	return (x < y) - (x > y);
}

/* Finds the order of a run's pieces. */
static void
find_order(CareRun *run)
{
	CarePiece piece;
	Size most = run->flat->used / CARE_PIECE_LEAST + 1;

	run->order = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(uint64) * most);
	for (Size at = 0, next = 0; cq_flat_next(run->flat, &next, &piece); at = next)
	{
		CHECK_FOR_INTERRUPTS();
		run->order[run->npieces++] = (uint64) piece.hash << 32 | at;
	}
	cq_sort(run->order, run->npieces, 32);
}

/* Reads the next piece of a run, which must be in order; false at the end. */
static bool
next_piece(CareRun *run)
{
	uint32 last = run->piece.hash;

	if (run->order != NULL)
	{
		if (run->read == run->npieces)
			return false;
		run->next = (uint32) run->order[run->read++];
		return cq_flat_next(run->flat, &run->next, &run->piece);
	}
	if (!cq_flat_next(run->flat, &run->next, &run->piece))
		return false;
	if (run->piece.hash < last)
		cq_state_invalid();
	return true;
}

/* Reads flat ledgers (CareFlatLedger). Each piece is checked when it is read, its items when they are. */
CareRuns *
cq_runs_new(List *flats)
{
	int n = list_length(flats);
	CareRuns *runs = palloc_extended(offsetof(CareRuns, run) + sizeof(CareRun) * n,
									 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	ListCell *cell;

	runs->heap = binaryheap_allocate(n, compare_runs, NULL);
	foreach(cell, flats)
	{
		CareRun *run = &runs->run[runs->n++];

		run->flat = lfirst(cell);
		if (!(run->flat->flags & CARE_FLAT_ORDERED))
			find_order(run);
	}
	cq_runs_rewind(runs);
	return runs;
}

/* Starts again from the first piece. */
void
cq_runs_rewind(CareRuns *runs)
{
	binaryheap_reset(runs->heap);
	for (int i = 0; i < runs->n; i++)
	{
		CareRun *run = &runs->run[i];

		run->next = 0;
		run->read = 0;
		run->piece.hash = 0;
		if (next_piece(run))
			binaryheap_add_unordered(runs->heap, PointerGetDatum(run));
	}
	binaryheap_build(runs->heap);
}

/* The run whose piece is next in order; NULL after the last. */
const CareRun *
cq_runs_first(const CareRuns *runs)
{
	if (binaryheap_empty(runs->heap))
		return NULL;
	return (const CareRun *) DatumGetPointer(binaryheap_first(runs->heap));
}

/* Moves behind that piece. */
void
cq_runs_advance(CareRuns *runs)
{
	CareRun *run = (CareRun *) DatumGetPointer(binaryheap_first(runs->heap));

	if (next_piece(run))
		binaryheap_replace_first(runs->heap, PointerGetDatum(run));
	else
		(void) binaryheap_remove_first(runs->heap);
}
