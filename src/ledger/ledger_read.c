/*
 * ledger_read.c
 *		Reading a ledger location by location, for the final functions.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "ledger/ledger.h"
#include "ledger/ledger_expanded.h"
#include "ledger/ledger_runs.h"

/* Of a piece's bytes, so many for an item: a guess, which only decides what room a sum begins with. */
#define BYTES_OF_ITEM 16

struct CareLedgerReader
{
	int kinds;	   /* that may occur, as bits */
	uint64 nitems; /* of all locations; in flat ledgers about so many */

	/* an expanded ledger */
	const CareLedger *ledger;
	CareGroupedItems grouped;
	uint32 next;

	/* flat ones: the pieces of one hash, and room for one location's items */
	CareRuns *runs;
	CarePiece *pieces;
	int npieces;
	int room_pieces;
	int next_piece;
	CareItem *items;
	uint64 room_items;

	/* ratings: room for one location's */
	CareHistory history;
	CareStretch *stretches;
};

/* ---- flat ledgers ---- */

/* Makes flat ledgers ready to be read. */
static void
read_flats(CareLedgerReader *reader, List *flats)
{
	ListCell *cell;

	foreach(cell, flats)
	{
		const CareFlatLedger *flat = lfirst(cell);

		reader->nitems += flat->used / BYTES_OF_ITEM;
	}
	reader->runs = cq_runs_new(flats);
	reader->room_pieces = 8;
	reader->pieces = palloc(sizeof(CarePiece) * reader->room_pieces);
	reader->room_items = 64;
	reader->items = palloc(sizeof(CareItem) * reader->room_items);
}

static int
compare_pieces(const void *a, const void *b)
{
	const CareKey *x = &((const CarePiece *) a)->location;
	const CareKey *y = &((const CarePiece *) b)->location;

	if (x->length != y->length)
		return x->length - y->length;
	return memcmp(x->bytes, y->bytes, x->length);
}

/* Adds a piece to those of its hash. */
static void
take_piece(CareLedgerReader *reader, const CarePiece *piece)
{
	if (reader->npieces == reader->room_pieces)
	{
		reader->room_pieces *= 2;
		reader->pieces = repalloc_huge(reader->pieces, sizeof(CarePiece) * reader->room_pieces);
	}
	reader->pieces[reader->npieces++] = *piece;
}

/*
 * Takes the pieces with the next hash: those of a location together, as not all
 * need be of the same. False at the end.
 */
static bool
take_pieces(CareLedgerReader *reader)
{
	const CareRun *run = cq_runs_first(reader->runs);
	uint32 hash;

	reader->npieces = 0;
	reader->next_piece = 0;
	if (run == NULL)
		return false;
	hash = run->piece.hash;
	do
	{
		CHECK_FOR_INTERRUPTS();
		take_piece(reader, &run->piece);
		cq_runs_advance(reader->runs);
		run = cq_runs_first(reader->runs);
	} while (run != NULL && run->piece.hash == hash);
	if (reader->npieces > 2)
		qsort(reader->pieces, reader->npieces, sizeof(CarePiece), compare_pieces);
	return true;
}

/* Makes room for so many items of a location. */
static void
reserve_items(CareLedgerReader *reader, uint64 n)
{
	if (n > PG_INT32_MAX)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a location has more than %d ratings", PG_INT32_MAX));
	if (n <= reader->room_items)
		return;
	reader->room_items = 2 * n;
	reader->items = repalloc_huge(reader->items, sizeof(CareItem) * reader->room_items);
}

/* The next location of flat ledgers: all its pieces. */
static bool
next_of_flat(CareLedgerReader *reader, CareLocationItems *next)
{
	const CarePiece *first;
	const CarePiece *piece;

	if (reader->next_piece == reader->npieces && !take_pieces(reader))
		return false;
	first = &reader->pieces[reader->next_piece];
	/* so all pieces of a location have this hash, or one that is refused in its turn */
	cq_piece_check_hash(first);
	*next = (CareLocationItems){first->location, CARE_NO_WEIGHT, NULL, 0};
	do
	{
		piece = &reader->pieces[reader->next_piece++];
		next->weight = cq_weight_of_both(&next->location, next->weight, piece->weight);
		reserve_items(reader, (uint64) next->nitems + piece->nitems);
		cq_piece_items(piece, reader->kinds, reader->items + next->nitems);
		next->nitems += piece->nitems;
	} while (reader->next_piece < reader->npieces && compare_pieces(first, piece + 1) == 0);
	next->items = reader->items;
	return true;
}

