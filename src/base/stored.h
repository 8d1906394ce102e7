/*
 * stored.h
 *		What is common to the stored forms of all summaries: the first byte is
 *		the version. It is also the first byte of the binary form.
 */
#ifndef CARE_STORED_H
#define CARE_STORED_H

#include "base/compat.h"

#include "lib/stringinfo.h"

/* stored.c */
extern bytea *cq_stored_receive(StringInfo buffer);
CARE_NORETURN extern void cq_stored_invalid(const char *type);
CARE_NORETURN extern void cq_stored_refuse(const char *type, const uint8 *bytes, Size length);

/* Another version than the one that is read here is an error (0A000), no bytes at all too (22P03). */
static inline void
cq_check_stored_version(const char *type, const uint8 *bytes, Size length, uint8 version)
{
	if (unlikely(length == 0 || bytes[0] != version))
		cq_stored_refuse(type, bytes, length);
}

/*
 * A text form is read back as jsonb, whose arrays have room for 2^28 bytes. An
 * entry [text, date, date, number] takes no more than 80 there, so a value
 * with so many of them can be dumped and restored.
 */
#define CARE_STORED_ENTRIES ((INT64CONST(1) << 28) / 80)

/* A value with more entries, which could be stored but not restored, is an error (54000). */
static inline void
cq_stored_check_entries(const char *type, int64 n)
{
	if (unlikely(n > CARE_STORED_ENTRIES))
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("%s would have %lld entries and could not be dumped", type, (long long) n),
				errdetail("It may have %lld.", (long long) CARE_STORED_ENTRIES),
				errhint("Make one for each council or each year."));
}

#endif
