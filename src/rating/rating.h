/*
 * rating.h
 *		The care_rating type, and how other files take a rating as an argument.
 */
#ifndef CARE_RATING_H
#define CARE_RATING_H

#include "base/compat.h"

#include "rating/rating_label.h"

#define RatingGetDatum(rating) UInt8GetDatum(rating)
#define PG_RETURN_RATING(rating) return RatingGetDatum(rating)

/* rating.c */
extern CareRating cq_rating_parse(const char *text, int length);

/*
 * A function of a rating takes a care_rating, a text or an enum. Its body is
 * written once, with a getter as second argument; CARE_RATING_FUNCTION makes
 * the three entry points NAME_rating, NAME_text and NAME_enum from it. One of
 * several ratings takes any types in the place of enums, so that they may be
 * mixed: CARE_RATINGS_FUNCTION makes NAME_any in the place of NAME_enum.
 */
typedef CareRating (*CareRatingGetter)(FunctionCallInfo fcinfo, int arg);

/* An argument of type care_rating. */
static inline CareRating
cq_get_rating(FunctionCallInfo fcinfo, int arg)
{
	return (CareRating) DatumGetUInt8(PG_GETARG_DATUM(arg));
}

/* An argument of type text. */
static inline CareRating
cq_get_rating_text(FunctionCallInfo fcinfo, int arg)
{
	struct varlena *label = (struct varlena *) PG_GETARG_POINTER(arg);
	CareRating rating;

	if (unlikely(VARATT_IS_EXTERNAL(label) || VARATT_IS_COMPRESSED(label)))
		label = pg_detoast_datum_packed(label);
	if (likely(cq_rating_try_exact(VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label), &rating)))
		return rating;
	return cq_rating_parse(VARDATA_ANY(label), VARSIZE_ANY_EXHDR(label));
}

extern CareRating cq_get_rating_enum(FunctionCallInfo fcinfo, int arg);
extern CareRating cq_get_rating_any(FunctionCallInfo fcinfo, int arg);

#define CARE_RATING_ENTRY(name, kind, get) \
	PG_FUNCTION_INFO_V1(name##_##kind); \
	Datum name##_##kind(PG_FUNCTION_ARGS) \
	{ \
		return name(fcinfo, get); \
	}

#define CARE_RATING_FUNCTION(name) \
	CARE_RATING_ENTRY(name, rating, cq_get_rating) \
	CARE_RATING_ENTRY(name, text, cq_get_rating_text) \
	CARE_RATING_ENTRY(name, enum, cq_get_rating_enum) \
	StaticAssertDecl(true, "takes the semicolon")

#define CARE_RATINGS_FUNCTION(name) \
	CARE_RATING_ENTRY(name, rating, cq_get_rating) \
	CARE_RATING_ENTRY(name, text, cq_get_rating_text) \
	CARE_RATING_ENTRY(name, any, cq_get_rating_any) \
	StaticAssertDecl(true, "takes the semicolon")

#endif
