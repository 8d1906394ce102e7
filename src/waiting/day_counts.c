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
	counts->days = days;
	counts->total = 0;
	counts->count = palloc0(sizeof(int64) * (Size) Max(days, 1));
	counts->block = palloc0(sizeof(int64) * (Size) (days / CARE_DAY_BLOCK + 1));
}

/* How many have that number or a higher one. */
int64
cq_day_counts_from(const CareDayCounts *counts, int day)
{
	int block = day / CARE_DAY_BLOCK;
	int64 below = 0;

	if (day <= 0)
		return counts->total;
	if (day >= counts->days)
		return 0;
	for (int i = 0; i < block; i++)
		below += counts->block[i];
	for (int i = block * CARE_DAY_BLOCK; i < day; i++)
		below += counts->count[i];
	return counts->total - below;
}

/* The number of the nth, counted from 0 in rising order; n is below the total. */
int
cq_day_counts_nth(const CareDayCounts *counts, int64 n)
{
	int block = 0;
	int day;

	Assert(n >= 0 && n < counts->total);
	while (n >= counts->block[block])
		n -= counts->block[block++];
	day = block * CARE_DAY_BLOCK;
	while (n >= counts->count[day])
		n -= counts->count[day++];
	return day;
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
