/*
 * aggregate.c
 *		What aggregates share: a state that grows, and what is wrong with one.
 */
#include "base/compat.h"

#include "base/aggregate.h"

/* A new state with room for so many elements, all zero but its header; over 1 GB is an error (54000). */
void *
cq_state_new(const CareStateKind *kind, uint64 room)
{
	Size size;
	CareState *state;

	if (room > 0 && room > cq_state_most(kind))
		cq_state_too_large(kind);
	size = kind->head + (Size) kind->element * room;
	state = palloc0(size);
	SET_VARSIZE(state, size);
	state->kind = kind->kind;
	return state;
}

/*
 * A copy of a state with room for n more elements, twice as large at least; a
 * new state if it is NULL. More than 1 GB is an error (54000).
 */
void *
cq_state_grow(const CareStateKind *kind, const void *state, uint64 n)
{
	const uint64 most = cq_state_most(kind);
	const CareState *old = state;
	uint64 used = old == NULL ? 0 : old->used;
	uint64 room = old == NULL ? kind->first : 2 * cq_state_room(kind, old);
	CareState *larger;

	if (n > most || used > most - n)
		cq_state_too_large(kind);
	larger = cq_state_new(kind, Max(used + n, Min(room, most)));
	if (old != NULL)
	{
		/* all but the length, which is in the first four bytes */
		memcpy((char *) larger + VARHDRSZ,
			   (const char *) old + VARHDRSZ,
			   kind->head - VARHDRSZ + (Size) kind->element * used);
	}
	return larger;
}

/* A state that would take more than 1 GB: an error (54000). */
void
cq_state_too_large(const CareStateKind *kind)
{
	ereport(ERROR,
			errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			errmsg("%s", kind->too_large),
			errhint("%s", kind->hint));
}

/* A state that no aggregate of this library can have made: an error (22P03). */
void
cq_state_invalid(void)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("invalid state of a care_quality aggregate"));
}

/* Reports a call of an aggregate's support function by hand (0A000). */
void
cq_not_an_aggregate(void)
{
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("aggregate support function called in non-aggregate context"));
}
