/*
 * trend_build.c
 *		The final step of the trend aggregates that see each location: from its
 *		items to cells.
 */
#include "base/compat.h"

#include "common/int.h"
#include "lib/binaryheap.h"

#include "ledger/ledger.h"
#include "base/aggregate.h"
#include "trend/trend.h"

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
 * month, and what was published while it existed. A segment counts in the
 * months whose first day it holds.
 */
CareCells *
cq_cells_add_segments(CareCells *sum, const CareSegment *segments, int nsegments, int64 weight)
{
	Shown shown = outside;
	DateADT end_day = CARE_OPEN; /* of the last segment, */
	int end = 0;				 /* and the month in which that shows */
	int until = 0;				 /* the month from which what shows is over */

	if (weight == 0)
		return sum;
	for (int i = 0; i < nsegments; i++)
	{
		const CareSegment *segment = &segments[i];
		Shown now = {CARE_INSIDE(segment->rating), segment->published};
		int from = segment->from == end_day ? end : cq_month_from(segment->from);

		end_day = segment->until;
		end = end_day == CARE_OPEN ? CARE_MONTH_END + 1 : cq_month_from(end_day);
		sum = cq_cells_make_room(sum, 6);
		if (segment->published == segment->from)
		{
			cq_cells_add(sum, from, CARE_PUBLISHED, weight);
			if (CARE_IS_GOOD_OR_BETTER(segment->rating))
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

/* A sum for the locations of a ledger: large enough to be added up seldom. */
static CareCells *
new_sum(const CareLedgerReader *reader, int flags)
{
	return cq_cells_new(Min(cq_ledger_items(reader) * 4 + 64, 65536), flags);
}

/* The weight of a location in a ledger: 1 without any, and the unit of the sum. */
static int64
unit_weight(CareCells *sum, bool weighted, int64 weight)
{
	cq_cells_unit(sum, weighted, !weighted);
	if (!weighted)
		return 1;
	return weight == CARE_NO_WEIGHT ? 0 : weight;
}

PG_FUNCTION_INFO_V1(care_ratings_final);
PG_FUNCTION_INFO_V1(care_ratings_weighted_final);
PG_FUNCTION_INFO_V1(care_snapshots_final);
PG_FUNCTION_INFO_V1(care_tracked_periods_final);

/* From each location's ratings: its history, its segments, its cells. */
static Datum
trend_of_ratings(Datum state, bool weighted)
{
	CareHistory history = {0};
	CareLedgerReader *reader = cq_ledger_read_ratings(state, &history);
	CareCells *sum = new_sum(reader, 0);
	CareSegment *segments = palloc(sizeof(CareSegment) * (2 * history.reserved + 1));
	int64 weight;

	while (cq_ledger_next_history(reader, &weight, &history))
	{
		sum->conflicts += cq_history_conflicts(&history);
		sum = cq_cells_add_segments(sum,
									segments,
									cq_history_segments(&history, segments),
									unit_weight(sum, weighted, weight));
	}
	PG_RETURN_POINTER(cq_trend_finish(sum));
}

/* care_trend(location, rating, published, registered, deregistered) (strict) */
Datum
care_ratings_final(PG_FUNCTION_ARGS)
{
	return trend_of_ratings(PG_GETARG_DATUM(0), false);
}

/* care_trend(location, rating, published, registered, deregistered, weight) (strict) */
Datum
care_ratings_weighted_final(PG_FUNCTION_ARGS)
{
	return trend_of_ratings(PG_GETARG_DATUM(0), true);
}

/* The day of each month's earliest snapshot, CARE_OPEN without any; marks them in the sum. */
static CareCells *
find_snapshots(CareLedgerReader *reader, CareCells *sum, DateADT *snapshot)
{
	CareItem *items;
	CareKey location;
	int64 weight;
	int nitems;

	for (int i = 0; i <= CARE_MONTH_END - CARE_MONTH_MIN; i++)
		snapshot[i] = CARE_OPEN;
	while (cq_ledger_next(reader, &location, &weight, &items, &nitems))
	{
		for (int i = 0; i < nitems; i++)
		{
			DateADT day = cq_item_date(CARE_ITEM_DAY(items[i]));
			DateADT *earliest = &snapshot[cq_month_of(day) - CARE_MONTH_MIN];

			*earliest = Min(*earliest, day);
		}
	}
	cq_ledger_rewind(reader);
	for (int i = 0; i <= CARE_MONTH_END - CARE_MONTH_MIN; i++)
	{
		if (snapshot[i] == CARE_OPEN)
			continue;
		sum = cq_cells_make_room(sum, 1);
		cq_cells_add(sum, i + CARE_MONTH_MIN, CARE_KNOWN, 1);
	}
	return sum;
}

/*
 * The rating that sorted items give for the day of items[*at], and moves *at
 * behind that day; counts a conflict of two different actual ratings.
 */
static CareRating
rating_of_day(const CareItem *items, int nitems, int *at, int64 *conflicts)
{
	uint32 day = CARE_ITEM_DAY(items[*at]);
	CareRating lowest = CARE_NOT_RATED;
	bool conflict = false;

	for (; *at < nitems && CARE_ITEM_DAY(items[*at]) == day; (*at)++)
	{
		CareRating rating = CARE_ITEM_RATING(items[*at]);

		conflict |= CARE_IS_RATED(lowest) && rating != lowest;
		if (!CARE_IS_RATED(lowest))
			lowest = rating;
	}
	*conflicts += conflict;
	return lowest;
}

/* care_trend_of_snapshots(location, rating, as_at) (strict) */
Datum
care_snapshots_final(PG_FUNCTION_ARGS)
{
	CareLedgerReader *reader = cq_ledger_read(PG_GETARG_DATUM(0), CARE_KIND_BIT(CARE_ITEM_EVENT));
	DateADT *snapshot = palloc(sizeof(DateADT) * (CARE_MONTH_END - CARE_MONTH_MIN + 1));
	CareCells *sum = new_sum(reader, CARE_TREND_SNAPSHOTS | CARE_TREND_UNDATED);
	CareItem *items;
	CareKey location;
	int64 weight;
	int nitems;

	cq_cells_unit(sum, false, true);
	sum = find_snapshots(reader, sum, snapshot);
	while (cq_ledger_next(reader, &location, &weight, &items, &nitems))
	{
		int last_month = -1;
		CareRating last = CARE_NOT_RATED;

		cq_items_sort(items, nitems);
		for (int i = 0; i < nitems;)
		{
			DateADT day = cq_item_date(CARE_ITEM_DAY(items[i]));
			int month = cq_month_of(day);
			int64 ignored = 0;
			bool counts = day == snapshot[month - CARE_MONTH_MIN];
			CareRating rating =
				rating_of_day(items, nitems, &i, counts ? &sum->conflicts : &ignored);

			if (!counts)
				continue;
			sum = cq_cells_make_room(sum, 2);
			cq_cells_add(sum, month, CARE_LEVEL(rating), 1);
			if (last_month == month - 1)
				cq_cells_add(sum, month, CARE_THEN(last, rating), 1);
			last_month = month;
			last = rating;
		}
	}
	PG_RETURN_POINTER(cq_trend_finish(sum));
}

/* Of two periods that hold at one time: the rated, the later begun, the lower rated. */
static int
compare_periods(Datum a, Datum b, void *arg)
{
	CareItem x = *(CareItem *) DatumGetPointer(a);
	CareItem y = *(CareItem *) DatumGetPointer(b);
	bool x_rated = CARE_IS_RATED(CARE_ITEM_RATING(x));
	bool y_rated = CARE_IS_RATED(CARE_ITEM_RATING(y));

	if (x_rated != y_rated)
		return x_rated ? 1 : -1;
	if (CARE_ITEM_DAY(x) != CARE_ITEM_DAY(y))
		return CARE_ITEM_DAY(x) > CARE_ITEM_DAY(y) ? 1 : -1;
	return (int) CARE_ITEM_RATING(y) - (int) CARE_ITEM_RATING(x);
}

/*
 * The segments of sorted periods, at most 2 n; returns how many. The heap is
 * empty, with room for n, and is so again afterwards. Where periods overlap,
 * compare_periods says which counts. Counts as conflicts the days on which two
 * periods with different actual ratings begin.
 */
static int
segments_of_periods(CareItem *items, int n, binaryheap *heap, CareSegment *segments,
					int64 *conflicts)
{
	int nsegments = 0;
	int next = 0;
	uint32 now = 0;

	for (int i = 0; i < n;)
		(void) rating_of_day(items, n, &i, conflicts);
	while (next < n || !binaryheap_empty(heap))
	{
		CareItem best;
		uint32 until;

		if (binaryheap_empty(heap))
			now = CARE_ITEM_DAY(items[next]);
		while (next < n && CARE_ITEM_DAY(items[next]) == now)
			binaryheap_add(heap, PointerGetDatum(&items[next++]));
		best = *(CareItem *) DatumGetPointer(binaryheap_first(heap));
		if (CARE_ITEM_OTHER(best) <= now)
		{
			(void) binaryheap_remove_first(heap);
			continue;
		}
		until = CARE_ITEM_OTHER(best);
		if (next < n)
			until = Min(until, CARE_ITEM_DAY(items[next]));
		segments[nsegments++] = (CareSegment){cq_item_date(now),
											  cq_item_date(until),
											  CARE_OPEN,
											  CARE_ITEM_RATING(best)};
		now = until;
	}
	return nsegments;
}

/* Whether each of the sorted periods begins when or after the one before has ended. */
static bool
are_apart(const CareItem *items, int n)
{
	for (int i = 1; i < n; i++)
	{
		if (CARE_ITEM_DAY(items[i]) < CARE_ITEM_OTHER(items[i - 1]))
			return false;
	}
	return true;
}

/* The segments of sorted periods that are apart: one each. */
static int
segments_of_apart(const CareItem *items, int n, CareSegment *segments)
{
	for (int i = 0; i < n; i++)
		segments[i] = (CareSegment){cq_item_date(CARE_ITEM_DAY(items[i])),
									cq_item_date(CARE_ITEM_OTHER(items[i])),
									CARE_OPEN,
									CARE_ITEM_RATING(items[i])};
	return n;
}

/* Leaves out the periods that end on the day they begin; returns how many stay. */
static int
drop_empty_periods(CareItem *items, int nitems)
{
	int n = 0;

	for (int i = 0; i < nitems; i++)
	{
		if (CARE_ITEM_DAY(items[i]) != CARE_ITEM_OTHER(items[i]))
			items[n++] = items[i];
	}
	return n;
}

/* care_trend_of_periods(location, rating, valid_from, valid_to) (strict) */
Datum
care_tracked_periods_final(PG_FUNCTION_ARGS)
{
	CareLedgerReader *reader = cq_ledger_read(PG_GETARG_DATUM(0), CARE_KIND_BIT(CARE_ITEM_PERIOD));
	CareCells *sum = new_sum(reader, CARE_TREND_UNDATED);
	CareSegment *segments;
	int nsegments;
	binaryheap *heap;
	CareItem *items;
	CareKey location;
	int64 weight;
	int nitems;

	cq_cells_unit(sum, false, true);
	/* there is no more than one for each day */
	segments =
		palloc(sizeof(CareSegment) * Min(2 * (int64) cq_ledger_max_items(reader), CARE_DAYS));
	heap = binaryheap_allocate(cq_ledger_max_items(reader), compare_periods, NULL);
	while (cq_ledger_next(reader, &location, &weight, &items, &nitems))
	{
		nitems = drop_empty_periods(items, nitems);
		cq_items_sort(items, nitems);
		if (are_apart(items, nitems))
			nsegments = segments_of_apart(items, nitems, segments);
		else
			nsegments = segments_of_periods(items, nitems, heap, segments, &sum->conflicts);
		sum = cq_cells_add_segments(sum, segments, nsegments, 1);
	}
	PG_RETURN_POINTER(cq_trend_finish(sum));
}
