/*
 * log.c
 *		Aggregate states that are a log of records.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "base/log.h"
#include "base/sort.h"

/* Below so many records, half a megabyte, a log is only doubled: they are sorted at the end. */
#define SORT_FROM 65536

/* Whether two records count the same thing. */
static inline bool
are_alike(const CareLogKind *kind, uint64 a, uint64 b)
{
	return a >> kind->count_bits == b >> kind->count_bits;
}

/* Whether a record that was added up stands for nothing. */
static inline bool
is_nothing(const CareLogKind *kind, uint64 record)
{
	return kind->cancels && record << (64 - kind->count_bits) == 0;
}

/* Sorts records and adds up those alike; how many stay. */
static uint64
sort_records(const CareLogKind *kind, uint64 *record, uint64 n)
{
	uint64 left = 0;

	if (n > 0)
		cq_sort(record, n, kind->count_bits);
	for (uint64 i = 0; i < n;)
	{
		uint64 sum = record[i++];

		CHECK_FOR_INTERRUPTS();
		while (i < n && are_alike(kind, record[i], sum))
			sum = kind->add(sum, record[i++]);
		if (!is_nothing(kind, sum))
			record[left++] = sum;
	}
	return left;
}

/* Merges two sorted lists of records into a third, with room for all; how many there are. */
static uint64
merge(const CareLogKind *kind, const uint64 *a, uint64 na, const uint64 *b, uint64 nb, uint64 *to)
{
	const uint64 *end_of_a = a + na;
	const uint64 *end_of_b = b + nb;
	uint64 *at = to;

	while (a < end_of_a && b < end_of_b)
	{
		/* which comes first cannot be foreseen: no branch depends on it */
		bool first = *a < *b;

		CHECK_FOR_INTERRUPTS();
		if (unlikely(are_alike(kind, *a, *b)))
		{
			*at = kind->add(*a++, *b++);
			at += !is_nothing(kind, *at);
			continue;
		}
		*at++ = first ? *a : *b;
		a += first;
		b += !first;
	}
	memcpy(at, a, sizeof(uint64) * (end_of_a - a));
	at += end_of_a - a;
	memcpy(at, b, sizeof(uint64) * (end_of_b - b));
	at += end_of_b - b;
	return at - to;
}

/* ---- rows ---- */

/* Sorts all records of a log. */
static void
sort_log(const CareLogKind *kind, CareLog *log)
{
	uint64 used = log->used;
	uint64 *tail = log->record + log->sorted;
	uint64 ntail = sort_records(kind, tail, used - log->sorted);
	uint64 *merged;

	log->used = log->sorted + ntail;
	if (log->sorted > 0)
	{
		merged = palloc_extended(sizeof(uint64) * log->used, MCXT_ALLOC_HUGE);
		log->used = merge(kind, log->record, log->sorted, tail, ntail, merged);
		memcpy(log->record, merged, sizeof(uint64) * log->used);
		pfree(merged);
	}
	log->sorted = log->used;
	memset(log->record + log->used, 0, sizeof(uint64) * (used - log->used));
}

/* A copy of a log with room for so many records, or as many as there can be. */
static CareLog *
grow(const CareLogKind *kind, const CareLog *log, uint64 room)
{
	CareLog *larger = cq_state_new(&kind->state, Min(room, cq_state_most(&kind->state)));

	larger->used = log->used;
	larger->sorted = log->sorted;
	memcpy(larger->record, log->record, sizeof(uint64) * log->used);
	return larger;
}

/*
 * A full log with room for more records. Where sorting frees no third of it,
 * it grows by a half, so that merging costs a few steps for each record; where
 * it hardly frees anything at 1 GB is an error (54000).
 */
CareLog *
cq_log_make_room(const CareLogKind *kind, CareLog *log)
{
	uint64 room = cq_state_room(&kind->state, log);
	uint64 free;

	if (room < SORT_FROM)
		return grow(kind, log, 2 * room);
	sort_log(kind, log);
	free = room - log->used;
	if (free >= room / 3)
		return log;
	if (room < cq_state_most(&kind->state))
		return grow(kind, log, log->used + Max(log->used / 2, SORT_FROM));
	if (free < room / 16)
		cq_state_too_large(&kind->state);
	return log;
}

/* ---- states ---- */

/*
 * A combine function (strict): what is sorted in both logs, merged, and then
 * what is new in either.
 */
Datum
cq_log_combine(FunctionCallInfo fcinfo, const CareLogKind *kind)
{
	const CareLog *a = cq_log_own(fcinfo, kind);
	const CareLog *b = cq_log_get(fcinfo, 1, kind);
	CareLog *log;

	if (a->used + b->used > cq_state_most(&kind->state))
		cq_state_too_large(&kind->state);
	log = cq_state_new(&kind->state, Max(a->used + b->used, kind->state.first));
	log->sorted = merge(kind, a->record, a->sorted, b->record, b->sorted, log->record);
	log->used = log->sorted;
	memcpy(log->record + log->used, a->record + a->sorted, sizeof(uint64) * (a->used - a->sorted));
	log->used += a->used - a->sorted;
	memcpy(log->record + log->used, b->record + b->sorted, sizeof(uint64) * (b->used - b->sorted));
	log->used += b->used - b->sorted;
	PG_RETURN_POINTER(log);
}

/* Whether records are in order, no two alike. */
static bool
are_sorted(const CareLogKind *kind, const uint64 *record, uint64 n)
{
	for (uint64 i = 1; i < n; i++)
	{
		if (record[i - 1] >> kind->count_bits >= record[i] >> kind->count_bits)
			return false;
	}
	return true;
}

/*
 * The records of a log, sorted and added up; the log stays as it is. It may
 * come from anywhere: what no rows can have made is an error (22P03).
 */
uint64 *
cq_log_records(const CareLogKind *kind, const CareLog *log, int64 *n)
{
	uint64 ntail = log->used - log->sorted;
	uint64 *tail = palloc_extended(sizeof(uint64) * Max(ntail, 1), MCXT_ALLOC_HUGE);
	uint64 *all = palloc_extended(sizeof(uint64) * Max(log->used, 1), MCXT_ALLOC_HUGE);

	kind->check(log->record, log->used);
	if (!are_sorted(kind, log->record, log->sorted))
		cq_state_invalid();
	memcpy(tail, log->record + log->sorted, sizeof(uint64) * ntail);
	ntail = sort_records(kind, tail, ntail);
	*n = merge(kind, log->record, log->sorted, tail, ntail, all);
	pfree(tail);
	return all;
}
