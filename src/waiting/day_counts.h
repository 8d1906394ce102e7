/*
 * day_counts.h
 *		How many there are of each number of days, with exact percentiles.
 */
#ifndef CARE_DAY_COUNTS_H
#define CARE_DAY_COUNTS_H

#include "base/compat.h"

/*
 * Counts of the numbers 0 to days - 1. Adding is two additions; a question
 * looks at the sums of whole blocks and then at the numbers of one block.
 */
typedef struct CareDayCounts
{
	int days;
	int64 total;
	int64 *count; /* by number */
	int64 *block; /* sums of CARE_DAY_BLOCK numbers */
} CareDayCounts;

#define CARE_DAY_BLOCK 64

extern void cq_day_counts_init(CareDayCounts *counts, int days);
extern int64 cq_day_counts_from(const CareDayCounts *counts, int day);
extern int cq_day_counts_nth(const CareDayCounts *counts, int64 n);
extern double cq_day_counts_percentile(const CareDayCounts *counts, double fraction, int shift);

/* n more (or fewer) of a number. */
static inline void
cq_day_counts_add(CareDayCounts *counts, int day, int64 n)
{
	Assert(day >= 0 && day < counts->days);
	counts->count[day] += n;
	counts->block[day / CARE_DAY_BLOCK] += n;
	counts->total += n;
}

#endif
