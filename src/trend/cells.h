/*
 * cells.h
 *		A sparse sum over months and measures, which trends are made of.
 *
 * A trend is a sum of cells: a month, a measure, a whole number. Trends of
 * different locations add up cell by cell. Two kinds of trend share it:
 *
 * Where each location's ratings are known at all times, MOVE cells say how
 * many went from one standing to another between the first of the month before
 * and of this one; levels are their running sum.
 *
 * Where they are known at some firsts only (monthly files, published counts),
 * KNOWN marks those, LEVEL cells hold the levels and THEN cells say how many
 * had which rating in the month before and in this one. Who joined or departed
 * is the rest, so adding trends gives the same as building them in one go.
 */
#ifndef CARE_CELLS_H
#define CARE_CELLS_H

#include "base/compat.h"

#include "common/int.h"

#include "base/aggregate.h"
#include "base/month.h"
#include "trend/standing.h"

/* Measures of a month; they are stored, so never change them. */
#define CARE_MOVE(from, to) ((from) *CARE_STANDINGS + (to)) /* standings, from != to */
#define CARE_MOVE_FROM(measure) ((measure) / CARE_STANDINGS)
#define CARE_MOVE_TO(measure) ((measure) % CARE_STANDINGS)
#define CARE_MOVE_END CARE_MOVE(CARE_STANDINGS, 0)
#define CARE_KNOWN 36 /* 1: there are figures */
#define CARE_LEVEL(rating) (37 + (rating))
#define CARE_LEVEL_END CARE_LEVEL(CARE_RATINGS)
#define CARE_THEN(was, now) (42 + (was) *CARE_RATINGS + (now)) /* ratings; equal ones too */
#define CARE_THEN_WAS(measure) (((measure) -CARE_THEN(0, 0)) / CARE_RATINGS)
#define CARE_THEN_NOW(measure) (((measure) -CARE_THEN(0, 0)) % CARE_RATINGS)
#define CARE_THEN_END CARE_THEN(CARE_RATINGS, 0)
#define CARE_PUBLISHED 67	   /* ratings published since the first before */
#define CARE_PUBLISHED_GOOD 68 /* those of them Good or Outstanding */
#define CARE_PUBLISHED_DAYS 69 /* change of the sum of publication days (since 1900) in force */
#define CARE_MEASURES 70

StaticAssertDecl(CARE_MOVE_END <= CARE_KNOWN && CARE_LEVEL_END == CARE_THEN(0, 0) &&
					 CARE_THEN_END == CARE_PUBLISHED,
				 "measures do not overlap");

/* The key of a cell: in order of month, then of measure. It is stored too. */
#define CARE_KEYS_PER_MONTH 128
#define CARE_KEY_OF(month, measure) \
	((uint64) ((month) -CARE_MONTH_MIN) * CARE_KEYS_PER_MONTH + (measure))
#define CARE_MONTH_OF(key) ((int) ((key) / CARE_KEYS_PER_MONTH) + CARE_MONTH_MIN)
#define CARE_MEASURE_OF(key) ((int) ((key) % CARE_KEYS_PER_MONTH))
#define CARE_KEY_END CARE_KEY_OF(CARE_MONTH_END + 1, 0)

StaticAssertDecl(CARE_MEASURES <= CARE_KEYS_PER_MONTH, "a month has room for its measures");
StaticAssertDecl(CARE_MEASURES % 2 == 0, "a table of months fills the room of whole cells");

/* Flags of a trend; a sum has those of all its parts. */
#define CARE_TREND_WEIGHTED 0x01
#define CARE_TREND_UNDATED 0x02	  /* publication dates are not known */
#define CARE_TREND_SNAPSHOTS 0x04 /* figures only in months marked KNOWN */
#define CARE_TREND_LEVELS 0x08	  /* movements are not known */
#define CARE_TREND_FLAGS 0x0f

typedef struct CareCell
{
	uint64 key;
	int64 value;
} CareCell;

/*
 * A sum being built, and the state of the aggregates that build it. Cells come
 * in any order, and one key may have several. Once a sum is large, a table
 * stands before them: the values of every measure in some months in a row.
 */
typedef struct CareCells
{
	CARE_STATE_HEADER; /* flags: CARE_TREND_..., CARE_CELLS_COUNT; used: the table's too */
	int64 conflicts;
	uint64 first; /* month of the table */
	uint64 table; /* values in it: whole months, two values in the room of a cell */
	CareCell cells[FLEXIBLE_ARRAY_MEMBER];
} CareCells;

#define CARE_CELLS_COUNT 0x80 /* some part counts locations */

/* cells.c */
extern const CareStateKind cq_cells_kind;

extern CareCells *cq_cells_new(uint64 room, int flags);
extern CareCells *cq_cells_make_room(CareCells *sum, uint64 n);
extern const CareCells *cq_cells_in_order(const CareCells *sum);
CARE_NORETURN extern void cq_cells_overflow(void);
extern CareCells *cq_cells_add_cells(CareCells *sum, const CareCells *other);
extern CareCells *cq_cells_add_ordered(CareCells *sum, const CareCells *other);
extern void cq_cells_conflicts(CareCells *sum, int64 conflicts);
extern void cq_cells_unit(CareCells *sum, bool weighted, bool counts);

/* Room for the cells of so many items. */
#define CARE_CELLS_FOR(items) Min((items) *4 + 64, CARE_CELLS_MANY)

/* With so many cells, 64 kB, it begins to pay to add up those of one key. */
#define CARE_CELLS_MANY 4096

/* trend_stretches.c */
struct CareStretch;
extern CareCells *cq_cells_add_stretches(CareCells *sum, const struct CareStretch *stretches,
										 int nstretches, int64 weight);

/* to += value; overflow is an error (22003). */
static inline void
cq_cells_add_to(int64 *to, int64 value)
{
	if (unlikely(pg_add_s64_overflow(*to, value, to)))
		cq_cells_overflow();
}

/* Adds to the cell of a key; room for one more must have been made. */
static inline void
cq_cells_add_key(CareCells *sum, uint64 key, int64 value)
{
	uint64 place = (CARE_MONTH_OF(key) - sum->first) * CARE_MEASURES + CARE_MEASURE_OF(key);

	Assert(sum->used < cq_state_room(&cq_cells_kind, sum));
	if (place < sum->table)
		cq_cells_add_to(&((int64 *) sum->cells)[place], value);
	else
		sum->cells[sum->used++] = (CareCell){key, value};
}

/* Adds to the cell of a month and measure; room for one more must have been made. */
static inline void
cq_cells_add(CareCells *sum, int month, int measure, int64 value)
{
	cq_cells_add_key(sum, CARE_KEY_OF(month, measure), value);
}

#endif
