/*
 * location.h
 *		A location id of any type, as text.
 */
#ifndef CARE_LOCATION_H
#define CARE_LOCATION_H

#include "base/compat.h"

#include "history/facts.h"

extern CareKey cq_get_location(FunctionCallInfo fcinfo, int arg);

#endif
