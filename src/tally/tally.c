/*
 * tally.c
 *		care_tally_summary: the type, its arithmetic, and the aggregates that
 *		build it.
 */
#include "base/compat.h"

#include "common/int.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "base/json.h"
#include "base/aggregate.h"
#include "base/stored.h"
#include "tally/tally.h"

#define TYPE_NAME "care_tally_summary"

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

/* A new empty tally. */
CareTally *
cq_tally_new(void)
{
	CareTally *tally = palloc0(sizeof(CareTally));

	SET_VARSIZE(tally, sizeof(CareTally));
	tally->version = CARE_TALLY_VERSION;
	return tally;
}

/* Whether it counts nothing. */
bool
cq_tally_is_empty(const CareTally *tally)
{
	int64 any = 0;

	for (int i = 0; i < CARE_RATINGS; i++)
		any |= tally->count[i];
	return any == 0;
}

/* A stored tally, detoasted; another version is an error (0A000), and so is damage (22P03). */
CareTally *
cq_tally_detoast(Datum datum)
{
	CareTally *tally = (CareTally *) PG_DETOAST_DATUM(datum);

	cq_check_stored_version(TYPE_NAME,
							(const uint8 *) VARDATA(tally),
							VARSIZE(tally) - VARHDRSZ,
							CARE_TALLY_VERSION);
	if (!cq_tally_is_plain(tally))
		cq_stored_invalid(TYPE_NAME);
	return tally;
}

/* A count that is too large: an error (22003). */
void
cq_tally_overflow(void)
{
	ereport(ERROR,
			errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("%s out of range", TYPE_NAME));
}

/* Counts and weights do not add up to anything: an error (22023). */
static void
check_same_unit(const CareTally *a, const CareTally *b)
{
	if (a->flags != b->flags && !cq_tally_is_empty(a) && !cq_tally_is_empty(b))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("cannot combine a weighted tally with a tally of locations"),
				errhint("Build both with a weight, or both without."));
}

/* sum += tally; the flags of an empty tally do not count. */
static void
add_tally(CareTally *sum, const CareTally *tally)
{
	check_same_unit(sum, tally);
	for (int i = 0; i < CARE_RATINGS; i++)
	{
		if (pg_add_s64_overflow(sum->count[i], tally->count[i], &sum->count[i]))
			cq_tally_overflow();
	}
	sum->flags |= tally->flags;
}

/* difference -= tally; false, and then it is of no use, if a count falls below zero. */
static bool
subtract_tally(CareTally *difference, const CareTally *tally)
{
	check_same_unit(difference, tally);
	for (int i = 0; i < CARE_RATINGS; i++)
	{
		difference->count[i] -= tally->count[i];
		if (difference->count[i] < 0)
			return false;
	}
	if (cq_tally_is_empty(difference))
		difference->flags = 0;
	return true;
}

/* A weight: NULL is 0, a negative one is an error (22023). */
int64
cq_get_weight(FunctionCallInfo fcinfo, int arg)
{
	int64 weight = PG_ARGISNULL(arg) ? 0 : PG_GETARG_INT64(arg);

	if (weight < 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"weight\" must not be negative, but is %lld", (long long) weight));
	return weight;
}

/* Adds a weight, not negative, to the count of one rating. */
void
cq_tally_add_weight(CareTally *tally, CareRating rating, int64 weight)
{
	CareTally one = {.flags = CARE_TALLY_WEIGHTED};

	if (weight == 0)
		return;
	one.count[rating] = weight;
	add_tally(tally, &one);
}

/* Takes back a weight that was added. */
void
cq_tally_remove_weight(CareTally *tally, CareRating rating, int64 weight)
{
	tally->count[rating] -= weight;
	if (tally->count[rating] < 0)
		cq_state_invalid();
	if (cq_tally_is_empty(tally))
		tally->flags = 0;
}

/* ---- text, JSON and binary form ---- */

PG_FUNCTION_INFO_V1(care_tally_summary_in);
PG_FUNCTION_INFO_V1(care_tally_summary_out);
PG_FUNCTION_INFO_V1(care_tally_summary_recv);
PG_FUNCTION_INFO_V1(care_tally_summary_send);

