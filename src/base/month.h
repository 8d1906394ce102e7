/*
 * month.h
 *		Months in which figures are given: each as at its first day.
 */
#ifndef CARE_MONTH_H
#define CARE_MONTH_H

#include "base/compat.h"

#include "base/day.h"

/* The months of the days that can be stored, and the one after them. */
#define CARE_MONTH_MIN (1900 * 12)
#define CARE_MONTH_END (2200 * 12)

extern int cq_month_from(DateADT day);
extern int cq_get_since_month(FunctionCallInfo fcinfo, int arg, int otherwise);
extern int cq_get_until_month(FunctionCallInfo fcinfo, int arg);
extern int cq_get_month(FunctionCallInfo fcinfo, int arg, const char *name);

#endif
