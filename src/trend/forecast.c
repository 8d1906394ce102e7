/*
 * forecast.c
 *		What a percentage will be if locations keep moving as they did: care_forecast.
 */
#include "base/compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "base/result.h"
#include "statistics/projection.h"
#include "statistics/proportion.h"
#include "trend/standing.h"
#include "trend/trend.h"

PG_FUNCTION_INFO_V1(care_forecast);

/* Fewer months say nothing of the future. */
#define MIN_HISTORY 12
/* Nor do any say anything of what lies further away. */
#define MAX_AHEAD 120

/* The stock to which locations of a standing belong. */
static inline CareStock
stock_of(int standing)
{
	if (standing == CARE_OUTSIDE)
		return CARE_STOCK_OUTSIDE;
	if (!cq_standing_counts(standing, CARE_OF_RATED))
		return CARE_STOCK_UNRATED;
	return cq_standing_good(standing) ? CARE_STOCK_GOOD : CARE_STOCK_BELOW;
}

/* How many are in each stock at the first of a month; returns how many there are. */
static double
get_levels(const CareMonth *month, double *level)
{
	double all = 0;

	memset(level, 0, sizeof(double) * CARE_STOCKS);
	for (int rating = 0; rating < CARE_RATINGS; rating++)
	{
		level[stock_of(CARE_INSIDE(rating))] += month->level[rating];
		all += month->level[rating];
	}
	return all;
}

/* Adds what moved since the month before. */
static void
add_month(CareFlows *flows, const CareMonth *before, const CareMonth *month)
{
	double level[CARE_STOCKS];

	flows->months++;
	flows->watched[CARE_STOCK_OUTSIDE] += get_levels(before, level);
	for (int stock = 0; stock < CARE_STOCK_OUTSIDE; stock++)
		flows->watched[stock] += level[stock];
	CARE_FOR_EACH_MOVE(from, to)
	{
		if (stock_of(from) != stock_of(to))
			flows->moved[stock_of(from)][stock_of(to)] += month->move[from][to];
	}
}

/*
 * The flows of the last months up to as_at. The month in which the first
 * location appears has figures, but who moved in it is not what usually moves.
 * Fewer than twelve months with figures are an error (22023).
 */
static void
get_flows(const CareTrend *trend, const char *what, int as_at, int history, CareFlows *flows)
{
	int first = cq_trend_first_location(trend);
	int known = 0;

	memset(flows, 0, sizeof(CareFlows));
	for (int number = Max(first, as_at - history + 1); number <= as_at; number++)
	{
		const CareMonth *before = cq_trend_month(trend, number - 1);
		const CareMonth *month = cq_trend_month(trend, number);

		if (number > first && cq_trend_knows_moves(trend, before, month))
			add_month(flows, before, month);
		known += month->known;
	}
	if (known < MIN_HISTORY)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s has figures for %d of the %d months up to %s",
					   what,
					   known,
					   history,
					   cq_day_text(cq_month_first(as_at))),
				errdetail("A forecast needs at least %d.", MIN_HISTORY),
				errhint(
					"Use a trend that goes back further, or a longer history; care_monthly shows "
					"which months have figures."));
}

/* Reads a trend of locations whose movements are known; others are an error (0A000). */
static void
read_trend(FunctionCallInfo fcinfo, int arg, CareTrend *trend)
{
	cq_trend_read(PG_GETARG_DATUM(arg), trend);
	cq_check_moves_known(trend);
	if (trend->flags & CARE_TREND_WEIGHTED)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a weighted trend has no forecast"),
				errdetail("Its movements are sums of weights, which are not independent of each "
						  "other."),
				errhint("Build the trend without a weight."));
}

/* The last month in which a trend has a cell: this one at most, and this one if it has none. */
static int
last_cell(const CareTrend *trend)
{
	int this_month = cq_month_of(GetSQLCurrentDate());

	return trend->nmonths == 0 ? this_month : Min(trend->last, this_month);
}

/*
 * The month to start from. NULL is the last in which anything is known to have
 * changed, here or in the reference, and this one at most: so data that end two
 * years ago are not taken for two quiet years. A month without figures is an
 * error (22023).
 */
static int
get_as_at(FunctionCallInfo fcinfo, int arg, const CareTrend *trend, const CareTrend *reference)
{
	int as_at;

	if (!PG_ARGISNULL(arg))
		as_at = cq_get_month(fcinfo, arg, "as_at");
	else
	{
		as_at = Max(last_cell(trend), reference == NULL ? 0 : last_cell(reference));
		while (as_at > trend->first && !cq_trend_month(trend, as_at)->known)
			as_at--;
	}
	if (trend->nmonths > 0 && !cq_trend_month(trend, as_at)->known)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the trend has no figures for %s", cq_day_text(cq_month_first(as_at))),
				errhint("NULL is the last month that has some; care_monthly shows them all."));
	return as_at;
}

