/*
 * ledger_flat.c
 *		The flat form of a ledger. It may come from outside, so whatever is read
 *		from it is checked.
 */
#include "base/compat.h"

#include "base/stored.h"
#include "ledger/ledger_flat.h"

const CareStateKind cq_flat_kind = {
	.kind = 'p',
	.flags = CARE_FLAT_ORDERED,
	.head = offsetof(CareFlatLedger, pieces),
	.element = 1,
	.too_large = "the ratings of one trend take more than 1 GB",
	.hint = "Group by council and add up the trends with care_rollup(), or build "
			"histories first: care_trend(care_history(...)).",
};

/*
 * Writes the header of a flat ledger of so many bytes, header and all, in order
 * of the hashes. Its room need not be aligned. Returns where the pieces go.
 */
char *
cq_flat_begin(void *room, Size size)
{
	CareFlatLedger head = {
		.kind = cq_flat_kind.kind,
		.flags = CARE_FLAT_ORDERED,
		.used = size - CARE_FLAT_SIZE(0),
	};

	SET_VARSIZE(&head, size);
	memcpy(room, &head, CARE_FLAT_SIZE(0));
	return (char *) room + CARE_FLAT_SIZE(0);
}

/* The bytes of a piece. */
Size
cq_piece_size(int64 weight, uint32 nitems, uint32 nlong, uint32 length)
{
	return sizeof(uint32) + cq_varint_size((uint64) weight + 1) + cq_varint_size(nitems) +
		   cq_varint_size(nlong) + cq_varint_size(length) + length +
		   CARE_HALF_ITEM * ((Size) nitems + nlong);
}

/* Writes a piece, of a location with that hash and so many long items, at p; its end. */
char *
cq_flat_put(char *p, uint32 hash, const CareLocationItems *put, uint32 nlong)
{
	memcpy(p, &hash, sizeof(hash));
	p += sizeof(hash);
	p = (char *) cq_varint_put((uint8 *) p, (uint64) put->weight + 1);
	p = (char *) cq_varint_put((uint8 *) p, put->nitems);
	p = (char *) cq_varint_put((uint8 *) p, nlong);
	p = (char *) cq_varint_put((uint8 *) p, put->location.length);
	memcpy(p, put->location.bytes, put->location.length);
	p += put->location.length;
	for (uint32 i = 0; i < put->nitems; i++)
	{
		CareItem item = put->items[i];
		uint32 upper = item >> 32;
		uint32 lower = CARE_ITEM_OTHER(item);

		memcpy(p, &upper, CARE_HALF_ITEM);
		p += CARE_HALF_ITEM;
		if (cq_item_is_long(item))
		{
			memcpy(p, &lower, CARE_HALF_ITEM);
			p += CARE_HALF_ITEM;
		}
	}
	return p;
}

/* Reads a number of a piece that may not be above most. */
static inline uint64
get_number(const uint8 **p, const uint8 *end, uint64 most)
{
	uint64 number;

	if (!cq_varint_get(p, end, &number) || number > most)
		cq_state_invalid();
	return number;
}

/* Reads the piece at *at, whose items are still to be read, and moves it behind; false at the end. */
bool
cq_flat_next(const CareFlatLedger *flat, Size *at, CarePiece *next)
{
	const uint8 *p = (const uint8 *) flat->pieces + *at;
	const uint8 *end = (const uint8 *) flat->pieces + flat->used;
	uint64 nlong;

	if (p == end)
		return false;
	if (end - p < sizeof(uint32))
		cq_state_invalid();
	next->start = (const char *) p;
	memcpy(&next->hash, p, sizeof(uint32));
	p += sizeof(uint32);
	next->weight = (int64) (get_number(&p, end, (uint64) PG_INT64_MAX + 1) - 1);
	next->nitems = get_number(&p, end, MaxAllocSize);
	nlong = get_number(&p, end, next->nitems);
	next->location.length = get_number(&p, end, MaxAllocSize);
	next->location.bytes = (const char *) p;
	if (next->nitems == 0 ||
		(Size) next->location.length + CARE_HALF_ITEM * (next->nitems + nlong) > (Size) (end - p))
		cq_state_invalid();
	next->items = next->location.bytes + next->location.length;
	next->end = next->items + CARE_HALF_ITEM * (next->nitems + nlong);
	*at = next->end - flat->pieces;
	return true;
}

/* A hash that is not that of the piece's location is an error (22P03): the location would be two. */
void
cq_piece_check_hash(const CarePiece *piece)
{
	if (piece->hash != cq_location_hash(&piece->location))
		cq_state_invalid();
}

/*
 * Unpacks the items of a piece. Those that no aggregate can have collected, and
 * those of other kinds than these (bits), are an error (22P03).
 */
void
cq_piece_items(const CarePiece *piece, int kinds, CareItem *items)
{
	const char *p = piece->items;

	for (uint32 i = 0; i < piece->nitems; i++)
	{
		uint32 half;
		CareItem item;

		if (unlikely(p == piece->end))
			cq_state_invalid();
		memcpy(&half, p, CARE_HALF_ITEM);
		p += CARE_HALF_ITEM;
		item = (uint64) half << 32;
		if (cq_item_is_long(item))
		{
			if (unlikely(p == piece->end))
				cq_state_invalid();
			memcpy(&half, p, CARE_HALF_ITEM);
			p += CARE_HALF_ITEM;
			item |= half;
		}
		if (unlikely(!cq_item_is_valid(item) || !(kinds & CARE_KIND_BIT(CARE_ITEM_KIND(item)))))
			cq_state_invalid();
		items[i] = item;
	}
	if (unlikely(p != piece->end))
		cq_state_invalid();
}

/* The flat ledger in a datum that is not expanded, its header checked. */
CareFlatLedger *
cq_flat_get(Datum datum)
{
	return cq_state_detoast(&cq_flat_kind, datum);
}

/* Two different weights of one location are an error (22023). */
int64
cq_weight_of_both(const CareKey *location, int64 a, int64 b)
{
	if (a == b || b == CARE_NO_WEIGHT)
		return a;
	if (a == CARE_NO_WEIGHT)
		return b;
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("location \"%.*s\" has different weights: %lld and %lld",
				   location->length,
				   location->bytes,
				   (long long) Min(a, b),
				   (long long) Max(a, b)),
			errhint("Give every row of a location the same weight, or use "
					"care_trend(care_history(...), weight)."));
}
