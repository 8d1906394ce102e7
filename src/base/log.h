/*
 * log.h
 *		Aggregate states that are a log of records, in any order.
 *
 * A record is one whole number, which says what is counted in its higher bits
 * and how many in its lower ones. A row appends one, and nothing is moved; now
 * and then records alike are added up, by whoever knows what they mean. So a
 * row costs little, and the log grows with what is different.
 */
#ifndef CARE_LOG_H
#define CARE_LOG_H

#include "base/compat.h"

#include "base/aggregate.h"

typedef struct CareLog
{
	CARE_STATE_HEADER;
	uint64 record[FLEXIBLE_ARRAY_MEMBER];
} CareLog;

/* What is common to the logs of an aggregate. */
typedef struct CareLogKind
{
	CareStateKind state;
	int64 (*merge)(uint64 *records, int64 n);	   /* sorts, adds up those alike; how many stay */
	void (*check)(const uint64 *records, int64 n); /* throws for one that no row can have made */
} CareLogKind;

/* The state of a kind of log; its kind is a letter. */
#define CARE_LOG_STATE(letter, name) \
	{ \
		.kind = (letter), .head = offsetof(CareLog, record), .element = sizeof(uint64), \
		.first = 8, .too_large = "the state of " name " would be larger than 1 GB", \
		.hint = "Make one summary for each council or each year." \
	}

extern CareLog *cq_log_make_room(const CareLogKind *kind, CareLog *log);
extern Datum cq_log_combine(FunctionCallInfo fcinfo, const CareLogKind *kind);
extern uint64 *cq_log_merged(FunctionCallInfo fcinfo, const CareLogKind *kind, int64 *n);

/* The log to add to: the first argument of an aggregate's function, a new one if it is NULL. */
static inline CareLog *
cq_log_own(FunctionCallInfo fcinfo, const CareLogKind *kind)
{
	cq_check_aggregate(fcinfo);
	return cq_state_reserve(&kind->state, cq_state_get(&kind->state, fcinfo, 0), 0);
}

/* The log with one more record; it may have moved. */
static inline CareLog *
cq_log_add(const CareLogKind *kind, CareLog *log, uint64 record)
{
	if (unlikely(log->used == cq_state_room(&kind->state, log)))
		log = cq_log_make_room(kind, log);
	log->record[log->used++] = record;
	return log;
}

#endif
