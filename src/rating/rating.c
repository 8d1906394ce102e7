/*
 * rating.c
 *		care_rating: one byte, by value, ordered from Not rated to Outstanding.
 *
 * Its comparison and hash functions are those of "char", which orders and
 * hashes a byte in the same way (see the install script).
 */
#include "base/compat.h"

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/call_site.h"
#include "rating/rating.h"

#define RATING_HINT \
	"Ratings are Outstanding, Good, Requires improvement, Inadequate and Not rated. " \
	"to_care_rating() returns NULL for any other text."

/* Reads a label, or reports it through escontext (22P02) and returns Not rated. */
static CareRating
read_or_report(const char *text, int length, Node *escontext)
{
	CareRating rating = CARE_NOT_RATED;

	if (!cq_rating_try(text, length, &rating))
		ereturn(escontext,
				CARE_NOT_RATED,
				errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				errmsg("invalid input syntax for type %s: \"%.*s\"", "care_rating", length, text),
				errhint(RATING_HINT));
	return rating;
}

/* Reads a label; any other text is an error (22P02). */
CareRating
cq_rating_parse(const char *text, int length)
{
	return read_or_report(text, length, NULL);
}

/* The label of an enum value, read as a rating. */
static CareRating
rating_of_enum(Oid value)
{
	HeapTuple tuple = SearchSysCache1(ENUMOID, ObjectIdGetDatum(value));
	CareRating rating;
	const char *label;

	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid internal value for enum: %u", value));
	label = NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel);
	rating = cq_rating_parse(label, strlen(label));
	ReleaseSysCache(tuple);
	return rating;
}

/*
 * Counts the changes of enums that this process has heard of, from 1; 0 before
 * it listens. What was read in another epoch may be wrong now: a call site of
 * PL/pgSQL lives as long as its transaction, which may rename a label.
 */
static uint64 enum_epoch = 0;

/* Some label of an enum has changed. */
static void
enum_changed(Datum argument, int cache, uint32 hash)
{
	enum_epoch++;
}

/* Forgets what a call site knows of enums, and listens for changes from now on. */
static void
forget_enums(CareCallSite *site)
{
	if (enum_epoch == 0)
	{
		CacheRegisterSyscacheCallback(ENUMOID, enum_changed, (Datum) 0);
		enum_epoch = 1;
	}
	memset(site->enum_value, 0, sizeof(site->enum_value));
	site->enum_epoch = enum_epoch;
}

/* An argument of any enum type; each value is looked up once per call site and epoch. */
CareRating
cq_get_rating_enum(FunctionCallInfo fcinfo, int arg)
{
	CareCallSite *site = cq_call_site(fcinfo);
	Oid value = PG_GETARG_OID(arg);
	int slot = value % CARE_ENUM_SLOTS;

	if (unlikely(site->enum_epoch != enum_epoch || enum_epoch == 0))
		forget_enums(site);
	if (unlikely(site->enum_value[slot] != value))
	{
		site->enum_rating[slot] = rating_of_enum(value);
		site->enum_value[slot] = value;
	}
	return site->enum_rating[slot];
}

/* How an argument is printed; found out once for a call site. */
static FmgrInfo *
get_output(FunctionCallInfo fcinfo, int arg)
{
	CareCallSite *site = cq_call_site(fcinfo);
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	Oid type;
	Oid output;
	bool is_varlena;

	if (site->rating_output == NULL)
		site->rating_output = MemoryContextAllocZero(context, sizeof(FmgrInfo) * fcinfo->nargs);
	if (OidIsValid(site->rating_output[arg].fn_oid))
		return &site->rating_output[arg];
	type = get_fn_expr_argtype(fcinfo->flinfo, arg);
	if (!OidIsValid(type))
		elog(ERROR, "could not determine the type of the rating");
	getTypeOutputInfo(type, &output, &is_varlena);
	fmgr_info_cxt(output, &site->rating_output[arg], context);
	return &site->rating_output[arg];
}

/* An argument of whatever type: its text form, read as a rating (else 22P02). */
CareRating
cq_get_rating_any(FunctionCallInfo fcinfo, int arg)
{
	char *label = OutputFunctionCall(get_output(fcinfo, arg), PG_GETARG_DATUM(arg));

	return cq_rating_parse(label, strlen(label));
}

PG_FUNCTION_INFO_V1(care_rating_in);
PG_FUNCTION_INFO_V1(care_rating_out);
PG_FUNCTION_INFO_V1(care_rating_recv);
PG_FUNCTION_INFO_V1(care_rating_send);
PG_FUNCTION_INFO_V1(care_rating_from_smallint);
PG_FUNCTION_INFO_V1(care_rating_from_integer);
PG_FUNCTION_INFO_V1(care_rating_from_bigint);
PG_FUNCTION_INFO_V1(care_rating_to_integer);
PG_FUNCTION_INFO_V1(care_rating_smaller);
PG_FUNCTION_INFO_V1(care_rating_larger);

/* Text input; a text that is no rating is an error (22P02). */
Datum
care_rating_in(PG_FUNCTION_ARGS)
{
	char *text = PG_GETARG_CSTRING(0);

	PG_RETURN_RATING(read_or_report(text, strlen(text), fcinfo->context));
}

