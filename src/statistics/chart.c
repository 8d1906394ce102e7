/*
 * chart.c
 *		Control charts after NHS England's Making Data Count, apart from SQL.
 *
 * The rules and the constants of the XmR chart are those of its R package
 * NHSRplotthedots (ptd_spc_standard, ptd_special_cause_type); the p and p'
 * charts are Shewhart's and Laney's (2002), with the same rules. A segment is a
 * run of consecutive points that share a centre line; no rule looks beyond it.
 */
#include "base/compat.h"

#include <math.h>

#include "statistics/chart.h"

/* From the mean difference of two neighbours to a standard deviation (d2 of two). */
#define DIFFERENCE 1.128
/* 3 / 1.128: from the mean moving range to three standard deviations. */
#define LIMIT 2.66
/* Two thirds of the way to the limit. */
#define NEAR_LIMIT (2 * (LIMIT / 3))
/* A moving range this many times the mean one is an outlier. */
#define OUTLIER 3.267
/* What the rules found about a point. */
#define ABOVE 0x01 /* the mean */
#define BELOW 0x02
#define OUTSIDE 0x04 /* the limits */
#define NEAR 0x08	 /* within the limits, in their outer third */
#define TWO_OF_THREE 0x10
#define SHIFT 0x20
#define RISING 0x40
#define FALLING 0x80

#define SIDE (ABOVE | BELOW)
#define TREND (RISING | FALLING)

/* A sum and what rounding took from it (Neumaier 1974). */
typedef struct Sum
{
	double sum;
	double lost;
	int64 n;
} Sum;

static inline void
sum_add(Sum *s, double x)
{
	double sum = s->sum + x;

	s->lost += fabs(s->sum) >= fabs(x) ? (s->sum - sum) + x : (x - sum) + s->sum;
	s->sum = sum;
	s->n++;
}

static double
sum_total(const Sum *s)
{
	return s->sum + s->lost;
}

/* The mean, rounded once: that of equal values is their value. */
static double
sum_mean(const Sum *s)
{
	double mean = sum_total(s) / s->n;

	return mean + (fma(-mean, s->n, s->sum) + s->lost) / s->n;
}

/*
 * The mean of the moving ranges of n values but of those that reach a bound
 * (NAN: of all); 0 if none is left.
 */
static double
mean_range(const double *y, int64 n, double bound)
{
	Sum ranges = {0};

	for (int64 i = 1; i < n; i++)
	{
		double range = fabs(y[i] - y[i - 1]);

		if (!(range >= bound))
			sum_add(&ranges, range);
	}
	return ranges.n > 0 ? sum_mean(&ranges) : 0;
}

/*
 * The centre of n values, n at least 1: their mean, and their mean moving
 * range; screened, that is taken again without the ranges of 3.267 times that
 * mean or more. The mean of the values keeps every point. False when a result
 * exceeds double precision.
 */
bool
cq_xmr_centre(const double *y, int64 n, bool screen, CareChartCentre *centre)
{
	Sum values = {0};
	CareChartLimits limits;

	for (int64 i = 0; i < n; i++)
		sum_add(&values, y[i]);
	centre->mean = sum_mean(&values);
	centre->spread = NAN;
	if (n == 1)
		return isfinite(centre->mean);
	centre->spread = mean_range(y, n, NAN);
	if (!isfinite(centre->spread))
		return false;
	if (screen)
		centre->spread = mean_range(y, n, OUTLIER * centre->spread);
	cq_xmr_limits(centre, &limits);
	return isfinite(limits.mean) && isfinite(limits.lower) && isfinite(limits.upper);
}

/* The limits of every point: mean -/+ 2.66 times the mean moving range. */
void
cq_xmr_limits(const CareChartCentre *centre, CareChartLimits *limits)
{
	limits->mean = centre->mean;
	limits->known = !isnan(centre->spread);
	limits->lower = centre->mean - LIMIT * centre->spread;
	limits->upper = centre->mean + LIMIT * centre->spread;
	limits->near_lower = centre->mean - NEAR_LIMIT * centre->spread;
	limits->near_upper = centre->mean + NEAR_LIMIT * centre->spread;
}

/* a b - c d, rounded as if it were computed exactly but for the last step (Kahan). */
static double
difference_of_products(double a, double b, double c, double d)
{
	double cd = c * d;

	return fma(a, b, -cd) - fma(c, d, -cd);
}

/*
 * How far x of n is from X of N in standard deviations of a sample of n:
 * (p - P) / sqrt(P (1 - P) / n). Equal shares give 0 exactly.
 */
static double
z_of(double x, double n, double all_x, double all_n)
{
	double variance = n * all_x * (all_n - all_x);

	return variance > 0 ? difference_of_products(x, all_n, n, all_x) / sqrt(variance) : 0;
}

/*
 * The centre of points with x of n, percent: all x of all n. The spread of the
 * p chart is 1; that of the p' chart is Laney's sigma, the mean difference of
 * neighbours in z by 1.128, not known of a single point.
 */
