/*
 * sweep.c
 *		A waiting list at the close of one day after another.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "waiting/sweep.h"

/* ---- waits, and how many of each ---- */

#define BLOCK_WAITS 30

typedef struct CareWaitsBlock
{
	struct CareWaitsBlock *next;
	int n;
	struct
	{
		int32 days;
		int32 count;
	} of[BLOCK_WAITS];
} CareWaitsBlock;

/* Adds an empty block. */
static void
add_block(CareWaits *waits)
{
	CareWaitsBlock *block = palloc(sizeof(CareWaitsBlock));

	block->next = NULL;
	block->n = 0;
	if (waits->last == NULL)
		waits->first = block;
	else
		waits->last->next = block;
	waits->last = block;
}

/* Adds a wait that so many (from 1 to 2^29) have; if it is the same as the last, to that. */
static inline void
add_waits(CareWaits *waits, int32 days, int32 count)
{
	CareWaitsBlock *block = waits->last;

	if (block != NULL && block->of[block->n - 1].days == days &&
		block->of[block->n - 1].count <= PG_INT32_MAX - count)
	{
		block->of[block->n - 1].count += count;
		return;
	}
	if (block == NULL || block->n == BLOCK_WAITS)
	{
		add_block(waits);
		block = waits->last;
	}
	block->of[block->n].days = days;
	block->of[block->n].count = count;
	block->n++;
}

/* Adds all of them to counts (sign 1), or takes them away (-1). */
static void
count_waits(CareDayCounts *counts, const CareWaits *waits, int sign)
{
	for (const CareWaitsBlock *block = waits->first; block != NULL; block = block->next)
	{
		for (int i = 0; i < block->n; i++)
			cq_day_counts_add(counts, block->of[i].days, sign * (int64) block->of[i].count);
	}
}

/* ---- reading the entries ---- */

/* The period of a day; 0 up to the first close, and after the last: then it is not in a later one. */
static inline int
period_of(const CareSweep *sweep, DateADT day)
{
	return day <= sweep->start || day > sweep->last ? 0 : sweep->period_of[day - sweep->start];
}

/* What requests of the same day have in common. */
typedef struct Day
{
	DateADT requested;
	int32 waits;	   /* as if until the last close */
	DateADT limit;	   /* completed up to then: in time */
	CarePeriod *began; /* the period in which it is */
} Day;

/* The next day of request. */
static void
begin_day(CareSweep *sweep, DateADT requested, Day *day)
{
	day->requested = requested;
	day->waits = sweep->last - requested;
	day->limit = DATEVAL_NOBEGIN;
	if (sweep->within != NULL)
		day->limit = cq_day_after(requested, sweep->within);
	day->began = &sweep->period[period_of(sweep, requested)];
	sweep->first = Min(sweep->first, requested);
}

/* Counts an entry of a day. */
static inline void
add_entry(CareSweep *sweep, const CareWaitingEntry *entry, const Day *day)
{
	int n = period_of(sweep, entry->ended);
	CarePeriod *ended = &sweep->period[n];

	day->began->added += entry->count;
	add_waits(&day->began->came, day->waits, entry->count);
	if (n == 0)
		return;
	add_waits(&ended->left, day->waits, entry->count);
	if (entry->kind == CARE_REMOVED)
	{
		ended->removed += entry->count;
		return;
	}
	ended->completed += entry->count;
	if (entry->ended <= day->limit)
		ended->within += entry->count;
	add_waits(&ended->completed_waits, entry->ended - entry->requested, entry->count);
}

/* Reads the entries that concern the closes. */
static void
read_entries(CareSweep *sweep, const bytea *waiting)
{
	CareWaitingReader reader;
	CareWaitingEntry entry;
	Day day = {0};

	cq_waiting_begin(&reader, waiting);
	while (cq_waiting_next(&reader, &entry) && entry.requested <= sweep->last)
	{
		CHECK_FOR_INTERRUPTS();
		if (entry.ended <= sweep->period[0].close)
			continue;
		if (day.began == NULL || entry.requested != day.requested)
			begin_day(sweep, entry.requested, &day);
		add_entry(sweep, &entry, &day);
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
	sweep->first = CARE_OPEN;
	number_days(sweep);
	read_entries(sweep, waiting);
	days = sweep->first == CARE_OPEN ? 1 : sweep->last - sweep->first + 1;
	cq_day_counts_init(&sweep->waits, days);
	cq_day_counts_init(&sweep->completed_waits, days);
}

/* ---- visiting the closes ---- */

/* Moves the list on to the close of a period, the one after that before. */
void
cq_sweep_to(CareSweep *sweep, int n)
{
	const CarePeriod *period = &sweep->period[n];

	CHECK_FOR_INTERRUPTS();
	count_waits(&sweep->waits, &period->came, 1);
	count_waits(&sweep->waits, &period->left, -1);
}

/* Counts the waits of those completed in the periods from one to another, and no others' waits. */
void
cq_sweep_count_completed(CareSweep *sweep, int from, int to)
{
	cq_day_counts_clear(&sweep->completed_waits);
	for (int i = from; i <= to; i++)
		count_waits(&sweep->completed_waits, &sweep->period[i].completed_waits, 1);
}
