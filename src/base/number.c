/*
 * number.c
 *		What is wrong with a count.
 */
#include "base/compat.h"

#include "base/number.h"

/* A count of more than 64 bits: an error (22003). */
void
cq_count_overflow(void)
{
	ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("bigint out of range"));
}
