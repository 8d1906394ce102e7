/*
 * waiting_read.c
 *		The figures of a waiting list: care_waiting_monthly, care_waiting_at,
 *		care_waiting_between.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/result.h"
#include "base/number.h"
#include "waiting/sweep.h"
#include "waiting/waiting.h"

/* The months whose mean completions make months_of_work. */
#define WORK_MONTHS 3

/* What a caller may ask beside the plain figures. */
typedef struct Question
{
	Interval *long_wait; /* NULL if not asked */
	Interval *within;
	bool has_target;
	int64 target;
} Question;

/* What a row looks back on, up to its close. */
typedef struct Span
{
	int flows;	   /* the last periods, whose flows it has */
	int work;	   /* the last periods, which are WORK_MONTHS months */
	DateADT begun; /* the close of the first of these months */
} Span;

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
	MEAN_DAYS,
	MEDIAN_DAYS,
	P90_DAYS,
	LONGEST_DAYS,
	COMPLETED_MEAN_DAYS,
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
	[MEAN_DAYS] = {"mean_days", FLOAT8OID},
	[MEDIAN_DAYS] = {"median_days", FLOAT8OID},
	[P90_DAYS] = {"p90_days", FLOAT8OID},
	[LONGEST_DAYS] = {"longest_days", INT8OID},
	[COMPLETED_MEAN_DAYS] = {"completed_mean_days", FLOAT8OID},
	[COMPLETED_MEDIAN_DAYS] = {"completed_median_days", FLOAT8OID},
	[COMPLETED_P90_DAYS] = {"completed_p90_days", FLOAT8OID},
	[COMPLETED_WITHIN] = {"completed_within", INT8OID},
	[PERCENT_WITHIN] = {"percent_within", FLOAT8OID},
	[MONTHS_OF_WORK] = {"months_of_work", FLOAT8OID},
	[TARGET] = {"target", INT8OID},
	[OVER_TARGET] = {"over_target", INT8OID},
};

StaticAssertDecl(NCOLUMNS <= CARE_MAX_COLUMNS, "a row has room for all columns");

/* Fills the columns about the list at a close, at which the sweep is. */
static void
fill_levels(const CareSweep *sweep, const Question *question, DateADT close, CareRow *row)
{
	const CareDayCounts *waits = &sweep->waits;
	int shift = sweep->last - close;
	int64 waiting = waits->total;

	cq_row_set_count(row, WAITING, waiting);
	if (question->long_wait != NULL)
	{
		DateADT limit = cq_day_before(close, question->long_wait);
		int64 over = cq_day_counts_from(waits, sweep->last - limit);

		cq_row_set_count(row, LONG_WAITS, over);
		if (waiting > 0)
			cq_row_set_number(row, PERCENT_LONG_WAITS, cq_percent_of(over, waiting));
	}
	if (waiting > 0)
	{
		cq_row_set_number(row, MEAN_DAYS, cq_day_counts_mean(waits, shift));
		cq_row_set_number(row, MEDIAN_DAYS, cq_day_counts_percentile(waits, 0.5, shift));
		cq_row_set_number(row, P90_DAYS, cq_day_counts_percentile(waits, 0.9, shift));
		cq_row_set_count(row, LONGEST_DAYS, cq_day_counts_nth(waits, waiting - 1) - shift);
	}
	if (question->has_target)
	{
		cq_row_set_count(row, TARGET, question->target);
		cq_row_set_count(row, OVER_TARGET, waiting - question->target);
	}
}

/* Fills the columns about the waits of those completed in the periods from one to another. */
static void
fill_completed(CareSweep *sweep, int from, int to, CareRow *row)
{
	const CareDayCounts *waits = &sweep->completed_waits;

	cq_sweep_count_completed(sweep, from, to);
	cq_row_set_number(row, COMPLETED_MEAN_DAYS, cq_day_counts_mean(waits, 0));
	cq_row_set_number(row, COMPLETED_MEDIAN_DAYS, cq_day_counts_percentile(waits, 0.5, 0));
	cq_row_set_number(row, COMPLETED_P90_DAYS, cq_day_counts_percentile(waits, 0.9, 0));
}

/* Fills the columns about what came and went in the periods from one to another. */
static void
fill_flows(CareSweep *sweep, const Question *question, int from, int to, CareRow *row)
{
	CarePeriod sum = {0};

	for (int i = from; i <= to; i++)
	{
		sum.added += sweep->period[i].added;
		sum.completed += sweep->period[i].completed;
		sum.within += sweep->period[i].within;
		sum.removed += sweep->period[i].removed;
	}
	cq_row_set_count(row, ADDED, sum.added);
	cq_row_set_count(row, COMPLETED, sum.completed);
	cq_row_set_count(row, REMOVED, sum.removed);
	if (question->within != NULL)
		cq_row_set_count(row, COMPLETED_WITHIN, sum.within);
	if (sum.completed == 0)
		return;
	if (question->within != NULL)
		cq_row_set_number(row, PERCENT_WITHIN, cq_percent_of(sum.within, sum.completed));
	fill_completed(sweep, from, to, row);
}

/* Months before a list's first request tell nothing of the work done: then it is not known. */
static void
fill_work(const CareSweep *sweep, const Span *span, int n, CareRow *row)
{
	int64 completed = 0;

	if (sweep->begun > span->begun)
		return;
	for (int i = n - span->work + 1; i <= n; i++)
		completed += sweep->period[i].completed;
	if (completed > 0)
		cq_row_set_number(row,
						  MONTHS_OF_WORK,
						  (double) WORK_MONTHS * sweep->waits.total / completed);
}

