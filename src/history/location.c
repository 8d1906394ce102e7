/*
 * location.c
 *		A location id of any type, as text: two are the same when their text
 *		forms are.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/lsyscache.h"

#include "base/call_cache.h"
#include "history/location.h"

/* Finds out, once for a call site, how its locations become text. */
static void
prepare(FunctionCallInfo fcinfo, int arg, CareCallCache *cache)
{
	Oid type = get_fn_expr_argtype(fcinfo->flinfo, arg);
	Oid output;
	bool is_varlena;

	if (!OidIsValid(type))
		elog(ERROR, "could not determine the type of the location");
	type = getBaseType(type);
	getTypeOutputInfo(type, &output, &is_varlena);
	fmgr_info_cxt(output, &cache->location_output, fcinfo->flinfo->fn_mcxt);
	cache->location_is_text = type == TEXTOID || type == VARCHAROID;
	cache->location_is_bpchar = type == BPCHAROID;
	cache->location_type = type;
}

/* A location argument, not NULL (else 22004). */
CareKey
care_get_location(FunctionCallInfo fcinfo, int arg)
{
	CareCallCache *cache = care_call_cache(fcinfo);
	CareKey key;

	if (unlikely(PG_ARGISNULL(arg)))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("location is null"),
				 errhint("Filter out rows without a location, for example with "
						 "FILTER (WHERE location_id IS NOT NULL).")));
	if (unlikely(!OidIsValid(cache->location_type)))
		prepare(fcinfo, arg, cache);
	if (likely(cache->location_is_text))
	{
		text *value = PG_GETARG_TEXT_PP(arg);

		key.bytes = VARDATA_ANY(value);
		key.length = VARSIZE_ANY_EXHDR(value);
		return key;
	}
	key.bytes = OutputFunctionCall(&cache->location_output, PG_GETARG_DATUM(arg));
	key.length = strlen(key.bytes);
	if (cache->location_is_bpchar)
	{
		while (key.length > 0 && key.bytes[key.length - 1] == ' ')
			key.length--;
	}
	return key;
}
