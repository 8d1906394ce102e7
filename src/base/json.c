/*
 * json.c
 *		Reading the JSON text form of the summary types.
 *
 * PostgreSQL's own jsonb does the parsing; here are its values as integers
 * and strings, with one way to report what is wrong (22P02).
 */
#include "base/compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "base/json.h"

/* Reports what is wrong with the text (22P02); false. */
bool
cq_json_report(const CareJson *json, const char *detail, ...)
{
	StringInfoData message;
	int needed;

	initStringInfo(&message);
	do
	{
		va_list args;

		va_start(args, detail);
		needed = appendStringInfoVA(&message, detail, args);
		va_end(args);
		if (needed > 0)
			enlargeStringInfo(&message, needed);
	} while (needed > 0);
	ereturn(json->escontext,
			false,
			errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			errmsg("invalid input syntax for type %s: \"%s\"", json->type, json->text),
			errdetail_internal("%s", message.data));
}

/* The text as a JSON object, or NULL after a soft failure. */
JsonbContainer *
cq_json_parse(const CareJson *json)
{
	Datum document;
	JsonbContainer *root;

	if (!cq_input_call(jsonb_in, (char *) json->text, json->escontext, &document))
		return NULL;
	root = &DatumGetJsonbP(document)->root;
	if (!JsonContainerIsObject(root))
	{
		cq_json_report(json, "It is not a JSON object.");
		return NULL;
	}
	return root;
}

/* The value of a key as a whole number. */
bool
cq_json_int64(const CareJson *json, const JsonbValue *value, const char *key, int64 *result)
{
	char *digits;
	char *end;

	if (value == NULL)
		return cq_json_fail(json, "Key \"%s\" is missing.", key);
	if (value->type != jbvNumeric)
		return cq_json_fail(json, "Key \"%s\" is not a number.", key);
	digits = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
	errno = 0;
	*result = strtoll(digits, &end, 10);
	if (errno != 0 || *end != '\0')
		return cq_json_fail(json, "Key \"%s\" is not a whole number of 64 bits: %s.", key, digits);
	pfree(digits);
	return true;
}

/* The value of a key as a string. */
bool
cq_json_string(const CareJson *json, const JsonbValue *value, const char *key, char **result)
{
	if (value == NULL)
		return cq_json_fail(json, "Key \"%s\" is missing.", key);
	if (value->type != jbvString)
		return cq_json_fail(json, "Key \"%s\" is not a string.", key);
	*result = pnstrdup(value->val.string.val, value->val.string.len);
	return true;
}

/* The value of a key as a day, yyyy-mm-dd. */
bool
cq_json_day(const CareJson *json, const JsonbValue *value, const char *key, DateADT *day)
{
	char *text;

	if (!cq_json_string(json, value, key, &text))
		return false;
	if (!cq_day_try(text, strlen(text), day) || !cq_day_is_valid(*day))
		return cq_json_fail(json,
							"\"%s\" is no date from 1900-01-01 to 2199-12-31: \"%.40s\".",
							key,
							text);
	pfree(text);
	return true;
}

/* A key of an object as a whole number. */
bool
cq_json_get_int64(const CareJson *json, JsonbContainer *object, const char *key, int64 *result)
{
	JsonbValue value;

	return cq_json_int64(json,
						 getKeyJsonValueFromContainer(object, key, strlen(key), &value),
						 key,
						 result);
}

/* Checks the key "version"; another version is an error (0A000). */
bool
cq_json_version(const CareJson *json, JsonbContainer *object, int64 version)
{
	int64 found;

	if (!cq_json_get_int64(json, object, "version", &found))
		return false;
	if (found != version)
		ereturn(json->escontext,
				false,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("version %lld of %s is not supported", (long long) found, json->type),
				errhint("It was written by another version of care_quality."));
	return true;
}
