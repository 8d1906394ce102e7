/*
 * rate.c
 *		Events by population, or by what was expected: care_rate, care_ratio.
 */
#include "base/compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "base/argument.h"
#include "base/result.h"
#include "statistics/poisson.h"

/*
 * The row of a count with its limits, each times per and by what it is a rate
 * of; beyond double precision that is an error (22003).
 */
static Datum
count_row(FunctionCallInfo fcinfo, const char *name, double count, double per, double by,
		  double confidence)
{
	const CareColumn columns[] = {{name, FLOAT8OID}, {"lower", FLOAT8OID}, {"upper", FLOAT8OID}};
	double lower;
	double upper;
	Datum values[3];
	bool nulls[3] = {false};

	cq_count_limits(count, confidence, &lower, &upper);
	if (isinf(per * upper / by))
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("value out of range: overflow"),
				errdetail("The limits of the %s exceed double precision.", name));
	values[0] = Float8GetDatum(per * count / by);
	values[1] = Float8GetDatum(per * lower / by);
	values[2] = Float8GetDatum(per * upper / by);
	return cq_result_row(fcinfo, columns, lengthof(columns), values, nulls);
}

PG_FUNCTION_INFO_V1(care_rate);
PG_FUNCTION_INFO_V1(care_ratio);

/* care_rate(events, population, per, confidence): NULL if there is nobody (strict). */
Datum
care_rate(PG_FUNCTION_ARGS)
{
	double events = PG_GETARG_FLOAT8(0);
	double population = PG_GETARG_FLOAT8(1);
	double per = PG_GETARG_FLOAT8(2);
	double confidence = cq_get_confidence(fcinfo, 3);

	cq_check_count(events, "events");
	cq_check_count(population, "population");
	cq_check_count(per, "per");
	if (per == 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"per\" must be above 0, but is 0"),
				errhint("Use 100000 for a rate in 100,000 people."));
	if (population == 0)
		PG_RETURN_NULL();
	return count_row(fcinfo, "rate", events, per, population, confidence);
}

/* care_ratio(observed, expected, confidence): NULL if none were expected (strict). */
Datum
care_ratio(PG_FUNCTION_ARGS)
{
	double observed = PG_GETARG_FLOAT8(0);
	double expected = PG_GETARG_FLOAT8(1);
	double confidence = cq_get_confidence(fcinfo, 2);

	cq_check_count(observed, "observed");
	cq_check_count(expected, "expected");
	if (expected == 0)
		PG_RETURN_NULL();
	return count_row(fcinfo, "ratio", observed, 1, expected, confidence);
}
