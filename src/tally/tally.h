/*
 * tally.h
 *		care_tally_summary: how many locations hold each rating at one moment.
 */
#ifndef CARE_TALLY_H
#define CARE_TALLY_H

#include "base/compat.h"

#include "base/argument.h"
#include "base/number.h"
#include "rating/rating.h"
#include "base/aggregate.h"

#define CARE_TALLY_TYPE "care_tally_summary"
#define CARE_TALLY_VERSION 1
#define CARE_TALLY_WEIGHTED 0x01 /* sums of weights (beds, people), not counts of locations */

/*
 * Stored as it stands, and changed in place by the aggregates. A tally of
 * zeros has no flags, so there is one empty tally.
 */
typedef struct CareTally
{
	int32 vl_len_; /* varlena header, do not touch directly */
	uint8 version;
	uint8 flags;
	uint16 unused;			   /* zero */
	int64 count[CARE_RATINGS]; /* by CareRating */
} CareTally;

StaticAssertDecl(sizeof(CareTally) == 48, "care_tally_summary is stored");

#define PG_GETARG_TALLY(n) cq_tally_from_datum(PG_GETARG_DATUM(n))
#define PG_RETURN_TALLY(tally) PG_RETURN_POINTER(tally)

/* tally_type.c */
extern CareTally *cq_tally_detoast(Datum datum);

/* tally.c */
extern CareTally *cq_tally_new(void);
extern void cq_tally_add(CareTally *sum, const CareTally *tally);
extern bool cq_tally_subtract(CareTally *difference, const CareTally *tally);
extern void cq_tally_add_weight(CareTally *tally, CareRating rating, int64 weight);
extern void cq_tally_remove_weight(CareTally *tally, CareRating rating, int64 weight);
CARE_NORETURN extern void cq_tally_overflow(void);
extern bool cq_tally_is_empty(const CareTally *tally);
extern int64 cq_get_weight(FunctionCallInfo fcinfo, int arg);

/* tally_read.c */
extern int64 cq_tally_rated(const CareTally *tally);
extern int64 cq_tally_locations(const CareTally *tally);
extern int64 cq_tally_good_or_better(const CareTally *tally);
extern int64 cq_tally_denominator(const CareTally *tally, CareDenominator denominator);
extern bool cq_tally_percent(const CareTally *tally, CareDenominator denominator, double *percent);
extern int64 cq_to_target(int64 x, int64 n, double target);
extern void cq_check_unweighted(const CareTally *tally);

/* Whether a varlena is a tally as it stands in memory. */
static inline bool
cq_tally_is_plain(const CareTally *tally)
{
	return VARATT_IS_4B_U(tally) && VARSIZE(tally) == sizeof(CareTally) &&
		   tally->version == CARE_TALLY_VERSION;
}

/* A stored tally; another version is an error (0A000), and so is damage (22P03). */
static inline CareTally *
cq_tally_from_datum(Datum datum)
{
	CareTally *tally = (CareTally *) DatumGetPointer(datum);

	return likely(cq_tally_is_plain(tally)) ? tally : cq_tally_detoast(datum);
}

/* The state of a tally aggregate: its first argument, to be changed in place. */
static inline CareTally *
cq_tally_state(FunctionCallInfo fcinfo)
{
	cq_check_aggregate(fcinfo);
	if (unlikely(PG_ARGISNULL(0)))
		cq_state_invalid();
	return cq_tally_from_datum(PG_GETARG_DATUM(0));
}

/* One location more. */
static inline void
cq_tally_add_one(CareTally *tally, CareRating rating)
{
	if (unlikely(pg_add_s64_overflow(tally->count[rating], 1, &tally->count[rating])))
		cq_tally_overflow();
}

/* One location less, which was added before. */
static inline void
cq_tally_remove_one(CareTally *tally, CareRating rating)
{
	if (unlikely(--tally->count[rating] < 0))
		cq_state_invalid();
}

#endif
