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

/*
 * The sum with room for n more cells: itself, perhaps compacted, or a larger
 * copy in the current context; the old one is not freed.
 */
CareCells *
cq_cells_make_room(CareCells *sum, uint64 n)
{
	uint64 room = cq_state_room(&cq_cells_kind, sum);

	if (likely(sum->used + n <= room))
		return sum;
	cq_cells_compact(sum);
	if (sum->used + n <= room / 4)
		return sum;
	return cq_state_grow(&cq_cells_kind, sum, 2 * n);
}

/* A copy without room for more, which may be compacted. */
CareCells *
cq_cells_copy(const CareCells *sum)
{
	CareCells *copy = cq_cells_new(sum->used, sum->flags);

	copy->used = sum->used;
	copy->conflicts = sum->conflicts;
	memcpy(copy->cells, sum->cells, sizeof(CareCell) * sum->used);
	return copy;
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
	uint64 n = sum->used;

	qsort(sum->cells, n, sizeof(CareCell), compare_cells);
	sum->used = 0;
	for (uint64 i = 0; i < n;)
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

	for (uint64 i = 0; i < sum->used; i++)
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
	const uint64 used = sum->used;
	uint64 lowest;
	uint64 highest;

	if (used == 0)
		return;
	lowest = highest = sum->cells[0].key;
	for (uint64 i = 1; i < used; i++)
	{
		lowest = Min(lowest, sum->cells[i].key);
		highest = Max(highest, sum->cells[i].key);
	}
	if (highest >= CARE_KEY_END)
		cq_state_invalid();
	/* a sort compares and moves every cell about ten times, a table looks at each zero once */
	if ((highest - lowest) / 32 < used)
		compact_by_table(sum, lowest, highest - lowest + 1);
	else
		compact_by_sorting(sum);
	memset(sum->cells + sum->used, 0, sizeof(CareCell) * (used - sum->used));
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
	if (counts)
		sum->flags |= CARE_CELLS_COUNT;
	if ((sum->flags & CARE_TREND_WEIGHTED) && (sum->flags & CARE_CELLS_COUNT))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("cannot combine a weighted trend with a trend of locations"),
				errhint("Build both with a weight, or both without."));
}

/* Adds all of another sum to a sum, which may move. */
CareCells *
cq_cells_add_cells(CareCells *sum, const CareCells *other)
{
	sum = cq_cells_make_room(sum, other->used);
	memcpy(sum->cells + sum->used, other->cells, sizeof(CareCell) * other->used);
	sum->used += other->used;
	cq_cells_conflicts(sum, other->conflicts);
	sum->flags |= other->flags & ~(CARE_TREND_WEIGHTED | CARE_CELLS_COUNT);
	cq_cells_unit(sum,
				  (other->flags & CARE_TREND_WEIGHTED) != 0,
				  (other->flags & CARE_CELLS_COUNT) != 0);
	return sum;
}
