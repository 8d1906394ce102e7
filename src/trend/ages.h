/*
 * ages.h
 *		care_ages_summary: how old ratings are, at every first of a month.
 *
 * A location that exists has either a rating, published on some day, or none
 * since some day: since when it is as it is. The summary holds how many more or
 * fewer locations there are, from a first of a month on, for each such day and
 * rating; so what there is in a month is a running sum, and summaries of
 * different locations add up.
 *
 * The stored form is a version byte and then numbers as stored.h writes them:
 * for each change, in order of its key, the key less the one before (the first:
 * less 0), and the number, zigzagged. The key is, from the highest bits down,
 * the day since 1900-01-01, the rating and the month since 1900-01. So every
 * value has one form.
 */
#ifndef CARE_AGES_H
#define CARE_AGES_H

#include "base/compat.h"

#include "base/month.h"
#include "rating/rating.h"

#define CARE_AGES_VERSION 1
#define CARE_AGES_TYPE "care_ages_summary"

/* From a first of a month on there are so many more, or fewer. */
typedef struct CareAgesChange
{
	DateADT since; /* publication of the rating, or the day since which there is none */
	CareRating rating;
	int month;
	int64 count; /* not 0, 32 bits */
} CareAgesChange;

/* A change as one number: key and count. Records sort as changes do. */
typedef uint64 CareAgesRecord;

#define CARE_AGES_COUNT_BITS 32
#define CARE_AGES_KEY(record) ((uint32) ((record) >> CARE_AGES_COUNT_BITS))
#define CARE_AGES_COUNT(record) ((int32) (uint32) (record))

#define PG_GETARG_AGES(n) PG_GETARG_BYTEA_PP(n)

/* ages_type.c */
extern CareAgesRecord cq_ages_record(const CareAgesChange *change);
extern CareAgesChange cq_ages_change(CareAgesRecord record);
extern bool cq_ages_is_valid(CareAgesRecord record);
extern CareAgesRecord cq_ages_add(CareAgesRecord a, CareAgesRecord b);
extern bytea *cq_ages_encode(const CareAgesRecord *records, int64 n);
extern CareAgesRecord *cq_ages_read(const bytea *ages, int64 *n);

#endif
