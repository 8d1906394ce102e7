/*
 * history.h
 *		One location's ratings through time.
 */
#ifndef CARE_HISTORY_H
#define CARE_HISTORY_H

#include "base/compat.h"

#include "utils/date.h"

#include "base/day.h"
#include "rating/rating.h"

/* From day on, a rating was in force. Normally it was published on that day. */
typedef struct CareEvent
{
	DateADT day;	   /* in force from this day on */
	DateADT published; /* of the rating; CARE_OPEN when there is none in force */
	uint8 rating;	   /* CareRating */
	bool conflict;	   /* two different ratings had this date: this is the lower */
} CareEvent;

/* Registered on [from, until). */
typedef struct CareSpan
{
	DateADT from;
	DateADT until; /* CARE_OPEN: still */
} CareSpan;

/*
 * What is known of a location. Rows without a registration date say that it
 * existed from the first date known of it, whichever row that stands in, until
 * their deregistration: those rows are kept as first_until.
 */
typedef struct CareHistory
{
	DateADT first;		 /* the first date in any row */
	bool from_first;	 /* are there rows without a registration date? */
	DateADT first_until; /* if so, the latest of their deregistrations, or CARE_OPEN */
	int nspans;			 /* by date, apart from each other */
	CareSpan *spans;
	int nevents; /* by day, one for each */
	CareEvent *events;
	int reserved; /* room in spans and in events */
} CareHistory;

/* A stretch of existence with one rating in force: [from, until). */
typedef struct CareSegment
{
	DateADT from;
	DateADT until;
	DateADT published; /* CARE_OPEN: not known, or not rated */
	uint8 rating;
} CareSegment;

/*
 * One fact of a location, in 8 bytes that sort by date, kind, rating: what the
 * aggregates collect, in any order, until a CareHistory is made of it.
 */
typedef uint64 CareItem;

typedef enum CareItemKind
{
	CARE_ITEM_EVENT,	/* a rating, or a not-rated event, published on day */
	CARE_ITEM_IN_FORCE, /* from day on a rating published on "other" was in force */
	CARE_ITEM_SPAN,		/* registered on [day, other) */
	CARE_ITEM_PERIOD	/* rated so on [day, other) */
} CareItemKind;

/*
 * Days of items count from 1899-12-31, so that 0 stands for an unknown start;
 * an open end is the highest value.
 */
#define CARE_ITEM_EPOCH (CARE_DAY_MIN - 1)
#define CARE_ITEM_OPEN PG_UINT32_MAX
#define CARE_ITEM_UNDATED 0

static inline CareItem
cq_item(CareItemKind kind, uint32 day, CareRating rating, bool conflict, uint32 other)
{
	return ((uint64) (day << 8 | kind << 6 | rating << 1 | conflict)) << 32 | other;
}

#define CARE_ITEM_DAY(item) ((uint32) ((item) >> 40))
#define CARE_ITEM_KIND(item) ((CareItemKind) (((item) >> 38) & 3))
#define CARE_ITEM_RATING(item) ((CareRating) (((item) >> 33) & 7))
#define CARE_ITEM_CONFLICT(item) ((bool) (((item) >> 32) & 1))
#define CARE_ITEM_OTHER(item) ((uint32) (item))

static inline uint32
cq_item_day(DateADT day)
{
	return day == CARE_OPEN ? CARE_ITEM_OPEN : (uint32) (day - CARE_ITEM_EPOCH);
}

static inline DateADT
cq_item_date(uint32 day)
{
	return day == CARE_ITEM_OPEN ? CARE_OPEN : (DateADT) day + CARE_ITEM_EPOCH;
}

/* history.c */
extern void cq_history_reserve(CareHistory *history, int n);
extern void cq_items_sort(CareItem *items, int nitems);
extern bool cq_history_build(CareItem *items, int nitems, CareHistory *history);
extern int cq_history_segments(const CareHistory *history, CareSegment *segments);
extern int64 cq_history_conflicts(const CareHistory *history);

/* No more segments than this come from a history. */
#define CARE_MAX_SEGMENTS(history) ((history)->nevents + (history)->nspans + 1)

#endif
