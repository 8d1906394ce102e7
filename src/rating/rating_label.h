/*
 * rating_label.h
 *		The ratings, and how the regulator spells them.
 */
#ifndef CARE_RATING_LABEL_H
#define CARE_RATING_LABEL_H

#include "base/compat.h"

/* The regulator's ratings, worst first; the numbers are stored, so never change them. */
typedef enum CareRating
{
	CARE_NOT_RATED,
	CARE_INADEQUATE,
	CARE_REQUIRES_IMPROVEMENT,
	CARE_GOOD,
	CARE_OUTSTANDING
} CareRating;

#define CARE_RATINGS 5

#define CARE_IS_RATED(rating) ((rating) != CARE_NOT_RATED)
#define CARE_IS_GOOD_OR_BETTER(rating) ((rating) >= CARE_GOOD)

/* The regulator's spelling of each rating, as X(rating, name), the most frequent first. */
#define CARE_RATING_NAMES(X) \
	X(CARE_GOOD, "Good") \
	X(CARE_REQUIRES_IMPROVEMENT, "Requires improvement") \
	X(CARE_OUTSTANDING, "Outstanding") \
	X(CARE_INADEQUATE, "Inadequate") \
	X(CARE_NOT_RATED, "Not rated")

extern const char *cq_rating_name(CareRating rating);
extern bool cq_rating_try(const char *text, int length, CareRating *rating);

/* Reads the ratings as the regulator spells them, which is what most rows hold. */
static inline bool
cq_rating_try_exact(const char *text, int length, CareRating *rating)
{
#define CARE_TRY_EXACT(value, name) \
	if (length == sizeof(name) - 1 && memcmp(text, name, sizeof(name) - 1) == 0) \
	{ \
		*rating = value; \
		return true; \
	}
	CARE_RATING_NAMES(CARE_TRY_EXACT)
#undef CARE_TRY_EXACT
	return false;
}

#endif
