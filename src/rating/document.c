/*
 * document.c
 *		Reading a location document of the regulator's public interface.
 */
#include "base/compat.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "base/day.h"
#include "rating/document.h"

/* The value of a key; NULL if it is missing or null. */
static JsonbValue *
get(JsonbContainer *object, const char *key, JsonbValue *value)
{
	JsonbValue *found = getKeyJsonValueFromContainer(object, key, strlen(key), value);

	return found == NULL || found->type == jbvNull ? NULL : found;
}

/* A part of the document that is not what it should be is an error (22023). */
void
cq_document_wrong(const CareDocument *document, const char *key, const char *expected)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"%s\" in the document of location \"%s\" is not %s",
				   key,
				   document->location,
				   expected));
}

/* A location document; one without a locationId is none: an error (22023). */
CareDocument
cq_get_document(FunctionCallInfo fcinfo, int arg)
{
	JsonbContainer *root = &PG_GETARG_JSONB_P(arg)->root;
	CareDocument document = {.root = root};
	JsonbValue value;

	if (!JsonContainerIsObject(root) || get(root, "locationId", &value) == NULL ||
		value.type != jbvString || value.val.string.len == 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("not a location document: it is no object with a \"locationId\""),
				errhint("Give the answer to one request for /public/v1/locations/{id}."));
	document.location = pnstrdup(value.val.string.val, value.val.string.len);
	return document;
}

/* Visits the object, or each object of the array, that is the value of a key. */
void
cq_document_visit(const CareDocument *document, JsonbContainer *object, const char *key,
				  CareVisitor visitor, void *context)
{
	JsonbValue value;
	JsonbContainer *container;

	if (get(object, key, &value) == NULL)
		return;
	container = value.type == jbvBinary ? value.val.binary.data : NULL;
	if (container != NULL && JsonContainerIsObject(container))
	{
		visitor(document, container, context);
		return;
	}
	if (container == NULL)
		cq_document_wrong(document, key, "an object or an array of objects");
	for (uint32 i = 0; i < JsonContainerSize(container); i++)
	{
		JsonbValue *element = getIthJsonbValueFromContainer(container, i);

		CHECK_FOR_INTERRUPTS();
		if (element->type == jbvNull)
			continue;
		if (element->type != jbvBinary || !JsonContainerIsObject(element->val.binary.data))
			cq_document_wrong(document, key, "an object or an array of objects");
		visitor(document, element->val.binary.data, context);
	}
}

/* The value of a key as a string; NULL if it is missing. */
char *
cq_document_string(const CareDocument *document, JsonbContainer *object, const char *key)
{
	JsonbValue value;

	if (get(object, key, &value) == NULL)
		return NULL;
	if (value.type != jbvString)
		cq_document_wrong(document, key, "a string");
	return pnstrdup(value.val.string.val, value.val.string.len);
}

/* The same of what may be written as a string or as a number; NULL if it is empty too. */
char *
cq_document_code(const CareDocument *document, JsonbContainer *object, const char *key)
{
	JsonbValue value;
	char *text;

	if (get(object, key, &value) == NULL)
		return NULL;
	if (value.type == jbvNumeric)
		return DatumGetCString(
			DirectFunctionCall1(numeric_out, NumericGetDatum(value.val.numeric)));
	text = cq_document_string(document, object, key);
	return *text == '\0' ? NULL : text;
}

/* The value of a key as a number, which may be written as a string; false if it is missing. */
bool
cq_document_number(const CareDocument *document, JsonbContainer *object, const char *key,
				   double *number)
{
	char *text = cq_document_code(document, object, key);
	char *end;

	if (text == NULL)
		return false;
	*number = strtod(text, &end);
	if (*end != '\0' || !isfinite(*number))
		cq_document_wrong(document, key, "a number");
	return true;
}

/* The value of a key as yes (Y, true) or no (N, false); false if it is missing. */
bool
cq_document_flag(const CareDocument *document, JsonbContainer *object, const char *key, bool *flag)
{
	JsonbValue value;
	char *text;

	if (get(object, key, &value) == NULL)
		return false;
	if (value.type == jbvBool)
	{
		*flag = value.val.boolean;
		return true;
	}
	text = cq_document_string(document, object, key);
	*flag = pg_strcasecmp(text, "Y") == 0;
	if (!*flag && *text != '\0' && pg_strcasecmp(text, "N") != 0)
		cq_document_wrong(document, key, "\"Y\" or \"N\"");
	return *text != '\0';
}

/* Whether text goes on as a time of day: "T" or a space, then hh:mm and the rest. */
static bool
is_time(const char *text)
{
	return (*text == 'T' || *text == ' ') && strlen(text) >= 6 && text[3] == ':' &&
		   strspn(text + 1, "0123456789:.+-Z") == strlen(text + 1);
}

/*
 * The day of a date, or date and time, in ISO form; another form is an error
 * (22007), and so is a day that cannot be stored (22008, which says what).
 */
DateADT
cq_document_read_day(const CareDocument *document, const char *text, const char *what)
{
	int length = strlen(text);
	int date_length = CARE_DAY_TEXT_SIZE - 1;
	DateADT day;

	if (length > date_length && is_time(text + date_length))
		length = date_length;
	if (!cq_day_try(text, length, &day))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_DATETIME_FORMAT),
				errmsg("invalid date in the document of location \"%s\": \"%s\"",
					   document->location,
					   text),
				errhint("Dates are written yyyy-mm-dd."));
	cq_check_day(day, what);
	return day;
}
