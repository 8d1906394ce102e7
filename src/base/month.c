/*
 * month.c
 *		Months in which figures are given: each as at its first day.
 */
#include "base/compat.h"

#include "base/month.h"

#define NMONTHS (CARE_MONTH_END - CARE_MONTH_MIN + 1)

/* The first day of each month that can be asked for, once they are needed. */
static DateADT firsts[NMONTHS];

static void
find_firsts(void)
{
	for (int i = NMONTHS - 1; i >= 0; i--)
		firsts[i] = cq_month_first(i + CARE_MONTH_MIN);
}

/*
 * The first month whose first day is not before a day: there a change of that
 * day shows. The calendar repeats every 400 years, which are 146,097 days; so
 * the average month gives a guess that is up to two months early, never late.
 */
int
cq_month_from(DateADT day)
{
	int guess = (day - CARE_DAY_MIN) * INT64CONST(4800) / 146097;

	Assert(cq_day_is_valid(day));
	if (unlikely(firsts[0] == 0))
		find_firsts();
	while (firsts[guess] < day)
		guess++;
	return guess + CARE_MONTH_MIN;
}

/* A date argument that must be the first of a month (else 22008). */
int
cq_get_month(FunctionCallInfo fcinfo, int arg, const char *name)
{
	DateADT day = PG_GETARG_DATEADT(arg);
	int month;

	cq_check_day(day, name);
	month = cq_month_of(day);
	if (cq_month_first(month) != day)
		ereport(ERROR,
				errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("\"%s\" must be the first of a month, not %s", name, cq_day_text(day)),
				errdetail("A trend has figures as at the first of each month."),
				errhint(
					"Use date_trunc('month', ...)::date; care_tally(history, as_at) counts on any "
					"day."));
	return month;
}

/* The first month as at or after a day "since", any day; another month if that is NULL. */
int
cq_get_since_month(FunctionCallInfo fcinfo, int arg, int otherwise)
{
	if (PG_ARGISNULL(arg))
		return otherwise;
	cq_check_day(PG_GETARG_DATEADT(arg), "since");
	return cq_month_from(PG_GETARG_DATEADT(arg));
}

/* The last month as at or before a day "until", any day; this month if that is NULL. */
int
cq_get_until_month(FunctionCallInfo fcinfo, int arg)
{
	if (PG_ARGISNULL(arg))
		return cq_month_of(GetSQLCurrentDate());
	cq_check_day(PG_GETARG_DATEADT(arg), "until");
	return cq_month_of(PG_GETARG_DATEADT(arg));
}
