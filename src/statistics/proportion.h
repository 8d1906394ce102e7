/*
 * proportion.h
 *		Statistics of proportions, apart from SQL. Results in percent.
 */
#ifndef CARE_PROPORTION_H
#define CARE_PROPORTION_H

#include "base/compat.h"

extern double cq_z(double confidence);
extern void cq_wilson(double x, double n, double confidence, double *lower, double *upper);
extern void cq_newcombe(double x1, double n1, double x2, double n2, double confidence,
						double *points, double *lower, double *upper);
extern void cq_funnel_limits(double n, double benchmark, double confidence, double *lower,
							 double *upper);
extern double cq_sign_test(int64 up, int64 down);

#endif
