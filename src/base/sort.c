/*
 * sort.c
 *		Sorting numbers, faster than a comparison sort.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "base/sort.h"

/*
 * A digit has 12 bits; where there are not MANY values 8, as so many counters
 * are not worth it, and where there are FEW a comparison sort does better.
 */
#define DIGIT_BITS 12
#define SMALL_DIGIT_BITS 8
#define MANY 4096
#define FEW 256

/* So many values between two looks for a cancelled query: some milliseconds. */
#define BLOCK (1024 * 1024)

static int
compare(const void *a, const void *b)
{
	uint64 x = *(const uint64 *) a;
	uint64 y = *(const uint64 *) b;

	return (x > y) - (x < y);
}

/* Counts the values by the digit at shift; false if all have the same. */
static bool
count_digits(const uint64 *values, int64 n, int shift, int digits, int64 *start)
{
	int64 sum = 0;

	memset(start, 0, sizeof(int64) * digits);
	for (int64 i = 0, end; i < n; i = end)
	{
		end = Min(i + BLOCK, n);
		CHECK_FOR_INTERRUPTS();
		for (int64 j = i; j < end; j++)
			start[(values[j] >> shift) & (digits - 1)]++;
	}
	if (start[(values[0] >> shift) & (digits - 1)] == n)
		return false;
	for (int digit = 0; digit < digits; digit++)
	{
		int64 count = start[digit];

		start[digit] = sum;
		sum += count;
	}
	return true;
}

/*
 * Sorts by the bits from shift upwards; the lower ones do not count. A radix
 * sort, lowest digit first, with room for n more values while it runs.
 */
void
cq_sort(uint64 *values, int64 n, int shift)
{
	int64 start[1 << DIGIT_BITS];
	int bits = n < MANY ? SMALL_DIGIT_BITS : DIGIT_BITS;
	int digits = 1 << bits;
	uint64 *from = values;
	uint64 *to;
	uint64 *room;

	if (n < FEW)
	{
		qsort(values, n, sizeof(uint64), compare);
		return;
	}
	room = to = palloc_extended(sizeof(uint64) * n, MCXT_ALLOC_HUGE);
	for (; shift < 64; shift += bits)
	{
		uint64 *swap = from;

		if (!count_digits(from, n, shift, digits, start))
			continue;
		for (int64 i = 0, end; i < n; i = end)
		{
			end = Min(i + BLOCK, n);
			CHECK_FOR_INTERRUPTS();
			for (int64 j = i; j < end; j++)
				to[start[(from[j] >> shift) & (digits - 1)]++] = from[j];
		}
		from = to;
		to = swap;
	}
	if (from != values)
		memcpy(values, from, sizeof(uint64) * n);
	pfree(room);
}

/* The bits of a double as a number that sorts as the double does, and back. */
static inline uint64
to_sortable(uint64 bits)
{
	return bits >> 63 ? ~bits : bits | UINT64CONST(1) << 63;
}

static inline uint64
from_sortable(uint64 number)
{
	return number >> 63 ? number & ~(UINT64CONST(1) << 63) : ~number;
}

/* Sorts doubles, none of them NaN. */
void
cq_sort_doubles(double *values, int64 n)
{
	uint64 *bits = (uint64 *) values;

	StaticAssertStmt(sizeof(double) == sizeof(uint64), "a double has 64 bits");
	for (int64 i = 0; i < n; i++)
		bits[i] = to_sortable(bits[i]);
	cq_sort(bits, n, 0);
	for (int64 i = 0; i < n; i++)
		bits[i] = from_sortable(bits[i]);
}
