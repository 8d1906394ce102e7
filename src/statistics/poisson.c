/*
 * poisson.c
 *		Limits of a count of events, apart from SQL.
 *
 * As public health reckons rates and ratios: from 10 events Byar's
 * approximation (Breslow and Day 1987, p. 69), below them exact limits of the
 * Poisson distribution (Garwood 1936).
 */
#include "base/compat.h"

#include <float.h>
#include <math.h>

#include "statistics/poisson.h"
#include "statistics/proportion.h"

/* From so many events Byar's limits are good enough. */
#define ENOUGH 10

/* x^a e^-x / Gamma(a), x above 0 */
static double
gamma_term(double a, double x)
{
	return exp(a * log(x) - x - lgamma(a));
}

/*
 * The chance that a gamma variable of shape a is at most x: the incomplete
 * gamma function P(a, x) by its series, whose terms are all positive.
 */
static double
gamma_below(double a, double x)
{
	double term = gamma_term(a, x) / a;
	double sum = term;

	for (int n = 1; term > DBL_EPSILON / 4 * sum; n++)
	{
		term *= x / (a + n);
		sum += term;
	}
	return sum;
}

/*
 * The chance that it is above x: Q(a, x) by its continued fraction (modified
 * Lentz), which serves for x above a + 1.
 */
static double
gamma_above(double a, double x)
{
	double b = x + 1 - a;
	double c = DBL_MAX;
	double d = 1 / b;
	double fraction = d;
	double factor = 0;

	for (int n = 1; fabs(factor - 1) > 4 * DBL_EPSILON; n++)
	{
		double step = n * (a - n);

		b += 2;
		d = 1 / (step * d + b);
		c = b + step / c;
		factor = c * d;
		fraction *= factor;
	}
	return gamma_term(a, x) * fraction;
}

/* Whether more than tail of a gamma variable of shape a is below x, or above it. */
static bool
exceeds(double a, double x, double tail, bool above)
{
	bool large = x > a + 1;
	double chance = large ? gamma_above(a, x) : gamma_below(a, x);

	return (large == above ? chance : 1 - chance) > tail;
}

/*
 * The x below which is the share tail of a gamma variable of shape a, or above
 * which it is: halving, until there is no number between.
 */
static double
gamma_quantile(double a, double tail, bool above)
{
	double low = 0;
	double high = a + 1;

	while (exceeds(a, high, tail, above) == above)
		high *= 2;
	for (;;)
	{
		double middle = low + (high - low) / 2;

		if (middle <= low || middle >= high)
			return middle;
		if (exceeds(a, middle, tail, above) == above)
			low = middle;
		else
			high = middle;
	}
}

/*
 * The limits of the expected count, when so many events were counted: not
 * negative, whole or not.
 */
void
cq_count_limits(double events, double confidence, double *lower, double *upper)
{
	if (events < ENOUGH)
	{
		double tail = (1 - confidence) / 2;

		*lower = events == 0 ? 0 : gamma_quantile(events, tail, false);
		*upper = gamma_quantile(events + 1, tail, true);
	}
	else
	{
		double z = cq_z(confidence);
		double next = events + 1;

		*lower = events * pow(1 - 1 / (9 * events) - z / (3 * sqrt(events)), 3);
		*upper = next * pow(1 - 1 / (9 * next) + z / (3 * sqrt(next)), 3);
	}
}
