/*
 * history.h
 *		One location's ratings through time.
 */
#ifndef CARE_HISTORY_H
#define CARE_HISTORY_H

#include "base/compat.h"

#include "history/item.h"

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

/* Room for a short history: most are read without allocating. */
#define CARE_SHORT_HISTORY 64

typedef struct CareHistoryRoom
{
	CareSpan spans[CARE_SHORT_HISTORY];
	CareEvent events[CARE_SHORT_HISTORY];
} CareHistoryRoom;

/* An empty history that uses this room as long as it is enough. */
static inline CareHistory
cq_history_in(CareHistoryRoom *room)
{
	CareHistory history = {0};

	history.spans = room->spans;
	history.events = room->events;
	history.reserved = CARE_SHORT_HISTORY;
	return history;
}

/* A stretch of existence with one rating in force: [from, until). */
typedef struct CareStretch
{
	DateADT from;
	DateADT until;
	DateADT published; /* CARE_OPEN: not known, or not rated */
	uint8 rating;
} CareStretch;

/* history.c */
extern void cq_history_reserve(CareHistory *history, int n);
extern bool cq_history_build(CareItem *items, int nitems, CareHistory *history);
extern void cq_check_existence(const CareHistory *history, const CareKey *location);
extern int cq_history_stretches(const CareHistory *history, CareStretch *stretches);
extern bool cq_history_at(const CareHistory *history, DateADT day, CareEvent *found);
extern int64 cq_history_conflicts(const CareHistory *history);
extern int cq_history_items(const CareHistory *history, CareItem *items);

/* No more stretches than this come from a history, and no more items. */
#define CARE_MAX_STRETCHES(history) ((history)->nevents + (history)->nspans + 1)
#define CARE_MAX_ITEMS(history) ((history)->nevents + (history)->nspans + 2)

#endif
