/*
 * standardise.c
 *		care_standardise: an area beside a reference, stratum by stratum, with
 *		what of their difference is the mix of strata and what the ratings.
 *
 * With x_s of n_s good or better in a stratum of the area, X_s of N_s in that
 * of the reference, and sums without the index, all that is asked follows from
 * six sums: x, n, X, N, the expected E = sum n_s X_s / N_s, and the direct
 * D = sum N_s x_s / n_s. The state, a bytea, holds these; E and D as fixed-point
 * numbers, so that the order of rows does not count.
 */
#include "base/compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "base/aggregate.h"
#include "base/argument.h"
#include "base/result.h"
#include "statistics/poisson.h"
#include "tally/tally.h"

/* A number from 0 to 2^63 in steps of 2^-64. */
typedef struct Fixed
{
	int64 whole;
	uint64 fraction;
} Fixed;

typedef struct Standard
{
	CARE_STATE_HEADER;
	double confidence;
	int64 good; /* x, of the area */
	int64 rated;
	int64 reference_good; /* of the reference */
	int64 reference_rated;
	Fixed expected;
	Fixed direct;
} Standard;

static const CareStateKind state_kind = {.kind = 's', .head = sizeof(Standard)};

/* a += b */
static void
fixed_add(Fixed *a, Fixed b)
{
	a->fraction += b.fraction;
	a->whole = cq_plus(a->whole, b.whole);
	if (a->fraction < b.fraction)
		a->whole = cq_plus(a->whole, 1);
}

/* n x / of, not negative */
static Fixed
fixed_share(int64 n, int64 x, int64 of)
{
	double share = (double) n * x / of;
	double whole = floor(share);
	Fixed result;

	if (whole >= 9223372036854775808.0)
		cq_tally_overflow();
	result.whole = (int64) whole;
	result.fraction = (uint64) ldexp(share - whole, 64);
	return result;
}

static double
fixed_double(Fixed number)
{
	return number.whole + ldexp((double) number.fraction, -64);
}

/* A state that another call of these functions made. */
static Standard *
get_state(FunctionCallInfo fcinfo, int arg)
{
	Standard *state = cq_state_get(&state_kind, fcinfo, arg);

	if (VARSIZE(state) != sizeof(Standard) || !(state->confidence > 0 && state->confidence < 1) ||
		state->good < 0 || state->rated < state->good || state->reference_good < 0 ||
		state->reference_rated < state->reference_good || state->expected.whole < 0 ||
		state->direct.whole < 0)
		cq_state_invalid();
	return state;
}

/* Two levels of confidence in one group are an error (22023). */
static void
check_same_confidence(const Standard *state, double confidence)
{
	if (state->confidence != confidence)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("more than one \"confidence\" in a group"),
				errdetail("Both %.15g and %.15g occur.", state->confidence, confidence),
				errhint("Add the confidence to GROUP BY."));
}

/* The state to add to: the first argument, a new one if it is NULL. */
static Standard *
get_own_state(FunctionCallInfo fcinfo, double confidence)
{
	Standard *state;

	if (!PG_ARGISNULL(0))
	{
		state = get_state(fcinfo, 0);
		check_same_confidence(state, confidence);
		return state;
	}
	state = cq_state_new(&state_kind, 0);
	state->confidence = confidence;
	return state;
}

/* A tally of a stratum; that of NULL is empty, and weights are refused (0A000). */
static void
get_stratum(FunctionCallInfo fcinfo, int arg, int64 *good, int64 *rated)
{
	CareTally *tally;

	*good = *rated = 0;
	if (PG_ARGISNULL(arg))
		return;
	tally = PG_GETARG_TALLY(arg);
	cq_check_unweighted(tally);
	*good = cq_tally_good_or_better(tally);
	*rated = cq_tally_rated(tally);
}

PG_FUNCTION_INFO_V1(care_standardise_add);
PG_FUNCTION_INFO_V1(care_standardise_combine);
PG_FUNCTION_INFO_V1(care_standardise_final);

/*
 * care_standardise(tally, reference[, confidence]): one stratum more. Where the
 * area has none it is taken to be like the reference. Where the reference has
 * none, and the area has, there is nothing to compare with: an error (22023).
 */
Datum
care_standardise_add(PG_FUNCTION_ARGS)
{
	Standard *state;
	int64 x;
	int64 n;
	int64 reference_x;
	int64 reference_n;

	cq_check_aggregate(fcinfo);
	state = get_own_state(fcinfo, PG_NARGS() > 3 ? cq_get_confidence(fcinfo, 3) : 0.95);
	get_stratum(fcinfo, 1, &x, &n);
	get_stratum(fcinfo, 2, &reference_x, &reference_n);
	if (n > 0 && reference_n == 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"reference\" has no rated location in a stratum of the area"),
				errhint("Take a reference that includes the area, such as England, or join "
						"strata until each has some in both."));
	state->good = cq_plus(state->good, x);
	state->rated = cq_plus(state->rated, n);
	state->reference_good = cq_plus(state->reference_good, reference_x);
	state->reference_rated = cq_plus(state->reference_rated, reference_n);
	if (reference_n > 0)
		fixed_add(&state->expected, fixed_share(n, reference_x, reference_n));
	if (reference_n > 0)
		fixed_add(&state->direct,
				  n > 0 ? fixed_share(reference_n, x, n) : (Fixed){.whole = reference_x});
	PG_RETURN_POINTER(state);
}

