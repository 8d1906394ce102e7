/*
 * funnel.h
 *		Funnel plots of percentages with limits for overdispersion, apart from SQL.
 */
#ifndef CARE_FUNNEL_H
#define CARE_FUNNEL_H

#include "base/compat.h"

/* What the areas of a funnel have in common. Angles are asin sqrt(p). */
typedef struct CareFunnel
{
	double theta;		/* angle of the benchmark */
	double dispersion;	/* mean square of the winsorised z: 1 if chance were all */
	double tau_squared; /* variance between areas beyond chance */
} CareFunnel;

extern double cq_funnel_z(const CareFunnel *funnel, double x, double n);
extern double cq_funnel_adjusted(const CareFunnel *funnel, double z, double n);
extern void cq_funnel_bounds(const CareFunnel *funnel, double n, double k, double *lower,
							 double *upper);
extern void cq_funnel_fit(double *x, const double *n, int64 areas, CareFunnel *funnel);

#endif
