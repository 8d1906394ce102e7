/*
 * stored.c
 *		Stored bytes that arrive, and what is wrong with them.
 */
#include "base/compat.h"

#include "libpq/pqformat.h"

#include "base/stored.h"

/*
 * All of a message as a value, for types whose binary form is the stored one:
 * whoever asks for it checks it. Sent it is by byteasend.
 */
bytea *
cq_stored_receive(StringInfo buffer)
{
	int length = buffer->len - buffer->cursor;
	bytea *value = palloc(VARHDRSZ + length);

	SET_VARSIZE(value, VARHDRSZ + length);
	pq_copymsgbytes(buffer, VARDATA(value), length);
	return value;
}

/* Bytes that are no value of the type: an error (22P03). */
void
cq_stored_invalid(const char *type)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("invalid binary form of %s", type));
}

/* Bytes that do not begin with the version that is read here: an error (0A000 or 22P03). */
void
cq_stored_refuse(const char *type, const uint8 *bytes, Size length)
{
	if (length == 0)
		cq_stored_invalid(type);
	ereport(ERROR,
			errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			errmsg("version %d of %s is not supported", bytes[0], type),
			errdetail("It was written by another version of care_quality."));
}
