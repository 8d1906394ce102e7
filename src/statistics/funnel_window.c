/*
 * funnel_window.c
 *		The window function care_funnel.
 *
 * The first row of a partition reads all of it, once; it takes 16 bytes a row
 * while it does, and nothing afterwards but what the areas have in common.
 */
#include "base/compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "base/argument.h"
#include "base/result.h"
#include "statistics/funnel.h"
#include "statistics/partition.h"
#include "statistics/proportion.h"

/* The arguments */
enum
{
	SUCCESSES,
	N,
	BENCHMARK,
	ADJUST
};

/* What is kept of a partition between its rows. */
typedef struct Plot
{
	bool ready;
	double benchmark; /* percent */
	CareFunnel funnel;
	double k_95; /* standard errors to the limits */
	double k_998;
} Plot;

/* The benchmark of a row, NAN if it is NULL. */
static double
get_benchmark(CarePartition *partition, int64 row)
{
	bool isnull;
	double benchmark = DatumGetFloat8(cq_partition_get(partition, BENCHMARK, row, &isnull));

	if (isnull)
		return NAN;
	cq_check_percentage(benchmark, "benchmark");
	return benchmark;
}

/* One benchmark holds for all areas, and one way to adjust: else an error (22023). */
static void
check_same_question(CarePartition *partition, double benchmark, bool adjust)
{
	if (!cq_partition_is_fixed(partition, BENCHMARK))
		for (int64 row = 1; row < partition->nrows; row++)
		{
			double other = get_benchmark(partition, row);

			if (other != benchmark && !(isnan(other) && isnan(benchmark)))
				ereport(ERROR,
						errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("more than one \"benchmark\" in a partition"),
						isnan(other) || isnan(benchmark)
							? errdetail("Some rows have one and some have none.")
							: errdetail("Both %.15g and %.15g occur.", benchmark, other),
						errhint("Add it to PARTITION BY."));
		}
	if (!cq_partition_is_fixed(partition, ADJUST))
		for (int64 row = 1; row < partition->nrows; row++)
			if (cq_partition_flag(partition, ADJUST, row, "adjust") != adjust)
				ereport(ERROR,
						errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("more than one \"adjust\" in a partition"),
						errhint("Add it to PARTITION BY."));
}

/* Reads the areas of a partition that have a percentage; how many. */
static int64
read_areas(CarePartition *partition, double *x, double *n)
{
	int64 areas = 0;

	for (int64 row = 0; row < partition->nrows; row++)
		if (cq_partition_proportion(partition, row, &x[areas], &n[areas]))
			areas++;
	return areas;
}

/* The angle of the benchmark; of all successes in all n if there is none. */
static void
set_benchmark(Plot *plot, double benchmark, const double *x, const double *n, int64 areas)
{
	double all_x = 0;
	double all_n = 0;

	plot->benchmark = benchmark;
	plot->funnel.theta = asin(sqrt(benchmark / 100));
	if (!isnan(benchmark))
		return;
	for (int64 i = 0; i < areas; i++)
	{
		all_x += x[i];
		all_n += n[i];
	}
	plot->benchmark = 100 * all_x / all_n;
	plot->funnel.theta = asin(sqrt(all_x / all_n));
}

/* Reads the partition: what its areas have in common. */
static void
read_plot(FunctionCallInfo fcinfo, Plot *plot)
{
	CarePartition partition;
	double benchmark;
	bool adjust;
	double *x;
	double *n;
	int64 areas;

	cq_partition_begin(&partition, fcinfo, plot);
	benchmark = get_benchmark(&partition, 0);
	adjust = cq_partition_flag(&partition, ADJUST, 0, "adjust");
	check_same_question(&partition, benchmark, adjust);
	x = palloc_extended(sizeof(double) * partition.nrows, MCXT_ALLOC_HUGE);
	n = palloc_extended(sizeof(double) * partition.nrows, MCXT_ALLOC_HUGE);
	areas = read_areas(&partition, x, n);
	if (areas > 0)
	{
		set_benchmark(plot, benchmark, x, n, areas);
		cq_funnel_fit(x, n, areas, &plot->funnel);
		if (!adjust)
			plot->funnel.tau_squared = 0;
	}
	pfree(x);
	pfree(n);
	cq_partition_end(&partition);
	plot->k_95 = cq_z(0.95);
	plot->k_998 = cq_z(0.998);
	plot->ready = true;
}

