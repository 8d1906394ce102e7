/*
 * stats.h
 *		Statistics of proportions, apart from SQL.
 */
#ifndef CARE_STATS_H
#define CARE_STATS_H

extern double care_z(double confidence);
extern void care_wilson(double x, double n, double confidence, double *lower, double *upper);

#endif
