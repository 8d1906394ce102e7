/*
 * history_agg.c
 *		The aggregates care_history and care_rollup of histories.
 *
 * Both collect the items of one location in a flat state, in any order, and
 * make its history of them at the end.
 */
#include "base/compat.h"

#include "utils/memutils.h"

#include "base/args.h"
#include "history/facts.h"
#include "history/history_type.h"
#include "base/state.h"

#define STATE_VERSION 1

/* Items: most locations never need more, and the state is 128 bytes, a power of 2. */
#define FIRST_ROOM 14

typedef struct ItemState
{
	int32 vl_len_; /* varlena header, do not touch directly */
	uint8 version;
	uint8 unused[3]; /* zero */
	uint32 used;	 /* items; there is room for more up to the end */
	uint32 unused2;	 /* zero */
	CareItem items[FLEXIBLE_ARRAY_MEMBER];
} ItemState;

#define STATE_SIZE(n) (offsetof(ItemState, items) + sizeof(CareItem) * (Size) (n))
#define STATE_ROOM(state) ((VARSIZE(state) - offsetof(ItemState, items)) / sizeof(CareItem))

/* A new state with room for n items. */
static ItemState *
new_state(uint64 n)
{
	ItemState *state;

	if (STATE_SIZE(n) > MaxAllocSize)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the history of one location would take more than 1 GB"),
				errhint("Group by location."));
	state = palloc0(STATE_SIZE(n));
	SET_VARSIZE(state, STATE_SIZE(n));
	state->version = STATE_VERSION;
	return state;
}

/* The state in an argument; NULL before the first row. */
static ItemState *
get_state(FunctionCallInfo fcinfo, int arg)
{
	ItemState *state;

	if (PG_ARGISNULL(arg))
		return NULL;
	state = (ItemState *) cq_state_detoast(PG_GETARG_DATUM(arg));
	if (VARSIZE(state) < STATE_SIZE(0) || state->version != STATE_VERSION ||
		state->used > STATE_ROOM(state))
		cq_state_invalid();
	return state;
}

/* The state, or a larger one in the caller's short-lived context, with room for n more. */
static ItemState *
make_room(ItemState *state, int n)
{
	ItemState *larger;

	if (state == NULL)
		return new_state(Max(n, FIRST_ROOM));
	if (state->used + (uint64) n <= STATE_ROOM(state))
		return state;
	larger = new_state(Max(state->used + (uint64) n, 2 * STATE_ROOM(state)));
	memcpy(larger->items, state->items, sizeof(CareItem) * state->used);
	larger->used = state->used;
	return larger;
}

PG_FUNCTION_INFO_V1(care_history_rollup);
PG_FUNCTION_INFO_V1(care_history_combine);
PG_FUNCTION_INFO_V1(care_history_final);

/*
 * care_history(rating, published, registered, deregistered). The registration
 * is mostly the same in every row: only another one than the first is kept.
 */
static inline Datum
care_history_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	ItemState *state = get_state(fcinfo, 0);
	CareItem items[CARE_ROW_ITEMS];
	int n = cq_facts_of_row(fcinfo, get, 1, NULL, items);

	cq_check_aggregate(fcinfo);
	state = make_room(state, n);
	for (int i = (state->used > 0 && state->items[0] == items[0]) ? 1 : 0; i < n; i++)
		state->items[state->used++] = items[i];
	PG_RETURN_POINTER(state);
}

CARE_RATING_FUNCTION(care_history_add);

/* care_rollup(history): pieces of one location's history; NULL is skipped. */
Datum
care_history_rollup(PG_FUNCTION_ARGS)
{
	ItemState *state = get_state(fcinfo, 0);
	CareHistory history = {0};

	cq_check_aggregate(fcinfo);
	if (PG_ARGISNULL(1))
	{
		if (state == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(state);
	}
	cq_history_read(PG_GETARG_DATUM(1), &history);
	state = make_room(state, CARE_HISTORY_ITEMS(&history));
	state->used += cq_facts_of_history(&history, state->items + state->used);
	PG_RETURN_POINTER(state);
}

/* Adds the items of one state to another (strict). */
Datum
care_history_combine(PG_FUNCTION_ARGS)
{
	ItemState *state = get_state(fcinfo, 0);
	ItemState *other = get_state(fcinfo, 1);

	cq_check_aggregate(fcinfo);
	state = make_room(state, other->used);
	memcpy(state->items + state->used, other->items, sizeof(CareItem) * other->used);
	state->used += other->used;
	PG_RETURN_POINTER(state);
}

/* The history of the items collected (strict); without any date an error (22004). */
Datum
care_history_final(PG_FUNCTION_ARGS)
{
	ItemState *state = get_state(fcinfo, 0);
	CareHistory history = {0};
	CareItem *items = palloc(sizeof(CareItem) * state->used);

	for (int i = 0; i < state->used; i++)
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
