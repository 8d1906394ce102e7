/*
 * argument.c
 *		Arguments that many functions take, checked in one place.
 */
#include "base/compat.h"

#include <math.h>

#include "base/argument.h"

/* Counts end where bigint does. */
#define MAX_COUNT 9223372036854775807.0

/* 'rated' or 'all'; anything else is an error (22023), NULL too (22004). */
CareDenominator
cq_get_denominator(FunctionCallInfo fcinfo, int arg)
{
	text *name;
	const char *bytes;
	int length;

	if (PG_ARGISNULL(arg))
		cq_argument_is_null("denominator", "Use 'rated' or 'all'.");
	name = PG_GETARG_TEXT_PP(arg);
	bytes = VARDATA_ANY(name);
	length = VARSIZE_ANY_EXHDR(name);

	if (length == 5 && memcmp(bytes, "rated", 5) == 0)
		return CARE_OF_RATED;
	if (length == 3 && memcmp(bytes, "all", 3) == 0)
		return CARE_OF_ALL;
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"denominator\" must be 'rated' or 'all', not \"%.*s\"", length, bytes),
			errhint("Use 'rated' (the regulator's way) or 'all' (rated or not)."));
}

/*
 * A target or benchmark is a percentage from 0 to 100, and not a fraction that
 * was meant as one; anything else is an error (22023).
 */
void
cq_check_percentage(double percent, const char *name)
{
	if (isnan(percent) || percent < 0 || percent > 100)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must be a percentage from 0 to 100, not %.15g", name, percent),
				errhint("For 85%% write 85."));
	if (percent > 0 && percent <= 1)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must be a percentage, and %.15g looks like a fraction",
					   name,
					   percent),
				errhint("For %.15g%% write %.15g.", percent * 100, percent * 100));
}

/* A target argument, checked. */
double
cq_get_target(FunctionCallInfo fcinfo, int arg)
{
	double target = PG_GETARG_FLOAT8(arg);

	cq_check_percentage(target, "target");
	return target;
}

/* A benchmark argument, checked. */
double
cq_get_benchmark(FunctionCallInfo fcinfo, int arg)
{
	double benchmark = PG_GETARG_FLOAT8(arg);

	cq_check_percentage(benchmark, "benchmark");
	return benchmark;
}

/* A confidence level above 0 and below 1; anything else is an error (22023), NULL too (22004). */
double
cq_get_confidence(FunctionCallInfo fcinfo, int arg)
{
	double confidence;

	if (PG_ARGISNULL(arg))
		cq_argument_is_null("confidence", "Use 0.95, for example.");
	confidence = PG_GETARG_FLOAT8(arg);
	if (isnan(confidence) || confidence <= 0 || confidence >= 1)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"confidence\" must be between 0 and 1, not %.15g", confidence),
				confidence > 1 && confidence < 100
					? errhint("For %.15g%% write %.15g.", confidence, confidence / 100)
					: 0);
	return confidence;
}

/* Reports an argument that must not be NULL (22004). */
void
cq_argument_is_null(const char *name, const char *hint)
{
	ereport(ERROR,
			errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			errmsg("\"%s\" must not be null", name),
			errhint("%s", hint));
}

/* NaN and infinity are an error (22023). */
void
cq_check_finite(double number, const char *name)
{
	if (unlikely(isnan(number) || isinf(number)))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must be a finite number, not %.15g", name, number),
				errhint("Write NULL where the number is not known."));
}

/* A count as a double; one that cannot be is an error (22023). */
void
cq_check_count(double count, const char *name)
{
	cq_check_finite(count, name);
	if (unlikely(count < 0))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must not be negative, but is %.15g", name, count));
	if (unlikely(count > MAX_COUNT))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" is too large: %.15g", name, count),
				errdetail("Counts are at most 9223372036854775807."));
}

/* x successes of n; more than n are an error (22023). */
void
cq_check_proportion(double x, double n, const char *x_name, const char *n_name)
{
	cq_check_count(x, x_name);
	cq_check_count(n, n_name);
	if (unlikely(x > n))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must not be more than \"%s\", but %.15g is more than %.15g",
					   x_name,
					   n_name,
					   x,
					   n),
				errdetail("The order of arguments is %s, %s.", x_name, n_name));
}
