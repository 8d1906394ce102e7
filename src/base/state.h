/*
 * state.h
 *		Aggregate states of type bytea.
 *
 * A state may come from a tuple: detoasting gives it a full header, and as
 * bytea is aligned for int only, it may have to be moved before its int64s
 * can be read. What it says is checked by whoever made it.
 */
#ifndef CARE_STATE_H
#define CARE_STATE_H

#include "base/compat.h"

static inline struct varlena *
cq_state_detoast(Datum datum)
{
	struct varlena *state = (struct varlena *) DatumGetPointer(datum);
	struct varlena *aligned;

	if (unlikely(!VARATT_IS_4B_U(state)))
		state = PG_DETOAST_DATUM(datum);
	if (likely(state == (struct varlena *) MAXALIGN(state)))
		return state;
	aligned = palloc(VARSIZE(state));
	memcpy(aligned, state, VARSIZE(state));
	return aligned;
}

/* A state that no aggregate of this library can have made: an error (22P03). */
static inline void
cq_state_invalid(void)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("invalid state of a care_quality aggregate"));
}

#endif
