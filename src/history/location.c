/*
 * location.c
 *		A location id of any type, as text: two are the same when their text
 *		forms are.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/lsyscache.h"

#include "base/argument.h"
#include "base/call_site.h"
#include "history/location.h"

/*
 * The type of an argument: that of the expression in the query; without one
 * (Citus calls transition functions so) the one that the function declares.
 * Where that is any type, nothing is known of it: an error (42P18).
 */
static Oid
argument_type(FunctionCallInfo fcinfo, int arg)
{
	Oid type = get_fn_expr_argtype(fcinfo->flinfo, arg);
	Oid *declared;
	int nargs;

	if (OidIsValid(type))
		return type;
	(void) get_func_signature(fcinfo->flinfo->fn_oid, &declared, &nargs);
	if (arg >= nargs || IsPolymorphicType(declared[arg]))
		ereport(ERROR,
				errcode(ERRCODE_INDETERMINATE_DATATYPE),
				errmsg("could not determine the type of the location"),
				errhint("Give it as text: location::text."));
	return declared[arg];
}

/* Finds out, once for a call site, how its locations become text. */
static void
prepare(FunctionCallInfo fcinfo, int arg, CareCallSite *site)
{
	Oid type = argument_type(fcinfo, arg);
	Oid output;
	bool is_varlena;

	type = getBaseType(type);
	getTypeOutputInfo(type, &output, &is_varlena);
	fmgr_info_cxt(output, &site->location_output, fcinfo->flinfo->fn_mcxt);
	site->location_is_text = type == TEXTOID || type == VARCHAROID;
	site->location_is_bpchar = type == BPCHAROID;
	site->location_type = type;
}

/* A location argument, not NULL (else 22004). */
CareKey
cq_get_location(FunctionCallInfo fcinfo, int arg)
{
	CareCallSite *site = cq_call_site(fcinfo);
	CareKey key;

	if (unlikely(PG_ARGISNULL(arg)))
		cq_argument_is_null("location",
							"Filter out rows without a location, for example with "
							"FILTER (WHERE location_id IS NOT NULL).");
	if (unlikely(!OidIsValid(site->location_type)))
		prepare(fcinfo, arg, site);
	if (likely(site->location_is_text))
	{
		text *value = PG_GETARG_TEXT_PP(arg);

		key.bytes = VARDATA_ANY(value);
		key.length = VARSIZE_ANY_EXHDR(value);
		return key;
	}
	key.bytes = OutputFunctionCall(&site->location_output, PG_GETARG_DATUM(arg));
	key.length = strlen(key.bytes);
	if (site->location_is_bpchar)
	{
		while (key.length > 0 && key.bytes[key.length - 1] == ' ')
			key.length--;
	}
	return key;
}

/* The location for an error to name; NULL where it is not known. */
char *
cq_location_text(const CareKey *location)
{
	return location == NULL ? NULL : pnstrdup(location->bytes, location->length);
}

/* Names the location, where it is known, in an error. */
int
cq_location_detail(const CareKey *location)
{
	if (location == NULL)
		return 0;
	return errdetail("Location \"%s\".", cq_location_text(location));
}
