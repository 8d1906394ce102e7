/*
 * cells.c
 *		Sparse sums over months and measures.
 *
 * Cells are appended as they come, until there are many. Then those of one key
 * are added up, and the sum gets a table of the months in which most of them
 * are: what comes later is added there at once. So a sum takes room for the
 * cells it has, not for what was added, and one cell takes a few nanoseconds.
 * Cells of a month far away, such as that of a placeholder date, stay outside
 * the table.
 */
#include "base/compat.h"

#include "port/pg_bitutils.h"

#include "trend/cells.h"

const CareStateKind cq_cells_kind = {
	.kind = 'c',
	.flags = CARE_TREND_FLAGS | CARE_CELLS_COUNT,
	.head = offsetof(CareCells, cells),
	.element = sizeof(CareCell),
	.first = 16,
	.too_large = "a trend would take more than 1 GB",
	.hint = "Group by council and add up the trends with care_rollup().",
};

/* A new empty sum. */
CareCells *
cq_cells_new(uint64 room, int flags)
{
	CareCells *sum = cq_state_new(&cq_cells_kind, room);

	sum->flags = flags;
	return sum;
}

/* ---- adding up ---- */

/* More than 64 bits: an error (22003). */
void
cq_cells_overflow(void)
{
	ereport(ERROR,
			errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("care_trend_summary out of range"));
}

/*
 * Writes a cell back, which does not count if it is zero: there must be room
 * for one more than do. KNOWN is a mark, not a number.
 */
static inline void
put_cell(CareCells *sum, uint64 key, int64 value)
{
	bool counts = value != 0;

	sum->cells[sum->used] = (CareCell){key, CARE_MEASURE_OF(key) == CARE_KNOWN ? counts : value};
	sum->used += counts;
}

/* A month of a table: which of its measures have values, by bits, and these. */
#define MARK_WORDS (CARE_KEYS_PER_MONTH / 64)
typedef uint64 Marks[MARK_WORDS];

/* Writes back a month of a table: the measures that are marked. */
static void
put_month(CareCells *sum, int month, const Marks marks, const int64 values[CARE_MEASURES])
{
	for (int word = 0; word < MARK_WORDS; word++)
	{
		for (uint64 left = marks[word]; left != 0; left &= left - 1)
		{
			int measure = word * 64 + pg_rightmost_one_pos64(left);

			put_cell(sum, CARE_KEY_OF(month, measure), values[measure]);
		}
	}
}

static int
compare_cells(const void *a, const void *b)
{
	uint64 x = ((const CareCell *) a)->key;
	uint64 y = ((const CareCell *) b)->key;

	return (x > y) - (x < y);
}

/* Adds up cells that are in order. */
static void
compact_in_order(CareCells *sum)
{
	uint64 n = sum->used;

	sum->used = 0;
	for (uint64 i = 0; i < n;)
	{
		CareCell cell = sum->cells[i++];

		while (i < n && sum->cells[i].key == cell.key)
			cq_cells_add_to(&cell.value, sum->cells[i++].value);
		put_cell(sum, cell.key, cell.value);
	}
}

/*
 * Numbers the months that have cells, in order, by their distance from the
 * first; returns how many there are.
 */
static int
number_months(const CareCells *sum, int first, int nmonths, int *number)
{
	int n = 0;

	memset(number, -1, sizeof(int) * nmonths);
	for (uint64 i = 0; i < sum->used; i++)
		number[CARE_MONTH_OF(sum->cells[i].key) - first] = 0;
	for (int i = 0; i < nmonths; i++)
	{
		if (number[i] == 0)
			number[i] = n++;
	}
	return n;
}

/*
 * Adds up cells in any order: in a table of the months that have some. Most of
 * its places stay empty, so it is neither cleared before nor searched afterwards.
 */
static void
compact_by_table(CareCells *sum, int first, int nmonths, const int *number, int n)
{
	int64(*table)[CARE_MEASURES] = palloc(sizeof(*table) * n);
	Marks *marks = palloc0(sizeof(Marks) * n);

	for (uint64 i = 0; i < sum->used; i++)
	{
		CareCell cell = sum->cells[i];
		int row = number[CARE_MONTH_OF(cell.key) - first];
		int measure = CARE_MEASURE_OF(cell.key);
		uint64 *mark = &marks[row][measure / 64];
		uint64 bit = UINT64CONST(1) << measure % 64;

		if (*mark & bit)
			cq_cells_add_to(&table[row][measure], cell.value);
		else
			table[row][measure] = cell.value;
		*mark |= bit;
	}
	sum->used = 0;
	for (int i = 0; i < nmonths; i++)
	{
		if (number[i] >= 0)
			put_month(sum, first + i, marks[number[i]], table[number[i]]);
	}
	pfree(marks);
	pfree(table);
}

