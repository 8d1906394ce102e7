/*
 * trend.h
 *		care_trend_summary: many locations, month by month.
 *
 * A trend is built and stored as cells (cells.h) and read as months.
 */
#ifndef CARE_TREND_H
#define CARE_TREND_H

#include "base/compat.h"

#include "tally/tally.h"
#include "trend/cells.h"

#define CARE_TREND_TYPE "care_trend_summary"
#define CARE_TREND_VERSION 1

/* One month of a trend that is read, or several in a row of which each is the same. */
typedef struct CareMonth
{
	int number; /* of the first */
	bool known; /* are there figures? */
	int64 level[CARE_RATINGS];
	int64 move[CARE_STANDINGS][CARE_STANDINGS]; /* since the month before, if that is known too */
	int64 published;
	int64 published_good;
	int64 published_days; /* sum of days since 1900 of the ratings in force */
} CareMonth;

/*
 * A trend that is read: every month with a cell, and after it one that stands
 * for those without up to the next that has some. So it takes time and room
 * for what is stored, whatever lies between.
 */
typedef struct CareTrend
{
	int flags;
	int64 conflicts;
	int first;	 /* month with a cell */
	int last;	 /* month with a cell */
	int nmonths; /* 0: nothing ever existed */
	CareMonth *months;
	CareMonth before; /* stands for every month before the first */
	CareMonth after;  /* stands for every month after the last */
} CareTrend;

/* trend_state.c */
extern CareCells *cq_trend_state(FunctionCallInfo fcinfo, int arg);

/* trend_type.c */
extern struct varlena *cq_trend_store(const CareCells *sum);
extern struct varlena *cq_trend_try_finish(const CareCells *sum);
extern struct varlena *cq_trend_finish(const CareCells *sum);
extern CareCells *cq_trend_try_add(CareCells *sum, const uint8 *bytes, Size length);
extern CareCells *cq_trend_add(CareCells *sum, Datum trend);
extern void cq_trend_read(Datum datum, CareTrend *trend);
extern int64 cq_trend_conflicts(Datum datum);
extern const CareMonth *cq_trend_month(const CareTrend *trend, int month);
extern int cq_trend_first_location(const CareTrend *trend);
extern bool cq_trend_knows_moves(const CareTrend *trend, const CareMonth *before,
								 const CareMonth *month);
extern void cq_check_moves_known(const CareTrend *trend);
extern void cq_month_tally(const CareTrend *trend, const CareMonth *month, CareTally *tally);
extern bool cq_month_percent(const CareTrend *trend, const CareMonth *month,
							 CareDenominator denominator, double *percent);

#endif
