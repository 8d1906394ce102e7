/*
 * capacity.c
 *		What it takes to clear a waiting list: care_capacity.
 *
 * The measures of Fong et al. 2022 (medRxiv 2022.08.23.22279117), as in the R
 * package NHSRwaitinglist. If waits were exponential, 98 in 100 would be over
 * within four times their mean, so a target wait asks for a mean of a quarter
 * of it; and by Little's law a list in balance has as many people on it as
 * join while one of them waits: demand x mean wait.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "base/number.h"
#include "base/result.h"
#include "waiting/waiting.h"

/* A target wait is met when the mean wait is the target over this. */
#define TARGET_OVER_MEAN 4

#define DAYS_A_WEEK 7

/* What was counted of a list. */
typedef struct Counted
{
	int64 added; /* in the months looked at */
	int64 left;	 /* in these, completed or removed */
	int64 waiting;
	int64 waited; /* days, by those waiting */
} Counted;

/* A whole number from 1 to max; anything else is an error (22023), NULL too (22004). */
static int
get_number(FunctionCallInfo fcinfo, int arg, const char *name, int max)
{
	int number;

	if (PG_ARGISNULL(arg))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("\"%s\" must not be null", name));
	number = PG_GETARG_INT32(arg);
	if (number < 1 || number > max)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must be from 1 to %d, not %d", name, max, number));
	return number;
}

/* The target wait in days, by the calendar up to a day; none or less is an error. */
static int
get_target_days(FunctionCallInfo fcinfo, int arg, DateADT as_at)
{
	Interval *target = cq_get_duration(fcinfo, arg, "target_wait");
	int days;

	if (target == NULL)
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("\"target_wait\" must not be null"));
	days = as_at - cq_day_before(as_at, target);
	if (days < 1)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"target_wait\" must be a day or more, not %s", cq_duration_text(target)));
	return days;
}

/* Counts what happened after a close up to another, and who waits at that. */
static Counted
count_list(const bytea *waiting, DateADT since, DateADT as_at)
{
	CareWaitingReader reader;
	CareWaitingEntry entry;
	Counted counted = {0};

	cq_waiting_begin(&reader, waiting);
	while (cq_waiting_next(&reader, &entry) && entry.requested <= as_at)
	{
		CHECK_FOR_INTERRUPTS();
		if (entry.requested > since)
			counted.added += entry.count;
		if (entry.ended > as_at)
		{
			counted.waiting += entry.count;
			counted.waited = cq_plus(counted.waited, entry.count * (as_at - entry.requested));
		}
		else if (entry.ended > since)
			counted.left += entry.count;
	}
	return counted;
}

/* The columns of care_capacity_row. */
enum
{
	DEMAND,
	CAPACITY,
	LOAD,
	TARGET_WAITING,
	NEEDED,
	PRESSURE,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[DEMAND] = {"demand_per_week", FLOAT8OID},
	[CAPACITY] = {"capacity_per_week", FLOAT8OID},
	[LOAD] = {"load", FLOAT8OID},
	[TARGET_WAITING] = {"target_waiting", FLOAT8OID},
	[NEEDED] = {"needed_per_week", FLOAT8OID},
	[PRESSURE] = {"pressure", FLOAT8OID},
};

/* Fills what follows from how many came and left in some weeks. */
static void
fill_flows(CareRow *row, const Counted *counted, double counted_weeks, double target_weeks,
		   int weeks)
{
	double demand = counted->added / counted_weeks;
	double target_waiting = demand * target_weeks / TARGET_OVER_MEAN;

	cq_row_set_number(row, DEMAND, demand);
	cq_row_set_number(row, CAPACITY, counted->left / counted_weeks);
	if (counted->left > 0)
		cq_row_set_number(row, LOAD, (double) counted->added / counted->left);
	cq_row_set_number(row, TARGET_WAITING, target_waiting);
	cq_row_set_number(row, NEEDED, Max(demand + (counted->waiting - target_waiting) / weeks, 0));
}

PG_FUNCTION_INFO_V1(care_capacity);

/*
 * care_capacity(waiting, as_at, target_wait, weeks, months): what the list was
 * asked and did a week in the last months, which end on a day, and how many a
 * week have to leave it for the target wait to be met some weeks later.
 */
Datum
care_capacity(PG_FUNCTION_ARGS)
{
	DateADT as_at;
	DateADT since;
	int target_days;
	int weeks;
	int months;
	Counted counted;
	CareRow row;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	as_at = PG_GETARG_DATEADT(1);
	cq_check_day(as_at, "as_at");
	target_days = get_target_days(fcinfo, 2, as_at);
	weeks = get_number(fcinfo, 3, "weeks", 5200);
	months = get_number(fcinfo, 4, "months", 1200);
	since = cq_day_before_months(as_at, months);
	counted = count_list(PG_GETARG_WAITING(0), since, as_at);

	cq_row_clear(&row);
	/* of months before the first request nothing is known */
	if (cq_waiting_begun(PG_GETARG_WAITING(0)) <= cq_day_before_months(as_at, months - 1))
		fill_flows(&row,
				   &counted,
				   (double) (as_at - since) / DAYS_A_WEEK,
				   (double) target_days / DAYS_A_WEEK,
				   weeks);
	if (counted.waiting > 0)
		cq_row_set_number(&row, PRESSURE, 2.0 * counted.waited / counted.waiting / target_days);
	return cq_result_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}
