/*
 * cause.h
 *		Why a location counts differently than before.
 */
#ifndef CARE_CAUSE_H
#define CARE_CAUSE_H

#include "base/compat.h"

#include "trend/trend.h"

/* The state of a location in the register; CARE_OUTSIDE is the other. */
#define CARE_INSIDE(rating) (1 + (int) (rating))

typedef enum CareCause
{
	CARE_NO_MOVE,
	CARE_IMPROVED,
	CARE_DECLINED,
	CARE_NEWLY_RATED,
	CARE_RATING_LOST,
	CARE_JOINED,
	CARE_DEPARTED
} CareCause;

extern CareCause cq_cause_of(int was, int now);
extern const char *cq_cause_name(CareCause cause);

#endif
