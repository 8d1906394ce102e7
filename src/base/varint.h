/*
 * varint.h
 *		Unsigned LEB128: small numbers in few bytes, seven bits a byte, the
 *		lowest first, the high bit set in all but the last.
 *
 * Stored values are made of these, so a number has one form only: the reader
 * refuses a form with a needless last byte.
 */
#ifndef CARE_VARINT_H
#define CARE_VARINT_H

#include "base/compat.h"

#define CARE_VARINT_MAX 10 /* bytes of the longest form */

/* Writes v at p, which has CARE_VARINT_MAX bytes of room; the end of what it wrote. */
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
			if (byte == 0 && shift > 0)
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
