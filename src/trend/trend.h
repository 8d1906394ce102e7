/*
 * trend.h
 *		care_trend_summary: many locations, month by month.
 *
 * A trend is a sparse sum of cells: a month, a measure, a whole number. Trends
 * of different locations add up cell by cell. Two kinds of trend share it:
 *
 * Where each location's ratings are known at all times, MOVE cells say how
 * many went from one state to another between the first of the month before
 * and of this one; levels are their running sum.
 *
 * Where they are known at some firsts only (monthly files, published counts),
 * KNOWN marks those, LEVEL cells hold the levels and STAY cells say how many
 * had which rating in the month before and in this one. Who joined or departed
 * is the rest, so adding trends gives the same as building them in one go.
 */
#ifndef CARE_TREND_H
#define CARE_TREND_H

#include "base/compat.h"

#include "base/aggregate.h"
#include "base/month.h"
#include "history/history.h"
#include "tally/tally.h"

/* The states of a location between which it moves: outside the register, or 1 + CareRating. */
#define CARE_OUTSIDE 0
#define CARE_STATES (CARE_RATINGS + 1)

#define CARE_TREND_TYPE "care_trend_summary"
#define CARE_TREND_VERSION 1

/* Measures of a month; they are stored, so never change them. */
#define CARE_MOVE(from, to) ((from) *CARE_STATES + (to)) /* from != to */
#define CARE_MOVE_END CARE_MOVE(CARE_STATES, 0)
#define CARE_KNOWN 36 /* 1: there are figures */
#define CARE_LEVEL(rating) (37 + (rating))
#define CARE_LEVEL_END CARE_LEVEL(CARE_RATINGS)
#define CARE_STAY(from, to) (42 + (from) *CARE_RATINGS + (to)) /* ratings; equal ones too */
#define CARE_STAY_END CARE_STAY(CARE_RATINGS, 0)
#define CARE_PUBLISHED 67	   /* ratings published since the first before */
#define CARE_PUBLISHED_GOOD 68 /* those of them Good or Outstanding */
#define CARE_PUBLISHED_DAYS 69 /* change of the sum of publication days (since 1900) in force */
#define CARE_MEASURES 70
#define CARE_KEY_MONTH 128 /* keys a month takes */
#define CARE_KEY_END ((uint64) (CARE_MONTH_END - CARE_MONTH_MIN + 1) * CARE_KEY_MONTH)

StaticAssertDecl(CARE_MOVE_END <= CARE_KNOWN && CARE_LEVEL_END == CARE_STAY(0, 0) &&
					 CARE_STAY_END == CARE_PUBLISHED && CARE_MEASURES <= CARE_KEY_MONTH,
				 "measures do not overlap");

/* Flags of a trend; a sum has those of all its parts. */
#define CARE_TREND_WEIGHTED 0x01
#define CARE_TREND_UNDATED 0x02	  /* publication dates are not known */
#define CARE_TREND_SNAPSHOTS 0x04 /* figures only in months marked KNOWN */
#define CARE_TREND_LEVELS 0x08	  /* movements are not known */
#define CARE_TREND_FLAGS 0x0f

/* One cell: key = (month - CARE_MONTH_MIN) * CARE_KEY_MONTH + measure. */
typedef struct CareCell
{
	uint64 key;
	int64 value;
} CareCell;

/* A sum being built, and the state of the aggregates that build it. */
typedef struct CareCells
{
	CARE_STATE_HEADER; /* flags: CARE_TREND_..., CARE_CELLS_COUNT; cells are used, in any order */
	int64 conflicts;
	CareCell cells[FLEXIBLE_ARRAY_MEMBER];
} CareCells;

#define CARE_CELLS_COUNT 0x80 /* some part counts locations */

/* cells.c */
extern const CareStateKind cq_cells_kind;

extern CareCells *cq_cells_new(uint64 room, int flags);
extern CareCells *cq_cells_make_room(CareCells *sum, uint64 n);
extern void cq_cells_compact(CareCells *sum);
extern void cq_cells_conflicts(CareCells *sum, int64 conflicts);
extern void cq_cells_unit(CareCells *sum, bool weighted, bool counts);

/* Adds to a cell; room for it must have been made. */
static inline void
cq_cells_add(CareCells *sum, int month, int measure, int64 value)
{
	Assert(sum->used < cq_state_room(&cq_cells_kind, sum));
	sum->cells[sum->used].key = (uint64) (month - CARE_MONTH_MIN) * CARE_KEY_MONTH + measure;
	sum->cells[sum->used++].value = value;
}

/* One month of a trend that is read. */
typedef struct CareMonth
{
	bool known; /* are there figures? */
	int64 level[CARE_RATINGS];
	int64 move[CARE_STATES][CARE_STATES]; /* since the month before, if that is known too */
	int64 published;
	int64 published_good;
	int64 published_days; /* sum of days since 1900 of the ratings in force */
} CareMonth;

/* A trend that is read: every month from the first with a cell to the last. */
typedef struct CareTrend
{
	int flags;
	int64 conflicts;
	int first;
	int nmonths; /* 0: nothing ever existed */
	CareMonth *months;
	CareMonth before; /* stands for every month before the first */
	CareMonth after;  /* stands for every month after the last */
} CareTrend;

/* trend_type.c */
extern struct varlena *cq_trend_store(CareCells *sum);
extern struct varlena *cq_trend_finish(CareCells *sum);
extern CareCells *cq_trend_add(CareCells *sum, Datum trend);
extern bool cq_trend_is_valid(const struct varlena *value);
extern void cq_trend_read_bytes(const uint8 *bytes, Size length, CareTrend *trend);
extern void cq_trend_read(Datum datum, CareTrend *trend);
extern const CareMonth *cq_trend_month(const CareTrend *trend, int month);
extern bool cq_trend_knows_moves(const CareTrend *trend, int month);
extern void cq_check_moves_known(const CareTrend *trend);
extern void cq_month_tally(const CareTrend *trend, const CareMonth *month, CareTally *tally);

/* trend_build.c */
extern CareCells *cq_cells_add_segments(CareCells *sum, const CareSegment *segments, int nsegments,
										int64 weight);

#endif
