/*
 * tally_type.c
 *		care_tally_summary: its stored, text and binary forms, and tallies of
 *		published counts.
 */
#include "base/compat.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "base/json.h"
#include "base/stored.h"
#include "tally/tally.h"

/* Ratings in the order of the text form and of published counts, and all keys of that form. */
static const CareRating ratings[CARE_RATINGS] = {CARE_OUTSTANDING,
												 CARE_GOOD,
												 CARE_REQUIRES_IMPROVEMENT,
												 CARE_INADEQUATE,
												 CARE_NOT_RATED};

static const char *const keys[] = {"outstanding",
								   "good",
								   "requires_improvement",
								   "inadequate",
								   "not_rated",
								   "version",
								   "weighted"};

/* A stored tally, detoasted; another version is an error (0A000), and so is damage (22P03). */
CareTally *
cq_tally_detoast(Datum datum)
{
	CareTally *tally = (CareTally *) PG_DETOAST_DATUM(datum);

	cq_check_stored_version(CARE_TALLY_TYPE,
							(const uint8 *) VARDATA(tally),
							VARSIZE(tally) - VARHDRSZ,
							CARE_TALLY_VERSION);
	if (!cq_tally_is_plain(tally))
		cq_stored_invalid(CARE_TALLY_TYPE);
	return tally;
}

PG_FUNCTION_INFO_V1(care_tally_summary_in);
PG_FUNCTION_INFO_V1(care_tally_summary_out);
PG_FUNCTION_INFO_V1(care_tally_summary_recv);
PG_FUNCTION_INFO_V1(care_tally_summary_send);
PG_FUNCTION_INFO_V1(care_tally_of);

/* Reads the JSON object that care_tally_summary_out writes (else 22P02). */
Datum
care_tally_summary_in(PG_FUNCTION_ARGS)
{
	CareJson json = {CARE_TALLY_TYPE, PG_GETARG_CSTRING(0), fcinfo->context};
	JsonbContainer *root = cq_json_parse(&json);
	CareTally *tally = cq_tally_new();
	CareJsonPart weighted;
	bool is_weighted = false;

	if (root == NULL || !cq_json_version(&json, root, CARE_TALLY_VERSION))
		PG_RETURN_NULL();
	for (int i = 0; i < CARE_RATINGS; i++)
	{
		int64 *count = &tally->count[ratings[i]];

		if (!cq_json_int64(&json, cq_json_key(root, keys[i]), count))
			PG_RETURN_NULL();
		if (*count < 0)
		{
			cq_json_report(&json, "Key \"%s\" is negative.", keys[i]);
			PG_RETURN_NULL();
		}
	}
	weighted = cq_json_key(root, "weighted");
	if (weighted.value != NULL && !cq_json_bool(&json, weighted, &is_weighted))
		PG_RETURN_NULL();
	if (!cq_json_only_keys(&json, root, keys, lengthof(keys)))
		PG_RETURN_NULL();
	if (is_weighted && !cq_tally_is_empty(tally))
		tally->flags = CARE_TALLY_WEIGHTED;
	PG_RETURN_TALLY(tally);
}

/* {"version": 1, "outstanding": N, "good": N, ..., "not_rated": N[, "weighted": true]} */
Datum
care_tally_summary_out(PG_FUNCTION_ARGS)
{
	CareTally *tally = PG_GETARG_TALLY(0);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "{\"version\": %d", tally->version);
	for (int i = 0; i < CARE_RATINGS; i++)
		appendStringInfo(&text, ", \"%s\": %lld", keys[i], (long long) tally->count[ratings[i]]);
	if (tally->flags & CARE_TALLY_WEIGHTED)
		appendStringInfoString(&text, ", \"weighted\": true");
	appendStringInfoChar(&text, '}');
	PG_RETURN_CSTRING(text.data);
}

/* Binary input: version, flags, then the five counts from Not rated up (else 22P03). */
Datum
care_tally_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	CareTally *tally = cq_tally_new();
	uint8 version = pq_getmsgbyte(buffer);
	int flags;
	int64 lowest = 0;

	cq_check_stored_version(CARE_TALLY_TYPE, &version, 1, CARE_TALLY_VERSION);
	flags = pq_getmsgbyte(buffer);
	for (int i = 0; i < CARE_RATINGS; i++)
	{
		tally->count[i] = pq_getmsgint64(buffer);
		lowest = Min(lowest, tally->count[i]);
	}
	if ((flags & ~CARE_TALLY_WEIGHTED) != 0 || lowest < 0 ||
		(flags != 0 && cq_tally_is_empty(tally)))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid binary form of %s", CARE_TALLY_TYPE),
				errdetail("Flags are %d, the lowest count is %lld.", flags, (long long) lowest));
	tally->flags = flags;
	PG_RETURN_TALLY(tally);
}

/* Binary output, as care_tally_summary_recv reads it. */
Datum
care_tally_summary_send(PG_FUNCTION_ARGS)
{
	CareTally *tally = PG_GETARG_TALLY(0);
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendbyte(&buffer, tally->version);
	pq_sendbyte(&buffer, tally->flags);
	for (int i = 0; i < CARE_RATINGS; i++)
		pq_sendint64(&buffer, tally->count[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

/* A published count less another; NaN and infinity are greater than any. */
static int
compare_count(Datum number, int64 count)
{
	return DatumGetInt32(
		DirectFunctionCall2(numeric_cmp,
							number,
							DirectFunctionCall1(int8_numeric, Int64GetDatum(count))));
}

/* A published count: whole, not negative, not NULL; else an error. */
static int64
get_count(FunctionCallInfo fcinfo, int arg)
{
	const char *name = keys[arg];
	Datum number;
	int64 count = 0;

	if (PG_ARGISNULL(arg))
		cq_argument_is_null(name, "Write coalesce(..., 0) if an empty cell means none.");
	number = PG_GETARG_DATUM(arg);
	if (compare_count(number, 0) > 0 && compare_count(number, PG_INT64_MAX) <= 0)
		count = DatumGetInt64(DirectFunctionCall1(numeric_int8, number));
	if (compare_count(number, count) != 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must be a whole number from 0 to %lld, not %s",
					   name,
					   (long long) PG_INT64_MAX,
					   DatumGetCString(DirectFunctionCall1(numeric_out, number))));
	return count;
}

/* A tally from published counts: outstanding, good, requires_improvement, inadequate, not_rated. */
Datum
care_tally_of(PG_FUNCTION_ARGS)
{
	CareTally *tally = cq_tally_new();

	for (int i = 0; i < CARE_RATINGS; i++)
		tally->count[ratings[i]] = get_count(fcinfo, i);
	PG_RETURN_TALLY(tally);
}
