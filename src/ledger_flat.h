/*
 * ledger_flat.h
 *		The flat form of a ledger: a list of pieces, a location and some of its
 *		items each, in the order they came.
 */
#ifndef CARE_LEDGER_FLAT_H
#define CARE_LEDGER_FLAT_H

#include "compat.h"

#include "facts.h"

#define FLAT_VERSION 1

/* Flat form: bytea with pieces up to "used", zeros behind. */
typedef struct FlatLedger
{
	int32 vl_len_;				/* varlena header, do not touch directly */
	uint32 version;
	uint64 used;				/* bytes of pieces */
	char pieces[FLEXIBLE_ARRAY_MEMBER];
} FlatLedger;

/* A location and some of its items; then the items, then its bytes, padded to 8. */
typedef struct Piece
{
	int64 weight;
	uint32 nitems;
	uint32 length;				/* of the location's text */
} Piece;

#define PIECE_SIZE(nitems, length) \
	(sizeof(Piece) + sizeof(CareItem) * (Size) (nitems) + TYPEALIGN(8, (Size) (length)))
#define FLAT_SIZE(bytes) (offsetof(FlatLedger, pieces) + (Size) (bytes))
#define FLAT_ROOM(flat) (VARSIZE(flat) - offsetof(FlatLedger, pieces))

extern FlatLedger *care_flat_new(Size bytes);
extern FlatLedger *care_flat_get(Datum datum);
extern void care_flat_put(char *p, const CareKey *key, int64 weight, const CareItem *items,
						  uint32 nitems);
extern bool care_flat_next(const FlatLedger *flat, Size *at, CareKey *key, int64 *weight,
						   CareItem **items, uint32 *nitems);

#endif
