/*
 * stored.h
 *		What is common to the stored forms of all summaries: the first byte is
 *		the version. It is also the first byte of the binary form.
 */
#ifndef CARE_STORED_H
#define CARE_STORED_H

#include "base/compat.h"

/* stored.c */
CARE_NORETURN extern void cq_stored_invalid(const char *type);
CARE_NORETURN extern void cq_stored_refuse(const char *type, const uint8 *bytes, Size length);

/* Another version than the one that is read here is an error (0A000), no bytes at all too (22P03). */
static inline void
cq_check_stored_version(const char *type, const uint8 *bytes, Size length, uint8 version)
{
	if (unlikely(length == 0 || bytes[0] != version))
		cq_stored_refuse(type, bytes, length);
}

#endif