void
cq_p_chart_centre(const double *x, const double *n, int64 points, bool prime,
				  CareChartCentre *centre)
{
	Sum all_x = {0};
	Sum all_n = {0};
	Sum ranges = {0};
	double last = 0;

	for (int64 i = 0; i < points; i++)
	{
		sum_add(&all_x, x[i]);
		sum_add(&all_n, n[i]);
	}
	centre->mean = 100 * sum_total(&all_x) / sum_total(&all_n);
	centre->spread = 1;
	for (int64 i = 0; prime && i < points; i++)
	{
		double z = z_of(x[i], n[i], sum_total(&all_x), sum_total(&all_n));

		if (i > 0)
			sum_add(&ranges, fabs(z - last));
		last = z;
	}
	if (prime)
		centre->spread = points > 1 ? sum_mean(&ranges) / DIFFERENCE : NAN;
}

/* The limits of a point of n: three standard deviations from the centre, cut off at 0 and 100. */
void
cq_p_chart_limits(const CareChartCentre *centre, double n, CareChartLimits *limits)
{
	double deviation = centre->spread * sqrt(centre->mean * (100 - centre->mean) / n);

	limits->mean = centre->mean;
	limits->known = !isnan(centre->spread);
	limits->lower = Max(centre->mean - 3 * deviation, 0);
	limits->upper = Min(centre->mean + 3 * deviation, 100);
	limits->near_lower = centre->mean - 2 * deviation;
	limits->near_upper = centre->mean + 2 * deviation;
}

/* Where a value lies: the beginning of what the rules find. */
uint8
cq_chart_place(double y, const CareChartLimits *limits)
{
	uint8 found = y > limits->mean ? ABOVE : y < limits->mean ? BELOW : 0;

	if (!limits->known)
		return found;
	if (y > limits->upper || y < limits->lower)
		return found | OUTSIDE;
	if (y > limits->near_upper || y < limits->near_lower)
		return found | NEAR;
	return found;
}

/*
 * Marks the run of points that ends at i when it is long enough. The points of
 * a run of more than that, but the last, are marked already.
 */
static inline void
mark_run(uint8 *found, int64 i, int64 length, int enough, uint8 clear, uint8 set)
{
	int64 first = length == enough ? i - enough + 1 : length > enough ? i : i + 1;

	for (int64 j = first; j <= i; j++)
		found[j] = (found[j] & ~clear) | set;
}

/*
 * Marks, of the three points on one side that end at i, those near the limit
 * when there are at least two. The third may be outside the limits.
 */
static inline void
mark_two_of_three(uint8 *found, int64 i)
{
	int near = 0;

	for (int64 j = i - 2; j <= i; j++)
		near += (found[j] & NEAR) != 0;
	for (int64 j = i - 2; j <= i && near >= 2; j++)
		if (found[j] & NEAR)
			found[j] |= TWO_OF_THREE;
}

/* The first signal in the order of precedence. */
static CareSignal
first_signal(uint8 found)
{
	bool above = found & ABOVE;

	if (found & OUTSIDE)
		return above ? CARE_ABOVE_LIMIT : CARE_BELOW_LIMIT;
	if (found & TREND)
		return found & RISING ? CARE_RISING_TREND : CARE_FALLING_TREND;
	if (found & TWO_OF_THREE)
		return above ? CARE_TWO_OF_THREE_ABOVE : CARE_TWO_OF_THREE_BELOW;
	if (found & SHIFT)
		return above ? CARE_SHIFT_ABOVE : CARE_SHIFT_BELOW;
	return CARE_COMMON_CAUSE;
}

/*
 * What the n values of a segment say, in one pass: found holds the place of
 * each, and its CareSignal afterwards. So many points in a row as run_length
 * says are a shift or a trend; a run marks its earlier points when it becomes
 * long enough. A point on the mean ends a shift and equal neighbours a trend;
 * the point between two trends belongs to the later.
 */
void
cq_chart_signals(const double *y, int64 n, int run_length, uint8 *found)
{
	uint8 side = 0;
	uint8 step = 0;
	int64 same_side = 0; /* points */
	int64 same_step = 0; /* steps from point to point */

	for (int64 i = 0; i < n; i++)
	{
		uint8 last_side = side;
		uint8 last_step = step;

		side = found[i] & SIDE;
		same_side = side == 0 ? 0 : side == last_side ? same_side + 1 : 1;
		mark_run(found, i, same_side, run_length, 0, SHIFT);
		if (same_side >= 3)
			mark_two_of_three(found, i);
		if (i == 0)
			continue;
		step = y[i] > y[i - 1] ? RISING : y[i] < y[i - 1] ? FALLING : 0;
		same_step = step == 0 ? 0 : step == last_step ? same_step + 1 : 1;
		mark_run(found, i, same_step + 1, run_length, TREND, step);
	}
	for (int64 i = 0; i < n; i++)
		found[i] = first_signal(found[i]);
}
