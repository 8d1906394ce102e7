/*
 * argument.h
 *		Arguments that many functions take, checked in one place.
 */
#ifndef CARE_ARGUMENT_H
#define CARE_ARGUMENT_H

#include "base/compat.h"

/* What a percentage is a share of. */
typedef enum CareDenominator
{
	CARE_OF_RATED, /* rated locations: the regulator's way */
	CARE_OF_ALL	   /* all locations, rated or not: LG Inform's way */
} CareDenominator;

extern CareDenominator cq_get_denominator(FunctionCallInfo fcinfo, int arg);
extern void cq_check_percentage(double percent, const char *name);
extern double cq_get_target(FunctionCallInfo fcinfo, int arg);
extern double cq_get_benchmark(FunctionCallInfo fcinfo, int arg);
extern double cq_get_confidence(FunctionCallInfo fcinfo, int arg);

CARE_NORETURN extern void cq_argument_is_null(const char *name, const char *hint);
extern void cq_check_finite(double number, const char *name);
extern void cq_check_count(double count, const char *name);
extern void cq_check_proportion(double x, double n, const char *x_name, const char *n_name);

#endif
