/*
 * json.c
 *		Reading the JSON text form of the summary types.
 *
 * PostgreSQL's own jsonb does the parsing; here are its parts as numbers,
 * words, dates, arrays and objects, with one sentence for each way to be wrong
 * (22P02).
 */
#include "base/compat.h"

#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "base/json.h"

#define SHOWN 40	   /* bytes of a part that a report shows, */
#define SHOWN_TEXT 400 /* and of the whole text */
#define REPORT_SIZE 512

/*
 * The beginning of what stands in the text, between quotes or nothing; of a
 * long one its length too. No character is cut in two, or the report could not
 * be sent: a server without an encoding sends what the client will read.
 */
static const char *
begin_of(const char *text, int length, int most, const char *quote)
{
	int encoding = GetDatabaseEncoding();
	int shown;

	if (length <= most)
		return psprintf("%s%.*s%s", quote, length, text, quote);
	if (encoding == PG_SQL_ASCII)
		encoding = pg_get_client_encoding();
	shown = pg_encoding_mbcliplen(encoding, text, length, most);
	return psprintf("%s%.*s%s... (%d bytes)", quote, shown, text, quote, length);
}

/* A string of the text as a report shows it. */
const char *
cq_json_shown(const char *string)
{
	return begin_of(string, strlen(string), SHOWN, "\"");
}

/*
 * Reports what is wrong with the text (22P02); false. The sentence has to fit
 * into REPORT_SIZE: what stands in the text goes through cq_json_shown().
 */
bool
cq_json_report(const CareJson *json, const char *detail, ...)
{
	char message[REPORT_SIZE];
	va_list args;

	va_start(args, detail);
	vsnprintf(message, sizeof(message), detail, args);
	va_end(args);
	ereturn(json->escontext,
			false,
			errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			errmsg("invalid input syntax for type %s: %s",
				   json->type,
				   begin_of(json->text, strlen(json->text), SHOWN_TEXT, "\"")),
			errdetail_internal("%s", message));
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

/* ---- taking apart ---- */

/* The value of a key. */
CareJsonPart
cq_json_key(JsonbContainer *object, const char *key)
{
	return (CareJsonPart){key, getKeyJsonValueFromContainer(object, key, strlen(key), NULL), false};
}

/* The ith element, from 0 on, of the array with a key. */
CareJsonPart
cq_json_element(JsonbContainer *array, uint32 i, const char *key)
{
	return (CareJsonPart){key, getIthJsonbValueFromContainer(array, i), true};
}

/* Starts to go through the keys of an object. */
CareJsonKeys
cq_json_keys(JsonbContainer *object)
{
	return (CareJsonKeys){.iterator = JsonbIteratorInit(object)};
}

/* The next key and its value; false after the last. */
bool
cq_json_next(CareJsonKeys *keys, CareJsonPart *part)
{
	JsonbIteratorToken token;

	while ((token = JsonbIteratorNext(&keys->iterator, &keys->key, true)) != WJB_DONE)
	{
		if (token != WJB_KEY)
			continue;
		(void) JsonbIteratorNext(&keys->iterator, &keys->value, true);
		part->key = pnstrdup(keys->key.val.string.val, keys->key.val.string.len);
		part->value = &keys->value;
		part->is_element = false;
		return true;
	}
	return false;
}

/* ---- reading a part ---- */

/* What a value is, in words. */
static const char *
describe(const JsonbValue *value)
{
	const char *digits;

	switch (value->type)
	{
		case jbvNull:
			return "null";
		case jbvBool:
			return value->val.boolean ? "true" : "false";
		case jbvNumeric:
			digits = DatumGetCString(
				DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
			return begin_of(digits, strlen(digits), SHOWN, "");
		case jbvString:
			return cq_json_shown(pnstrdup(value->val.string.val, value->val.string.len));
		default:
			return JsonContainerIsArray(value->val.binary.data) ? "an array" : "an object";
	}
}

/* Reports that a part is missing or not what it must be; false. */
static bool
is_not(const CareJson *json, CareJsonPart part, const char *what)
{
	if (part.value == NULL)
		return cq_json_fail(json, "Key \"%s\" is missing.", part.key);
	return cq_json_fail(json,
						part.is_element ? "An element of \"%s\" must be %s, not %s."
										: "Key \"%s\" must be %s, not %s.",
						part.key,
						what,
						describe(part.value));
}

/* A whole number of 64 bits. */
bool
cq_json_int64(const CareJson *json, CareJsonPart part, int64 *result)
{
	char *digits;
	char *end;
	bool whole;

	if (part.value == NULL || part.value->type != jbvNumeric)
		return is_not(json, part, "a whole number of 64 bits");
	digits =
		DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(part.value->val.numeric)));
	errno = 0;
	*result = strtoll(digits, &end, 10);
	whole = errno == 0 && *end == '\0';
	pfree(digits);
	return whole || is_not(json, part, "a whole number of 64 bits");
}