/* Text output, in the regulator's spelling. */
Datum
care_rating_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(pstrdup(cq_rating_name(cq_get_rating(fcinfo, 0))));
}

/* Binary input: the label, as core's enums do. */
Datum
care_rating_recv(PG_FUNCTION_ARGS)
{
	StringInfo buffer = (StringInfo) PG_GETARG_POINTER(0);
	int length;
	char *text = pq_getmsgtext(buffer, buffer->len - buffer->cursor, &length);

	PG_RETURN_RATING(cq_rating_parse(text, length));
}

/* Binary output: the label. */
Datum
care_rating_send(PG_FUNCTION_ARGS)
{
	const char *name = cq_rating_name(cq_get_rating(fcinfo, 0));
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendtext(&buffer, name, strlen(name));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

/* 0 (Not rated) to 4 (Outstanding) as a rating; others are an error (22003). */
static Datum
rating_of_number(int64 number)
{
	if (number < CARE_NOT_RATED || number > CARE_OUTSTANDING)
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("integer %lld is not a care_rating", (long long) number),
				errhint("0 is Not rated, 1 Inadequate, 2 Requires improvement, 3 Good, "
						"4 Outstanding."));
	return RatingGetDatum(number);
}

/* A smallint as a rating. */
Datum
care_rating_from_smallint(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(rating_of_number(PG_GETARG_INT16(0)));
}

/* An integer as a rating. */
Datum
care_rating_from_integer(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(rating_of_number(PG_GETARG_INT32(0)));
}

/* A bigint as a rating. */
Datum
care_rating_from_bigint(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(rating_of_number(PG_GETARG_INT64(0)));
}

/* A rating as 0 (Not rated) to 4 (Outstanding). */
Datum
care_rating_to_integer(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(cq_get_rating(fcinfo, 0));
}

/* The lower of two ratings: min(care_rating). */
Datum
care_rating_smaller(PG_FUNCTION_ARGS)
{
	PG_RETURN_RATING(Min(cq_get_rating(fcinfo, 0), cq_get_rating(fcinfo, 1)));
}

/* The higher of two ratings: max(care_rating). */
Datum
care_rating_larger(PG_FUNCTION_ARGS)
{
	PG_RETURN_RATING(Max(cq_get_rating(fcinfo, 0), cq_get_rating(fcinfo, 1)));
}

PG_FUNCTION_INFO_V1(to_care_rating_rating);
PG_FUNCTION_INFO_V1(to_care_rating_text);
PG_FUNCTION_INFO_V1(to_care_rating_enum);

/* A rating as itself, so that to_care_rating() takes whatever a rating may be. */
Datum
to_care_rating_rating(PG_FUNCTION_ARGS)
{
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* A text as a rating, NULL where it is none. */
Datum
to_care_rating_text(PG_FUNCTION_ARGS)
{
	text *label = PG_GETARG_TEXT_PP(0);
	CareRating rating;

	if (!cq_rating_try(VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label), &rating))
		PG_RETURN_NULL();
	PG_RETURN_RATING(rating);
}

/* An enum value as a rating, NULL where its label is none. */
Datum
to_care_rating_enum(PG_FUNCTION_ARGS)
{
	char *label = DatumGetCString(DirectFunctionCall1(enum_out, PG_GETARG_DATUM(0)));
	CareRating rating;

	if (!cq_rating_try(label, strlen(label), &rating))
		PG_RETURN_NULL();
	PG_RETURN_RATING(rating);
}

/* Whether it is one of the four ratings. */
static inline Datum
care_is_rated(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	PG_RETURN_BOOL(CARE_IS_RATED(get(fcinfo, 0)));
}

/* Whether it is Good or Outstanding. */
static inline Datum
care_is_good_or_better(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	PG_RETURN_BOOL(CARE_IS_GOOD_OR_BETTER(get(fcinfo, 0)));
}

/* The lower of two ratings; an actual one is worse than Not rated. */
static CareRating
worse(CareRating a, CareRating b)
{
	if (!CARE_IS_RATED(a))
		return b;
	return CARE_IS_RATED(b) ? Min(a, b) : a;
}

/*
 * care_worst(rating): the lowest actual rating so far. The state is a
 * care_rating, NULL before the first row; a NULL rating is Not rated.
 */
static inline Datum
care_worst_add(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	CareRating rating = PG_ARGISNULL(1) ? CARE_NOT_RATED : get(fcinfo, 1);

	PG_RETURN_RATING(PG_ARGISNULL(0) ? rating : worse(cq_get_rating(fcinfo, 0), rating));
}

PG_FUNCTION_INFO_V1(care_worst_combine);

/* The lowest actual rating of two states (strict). */
Datum
care_worst_combine(PG_FUNCTION_ARGS)
{
	PG_RETURN_RATING(worse(cq_get_rating(fcinfo, 0), cq_get_rating(fcinfo, 1)));
}

CARE_RATING_FUNCTION(care_is_rated);
CARE_RATING_FUNCTION(care_is_good_or_better);
CARE_RATING_FUNCTION(care_worst_add);
