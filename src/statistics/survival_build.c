/*
 * survival_build.c
 *		The aggregates that build a care_survival_summary.
 *
 * The state, a bytea, is a log of records: a row appends one, and nothing is
 * moved. A full log is doubled; from 256 kB on its records are sorted before,
 * those alike added up, and it is doubled only if it is more than half full
 * even then. So it grows with the different numbers of days, not with the rows.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "base/aggregate.h"
#include "base/argument.h"
#include "statistics/survival.h"

typedef struct State
{
	CARE_STATE_HEADER;
	CareSurvivalRecord record[FLEXIBLE_ARRAY_MEMBER];
} State;

static const CareStateKind state_kind = {
	.kind = 'd', /* days */
	.head = offsetof(State, record),
	.element = sizeof(CareSurvivalRecord),
	.first = 8,
	.too_large = "the state of care_survival would be larger than 1 GB",
	.hint = "Count whole days, not seconds, or make one summary for each group.",
};

#define MERGE_ROOM (32 * 1024)

/* The state to add to: the first argument, a new one if it is NULL. */
static State *
get_own_state(FunctionCallInfo fcinfo)
{
	cq_check_aggregate(fcinfo);
	return cq_state_reserve(&state_kind, cq_state_get(&state_kind, fcinfo, 0), 0);
}

/* Sorts the records of a state and adds up those alike. */
static void
merge(State *state)
{
	uint64 used = state->used;

	state->used = cq_survival_merge(state->record, used);
	memset(state->record + state->used, 0, sizeof(CareSurvivalRecord) * (used - state->used));
}

/* A state with room for one more record; no room left at 1 GB is an error (54000). */
static State *
make_room(State *state)
{
	uint64 room = cq_state_room(&state_kind, state);

	if (room >= MERGE_ROOM)
		merge(state);
	if (state->used <= room / 2 && state->used < room)
		return state;
	return cq_state_grow(&state_kind, state, 1);
}

/* The state with one more record. */
static inline State *
add_record(State *state, CareSurvivalRecord record)
{
	if (unlikely(state->used == cq_state_room(&state_kind, state)))
		state = make_room(state);
	state->record[state->used++] = record;
	return state;
}

/* ---- one row ---- */

/* The row as a record; NULL is an error (22004), and so are days below 0 (22023). */
static CareSurvivalRecord
get_record(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(1))
		cq_argument_is_null("days", "Leave such rows out: FILTER (WHERE days IS NOT NULL).");
	if (PG_ARGISNULL(2))
		cq_argument_is_null("ended", "Write false for what has not ended yet.");
	if (PG_GETARG_INT32(1) < 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"days\" must not be negative, but is %d", PG_GETARG_INT32(1)),
				errhint("It is the later date less the earlier."));
	return cq_survival_record(PG_GETARG_INT32(1), PG_GETARG_BOOL(2), 1);
}

PG_FUNCTION_INFO_V1(care_survival_add);
PG_FUNCTION_INFO_V1(care_survival_add_summary);
PG_FUNCTION_INFO_V1(care_survival_combine);
PG_FUNCTION_INFO_V1(care_survival_final);

/* care_survival(days, ended): one thing more. */
Datum
care_survival_add(PG_FUNCTION_ARGS)
{
	CareSurvivalRecord record = get_record(fcinfo);

	PG_RETURN_POINTER(add_record(get_own_state(fcinfo), record));
}

/* care_rollup(survival): the entries of a summary; those of NULL are none. */
Datum
care_survival_add_summary(PG_FUNCTION_ARGS)
{
	CareSurvivalReader reader;
	CareSurvivalEntry entry;
	State *state;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	state = get_own_state(fcinfo);
	cq_survival_begin(&reader, PG_GETARG_SURVIVAL(1));
	while (cq_survival_next(&reader, &entry))
	{
		CHECK_FOR_INTERRUPTS();
		if (entry.censored > 0)
			state = add_record(state, cq_survival_record(entry.days, false, entry.censored));
		if (entry.ended > 0)
			state = add_record(state, cq_survival_record(entry.days, true, entry.ended));
	}
	PG_RETURN_POINTER(state);
}

/* ---- states ---- */

/* Adds the records of one state to another (strict). Every record means something. */
Datum
care_survival_combine(PG_FUNCTION_ARGS)
{
	State *state = get_own_state(fcinfo);
	State *other = cq_state_get(&state_kind, fcinfo, 1);

	for (uint64 i = 0; i < other->used; i++)
	{
		CHECK_FOR_INTERRUPTS();
		state = add_record(state, other->record[i]);
	}
	PG_RETURN_POINTER(state);
}

/* The summary of a state, which stays as it is (strict). */
Datum
care_survival_final(PG_FUNCTION_ARGS)
{
	State *state = cq_state_get(&state_kind, fcinfo, 0);
	CareSurvivalRecord *records =
		palloc_extended(sizeof(CareSurvivalRecord) * Max(state->used, 1), MCXT_ALLOC_HUGE);
	int64 n;

	memcpy(records, state->record, sizeof(CareSurvivalRecord) * state->used);
	n = cq_survival_merge(records, state->used);
	PG_RETURN_BYTEA_P(cq_survival_encode(records, n));
}
