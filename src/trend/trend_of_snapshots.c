/*
 * trend_of_snapshots.c
 *		care_trend_of_snapshots(location, rating, as_at): a trend from a row for
 *		each location in each monthly file.
 */
#include "base/compat.h"

#include "ledger/ledger.h"
#include "trend/trend.h"

/* care_trend_of_snapshots(location, rating, as_at) */
static inline Datum
care_ledger_add_snapshot(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareItem item = cq_item_of_snapshot(fcinfo, get, 2, &location);
	CareLocationItems row = {location, CARE_NO_WEIGHT, &item, 1};

	return cq_ledger_add(fcinfo, &row);
}

CARE_RATING_FUNCTION(care_ledger_add_snapshot);

PG_FUNCTION_INFO_V1(care_trend_of_snapshots_final);

/* The day of each month's earliest snapshot, CARE_OPEN without any; marks them in the sum. */
static CareCells *
find_snapshots(CareLedgerReader *reader, CareCells *sum, DateADT *snapshot)
{
	CareLocationItems next;

	for (int i = 0; i <= CARE_MONTH_END - CARE_MONTH_MIN; i++)
		snapshot[i] = CARE_OPEN;
	while (cq_ledger_next(reader, &next))
	{
		for (uint32 i = 0; i < next.nitems; i++)
		{
			DateADT day = cq_item_date(CARE_ITEM_DAY(next.items[i]));
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

/* The trend of a ledger of snapshots (strict). */
Datum
care_trend_of_snapshots_final(PG_FUNCTION_ARGS)
{
	CareLedgerReader *reader = cq_ledger_read(PG_GETARG_DATUM(0), CARE_KIND_BIT(CARE_ITEM_EVENT));
	DateADT *snapshot = palloc(sizeof(DateADT) * (CARE_MONTH_END - CARE_MONTH_MIN + 1));
	CareCells *sum = cq_cells_new(CARE_CELLS_FOR(cq_ledger_items(reader)),
								  CARE_TREND_SNAPSHOTS | CARE_TREND_UNDATED);
	CareLocationItems next;

	cq_cells_unit(sum, false, true);
	sum = find_snapshots(reader, sum, snapshot);
	while (cq_ledger_next(reader, &next))
	{
		int last_month = -1;
		CareRating last = CARE_NOT_RATED;

		cq_items_sort(next.items, next.nitems);
		for (uint32 i = 0; i < next.nitems;)
		{
			DateADT day = cq_item_date(CARE_ITEM_DAY(next.items[i]));
			int month = cq_month_of(day);
			int64 ignored = 0;
			bool counts = day == snapshot[month - CARE_MONTH_MIN];
			CareRating rating = cq_items_rating_of_day(next.items,
													   next.nitems,
													   &i,
													   counts ? &sum->conflicts : &ignored);

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
