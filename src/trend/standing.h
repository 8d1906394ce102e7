/*
 * standing.h
 *		Where a location stands: outside the register, or inside it with a
 *		rating. And what moved it from one standing to another.
 */
#ifndef CARE_STANDING_H
#define CARE_STANDING_H

#include "base/compat.h"

#include "base/argument.h"
#include "rating/rating.h"

/* A standing is CARE_OUTSIDE or CARE_INSIDE(rating); movements are counted by a pair of them. */
#define CARE_OUTSIDE 0
#define CARE_INSIDE(rating) (1 + (int) (rating))
#define CARE_RATING_OF(standing) ((CareRating) ((standing) -1)) /* of one that is inside */
#define CARE_STANDINGS CARE_INSIDE(CARE_RATINGS)

/* What brings a location from one standing to another. */
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

#define CARE_CAUSES (CARE_DEPARTED + 1)

/* Visits every pair of standings. */
#define CARE_FOR_EACH_MOVE(from, to) \
	for (int from = 0; from < CARE_STANDINGS; from++) \
		for (int to = 0; to < CARE_STANDINGS; to++)

/* standing.c */
extern CareCause cq_cause_of(int was, int now);
extern const char *cq_cause_name(CareCause cause);
extern void cq_moves_by_cause(const int64 move[CARE_STANDINGS][CARE_STANDINGS],
							  int64 moved[CARE_CAUSES]);

/* How many good or better a location of a standing is: 0 or 1. */
static inline int
cq_standing_good(int standing)
{
	return standing != CARE_OUTSIDE && CARE_IS_GOOD_OR_BETTER(CARE_RATING_OF(standing));
}

/* How much of the denominator a location of a standing is: 0 or 1. */
static inline int
cq_standing_counts(int standing, CareDenominator denominator)
{
	return standing != CARE_OUTSIDE &&
		   (denominator == CARE_OF_ALL || CARE_IS_RATED(CARE_RATING_OF(standing)));
}

#endif
