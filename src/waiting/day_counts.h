/*
 * day_counts.h
 *		How many there are of each number of days, with exact percentiles.
 */
#ifndef CARE_DAY_COUNTS_H
#define CARE_DAY_COUNTS_H

#include "base/compat.h"

#include "base/number.h"

#define CARE_DAY_BLOCK 128

/* Counts of so many numbers that follow one another. */
typedef struct CareDayBlock
{
	int first; /* the lowest of the numbers */
	int64 total;
	int64 count[CARE_DAY_BLOCK];
} CareDayBlock;

/*
 * Counts of the numbers 0 to days - 1. Adding is a few additions; a question
 * looks at the totals of blocks and then at the numbers of one block. There
 * are only blocks of numbers that were added: who has waited since 1900 costs
 * one block, not a century.
 */
typedef struct CareDayCounts
{
	int days;
	int64 total;
	int64 sum;			   /* of all numbers, each as often as it is there */
	CareDayBlock **at;	   /* by number / CARE_DAY_BLOCK; NULL: none yet */
	CareDayBlock **blocks; /* in order */
	int nblocks;
} CareDayCounts;

extern void cq_day_counts_init(CareDayCounts *counts, int days);
extern void cq_day_counts_clear(CareDayCounts *counts);
extern CareDayBlock *cq_day_counts_new_block(CareDayCounts *counts, int day);
extern int64 cq_day_counts_from(const CareDayCounts *counts, int day);
extern int cq_day_counts_nth(const CareDayCounts *counts, int64 n);
extern double cq_day_counts_percentile(const CareDayCounts *counts, double fraction, int shift);
extern double cq_day_counts_mean(const CareDayCounts *counts, int shift);

/* n more (or fewer) of a number, |n| < 2^46; a sum over 64 bits is an error (22003). */
static inline void
cq_day_counts_add(CareDayCounts *counts, int day, int64 n)
{
	CareDayBlock *block;

	Assert(day >= 0 && day < counts->days);
	block = counts->at[day / CARE_DAY_BLOCK];
	if (unlikely(block == NULL))
		block = cq_day_counts_new_block(counts, day);
	block->count[day % CARE_DAY_BLOCK] += n;
	block->total += n;
	counts->total += n;
	counts->sum = cq_plus(counts->sum, n * day);
}

#endif
