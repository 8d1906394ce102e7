/*
 * proportion.c
 *		Statistics of proportions, apart from SQL. Results in percent.
 */
#include "base/compat.h"

#include <float.h>
#include <math.h>

#include "miscadmin.h"

#include "statistics/proportion.h"

/*
 * The z with P(|Z| <= z) = confidence, for a standard normal Z: 1.96 for 0.95.
 *
 * Newton's method on erfc(z / sqrt 2) = 1 - confidence. The function is convex
 * and falling for z >= 0, so from 0 the steps climb to the root and never
 * pass it; they end when they no longer climb.
 */
double
cq_z(double confidence)
{
	double outside = 1 - confidence;
	double z = 0;

	for (;;)
	{
		double slope = sqrt(2 / M_PI) * exp(-z * z / 2);
		double next = z + (erfc(z / M_SQRT2) - outside) / slope;

		if (!(next > z))
			return z;
		z = next;
	}
}

/*
 * Wilson's score interval of x in n, percent (Wilson 1927; the public health
 * "phe_proportion"). n is above 0 and x between 0 and n.
 */
void
cq_wilson(double x, double n, double confidence, double *lower, double *upper)
{
	double z = cq_z(confidence);
	double middle = 2 * x + z * z;
	double reach = z * sqrt(z * z + 4 * x * ((n - x) / n));
	double scale = 2 * (n + z * z);

	/* rounding must not lead beyond 0 and 100, which an x near 0 or n comes close to */
	*lower = x == 0 ? 0 : Max(100 * (middle - reach) / scale, 0);
	*upper = x == n ? 100 : Min(100 * (middle + reach) / scale, 100);
}

/*
 * The difference x1 / n1 - x2 / n2 of two independent proportions in
 * percentage points, with limits from the Wilson limits of both (Newcombe
 * 1998, method 10: the hybrid score interval).
 */
void
cq_newcombe(double x1, double n1, double x2, double n2, double confidence, double *points,
			double *lower, double *upper)
{
	double p1 = 100.0 * x1 / n1;
	double p2 = 100.0 * x2 / n2;
	double lower1;
	double upper1;
	double lower2;
	double upper2;

	cq_wilson(x1, n1, confidence, &lower1, &upper1);
	cq_wilson(x2, n2, confidence, &lower2, &upper2);
	*points = p1 - p2;
	*lower = Max(*points - hypot(p1 - lower1, upper2 - p2), -100);
	*upper = Min(*points + hypot(upper1 - p1, p2 - lower2), 100);
}

/*
 * The percentages of n that are just compatible with a benchmark: those whose
 * Wilson interval ends at it, cut off at 0 and 100. As Wilson's interval
 * inverts the score test they are benchmark -/+ z sqrt(p (1 - p) / n), which is
 * what the longer formula of public health funnel plots comes to.
 */
void
cq_funnel_limits(double n, double benchmark, double confidence, double *lower, double *upper)
{
	double reach = cq_z(confidence) * sqrt(benchmark * (100 - benchmark) / n);

	*lower = Max(benchmark - reach, 0);
	*upper = Min(benchmark + reach, 100);
}

/*
 * What to take the middle binomial coefficient of n for: up to 50, where all of
 * them and the products on the way are whole numbers that a double holds
 * exactly, for itself; beyond, for 1.
 */
static double
middle_binomial(double n)
{
	double binomial = 1;

	for (int i = 1; n <= 50 && i <= n / 2; i++)
		binomial = binomial * (n - i + 1) / i;
	return binomial;
}

/*
 * The exact two-sided sign test: the probability that up and down differ as
 * much as they do or more when each of up + down moves goes either way with
 * probability 1/2. 1 when there are no moves.
 *
 * With n moves, the binomial coefficients are taken relative to the middle
 * one, C(n, n / 2), and followed downwards through the quotient of neighbours.
 * So nothing overflows and no rounded logarithm enters. The loop ends when the
 * terms have vanished, after at most 19 sqrt(n) steps.
 */
double
cq_sign_test(int64 up, int64 down)
{
	int64 fewer = Min(up, down);
	double n = (double) up + (double) down;
	int64 middle = fewer + (Max(up, down) - fewer) / 2;
	bool odd = (Max(up, down) - fewer) % 2 == 1;
	double term = middle_binomial(n);
	double half = 0; /* terms up to the middle; if n is even, half of that one */
	double tail = 0; /* terms up to the fewer */

	/* more moves than there are people: normal to the last digit, and not summed for minutes */
	if (n > 1e13)
		return Min(erfc(Max((double) (Max(up, down) - fewer) - 1, 0) / sqrt(2 * n)), 1);
	for (int64 i = middle; i >= 0 && term > Max(DBL_MIN, 1e-25 * tail); i--)
	{
		CHECK_FOR_INTERRUPTS();
		half += i == middle && !odd ? term / 2 : term;
		if (i <= fewer)
			tail += term;
		term = term * i / (n - i + 1);
	}
	return Min(tail / half, 1);
}
