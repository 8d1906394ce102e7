/*
 * ledger_flat.h
 *		The flat form of a ledger: a list of pieces, a location and some of its
 *		items each, in the order they came or in order of the location's hash.
 *
 * A piece is packed, as it is copied from process to process: the hash of its
 * location; its weight plus one, the numbers of its items and of the long ones
 * among them, and the length of its text, as varints; then the text, then the
 * items. Of an item whose kind has nothing in the lower half only the upper one
 * is kept.
 */
#ifndef CARE_LEDGER_FLAT_H
#define CARE_LEDGER_FLAT_H

#include "base/compat.h"

#include "common/hashfn.h"

#include "base/aggregate.h"
#include "history/item.h"

/* A location without any weight given. */
#define CARE_NO_WEIGHT ((int64) -1)

#define CARE_FLAT_ORDERED 0x01 /* the pieces are in order of their hashes */

typedef struct CareFlatLedger
{
	CARE_STATE_HEADER; /* flags: CARE_FLAT_ORDERED; used: bytes of pieces */
	char pieces[FLEXIBLE_ARRAY_MEMBER];
} CareFlatLedger;

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

/* The same, packed. */
typedef struct CarePiece
{
	CareKey location;
	uint32 hash;
	int64 weight;
	uint32 nitems; /* one at least */
	const char *start;
	const char *items;
	const char *end;
} CarePiece;

/* Bytes of half an item, and of the smallest piece: a short item of a location with an empty text. */
#define CARE_HALF_ITEM sizeof(uint32)
#define CARE_PIECE_LEAST (sizeof(uint32) + 4 + CARE_HALF_ITEM)

/* Whether an item takes 8 bytes, else 4. */
static inline bool
cq_item_is_long(CareItem item)
{
	return CARE_ITEM_KIND(item) != CARE_ITEM_EVENT;
}

/* By which a location is found, and flat ledgers are ordered. */
static inline uint32
cq_location_hash(const CareKey *location)
{
	return hash_bytes((const unsigned char *) location->bytes, location->length);
}

extern int64 cq_weight_of_both(const CareKey *location, int64 a, int64 b);
extern CareFlatLedger *cq_flat_get(Datum datum);
extern char *cq_flat_begin(void *room, Size size);
extern Size cq_piece_size(int64 weight, uint32 nitems, uint32 nlong, uint32 length);
extern char *cq_flat_put(char *p, uint32 hash, const CareLocationItems *put, uint32 nlong);
extern bool cq_flat_next(const CareFlatLedger *flat, Size *at, CarePiece *next);
extern void cq_piece_check_hash(const CarePiece *piece);
extern void cq_piece_items(const CarePiece *piece, int kinds, CareItem *items);

#endif
