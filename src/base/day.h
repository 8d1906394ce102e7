/*
 * day.h
 *		Days and months: the dates that care_quality accepts, their ISO form,
 *		lengths of time, and the calendar.
 */
#ifndef CARE_DAY_H
#define CARE_DAY_H

#include "base/compat.h"

#include "utils/date.h"
#include "utils/timestamp.h"

/* The days that can be stored: from 1900-01-01, and before 2200-01-01. */
#define CARE_DAY_MIN ((DateADT) -36524)
#define CARE_DAY_END ((DateADT) 73049)
#define CARE_DAYS (CARE_DAY_END - CARE_DAY_MIN)
#define CARE_YEARS 300

/* No end: a date that was NULL or infinity. */
#define CARE_OPEN DATEVAL_NOEND

#define CARE_DAY_TEXT_SIZE 11 /* yyyy-mm-dd and a zero byte */

static inline bool
cq_day_is_valid(DateADT day)
{
	return day >= CARE_DAY_MIN && day < CARE_DAY_END;
}

/* What a date may be besides a day. */
typedef enum CareDayRole
{
	CARE_DAY_KNOWN,	   /* nothing */
	CARE_DAY_OF_START, /* unknown: NULL or -infinity */
	CARE_DAY_OF_END	   /* open: NULL or infinity */
} CareDayRole;

CARE_NORETURN extern void cq_day_out_of_range(DateADT day, const char *name, CareDayRole role,
											  const char *location);
extern void cq_check_day(DateADT day, const char *name);
extern DateADT cq_get_end(FunctionCallInfo fcinfo, int arg, const char *name);
extern char *cq_day_text(DateADT day);
extern void cq_day_write(DateADT day, char *text);
extern bool cq_day_try(const char *text, int length, DateADT *day);

/* Lengths of time, by the calendar. */
extern DateADT cq_day_after(DateADT day, const Interval *duration);
extern DateADT cq_day_before(DateADT day, const Interval *duration);
extern int cq_duration_compare(const Interval *a, const Interval *b);
extern void cq_check_duration(const Interval *duration, const char *name);
extern Interval *cq_get_duration(FunctionCallInfo fcinfo, int arg, const char *name);
extern char *cq_duration_text(const Interval *duration);

/* Months are numbered from January of the year 0. */
extern int cq_month_of(DateADT day);
extern DateADT cq_month_first(int month);
extern DateADT cq_months_before(DateADT day, int months);
extern DateADT cq_day_before_months(DateADT until, int months);

#endif
