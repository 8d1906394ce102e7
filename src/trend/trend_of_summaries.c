/*
 * trend_of_summaries.c
 *		The aggregates that add up what is a summary already: care_trend(history
 *		[, weight]), care_trend_of_tallies(tally, as_at), care_rollup(trend).
 */
#include "base/compat.h"

#include "base/call_site.h"
#include "history/history_type.h"
#include "trend/trend.h"

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
PG_FUNCTION_INFO_V1(care_trend_add_summary);
PG_FUNCTION_INFO_V1(care_trend_state_final);

/* Adds the history in argument 1 to the state. */
static Datum
add_history(FunctionCallInfo fcinfo, bool weighted)
{
	CareHistoryRoom room;
	CareHistory history = cq_history_in(&room);
	CareStretch short_stretches[2 * CARE_SHORT_HISTORY + 1];
	CareStretch *stretches = short_stretches;
	CareCells *state;

	if (PG_ARGISNULL(1))
		return unchanged(fcinfo);
	state = cq_trend_state(fcinfo, 0);
	cq_history_read(PG_GETARG_DATUM(1), &history);
	cq_check_existence(&history, NULL);
	if (CARE_MAX_STRETCHES(&history) > lengthof(short_stretches))
		stretches = palloc(sizeof(CareStretch) * CARE_MAX_STRETCHES(&history));
	cq_cells_unit(state, weighted, !weighted);
	cq_cells_conflicts(state, cq_history_conflicts(&history));
	PG_RETURN_POINTER(cq_cells_add_stretches(state,
											 stretches,
											 cq_history_stretches(&history, stretches),
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
		cq_argument_is_null("as_at", "Give the day that the figures stand for.");
	tally = PG_GETARG_TALLY(1);
	month = cq_get_month(fcinfo, 2, "as_at");
	state = cq_cells_make_room(cq_trend_state(fcinfo, 0), CARE_RATINGS + 1);
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

/*
 * The trend that was added last at a call site. With grouping sets a trend is
 * added to one state after another: when one lies where the last did it is
 * kept, unpacked, and taken from here as long as the bytes there are the same;
 * and so is the next one, at once.
 */
typedef struct CareLastTrend
{
	const struct varlena *at; /* where it lay, which may be gone */
	Size size;
	bool came_again;
	MemoryContext context; /* of what is kept */
	struct varlena *bytes; /* NULL: nothing is */
	CareCells *cells;
} CareLastTrend;

/* What a call site knows of its last trend. */
static CareLastTrend *
last_trend(FunctionCallInfo fcinfo)
{
	CareCallSite *site = cq_call_site(fcinfo);

	if (unlikely(site->last_trend == NULL))
	{
		MemoryContext parent = fcinfo->flinfo->fn_mcxt;

		site->last_trend = MemoryContextAllocZero(parent, sizeof(CareLastTrend));
		site->last_trend->context =
			AllocSetContextCreate(parent, "care_quality last trend", ALLOCSET_DEFAULT_SIZES);
	}
	return site->last_trend;
}

/* Keeps a trend. */
static void
keep_trend(CareLastTrend *last, const struct varlena *trend)
{
	MemoryContext old = MemoryContextSwitchTo(last->context);

	MemoryContextReset(last->context);
	last->bytes = NULL;
	last->cells = cq_trend_add(NULL, PointerGetDatum(trend));
	last->bytes = memcpy(palloc(last->size), trend, last->size);
	MemoryContextSwitchTo(old);
}

/* The cells of a trend, if that is or will be worth keeping; else NULL. */
static const CareCells *
kept_cells(CareLastTrend *last, const struct varlena *trend)
{
	Size size = VARSIZE_ANY(trend);

	if (trend != last->at || size != last->size)
	{
		bool keep = last->came_again;

		last->at = trend;
		last->size = size;
		last->came_again = false;
		last->bytes = NULL;
		if (!keep)
			return NULL;
		keep_trend(last, trend);
		return last->cells;
	}
	if (last->bytes == NULL)
		keep_trend(last, trend);
	else if (memcmp(last->bytes, trend, size) != 0)
	{
		last->bytes = NULL;
		return NULL;
	}
	last->came_again = true;
	return last->cells;
}

/* care_rollup(trend): NULL is skipped. */
Datum
care_trend_add_summary(PG_FUNCTION_ARGS)
{
	CareCells *state;
	const CareCells *kept;

	if (PG_ARGISNULL(1))
		return unchanged(fcinfo);
	state = cq_trend_state(fcinfo, 0);
	kept = kept_cells(last_trend(fcinfo), (struct varlena *) PG_GETARG_POINTER(1));
	if (kept == NULL)
		PG_RETURN_POINTER(cq_trend_add(state, PG_GETARG_DATUM(1)));
	PG_RETURN_POINTER(cq_cells_add_ordered(state, kept));
}

/* The trend of a state, which stays as it is (strict). */
Datum
care_trend_state_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(cq_trend_finish(cq_trend_state(fcinfo, 0)));
}
