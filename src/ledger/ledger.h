/*
 * ledger.h
 *		The state of the aggregates that collect items of many locations.
 */
#ifndef CARE_LEDGER_H
#define CARE_LEDGER_H

#include "base/compat.h"

#include "history/history.h"
#include "ledger/ledger_flat.h"

/* What a final function reads: each location's items in one piece. */
typedef struct CareLedgerReader CareLedgerReader;

/* What a location's ratings and registrations come to, until the next is read. */
typedef struct CareLocationStretches
{
	int64 weight; /* or CARE_NO_WEIGHT */
	int64 conflicts;
	CareStretch *stretches;
	int nstretches;
} CareLocationStretches;

extern Datum cq_ledger_add(FunctionCallInfo fcinfo, const CareLocationItems *row);
extern CareLedgerReader *cq_ledger_read(Datum state, int kinds);
extern bool cq_ledger_next(CareLedgerReader *reader, CareLocationItems *next);
extern CareLedgerReader *cq_ledger_read_ratings(Datum state);
extern bool cq_ledger_next_stretches(CareLedgerReader *reader, CareLocationStretches *next);
extern void cq_ledger_rewind(CareLedgerReader *reader);
extern uint64 cq_ledger_items(const CareLedgerReader *reader);

#endif