/* A number of months from least to most; others are an error (22023), NULL too (22004). */
static int
get_months(FunctionCallInfo fcinfo, int arg, const char *what, int least, int most)
{
	if (PG_ARGISNULL(arg))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("\"%s\" must not be null", what),
				errhint("Use 24, for example."));
	if (PG_GETARG_INT32(arg) < least || PG_GETARG_INT32(arg) > most)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must be from %d to %d months, not %d",
					   what,
					   least,
					   most,
					   PG_GETARG_INT32(arg)),
				errhint("Use 24, for example."));
	return PG_GETARG_INT32(arg);
}

/* ---- care_forecast ---- */

/* The columns of care_forecast_row. */
enum
{
	AS_AT,
	PERCENT,
	LOWER,
	UPPER,
	TARGET,
	PROBABILITY,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[AS_AT] = {"as_at", DATEOID},
	[PERCENT] = {"percent", FLOAT8OID},
	[LOWER] = {"lower", FLOAT8OID},
	[UPPER] = {"upper", FLOAT8OID},
	[TARGET] = {"target", FLOAT8OID},
	[PROBABILITY] = {"probability", FLOAT8OID},
};

/* What is asked for, and the projection that answers it. */
typedef struct Forecast
{
	bool has_target;
	double target;
	int ahead;
	int history;
	double z;
	CareDenominator denominator;
	bool alone; /* without a reference */
	int as_at;
	bool begins; /* with a percentage */
	double now;	 /* this one */
	CareProjection projection;
} Forecast;

/* Reads the arguments but for the trends and as_at. */
static void
get_question(FunctionCallInfo fcinfo, Forecast *forecast)
{
	forecast->has_target = !PG_ARGISNULL(1);
	forecast->target = forecast->has_target ? cq_get_target(fcinfo, 1) : 0;
	forecast->ahead = get_months(fcinfo, 2, "ahead", 1, MAX_AHEAD);
	forecast->alone = PG_ARGISNULL(3);
	forecast->history =
		get_months(fcinfo, 4, "history", MIN_HISTORY, CARE_MONTH_END - CARE_MONTH_MIN);
	forecast->z = cq_z(cq_get_confidence(fcinfo, 6));
	forecast->denominator = cq_get_denominator(fcinfo, 7);
}

/* Reads the trends and as_at, and begins the projection. */
static void
begin(FunctionCallInfo fcinfo, Forecast *forecast)
{
	CareTrend trend;
	CareTrend reference;
	CareTally tally;
	CareFlows own;
	CareFlows others;
	double level[CARE_STOCKS];
	const CareMonth *month;

	read_trend(fcinfo, 0, &trend);
	if (!forecast->alone)
		read_trend(fcinfo, 3, &reference);
	forecast->as_at = get_as_at(fcinfo, 5, &trend, forecast->alone ? NULL : &reference);
	get_flows(&trend, "the trend", forecast->as_at, forecast->history, &own);
	if (!forecast->alone)
		get_flows(&reference, "the reference", forecast->as_at, forecast->history, &others);
	month = cq_trend_month(&trend, forecast->as_at);
	get_levels(month, level);
	cq_month_tally(&trend, month, &tally);
	forecast->begins = cq_tally_percent(&tally, forecast->denominator, &forecast->now);
	cq_projection_begin(&forecast->projection, level, &own, forecast->alone ? NULL : &others);
}

/* The probability, in percent, that what is expected to be a percentage reaches a target. */
static double
reaches(double target, double percent, double deviation)
{
	if (deviation == 0)
		return percent >= target ? 100 : 0;
	return 50 * erfc((target - percent) / (deviation * M_SQRT2));
}

/* The percentage that is expected, its limits, and if there is a target how likely that is met. */
static void
fill_percent(CareRow *row, const Forecast *forecast)
{
	double percent;
	double deviation;

	if (!forecast->begins || !cq_projection_percent(&forecast->projection,
													forecast->denominator == CARE_OF_ALL,
													&percent,
													&deviation))
		return;
	if (forecast->alone)
		cq_projection_temper(forecast->now, &percent, &deviation);
	cq_row_set_number(row, PERCENT, percent);
	cq_row_set_number(row, LOWER, Max(percent - forecast->z * deviation, 0));
	cq_row_set_number(row, UPPER, Min(percent + forecast->z * deviation, 100));
	if (forecast->has_target)
		cq_row_set_number(row, PROBABILITY, reaches(forecast->target, percent, deviation));
}

/*
 * care_forecast(trend, target, ahead, reference, history, as_at, confidence,
 * denominator), not strict: a row for each of the next "ahead" firsts of a
 * month. Without a percentage at as_at there is none in them.
 */
Datum
care_forecast(PG_FUNCTION_ARGS)
{
	Forecast forecast;
	CareResult rows;

	cq_result_begin(fcinfo, columns, NCOLUMNS, &rows);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	get_question(fcinfo, &forecast);
	begin(fcinfo, &forecast);
	for (int i = 1; i <= forecast.ahead; i++)
	{
		CareRow row;

		cq_projection_step(&forecast.projection);
		cq_row_clear(&row);
		cq_row_set(&row, AS_AT, DateADTGetDatum(cq_month_first(forecast.as_at + i)));
		if (forecast.has_target)
			cq_row_set_number(&row, TARGET, forecast.target);
		fill_percent(&row, &forecast);
		cq_result_put(&rows, row.values, row.nulls);
	}
	PG_RETURN_NULL();
}
