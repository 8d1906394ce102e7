/*
 * trend_of_periods.c
 *		care_trend_of_periods(location, rating, valid_from, valid_to): a trend from
 *		half-open validity intervals.
 */
#include "base/compat.h"

#include "lib/binaryheap.h"

#include "ledger/ledger.h"
#include "trend/trend.h"

/* care_trend_of_periods(location, rating, valid_from, valid_to) */
static inline Datum
care_ledger_add_period(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareItem item = cq_item_of_period(fcinfo, get, 2, &location);
	CareLocationItems row = {location, CARE_NO_WEIGHT, &item, 1};

	return cq_ledger_add(fcinfo, &row);
}

CARE_RATING_FUNCTION(care_ledger_add_period);

PG_FUNCTION_INFO_V1(care_trend_of_periods_final);

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
 * The stretches of sorted periods, at most 2 n; returns how many. The heap is
 * empty, with room for n, and is so again afterwards. Where periods overlap,
 * compare_periods says which counts. Counts as conflicts the days on which two
 * periods with different actual ratings begin.
 */
static int
stretches_of_periods(CareItem *items, int n, binaryheap *heap, CareStretch *stretches,
					 int64 *conflicts)
{
	int nstretches = 0;
	int next = 0;
	uint32 now = 0;

	for (uint32 i = 0; i < n;)
		(void) cq_items_rating_of_day(items, n, &i, conflicts);
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
		stretches[nstretches++] = (CareStretch){cq_item_date(now),
												cq_item_date(until),
												CARE_OPEN,
												CARE_ITEM_RATING(best)};
		now = until;
	}
	return nstretches;
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

/* The stretches of sorted periods that are apart: one each. */
static int
stretches_of_apart(const CareItem *items, int n, CareStretch *stretches)
{
	for (int i = 0; i < n; i++)
		stretches[i] = (CareStretch){cq_item_date(CARE_ITEM_DAY(items[i])),
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

/* The trend of a ledger of periods (strict). */
Datum
care_trend_of_periods_final(PG_FUNCTION_ARGS)
{
	CareLedgerReader *reader = cq_ledger_read(PG_GETARG_DATUM(0), CARE_KIND_BIT(CARE_ITEM_PERIOD));
	CareCells *sum = cq_cells_new(CARE_CELLS_FOR(cq_ledger_items(reader)), CARE_TREND_UNDATED);
	CareStretch *stretches = NULL;
	int nstretches;
	binaryheap *heap = NULL;
	int room = 0; /* periods of one location */
	CareLocationItems next;

	cq_cells_unit(sum, false, true);
	while (cq_ledger_next(reader, &next))
	{
		int n = drop_empty_periods(next.items, next.nitems);

		if (n > room)
		{
			room = n + Min(n, 4096);
			/* there is no more than one stretch for each day */
			stretches = palloc(sizeof(CareStretch) * Min(2 * (int64) room, CARE_DAYS));
			heap = binaryheap_allocate(room, compare_periods, NULL);
		}

		cq_items_sort(next.items, n);
		if (are_apart(next.items, n))
			nstretches = stretches_of_apart(next.items, n, stretches);
		else
			nstretches = stretches_of_periods(next.items, n, heap, stretches, &sum->conflicts);
		sum = cq_cells_add_stretches(sum, stretches, nstretches, 1);
	}
	PG_RETURN_POINTER(cq_trend_finish(sum));
}