/* ---- rows ---- */

enum
{
	WITHIN,
	ABOVE_95,
	ABOVE_998,
	BELOW_95,
	BELOW_998,
	NVERDICTS
};

static const char *const verdicts[NVERDICTS] = {
	[WITHIN] = "within limits",
	[ABOVE_95] = "above 95%",
	[ABOVE_998] = "above 99.8%",
	[BELOW_95] = "below 95%",
	[BELOW_998] = "below 99.8%",
};

/* Outside which limits an area is; on them it is within. */
static int
verdict_of(const Plot *plot, double adjusted_z)
{
	if (fabs(adjusted_z) > plot->k_998)
		return adjusted_z > 0 ? ABOVE_998 : BELOW_998;
	if (fabs(adjusted_z) > plot->k_95)
		return adjusted_z > 0 ? ABOVE_95 : BELOW_95;
	return WITHIN;
}

/* The columns of care_funnel_row. */
enum
{
	PERCENT,
	OF_BENCHMARK,
	Z,
	DISPERSION,
	TAU_SQUARED,
	ADJUSTED_Z,
	LOWER_95,
	UPPER_95,
	LOWER_998,
	UPPER_998,
	VERDICT,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[PERCENT] = {"percent", FLOAT8OID},
	[OF_BENCHMARK] = {"benchmark", FLOAT8OID},
	[Z] = {"z", FLOAT8OID},
	[DISPERSION] = {"dispersion", FLOAT8OID},
	[TAU_SQUARED] = {"tau_squared", FLOAT8OID},
	[ADJUSTED_Z] = {"adjusted_z", FLOAT8OID},
	[LOWER_95] = {"lower_95", FLOAT8OID},
	[UPPER_95] = {"upper_95", FLOAT8OID},
	[LOWER_998] = {"lower_998", FLOAT8OID},
	[UPPER_998] = {"upper_998", FLOAT8OID},
	[VERDICT] = {"verdict", TEXTOID},
};

/* Fills the row of an area with x of n. */
static void
set_row(FunctionCallInfo fcinfo, const Plot *plot, double x, double n, CareRow *row)
{
	double z = cq_funnel_z(&plot->funnel, x, n);
	double adjusted_z = cq_funnel_adjusted(&plot->funnel, z, n);
	double lower;
	double upper;

	cq_row_set_number(row, PERCENT, 100 * x / n);
	cq_row_set_number(row, OF_BENCHMARK, plot->benchmark);
	cq_row_set_number(row, Z, z);
	cq_row_set_number(row, DISPERSION, plot->funnel.dispersion);
	cq_row_set_number(row, TAU_SQUARED, plot->funnel.tau_squared);
	cq_row_set_number(row, ADJUSTED_Z, adjusted_z);
	cq_funnel_bounds(&plot->funnel, n, plot->k_95, &lower, &upper);
	cq_row_set_number(row, LOWER_95, lower);
	cq_row_set_number(row, UPPER_95, upper);
	cq_funnel_bounds(&plot->funnel, n, plot->k_998, &lower, &upper);
	cq_row_set_number(row, LOWER_998, lower);
	cq_row_set_number(row, UPPER_998, upper);
	cq_row_set(row,
			   VERDICT,
			   cq_window_word(fcinfo, verdicts, NVERDICTS, verdict_of(plot, adjusted_z)));
}

PG_FUNCTION_INFO_V1(care_funnel);

/*
 * care_funnel(successes, n, benchmark, adjust): where each area of the
 * partition stands among all of them. An area with nothing to be a share of
 * gives NULL and is left out.
 */
Datum
care_funnel(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	Plot *plot = WinGetPartitionLocalMemory(window, sizeof(Plot));
	CareRow row;
	double x;
	double n;

	if (!plot->ready)
		read_plot(fcinfo, plot);
	if (!cq_window_proportion(window, &x, &n))
		PG_RETURN_NULL();
	cq_row_clear(&row);
	set_row(fcinfo, plot, x, n, &row);
	return cq_result_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}
