/*
 * sweep.c
 *		A waiting list at the close of one day after another.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "waiting/sweep.h"

#define NO_STAY PG_UINT32_MAX

/* Requests that came and went together. */
typedef struct CareStay
{
	int32 requested;
	int32 waited; /* days, -1 unless completed in the time looked at */
	int32 count;
	uint32 next; /* another that ended in the same period */
} CareStay;

/* ---- reading the entries ---- */

/* Adds a stay, which ended in a period or (0) in none of them. */
static void
add_stay(CareSweep *sweep, const CareWaitingEntry *entry, int period)
{
	CareStay *stay;

	if (sweep->nstays == sweep->room)
	{
		/* an entry takes a byte at least, so a summary has fewer than 2^30 */
		sweep->room *= 2;
		sweep->stay = repalloc_huge(sweep->stay, sizeof(CareStay) * (Size) sweep->room);
	}
	stay = &sweep->stay[sweep->nstays];
	stay->requested = entry->requested;
	stay->count = entry->count;
	stay->waited = -1;
	stay->next = NO_STAY;
	if (period > 0)
	{
		if (entry->kind == CARE_COMPLETED)
			stay->waited = entry->ended - entry->requested;
		stay->next = sweep->period[period].ended;
		sweep->period[period].ended = sweep->nstays;
	}
	sweep->nstays++;
}

/* The period of a day, 0 if it is not after the first close or is after the last. */
static inline int
period_of(const CareSweep *sweep, DateADT day)
{
	return day <= sweep->start || day > sweep->last ? 0 : sweep->period_of[day - sweep->start];
}

/* Counts an entry in the flows, and keeps it for the levels; limit: in time up to that day. */
static void
add_entry(CareSweep *sweep, const CareWaitingEntry *entry, DateADT limit)
{
	int began = period_of(sweep, entry->requested);
	int ended = period_of(sweep, entry->ended);
	CarePeriod *period = &sweep->period[ended];

	if (began > 0)
		sweep->period[began].added += entry->count;
	if (ended > 0 && entry->kind == CARE_REMOVED)
		period->removed += entry->count;
	if (ended > 0 && entry->kind == CARE_COMPLETED)
	{
		period->completed += entry->count;
		if (entry->ended <= limit)
			period->within += entry->count;
	}
	add_stay(sweep, entry, ended);
}

/* Reads the entries that concern the closes. */
static void
read_entries(CareSweep *sweep, const bytea *waiting)
{
	CareWaitingReader reader;
	CareWaitingEntry entry;
	DateADT limit = DATEVAL_NOBEGIN;
	DateADT limit_of = DATEVAL_NOBEGIN;

	cq_waiting_begin(&reader, waiting);
	while (cq_waiting_next(&reader, &entry) && entry.requested <= sweep->last)
	{
		CHECK_FOR_INTERRUPTS();
		if (entry.ended <= sweep->period[0].close)
			continue;
		if (entry.requested != limit_of && sweep->within != NULL)
		{
			limit_of = entry.requested;
			limit = cq_day_after(entry.requested, sweep->within);
		}
		add_entry(sweep, &entry, limit);
	}
}

/* Tells which period each day is in. */
static void
number_days(CareSweep *sweep)
{
	int period = 1;

	sweep->start = sweep->period[0].close;
	if (sweep->begun > sweep->start)
		sweep->start = Min(sweep->begun, sweep->last) - 1;
	sweep->period_of = palloc(sizeof(int) * (Size) (sweep->last - sweep->start + 1));
	for (DateADT day = sweep->start + 1; day <= sweep->last; day++)
	{
		while (day > sweep->period[period].close)
			period++;
		sweep->period_of[day - sweep->start] = period;
	}
}

/* Makes ready to visit the closes of periods, which are set, in order; nperiods is at least 2. */
void
cq_sweep_begin(CareSweep *sweep, const bytea *waiting)
{
	int days;

	sweep->last = sweep->period[sweep->nperiods - 1].close;
	sweep->begun = cq_waiting_begun(waiting);
	for (int i = 0; i < sweep->nperiods; i++)
		sweep->period[i].ended = NO_STAY;
	number_days(sweep);
	sweep->nstays = 0;
	sweep->room = 1024;
	sweep->stay = palloc(sizeof(CareStay) * sweep->room);
	read_entries(sweep, waiting);
	sweep->next = 0;
	days = sweep->nstays > 0 ? sweep->last - sweep->stay[0].requested + 1 : 1;
	cq_day_counts_init(&sweep->waits, days);
	cq_day_counts_init(&sweep->done, days);
}

/* ---- visiting the closes ---- */

/* Moves the list on to the close of a period, the one after that before. */
void
cq_sweep_to(CareSweep *sweep, int n)
{
	const CarePeriod *period = &sweep->period[n];

	CHECK_FOR_INTERRUPTS();
	while (sweep->next < sweep->nstays && sweep->stay[sweep->next].requested <= period->close)
	{
		const CareStay *stay = &sweep->stay[sweep->next++];

		cq_day_counts_add(&sweep->waits, sweep->last - stay->requested, stay->count);
	}
	for (uint32 i = period->ended; i != NO_STAY; i = sweep->stay[i].next)
	{
		const CareStay *stay = &sweep->stay[i];

		cq_day_counts_add(&sweep->waits, sweep->last - stay->requested, -(int64) stay->count);
	}
}

/* Counts (sign 1) the waits of those completed in a period, or takes them away (-1). */
void
cq_sweep_count_done(CareSweep *sweep, int n, int sign)
{
	for (uint32 i = sweep->period[n].ended; i != NO_STAY; i = sweep->stay[i].next)
	{
		const CareStay *stay = &sweep->stay[i];

		if (stay->waited >= 0)
			cq_day_counts_add(&sweep->done, stay->waited, sign * (int64) stay->count);
	}
}
