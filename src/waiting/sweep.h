/*
 * sweep.h
 *		A waiting list at the close of one day after another.
 *
 * Levels are those at the close of a day: requested up to that day and not
 * ended up to that day. Flows are those of a period, after one close up to the
 * next. The entries are read once and added up by the day and the period in
 * which they came and went; then the closes are visited in order, with counts
 * of the waits of those on the list, so that nothing is sorted.
 */
#ifndef CARE_SWEEP_H
#define CARE_SWEEP_H

#include "base/compat.h"

#include "waiting/day_counts.h"
#include "waiting/waiting.h"

/* Waits in days, each with how many have it, in the order in which they were added. */
typedef struct CareWaits
{
	struct CareWaitsBlock *first;
	struct CareWaitsBlock *last;
} CareWaits;

/* From one close (not included) to the next; the first only has who is on the list at its close. */
typedef struct CarePeriod
{
	DateADT close;
	int64 added;
	int64 completed;
	int64 within; /* of these, in time */
	int64 removed;

	/* of sweep.c alone */
	CareWaits came; /* of those who came to the list, as if until the last close */
	CareWaits left; /* of those who left it, as if until the last close */
	CareWaits completed_waits;
} CarePeriod;

typedef struct CareSweep
{
	CarePeriod *period; /* the first ends at the first close */
	int nperiods;
	const Interval *within;		   /* the time in which to complete, NULL if not asked */
	DateADT begun;				   /* the first day of request, CARE_OPEN without any */
	DateADT last;				   /* the last close */
	CareDayCounts waits;		   /* of those on the list, as if until the last close */
	CareDayCounts completed_waits; /* of some periods */

	/* of sweep.c alone */
	DateADT first;	/* the first day of request of those that count */
	DateADT start;	/* the day before the first that period_of knows */
	int *period_of; /* by days since then */
} CareSweep;

extern void cq_sweep_begin(CareSweep *sweep, const bytea *waiting);
extern void cq_sweep_to(CareSweep *sweep, int n);
extern void cq_sweep_count_completed(CareSweep *sweep, int from, int to);

#endif
