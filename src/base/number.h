/*
 * number.h
 *		Counts that do not overflow, and the one place where a percentage is made.
 */
#ifndef CARE_NUMBER_H
#define CARE_NUMBER_H

#include "base/compat.h"

#include "common/int.h"

/* number.c */
CARE_NORETURN extern void cq_count_overflow(void);

/* a + b, counts of locations, people or weights; overflow is an error (22003). */
static inline int64
cq_plus(int64 a, int64 b)
{
	int64 sum;

	if (unlikely(pg_add_s64_overflow(a, b, &sum)))
		cq_count_overflow();
	return sum;
}

/* 100 x / n: percentages are from 0 to 100 and never rounded. */
static inline double
cq_percent_of(int64 x, int64 n)
{
	return 100.0 * x / n;
}

#endif
