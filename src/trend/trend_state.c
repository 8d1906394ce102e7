/*
 * trend_state.c
 *		care_trend_state: the state of the aggregates that add up trends.
 *
 * In memory it is a sum of cells in any order, with room for more. From one
 * node to another it goes packed, a thirtieth as large: a byte, 1 if some part
 * counts locations, else 0; then the trend so far, in its stored form. As text
 * that is base64.
 */
#include "base/compat.h"

#include "common/base64.h"
#include "libpq/pqformat.h"

#include "base/stored.h"
#include "trend/trend.h"

#define TYPE_NAME "care_trend_state"

PG_FUNCTION_INFO_V1(care_trend_state_in);
PG_FUNCTION_INFO_V1(care_trend_state_out);
PG_FUNCTION_INFO_V1(care_trend_state_recv);
PG_FUNCTION_INFO_V1(care_trend_state_send);
PG_FUNCTION_INFO_V1(care_trend_state_combine);

/* The state in an argument of an aggregate's function, a new one before the first row. */
CareCells *
cq_trend_state(FunctionCallInfo fcinfo, int arg)
{
	CareCells *state;

	cq_check_aggregate(fcinfo);
	state = cq_state_reserve(&cq_cells_kind, cq_state_get(&cq_cells_kind, fcinfo, arg), 0);
	if (state->table > 2 * state->used)
		cq_state_invalid();
	return state;
}

/* A state as it travels. */
static bytea *
pack(const CareCells *state)
{
	struct varlena *trend = cq_trend_store(state);
	bytea *packed = palloc(VARSIZE(trend) + 1);

	SET_VARSIZE(packed, VARSIZE(trend) + 1);
	VARDATA(packed)[0] = (state->flags & CARE_CELLS_COUNT) != 0;
	memcpy(VARDATA(packed) + 1, VARDATA(trend), VARSIZE(trend) - VARHDRSZ);
	return packed;
}

/* A state that has travelled; NULL if it is none. */
static CareCells *
unpack(const uint8 *bytes, int length)
{
	CareCells *state;

	if (length < 1 || bytes[0] > 1)
		return NULL;
	state = cq_trend_try_add(NULL, bytes + 1, length - 1);
	if (state == NULL || (bytes[0] == 1 && (state->flags & CARE_TREND_WEIGHTED)))
		return NULL;
	if (bytes[0] == 1)
		state->flags |= CARE_CELLS_COUNT;
	return state;
}

/* Text input (else 22P02). */
Datum
care_trend_state_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	int length = strlen(text);
	uint8 *bytes = palloc(pg_b64_dec_len(length) + 1);
	CareCells *state;

	/* whose bytes are signed has changed in 18 */
	length = pg_b64_decode(text, length, (void *) bytes, pg_b64_dec_len(length));
	state = unpack(bytes, length);
	if (state == NULL)
		ereturn(fcinfo->context,
				(Datum) 0,
				errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type %s", TYPE_NAME));
	PG_RETURN_POINTER(state);
}

/* Text output. */
Datum
care_trend_state_out(PG_FUNCTION_ARGS)
{
	bytea *packed = pack(cq_state_get(&cq_cells_kind, fcinfo, 0));
	int length = VARSIZE(packed) - VARHDRSZ;
	int room = pg_b64_enc_len(length) + 1;
	char *text = palloc(room);

	length = pg_b64_encode((void *) VARDATA(packed), length, text, room);
	Assert(length >= 0);
	text[length] = '\0';
	PG_RETURN_CSTRING(text);
}

/* Binary input (else 22P03). */
Datum
care_trend_state_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	int length = buffer->len - buffer->cursor;
	CareCells *state = unpack((const uint8 *) pq_getmsgbytes(buffer, length), length);

	if (state == NULL)
		cq_stored_invalid(TYPE_NAME);
	PG_RETURN_POINTER(state);
}

/* Binary output. */
Datum
care_trend_state_send(PG_FUNCTION_ARGS)
{
	PG_RETURN_BYTEA_P(pack(cq_state_get(&cq_cells_kind, fcinfo, 0)));
}

/* Adds one state to another (strict). */
Datum
care_trend_state_combine(PG_FUNCTION_ARGS)
{
	const CareCells *other = cq_state_get(&cq_cells_kind, fcinfo, 1);

	PG_RETURN_POINTER(cq_cells_add_cells(cq_trend_state(fcinfo, 0), other));
}
