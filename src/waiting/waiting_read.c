/*
 * waiting_read.c
 *		The figures of a waiting list: care_waiting_monthly, care_waiting_at.
 *
 * Levels are those at the close of a day: requested up to that day and not
 * ended up to that day. Flows are those after one close up to the next. The
 * entries are read once; then the closes are visited in order, with counts of
 * the waits of those on the list, so that nothing is sorted for a month.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "waiting/day_counts.h"
#include "base/row.h"
#include "base/number.h"
#include "waiting/waiting.h"

/* The closes before a row that it needs: for completions in the last three months. */
#define MONTHS_BEFORE 3

#define NO_STAY PG_UINT32_MAX

/* Requests that came and went together. */
typedef struct Stay
{
	int32 requested;
	int32 waited; /* days, -1 unless completed in the time looked at */
	int32 count;
	uint32 next; /* another that ended in the same period */
} Stay;

/* From one close (not included) to the next. */
typedef struct Period
{
	DateADT close;
	int64 added;
	int64 completed;
	int64 within; /* of these, in time */
	int64 removed;
	uint32 ended; /* first of the stays that ended in it */
} Period;

/* What a caller may ask beside the plain figures. */
typedef struct Question
{
	Interval *long_wait; /* NULL if not asked */
	Interval *within;
	bool has_target;
	int64 target;
} Question;

typedef struct Sweep
{
	Question question;
	Period *period; /* the first is all the time up to the first close */
	int nperiods;
	int *period_of; /* by days since the first close */
	Stay *stay;		/* by day of request */
	uint32 nstays;
	uint32 room;
	DateADT first;		 /* the first day of request */
	DateADT last;		 /* the last close */
	uint32 next;		 /* first stay not yet on the list */
	CareDayCounts waits; /* of those on the list, as if until the last close */
	CareDayCounts done;	 /* waits of those completed in one period */
} Sweep;

/* ---- the question ---- */

/* The arguments long_wait, within and target, which follow one another. */
static void
get_question(FunctionCallInfo fcinfo, int arg, Question *question)
{
	question->long_wait = cq_get_duration(fcinfo, arg, "long_wait");
	question->within = cq_get_duration(fcinfo, arg + 1, "within");
	question->has_target = !PG_ARGISNULL(arg + 2);
	question->target = question->has_target ? PG_GETARG_INT64(arg + 2) : 0;
	if (question->target < 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"target\" must not be negative, but is %lld",
					   (long long) question->target));
}

/* ---- reading the entries ---- */

