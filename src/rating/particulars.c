/*
 * particulars.c
 *		care_location() and care_relationships(): what a location document says
 *		of the location itself, and of the locations before and after it.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "rating/document.h"
#include "base/result.h"

enum
{
	LOCATION_ID,
	NAME,
	TYPE,
	PROVIDER_ID,
	PROVIDER_NAME,
	BRAND_ID,
	BRAND_NAME,
	LOCAL_AUTHORITY,
	REGION,
	CONSTITUENCY,
	POSTCODE,
	UPRN,
	LATITUDE,
	LONGITUDE,
	BEDS,
	CARE_HOME,
	DORMANT,
	REGISTERED,
	DEREGISTERED,
	SERVICES,
	INSPECTION_DIRECTORATE,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[LOCATION_ID] = {"location_id", TEXTOID},
	[NAME] = {"name", TEXTOID},
	[TYPE] = {"type", TEXTOID},
	[PROVIDER_ID] = {"provider_id", TEXTOID},
	[PROVIDER_NAME] = {"provider_name", TEXTOID},
	[BRAND_ID] = {"brand_id", TEXTOID},
	[BRAND_NAME] = {"brand_name", TEXTOID},
	[LOCAL_AUTHORITY] = {"local_authority", TEXTOID},
	[REGION] = {"region", TEXTOID},
	[CONSTITUENCY] = {"constituency", TEXTOID},
	[POSTCODE] = {"postcode", TEXTOID},
	[UPRN] = {"uprn", TEXTOID},
	[LATITUDE] = {"latitude", FLOAT8OID},
	[LONGITUDE] = {"longitude", FLOAT8OID},
	[BEDS] = {"beds", INT4OID},
	[CARE_HOME] = {"care_home", BOOLOID},
	[DORMANT] = {"dormant", BOOLOID},
	[REGISTERED] = {"registered", DATEOID},
	[DEREGISTERED] = {"deregistered", DATEOID},
	[SERVICES] = {"services", TEXTARRAYOID},
	[INSPECTION_DIRECTORATE] = {"inspection_directorate", TEXTOID},
};

/* What the document calls the columns that are text. */
static const struct
{
	int column;
	const char *key;
} texts[] = {
	{NAME, "name"},
	{TYPE, "type"},
	{PROVIDER_ID, "providerId"},
	{PROVIDER_NAME, "providerName"},
	{BRAND_ID, "brandId"},
	{BRAND_NAME, "brandName"},
	{LOCAL_AUTHORITY, "localAuthority"},
	{REGION, "region"},
	{CONSTITUENCY, "constituency"},
	{POSTCODE, "postalCode"},
	{UPRN, "uprn"},
	{INSPECTION_DIRECTORATE, "inspectionDirectorate"},
};

/* A column that is a number. */
static void
set_number(const CareDocument *document, CareRow *row, int column, const char *key)
{
	double number;

	if (cq_document_number(document, document->root, key, &number))
		cq_row_set_number(row, column, number);
}

/* A column that counts; what is no whole number from 0 on is an error (22023). */
static void
set_count(const CareDocument *document, CareRow *row, int column, const char *key)
{
	double number;

	if (!cq_document_number(document, document->root, key, &number))
		return;
	if (number < 0 || number > PG_INT32_MAX || number != (int32) number)
		cq_document_wrong(document, key, "a whole number");
	cq_row_set(row, column, Int32GetDatum((int32) number));
}

/* A column that is true or false. */
static void
set_flag(const CareDocument *document, CareRow *row, int column, const char *key)
{
	bool flag;

	if (cq_document_flag(document, document->root, key, &flag))
		cq_row_set(row, column, BoolGetDatum(flag));
}

/* A column that is a day. */
static void
set_day(const CareDocument *document, CareRow *row, int column, const char *key)
{
	char *text = cq_document_string(document, document->root, key);

	if (text != NULL && *text != '\0')
		cq_row_set(row,
				   column,
				   DateADTGetDatum(cq_document_read_day(document, text, columns[column].name)));
}

