/*
 * tally.h
 *		care_tally_summary: how many locations hold each rating at one moment.
 */
#ifndef CARE_TALLY_H
#define CARE_TALLY_H

#include "base/compat.h"

#include "base/args.h"
#include "base/number.h"
#include "rating/rating.h"
#include "base/state.h"

#define CARE_TALLY_VERSION 1
#define CARE_TALLY_WEIGHTED 0x01	/* sums of weights (beds, people), not counts of locations */

/*
 * Stored as it stands, and changed in place by the aggregates. A tally of
 * zeros has no flags, so there is one empty tally.
 */
typedef struct CareTally
{
	int32 vl_len_;				/* varlena header, do not touch directly */
	uint8 version;
	uint8 flags;
	uint16 unused;				/* zero */
	int64 count[CARE_RATINGS];	/* by CareRating */
} CareTally;

StaticAssertDecl(sizeof(CareTally) == 48, "care_tally_summary is stored");

#define PG_GETARG_TALLY(n) care_tally_from_datum(PG_GETARG_DATUM(n))
#define PG_RETURN_TALLY(tally) PG_RETURN_POINTER(tally)

/* tally.c */
extern CareTally *care_tally_new(void);
extern CareTally *care_tally_detoast(Datum datum);
extern void care_tally_add_weight(CareTally *tally, CareRating rating, int64 weight);
extern void care_tally_overflow(void);
extern bool care_tally_is_empty(const CareTally *tally);
extern int64 care_get_weight(FunctionCallInfo fcinfo, int arg);

/* tally_read.c */
extern int64 care_tally_rated(const CareTally *tally);
extern int64 care_tally_locations(const CareTally *tally);
extern int64 care_tally_good_or_better(const CareTally *tally);
extern int64 care_tally_denominator(const CareTally *tally, CareDenominator denominator);
extern bool care_tally_percent(const CareTally *tally, CareDenominator denominator,
							   double *percent);
extern int64 care_to_target(int64 x, int64 n, double target);
extern void care_tally_refuse_weights(const CareTally *tally);

/* Whether a varlena is a tally as it stands in memory. */
static inline bool
care_tally_is_plain(const CareTally *tally)
{
	return VARATT_IS_4B_U(tally) && VARSIZE(tally) == sizeof(CareTally) &&
		tally->version == CARE_TALLY_VERSION;
}

/* A stored tally; another version is an error (0A000), and so is damage (22P03). */
static inline CareTally *
care_tally_from_datum(Datum datum)
{
	CareTally *tally = (CareTally *) DatumGetPointer(datum);

	return likely(care_tally_is_plain(tally)) ? tally : care_tally_detoast(datum);
}

/* The state of a tally aggregate: its first argument, to be changed in place. */
static inline CareTally *
care_tally_state(FunctionCallInfo fcinfo)
{
	care_aggregate_check(fcinfo);
	if (unlikely(PG_ARGISNULL(0)))
		care_state_invalid();
	return care_tally_from_datum(PG_GETARG_DATUM(0));
}

/* One location more. */
static inline void
care_tally_add_one(CareTally *tally, CareRating rating)
{
	if (unlikely(tally->count[rating]++ == PG_INT64_MAX))
		care_tally_overflow();
}

#endif
