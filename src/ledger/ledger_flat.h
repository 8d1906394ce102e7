/*
 * ledger_flat.h
 *		The flat form of a ledger: a list of pieces, a location and some of its
 *		items each, in the order they came or in order of the location's hash.
 */
#ifndef CARE_LEDGER_FLAT_H
#define CARE_LEDGER_FLAT_H

#include "base/compat.h"

#include "common/hashfn.h"

#include "base/aggregate.h"
#include "history/item.h"

/* A location without any weight given. */
#define CARE_NO_WEIGHT ((int64) -1)

#define CARE_FLAT_ORDERED 0x01 /* the pieces are in order of cq_flat_hash */

typedef struct CareFlatLedger
{
	CARE_STATE_HEADER; /* flags: CARE_FLAT_ORDERED; used: bytes of pieces */
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

/* What a flat ledger in order is ordered by. */
static inline uint32
cq_flat_hash(const CareKey *location)
{
	return hash_bytes((const unsigned char *) location->bytes, location->length);
}

extern int64 cq_weight_of_both(const CareKey *location, int64 a, int64 b);
extern CareFlatLedger *cq_flat_get(Datum datum);
extern CareFlatLedger *cq_flat_begin(void *room, Size size);
extern CareItem *cq_flat_begin_piece(char *p, const CareKey *location, int64 weight, uint32 nitems);
extern char *cq_flat_put(char *p, const CareLocationItems *put);
extern bool cq_flat_next(const CareFlatLedger *flat, Size *at, CareLocationItems *next);
extern void cq_flat_check_items(const CareLocationItems *piece);

#endif
