/*
 * location.h
 *		A location id of any type, as text.
 */
#ifndef CARE_LOCATION_H
#define CARE_LOCATION_H

#include "base/compat.h"

/* A location's text form, not terminated. */
typedef struct CareKey
{
	const char *bytes;
	int length;
} CareKey;

extern CareKey cq_get_location(FunctionCallInfo fcinfo, int arg);
extern char *cq_location_text(const CareKey *location);
extern int cq_location_detail(const CareKey *location);

#endif
