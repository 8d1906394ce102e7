/*
 * tally_read.c
 *		What can be asked of a care_tally_summary.
 */
#include "base/compat.h"

#include <math.h>

#include "statistics/proportion.h"
#include "tally/tally_row.h"

/* Locations (or weight) rated Good or Outstanding. */
int64
cq_tally_good_or_better(const CareTally *tally)
{
	return cq_plus(tally->count[CARE_OUTSTANDING], tally->count[CARE_GOOD]);
}

/* Locations (or weight) with one of the four ratings. */
int64
cq_tally_rated(const CareTally *tally)
{
	return cq_plus(cq_tally_good_or_better(tally),
				   cq_plus(tally->count[CARE_REQUIRES_IMPROVEMENT], tally->count[CARE_INADEQUATE]));
}

/* All locations (or their weight), rated or not. */
int64
cq_tally_locations(const CareTally *tally)
{
	return cq_plus(cq_tally_rated(tally), tally->count[CARE_NOT_RATED]);
}

/* What a percentage of a tally is a share of. */
int64
cq_tally_denominator(const CareTally *tally, CareDenominator denominator)
{
	return denominator == CARE_OF_RATED ? cq_tally_rated(tally) : cq_tally_locations(tally);
}

/* The percentage good or better; false if nothing is there to be a share of. */
bool
cq_tally_percent(const CareTally *tally, CareDenominator denominator, double *percent)
{
	int64 n = cq_tally_denominator(tally, denominator);

	if (n == 0)
		return false;
	*percent = cq_percent_of(cq_tally_good_or_better(tally), n);
	return true;
}

/*
 * How many more of n must be good or better, x being so now, for the
 * percentage to reach the target: ceil(target n / 100 - x), not below 0. The
 * floating-point guess is corrected so that it is 0 exactly when
 * 100 x / n >= target, and that many more do reach it.
 */
int64
cq_to_target(int64 x, int64 n, double target)
{
	double guess = ceil(target * n / 100 - x);
	int64 more;

	if (cq_percent_of(x, n) >= target)
		return 0;
	more = guess >= n - x ? n - x : Max((int64) guess, 1);
	if (more > 1 && cq_percent_of(x + more - 1, n) >= target)
		more--;
	if (more < n - x && cq_percent_of(x + more, n) < target)
		more++;
	return more;
}

/* Statistics of locations mean nothing for weights: an error (0A000). */
void
cq_check_unweighted(const CareTally *tally)
{
	if (tally->flags & CARE_TALLY_WEIGHTED)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a weighted tally has no confidence limits"),
				errdetail(
					"Its counts are sums of weights, which are not independent observations."),
				errhint("Build the tally without a weight."));
}

PG_FUNCTION_INFO_V1(care_locations);
PG_FUNCTION_INFO_V1(care_rated);
PG_FUNCTION_INFO_V1(care_good_or_better);
PG_FUNCTION_INFO_V1(care_percent_good_or_better);
PG_FUNCTION_INFO_V1(care_target_gap);
PG_FUNCTION_INFO_V1(care_locations_to_target);
PG_FUNCTION_INFO_V1(care_summary);

/* All locations, rated or not. */
Datum
care_locations(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(cq_tally_locations(PG_GETARG_TALLY(0)));
}

/* Locations with one of the four ratings. */
Datum
care_rated(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(cq_tally_rated(PG_GETARG_TALLY(0)));
}

/* Locations rated Good or Outstanding. */
Datum
care_good_or_better(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(cq_tally_good_or_better(PG_GETARG_TALLY(0)));
}

/* care_count(tally, rating): locations that hold the rating. */
static inline Datum
care_count(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	PG_RETURN_INT64(PG_GETARG_TALLY(0)->count[get(fcinfo, 1)]);
}

/* care_percent(tally, rating, denominator): the share that holds the rating, percent. */
static inline Datum
care_percent(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareTally *tally = PG_GETARG_TALLY(0);
	CareRating rating = get(fcinfo, 1);
	CareDenominator denominator = cq_get_denominator(fcinfo, 2);
	int64 n = cq_tally_denominator(tally, denominator);

	if (!CARE_IS_RATED(rating) && denominator == CARE_OF_RATED)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" is no share of the rated locations", cq_rating_name(rating)),
				errhint("Use the denominator 'all'."));
	if (n == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(cq_percent_of(tally->count[rating], n));
}

CARE_RATING_FUNCTION(care_count);
CARE_RATING_FUNCTION(care_percent);

/* The share rated Good or Outstanding, percent; NULL if there are none. */
Datum
care_percent_good_or_better(PG_FUNCTION_ARGS)
{
	double percent;

	if (!cq_tally_percent(PG_GETARG_TALLY(0), cq_get_denominator(fcinfo, 1), &percent))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(percent);
}

/* Points above (+) or below (-) a target; NULL if there are no locations. */
Datum
care_target_gap(PG_FUNCTION_ARGS)
{
	double target = cq_get_target(fcinfo, 1);
	double percent;

	if (!cq_tally_percent(PG_GETARG_TALLY(0), cq_get_denominator(fcinfo, 2), &percent))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(percent - target);
}

/* How many more locations must become good or better to reach a target. */
Datum
care_locations_to_target(PG_FUNCTION_ARGS)
{
	CareTally *tally = PG_GETARG_TALLY(0);
	double target = cq_get_target(fcinfo, 1);
	int64 n = cq_tally_denominator(tally, cq_get_denominator(fcinfo, 2));

	if (n == 0)
		PG_RETURN_NULL();
	PG_RETURN_INT64(cq_to_target(cq_tally_good_or_better(tally), n, target));
}

/* The columns of care_summary_row. */
enum
{
	LOWER = CARE_TALLY_COLUMNS,
	UPPER,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	CARE_TALLY_COLUMN_LIST,
	[LOWER] = {"lower", FLOAT8OID},
	[UPPER] = {"upper", FLOAT8OID},
};

StaticAssertDecl(NCOLUMNS <= CARE_MAX_COLUMNS, "a row has room for all columns");

/*
 * care_summary(tally, target, confidence, denominator): all of it in one row.
 * A NULL target leaves its columns NULL, a weighted tally its limits.
 */
Datum
care_summary(PG_FUNCTION_ARGS)
{
	CareRow row;
	CareTally *tally;
	CareDenominator denominator;
	double confidence;
	int64 n;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	tally = PG_GETARG_TALLY(0);
	confidence = cq_get_confidence(fcinfo, 2);
	denominator = cq_get_denominator(fcinfo, 3);
	n = cq_tally_denominator(tally, denominator);
	cq_row_clear(&row);
	cq_row_set_tally(&row, tally, denominator);
	if (n > 0 && !(tally->flags & CARE_TALLY_WEIGHTED))
	{
		double lower;
		double upper;

		cq_wilson(cq_tally_good_or_better(tally), n, confidence, &lower, &upper);
		cq_row_set_number(&row, LOWER, lower);
		cq_row_set_number(&row, UPPER, upper);
	}
	if (!PG_ARGISNULL(1))
		cq_row_set_target(&row, tally, denominator, cq_get_target(fcinfo, 1));
	return cq_result_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}
