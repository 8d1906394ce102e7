/*
 * trend_of_ratings.c
 *		care_trend(location, rating, published, registered, deregistered[, weight]):
 *		a trend from a row for each published rating.
 */
#include "base/compat.h"

#include "ledger/ledger.h"
#include "trend/trend.h"

/* care_trend(location, rating, published, registered, deregistered) */
static inline Datum
care_ledger_add_rating(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareItem items[CARE_ROW_ITEMS];
	int n = cq_items_of_row(fcinfo, get, 2, &location, items);
	CareLocationItems row = {location, CARE_NO_WEIGHT, items, n};

	return cq_ledger_add(fcinfo, &row);
}

/* The same with a last weight; a NULL one says nothing. */
static inline Datum
care_ledger_add_rating_weighted(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareItem items[CARE_ROW_ITEMS];
	int n = cq_items_of_row(fcinfo, get, 2, &location, items);
	int64 weight = PG_ARGISNULL(6) ? CARE_NO_WEIGHT : cq_get_weight(fcinfo, 6);
	CareLocationItems row = {location, weight, items, n};

	return cq_ledger_add(fcinfo, &row);
}

CARE_RATING_FUNCTION(care_ledger_add_rating);
CARE_RATING_FUNCTION(care_ledger_add_rating_weighted);

PG_FUNCTION_INFO_V1(care_trend_of_ratings_final);
PG_FUNCTION_INFO_V1(care_trend_of_ratings_weighted_final);

/* The weight of a location in a ledger: 1 without any, and the unit of the sum. */
static int64
unit_weight(CareCells *sum, bool weighted, int64 weight)
{
	cq_cells_unit(sum, weighted, !weighted);
	if (!weighted)
		return 1;
	return weight == CARE_NO_WEIGHT ? 0 : weight;
}

/* From each location's ratings: its stretches, its cells. */
static Datum
trend_of_ratings(Datum state, bool weighted)
{
	CareLedgerReader *reader = cq_ledger_read_ratings(state);
	CareCells *sum = cq_cells_new(CARE_CELLS_FOR(cq_ledger_items(reader)), 0);
	CareLocationStretches next;

	while (cq_ledger_next_stretches(reader, &next))
	{
		sum->conflicts += next.conflicts;
		sum = cq_cells_add_stretches(sum,
									 next.stretches,
									 next.nstretches,
									 unit_weight(sum, weighted, next.weight));
	}
	PG_RETURN_POINTER(cq_trend_finish(sum));
}

/* care_trend(location, rating, published, registered, deregistered) (strict) */
Datum
care_trend_of_ratings_final(PG_FUNCTION_ARGS)
{
	return trend_of_ratings(PG_GETARG_DATUM(0), false);
}

/* care_trend(location, rating, published, registered, deregistered, weight) (strict) */
Datum
care_trend_of_ratings_weighted_final(PG_FUNCTION_ARGS)
{
	return trend_of_ratings(PG_GETARG_DATUM(0), true);
}
