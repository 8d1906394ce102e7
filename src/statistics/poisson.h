/*
 * poisson.h
 *		Limits of a count of events, apart from SQL.
 */
#ifndef CARE_POISSON_H
#define CARE_POISSON_H

#include "base/compat.h"

extern void cq_count_limits(double events, double confidence, double *lower, double *upper);

#endif
