/*
 * trend_agg.c
 *		The row-by-row side of the aggregates that build a care_trend_summary.
 */
#include "base/compat.h"

#include "history/history_type.h"
#include "ledger/ledger.h"
#include "history/location.h"
#include "base/aggregate.h"
#include "trend/trend.h"

/* ---- aggregates that see each location: the state is a ledger ---- */

/* care_trend(location, rating, published, registered, deregistered) */
static inline Datum
care_ratings_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareItem items[CARE_ROW_ITEMS];
	int n = cq_facts_of_row(fcinfo, get, 2, &location, items);

	return cq_ledger_add(fcinfo, &location, CARE_NO_WEIGHT, items, n);
}

/* The same with a last weight; a NULL one says nothing. */
static inline Datum
care_ratings_add_weighted(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareItem items[CARE_ROW_ITEMS];
	int n = cq_facts_of_row(fcinfo, get, 2, &location, items);
	int64 weight = PG_ARGISNULL(6) ? CARE_NO_WEIGHT : cq_get_weight(fcinfo, 6);

	return cq_ledger_add(fcinfo, &location, weight, items, n);
}

/* A date argument that may not be NULL (22004), nor lie outside the calendar (22008). */
static uint32
required_day(FunctionCallInfo fcinfo, int arg, const char *what, const CareKey *location)
{
	DateADT day;

	if (PG_ARGISNULL(arg))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("location \"%.*s\" has a row without a date: %s is null",
					   location->length,
					   location->bytes,
					   what));
	day = PG_GETARG_DATEADT(arg);
	cq_check_day(day, what);
	return cq_item_day(day);
}

/* care_trend_of_snapshots(location, rating, as_at) */
static inline Datum
care_snapshots_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareRating rating = PG_ARGISNULL(2) ? CARE_NOT_RATED : get(fcinfo, 2);
	uint32 day = required_day(fcinfo, 3, "as_at", &location);
	CareItem item = cq_item(CARE_ITEM_EVENT, day, rating, false, 0);

	return cq_ledger_add(fcinfo, &location, CARE_NO_WEIGHT, &item, 1);
}

/* care_trend_of_periods(location, rating, valid_from, valid_to); an open valid_to may be NULL. */
static inline Datum
care_tracked_periods_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareKey location = cq_get_location(fcinfo, 1);
	CareRating rating = PG_ARGISNULL(2) ? CARE_NOT_RATED : get(fcinfo, 2);
	uint32 from = required_day(fcinfo, 3, "valid_from", &location);
	uint32 until = CARE_ITEM_OPEN;
	CareItem item;

	if (!PG_ARGISNULL(4) && PG_GETARG_DATEADT(4) != CARE_OPEN)
		until = cq_item_day(cq_get_day(fcinfo, 4, "valid_to"));
	if (from > until)
		ereport(ERROR,
				errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("valid_from %s is after valid_to %s",
					   cq_day_text(PG_GETARG_DATEADT(3)),
					   cq_day_text(PG_GETARG_DATEADT(4))),
				errdetail("Location \"%.*s\".", location.length, location.bytes));
	item = cq_item(CARE_ITEM_PERIOD, from, rating, false, until);
	return cq_ledger_add(fcinfo, &location, CARE_NO_WEIGHT, &item, 1);
}

CARE_RATING_FUNCTION(care_ratings_add);
CARE_RATING_FUNCTION(care_ratings_add_weighted);
CARE_RATING_FUNCTION(care_snapshots_add);
CARE_RATING_FUNCTION(care_tracked_periods_add);

/* ---- aggregates of what is summed up already: the state is a sum of cells ---- */

/* The state in an argument, a new one before the first row. */
static CareCells *
get_state(FunctionCallInfo fcinfo, int arg)
{
	cq_check_aggregate(fcinfo);
	return cq_state_reserve(&cq_cells_kind, cq_state_get(&cq_cells_kind, fcinfo, arg), 0);
}

