/*
 * ledger_read.c
 *		Reading a ledger location by location, for the final functions.
 */
#include "base/compat.h"

#include "common/hashfn.h"
#include "miscadmin.h"

#include "base/sort.h"
#include "ledger/ledger.h"
#include "ledger/ledger_expanded.h"

/* So many pieces before one is read, its memory is asked for. */
#define AHEAD 16

struct CareLedgerReader
{
	int kinds;	   /* that may occur, as bits */
	uint64 nitems; /* of all locations */
	uint32 next;

	/* an expanded ledger */
	const CareLedger *ledger;
	CareGroupedItems grouped;

	/* flat ones: their pieces, those of a location together, and room for one's items */
	const CarePiece **pieces;
	uint32 npieces;
	uint32 most; /* items that one location can have */
	CareItem *items;
};

static CareKey
piece_key(const CarePiece *piece)
{
	return (CareKey){(const char *) (piece + 1) + sizeof(CareItem) * piece->nitems, piece->length};
}

static int
compare_pieces(const void *a, const void *b)
{
	CareKey x = piece_key(*(const CarePiece *const *) a);
	CareKey y = piece_key(*(const CarePiece *const *) b);

	if (x.length != y.length)
		return x.length - y.length;
	return memcmp(x.bytes, y.bytes, x.length);
}

/* The pieces of flat ledgers, which are checked. */
static void
find_pieces(CareLedgerReader *reader, List *flats)
{
	ListCell *cell;
	Size bytes = 0;

	foreach(cell, flats) bytes += ((const CareFlatLedger *) lfirst(cell))->used;
	reader->pieces =
		MemoryContextAllocHuge(CurrentMemoryContext,
							   sizeof(CarePiece *) * (bytes / CARE_PIECE_SIZE(1, 0) + 1));
	foreach(cell, flats)
	{
		const CareFlatLedger *flat = lfirst(cell);
		const CarePiece *piece = (const CarePiece *) flat->pieces;
		Size at = 0;
		CareLocationItems items;

		for (; cq_flat_next(flat, &at, &items); piece = (const CarePiece *) (flat->pieces + at))
		{
			CHECK_FOR_INTERRUPTS();
			reader->pieces[reader->npieces++] = piece;
			reader->nitems += items.nitems;
		}
	}
}

/* The numbers of the pieces in their lower bits, in order of the hash of the location, above. */
static uint64 *
order_pieces(const CareLedgerReader *reader)
{
	uint64 *order =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(uint64) * (reader->npieces + 1));

	for (uint32 i = 0; i < reader->npieces; i++)
	{
		CareKey key = piece_key(reader->pieces[i]);

		order[i] = (uint64) hash_bytes((const unsigned char *) key.bytes, key.length) << 32 | i;
	}
	cq_sort(order, reader->npieces, 32);
	return order;
}

/*
 * Puts the pieces of a location together: those with one hash, and where there
 * are more than two of these, by location, as not all need be of the same.
 */
static void
group_pieces(CareLedgerReader *reader)
{
	uint64 *order = order_pieces(reader);
	uint32 n = reader->npieces;
	const CarePiece **grouped =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(CarePiece *) * (n + 1));

	for (uint32 i = 0; i < n; i++)
		grouped[i] = reader->pieces[(uint32) order[i]];
	for (uint32 i = 0, from = 0; i < n; from = i)
	{
		uint64 items = 0;

		CHECK_FOR_INTERRUPTS();
		for (; i < n && order[i] >> 32 == order[from] >> 32; i++)
		{
			if (i + AHEAD < n)
				cq_prefetch(grouped[i + AHEAD]);
			items += grouped[i]->nitems;
		}
		if (i - from > 2)
			qsort(grouped + from, i - from, sizeof(CarePiece *), compare_pieces);
		if (items > PG_INT32_MAX)
			ereport(ERROR,
					errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("a location has more than %d ratings", PG_INT32_MAX));
		reader->most = Max(reader->most, items);
	}
	pfree(order);
	pfree(reader->pieces);
	reader->pieces = grouped;
}

/* Makes flat ledgers ready to be read. */
static void
read_flats(CareLedgerReader *reader, List *flats)
{
	find_pieces(reader, flats);
	group_pieces(reader);
	reader->items =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(CareItem) * (reader->most + 1));
}

/*
 * Makes a state ready to be read location by location; the state stays as it
 * is. Items of other kinds than those said are refused: a ledger does not know
 * which aggregate filled it.
 */
