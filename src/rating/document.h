/*
 * document.h
 *		Reading a location document of the regulator's public interface (GET
 *		.../public/v1/locations/{id}) by name, never by position.
 *
 * A part that is missing or null is not there: readers return NULL or false.
 * One that is not of the type it should be is an error (22023) that names the
 * location.
 */
#ifndef CARE_DOCUMENT_H
#define CARE_DOCUMENT_H

#include "base/compat.h"

#include "utils/date.h"
#include "utils/jsonb.h"

typedef struct CareDocument
{
	JsonbContainer *root;
	char *location; /* its locationId */
} CareDocument;

/* What is done with one object of the document. */
typedef void (*CareVisitor)(const CareDocument *document, JsonbContainer *object, void *context);

extern CareDocument cq_get_document(FunctionCallInfo fcinfo, int arg);
extern void cq_document_visit(const CareDocument *document, JsonbContainer *object, const char *key,
							  CareVisitor visitor, void *context);

extern char *cq_document_string(const CareDocument *document, JsonbContainer *object,
								const char *key);
extern char *cq_document_code(const CareDocument *document, JsonbContainer *object,
							  const char *key);
extern bool cq_document_number(const CareDocument *document, JsonbContainer *object,
							   const char *key, double *number);
extern bool cq_document_flag(const CareDocument *document, JsonbContainer *object, const char *key,
							 bool *flag);
extern DateADT cq_document_read_day(const CareDocument *document, const char *text,
									const char *what);
CARE_NORETURN extern void cq_document_wrong(const CareDocument *document, const char *key,
											const char *expected);

#endif
