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
	CARE_OF_RATED, /* rated locations: the regulator's way */
	CARE_OF_ALL	   /* all locations, rated or not: LG Inform's way */
} CareDenominator;

extern CareDenominator cq_get_denominator(FunctionCallInfo fcinfo, int arg);
extern void cq_check_percentage(double percent, const char *name);
extern double cq_get_target(FunctionCallInfo fcinfo, int arg);
extern double cq_get_benchmark(FunctionCallInfo fcinfo, int arg);
extern double cq_get_confidence(FunctionCallInfo fcinfo, int arg);

extern void cq_argument_is_null(const char *name, const char *hint);
extern void cq_check_finite(double number, const char *name);
extern void cq_check_count(double count, const char *name);
extern void cq_check_proportion(double x, double n, const char *x_name, const char *n_name);

extern void cq_not_an_aggregate(void);

/*
 * Whoever changes a state in place must be called by an aggregate: called in
 * any other way it would damage data (0A000).
 */
static inline void
cq_check_aggregate(FunctionCallInfo fcinfo)
{
	if (unlikely(fcinfo->context == NULL ||
				 !(IsA(fcinfo->context, AggState) || IsA(fcinfo->context, WindowAggState))))
		cq_not_an_aggregate();
}

/* The memory context of the aggregate's states. */
static inline MemoryContext
cq_aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		cq_not_an_aggregate();
	return context;
}

#endif
