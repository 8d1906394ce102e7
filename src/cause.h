/*
 * cause.h
 *		Why a location counts differently than before.
 */
#ifndef CARE_CAUSE_H
#define CARE_CAUSE_H

#include "compat.h"

#include "rating.h"

/* Where a location can be: outside the register, or in it with a rating. */
#define CARE_OUTSIDE 0
#define CARE_INSIDE(rating) (1 + (int) (rating))
#define CARE_PLACES (1 + CARE_RATINGS)

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

extern CareCause care_cause_of(int was, int now);
extern const char *care_cause_name(CareCause cause);

#endif
