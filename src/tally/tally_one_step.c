/*
 * tally_one_step.c
 *		One-step aggregates that carry what they are judged by, their criterion:
 *		care_percent_good_or_better(rating, denominator),
 *		care_target_gap(rating, target[, denominator]).
 *
 * The denominator and the target come with every row and must be the same for the whole group.
 * The state, a bytea, holds it beside the counts.
 */
#include "base/compat.h"

#include "common/int.h"

#include "base/argument.h"
#include "rating/rating.h"
#include "base/aggregate.h"
#include "tally/tally.h"

typedef struct OneStep
{
	CARE_STATE_HEADER;
	double target; /* zero without one */
	int64 good_or_better;
	int64 rated;
	int64 locations;
} OneStep;

#define ONE_STEP_OF_ALL 0x01	 /* the denominator is all locations, not the rated */
#define ONE_STEP_HAS_TARGET 0x02 /* there is a target */

static const CareStateKind state_kind = {
	.kind = 'q',
	.flags = ONE_STEP_OF_ALL | ONE_STEP_HAS_TARGET,
	.head = sizeof(OneStep),
};

/* A state that another call of these functions made. */
static OneStep *
get_state(FunctionCallInfo fcinfo, int arg)
{
	OneStep *state = cq_state_get(&state_kind, fcinfo, arg);

	if (VARSIZE(state) != sizeof(OneStep) || !(state->target >= 0 && state->target <= 100) ||
		state->good_or_better < 0 || state->rated < state->good_or_better ||
		state->locations < state->rated || state->locations == PG_INT64_MAX)
		cq_state_invalid();
	return state;
}

/* A criterion in the form of a state that has counted nothing. */
static OneStep
criterion_of(CareDenominator denominator)
{
	return (OneStep){.flags = denominator == CARE_OF_ALL ? ONE_STEP_OF_ALL : 0};
}

/* Two criteria in one group are an error (22023). */
static void
check_same_criterion(const OneStep *a, const OneStep *b)
{
	const uint8 different = a->flags ^ b->flags;

	if ((different & ONE_STEP_HAS_TARGET) || a->target != b->target)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("more than one target in a group"),
				a->flags & b->flags & ONE_STEP_HAS_TARGET
					? errdetail("Both %.15g and %.15g occur.", a->target, b->target)
					: errdetail("Some rows have a target and some have none."),
				errhint(
					"Add the target to GROUP BY, or use care_target_gap(care_tally(...), ...)."));
	if (different & ONE_STEP_OF_ALL)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("more than one denominator in a group"));
}

/* Adds a row: the first makes the state, in the caller's short-lived context. */
static Datum
add_row(FunctionCallInfo fcinfo, CareRatingGetter get, const OneStep *criterion)
{
	CareRating rating = PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1);
	OneStep *state;

	cq_check_aggregate(fcinfo);
	if (PG_ARGISNULL(0))
	{
		state = cq_state_new(&state_kind, 0);
		state->flags = criterion->flags;
		state->target = criterion->target;
	}
	else
	{
		state = get_state(fcinfo, 0);
		check_same_criterion(state, criterion);
	}
	state->good_or_better += CARE_IS_GOOD_OR_BETTER(rating);
	state->rated += CARE_IS_RATED(rating);
	state->locations++;
	PG_RETURN_POINTER(state);
}

/* care_percent_good_or_better(rating, denominator) */
static inline Datum
care_one_step_percent_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	OneStep criterion = criterion_of(cq_get_denominator(fcinfo, 2));

	return add_row(fcinfo, get, &criterion);
}

/* care_target_gap(rating, target) and care_target_gap(rating, target, denominator) */
static inline Datum
care_one_step_gap_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	OneStep criterion =
		criterion_of(PG_NARGS() > 3 ? cq_get_denominator(fcinfo, 3) : CARE_OF_RATED);

	if (!PG_ARGISNULL(2))
	{
		criterion.flags |= ONE_STEP_HAS_TARGET;
		criterion.target = cq_get_target(fcinfo, 2);
	}
	return add_row(fcinfo, get, &criterion);
}

/*
 * The inverse of both: takes back a row that was added, so the criterion is the
 * state's. PostgreSQL begins afresh rather than take back the last row.
 */
static inline Datum
care_one_step_remove(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareRating rating = PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1);
	OneStep *state;

	cq_check_aggregate(fcinfo);
	if (PG_ARGISNULL(0))
		cq_state_invalid();
	state = get_state(fcinfo, 0);
	state->good_or_better -= CARE_IS_GOOD_OR_BETTER(rating);
	state->rated -= CARE_IS_RATED(rating);
	state->locations--;
	PG_RETURN_POINTER(state);
}

CARE_RATING_FUNCTION(care_one_step_percent_add);
CARE_RATING_FUNCTION(care_one_step_gap_add);
CARE_RATING_FUNCTION(care_one_step_remove);

PG_FUNCTION_INFO_V1(care_one_step_combine);
PG_FUNCTION_INFO_V1(care_one_step_percent_final);
PG_FUNCTION_INFO_V1(care_one_step_gap_final);

/* Adds one state to another (strict). */
Datum
care_one_step_combine(PG_FUNCTION_ARGS)
{
	OneStep *state = get_state(fcinfo, 0);
	OneStep *other = get_state(fcinfo, 1);

	cq_check_aggregate(fcinfo);
	check_same_criterion(state, other);
	if (pg_add_s64_overflow(state->locations, other->locations, &state->locations))
		cq_tally_overflow();
	state->good_or_better += other->good_or_better;
	state->rated += other->rated;
	PG_RETURN_POINTER(state);
}

/* The percentage of a state; false if nothing is there to be a share of. */
static bool
percent_of_state(const OneStep *state, double *percent)
{
	int64 n = state->flags & ONE_STEP_OF_ALL ? state->locations : state->rated;

	if (n == 0)
		return false;
	*percent = cq_percent_of(state->good_or_better, n);
	return true;
}

/* The share rated Good or Outstanding, percent (strict). */
Datum
care_one_step_percent_final(PG_FUNCTION_ARGS)
{
	double percent;

	if (!percent_of_state(get_state(fcinfo, 0), &percent))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(percent);
}

/* Points above (+) or below (-) the target, NULL without one (strict). */
Datum
care_one_step_gap_final(PG_FUNCTION_ARGS)
{
	OneStep *state = get_state(fcinfo, 0);
	double percent;

	if (!(state->flags & ONE_STEP_HAS_TARGET) || !percent_of_state(state, &percent))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(percent - state->target);
}