/* Fills the row of a period, at whose close the sweep is. */
static void
fill_row(CareSweep *sweep, const Question *question, const Span *span, int n, CareRow *row)
{
	DateADT close = sweep->period[n].close;

	cq_row_clear(row);
	cq_row_set(row, AS_AT, DateADTGetDatum(close));
	cq_row_set(row, MONTH, DateADTGetDatum(cq_month_first(cq_month_of(close))));
	fill_levels(sweep, question, close, row);
	fill_flows(sweep, question, n - span->flows + 1, n, row);
	fill_work(sweep, span, n, row);
}

/* ---- month by month ---- */

/* The first month that ends on or after "since"; by default that of the first request. */
static int
get_since(FunctionCallInfo fcinfo, int arg, const bytea *waiting)
{
	DateADT begun;

	if (PG_ARGISNULL(arg))
	{
		begun = cq_waiting_begun(waiting);
		return begun == CARE_OPEN ? PG_INT32_MAX : cq_month_of(begun);
	}
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
PG_FUNCTION_INFO_V1(care_waiting_between);

/*
 * care_waiting_monthly(waiting, long_wait, within, target, since, until): a row for
 * every last day of a month.
 */
Datum
care_waiting_monthly(PG_FUNCTION_ARGS)
{
	CareSweep sweep = {0};
	Question question;
	CareResult rows;
	CareRow row;
	bytea *waiting;
	int since;
	int until;

	cq_result_begin(fcinfo, columns, NCOLUMNS, &rows);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	waiting = PG_GETARG_WAITING(0);
	get_question(fcinfo, 1, &question);
	since = get_since(fcinfo, 4, waiting);
	until = get_until(fcinfo, 5);
	if (since > until)
		PG_RETURN_NULL();

	sweep.within = question.within;
	sweep.nperiods = until - since + 1 + WORK_MONTHS;
	sweep.period = palloc0(sizeof(CarePeriod) * sweep.nperiods);
	for (int i = 0; i < sweep.nperiods; i++)
		sweep.period[i].close = cq_month_first(since - WORK_MONTHS + i + 1) - 1;
	cq_sweep_begin(&sweep, waiting);
	for (int i = 0; i < sweep.nperiods; i++)
	{
		cq_sweep_to(&sweep, i);
		if (i >= WORK_MONTHS)
		{
			Span span = {1, WORK_MONTHS, sweep.period[i - WORK_MONTHS + 1].close};

			fill_row(&sweep, &question, &span, i, &row);
			cq_result_put(&rows, row.values, row.nulls);
		}
	}
	PG_RETURN_NULL();
}

/* ---- one row ---- */

/* The row at the last close. */
static Datum
last_row(FunctionCallInfo fcinfo, CareSweep *sweep, const Question *question, const Span *span)
{
	CareRow row;

	sweep->within = question->within;
	cq_sweep_begin(sweep, PG_GETARG_WAITING(0));
	for (int i = 0; i < sweep->nperiods; i++)
		cq_sweep_to(sweep, i);
	fill_row(sweep, question, span, sweep->nperiods - 1, &row);
	return cq_result_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}

/* care_waiting_at(waiting, as_at, long_wait, within, target): the row of one day. */
Datum
care_waiting_at(PG_FUNCTION_ARGS)
{
	CarePeriod periods[1 + WORK_MONTHS] = {0};
	CareSweep sweep = {.period = periods, .nperiods = lengthof(periods)};
	Question question;
	Span span;
	DateADT as_at;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	as_at = PG_GETARG_DATEADT(1);
	cq_check_day(as_at, "as_at");
	get_question(fcinfo, 2, &question);
	for (int i = 0; i <= WORK_MONTHS; i++)
		periods[i].close = cq_months_before(as_at, WORK_MONTHS - i);
	span = (Span){1, WORK_MONTHS, periods[1].close};
	return last_row(fcinfo, &sweep, &question, &span);
}

/*
 * care_waiting_between(waiting, since, until, long_wait, within, target): the
 * row of a span of days, both included; since after until is an error (22023).
 */
Datum
care_waiting_between(PG_FUNCTION_ARGS)
{
	CarePeriod periods[3] = {0};
	CareSweep sweep = {.period = periods};
	Question question;
	Span span;
	DateADT since;
	DateADT until;
	DateADT work;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	since = PG_GETARG_DATEADT(1);
	until = PG_GETARG_DATEADT(2);
	cq_check_day(since, "since");
	cq_check_day(until, "until");
	get_question(fcinfo, 3, &question);
	if (since > until)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"since\" must not be after \"until\", but %s is after %s",
					   cq_day_text(since),
					   cq_day_text(until)),
				errhint("Give the earlier date first."));

	/* closes: the day before the span, that before the months of work, and the end of both */
	work = cq_day_before_months(until, WORK_MONTHS);
	periods[0].close = Min(since - 1, work);
	periods[1].close = Max(since - 1, work);
	sweep.nperiods = since - 1 == work ? 2 : 3;
	periods[sweep.nperiods - 1].close = until;
	span.flows = since - 1 < work ? 2 : 1;
	span.work = work < since - 1 ? 2 : 1;
	span.begun = cq_day_before_months(until, WORK_MONTHS - 1);
	return last_row(fcinfo, &sweep, &question, &span);
}
