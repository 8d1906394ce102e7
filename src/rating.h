/*
 * rating.h
 *		The care_rating type, and how other files take a rating as an argument.
 */
#ifndef CARE_RATING_H
#define CARE_RATING_H

#include "compat.h"

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

#define RatingGetDatum(rating) UInt8GetDatum(rating)
#define PG_RETURN_RATING(rating) return RatingGetDatum(rating)

/* rating_label.c */
extern bool care_rating_read(const char *text, int length, CareRating *rating);
extern const char *care_rating_name(CareRating rating);

/* rating.c */
extern CareRating care_rating_parse(const char *text, int length);

/*
 * A function of a rating takes a care_rating, a text or an enum. Its body is
 * written once, with a getter as second argument; CARE_RATING_FUNCTION makes
 * the three entry points NAME_rating, NAME_text and NAME_enum from it.
 */
typedef CareRating (*CareRatingGetter)(FunctionCallInfo fcinfo, int arg);

extern CareRating care_get_rating(FunctionCallInfo fcinfo, int arg);
extern CareRating care_get_rating_text(FunctionCallInfo fcinfo, int arg);
extern CareRating care_get_rating_enum(FunctionCallInfo fcinfo, int arg);

#define CARE_RATING_FUNCTION(name) \
	PG_FUNCTION_INFO_V1(name##_rating); \
	Datum name##_rating(PG_FUNCTION_ARGS) \
	{ \
		return name(fcinfo, care_get_rating); \
	} \
	PG_FUNCTION_INFO_V1(name##_text); \
	Datum name##_text(PG_FUNCTION_ARGS) \
	{ \
		return name(fcinfo, care_get_rating_text); \
	} \
	PG_FUNCTION_INFO_V1(name##_enum); \
	Datum name##_enum(PG_FUNCTION_ARGS) \
	{ \
		return name(fcinfo, care_get_rating_enum); \
	} \
	StaticAssertDecl(true, "takes the semicolon")

#endif
