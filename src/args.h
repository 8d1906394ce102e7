/*
 * args.h
 *		Arguments that many functions take, checked in one place.
 */
#ifndef CARE_ARGS_H
#define CARE_ARGS_H

#include "compat.h"

/* What a percentage is a share of. */
typedef enum CareDenominator
{
	CARE_OF_RATED,				/* rated locations: the regulator's way */
	CARE_OF_ALL					/* all locations, rated or not: LG Inform's way */
} CareDenominator;

extern CareDenominator care_get_denominator(FunctionCallInfo fcinfo, int arg);
extern void care_target_check(double target);
extern double care_get_target(FunctionCallInfo fcinfo, int arg);
extern double care_get_confidence(FunctionCallInfo fcinfo, int arg);

/* Aggregate support functions only: the context of the states. */
extern MemoryContext care_aggregate_context(FunctionCallInfo fcinfo);

#endif
