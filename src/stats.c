/*
 * stats.c
 *		Statistics of proportions, apart from SQL.
 */
#include "compat.h"

#include <math.h>

#include "stats.h"

/*
 * The z with P(|Z| <= z) = confidence, for a standard normal Z: 1.96 for 0.95.
 *
 * Newton's method on erfc(z / sqrt 2) = 1 - confidence. The function is convex
 * and falling for z >= 0, so from 0 the steps climb to the root and never
 * pass it; they end when they no longer climb.
 */
double
care_z(double confidence)
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
care_wilson(double x, double n, double confidence, double *lower, double *upper)
{
	double z = care_z(confidence);
	double middle = 2 * x + z * z;
	double reach = z * sqrt(z * z + 4 * x * (1 - x / n));
	double scale = 2 * (n + z * z);

	*lower = x == 0 ? 0 : 100 * (middle - reach) / scale;
	*upper = x == n ? 100 : 100 * (middle + reach) / scale;
}