CareLedgerReader *
cq_ledger_read(Datum state, int kinds)
{
	CareLedgerReader *reader = palloc0(sizeof(CareLedgerReader));
	CareLedger *ledger = NULL;

	if (cq_ledger_is_expanded(state))
		ledger = cq_ledger_get(state);
	reader->kinds = kinds;
	if (ledger == NULL)
		read_flats(reader, list_make1(cq_flat_get(state)));
	else if (ledger->flats != NIL)
		read_flats(reader, ledger->flats);
	else
	{
		reader->ledger = ledger;
		reader->grouped = cq_ledger_group(ledger);
		reader->nitems = reader->grouped.start[ledger->nlocations];
	}
	return reader;
}

/* The next location of flat ledgers: all its pieces. */
static bool
next_of_flat(CareLedgerReader *reader, CareLocationItems *next)
{
	const CarePiece **first = &reader->pieces[reader->next];

	if (reader->next == reader->npieces)
		return false;
	if (reader->next + AHEAD < reader->npieces)
		cq_prefetch(reader->pieces[reader->next + AHEAD]);
	*next = (CareLocationItems){piece_key(*first), CARE_NO_WEIGHT, reader->items, 0};
	do
	{
		const CarePiece *piece = reader->pieces[reader->next];

		next->weight = cq_weight_of_both(&next->location, next->weight, piece->weight);
		memcpy(next->items + next->nitems, piece + 1, sizeof(CareItem) * piece->nitems);
		next->nitems += piece->nitems;
		reader->next++;
	} while (reader->next < reader->npieces &&
			 compare_pieces(first, &reader->pieces[reader->next]) == 0);
	return true;
}

/* The next location of an expanded ledger. */
static bool
next_of_expanded(CareLedgerReader *reader, CareLocationItems *next)
{
	const CareLocation *location = &reader->ledger->locations[reader->next];

	if (reader->next == reader->ledger->nlocations)
		return false;
	*next = (CareLocationItems){{cq_location_bytes(location), location->length},
								location->weight,
								reader->grouped.items + reader->grouped.start[reader->next++],
								location->nitems + 1};
	return true;
}

/* The next location with its items, which the caller may change; false at the end. */
bool
cq_ledger_next(CareLedgerReader *reader, CareLocationItems *next)
{
	CHECK_FOR_INTERRUPTS();
	if (!(reader->ledger == NULL ? next_of_flat(reader, next) : next_of_expanded(reader, next)))
		return false;
	for (uint32 i = 0; i < next->nitems; i++)
	{
		if (unlikely((CARE_KIND_BIT(CARE_ITEM_KIND(next->items[i])) & reader->kinds) == 0))
			cq_state_invalid();
	}
	return true;
}

/* Starts again from the first location. */
void
cq_ledger_rewind(CareLedgerReader *reader)
{
	reader->next = 0;
}

/* The items of all locations. */
uint64
cq_ledger_items(const CareLedgerReader *reader)
{
	return reader->nitems;
}

/* At least as many items as any location has. */
int
cq_ledger_max_items(const CareLedgerReader *reader)
{
	uint32 most = 0;

	if (reader->ledger == NULL)
		return reader->most;
	for (uint32 i = 0; i < reader->ledger->nlocations; i++)
		most = Max(most, reader->ledger->locations[i].nitems + 1);
	return most;
}

/* Reads a ledger of ratings and registrations, and makes room for the history of any location. */
CareLedgerReader *
cq_ledger_read_ratings(Datum state, CareHistory *history)
{
	CareLedgerReader *reader =
		cq_ledger_read(state, CARE_KIND_BIT(CARE_ITEM_EVENT) | CARE_KIND_BIT(CARE_ITEM_SPAN));

	cq_history_reserve(history, cq_ledger_max_items(reader));
	return reader;
}

/*
 * The history of the next location, false after the last; one without any date
 * is an error (22004), and so is one that cannot have existed (22008).
 */
bool
cq_ledger_next_history(CareLedgerReader *reader, int64 *weight, CareHistory *history)
{
	CareLocationItems next;

	if (!cq_ledger_next(reader, &next))
		return false;
	*weight = next.weight;
	if (!cq_history_build(next.items, next.nitems, history))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("location \"%.*s\" has neither a registration date nor a dated rating",
					   next.location.length,
					   next.location.bytes),
				errhint("Filter it out, or give the date from which it is registered."));
	cq_check_existence(history, &next.location);
	return true;
}
