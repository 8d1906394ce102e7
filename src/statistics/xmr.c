/*
 * xmr.c
 *		XmR control charts after NHS England's Making Data Count, apart from SQL.
 *
 * The rules and constants are those of its R package NHSRplotthedots
 * (ptd_spc_standard, ptd_special_cause_type) with outlier screening on. A
 * segment is a run of consecutive points that share limits; no rule looks
 * beyond it.
 */
#include "base/compat.h"

#include <math.h>

#include "statistics/xmr.h"

/* 3 / 1.128: from the mean moving range to three standard deviations. */
#define LIMIT 2.66
/* Two thirds of the way to the limit. */
#define NEAR_LIMIT (2 * (LIMIT / 3))
/* A moving range this many times the mean one is an outlier. */
#define OUTLIER 3.267
/* So many points on one side, or rising, or falling, are a signal. */
#define RUN 7

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

/* The name of a signal in SQL. */
const char *
cq_signal_name(CareSignal signal)
{
	static const char *const names[CARE_SIGNALS] = {
		[CARE_COMMON_CAUSE] = "common cause",
		[CARE_ABOVE_LIMIT] = "above limit",
		[CARE_BELOW_LIMIT] = "below limit",
		[CARE_RISING_TREND] = "rising trend",
		[CARE_FALLING_TREND] = "falling trend",
		[CARE_TWO_OF_THREE_ABOVE] = "two of three above",
		[CARE_TWO_OF_THREE_BELOW] = "two of three below",
		[CARE_SHIFT_ABOVE] = "shift above",
		[CARE_SHIFT_BELOW] = "shift below",
	};

	return names[signal];
}

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

/* The mean, rounded once: that of equal values is their value. */
static double
sum_mean(const Sum *s)
{
	double mean = (s->sum + s->lost) / s->n;

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
 * The limits of n values, n at least 1: mean -/+ 2.66 times the mean moving
 * range, taken again without the ranges of 3.267 times that mean or more; the
 * mean of the values keeps every point. Equal values give limits at the mean.
 * False when a result exceeds double precision.
 */
bool
cq_xmr_limits(const double *y, int64 n, CareXmrLimits *limits)
{
	Sum values = {0};

	for (int64 i = 0; i < n; i++)
		sum_add(&values, y[i]);
	limits->mean = sum_mean(&values);
	limits->has_range = n > 1;
	limits->moving_range = limits->lower = limits->upper = 0;
	if (limits->has_range)
	{
		double all = mean_range(y, n, NAN);

		if (!isfinite(all))
			return false;
		limits->moving_range = mean_range(y, n, OUTLIER * all);
		limits->lower = limits->mean - LIMIT * limits->moving_range;
		limits->upper = limits->mean + LIMIT * limits->moving_range;
	}
	return isfinite(limits->mean) && isfinite(limits->lower) && isfinite(limits->upper);
}

/* Where a value lies. */
static uint8
place(double y, const CareXmrLimits *limits)
{
	uint8 found = y > limits->mean ? ABOVE : y < limits->mean ? BELOW : 0;

	if (!limits->has_range)
		return found;
	if (y > limits->upper || y < limits->lower)
		return found | OUTSIDE;
	if (y > limits->mean + NEAR_LIMIT * limits->moving_range ||
		y < limits->mean - NEAR_LIMIT * limits->moving_range)
		return found | NEAR;
	return found;
}

/*
 * Marks the run of points that ends at i when it is long enough. The points of
 * a run of more than RUN, but the last, are marked already.
 */
static inline void
mark_run(uint8 *found, int64 i, int64 length, uint8 clear, uint8 set)
{
	int64 first = length == RUN ? i - RUN + 1 : length > RUN ? i : i + 1;

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
 * The signals (CareSignal) of the n values of a segment, in one pass: a run
 * marks its earlier points when it becomes long enough. A point on the mean
 * ends a shift and equal neighbours a trend; the point between two trends
 * belongs to the later.
 */
void
cq_xmr_signals(const double *y, int64 n, const CareXmrLimits *limits, uint8 *signal)
{
	uint8 *found = signal;
	uint8 side = 0;
	uint8 step = 0;
	int64 same_side = 0; /* points */
	int64 same_step = 0; /* steps from point to point */

	for (int64 i = 0; i < n; i++)
	{
		uint8 last_side = side;
		uint8 last_step = step;

		found[i] = place(y[i], limits);
		side = found[i] & SIDE;
		same_side = side == 0 ? 0 : side == last_side ? same_side + 1 : 1;
		mark_run(found, i, same_side, 0, SHIFT);
		if (same_side >= 3)
			mark_two_of_three(found, i);
		if (i == 0)
			continue;
		step = y[i] > y[i - 1] ? RISING : y[i] < y[i - 1] ? FALLING : 0;
		same_step = step == 0 ? 0 : step == last_step ? same_step + 1 : 1;
		mark_run(found, i, same_step + 1, TREND, step);
	}
	for (int64 i = 0; i < n; i++)
		signal[i] = first_signal(found[i]);
}
