/*
 * json.h
 *		Reading the JSON text form of the summary types.
 */
#ifndef CARE_JSON_H
#define CARE_JSON_H

#include "base/compat.h"

#include "nodes/nodes.h"
#include "utils/jsonb.h"

#include "base/day.h"

/*
 * One object being read. The first failure is reported through escontext
 * (22P02); from then on every reader returns false or NULL.
 */
typedef struct CareJson
{
	const char *type; /* SQL name of the type being read */
	const char *text; /* its whole text form */
	Node *escontext;
} CareJson;

/* A part of it, and the name by which failures call it. */
typedef struct CareJsonPart
{
	const char *key;
	JsonbValue *value; /* NULL: it is not there */
	bool is_element;   /* of the array with that key */
} CareJsonPart;

/* The keys of an object, one by one. */
typedef struct CareJsonKeys
{
	JsonbIterator *iterator;
	JsonbValue key;
	JsonbValue value;
} CareJsonKeys;

extern JsonbContainer *cq_json_parse(const CareJson *json);
extern const char *cq_json_shown(const char *string);
extern bool cq_json_report(const CareJson *json, const char *detail, ...) pg_attribute_printf(2, 3);

/* Reports what is wrong with the text (22P02); false, and the compiler knows that it is. */
#define cq_json_fail(...) ((void) cq_json_report(__VA_ARGS__), false)

/* Taking apart */
extern CareJsonPart cq_json_key(JsonbContainer *object, const char *key);
extern CareJsonPart cq_json_element(JsonbContainer *array, uint32 i, const char *key);
extern CareJsonKeys cq_json_keys(JsonbContainer *object);
extern bool cq_json_next(CareJsonKeys *keys, CareJsonPart *part);

/* Reading a part: one that is missing, or is something else, fails. */
extern bool cq_json_int64(const CareJson *json, CareJsonPart part, int64 *result);
extern bool cq_json_bool(const CareJson *json, CareJsonPart part, bool *result);
extern bool cq_json_string(const CareJson *json, CareJsonPart part, char **result);
extern bool cq_json_day(const CareJson *json, CareJsonPart part, DateADT *result);
extern bool cq_json_open_day(const CareJson *json, CareJsonPart part, DateADT *result);
extern JsonbContainer *cq_json_array(const CareJson *json, CareJsonPart part);
extern JsonbContainer *cq_json_object(const CareJson *json, CareJsonPart part);

/* Whole objects */
extern bool cq_json_version(const CareJson *json, JsonbContainer *object, int64 version);
extern bool cq_json_only_keys(const CareJson *json, JsonbContainer *object,
							  const char *const *known, int nknown);

#endif