/*
 * {name, description}: a type of service. The description is what the
 * regulator's files call it; the name, a broader one, stands in for it.
 */
static void
visit_service_type(const CareDocument *document, JsonbContainer *object, void *context)
{
	ArrayBuildState *services = context;
	char *service = cq_document_code(document, object, "description");

	if (service == NULL)
		service = cq_document_code(document, object, "name");
	if (service != NULL)
		accumArrayResult(services,
						 CStringGetTextDatum(service),
						 false,
						 TEXTOID,
						 CurrentMemoryContext);
}

/* The types of service in the order of the document; NULL if there are none. */
static void
set_services(const CareDocument *document, CareRow *row)
{
	ArrayBuildState *services = initArrayResult(TEXTOID, CurrentMemoryContext, false);

	cq_document_visit(document, document->root, "gacServiceTypes", visit_service_type, services);
	if (services->nelems > 0)
		cq_row_set(row, SERVICES, makeArrayResult(services, CurrentMemoryContext));
}

PG_FUNCTION_INFO_V1(care_location);
PG_FUNCTION_INFO_V1(care_relationships);

/* What a location document says of the location itself (strict). */
Datum
care_location(PG_FUNCTION_ARGS)
{
	CareDocument document = cq_get_document(fcinfo, 0);
	CareRow row;

	cq_row_clear(&row);
	cq_row_set_text(&row, LOCATION_ID, document.location);
	for (int i = 0; i < lengthof(texts); i++)
		cq_row_set_text(&row,
						texts[i].column,
						cq_document_code(&document, document.root, texts[i].key));
	set_number(&document, &row, LATITUDE, "onspdLatitude");
	set_number(&document, &row, LONGITUDE, "onspdLongitude");
	set_count(&document, &row, BEDS, "numberOfBeds");
	set_flag(&document, &row, CARE_HOME, "careHome");
	set_flag(&document, &row, DORMANT, "dormancy");
	set_day(&document, &row, REGISTERED, "registrationDate");
	set_day(&document, &row, DEREGISTERED, "deregistrationDate");
	set_services(&document, &row);
	return cq_result_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}

/* ---- relationships ---- */

enum
{
	RELATIONSHIP_LOCATION_ID,
	RELATED_LOCATION_ID,
	RELATIONSHIP_TYPE,
	REASON,
	NRELATIONSHIP_COLUMNS
};

static const CareColumn relationship_columns[NRELATIONSHIP_COLUMNS] = {
	[RELATIONSHIP_LOCATION_ID] = {"location_id", TEXTOID},
	[RELATED_LOCATION_ID] = {"related_location_id", TEXTOID},
	[RELATIONSHIP_TYPE] = {"type", TEXTOID},
	[REASON] = {"reason", TEXTOID},
};

/* {relatedLocationId, type, reason}: one relationship, as a row */
static void
visit_relationship(const CareDocument *document, JsonbContainer *object, void *context)
{
	CareRow row;

	cq_row_clear(&row);
	cq_row_set_text(&row, RELATIONSHIP_LOCATION_ID, document->location);
	cq_row_set_text(&row,
					RELATED_LOCATION_ID,
					cq_document_code(document, object, "relatedLocationId"));
	cq_row_set_text(&row, RELATIONSHIP_TYPE, cq_document_code(document, object, "type"));
	cq_row_set_text(&row, REASON, cq_document_code(document, object, "reason"));
	cq_result_put(context, row.values, row.nulls);
}

/* The relationships of a location to those before and after it (strict). */
Datum
care_relationships(PG_FUNCTION_ARGS)
{
	CareDocument document = cq_get_document(fcinfo, 0);
	CareResult rows;

	cq_result_begin(fcinfo, relationship_columns, NRELATIONSHIP_COLUMNS, &rows);
	cq_document_visit(&document, document.root, "relationships", visit_relationship, &rows);
	PG_RETURN_NULL();
}
