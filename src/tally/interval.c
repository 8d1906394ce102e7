/*
 * interval.c
 *		How sure a percentage is, from a tally or from two numbers:
 *		care_interval, care_compare, care_difference, care_funnel_limits.
 *
 * Percentages go in and come out from 0 to 100. Nothing to be a share of gives
 * NULL. A tally of weights is refused (0A000).
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/argument.h"
#include "base/result.h"
#include "statistics/proportion.h"
#include "tally/tally.h"

/* x successes of n */
typedef struct Proportion
{
	double x;
	double n;
} Proportion;

/* Two arguments, the successes and the n they are of; more than n is an error (22023). */
static Proportion
get_proportion(FunctionCallInfo fcinfo, int arg, const char *x_name, const char *n_name)
{
	Proportion p = {PG_GETARG_FLOAT8(arg), PG_GETARG_FLOAT8(arg + 1)};

	cq_check_proportion(p.x, p.n, x_name, n_name);
	return p;
}

/* The share of a tally's locations rated Good or Outstanding; weights are refused. */
static Proportion
get_tally_proportion(FunctionCallInfo fcinfo, int arg, CareDenominator denominator)
{
	CareTally *tally = PG_GETARG_TALLY(arg);
	Proportion p;

	cq_check_unweighted(tally);
	p.x = cq_tally_good_or_better(tally);
	p.n = cq_tally_denominator(tally, denominator);
	return p;
}

/* The care_limits_row. */
static Datum
limits_row(FunctionCallInfo fcinfo, double lower, double upper)
{
	static const CareColumn columns[] = {{"lower", FLOAT8OID}, {"upper", FLOAT8OID}};
	Datum values[] = {Float8GetDatum(lower), Float8GetDatum(upper)};
	bool nulls[] = {false, false};

	return cq_result_row(fcinfo, columns, lengthof(columns), values, nulls);
}

/* Wilson limits of a proportion, percent. */
static Datum
interval(FunctionCallInfo fcinfo, Proportion p, double confidence)
{
	double lower;
	double upper;

	if (p.n == 0)
		PG_RETURN_NULL();
	cq_wilson(p.x, p.n, confidence, &lower, &upper);
	return limits_row(fcinfo, lower, upper);
}

/*
 * Where a proportion stands to a benchmark: it differs when the benchmark is
 * outside the Wilson limits; on a limit it is still similar.
 */
static Datum
compare(FunctionCallInfo fcinfo, Proportion p, double benchmark, double confidence)
{
	double lower;
	double upper;

	if (p.n == 0)
		PG_RETURN_NULL();
	cq_wilson(p.x, p.n, confidence, &lower, &upper);
	PG_RETURN_TEXT_P(cstring_to_text(lower > benchmark	 ? "better"
									 : upper < benchmark ? "worse"
														 : "similar"));
}

/* The care_difference_row of two independent proportions, in percentage points. */
static Datum
difference(FunctionCallInfo fcinfo, Proportion p, Proportion other, double confidence)
{
	static const CareColumn columns[] = {{"points", FLOAT8OID},
										 {"lower", FLOAT8OID},
										 {"upper", FLOAT8OID}};
	Datum values[3];
	bool nulls[3] = {false};
	double points;
	double lower;
	double upper;

	if (p.n == 0 || other.n == 0)
		PG_RETURN_NULL();
	cq_newcombe(p.x, p.n, other.x, other.n, confidence, &points, &lower, &upper);
	values[0] = Float8GetDatum(points);
	values[1] = Float8GetDatum(lower);
	values[2] = Float8GetDatum(upper);
	return cq_result_row(fcinfo, columns, lengthof(columns), values, nulls);
}

PG_FUNCTION_INFO_V1(care_interval);
PG_FUNCTION_INFO_V1(care_interval_tally);
PG_FUNCTION_INFO_V1(care_compare);
PG_FUNCTION_INFO_V1(care_compare_tally);
PG_FUNCTION_INFO_V1(care_difference);
PG_FUNCTION_INFO_V1(care_difference_tally);
PG_FUNCTION_INFO_V1(care_funnel_limits);

/* care_interval(successes, n, confidence) */
Datum
care_interval(PG_FUNCTION_ARGS)
{
	return interval(fcinfo,
					get_proportion(fcinfo, 0, "successes", "n"),
					cq_get_confidence(fcinfo, 2));
}

/* care_interval(tally, confidence, denominator) */
Datum
care_interval_tally(PG_FUNCTION_ARGS)
{
	return interval(fcinfo,
					get_tally_proportion(fcinfo, 0, cq_get_denominator(fcinfo, 2)),
					cq_get_confidence(fcinfo, 1));
}

/* care_compare(successes, n, benchmark, confidence) */
Datum
care_compare(PG_FUNCTION_ARGS)
{
	return compare(fcinfo,
				   get_proportion(fcinfo, 0, "successes", "n"),
				   cq_get_benchmark(fcinfo, 2),
				   cq_get_confidence(fcinfo, 3));
}

/* care_compare(tally, benchmark, confidence, denominator) */
Datum
care_compare_tally(PG_FUNCTION_ARGS)
{
	return compare(fcinfo,
				   get_tally_proportion(fcinfo, 0, cq_get_denominator(fcinfo, 3)),
				   cq_get_benchmark(fcinfo, 1),
				   cq_get_confidence(fcinfo, 2));
}

/* care_difference(successes, n, other_successes, other_n, confidence) */
Datum
care_difference(PG_FUNCTION_ARGS)
{
	return difference(fcinfo,
					  get_proportion(fcinfo, 0, "successes", "n"),
					  get_proportion(fcinfo, 2, "other_successes", "other_n"),
					  cq_get_confidence(fcinfo, 4));
}

/* care_difference(tally, other, confidence, denominator) */
Datum
care_difference_tally(PG_FUNCTION_ARGS)
{
	CareDenominator denominator = cq_get_denominator(fcinfo, 3);

	return difference(fcinfo,
					  get_tally_proportion(fcinfo, 0, denominator),
					  get_tally_proportion(fcinfo, 1, denominator),
					  cq_get_confidence(fcinfo, 2));
}

/* care_funnel_limits(n, benchmark, confidence): what n locations may show by chance. */
Datum
care_funnel_limits(PG_FUNCTION_ARGS)
{
	double n = PG_GETARG_FLOAT8(0);
	double benchmark = cq_get_benchmark(fcinfo, 1);
	double confidence = cq_get_confidence(fcinfo, 2);
	double lower;
	double upper;

	cq_check_count(n, "n");
	if (n == 0)
		PG_RETURN_NULL();
	cq_funnel_limits(n, benchmark, confidence, &lower, &upper);
	return limits_row(fcinfo, lower, upper);
}
