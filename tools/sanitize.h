/*
 * sanitize.h
 *		For make check-sanitize and make fuzz: what AddressSanitizer must know
 *		about PostgreSQL's memory. The compiler includes it before every file.
 *
 * palloc() cuts small pieces out of large blocks, so that an overrun goes
 * from one piece into the next and AddressSanitizer sees nothing. Here each
 * piece is so large that it becomes a block of its own, which starts where
 * the piece starts; what is behind its end is poisoned, and what is in it is
 * not zero. A detoasted argument is copied into such a piece. Freed blocks
 * are known to AddressSanitizer without any help.
 */
#ifndef CARE_SANITIZE_H
#define CARE_SANITIZE_H

#include "postgres.h"
#include "fmgr.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif
#include "utils/memutils.h"

#include <sanitizer/asan_interface.h>

/* No memory context keeps pieces of this size in a common block. */
#define CARE_FENCE 8192

static inline void *
care_fence(void *piece, Size size, bool fill)
{
	if (fill)
		memset(piece, 0x5a, size);
	ASAN_POISON_MEMORY_REGION((char *) piece + size, CARE_FENCE);
	return piece;
}

static inline Size
care_fenced(Size size, Size most)
{
	/* the refusal of too large a size must stay what it is */
	if (size > most - CARE_FENCE)
		return size;
	/* of nothing, too: else its fence would be a piece of a common block, which stays poisoned when others get it */
	return Max(size, 1) + CARE_FENCE;
}

static inline void *
care_checked_alloc(MemoryContext context, Size size, int flags)
{
	Size most = (flags & MCXT_ALLOC_HUGE) ? MaxAllocHugeSize : MaxAllocSize;
	Size fenced = care_fenced(size, most);
	void *piece = MemoryContextAllocExtended(context, fenced, flags);

	/* NULL with MCXT_ALLOC_NO_OOM */
	if (piece == NULL || fenced == size)
		return piece;
	return care_fence(piece, size, !(flags & MCXT_ALLOC_ZERO));
}

static inline void *
care_checked_realloc(void *piece, Size size, bool huge)
{
	Size fenced = care_fenced(size, huge ? MaxAllocHugeSize : MaxAllocSize);

	piece = huge ? repalloc_huge(piece, fenced) : repalloc(piece, fenced);
	ASAN_UNPOISON_MEMORY_REGION(piece, fenced);
	return fenced == size ? piece : care_fence(piece, size, false);
}

/*
 * A copy of a detoasted value; its end is where the value ends. A large one
 * has a block of its own as it is; and growing states would be copied for
 * every row.
 */
static inline struct varlena *
care_checked_value(struct varlena *value)
{
	Size size = VARSIZE_ANY(value);
	struct varlena *copy;

	if (size > CARE_FENCE)
		return value;
	copy = care_checked_alloc(CurrentMemoryContext, size, 0);
	memcpy(copy, value, size);
	return copy;
}

#define palloc(size) care_checked_alloc(CurrentMemoryContext, size, 0)
#define palloc0(size) care_checked_alloc(CurrentMemoryContext, size, MCXT_ALLOC_ZERO)
#define palloc_extended(size, flags) care_checked_alloc(CurrentMemoryContext, size, flags)
#define MemoryContextAlloc(context, size) care_checked_alloc(context, size, 0)
#define MemoryContextAllocZero(context, size) care_checked_alloc(context, size, MCXT_ALLOC_ZERO)
#define MemoryContextAllocHuge(context, size) care_checked_alloc(context, size, MCXT_ALLOC_HUGE)
#define repalloc(piece, size) care_checked_realloc(piece, size, false)
#define repalloc_huge(piece, size) care_checked_realloc(piece, size, true)
#define pg_detoast_datum(value) care_checked_value(pg_detoast_datum(value))
#define pg_detoast_datum_copy(value) care_checked_value(pg_detoast_datum_copy(value))
#define pg_detoast_datum_packed(value) care_checked_value(pg_detoast_datum_packed(value))

#endif
