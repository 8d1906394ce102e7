/*
 * stats.h
 *		Statistics of proportions, apart from SQL. Results in percent.
 */
#ifndef CARE_STATS_H
#define CARE_STATS_H

#include "base/compat.h"

extern double care_z(double confidence);
extern void care_wilson(double x, double n, double confidence, double *lower, double *upper);
extern void care_newcombe(double x1, double n1, double x2, double n2, double confidence,
						  double *points, double *lower, double *upper);
extern void care_funnel(double n, double benchmark, double confidence, double *lower,
						double *upper);
extern double care_sign_test(int64 up, int64 down);

#endif