/* Adds a stay, which ended in a period or (0) in none of them. */
static void
add_stay(Sweep *sweep, const CareWaitingEntry *entry, int period)
{
	Stay *stay;

	if (sweep->nstays == sweep->room)
	{
		/* an entry takes a byte at least, so a summary has fewer than 2^30 */
		sweep->room *= 2;
		sweep->stay = repalloc_huge(sweep->stay, sizeof(Stay) * (Size) sweep->room);
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
period_of(const Sweep *sweep, DateADT day)
{
	DateADT start = sweep->period[0].close;

	return day <= start || day > sweep->last ? 0 : sweep->period_of[day - start];
}

/* Counts an entry in the flows, and keeps it for the levels; limit: in time up to that day. */
static void
add_entry(Sweep *sweep, const CareWaitingEntry *entry, DateADT limit)
{
	int began = period_of(sweep, entry->requested);
	int ended = period_of(sweep, entry->ended);
	Period *period = &sweep->period[ended];

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
read_entries(Sweep *sweep, const bytea *waiting)
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
		if (entry.requested != limit_of && sweep->question.within != NULL)
		{
			limit_of = entry.requested;
			limit = cq_day_after(entry.requested, sweep->question.within);
		}
		add_entry(sweep, &entry, limit);
	}
}

/* Tells which period each day is in. */
static void
number_days(Sweep *sweep)
{
	DateADT start = sweep->period[0].close;

	sweep->period_of = palloc(sizeof(int) * (Size) (sweep->last - start + 1));
	for (int i = 1; i < sweep->nperiods; i++)
	{
		for (DateADT day = sweep->period[i - 1].close + 1; day <= sweep->period[i].close; day++)
			sweep->period_of[day - start] = i;
	}
}

/* Makes ready to visit closes, which are set, in order; nperiods is at least 2. */
static void
sweep_begin(Sweep *sweep, const bytea *waiting)
{
	int days;

	sweep->last = sweep->period[sweep->nperiods - 1].close;
	for (int i = 0; i < sweep->nperiods; i++)
		sweep->period[i].ended = NO_STAY;
	number_days(sweep);
	sweep->nstays = 0;
	sweep->room = 1024;
	sweep->stay = palloc(sizeof(Stay) * sweep->room);
	read_entries(sweep, waiting);
	sweep->first = sweep->nstays > 0 ? sweep->stay[0].requested : sweep->last;
	sweep->next = 0;
	days = sweep->last - sweep->first + 1;
	cq_day_counts_init(&sweep->waits, days);
	cq_day_counts_init(&sweep->done, days);
}

/* ---- visiting the closes ---- */

/* Moves the list on to the close of a period. */
static void
sweep_to(Sweep *sweep, int n)
{
	const Period *period = &sweep->period[n];

	CHECK_FOR_INTERRUPTS();
	while (sweep->next < sweep->nstays && sweep->stay[sweep->next].requested <= period->close)
	{
		const Stay *stay = &sweep->stay[sweep->next++];

		cq_day_counts_add(&sweep->waits, sweep->last - stay->requested, stay->count);
	}
	for (uint32 i = period->ended; i != NO_STAY; i = sweep->stay[i].next)
	{
		const Stay *stay = &sweep->stay[i];

		cq_day_counts_add(&sweep->waits, sweep->last - stay->requested, -stay->count);
	}
}

/* Counts (sign 1) the waits of those completed in a period, or takes them away (-1). */
static void
count_done(Sweep *sweep, const Period *period, int sign)
{
	for (uint32 i = period->ended; i != NO_STAY; i = sweep->stay[i].next)
	{
		const Stay *stay = &sweep->stay[i];

		if (stay->waited >= 0)
			cq_day_counts_add(&sweep->done, stay->waited, sign * (int64) stay->count);
	}
}

/* The columns of care_waiting_row. */
enum
{
	AS_AT,
	MONTH,
	WAITING,
	ADDED,
	COMPLETED,
	REMOVED,
	LONG_WAITS,
	PERCENT_LONG_WAITS,
	MEDIAN_DAYS,
	P90_DAYS,
	LONGEST_DAYS,
	COMPLETED_MEDIAN_DAYS,
	COMPLETED_P90_DAYS,
	COMPLETED_WITHIN,
	PERCENT_WITHIN,
	MONTHS_OF_WORK,
	TARGET,
	OVER_TARGET,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[AS_AT] = {"as_at", DATEOID},
	[MONTH] = {"month", DATEOID},
	[WAITING] = {"waiting", INT8OID},
	[ADDED] = {"added", INT8OID},
	[COMPLETED] = {"completed", INT8OID},
	[REMOVED] = {"removed", INT8OID},
	[LONG_WAITS] = {"long_waits", INT8OID},
	[PERCENT_LONG_WAITS] = {"percent_long_waits", FLOAT8OID},
	[MEDIAN_DAYS] = {"median_days", FLOAT8OID},
	[P90_DAYS] = {"p90_days", FLOAT8OID},
	[LONGEST_DAYS] = {"longest_days", INT8OID},
	[COMPLETED_MEDIAN_DAYS] = {"completed_median_days", FLOAT8OID},
	[COMPLETED_P90_DAYS] = {"completed_p90_days", FLOAT8OID},
	[COMPLETED_WITHIN] = {"completed_within", INT8OID},
	[PERCENT_WITHIN] = {"percent_within", FLOAT8OID},
	[MONTHS_OF_WORK] = {"months_of_work", FLOAT8OID},
	[TARGET] = {"target", INT8OID},
	[OVER_TARGET] = {"over_target", INT8OID},
};

StaticAssertDecl(NCOLUMNS <= CARE_MAX_COLUMNS, "a row has room for all columns");

/* Fills the columns about the list at a close. */
static void
fill_levels(Sweep *sweep, const Period *period, CareRow *row)
{
	const CareDayCounts *waits = &sweep->waits;
	int shift = sweep->last - period->close;
	int64 waiting = waits->total;

	cq_row_set_count(row, WAITING, waiting);
	if (sweep->question.long_wait != NULL)
	{
		DateADT limit = cq_day_before(period->close, sweep->question.long_wait);
		int64 over = limit < sweep->first ? 0 : cq_day_counts_from(waits, sweep->last - limit);

		cq_row_set_count(row, LONG_WAITS, over);
		if (waiting > 0)
			cq_row_set_number(row, PERCENT_LONG_WAITS, cq_percent_of(over, waiting));
	}
	if (waiting > 0)
	{
		cq_row_set_number(row, MEDIAN_DAYS, cq_day_counts_percentile(waits, 0.5, shift));
		cq_row_set_number(row, P90_DAYS, cq_day_counts_percentile(waits, 0.9, shift));
		cq_row_set_count(row, LONGEST_DAYS, cq_day_counts_nth(waits, waiting - 1) - shift);
	}
	if (sweep->question.has_target)
	{
		cq_row_set_count(row, TARGET, sweep->question.target);
		cq_row_set_count(row, OVER_TARGET, waiting - sweep->question.target);
	}
}

/* Fills the columns about those completed in a period. */
static void
fill_completed(Sweep *sweep, const Period *period, CareRow *row)
{
	cq_row_set_count(row, COMPLETED, period->completed);
	if (sweep->question.within != NULL)
		cq_row_set_count(row, COMPLETED_WITHIN, period->within);
	if (period->completed == 0)
		return;
	if (sweep->question.within != NULL)
		cq_row_set_number(row, PERCENT_WITHIN, cq_percent_of(period->within, period->completed));
	count_done(sweep, period, 1);
	cq_row_set_number(row, COMPLETED_MEDIAN_DAYS, cq_day_counts_percentile(&sweep->done, 0.5, 0));
	cq_row_set_number(row, COMPLETED_P90_DAYS, cq_day_counts_percentile(&sweep->done, 0.9, 0));
	count_done(sweep, period, -1);
}

/* Fills the row of a period, at whose close the sweep is. */
static void
fill_row(Sweep *sweep, int n, CareRow *row)
{
	const Period *period = &sweep->period[n];
	int64 completed = 0;

	cq_row_clear(row);
	cq_row_set(row, AS_AT, DateADTGetDatum(period->close));
	cq_row_set(row, MONTH, DateADTGetDatum(cq_month_first(cq_month_of(period->close))));
	cq_row_set_count(row, ADDED, period->added);
	cq_row_set_count(row, REMOVED, period->removed);
	fill_levels(sweep, period, row);
	fill_completed(sweep, period, row);
	for (int i = n - MONTHS_BEFORE + 1; i <= n; i++)
		completed += sweep->period[i].completed;
	if (completed > 0)
		cq_row_set_number(row,
						  MONTHS_OF_WORK,
						  (double) MONTHS_BEFORE * sweep->waits.total / completed);
}

/* ---- month by month ---- */

/* The month of the first request, or one after all others. */
static int
first_month(const bytea *waiting)
{
	CareWaitingReader reader;
	CareWaitingEntry entry;

	cq_waiting_begin(&reader, waiting);
	return cq_waiting_next(&reader, &entry) ? cq_month_of(entry.requested) : PG_INT32_MAX;
}

/* The first month that ends on or after "since"; by default that of the first request. */
static int
get_since(FunctionCallInfo fcinfo, int arg, const bytea *waiting)
{
	if (PG_ARGISNULL(arg))
		return first_month(waiting);
	cq_check_day(PG_GETARG_DATEADT(arg), "since");
	return cq_month_of(PG_GETARG_DATEADT(arg));
}

/* The last month that ends on or before "until"; by default the last that has ended. */
static int
get_until(FunctionCallInfo fcinfo, int arg)
{
	if (PG_ARGISNULL(arg))
		return cq_month_of(GetSQLCurrentDate()) - 1;
	cq_check_day(PG_GETARG_DATEADT(arg), "until");
	return cq_month_of(PG_GETARG_DATEADT(arg) + 1) - 1;
}

PG_FUNCTION_INFO_V1(care_waiting_monthly);
PG_FUNCTION_INFO_V1(care_waiting_at);

/*
 * care_waiting_monthly(waiting, long_wait, within, target, since, until): a row for
 * every last day of a month.
 */
Datum
care_waiting_monthly(PG_FUNCTION_ARGS)
{
	Sweep sweep = {0};
	CareRows rows;
	CareRow row;
	bytea *waiting;
	int since;
	int until;

	cq_rows_begin(fcinfo, columns, NCOLUMNS, &rows);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	waiting = PG_GETARG_WAITING(0);
	get_question(fcinfo, 1, &sweep.question);
	since = get_since(fcinfo, 4, waiting);
	until = get_until(fcinfo, 5);
	if (since > until)
		PG_RETURN_NULL();

	sweep.nperiods = until - since + 1 + MONTHS_BEFORE;
	sweep.period = palloc0(sizeof(Period) * sweep.nperiods);
	for (int i = 0; i < sweep.nperiods; i++)
		sweep.period[i].close = cq_month_first(since - MONTHS_BEFORE + i + 1) - 1;
	sweep_begin(&sweep, waiting);
	for (int i = 0; i < sweep.nperiods; i++)
	{
		sweep_to(&sweep, i);
		if (i < MONTHS_BEFORE)
			continue;
		fill_row(&sweep, i, &row);
		cq_rows_put(&rows, row.values, row.nulls);
	}
	PG_RETURN_NULL();
}

/* ---- at one day ---- */

/* The day so many months before, the last of its month if that is shorter. */
static DateADT
months_before(DateADT day, int months)
{
	int month = cq_month_of(day);
	int of_month = day - cq_month_first(month);

	return Min(cq_month_first(month - months) + of_month, cq_month_first(month - months + 1) - 1);
}

/* care_waiting_at(waiting, as_at, long_wait, within, target): the row of one day. */
Datum
care_waiting_at(PG_FUNCTION_ARGS)
{
	Sweep sweep = {0};
	DateADT as_at;
	CareRow row;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	as_at = PG_GETARG_DATEADT(1);
	cq_check_day(as_at, "as_at");
	get_question(fcinfo, 2, &sweep.question);
	sweep.nperiods = 1 + MONTHS_BEFORE;
	sweep.period = palloc0(sizeof(Period) * sweep.nperiods);
	for (int i = 0; i < sweep.nperiods; i++)
		sweep.period[i].close = months_before(as_at, MONTHS_BEFORE - i);
	sweep_begin(&sweep, PG_GETARG_WAITING(0));
	for (int i = 0; i < sweep.nperiods; i++)
		sweep_to(&sweep, i);
	fill_row(&sweep, MONTHS_BEFORE, &row);
	return cq_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}
