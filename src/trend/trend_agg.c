/*
 * trend_agg.c
 *		The row-by-row side of the aggregates that build a care_trend_summary.
 */
#include "base/compat.h"

#include "ledger/ledger.h"
#include "history/location.h"
#include "trend/trend.h"

/* ---- aggregates that see each location: the state is a ledger ---- */

/* care_trend(location, rating, published, registered, deregistered) */
static inline Datum
care_ratings_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareItem items[CARE_ROW_ITEMS];
	int n = cq_facts_of_row(fcinfo, get, 2, &location, items);

	return cq_ledger_add(fcinfo, &location, CARE_NO_WEIGHT, items, n);
}

/* The same with a last weight; a NULL one says nothing. */
static inline Datum
care_ratings_add_weighted(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareItem items[CARE_ROW_ITEMS];
	int n = cq_facts_of_row(fcinfo, get, 2, &location, items);
	int64 weight = PG_ARGISNULL(6) ? CARE_NO_WEIGHT : cq_get_weight(fcinfo, 6);

	return cq_ledger_add(fcinfo, &location, weight, items, n);
}

/* A date argument that may not be NULL (22004), nor lie outside the calendar (22008). */
static uint32
required_day(FunctionCallInfo fcinfo, int arg, const char *name, const CareKey *location)
{
	DateADT day;

	if (PG_ARGISNULL(arg))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("\"%s\" must not be null", name),
				errdetail("Location \"%.*s\".", location->length, location->bytes));
	day = PG_GETARG_DATEADT(arg);
	cq_check_day(day, name);
	return cq_item_day(day);
}

/* care_trend_of_snapshots(location, rating, as_at) */
static inline Datum
care_snapshots_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareRating rating = PG_ARGISNULL(2) ? CARE_NOT_RATED : get(fcinfo, 2);
	uint32 day = required_day(fcinfo, 3, "as_at", &location);
	CareItem item = cq_item(CARE_ITEM_EVENT, day, rating, false, 0);

	return cq_ledger_add(fcinfo, &location, CARE_NO_WEIGHT, &item, 1);
}

/* care_trend_of_periods(location, rating, valid_from, valid_to); an open valid_to may be NULL. */
static inline Datum
care_tracked_periods_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareRating rating = PG_ARGISNULL(2) ? CARE_NOT_RATED : get(fcinfo, 2);
	uint32 from = required_day(fcinfo, 3, "valid_from", &location);
	uint32 until = CARE_ITEM_OPEN;
	CareItem item;

	if (!PG_ARGISNULL(4) && PG_GETARG_DATEADT(4) != CARE_OPEN)
		until = cq_item_day(cq_get_day(fcinfo, 4, "valid_to"));
	if (from > until)
		ereport(ERROR,
				errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("\"valid_from\" must not be after \"valid_to\", but %s is after %s",
					   cq_day_text(PG_GETARG_DATEADT(3)),
					   cq_day_text(PG_GETARG_DATEADT(4))),
				errdetail("Location \"%.*s\".", location.length, location.bytes));
	item = cq_item(CARE_ITEM_PERIOD, from, rating, false, until);
	return cq_ledger_add(fcinfo, &location, CARE_NO_WEIGHT, &item, 1);
}

CARE_RATING_FUNCTION(care_ratings_add);
CARE_RATING_FUNCTION(care_ratings_add_weighted);
CARE_RATING_FUNCTION(care_snapshots_add);
CARE_RATING_FUNCTION(care_tracked_periods_add);
