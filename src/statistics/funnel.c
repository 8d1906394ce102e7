/*
 * funnel.c
 *		Funnel plots of percentages with limits for overdispersion, apart from SQL.
 *
 * Spiegelhalter 2005 (Statistics in Medicine 24, 1185) and Spiegelhalter et al.
 * 2012 (Journal of the Royal Statistical Society A 175, 1): on the scale of the
 * angle y = asin sqrt(x / n) the standard error is s = 1 / (2 sqrt n) whatever
 * the percentage, and areas differ by more than that, with a variance tau^2 of
 * their own.
 */
#include "base/compat.h"

#include <math.h>

#include "base/sort.h"
#include "statistics/funnel.h"

/* How many standard errors of chance an area of x in n is from the benchmark. */
double
cq_funnel_z(const CareFunnel *funnel, double x, double n)
{
	return (asin(sqrt(x / n)) - funnel->theta) * 2 * sqrt(n);
}

/* The standard error with what areas differ by anyhow. */
static double
total_error(const CareFunnel *funnel, double n)
{
	return sqrt(1 / (4 * n) + funnel->tau_squared);
}

/* z in these standard errors. */
double
cq_funnel_adjusted(const CareFunnel *funnel, double z, double n)
{
	return funnel->tau_squared == 0 ? z : z / (2 * sqrt(n) * total_error(funnel, n));
}

/* The percentage of an angle. */
static double
percent_of(double angle)
{
	double root = sin(angle);

	return 100 * root * root;
}

/* The percentages of n that are k such standard errors from the benchmark. */
void
cq_funnel_bounds(const CareFunnel *funnel, double n, double k, double *lower, double *upper)
{
	double reach = k * total_error(funnel, n);

	*lower = percent_of(Max(funnel->theta - reach, 0));
	*upper = percent_of(Min(funnel->theta + reach, M_PI_2));
}

/* A percentile of sorted values, n at least 1 (type 7, R's own). */
static double
percentile(const double *sorted, int64 n, double fraction)
{
	double place = fraction * (n - 1);
	int64 below = (int64) floor(place);

	if (below == n - 1)
		return sorted[below];
	return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
}

/*
 * The mean square of z, sorted, when those beyond the 10th and the 90th
 * percentile are put on it, so that a few strange areas do not widen the limits
 * of all (winsorised).
 */
static double
mean_square(const double *z, int64 n)
{
	double low = percentile(z, n, 0.1);
	double high = percentile(z, n, 0.9);
	double sum = 0;

	for (int64 i = 0; i < n; i++)
	{
		double inside = Min(Max(z[i], low), high);

		sum += inside * inside;
	}
	return sum / n;
}

/*
 * Finds dispersion and tau^2 of the areas, at least one, about the benchmark
 * in funnel; x becomes their sorted z. With weights w = 1 / s^2 = 4 n,
 * tau^2 = (N dispersion - (N - 1)) / (sum w - sum w^2 / sum w), not below 0
 * (DerSimonian and Laird 1986); of a single area it is not known and 0.
 */
void
cq_funnel_fit(double *x, const double *n, int64 areas, CareFunnel *funnel)
{
	double weights = 0;
	double squares = 0;
	double room;

	for (int64 i = 0; i < areas; i++)
	{
		x[i] = cq_funnel_z(funnel, x[i], n[i]);
		weights += 4 * n[i];
		squares += 4 * n[i] * 4 * n[i];
	}
	cq_sort_doubles(x, areas);
	funnel->dispersion = mean_square(x, areas);
	room = weights - squares / weights;
	funnel->tau_squared = 0;
	if (areas > 1 && room > 0)
		funnel->tau_squared = Max((areas * funnel->dispersion - (areas - 1)) / room, 0);
}
