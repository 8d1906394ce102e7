/*
 * survival_read.c
 *		What can be asked of a care_survival_summary: the curve of Kaplan and
 *		Meier (1958).
 */
#include "base/compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"

#include "base/argument.h"
#include "base/result.h"
#include "statistics/proportion.h"
#include "statistics/survival.h"

/* How much rounding a product of some hundred factors may leave. */
#define ROUNDING 1e-12

/*
 * A curve being drawn, at the day of its entry. At a tie ends come before
 * censorings. The percentage is base x left / of, where base is that of the
 * last censoring and of how many were left then: between censorings the
 * product of (n - d) / n is such a quotient, and only rounded once.
 */
typedef struct Curve
{
	CareSurvivalReader reader;
	CareSurvivalEntry entry;
	int64 at_risk;	 /* just before the day */
	int64 after;	 /* and after it */
	double percent;	 /* not yet ended after the day */
	double variance; /* of its logarithm (Greenwood 1926): sum of d / (n (n - d)) */
	double base;
	int64 of;
} Curve;

/* Starts a curve, at 100 percent; a summary of nothing has nobody at risk. */
static void
curve_begin(Curve *curve, const bytea *survival)
{
	CareSurvivalEntry entry;

	memset(curve, 0, sizeof(*curve));
	cq_survival_begin(&curve->reader, survival);
	while (cq_survival_next(&curve->reader, &entry))
	{
		CHECK_FOR_INTERRUPTS();
		curve->after += entry.ended + entry.censored;
	}
	curve->of = curve->after;
	curve->percent = curve->base = 100;
	cq_survival_begin(&curve->reader, survival);
}

/* Goes on to the next day on which anything happened; false after the last. */
static bool
curve_next(Curve *curve)
{
	int64 left;

	CHECK_FOR_INTERRUPTS();
	if (!cq_survival_next(&curve->reader, &curve->entry))
		return false;
	curve->at_risk = curve->after;
	left = curve->at_risk - curve->entry.ended;
	if (curve->entry.ended > 0)
		curve->percent = curve->base * left / curve->of;
	if (left > 0)
		curve->variance += curve->entry.ended / ((double) curve->at_risk * left);
	curve->after = left - curve->entry.censored;
	if (curve->entry.censored > 0)
	{
		curve->base = curve->percent;
		curve->of = curve->after;
	}
	return true;
}

PG_FUNCTION_INFO_V1(care_survival_at);
PG_FUNCTION_INFO_V1(care_survival_days);
PG_FUNCTION_INFO_V1(care_survival_curve);

/*
 * care_survival_at(survival, days): percent not yet ended after so many days
 * (strict). Beyond the last day that anything was seen it is not known, NULL,
 * unless all had ended.
 */
Datum
care_survival_at(PG_FUNCTION_ARGS)
{
	int32 days = PG_GETARG_INT32(1);
	double percent = 100;
	Curve curve;

	if (days < 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"days\" must not be negative, but is %d", days));
	curve_begin(&curve, PG_GETARG_SURVIVAL(0));
	while (curve_next(&curve))
	{
		if (curve.entry.days > days)
			PG_RETURN_FLOAT8(percent);
		percent = curve.percent;
	}
	if (percent > 0 && days > curve.reader.days)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(percent);
}

/*
 * care_survival_days(survival, percent): the days after which at most that
 * percentage has not ended yet, NULL if that was never seen (strict).
 */
Datum
care_survival_days(PG_FUNCTION_ARGS)
{
	double percent = PG_GETARG_FLOAT8(1);
	Curve curve;

	cq_check_percentage(percent, "percent");
	curve_begin(&curve, PG_GETARG_SURVIVAL(0));
	if (curve.after == 0)
		PG_RETURN_NULL();
	if (percent == 100)
		PG_RETURN_INT32(0);
	while (curve_next(&curve))
		if (curve.percent <= percent * (1 + ROUNDING))
			PG_RETURN_INT32(curve.entry.days);
	PG_RETURN_NULL();
}

/* The columns of care_survival_curve_row. */
enum
{
	DAYS,
	AT_RISK,
	ENDED,
	PERCENT,
	LOWER,
	UPPER,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[DAYS] = {"days", INT4OID},
	[AT_RISK] = {"at_risk", INT8OID},
	[ENDED] = {"ended", INT8OID},
	[PERCENT] = {"percent", FLOAT8OID},
	[LOWER] = {"lower", FLOAT8OID},
	[UPPER] = {"upper", FLOAT8OID},
};

/*
 * Sets the limits of a percentage S, symmetric on the scale of log(-log S), so
 * that they stay between 0 and 100 (Kalbfleisch and Prentice 1980). At 0 they
 * are not known.
 */
static void
set_limits(const Curve *curve, double z, CareRow *row)
{
	double share = curve->percent / 100;
	double reach;

	if (share == 0)
		return;
	reach = z * sqrt(curve->variance) / log(share);
	cq_row_set_number(row, LOWER, 100 * pow(share, exp(-reach)));
	cq_row_set_number(row, UPPER, 100 * pow(share, exp(reach)));
}

/* care_survival_curve(survival, confidence): a row for each day on which some ended (strict). */
Datum
care_survival_curve(PG_FUNCTION_ARGS)
{
	double z = cq_z(cq_get_confidence(fcinfo, 1));
	Curve curve;
	CareResult rows;

	curve_begin(&curve, PG_GETARG_SURVIVAL(0));
	cq_result_begin(fcinfo, columns, NCOLUMNS, &rows);
	while (curve_next(&curve))
	{
		CareRow row;

		if (curve.entry.ended == 0)
			continue;
		cq_row_clear(&row);
		cq_row_set(&row, DAYS, Int32GetDatum(curve.entry.days));
		cq_row_set_count(&row, AT_RISK, curve.at_risk);
		cq_row_set_count(&row, ENDED, curve.entry.ended);
		cq_row_set_number(&row, PERCENT, curve.percent);
		set_limits(&curve, z, &row);
		cq_result_put(&rows, row.values, row.nulls);
	}
	PG_RETURN_NULL();
}