/* Reads the JSON object that care_tally_summary_out writes (else 22P02). */
Datum
care_tally_summary_in(PG_FUNCTION_ARGS)
{
	CareJson json = {TYPE_NAME, PG_GETARG_CSTRING(0), fcinfo->context};
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

	cq_check_stored_version(TYPE_NAME, &version, 1, CARE_TALLY_VERSION);
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
				errmsg("invalid binary form of %s", TYPE_NAME),
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

/* ---- building ---- */

PG_FUNCTION_INFO_V1(care_tally_combine);
PG_FUNCTION_INFO_V1(care_tally_uncombine);
PG_FUNCTION_INFO_V1(care_tally_plus);
PG_FUNCTION_INFO_V1(care_tally_minus);
PG_FUNCTION_INFO_V1(care_tally_of);

/* care_tally(rating): one more; a NULL rating is not rated. */
static inline Datum
care_tally_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareTally *state = cq_tally_state(fcinfo);

	cq_tally_add_one(state, PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1));
	PG_RETURN_TALLY(state);
}

/* The inverse of care_tally_add. */
static inline Datum
care_tally_remove(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareTally *state = cq_tally_state(fcinfo);

	cq_tally_remove_one(state, PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1));
	PG_RETURN_TALLY(state);
}

/* care_tally(rating, weight): its weight more. */
static inline Datum
care_tally_add_weighted(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareTally *state = cq_tally_state(fcinfo);
	CareRating rating = PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1);

	cq_tally_add_weight(state, rating, cq_get_weight(fcinfo, 2));
	PG_RETURN_TALLY(state);
}

/* The inverse of care_tally_add_weighted. */
static inline Datum
care_tally_remove_weighted(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareTally *state = cq_tally_state(fcinfo);
	CareRating rating = PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1);

	cq_tally_remove_weight(state, rating, cq_get_weight(fcinfo, 2));
	PG_RETURN_TALLY(state);
}

CARE_RATING_FUNCTION(care_tally_add);
CARE_RATING_FUNCTION(care_tally_remove);
CARE_RATING_FUNCTION(care_tally_add_weighted);
CARE_RATING_FUNCTION(care_tally_remove_weighted);

/* Adds a tally to a state: care_rollup, and the combine function of all tallies (strict). */
Datum
care_tally_combine(PG_FUNCTION_ARGS)
{
	CareTally *state = cq_tally_state(fcinfo);

	add_tally(state, PG_GETARG_TALLY(1));
	PG_RETURN_TALLY(state);
}

/* The inverse of care_tally_combine (strict); NULL asks for a fresh start. */
Datum
care_tally_uncombine(PG_FUNCTION_ARGS)
{
	CareTally *state = cq_tally_state(fcinfo);

	if (!subtract_tally(state, PG_GETARG_TALLY(1)))
		PG_RETURN_NULL();
	PG_RETURN_TALLY(state);
}

/* a + b */
Datum
care_tally_plus(PG_FUNCTION_ARGS)
{
	CareTally *sum = cq_tally_new();

	add_tally(sum, PG_GETARG_TALLY(0));
	add_tally(sum, PG_GETARG_TALLY(1));
	PG_RETURN_TALLY(sum);
}

/* a - b; a count below zero is an error (22003). */
Datum
care_tally_minus(PG_FUNCTION_ARGS)
{
	CareTally *a = PG_GETARG_TALLY(0);
	CareTally *b = PG_GETARG_TALLY(1);
	CareTally *difference = cq_tally_new();

	add_tally(difference, a);
	if (!subtract_tally(difference, b))
	{
		for (int i = 0; i < CARE_RATINGS; i++)
		{
			if (a->count[i] < b->count[i])
				ereport(ERROR,
						errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("tally falls below zero: %lld - %lld for \"%s\"",
							   (long long) a->count[i],
							   (long long) b->count[i],
							   cq_rating_name(i)));
		}
	}
	PG_RETURN_TALLY(difference);
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