/* Adds up cells in any order, from a first month to a last. */
static void
compact_unordered(CareCells *sum, int first, int last)
{
	int nmonths = last - first + 1;
	int *number = palloc(sizeof(int) * nmonths);
	int n = number_months(sum, first, nmonths, number);

	/* a sort compares and moves every cell about ten times, a table looks at each of its months */
	if ((nmonths + (uint64) n * CARE_MEASURES) / 16 < sum->used)
		compact_by_table(sum, first, nmonths, number, n);
	else
	{
		qsort(sum->cells, sum->used, sizeof(CareCell), compare_cells);
		compact_in_order(sum);
	}
	pfree(number);
}

/* Adds up the cells of each key of a sum without a table; afterwards they are sorted, and none is zero. */
static void
compact(CareCells *sum)
{
	uint64 lowest = CARE_KEY_END;
	uint64 highest = 0;
	bool ordered = true;

	for (uint64 i = 0; i < sum->used; i++)
	{
		uint64 key = sum->cells[i].key;

		if (key >= CARE_KEY_END || CARE_MEASURE_OF(key) >= CARE_MEASURES)
			cq_state_invalid();
		ordered &= key >= highest;
		lowest = Min(lowest, key);
		highest = Max(highest, key);
	}
	if (ordered)
		compact_in_order(sum);
	else
		compact_unordered(sum, CARE_MONTH_OF(lowest), CARE_MONTH_OF(highest));
}

/* Marks the values of a month that are not zero; how many there are. */
static int
mark_month(const int64 values[CARE_MEASURES], Marks marks)
{
	int n = 0;

	memset(marks, 0, sizeof(Marks));
	for (int measure = 0; measure < CARE_MEASURES; measure++)
		marks[measure / 64] |= (uint64) (values[measure] != 0) << measure % 64;
	for (int word = 0; word < MARK_WORDS; word++)
		n += pg_popcount64(marks[word]);
	return n;
}

/* A copy of a sum without its table, compacted; what is behind its cells is not cleared. */
static CareCells *
compacted(const CareCells *sum)
{
	const int64 *table = (const int64 *) sum->cells;
	uint64 from = sum->table / 2;
	uint64 nmonths = sum->table / CARE_MEASURES;
	Marks *marks;
	CareCells *copy;
	uint64 n = 0;

	if (from > sum->used || sum->table % CARE_MEASURES != 0 ||
		(from > 0 && (sum->first < CARE_MONTH_MIN || sum->first > CARE_MONTH_END ||
					  nmonths > CARE_MONTH_END + 1 - sum->first)))
		cq_state_invalid();
	marks = palloc(sizeof(Marks) * nmonths);
	for (uint64 i = 0; i < nmonths; i++)
		n += mark_month(table + i * CARE_MEASURES, marks[i]);
	copy = cq_cells_new(n + sum->used - from, sum->flags);
	copy->conflicts = sum->conflicts;
	for (uint64 i = 0; i < nmonths; i++)
		put_month(copy, sum->first + i, marks[i], table + i * CARE_MEASURES);
	pfree(marks);
	if (sum->used > from)
	{
		memcpy(copy->cells + copy->used, sum->cells + from, sizeof(CareCell) * (sum->used - from));
		copy->used += sum->used - from;
		compact(copy);
	}
	return copy;
}

/* Whether there is no table and no need for one: cells in order, one for each key and none zero. */
static bool
is_compact(const CareCells *sum)
{
	bool yes = sum->table == 0;
	uint64 least = 0;

	for (uint64 i = 0; yes && i < sum->used; i++)
	{
		uint64 key = sum->cells[i].key;

		yes = key >= least && key < CARE_KEY_END && CARE_MEASURE_OF(key) < CARE_MEASURES &&
			  sum->cells[i].value != 0;
		least = key + 1;
	}
	return yes;
}

/* The sum with its cells in order, one for each key, and none zero: itself, or a copy. */
const CareCells *
cq_cells_in_order(const CareCells *sum)
{
	return is_compact(sum) ? sum : compacted(sum);
}

/* ---- room ---- */

/* Months in a row. */
typedef struct Run
{
	int first;
	int last;
	uint64 cells;
} Run;

