/*
 * month.c
 *		Months in which figures are given: each as at its first day.
 */
#include "compat.h"

#include "utils/datetime.h"

#include "month.h"

/* The first month whose first day is not before a day: there a change of that day shows. */
int
care_month_from(DateADT day)
{
	int year;
	int month;
	int of_month;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &of_month);
	return year * MONTHS_PER_YEAR + month - 1 + (of_month > 1);
}

/* A date argument that must be the first of a month (else 22008 with the hint). */
int
care_get_month(FunctionCallInfo fcinfo, int arg, const char *hint)
{
	DateADT day = PG_GETARG_DATEADT(arg);
	int month;

	care_day_check(day, "as at");
	month = care_month(day);
	if (care_month_first(month) != day)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("%s is not the first of a month", care_day_text(day)),
				 errhint("%s", hint)));
	return month;
}
