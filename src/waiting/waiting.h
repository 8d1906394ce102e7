/*
 * waiting.h
 *		care_waiting_summary: a waiting list, exact for any day.
 *
 * It holds how many requests there are for each day of request, day of end
 * and kind of end. The stored form is a version byte and then numbers as
 * stored.h writes them, day of request by day of request, both in rising
 * order:
 *
 *		days since the day of request before (the first: since 1899-12-31), - 1
 *		how many entries that day has, - 1
 *		for each entry
 *			2 x (its code - the code before (the first: -1) - 1), + 1 if it
 *				stands for more than one request
 *			in that case how many, - 2
 *
 * The code of an entry is 0 while waiting, else 1 + 2 x the days waited, + 1
 * if removed. So every value has one form, and the smallest.
 * There are at most CARE_STORED_ENTRIES of them (stored.h): more could be
 * written, but not read back from text.
 */
#ifndef CARE_WAITING_H
#define CARE_WAITING_H

#include "base/compat.h"

#include "base/day.h"

#define CARE_WAITING_VERSION 1
#define CARE_WAITING_TYPE "care_waiting_summary"

typedef enum CareWaitingKind
{
	CARE_WAITING,
	CARE_COMPLETED,
	CARE_REMOVED /* cancelled, died, moved */
} CareWaitingKind;

/* Requests of one day that ended in one way on one day. */
typedef struct CareWaitingEntry
{
	DateADT requested;
	DateADT ended; /* CARE_OPEN while waiting */
	CareWaitingKind kind;
	int64 count;
} CareWaitingEntry;

/*
 * While a summary is built an entry is one number, a record: day of request,
 * code and count - 1, from the highest bits down. Records sort as entries do.
 */
typedef uint64 CareWaitingRecord;

#define CARE_WAITING_COUNT_BITS 29
#define CARE_WAITING_CODE_BITS 18
#define CARE_WAITING_MAX_COUNT (INT64CONST(1) << CARE_WAITING_COUNT_BITS)

/* Day of request and code of a record. */
#define CARE_WAITING_KEY(record) ((record) >> CARE_WAITING_COUNT_BITS)

/* Reading the entries of a summary, in their order. */
typedef struct CareWaitingReader
{
	const uint8 *at;
	const uint8 *end;
	int day;  /* of request, since CARE_DAY_MIN */
	int code; /* of the entry before */
	int left; /* entries of the day still to come */
} CareWaitingReader;

#define PG_GETARG_WAITING(n) PG_GETARG_BYTEA_PP(n)

/* waiting.c */
extern CareWaitingRecord cq_waiting_record(const CareWaitingEntry *entry);
extern CareWaitingRecord cq_waiting_add(CareWaitingRecord a, CareWaitingRecord b);
extern bytea *cq_waiting_encode(const CareWaitingRecord *records, int64 n);
extern void cq_waiting_begin(CareWaitingReader *reader, const bytea *waiting);
extern bool cq_waiting_next(CareWaitingReader *reader, CareWaitingEntry *entry);
extern DateADT cq_waiting_begun(const bytea *waiting);

#endif