/* The months with the most cells that are no more than a year apart. */
static Run
longest_run(const CareCells *compact)
{
	Run longest = {0};
	Run run = {0};

	for (uint64 i = 0; i < compact->used; i++)
	{
		int month = CARE_MONTH_OF(compact->cells[i].key);

		if (month > run.last + 12)
			run = (Run){.first = month};
		run.last = month;
		run.cells++;
		if (run.cells > longest.cells)
			longest = run;
	}
	return longest;
}

/* A copy of a compacted sum with a table of some months, and room for n more cells. */
static CareCells *
lay_out(const CareCells *compact, Run run, uint64 n)
{
	uint64 table = (uint64) (run.last - run.first + 1) * CARE_MEASURES;
	CareCells *copy = cq_cells_new(table / 2 + compact->used - run.cells + n, compact->flags);

	copy->conflicts = compact->conflicts;
	copy->first = run.first;
	copy->table = table;
	copy->used = table / 2;
	for (uint64 i = 0; i < compact->used; i++)
		cq_cells_add_key(copy, compact->cells[i].key, compact->cells[i].value);
	return copy;
}

/* A copy of a compacted sum without a table, with room for n more cells and as many as it has. */
static CareCells *
spread(const CareCells *compact, uint64 n)
{
	const uint64 most = cq_state_most(&cq_cells_kind);
	CareCells *copy;

	if (n > most || compact->used > most - n)
		cq_state_too_large(&cq_cells_kind);
	copy = cq_cells_new(Min(Max(2 * compact->used, CARE_CELLS_MANY) + n, most), compact->flags);
	copy->conflicts = compact->conflicts;
	copy->used = compact->used;
	memcpy(copy->cells, compact->cells, sizeof(CareCell) * compact->used);
	return copy;
}

/*
 * The sum with room for n more cells: itself, or a larger copy in the current
 * context; the old one is not freed.
 */
CareCells *
cq_cells_make_room(CareCells *sum, uint64 n)
{
	if (likely(sum->used + n <= cq_state_room(&cq_cells_kind, sum)))
		return sum;
	if (sum->used >= CARE_CELLS_MANY)
	{
		Run run;
		uint64 months;

		sum = compacted(sum);
		run = longest_run(sum);
		months = run.last - run.first + 1;
		/* a table that is for the most part empty would take too much room */
		if (months * CARE_MEASURES / 16 < run.cells && n < cq_state_most(&cq_cells_kind) / 4)
			return lay_out(sum, run, Max(n, months * 8));
		return spread(sum, n);
	}
	return cq_state_grow(&cq_cells_kind, sum, n);
}

/* ---- what else is added up ---- */

/* Adds conflicts to those of a sum; overflow is an error (22003). */
void
cq_cells_conflicts(CareCells *sum, int64 conflicts)
{
	cq_cells_add_to(&sum->conflicts, conflicts);
}

/*
 * Notes that a part is weighted, or that it counts locations; weights and
 * counts do not add up to anything: an error (22023).
 */
void
cq_cells_unit(CareCells *sum, bool weighted, bool counts)
{
	if (weighted)
		sum->flags |= CARE_TREND_WEIGHTED;
	if (counts)
		sum->flags |= CARE_CELLS_COUNT;
	if ((sum->flags & CARE_TREND_WEIGHTED) && (sum->flags & CARE_CELLS_COUNT))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("cannot combine a weighted trend with a trend of locations"),
				errhint("Build both with a weight, or both without."));
}

/* Adds all of another sum, which is as cq_cells_in_order gives it, to a sum, which may move. */
CareCells *
cq_cells_add_ordered(CareCells *sum, const CareCells *other)
{
	sum = cq_cells_make_room(sum, other->used);
	for (uint64 i = 0; i < other->used; i++)
		cq_cells_add_key(sum, other->cells[i].key, other->cells[i].value);
	cq_cells_conflicts(sum, other->conflicts);
	sum->flags |= other->flags & ~(CARE_TREND_WEIGHTED | CARE_CELLS_COUNT);
	cq_cells_unit(sum,
				  (other->flags & CARE_TREND_WEIGHTED) != 0,
				  (other->flags & CARE_CELLS_COUNT) != 0);
	return sum;
}

/* Adds all of another sum to a sum, which may move. */
CareCells *
cq_cells_add_cells(CareCells *sum, const CareCells *other)
{
	return cq_cells_add_ordered(sum, cq_cells_in_order(other));
}
