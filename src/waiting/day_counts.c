/*
 * day_counts.c
 *		How many there are of each number of days, with exact percentiles.
 */
#include "base/compat.h"

#include <math.h>

#include "waiting/day_counts.h"

/* Makes counts of the numbers 0 to days - 1, all zero. */
void
cq_day_counts_init(CareDayCounts *counts, int days)
{
	int most = days / CARE_DAY_BLOCK + 1;

	*counts = (CareDayCounts){.days = days};
	counts->at = palloc0(sizeof(CareDayBlock *) * most);
	counts->blocks = palloc(sizeof(CareDayBlock *) * most);
}

/* Makes all counts zero again, of which none may be negative. */
void
cq_day_counts_clear(CareDayCounts *counts)
{
	for (int i = 0; i < counts->nblocks; i++)
	{
		if (counts->blocks[i]->total != 0)
		{
			memset(counts->blocks[i]->count, 0, sizeof(counts->blocks[i]->count));
			counts->blocks[i]->total = 0;
		}
	}
	counts->total = 0;
	counts->sum = 0;
}

/* Makes the block of a number, all zero. */
CareDayBlock *
cq_day_counts_new_block(CareDayCounts *counts, int day)
{
	CareDayBlock *block = palloc0(sizeof(CareDayBlock));
	int i = counts->nblocks++;

	block->first = day - day % CARE_DAY_BLOCK;
	counts->at[day / CARE_DAY_BLOCK] = block;
	for (; i > 0 && counts->blocks[i - 1]->first > day; i--)
		counts->blocks[i] = counts->blocks[i - 1];
	counts->blocks[i] = block;
	return block;
}

/* How many have that number or a higher one. */
int64
cq_day_counts_from(const CareDayCounts *counts, int day)
{
	int64 below = 0;

	for (int i = 0; i < counts->nblocks && counts->blocks[i]->first < day; i++)
	{
		const CareDayBlock *block = counts->blocks[i];

		if (day - block->first >= CARE_DAY_BLOCK)
			below += block->total;
		else
		{
			for (int j = 0; j < day - block->first; j++)
				below += block->count[j];
		}
	}
	return counts->total - below;
}

/* The number of the nth, counted from 0 in rising order; n is below the total. */
int
cq_day_counts_nth(const CareDayCounts *counts, int64 n)
{
	CareDayBlock *const *block = counts->blocks;
	int i = 0;

	Assert(n >= 0 && n < counts->total);
	while (n >= (*block)->total)
		n -= (*block++)->total;
	while (n >= (*block)->count[i])
		n -= (*block)->count[i++];
	return (*block)->first + i;
}

/*
 * The percentile of the numbers less shift, interpolated as PostgreSQL's
 * percentile_cont() does, to the last bit. There is at least one.
 */
double
cq_day_counts_percentile(const CareDayCounts *counts, double fraction, int shift)
{
	double place = fraction * (counts->total - 1);
	double low;
	double high;

	low = cq_day_counts_nth(counts, (int64) floor(place)) - shift;
	if (floor(place) == ceil(place))
		return low;
	high = cq_day_counts_nth(counts, (int64) ceil(place)) - shift;
	return low + (place - floor(place)) * (high - low);
}

/* The mean of the numbers less shift. There is at least one. */
double
cq_day_counts_mean(const CareDayCounts *counts, int shift)
{
	return (double) (counts->sum - counts->total * shift) / counts->total;
}
