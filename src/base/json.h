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
 * One object being read. The first failure is reported through escontext;
 * from then on every reader returns false.
 */
typedef struct CareJson
{
	const char *type; /* SQL name of the type being read */
	const char *text; /* its whole text form */
	Node *escontext;
} CareJson;

extern JsonbContainer *cq_json_parse(const CareJson *json);
extern bool cq_json_report(const CareJson *json, const char *detail, ...) pg_attribute_printf(2, 3);

/* Reports what is wrong with the text (22P02); false, and the compiler knows that it is. */
#define cq_json_fail(...) ((void) cq_json_report(__VA_ARGS__), false)

extern bool cq_json_int64(const CareJson *json, const JsonbValue *value, const char *key,
						  int64 *result);
extern bool cq_json_string(const CareJson *json, const JsonbValue *value, const char *key,
						   char **result);
extern bool cq_json_day(const CareJson *json, const JsonbValue *value, const char *key,
						DateADT *day);
extern bool cq_json_get_int64(const CareJson *json, JsonbContainer *object, const char *key,
							  int64 *result);
extern bool cq_json_version(const CareJson *json, JsonbContainer *object, int64 version);

#endif
