/*
 * aggregate.h
 *		What aggregates share: who may call their support functions, a state
 *		that grows, and what tells one that is an expanded object.
 *
 * A flat state is a varlena: a head, then elements of one size, and behind
 * those that are used room for more. That room is zero, always: an aggregate
 * without final function shows its state to whoever makes one, and other
 * databases' nodes are sent it.
 */
#ifndef CARE_AGGREGATE_H
#define CARE_AGGREGATE_H

#include "base/compat.h"

#include "nodes/nodes.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"

/* What every state begins with. */
#define CARE_STATE_HEADER \
	int32 vl_len_; /* varlena header, do not touch directly */ \
	uint8 kind;	   /* CareStateKind.kind */ \
	uint8 flags;   /* its aggregate's */ \
	uint16 unused; /* zero */ \
	uint64 used	   /* elements */

typedef struct CareState
{
	CARE_STATE_HEADER;
} CareState;

/*
 * What a state begins with that is an expanded object. Which one it is, its
 * letter tells, not the address of its methods: code compiled just in time may
 * have copies of our constants. An error in the middle of a change leaves it
 * marked; from then on it is refused.
 */
typedef struct CareExpanded
{
	ExpandedObjectHeader header;
	uint32 magic;  /* CARE_EXPANDED_MAGIC */
	uint8 kind;	   /* CareStateKind.kind */
	bool changing; /* now, or when an error came */
} CareExpanded;

#define CARE_EXPANDED_MAGIC 0x63617265

/*
 * Ledgers and logs of some more bytes than this are expanded objects. Each has
 * a memory context, and PostgreSQL's hash aggregation adds up the memory of all
 * contexts whenever a new group begins: 55,000 groups of 14 kB took 355 s with a
 * limit of 8 kB, and take some 20 s as flat values.
 */
#define CARE_FLAT_LIMIT 65536

/* What the states of one aggregate, or of some that share them, have in common. */
typedef struct CareStateKind
{
	uint8 kind;			   /* a letter; another layout takes another */
	uint8 flags;		   /* those that may be set */
	uint16 head;		   /* bytes before the first element */
	uint16 element;		   /* bytes of one; 0 if there are none */
	uint16 first;		   /* elements that a new state has room for */
	const char *too_large; /* the error of a state that would take more than 1 GB (54000) */
	const char *hint;	   /* what to do instead */
} CareStateKind;

extern void *cq_state_new(const CareStateKind *kind, uint64 room);
extern void *cq_state_grow(const CareStateKind *kind, const void *state, uint64 n);
CARE_NORETURN extern void cq_state_too_large(const CareStateKind *kind);
CARE_NORETURN extern void cq_state_invalid(void);
CARE_NORETURN extern void cq_not_an_aggregate(void);

/*
 * Whoever changes a state in place must be called by an aggregate: called in
 * any other way it would damage data (0A000).
 */
static inline void
cq_check_aggregate(FunctionCallInfo fcinfo)
{
	if (unlikely(fcinfo->context == NULL ||
				 !(IsA(fcinfo->context, AggState) || IsA(fcinfo->context, WindowAggState))))
		cq_not_an_aggregate();
}

/* The memory context of the aggregate's states. */
static inline MemoryContext
cq_aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		cq_not_an_aggregate();
	return context;
}

/* The elements that the largest state has room for. */
static inline uint64
cq_state_most(const CareStateKind *kind)
{
	return (MaxAllocSize - kind->head) / kind->element;
}

/* The elements that a state has room for. */
static inline uint64
cq_state_room(const CareStateKind *kind, const void *state)
{
	return kind->element == 0 ? 0 : (VARSIZE(state) - kind->head) / kind->element;
}

/*
 * The state in a datum, its header checked (else 22P03). It may come from a
 * tuple: detoasting gives it a full header, and where it is aligned for int
 * only, it has to be moved before its int64s can be read.
 */
static inline void *
cq_state_detoast(const CareStateKind *kind, Datum datum)
{
	CareState *state = (CareState *) DatumGetPointer(datum);

	if (unlikely(!VARATT_IS_4B_U(state)))
		state = (CareState *) PG_DETOAST_DATUM(datum);
	if (unlikely(state != (CareState *) MAXALIGN(state)))
		state = memcpy(palloc(VARSIZE(state)), state, VARSIZE(state));
	if (unlikely(VARSIZE(state) < kind->head || state->kind != kind->kind ||
				 (state->flags & ~kind->flags) != 0 || state->used > cq_state_room(kind, state)))
		cq_state_invalid();
	return state;
}

/* The state in an argument; NULL before the first row. */
static inline void *
cq_state_get(const CareStateKind *kind, FunctionCallInfo fcinfo, int arg)
{
	return PG_ARGISNULL(arg) ? NULL : cq_state_detoast(kind, PG_GETARG_DATUM(arg));
}

/* Begins a state that is an expanded object in a context of its own. */
static inline void
cq_expanded_init(CareExpanded *state, const CareStateKind *kind,
				 const ExpandedObjectMethods *methods, MemoryContext context)
{
	EOH_init_header(&state->header, methods, context);
	state->magic = CARE_EXPANDED_MAGIC;
	state->kind = kind->kind;
	state->changing = false;
}

/* Whether a state is an expanded object, of whatever kind. */
static inline bool
cq_is_expanded(Datum state)
{
	return VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(state));
}

/* An object that an error left in the middle of a change is an error (22P03). */
static inline void
cq_expanded_check(const CareExpanded *object)
{
	if (unlikely(object->changing))
		cq_state_invalid();
}

/* The object behind such a state; one of another kind is an error (22P03). */
static inline void *
cq_expanded_get(const CareStateKind *kind, Datum state)
{
	CareExpanded *object = (CareExpanded *) DatumGetEOHP(state);

	if (unlikely(object->magic != CARE_EXPANDED_MAGIC || object->kind != kind->kind))
		cq_state_invalid();
	cq_expanded_check(object);
	return object;
}

/* The object behind a state that may be changed; NULL if it is a value, or may only be read. */
static inline void *
cq_expanded_own(const CareStateKind *kind, Datum state)
{
	if (!VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(state)))
		return NULL;
	return cq_expanded_get(kind, state);
}

/*
 * The state with room for n more elements: itself, or a larger copy in the
 * caller's short-lived context, a new one if it is NULL. The old one is not
 * freed.
 */
static inline void *
cq_state_reserve(const CareStateKind *kind, void *state, uint64 n)
{
	if (likely(state != NULL && n <= cq_state_room(kind, state) - ((CareState *) state)->used))
		return state;
	return cq_state_grow(kind, state, n);
}

#endif
