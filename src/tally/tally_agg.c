/*
 * tally_agg.c
 *		The aggregates that build a care_tally_summary, with their inverses for
 *		moving windows, and its operators.
 */
#include "base/compat.h"

#include "tally/tally.h"

PG_FUNCTION_INFO_V1(care_tally_combine);
PG_FUNCTION_INFO_V1(care_tally_uncombine);
PG_FUNCTION_INFO_V1(care_percent_good_or_better_final);
PG_FUNCTION_INFO_V1(care_tally_plus);
PG_FUNCTION_INFO_V1(care_tally_minus);

/* care_tally(rating): one more; a NULL rating is not rated. */
static inline Datum
care_tally_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareTally *state = cq_tally_state(fcinfo);

	cq_tally_add_one(state, PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1));
	PG_RETURN_TALLY(state);
}

/* The inverse of care_tally_add. */
static inline Datum
care_tally_remove(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareTally *state = cq_tally_state(fcinfo);

	cq_tally_remove_one(state, PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1));
	PG_RETURN_TALLY(state);
}

/* care_tally(rating, weight): its weight more. */
static inline Datum
care_tally_add_weighted(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareTally *state = cq_tally_state(fcinfo);
	CareRating rating = PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1);

	cq_tally_add_weight(state, rating, cq_get_weight(fcinfo, 2));
	PG_RETURN_TALLY(state);
}

/* The inverse of care_tally_add_weighted. */
static inline Datum
care_tally_remove_weighted(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareTally *state = cq_tally_state(fcinfo);
	CareRating rating = PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1);

	cq_tally_remove_weight(state, rating, cq_get_weight(fcinfo, 2));
	PG_RETURN_TALLY(state);
}

CARE_RATING_FUNCTION(care_tally_add);
CARE_RATING_FUNCTION(care_tally_remove);
CARE_RATING_FUNCTION(care_tally_add_weighted);
CARE_RATING_FUNCTION(care_tally_remove_weighted);

/* Adds a tally to a state: care_rollup, and the combine function of all tallies (strict). */
Datum
care_tally_combine(PG_FUNCTION_ARGS)
{
	CareTally *state = cq_tally_state(fcinfo);

	cq_tally_add(state, PG_GETARG_TALLY(1));
	PG_RETURN_TALLY(state);
}

/* The inverse of care_tally_combine (strict); NULL asks for a fresh start. */
Datum
care_tally_uncombine(PG_FUNCTION_ARGS)
{
	CareTally *state = cq_tally_state(fcinfo);

	if (!cq_tally_subtract(state, PG_GETARG_TALLY(1)))
		PG_RETURN_NULL();
	PG_RETURN_TALLY(state);
}

/* care_percent_good_or_better(rating): the share of the rated (strict). */
Datum
care_percent_good_or_better_final(PG_FUNCTION_ARGS)
{
	double percent;

	if (!cq_tally_percent(PG_GETARG_TALLY(0), CARE_OF_RATED, &percent))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(percent);
}

/* a + b */
Datum
care_tally_plus(PG_FUNCTION_ARGS)
{
	CareTally *sum = cq_tally_new();

	cq_tally_add(sum, PG_GETARG_TALLY(0));
	cq_tally_add(sum, PG_GETARG_TALLY(1));
	PG_RETURN_TALLY(sum);
}

/* a - b; a count below zero is an error (22003). */
Datum
care_tally_minus(PG_FUNCTION_ARGS)
{
	CareTally *a = PG_GETARG_TALLY(0);
	CareTally *b = PG_GETARG_TALLY(1);
	CareTally *difference = cq_tally_new();

	cq_tally_add(difference, a);
	if (!cq_tally_subtract(difference, b))
	{
		for (int i = 0; i < CARE_RATINGS; i++)
		{
			if (a->count[i] < b->count[i])
				ereport(ERROR,
						errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("tally falls below zero: %lld - %lld for \"%s\"",
							   (long long) a->count[i],
							   (long long) b->count[i],
							   cq_rating_name(i)));
		}
	}
	PG_RETURN_TALLY(difference);
}
