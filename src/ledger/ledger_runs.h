/*
 * ledger_runs.h
 *		Flat ledgers read together.
 */
#ifndef CARE_LEDGER_RUNS_H
#define CARE_LEDGER_RUNS_H

#include "base/compat.h"

#include "nodes/pg_list.h"

#include "ledger/ledger_flat.h"

/* A flat ledger, and where in it the reader is. */
typedef struct CareRun
{
	const CareFlatLedger *flat;
	uint64 *order; /* where its pieces are, below their hash; NULL: it is in order */
	uint32 npieces;
	uint32 read;
	Size next; /* where the piece after this one is */
	CarePiece piece;
} CareRun;

typedef struct CareRuns CareRuns;

extern CareRuns *cq_runs_new(List *flats);
extern void cq_runs_rewind(CareRuns *runs);
extern const CareRun *cq_runs_first(const CareRuns *runs);
extern void cq_runs_advance(CareRuns *runs);

#endif
