/*
 * sweep.c
 *		A waiting list at the close of one day after another.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "waiting/sweep.h"

/* ---- days, and how many of each ---- */

#define BLOCK_DAYS 30

typedef struct CareDaysBlock
{
	struct CareDaysBlock *next;
	int n;
	struct
	{
		int32 day;
		int32 count;
	} of[BLOCK_DAYS];
} CareDaysBlock;

/* Adds an empty block. */
static void
add_block(CareDays *days)
{
	CareDaysBlock *block = palloc(sizeof(CareDaysBlock));

	block->next = NULL;
	block->n = 0;
	if (days->last == NULL)
		days->first = block;
	else
		days->last->next = block;
	days->last = block;
}

/* Adds so many of a day (from 1 to 2^29), to those before if they are of the same. */
static inline void
add_days(CareDays *days, int32 day, int32 count)
{
	CareDaysBlock *block = days->last;

	if (block != NULL && block->of[block->n - 1].day == day &&
		block->of[block->n - 1].count <= PG_INT32_MAX - count)
	{
		block->of[block->n - 1].count += count;
		return;
	}
	if (block == NULL || block->n == BLOCK_DAYS)
	{
		add_block(days);
		block = days->last;
	}
	block->of[block->n].day = day;
	block->of[block->n].count = count;
	block->n++;
}

/* Adds all of them to counts (sign 1), or takes them away (-1). */
static void
count_days(CareDayCounts *counts, const CareDays *days, int sign)
{
	for (const CareDaysBlock *block = days->first; block != NULL; block = block->next)
	{
		for (int i = 0; i < block->n; i++)
			cq_day_counts_add(counts, block->of[i].day, sign * (int64) block->of[i].count);
	}
}

/* ---- reading the entries ---- */

/* The period of a day, 0 if it is not after the first close or is after the last. */
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
	add_days(&day->began->came, day->waits, entry->count);
	if (n == 0)
		return;
	add_days(&ended->left, day->waits, entry->count);
	if (entry->kind == CARE_REMOVED)
	{
		ended->removed += entry->count;
		return;
	}
	ended->completed += entry->count;
	if (entry->ended <= day->limit)
		ended->within += entry->count;
	add_days(&ended->done, entry->ended - entry->requested, entry->count);
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
	cq_day_counts_init(&sweep->waited, days);
}

/* ---- visiting the closes ---- */

/* Moves the list on to the close of a period, the one after that before. */
void
cq_sweep_to(CareSweep *sweep, int n)
{
	const CarePeriod *period = &sweep->period[n];

	CHECK_FOR_INTERRUPTS();
	count_days(&sweep->waits, &period->came, 1);
	count_days(&sweep->waits, &period->left, -1);
}

/* Counts the waits of those completed in the periods from one to another, and no others. */
void
cq_sweep_count_done(CareSweep *sweep, int from, int to)
{
	cq_day_counts_clear(&sweep->waited);
	for (int i = from; i <= to; i++)
		count_days(&sweep->waited, &sweep->period[i].done, 1);
}
