/*
 * call_site.h
 *		What a call site remembers between the rows of one query: the only
 *		owner of fn_extra, with a slot for each file that keeps something there.
 */
#ifndef CARE_CALL_SITE_H
#define CARE_CALL_SITE_H

#include "base/compat.h"

#define CARE_ENUM_SLOTS 64

typedef struct CareCallSite
{
	/* rating/rating.c: the ratings of the enum values met so far, each in the slot of its OID,
	   as of an epoch; how arguments of any type are printed */
	uint64 enum_epoch;
	Oid enum_value[CARE_ENUM_SLOTS];
	uint8 enum_rating[CARE_ENUM_SLOTS];
	FmgrInfo *rating_output;

	/* history/location.c: how a location is turned into text */
	Oid location_type;
	bool location_is_text;
	bool location_is_bpchar;
	FmgrInfo location_output;

	/* base/result.c: what the result type of a function that returns rows is like */
	struct CareResult *rows;

	/* trend/trend_of_summaries.c: the trend that was added last */
	struct CareLastTrend *last_trend;

	/* a window function's words for its results, as text */
	Datum *words;
} CareCallSite;

/* The call site, zeroed when new. */
static inline CareCallSite *
cq_call_site(FunctionCallInfo fcinfo)
{
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
		fcinfo->flinfo->fn_extra =
			MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CareCallSite));
	return (CareCallSite *) fcinfo->flinfo->fn_extra;
}

#endif