/* A row that adds nothing to the state in argument 0. */
static Datum
unchanged(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

PG_FUNCTION_INFO_V1(care_trend_add_history);
PG_FUNCTION_INFO_V1(care_trend_add_history_weighted);
PG_FUNCTION_INFO_V1(care_trend_add_tally);
PG_FUNCTION_INFO_V1(care_trend_rollup);
PG_FUNCTION_INFO_V1(care_cells_combine);
PG_FUNCTION_INFO_V1(care_cells_final);

/* Short histories are read without allocating. */
#define SHORT_HISTORY 64

/* Adds the history in argument 1 to the state. */
static Datum
add_history(FunctionCallInfo fcinfo, bool weighted)
{
	CareSpan spans[SHORT_HISTORY];
	CareEvent events[SHORT_HISTORY];
	CareSegment short_segments[2 * SHORT_HISTORY + 1];
	CareHistory history = {.spans = spans, .events = events, .reserved = SHORT_HISTORY};
	CareSegment *segments = short_segments;
	CareCells *state;

	if (PG_ARGISNULL(1))
		return unchanged(fcinfo);
	state = get_state(fcinfo, 0);
	cq_history_read(PG_GETARG_DATUM(1), &history);
	if (CARE_MAX_SEGMENTS(&history) > lengthof(short_segments))
		segments = palloc(sizeof(CareSegment) * CARE_MAX_SEGMENTS(&history));
	cq_cells_unit(state, weighted, !weighted);
	cq_cells_conflicts(state, cq_history_conflicts(&history));
	PG_RETURN_POINTER(cq_cells_add_segments(state,
											segments,
											cq_history_segments(&history, segments),
											weighted ? cq_get_weight(fcinfo, 2) : 1));
}

/* care_trend(history): NULL is skipped. */
Datum
care_trend_add_history(PG_FUNCTION_ARGS)
{
	return add_history(fcinfo, false);
}

/* care_trend(history, weight): a NULL weight is 0. */
Datum
care_trend_add_history_weighted(PG_FUNCTION_ARGS)
{
	return add_history(fcinfo, true);
}

/* care_trend_of_tallies(tally, as_at): a NULL tally is skipped. */
Datum
care_trend_add_tally(PG_FUNCTION_ARGS)
{
	CareCells *state;
	CareTally *tally;
	int month;

	if (PG_ARGISNULL(1))
		return unchanged(fcinfo);
	if (PG_ARGISNULL(2))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("the date of a tally is null"));
	tally = PG_GETARG_TALLY(1);
	month = cq_get_month(fcinfo,
						 2,
						 "as_at",
						 "Figures stand for the first of a month: "
						 "use date_trunc('month', ...)::date.");
	state = cq_cells_make_room(get_state(fcinfo, 0), CARE_RATINGS + 1);
	state->flags |= CARE_TREND_SNAPSHOTS | CARE_TREND_LEVELS | CARE_TREND_UNDATED;
	if (!cq_tally_is_empty(tally))
		cq_cells_unit(state,
					  (tally->flags & CARE_TALLY_WEIGHTED) != 0,
					  !(tally->flags & CARE_TALLY_WEIGHTED));
	cq_cells_add(state, month, CARE_KNOWN, 1);
	for (int i = 0; i < CARE_RATINGS; i++)
	{
		if (tally->count[i] != 0)
			cq_cells_add(state, month, CARE_LEVEL(i), tally->count[i]);
	}
	PG_RETURN_POINTER(state);
}

/* care_rollup(trend): NULL is skipped. */
Datum
care_trend_rollup(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(1))
		return unchanged(fcinfo);
	PG_RETURN_POINTER(cq_trend_add(get_state(fcinfo, 0), PG_GETARG_DATUM(1)));
}

/* Adds one state to another (strict). */
Datum
care_cells_combine(PG_FUNCTION_ARGS)
{
	CareCells *other = get_state(fcinfo, 1);
	CareCells *state = cq_cells_make_room(get_state(fcinfo, 0), other->used);

	memcpy(state->cells + state->used, other->cells, sizeof(CareCell) * other->used);
	state->used += other->used;
	cq_cells_conflicts(state, other->conflicts);
	state->flags |= other->flags & ~(CARE_TREND_WEIGHTED | CARE_CELLS_COUNT);
	cq_cells_unit(state,
				  (other->flags & CARE_TREND_WEIGHTED) != 0,
				  (other->flags & CARE_CELLS_COUNT) != 0);
	PG_RETURN_POINTER(state);
}

/* The trend of a state, which stays as it is (strict). */
Datum
care_cells_final(PG_FUNCTION_ARGS)
{
	CareCells *state = get_state(fcinfo, 0);
	CareCells *copy = palloc(VARSIZE(state));

	memcpy(copy, state, VARSIZE(state));
	PG_RETURN_POINTER(cq_trend_finish(copy));
}
