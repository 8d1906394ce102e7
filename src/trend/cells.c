/*
 * cells.c
 *		Sparse sums over months and measures.
 *
 * Cells are appended as they come. When a sum is full, cells of one key are
 * added up; only if that does not free most of it, it grows. So a sum takes
 * room for the cells it has, not for what was added.
 */
#include "base/compat.h"

#include "common/int.h"
#include "utils/memutils.h"

#include "base/state.h"
#include "trend/cells.h"

/* A new empty sum. */
CareCells *
cq_cells_new(uint32 room, int flags)
{
	Size size = CARE_CELLS_SIZE(room);
	CareCells *sum;

	if (size > MaxAllocSize)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a trend would take more than 1 GB"));
	sum = palloc(size);
	memset(sum, 0, CARE_CELLS_SIZE(0));
	SET_VARSIZE(sum, size);
	sum->version = CARE_CELLS_VERSION;
	sum->flags = flags;
	return sum;
}

/*
 * The sum with room for n more cells: itself, perhaps compacted, or a larger
 * copy in the current context; the old one is not freed.
 */
CareCells *
cq_cells_make_room(CareCells *sum, uint32 n)
{
	CareCells *larger;
	uint64 room = CARE_CELLS_ROOM(sum);

	if (likely(sum->used + (uint64) n <= room))
		return sum;
	cq_cells_compact(sum);
	if (sum->used + (uint64) n <= room / 4)
		return sum;
	larger = cq_cells_new(Max(2 * room, sum->used + 2 * (uint64) n), sum->flags);
	larger->counts = sum->counts;
	larger->conflicts = sum->conflicts;
	larger->used = sum->used;
	memcpy(larger->cells, sum->cells, sizeof(CareCell) * sum->used);
	return larger;
}

/* to += value; overflow is an error (22003). */
static inline void
add_to(int64 *to, int64 value)
{
	if (unlikely(pg_add_s64_overflow(*to, value, to)))
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("care_trend_summary out of range"));
}

/* Writes a cell back, unless it is zero; KNOWN is a mark, not a number. */
static inline void
put_cell(CareCells *sum, uint64 key, int64 value)
{
	if (value == 0)
		return;
	if (CARE_MEASURE_OF(key) == CARE_KNOWN)
		value = 1;
	sum->cells[sum->used++] = (CareCell){key, value};
}

static int
compare_cells(const void *a, const void *b)
{
	uint64 x = ((const CareCell *) a)->key;
	uint64 y = ((const CareCell *) b)->key;

	return (x > y) - (x < y);
}

/* Adds up few cells: by sorting them. */
static void
compact_by_sorting(CareCells *sum)
{
	uint32 n = sum->used;

	qsort(sum->cells, n, sizeof(CareCell), compare_cells);
	sum->used = 0;
	for (uint32 i = 0; i < n;)
	{
		CareCell cell = sum->cells[i++];

		while (i < n && sum->cells[i].key == cell.key)
			add_to(&cell.value, sum->cells[i++].value);
		put_cell(sum, cell.key, cell.value);
	}
}

/* Adds up many cells: in a table of every key from the lowest to the highest. */
static void
compact_by_table(CareCells *sum, uint64 lowest, uint64 nkeys)
{
	int64 *table = palloc0(sizeof(int64) * nkeys);

	for (uint32 i = 0; i < sum->used; i++)
		add_to(&table[sum->cells[i].key - lowest], sum->cells[i].value);
	sum->used = 0;
	for (uint64 i = 0; i < nkeys; i++)
		put_cell(sum, lowest + i, table[i]);
	pfree(table);
}

/* Adds up the cells of each key; afterwards they are sorted, and none is zero. */
void
cq_cells_compact(CareCells *sum)
{
	uint64 lowest;
	uint64 highest;

	if (sum->used == 0)
		return;
	lowest = highest = sum->cells[0].key;
	for (uint32 i = 1; i < sum->used; i++)
	{
		lowest = Min(lowest, sum->cells[i].key);
		highest = Max(highest, sum->cells[i].key);
	}
	if (highest >= CARE_KEY_END)
		cq_state_invalid();
	/* a sort compares and moves every cell about ten times, a table looks at each zero once */
	if ((highest - lowest) / 32 < sum->used)
		compact_by_table(sum, lowest, highest - lowest + 1);
	else
		compact_by_sorting(sum);
}

/* Adds conflicts to those of a sum; overflow is an error (22003). */
void
cq_cells_conflicts(CareCells *sum, int64 conflicts)
{
	add_to(&sum->conflicts, conflicts);
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
	sum->counts |= counts;
	if ((sum->flags & CARE_TREND_WEIGHTED) && sum->counts)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("cannot combine a weighted trend with a trend of locations"),
				errhint("Build both with a weight, or both without."));
}
