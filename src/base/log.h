/*
 * log.h
 *		Aggregate states that are a log of records.
 *
 * A record is one whole number, which says what is counted in its higher bits
 * and how many in its lower ones. A row appends one, and nothing is moved.
 * When the log is full its new records are sorted, those alike added up, and
 * merged into what was sorted before: so the log grows with what is different,
 * and most of the sorting is done where the rows are read, by all processes of
 * a parallel plan.
 */
#ifndef CARE_LOG_H
#define CARE_LOG_H

#include "base/compat.h"

#include "base/aggregate.h"

typedef struct CareLog
{
	CARE_STATE_HEADER;
	uint64 sorted; /* the first so many records are in order, no two alike; others follow */
	uint64 record[FLEXIBLE_ARRAY_MEMBER];
} CareLog;

/* What is common to the logs of an aggregate. */
typedef struct CareLogKind
{
	CareStateKind state;
	int count_bits;								  /* the lower bits; others are what is counted */
	bool cancels;								  /* a count of 0 stands for nothing */
	uint64 (*add)(uint64 a, uint64 b);			  /* two alike as one */
	void (*check)(const uint64 *record, int64 n); /* throws for one that no row can have made */
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
extern uint64 *cq_log_records(const CareLogKind *kind, const CareLog *log, int64 *n);

/* The log in an argument that is not NULL; its records are not checked. */
static inline CareLog *
cq_log_get(FunctionCallInfo fcinfo, int arg, const CareLogKind *kind)
{
	CareLog *log = cq_state_get(&kind->state, fcinfo, arg);

	if (unlikely(log->sorted > log->used))
		cq_state_invalid();
	return log;
}

/* The log to add to: the first argument of an aggregate's function, a new one if it is NULL. */
static inline CareLog *
cq_log_own(FunctionCallInfo fcinfo, const CareLogKind *kind)
{
	cq_check_aggregate(fcinfo);
	if (unlikely(PG_ARGISNULL(0)))
		return cq_state_new(&kind->state, kind->state.first);
	return cq_log_get(fcinfo, 0, kind);
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
