/*
 * log.c
 *		Aggregate states that are a log of records, in any order.
 *
 * A full log is doubled; from 8 MB on its records are added up before, and it
 * is doubled only if it is more than half full even then.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "base/log.h"

#define MERGE_ROOM (1024 * 1024)

/* Adds up the records of a log that are alike. */
static void
merge(const CareLogKind *kind, CareLog *log)
{
	uint64 used = log->used;

	log->used = kind->merge(log->record, used);
	memset(log->record + log->used, 0, sizeof(uint64) * (used - log->used));
}

/* A full log with room for one more record; none left at 1 GB is an error (54000). */
CareLog *
cq_log_make_room(const CareLogKind *kind, CareLog *log)
{
	uint64 room = cq_state_room(&kind->state, log);
	bool largest = room == cq_state_most(&kind->state);

	if (room >= MERGE_ROOM)
		merge(kind, log);
	if (log->used < (largest ? room / 16 * 15 : room / 2))
		return log;
	if (largest)
		cq_state_too_large(&kind->state);
	return cq_state_grow(&kind->state, log, 1);
}

/* A combine function (strict): the first log with the records of the second. */
Datum
cq_log_combine(FunctionCallInfo fcinfo, const CareLogKind *kind)
{
	CareLog *log = cq_log_own(fcinfo, kind);
	CareLog *other = cq_state_get(&kind->state, fcinfo, 1);

	kind->check(other->record, other->used);
	for (uint64 i = 0; i < other->used; i++)
	{
		CHECK_FOR_INTERRUPTS();
		log = cq_log_add(kind, log, other->record[i]);
	}
	PG_RETURN_POINTER(log);
}

/* For a final function (strict): the records added up; the log stays as it is. */
uint64 *
cq_log_merged(FunctionCallInfo fcinfo, const CareLogKind *kind, int64 *n)
{
	CareLog *log = cq_state_get(&kind->state, fcinfo, 0);
	uint64 *records = palloc(sizeof(uint64) * Max(log->used, 1));

	kind->check(log->record, log->used);
	memcpy(records, log->record, sizeof(uint64) * log->used);
	*n = kind->merge(records, log->used);
	return records;
}
