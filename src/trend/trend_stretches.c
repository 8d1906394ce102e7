/*
 * trend_stretches.c
 *		From the stretches of a location to cells: what shows at the first of each
 *		month, and what was published.
 */
#include "base/compat.h"

#include "common/int.h"

#include "history/history.h"
#include "trend/cells.h"

/* What shows at the first of a month. */
typedef struct Shown
{
	int standing;
	DateADT published; /* of the rating in force, else CARE_OPEN */
} Shown;

static const Shown outside = {CARE_OUTSIDE, CARE_OPEN};

/* The publication day as it is summed up. */
static inline int64
published_days(Shown shown)
{
	return shown.published == CARE_OPEN ? 0 : shown.published - CARE_DAY_MIN;
}

/* From a month on, something else shows. */
static inline void
add_change(CareCells *sum, int month, Shown was, Shown now, int64 weight)
{
	int64 days = published_days(now) - published_days(was);

	if (was.standing != now.standing)
		cq_cells_add(sum, month, CARE_MOVE(was.standing, now.standing), weight);
	if (pg_mul_s64_overflow(days, weight, &days))
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("weight %lld is too large", (long long) weight));
	if (days != 0)
		cq_cells_add(sum, month, CARE_PUBLISHED_DAYS, days);
}

/*
 * Adds a location to a sum, which may move: its net movements from month to
 * month, and what was published while it existed. A stretch counts in the
 * months whose first day it holds.
 */
CareCells *
cq_cells_add_stretches(CareCells *sum, const CareStretch *stretches, int nstretches, int64 weight)
{
	Shown shown = outside;
	DateADT end_day = CARE_OPEN; /* of the last stretch, */
	int end = 0;				 /* and the month in which that shows */
	int until = 0;				 /* the month from which what shows is over */

	if (weight == 0)
		return sum;
	for (int i = 0; i < nstretches; i++)
	{
		const CareStretch *stretch = &stretches[i];
		Shown now = {CARE_INSIDE(stretch->rating), stretch->published};
		int from = stretch->from == end_day ? end : cq_month_from(stretch->from);

		end_day = stretch->until;
		end = end_day == CARE_OPEN ? CARE_MONTH_END + 1 : cq_month_from(end_day);
		sum = cq_cells_make_room(sum, 6);
		if (stretch->published == stretch->from)
		{
			cq_cells_add(sum, from, CARE_PUBLISHED, weight);
			if (CARE_IS_GOOD_OR_BETTER(stretch->rating))
				cq_cells_add(sum, from, CARE_PUBLISHED_GOOD, weight);
		}
		if (from == end)
			continue;
		if (shown.standing != CARE_OUTSIDE && until < from)
		{
			add_change(sum, until, shown, outside, weight);
			shown = outside;
		}
		add_change(sum, from, shown, now, weight);
		shown = now;
		until = end;
	}
	if (shown.standing != CARE_OUTSIDE && until <= CARE_MONTH_END)
	{
		sum = cq_cells_make_room(sum, 2);
		add_change(sum, until, shown, outside, weight);
	}
	return sum;
}
