/*
 * ledger_flat.c
 *		The flat form of a ledger. It may come from outside, so whatever is read
 *		from it is checked.
 */
#include "base/compat.h"

#include "ledger/ledger_flat.h"

const CareStateKind cq_flat_kind = {
	.kind = 'l',
	.head = offsetof(CareFlatLedger, pieces),
	.element = 1,
	.too_large = "the ratings of one trend take more than 1 GB",
	.hint = "Group by council and add up the trends with care_rollup(), or build "
			"histories first: care_trend(care_history(...)).",
};

/* Writes a piece at p, where there were zeros. */
void
cq_flat_put(char *p, const CareKey *key, int64 weight, const CareItem *items, uint32 nitems)
{
	CarePiece *piece = (CarePiece *) p;

	piece->weight = weight;
	piece->nitems = nitems;
	piece->length = key->length;
	memcpy(p + sizeof(CarePiece), items, sizeof(CareItem) * nitems);
	memcpy(p + sizeof(CarePiece) + sizeof(CareItem) * nitems, key->bytes, key->length);
}

/* Reads the piece at *at and moves it behind; false at the end. */
bool
cq_flat_next(const CareFlatLedger *flat, Size *at, CareKey *key, int64 *weight, CareItem **items,
			 uint32 *nitems)
{
	const CarePiece *piece = (const CarePiece *) (flat->pieces + *at);
	Size left = flat->used - *at;

	if (left == 0)
		return false;
	if (left < sizeof(CarePiece) || piece->nitems == 0 || piece->nitems > left / sizeof(CareItem) ||
		piece->length > left || CARE_PIECE_SIZE(piece->nitems, piece->length) > left ||
		piece->weight < CARE_NO_WEIGHT)
		cq_state_invalid();
	*weight = piece->weight;
	*nitems = piece->nitems;
	*items = (CareItem *) (piece + 1);
	key->bytes = (const char *) (*items + piece->nitems);
	key->length = piece->length;
	for (uint32 i = 0; i < piece->nitems; i++)
	{
		if (!cq_item_is_valid((*items)[i]))
			cq_state_invalid();
	}
	*at += CARE_PIECE_SIZE(piece->nitems, piece->length);
	return true;
}

/* The flat ledger in a datum that is not expanded, its header checked. */
CareFlatLedger *
cq_flat_get(Datum datum)
{
	CareFlatLedger *flat = cq_state_detoast(&cq_flat_kind, datum);

	if (flat->used % 8 != 0)
		cq_state_invalid();
	return flat;
}
