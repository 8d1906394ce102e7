/*
 * log.h
 *		Aggregate states that are a log of records.
 *
 * A record is one whole number, which says what is counted in its higher bits
 * and how many in its lower ones. A row appends one, and nothing is moved.
 * When the log is full its new records are sorted, those alike added up, and
 * merged into what was sorted before: so the log grows with what is different.
 *
 * While small it is flat, one value with room to grow. A larger one is an
 * expanded object, which PostgreSQL leaves where it is; flattened, to go from a
 * parallel worker to its leader, it is sorted.
 */
#ifndef CARE_LOG_H
#define CARE_LOG_H

#include "base/compat.h"

#include "base/aggregate.h"

/* The flat form. */
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

extern Datum cq_log_new(const CareLogKind *kind);
extern Datum cq_log_add(const CareLogKind *kind, MemoryContext context, Datum log, uint64 record);
extern Datum cq_log_combine(FunctionCallInfo fcinfo, const CareLogKind *kind);
extern const uint64 *cq_log_records(const CareLogKind *kind, Datum log, int64 *n);

/* The log to add to: the first argument of a transition function, a new one if it is NULL. */
static inline Datum
cq_log_own(FunctionCallInfo fcinfo, const CareLogKind *kind)
{
	return PG_ARGISNULL(0) ? cq_log_new(kind) : PG_GETARG_DATUM(0);
}

#endif
