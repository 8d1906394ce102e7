/*
 * item.h
 *		One fact of a location, in 8 bytes: what aggregates collect of it, in any
 *		order, until they make its history of them.
 *
 * Items are whole numbers, and in their order they are sorted by day, then by
 * kind, then by rating:
 *
 *	 63                      40 39 38 37   36 35    33  32  31                        0
 *	+--------------------------+-----+-------+--------+----+---------------------------+
 *	| day                      |kind | zero  | rating |con-| other                     |
 *	| 24 bits                  |  2  |   2   |   3    |flict| 32 bits                  |
 *	+--------------------------+-----+-------+--------+----+---------------------------+
 *
 *	kind		day					other					rating	conflict
 *	EVENT		published			0						any		may be
 *	IN_FORCE	in force from		published before;		any		may be
 *									OPEN if not rated
 *	SPAN		registered;			deregistered, or OPEN	0		0
 *				UNDATED: not known
 *	PERIOD		rated so from		until, or OPEN			any		0
 *
 * Days count from 1899-12-31, so that 0 stands for an unknown start; an open
 * end is the highest number. A conflict says that two different ratings had
 * that date, and this is the lower.
 */
#ifndef CARE_ITEM_H
#define CARE_ITEM_H

#include "base/compat.h"

#include "base/day.h"
#include "history/location.h"
#include "rating/rating.h"

typedef uint64 CareItem;

typedef enum CareItemKind
{
	CARE_ITEM_EVENT,	/* a rating, or a not-rated event, published on day */
	CARE_ITEM_IN_FORCE, /* from day on a rating published on "other" was in force */
	CARE_ITEM_SPAN,		/* registered on [day, other) */
	CARE_ITEM_PERIOD	/* rated so on [day, other) */
} CareItemKind;

/* Kinds as bits. */
#define CARE_KIND_BIT(kind) (1 << (kind))
#define CARE_EVERY_KIND (CARE_KIND_BIT(CARE_ITEM_PERIOD + 1) - 1)

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

/* Whether an item from outside could have been made here. */
static inline bool
cq_item_is_valid(CareItem item)
{
	uint32 day = CARE_ITEM_DAY(item);
	uint32 other = CARE_ITEM_OTHER(item);
	uint32 end = cq_item_day(CARE_DAY_END);
	CareRating rating = CARE_ITEM_RATING(item);

	if (rating >= CARE_RATINGS || day >= end || (other >= end && other != CARE_ITEM_OPEN))
		return false;
	switch (CARE_ITEM_KIND(item))
	{
		case CARE_ITEM_EVENT:
			return day != CARE_ITEM_UNDATED && other == 0;
		case CARE_ITEM_IN_FORCE:
			if (CARE_IS_RATED(rating))
				return other != 0 && other < day;
			return day != CARE_ITEM_UNDATED && other == CARE_ITEM_OPEN;
		case CARE_ITEM_SPAN:
			return other >= day && other != 0 && rating == CARE_NOT_RATED;
		case CARE_ITEM_PERIOD:
			break;
	}
	return day != CARE_ITEM_UNDATED && other >= day;
}

/* A row of ratings gives at most this many items, the registration always, and first. */
#define CARE_ROW_ITEMS 2

extern void cq_items_sort(CareItem *items, int nitems);
extern CareRating cq_items_rating_of_day(const CareItem *items, uint32 nitems, uint32 *at,
										 int64 *conflicts);
extern int cq_items_of_row(FunctionCallInfo fcinfo, CareRatingGetter get, int arg,
						   const CareKey *location, CareItem *items);
extern CareItem cq_item_of_snapshot(FunctionCallInfo fcinfo, CareRatingGetter get, int arg,
									const CareKey *location);
extern CareItem cq_item_of_period(FunctionCallInfo fcinfo, CareRatingGetter get, int arg,
								  const CareKey *location);

#endif
