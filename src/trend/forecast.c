/*
 * forecast.c
 *		When a target will be reached if things go on as they did: care_forecast.
 */
#include "base/compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "base/row.h"
#include "trend/trend.h"

PG_FUNCTION_INFO_V1(care_forecast);

/* A line through fewer points says nothing of the future. */
#define MIN_POINTS 3
/* Nor does it say anything of what lies further away. */
#define MAX_MONTHS 1200
/* The part of a number of months that may be rounding. */
#define ROUNDING 1e-9

/* The percentage of a month; false if there is none. */
static bool
percent_at(const CareTrend *trend, int number, CareDenominator denominator, double *percent)
{
	const CareMonth *month = cq_trend_month(trend, number);
	CareTally tally;

	if (!month->known)
		return false;
	cq_month_tally(trend, month, &tally);
	return cq_tally_percent(&tally, denominator, percent);
}

/*
 * The least-squares slope of the percentages from one month to another, points
 * a month, and the number of points it is fitted to; months without a
 * percentage are left out. NAN if there are fewer than two.
 *
 * Months and percentages are taken relative to the first point's, which keeps
 * the sums small and makes the slope of equal percentages exactly 0.
 */
static double
fit_slope(const CareTrend *trend, int since, int until, CareDenominator denominator, int *npoints)
{
	int x0 = 0;
	double y0 = 0;
	double sum_x = 0;
	double sum_y = 0;
	double sum_xx = 0;
	double sum_xy = 0;
	double n = 0;

	for (int number = since; number <= until; number++)
	{
		double x;
		double y;

		if (!percent_at(trend, number, denominator, &y))
			continue;
		if (n == 0)
		{
			x0 = number;
			y0 = y;
		}
		x = number - x0;
		y -= y0;
		n++;
		sum_x += x;
		sum_y += y;
		sum_xx += x * x;
		sum_xy += x * y;
	}
	*npoints = (int) n;
	return n < 2 ? NAN : (n * sum_xy - sum_x * sum_y) / (n * sum_xx - sum_x * sum_x);
}

/* How many months of a slope make up a gap; -1 if it takes too many. */
static int
months_to_go(double gap, double slope)
{
	double months;

	if (!(slope > 0))
		return -1;
	months = gap / slope;
	if (months > MAX_MONTHS + ROUNDING)
		return -1;
	/* three thirds of a point are one point, however they are rounded */
	return Max((int) ceil(months - ROUNDING * months), 1);
}

/* The month of the nth last percentage up to a month, or the trend's first month. */
static int
nth_last(const CareTrend *trend, int month, int n, CareDenominator denominator)
{
	double percent;

	for (; month > trend->first; month--)
	{
		if (percent_at(trend, month, denominator, &percent) && --n == 0)
			break;
	}
	return month;
}

/* The number of months to look back; fewer than three are an error (22023), NULL too (22004). */
static int
get_months(FunctionCallInfo fcinfo, int arg)
{
	if (PG_ARGISNULL(arg))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("months is null"),
				errhint("Use 12, for example."));
	if (PG_GETARG_INT32(arg) < MIN_POINTS)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("months %d is less than %d", PG_GETARG_INT32(arg), MIN_POINTS),
				errhint("Use 12, for example."));
	return PG_GETARG_INT32(arg);
}

/*
 * care_forecast(trend, target, months, as_at, denominator), not strict: NULL
 * as_at is this month; a NULL target leaves only the slope. The slope is that
 * of the last points up to as_at, one a month that has figures. A target that
 * is met takes 0 months, whatever the slope.
 */
Datum
care_forecast(PG_FUNCTION_ARGS)
{
	enum
	{
		POINTS,
		MONTHS,
		AS_AT,
		NCOLUMNS
	};
	static const CareColumn columns[NCOLUMNS] = {
		[POINTS] = {"points_per_month", FLOAT8OID},
		[MONTHS] = {"months_to_target", INT4OID},
		[AS_AT] = {"target_as_at", DATEOID},
	};
	CareRow row;
	CareDenominator denominator;
	CareTrend trend;
	double target = 0;
	double percent;
	double slope;
	int months;
	int as_at;
	int since;
	int npoints;
	int to_go = -1;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(1))
		target = cq_get_target(fcinfo, 1);
	months = get_months(fcinfo, 2);
	as_at = PG_ARGISNULL(3) ? cq_month_of(GetSQLCurrentDate())
							: cq_get_month(fcinfo,
										   3,
										   "as_at",
										   "A trend has figures as at the first of each month; "
										   "NULL is this month.");
	denominator = cq_get_denominator(fcinfo, 4);
	cq_trend_read(PG_GETARG_DATUM(0), &trend);

	since = trend.nmonths == 0 ? as_at : nth_last(&trend, as_at, months, denominator);
	slope = fit_slope(&trend, since, as_at, denominator, &npoints);
	cq_row_clear(&row);
	if (!isnan(slope))
		cq_row_set_number(&row, POINTS, slope);
	if (!PG_ARGISNULL(1) && percent_at(&trend, as_at, denominator, &percent))
	{
		if (percent >= target)
			to_go = 0;
		else if (npoints >= MIN_POINTS)
			to_go = months_to_go(target - percent, slope);
	}
	if (to_go >= 0)
	{
		cq_row_set(&row, MONTHS, Int32GetDatum(to_go));
		cq_row_set(&row, AS_AT, DateADTGetDatum(cq_month_first(as_at + to_go)));
	}
	return cq_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}
