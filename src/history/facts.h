/*
 * facts.h
 *		The facts that a row of ratings gives about a location.
 */
#ifndef CARE_FACTS_H
#define CARE_FACTS_H

#include "base/compat.h"

#include "history/history.h"
#include "rating/rating.h"

/* A location's text form, not terminated. */
typedef struct CareKey
{
	const char *bytes;
	int length;
} CareKey;

/* A row gives at most this many items, the registration first. */
#define CARE_ROW_ITEMS 2

extern int cq_facts_of_row(FunctionCallInfo fcinfo, CareRatingGetter get, int arg,
						   const CareKey *location, CareItem *items);
extern int cq_facts_of_history(const CareHistory *history, CareItem *items);
extern bool cq_item_is_valid(CareItem item);

/* No more items than this come from a history. */
#define CARE_HISTORY_ITEMS(history) ((history)->nevents + (history)->nspans + 2)

#endif
