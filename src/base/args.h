/*
 * args.h
 *		Arguments that many functions take, checked in one place.
 */
#ifndef CARE_ARGS_H
#define CARE_ARGS_H

#include "base/compat.h"

#include "nodes/nodes.h"

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

extern void care_not_an_aggregate(void);

/*
 * Whoever changes a state in place must be called by an aggregate: called in
 * any other way it would damage data (0A000).
 */
static inline void
care_aggregate_check(FunctionCallInfo fcinfo)
{
	if (unlikely(fcinfo->context == NULL ||
				 !(IsA(fcinfo->context, AggState) || IsA(fcinfo->context, WindowAggState))))
		care_not_an_aggregate();
}

/* The memory context of the aggregate's states. */
static inline MemoryContext
care_aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		care_not_an_aggregate();
	return context;
}

#endif
