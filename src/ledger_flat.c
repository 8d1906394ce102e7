/*
 * ledger_flat.c
 *		The flat form of a ledger. It may come from outside, so whatever is read
 *		from it is checked.
 */
#include "compat.h"

#include "ledger.h"
#include "ledger_flat.h"
#include "state.h"

/* A new flat ledger with room for so many bytes of pieces. */
FlatLedger *
care_flat_new(Size bytes)
{
	FlatLedger *flat = palloc0(FLAT_SIZE(bytes));

	SET_VARSIZE(flat, FLAT_SIZE(bytes));
	flat->version = FLAT_VERSION;
	return flat;
}

/* Writes a piece at p. */
void
care_flat_put(char *p, const CareKey *key, int64 weight, const CareItem *items, uint32 nitems)
{
	Piece *piece = (Piece *) p;

	piece->weight = weight;
	piece->nitems = nitems;
	piece->length = key->length;
	memcpy(p + sizeof(Piece), items, sizeof(CareItem) * nitems);
	memcpy(p + sizeof(Piece) + sizeof(CareItem) * nitems, key->bytes, key->length);
}

/* Reads the piece at *at and moves it behind; false at the end. */
bool
care_flat_next(const FlatLedger *flat, Size *at, CareKey *key, int64 *weight, CareItem **items,
			   uint32 *nitems)
{
	const Piece *piece = (const Piece *) (flat->pieces + *at);
	Size left = flat->used - *at;

	if (left == 0)
		return false;
	if (left < sizeof(Piece) || piece->nitems == 0 ||
		piece->nitems > left / sizeof(CareItem) || piece->length > left ||
		PIECE_SIZE(piece->nitems, piece->length) > left || piece->weight < CARE_NO_WEIGHT)
		care_state_invalid();
	*weight = piece->weight;
	*nitems = piece->nitems;
	*items = (CareItem *) (piece + 1);
	key->bytes = (const char *) (*items + piece->nitems);
	key->length = piece->length;
	for (uint32 i = 0; i < piece->nitems; i++)
	{
		if (!care_item_is_valid((*items)[i]))
			care_state_invalid();
	}
	*at += PIECE_SIZE(piece->nitems, piece->length);
	return true;
}

/* The flat ledger in a datum that is not expanded, its header checked. */
FlatLedger *
care_flat_get(Datum datum)
{
	FlatLedger *flat = (FlatLedger *) care_state_detoast(datum);

	if (VARSIZE(flat) < FLAT_SIZE(0) || flat->version != FLAT_VERSION ||
		flat->used > FLAT_ROOM(flat) || flat->used % 8 != 0)
		care_state_invalid();
	return flat;
}
