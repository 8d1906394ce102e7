/*
 * history_agg.c
 *		The aggregates care_history and care_rollup of histories.
 *
 * Both collect the items of one location in a flat state, in any order, and
 * make its history of them at the end.
 */
#include "base/compat.h"

#include "base/aggregate.h"
#include "history/item.h"
#include "history/history_type.h"

/* Items of one location, in any order. */
typedef struct ItemState
{
	CARE_STATE_HEADER;
	CareItem items[FLEXIBLE_ARRAY_MEMBER];
} ItemState;

/* Most locations never need more than 14 items, and so many make 128 bytes, a power of 2. */
static const CareStateKind state_kind = {
	.kind = 'h',
	.head = offsetof(ItemState, items),
	.element = sizeof(CareItem),
	.first = 14,
	.too_large = "the history of one location would take more than 1 GB",
	.hint = "Group by location.",
};

PG_FUNCTION_INFO_V1(care_history_add_summary);
PG_FUNCTION_INFO_V1(care_history_combine);
PG_FUNCTION_INFO_V1(care_history_final);

/*
 * care_history(rating, published, registered, deregistered). The registration
 * is mostly the same in every row: only another one than the first is kept.
 */
static inline Datum
care_history_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	ItemState *state = cq_state_get(&state_kind, fcinfo, 0);
	CareItem items[CARE_ROW_ITEMS];
	int n = cq_items_of_row(fcinfo, get, 1, NULL, items);

	cq_check_aggregate(fcinfo);
	state = cq_state_reserve(&state_kind, state, n);
	for (int i = (state->used > 0 && state->items[0] == items[0]) ? 1 : 0; i < n; i++)
		state->items[state->used++] = items[i];
	PG_RETURN_POINTER(state);
}

CARE_RATING_FUNCTION(care_history_add);

/* care_rollup(history): pieces of one location's history; NULL is skipped. */
Datum
care_history_add_summary(PG_FUNCTION_ARGS)
{
	ItemState *state = cq_state_get(&state_kind, fcinfo, 0);
	CareHistory history = {0};

	cq_check_aggregate(fcinfo);
	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	cq_history_read(PG_GETARG_DATUM(1), &history);
	state = cq_state_reserve(&state_kind, state, CARE_MAX_ITEMS(&history));
	state->used += cq_history_items(&history, state->items + state->used);
	PG_RETURN_POINTER(state);
}

/* Adds the items of one state to another (strict). */
Datum
care_history_combine(PG_FUNCTION_ARGS)
{
	ItemState *state = cq_state_get(&state_kind, fcinfo, 0);
	ItemState *other = cq_state_get(&state_kind, fcinfo, 1);

	cq_check_aggregate(fcinfo);
	state = cq_state_reserve(&state_kind, state, other->used);
	memcpy(state->items + state->used, other->items, sizeof(CareItem) * other->used);
	state->used += other->used;
	PG_RETURN_POINTER(state);
}

/* The history of the items collected (strict); without any date an error (22004). */
Datum
care_history_final(PG_FUNCTION_ARGS)
{
	ItemState *state = cq_state_get(&state_kind, fcinfo, 0);
	CareHistory history = {0};
	CareItem *items = palloc(sizeof(CareItem) * state->used);

	for (uint64 i = 0; i < state->used; i++)
	{
		if (!cq_item_is_valid(state->items[i]) ||
			CARE_ITEM_KIND(state->items[i]) == CARE_ITEM_PERIOD)
			cq_state_invalid();
		items[i] = state->items[i];
	}
	cq_history_reserve(&history, state->used);
	if (!cq_history_build(items, state->used, &history))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("a location has neither a registration date nor a dated rating"),
				errhint("Filter such locations out, for example with "
						"FILTER (WHERE coalesce(registered, published) IS NOT NULL)."));
	PG_RETURN_POINTER(cq_history_store(&history));
}
