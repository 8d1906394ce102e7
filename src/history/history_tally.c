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
PG_FUNCTION_INFO_V1(care_tally_remove_history);
PG_FUNCTION_INFO_V1(care_tally_remove_history_weighted);

/* The rating to count for the history in argument 1 on the day in argument 2; false if there is none. */
static bool
rating_to_count(FunctionCallInfo fcinfo, CareRating *rating)
{
	CareHistoryRoom room;
	CareHistory history = cq_history_in(&room);
	CareEvent event;

	if (PG_ARGISNULL(1))
		return false;
	if (PG_ARGISNULL(2))
		cq_argument_is_null("as_at", "Give the day that the figures stand for.");
	cq_check_day(PG_GETARG_DATEADT(2), "as_at");
	cq_history_read(PG_GETARG_DATUM(1), &history);
	cq_check_existence(&history, NULL);
	if (!cq_history_at(&history, PG_GETARG_DATEADT(2), &event))
		return false;
	*rating = event.rating;
	return true;
}

/* The state with the history counted, as the function given does it. */
static inline Datum
count(FunctionCallInfo fcinfo, void (*one)(CareTally *, CareRating))
{
	CareTally *state = cq_tally_state(fcinfo);
	CareRating rating;

	if (rating_to_count(fcinfo, &rating))
		one(state, rating);
	PG_RETURN_TALLY(state);
}

/* The same with the weight in argument 3. */
static inline Datum
weigh(FunctionCallInfo fcinfo, void (*weight)(CareTally *, CareRating, int64))
{
	CareTally *state = cq_tally_state(fcinfo);
	CareRating rating;

	if (rating_to_count(fcinfo, &rating))
		weight(state, rating, cq_get_weight(fcinfo, 3));
	PG_RETURN_TALLY(state);
}

/* care_tally(history, as_at): those that exist on that very day. */
Datum
care_tally_add_history(PG_FUNCTION_ARGS)
{
	return count(fcinfo, cq_tally_add_one);
}

/* The inverse of care_tally_add_history. */
Datum
care_tally_remove_history(PG_FUNCTION_ARGS)
{
	return count(fcinfo, cq_tally_remove_one);
}

/* care_tally(history, as_at, weight): their weights. */
Datum
care_tally_add_history_weighted(PG_FUNCTION_ARGS)
{
	return weigh(fcinfo, cq_tally_add_weight);
}

/* The inverse of care_tally_add_history_weighted. */
Datum
care_tally_remove_history_weighted(PG_FUNCTION_ARGS)
{
	return weigh(fcinfo, cq_tally_remove_weight);
}
