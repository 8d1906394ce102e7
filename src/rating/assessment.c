/*
 * assessment.c
 *		How ratings are made: an overall rating from the five key questions,
 *		and a rating from the scores of quality statements.
 */
#include "base/compat.h"

#include "utils/array.h"

#include "rating/rating.h"
#include "base/number.h"

#define KEY_QUESTIONS 5
#define BREACH KEY_QUESTIONS /* the argument after them */

#define LOWEST_SCORE 1
#define HIGHEST_SCORE 4

/* The highest whole percentages of the three lower ratings. */
#define INADEQUATE_UP_TO 38
#define REQUIRES_IMPROVEMENT_UP_TO 62
#define GOOD_UP_TO 87

/*
 * The regulator's principles for adult social care ("How we aggregate ratings
 * using the rating principles"), in the order that makes them decide every
 * combination: two Inadequate make Inadequate; one, or two Requires
 * improvement, Requires improvement; two Outstanding, the rest being Good,
 * Outstanding; anything else is Good. count is by rating.
 */
static CareRating
overall(const int *count)
{
	if (count[CARE_INADEQUATE] >= 2)
		return CARE_INADEQUATE;
	if (count[CARE_INADEQUATE] == 1 || count[CARE_REQUIRES_IMPROVEMENT] >= 2)
		return CARE_REQUIRES_IMPROVEMENT;
	if (count[CARE_OUTSTANDING] >= 2 && count[CARE_REQUIRES_IMPROVEMENT] == 0)
		return CARE_OUTSTANDING;
	return CARE_GOOD;
}

/*
 * care_overall(safe, effective, caring, responsive, well_led, breach): Not
 * rated if one of the questions is (or is NULL). With a breach of regulations
 * no better than Requires improvement; NULL if breach is and it matters.
 */
static inline Datum
care_overall(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	int count[CARE_RATINGS] = {0};
	CareRating rating;

	for (int i = 0; i < KEY_QUESTIONS; i++)
		count[PG_ARGISNULL(i) ? CARE_NOT_RATED : get(fcinfo, i)]++;
	if (count[CARE_NOT_RATED] > 0)
		PG_RETURN_RATING(CARE_NOT_RATED);
	rating = overall(count);
	if (!CARE_IS_GOOD_OR_BETTER(rating))
		PG_RETURN_RATING(rating);
	if (PG_ARGISNULL(BREACH))
		PG_RETURN_NULL();
	PG_RETURN_RATING(PG_GETARG_BOOL(BREACH) ? CARE_REQUIRES_IMPROVEMENT : rating);
}

CARE_RATINGS_FUNCTION(care_overall);

/* The sum of an array of scores and, in *n, their number; an error if one is no score. */
static int64
sum_of_scores(ArrayType *array, int64 *n)
{
	const int32 *scores = (const int32 *) ARR_DATA_PTR(array);
	int64 sum = 0;

	if (ARR_NDIM(array) == 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"scores\" must not be empty"),
				errhint("Give the score of each quality statement, from 1 to 4."));
	if (ARR_NDIM(array) != 1)
		ereport(ERROR,
				errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				errmsg("\"scores\" must be a one-dimensional array, not one of %d dimensions",
					   ARR_NDIM(array)));
	if (ARR_HASNULL(array) && array_contains_nulls(array))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("\"scores\" must not hold a null"),
				errhint("Leave out the statements that were not scored."));
	*n = ARR_DIMS(array)[0];
	for (int64 i = 0; i < *n; i++)
	{
		if (scores[i] < LOWEST_SCORE || scores[i] > HIGHEST_SCORE)
			ereport(ERROR,
					errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("\"scores\" must hold numbers from %d to %d, not %d",
						   LOWEST_SCORE,
						   HIGHEST_SCORE,
						   scores[i]),
					errdetail("It stands at position %lld.", (long long) i + 1));
		sum += scores[i];
	}
	return sum;
}

PG_FUNCTION_INFO_V1(care_assessment_percent);
PG_FUNCTION_INFO_V1(care_assessment_rating);

/* The sum of the scores as a percentage of the highest possible, not rounded. */
Datum
care_assessment_percent(PG_FUNCTION_ARGS)
{
	int64 n;
	int64 sum = sum_of_scores(PG_GETARG_ARRAYTYPE_P(0), &n);

	PG_RETURN_FLOAT8(cq_percent_of(sum, HIGHEST_SCORE * n));
}

/*
 * The rating of that percentage, rounded half up to a whole one: the
 * thresholds are published as whole percentages. No limiter is applied.
 */
Datum
care_assessment_rating(PG_FUNCTION_ARGS)
{
	int64 n;
	int64 sum = sum_of_scores(PG_GETARG_ARRAYTYPE_P(0), &n);
	int64 most = HIGHEST_SCORE * n;
	int64 percent = (2 * 100 * sum + most) / (2 * most);

	if (percent <= INADEQUATE_UP_TO)
		PG_RETURN_RATING(CARE_INADEQUATE);
	if (percent <= REQUIRES_IMPROVEMENT_UP_TO)
		PG_RETURN_RATING(CARE_REQUIRES_IMPROVEMENT);
	if (percent <= GOOD_UP_TO)
		PG_RETURN_RATING(CARE_GOOD);
	PG_RETURN_RATING(CARE_OUTSTANDING);
}