/* true or false. */
bool
cq_json_bool(const CareJson *json, CareJsonPart part, bool *result)
{
	if (part.value == NULL || part.value->type != jbvBool)
		return is_not(json, part, "true or false");
	*result = part.value->val.boolean;
	return true;
}

/* A string. */
bool
cq_json_string(const CareJson *json, CareJsonPart part, char **result)
{
	if (part.value == NULL || part.value->type != jbvString)
		return is_not(json, part, "a string");
	*result = pnstrdup(part.value->val.string.val, part.value->val.string.len);
	return true;
}

/* A day that can be stored, "yyyy-mm-dd". */
bool
cq_json_day(const CareJson *json, CareJsonPart part, DateADT *result)
{
	const JsonbValue *value = part.value;

	if (value == NULL || value->type != jbvString ||
		!cq_day_try(value->val.string.val, value->val.string.len, result) ||
		!cq_day_is_valid(*result))
		return is_not(json, part, "a date from 1900-01-01 to 2199-12-31");
	return true;
}

/* The same, or null: CARE_OPEN. */
bool
cq_json_open_day(const CareJson *json, CareJsonPart part, DateADT *result)
{
	if (part.value == NULL || part.value->type != jbvNull)
		return cq_json_day(json, part, result);
	*result = CARE_OPEN;
	return true;
}

/* An array; NULL after a failure. */
JsonbContainer *
cq_json_array(const CareJson *json, CareJsonPart part)
{
	if (part.value != NULL && part.value->type == jbvBinary &&
		JsonContainerIsArray(part.value->val.binary.data))
		return part.value->val.binary.data;
	is_not(json, part, "an array");
	return NULL;
}

/* An object; NULL after a failure. */
JsonbContainer *
cq_json_object(const CareJson *json, CareJsonPart part)
{
	if (part.value != NULL && part.value->type == jbvBinary &&
		JsonContainerIsObject(part.value->val.binary.data))
		return part.value->val.binary.data;
	is_not(json, part, "an object");
	return NULL;
}

/* ---- whole objects ---- */

/* Checks the key "version"; another version is an error (0A000). */
bool
cq_json_version(const CareJson *json, JsonbContainer *object, int64 version)
{
	int64 found;

	if (!cq_json_int64(json, cq_json_key(object, "version"), &found))
		return false;
	if (found != version)
		ereturn(json->escontext,
				false,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("version %lld of %s is not supported", (long long) found, json->type),
				errdetail("It was written by another version of care_quality."));
	return true;
}

static bool
is_among(const char *key, const char *const *known, int nknown)
{
	for (int i = 0; i < nknown; i++)
	{
		if (strcmp(key, known[i]) == 0)
			return true;
	}
	return false;
}

/* Checks that an object has no other keys than the known ones. */
bool
cq_json_only_keys(const CareJson *json, JsonbContainer *object, const char *const *known,
				  int nknown)
{
	CareJsonKeys keys = cq_json_keys(object);
	CareJsonPart part;

	while (cq_json_next(&keys, &part))
	{
		if (!is_among(part.key, known, nknown))
			return cq_json_fail(json, "Unknown key %s.", cq_json_shown(part.key));
	}
	return true;
}
