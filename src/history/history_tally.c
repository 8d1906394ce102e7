/*
 * history_tally.c
 *		care_tally(history, as_at[, weight]): how many locations hold each rating on
 *		a day, from the history of each.
 */
#include "base/compat.h"

#include "history/history_type.h"
#include "tally/tally.h"

PG_FUNCTION_INFO_V1(care_tally_add_history);
PG_FUNCTION_INFO_V1(care_tally_add_history_weighted);

/* Adds a weight to the rating that a history has on a day, if it exists then. */
static Datum
add_history(FunctionCallInfo fcinfo, bool weighted)
{
	CareTally *state = cq_tally_state(fcinfo);
	CareHistory history = {0};
	CareSegment segment;

	if (PG_ARGISNULL(1))
		PG_RETURN_TALLY(state);
	if (PG_ARGISNULL(2))
		cq_argument_is_null("as_at", "Give the day that the figures stand for.");
	cq_check_day(PG_GETARG_DATEADT(2), "as_at");
	cq_history_read(PG_GETARG_DATUM(1), &history);
	cq_check_existence(&history, NULL);
	if (!cq_history_at(&history, PG_GETARG_DATEADT(2), &segment))
		PG_RETURN_TALLY(state);
	if (weighted)
		cq_tally_add_weight(state, segment.rating, cq_get_weight(fcinfo, 3));
	else
		cq_tally_add_one(state, segment.rating);
	PG_RETURN_TALLY(state);
}

/* care_tally(history, as_at): those that exist on that very day. */
Datum
care_tally_add_history(PG_FUNCTION_ARGS)
{
	return add_history(fcinfo, false);
}

/* care_tally(history, as_at, weight): their weights. */
Datum
care_tally_add_history_weighted(PG_FUNCTION_ARGS)
{
	return add_history(fcinfo, true);
}
