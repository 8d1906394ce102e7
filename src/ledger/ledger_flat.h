/*
 * ledger_flat.h
 *		The flat form of a ledger: a list of pieces, a location and some of its
 *		items each, in the order they came or, from an expanded ledger, in order of
 *		the location's hash.
 */
#ifndef CARE_LEDGER_FLAT_H
#define CARE_LEDGER_FLAT_H

#include "base/compat.h"

#include "base/aggregate.h"
#include "history/item.h"

/* A location without any weight given. */
#define CARE_NO_WEIGHT ((int64) -1)

typedef struct CareFlatLedger
{
	CARE_STATE_HEADER; /* bytes of pieces are used */
	char pieces[FLEXIBLE_ARRAY_MEMBER];
} CareFlatLedger;

/* A location and some of its items; then the items, then its bytes, padded to 8. */
typedef struct CarePiece
{
	int64 weight;
	uint32 nitems;
	uint32 length; /* of the location's text */
} CarePiece;

#define CARE_PIECE_SIZE(nitems, length) \
	(sizeof(CarePiece) + sizeof(CareItem) * (Size) (nitems) + TYPEALIGN(8, (Size) (length)))
#define CARE_FLAT_SIZE(bytes) (offsetof(CareFlatLedger, pieces) + (Size) (bytes))

extern const CareStateKind cq_flat_kind;

/* Some or all items of a location. */
typedef struct CareLocationItems
{
	CareKey location;
	int64 weight;
	CareItem *items;
	uint32 nitems; /* one at least */
} CareLocationItems;

extern int64 cq_weight_of_both(const CareKey *location, int64 a, int64 b);
extern CareFlatLedger *cq_flat_get(Datum datum);
extern CareItem *cq_flat_begin(char *p, const CareKey *location, int64 weight, uint32 nitems);
extern void cq_flat_put(char *p, const CareLocationItems *put);
extern bool cq_flat_next(const CareFlatLedger *flat, Size *at, CareLocationItems *next);

#endif
