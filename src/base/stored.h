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

/*
 * Numbers are unsigned LEB128: small ones take few bytes, seven bits a byte,
 * the lowest first, the high bit set in all but the last. A number has one
 * form only: the reader refuses one with a needless last byte.
 */
#define CARE_VARINT_MAX 10 /* bytes of the longest form */

/* Writes v at p, which has room for it, at most CARE_VARINT_MAX bytes; the end of what it wrote. */
static inline uint8 *
cq_varint_put(uint8 *p, uint64 v)
{
	while (v >= 0x80)
	{
		*p++ = (uint8) (v | 0x80);
		v >>= 7;
	}
	*p++ = (uint8) v;
	return p;
}

/* The bytes that cq_varint_put writes for v. */
static inline int
cq_varint_size(uint64 v)
{
	int size = 1;

	while (v >= 0x80)
	{
		v >>= 7;
		size++;
	}
	return size;
}

/*
 * Reads a number at *p, not past end, and moves *p behind it. False, with *p
 * as it was, if it is cut off, over 64 bits, or longer than it need be. Most
 * numbers have one byte.
 */
static inline bool
cq_varint_get(const uint8 **p, const uint8 *end, uint64 *v)
{
	const uint8 *at = *p;
	uint64 result = 0;

	if (likely(at < end && *at < 0x80))
	{
		*v = *at;
		*p = at + 1;
		return true;
	}

	for (int shift = 0;; shift += 7)
	{
		uint8 byte;

		if (at >= end)
			return false;
		byte = *at++;
		if (shift == 63 && byte > 1)
			return false;
		result |= (uint64) (byte & 0x7f) << shift;
		if (byte < 0x80)
		{
			if (byte == 0)
				return false;
			*p = at;
			*v = result;
			return true;
		}
	}
}

/* Signed numbers as unsigned ones, small when they are near zero. */
static inline uint64
cq_zigzag(int64 v)
{
	return ((uint64) v << 1) ^ (uint64) (v >> 63);
}

static inline int64
cq_unzigzag(uint64 v)
{
	return (int64) (v >> 1) ^ -(int64) (v & 1);
}

#endif
