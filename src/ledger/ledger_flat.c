/*
 * ledger_flat.c
 *		The flat form of a ledger. It may come from outside, so whatever is read
 *		from it is checked.
 */
#include "base/compat.h"

#include "ledger/ledger_flat.h"

const CareStateKind cq_flat_kind = {
	.kind = 'l',
	.flags = CARE_FLAT_ORDERED,
	.head = offsetof(CareFlatLedger, pieces),
	.element = 1,
	.too_large = "the ratings of one trend take more than 1 GB",
	.hint = "Group by council and add up the trends with care_rollup(), or build "
			"histories first: care_trend(care_history(...)).",
};

/* Begins a flat ledger of so many bytes, whose pieces will be in order. */
CareFlatLedger *
cq_flat_begin(void *room, Size size)
{
	CareFlatLedger *flat = memset(room, 0, CARE_FLAT_SIZE(0));

	SET_VARSIZE(flat, size);
	flat->kind = cq_flat_kind.kind;
	flat->flags = CARE_FLAT_ORDERED;
	flat->used = size - CARE_FLAT_SIZE(0);
	return flat;
}

/* Writes a piece at p but for its items; where those go. */
CareItem *
cq_flat_begin_piece(char *p, const CareKey *location, int64 weight, uint32 nitems)
{
	CarePiece *piece = (CarePiece *) p;
	CareItem *items = (CareItem *) (piece + 1);
	char *bytes = (char *) (items + nitems);
	Size padded = TYPEALIGN(8, (Size) location->length);

	*piece = (CarePiece){weight, nitems, location->length};
	if (padded > 0)
		memset(bytes + padded - 8, 0, 8);
	memcpy(bytes, location->bytes, location->length);
	return items;
}

/* Writes a piece at p; its end. */
char *
cq_flat_put(char *p, const CareLocationItems *put)
{
	memcpy(cq_flat_begin_piece(p, &put->location, put->weight, put->nitems),
		   put->items,
		   sizeof(CareItem) * put->nitems);
	return p + CARE_PIECE_SIZE(put->nitems, put->location.length);
}

/* Reads the piece at *at, whose items are still to be checked, and moves it behind; false at the end. */
bool
cq_flat_next(const CareFlatLedger *flat, Size *at, CareLocationItems *next)
{
	const CarePiece *piece = (const CarePiece *) (flat->pieces + *at);
	Size left = flat->used - *at;

	if (left == 0)
		return false;
	if (left < sizeof(CarePiece) || piece->nitems == 0 || piece->nitems > left / sizeof(CareItem) ||
		piece->length > left || CARE_PIECE_SIZE(piece->nitems, piece->length) > left ||
		piece->weight < CARE_NO_WEIGHT)
		cq_state_invalid();
	next->weight = piece->weight;
	next->nitems = piece->nitems;
	next->items = (CareItem *) (piece + 1);
	next->location.bytes = (const char *) (next->items + piece->nitems);
	next->location.length = piece->length;
	*at += CARE_PIECE_SIZE(piece->nitems, piece->length);
	return true;
}

/* Items that no aggregate can have collected are an error (22P03). */
void
cq_flat_check_items(const CareLocationItems *piece)
{
	for (uint32 i = 0; i < piece->nitems; i++)
	{
		if (!cq_item_is_valid(piece->items[i]))
			cq_state_invalid();
	}
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