/* ---- any ledger ---- */

/* The next location of an expanded ledger. */
static bool
next_of_expanded(CareLedgerReader *reader, CareLocationItems *next)
{
	const CareLocation *location = &reader->ledger->locations[reader->next];

	if (reader->next == reader->ledger->nlocations)
		return false;
	*next = (CareLocationItems){{cq_location_bytes(location), location->length},
								location->weight,
								reader->grouped.items + reader->grouped.start[reader->next++],
								location->nitems + 1};
	for (uint32 i = 0; i < next->nitems; i++)
	{
		if (unlikely(!(reader->kinds & CARE_KIND_BIT(CARE_ITEM_KIND(next->items[i])))))
			cq_state_invalid();
	}
	return true;
}

/*
 * Makes a state ready to be read location by location; the state stays as it
 * is. Items of other kinds than those said are refused: a ledger does not know
 * which aggregate filled it.
 */
CareLedgerReader *
cq_ledger_read(Datum state, int kinds)
{
	CareLedgerReader *reader = palloc0(sizeof(CareLedgerReader));
	CareLedger *ledger = NULL;

	if (cq_is_expanded(state))
		ledger = cq_ledger_get(state);
	reader->kinds = kinds;
	if (ledger == NULL)
		read_flats(reader, list_make1(cq_flat_get(state)));
	else if (ledger->flats != NIL)
		read_flats(reader, ledger->flats);
	else
	{
		reader->ledger = ledger;
		reader->grouped = cq_ledger_group(ledger);
		reader->nitems = reader->grouped.start[ledger->nlocations];
	}
	return reader;
}

/* The next location with its items, which the caller may change; false at the end. */
bool
cq_ledger_next(CareLedgerReader *reader, CareLocationItems *next)
{
	CHECK_FOR_INTERRUPTS();
	return reader->ledger == NULL ? next_of_flat(reader, next) : next_of_expanded(reader, next);
}

/* Starts again from the first location. */
void
cq_ledger_rewind(CareLedgerReader *reader)
{
	reader->next = 0;
	reader->npieces = 0;
	reader->next_piece = 0;
	if (reader->runs != NULL)
		cq_runs_rewind(reader->runs);
}

/* About as many items as all locations have. */
uint64
cq_ledger_items(const CareLedgerReader *reader)
{
	return reader->nitems;
}

/*
 * Makes a ledger of ratings and registrations ready to be read as stretches of
 * existence and rating.
 */
CareLedgerReader *
cq_ledger_read_ratings(Datum state)
{
	return cq_ledger_read(state, CARE_KIND_BIT(CARE_ITEM_EVENT) | CARE_KIND_BIT(CARE_ITEM_SPAN));
}

/* Makes room for the history of a location with so many items, and for its stretches. */
static void
reserve_history(CareLedgerReader *reader, uint32 n)
{
	int reserved = reader->history.reserved;

	if (n <= reserved)
		return;
	cq_history_reserve(&reader->history, Min(2 * (int64) n, PG_INT32_MAX));
	if (reader->history.reserved != reserved)
		reader->stretches = palloc(sizeof(CareStretch) * (2 * reader->history.reserved + 1));
}

/*
 * The stretches of the next location, false after the last; one without any
 * date is an error (22004), and so is one that cannot have existed (22008).
 */
bool
cq_ledger_next_stretches(CareLedgerReader *reader, CareLocationStretches *next)
{
	CareHistory *history = &reader->history;
	CareLocationItems items;

	if (!cq_ledger_next(reader, &items))
		return false;
	reserve_history(reader, items.nitems);
	if (!cq_history_build(items.items, items.nitems, history))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("location \"%.*s\" has neither a registration date nor a dated rating",
					   items.location.length,
					   items.location.bytes),
				errhint("Filter it out, or give the date from which it is registered."));
	cq_check_existence(history, &items.location);
	next->weight = items.weight;
	next->conflicts = cq_history_conflicts(history);
	next->stretches = reader->stretches;
	next->nstretches = cq_history_stretches(history, reader->stretches);
	return true;
}
