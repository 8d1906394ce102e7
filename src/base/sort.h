/*
 * sort.h
 *		Sorting numbers, faster than a comparison sort.
 */
#ifndef CARE_SORT_H
#define CARE_SORT_H

#include "base/compat.h"

extern void cq_sort(uint64 *values, int64 n, int shift);
extern void cq_sort_doubles(double *values, int64 n);

#endif
