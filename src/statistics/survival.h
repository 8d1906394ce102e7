/*
 * survival.h
 *		care_survival_summary: how long things lasted, and how long those have
 *		that have not ended yet.
 *
 * It holds for each number of days how many ended then and how many were lost
 * from sight (censored). The stored form is a version byte and then numbers as
 * stored.h writes them, day by day in rising order:
 *
 *		days since the day before (the first: since -1), - 1
 *		how many ended, and how many were censored; not both are 0
 *
 * So every value has one form.
 */
#ifndef CARE_SURVIVAL_H
#define CARE_SURVIVAL_H

#include "base/compat.h"

#define CARE_SURVIVAL_VERSION 1
#define CARE_SURVIVAL_TYPE "care_survival_summary"

/* What happened after so many days. */
typedef struct CareSurvivalEntry
{
	int32 days;
	int64 ended;
	int64 censored;
} CareSurvivalEntry;

/*
 * While a summary is built it is made of records: days (31 bits), whether
 * ended (1 bit), and how many less one (32 bits), from the highest bits down.
 */
typedef uint64 CareSurvivalRecord;

#define CARE_SURVIVAL_COUNT_BITS 32
#define CARE_SURVIVAL_MAX_COUNT (INT64CONST(1) << CARE_SURVIVAL_COUNT_BITS)

/* Days and whether ended. */
#define CARE_SURVIVAL_KEY(record) ((record) >> CARE_SURVIVAL_COUNT_BITS)

/* count things, 1 or more, that lasted so many days, not negative. */
static inline CareSurvivalRecord
cq_survival_record(int32 days, bool ended, int64 count)
{
	return ((uint64) days << 1 | ended) << CARE_SURVIVAL_COUNT_BITS | (uint64) (count - 1);
}

/* Reading the entries of a summary, in their order. */
typedef struct CareSurvivalReader
{
	const uint8 *at;
	const uint8 *end;
	int32 days; /* of the entry before, -1 at first */
} CareSurvivalReader;

#define PG_GETARG_SURVIVAL(n) PG_GETARG_BYTEA_PP(n)

extern int64 cq_survival_merge(CareSurvivalRecord *records, int64 n);
extern bytea *cq_survival_encode(const CareSurvivalRecord *records, int64 n);
extern void cq_survival_begin(CareSurvivalReader *reader, const bytea *survival);
extern bool cq_survival_next(CareSurvivalReader *reader, CareSurvivalEntry *entry);

#endif
