/*
 * waiting_build.c
 *		The aggregates that build a care_waiting_summary.
 *
 * The state, a bytea, is a log of records: a row appends one, and nothing is
 * moved. A full log is doubled; from 8 MB on its records are sorted before,
 * those alike added up, and it is doubled only if it is more than half full
 * even then. So a row costs little, and the log grows with the entries.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "base/aggregate.h"
#include "waiting/waiting.h"

typedef struct State
{
	CARE_STATE_HEADER;
	CareWaitingRecord record[FLEXIBLE_ARRAY_MEMBER];
} State;

static const CareStateKind state_kind = {
	.kind = 'r', /* requests */
	.head = offsetof(State, record),
	.element = sizeof(CareWaitingRecord),
	.first = 8,
	.too_large = "the state of care_waiting would be larger than 1 GB",
	.hint = "Make one summary for each council or each year of requests.",
};

#define MERGE_ROOM (1024 * 1024)

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

	state->used = cq_waiting_merge(state->record, used);
	memset(state->record + state->used, 0, sizeof(CareWaitingRecord) * (used - state->used));
}

/* A state with room for one more record; no room left at 1 GB is an error (54000). */
static State *
make_room(State *state)
{
	uint64 room = cq_state_room(&state_kind, state);
	bool largest = room == cq_state_most(&state_kind);

	if (likely(state->used < room))
		return state;
	if (room >= MERGE_ROOM)
		merge(state);
	if (state->used < (largest ? room / 16 * 15 : room / 2))
		return state;
	if (largest)
		cq_state_too_large(&state_kind);
	return cq_state_grow(&state_kind, state, 1);
}

/* The state with one more record. */
static inline State *
add_record(State *state, CareWaitingRecord record)
{
	state = make_room(state);
	state->record[state->used++] = record;
	return state;
}

/* ---- one row ---- */

/* The day of request; NULL or not in range is an error (22004, 22008). */
static DateADT
get_requested(FunctionCallInfo fcinfo, int arg)
{
	if (PG_ARGISNULL(arg))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("requested date is null"),
				errhint("Leave such rows out: FILTER (WHERE requested IS NOT NULL)."));
	cq_check_day(PG_GETARG_DATEADT(arg), "requested");
	return PG_GETARG_DATEADT(arg);
}

/* A day of end, CARE_OPEN if there is none; one before the request is an error (22008). */
static DateADT
get_ended(FunctionCallInfo fcinfo, int arg, const char *what, DateADT requested)
{
	DateADT ended = cq_get_day(fcinfo, arg, what);

	if (unlikely(ended < requested))
		ereport(ERROR,
				errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("%s date \"%s\" is before requested date \"%s\"",
					   what,
					   cq_day_text(ended),
					   cq_day_text(requested)));
	return ended;
}

/* A request: the earlier of its two ends counts, completed if they are one day. */
static CareWaitingRecord
get_record(FunctionCallInfo fcinfo)
{
	CareWaitingEntry entry = {.requested = get_requested(fcinfo, 1), .count = 1};
	DateADT completed = get_ended(fcinfo, 2, "completed", entry.requested);
	DateADT removed = CARE_OPEN;

	if (PG_NARGS() > 3)
		removed = get_ended(fcinfo, 3, "removed", entry.requested);
	entry.ended = Min(completed, removed);
	if (entry.ended == CARE_OPEN)
		entry.kind = CARE_WAITING;
	else
		entry.kind = completed <= removed ? CARE_COMPLETED : CARE_REMOVED;
	return cq_waiting_record(&entry);
}

PG_FUNCTION_INFO_V1(care_waiting_add);
PG_FUNCTION_INFO_V1(care_waiting_add_summary);
PG_FUNCTION_INFO_V1(care_waiting_combine);
PG_FUNCTION_INFO_V1(care_waiting_final);

/* care_waiting(requested, completed[, removed]): one request more. */
Datum
care_waiting_add(PG_FUNCTION_ARGS)
{
	CareWaitingRecord record = get_record(fcinfo);

	PG_RETURN_POINTER(add_record(get_own_state(fcinfo), record));
}

/* care_rollup(summary): the entries of a summary; those of NULL are none. */
Datum
care_waiting_add_summary(PG_FUNCTION_ARGS)
{
	CareWaitingReader reader;
	CareWaitingEntry entry;
	State *state;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	state = get_own_state(fcinfo);
	cq_waiting_begin(&reader, PG_GETARG_WAITING(1));
	while (cq_waiting_next(&reader, &entry))
	{
		CHECK_FOR_INTERRUPTS();
		state = add_record(state, cq_waiting_record(&entry));
	}
	PG_RETURN_POINTER(state);
}

/* ---- states ---- */

/* Checks every record of a state that came from elsewhere (else 22P03). */
static void
check_records(const State *state)
{
	const uint64 code_mask = (UINT64CONST(1) << CARE_WAITING_CODE_BITS) - 1;

	for (uint64 i = 0; i < state->used; i++)
	{
		uint64 key = CARE_WAITING_KEY(state->record[i]);
		uint64 day = key >> CARE_WAITING_CODE_BITS;
		uint64 code = key & code_mask;
		uint64 waited = code == 0 ? 0 : (code - 1) / 2;

		CHECK_FOR_INTERRUPTS();
		if (day + waited >= (uint64) (CARE_DAY_END - CARE_DAY_MIN))
			cq_state_invalid();
	}
}

/* Adds the records of one state to another (strict). */
Datum
care_waiting_combine(PG_FUNCTION_ARGS)
{
	State *state = get_own_state(fcinfo);
	State *other = cq_state_get(&state_kind, fcinfo, 1);

	check_records(other);
	for (uint64 i = 0; i < other->used; i++)
	{
		CHECK_FOR_INTERRUPTS();
		state = add_record(state, other->record[i]);
	}
	PG_RETURN_POINTER(state);
}

/* The summary of a state, which stays as it is (strict). */
Datum
care_waiting_final(PG_FUNCTION_ARGS)
{
	State *state = cq_state_get(&state_kind, fcinfo, 0);
	CareWaitingRecord *records = palloc(sizeof(CareWaitingRecord) * Max(state->used, 1));
	int64 n;

	check_records(state);
	memcpy(records, state->record, sizeof(CareWaitingRecord) * state->used);
	n = cq_waiting_merge(records, state->used);
	PG_RETURN_BYTEA_P(cq_waiting_encode(records, n));
}