/* Adds one state to another (strict). */
Datum
care_standardise_combine(PG_FUNCTION_ARGS)
{
	Standard *state = get_state(fcinfo, 0);
	Standard *other = get_state(fcinfo, 1);

	cq_check_aggregate(fcinfo);
	check_same_confidence(state, other->confidence);
	state->good = cq_plus(state->good, other->good);
	state->rated = cq_plus(state->rated, other->rated);
	state->reference_good = cq_plus(state->reference_good, other->reference_good);
	state->reference_rated = cq_plus(state->reference_rated, other->reference_rated);
	fixed_add(&state->expected, other->expected);
	fixed_add(&state->direct, other->direct);
	PG_RETURN_POINTER(state);
}

/* ---- the result ---- */

enum
{
	RATED,
	GOOD_OR_BETTER,
	EXPECTED,
	RATIO,
	LOWER,
	UPPER,
	PERCENT,
	INDIRECT_PERCENT,
	DIRECT_PERCENT,
	REFERENCE_PERCENT,
	MIX_POINTS,
	RATING_POINTS,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[RATED] = {"rated", INT8OID},
	[GOOD_OR_BETTER] = {"good_or_better", INT8OID},
	[EXPECTED] = {"expected", FLOAT8OID},
	[RATIO] = {"ratio", FLOAT8OID},
	[LOWER] = {"lower", FLOAT8OID},
	[UPPER] = {"upper", FLOAT8OID},
	[PERCENT] = {"percent", FLOAT8OID},
	[INDIRECT_PERCENT] = {"indirect_percent", FLOAT8OID},
	[DIRECT_PERCENT] = {"direct_percent", FLOAT8OID},
	[REFERENCE_PERCENT] = {"reference_percent", FLOAT8OID},
	[MIX_POINTS] = {"mix_points", FLOAT8OID},
	[RATING_POINTS] = {"rating_points", FLOAT8OID},
};

/* The standardised ratio, observed by expected, and the percentage that it makes of the reference's. */
static void
set_indirect(const Standard *state, double expected, double reference_percent, CareRow *row)
{
	double ratio = state->good / expected;
	double lower;
	double upper;

	cq_count_limits(state->good, state->confidence, &lower, &upper);
	cq_row_set_number(row, RATIO, ratio);
	cq_row_set_number(row, LOWER, lower / expected);
	cq_row_set_number(row, UPPER, upper / expected);
	cq_row_set_number(row, INDIRECT_PERCENT, ratio * reference_percent);
}

/*
 * The difference to the reference, split (Kitagawa 1955): the mix is
 * sum (n_s / n - N_s / N) (x_s / n_s + X_s / N_s) / 2, the rest the ratings.
 */
static void
set_parts(const Standard *state, double expected, double reference_percent, CareRow *row)
{
	double percent = cq_percent_of(state->good, state->rated);
	double direct = 100 * fixed_double(state->direct) / state->reference_rated;
	double with_its_ratings = 100 * expected / state->rated;
	double mix = ((percent - direct) + (with_its_ratings - reference_percent)) / 2;

	cq_row_set_number(row, PERCENT, percent);
	cq_row_set_number(row, DIRECT_PERCENT, direct);
	cq_row_set_number(row, MIX_POINTS, mix);
	cq_row_set_number(row, RATING_POINTS, percent - reference_percent - mix);
}

/* The care_standardise_row of a state; what an empty area or reference leaves open is NULL (strict). */
Datum
care_standardise_final(PG_FUNCTION_ARGS)
{
	Standard *state = get_state(fcinfo, 0);
	double expected = fixed_double(state->expected);
	CareRow row;

	cq_row_clear(&row);
	cq_row_set_count(&row, RATED, state->rated);
	cq_row_set_count(&row, GOOD_OR_BETTER, state->good);
	cq_row_set_number(&row, EXPECTED, expected);
	if (state->reference_rated > 0)
	{
		double reference_percent = cq_percent_of(state->reference_good, state->reference_rated);

		cq_row_set_number(&row, REFERENCE_PERCENT, reference_percent);
		if (expected > 0)
			set_indirect(state, expected, reference_percent, &row);
		if (state->rated > 0)
			set_parts(state, expected, reference_percent, &row);
	}
	return cq_result_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}
