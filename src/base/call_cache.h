/*
 * call_cache.h
 *		What a call site remembers between the rows of one query.
 */
#ifndef CARE_CALL_CACHE_H
#define CARE_CALL_CACHE_H

#include "base/compat.h"

#include "rating/rating.h"

#define CARE_ENUM_SLOTS 64

typedef struct CareCallCache
{
	/* The ratings of the enum values met so far, each in the slot of its OID. */
	Oid enum_value[CARE_ENUM_SLOTS];
	CareRating enum_rating[CARE_ENUM_SLOTS];

	/* How a location is turned into text (location.c). */
	Oid location_type;
	bool location_is_text;
	bool location_is_bpchar;
	FmgrInfo location_output;
} CareCallCache;

/* The call site's cache, zeroed when new. */
static inline CareCallCache *
care_call_cache(FunctionCallInfo fcinfo)
{
	if (unlikely(fcinfo->flinfo->fn_extra == NULL))
		fcinfo->flinfo->fn_extra =
			MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CareCallCache));
	return (CareCallCache *) fcinfo->flinfo->fn_extra;
}

#endif
