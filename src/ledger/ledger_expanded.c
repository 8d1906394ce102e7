/*
 * ledger_expanded.c
 *		The expanded form of a ledger.
 *
 * It finds a location by its hash and keeps items in two growing columns: the
 * location's number and the item, 12 bytes. A look-up waits for memory twice,
 * for the slot and for the location; so rows wait in a small batch, and the
 * memory that they need is asked for all at once.
 */
#include "base/compat.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/sort.h"
#include "ledger/ledger_expanded.h"
#include "ledger/ledger_runs.h"

/* So many locations before one is written, its memory is asked for. */
#define AHEAD 16

/* A slot of the hash table, in 8 bytes. */
typedef struct Slot
{
	uint32 hash;
	uint32 location : 31;
	uint32 status : 1;
} Slot;

/* The number that stands for the location being looked for. */
#define PROBE (PG_UINT32_MAX >> 1)

static inline uint32
slot_hash(const CareLedger *ledger, uint32 number)
{
	return number == PROBE ? ledger->probe_hash : ledger->locations[number].hash;
}

/* Whether a location is the one being looked for. */
static inline bool
slot_equal(const CareLedger *ledger, uint32 number)
{
	const CareLocation *location = &ledger->locations[number];
	const uint64 *probe = (const uint64 *) ledger->probe_bytes;
	uint64 different = 0;

	if (location->length != ledger->probe_length)
		return false;
	if (unlikely(location->length > CARE_INLINE_KEY))
		return memcmp(location->key.pointer, ledger->probe_bytes, location->length) == 0;
	for (int i = 0; i < CARE_KEY_WORDS; i++)
		different |= location->key.words[i] ^ probe[i];
	return different == 0;
}

/* SH_EQUAL gets the slot's location first and then the key, which is PROBE at every look-up. */
#define SH_PREFIX slots
#define SH_ELEMENT_TYPE Slot
#define SH_KEY_TYPE uint32
#define SH_KEY location
#define SH_HASH_KEY(table, key) slot_hash((const CareLedger *) (table)->private_data, key)
#define SH_EQUAL(table, number, probe) \
	(AssertMacro((probe) == PROBE), slot_equal((const CareLedger *) (table)->private_data, number))
#define SH_STORE_HASH
#define SH_GET_HASH(table, slot) ((slot)->hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

static Size get_flat_size(ExpandedObjectHeader *header);
static void flatten_into(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods methods = {get_flat_size, flatten_into};

/* A new empty expanded ledger in a context of its own. */
CareLedger *
cq_ledger_new(MemoryContext parent)
{
	MemoryContext context =
		AllocSetContextCreate(parent, "care_quality ledger", ALLOCSET_DEFAULT_SIZES);
	CareLedger *ledger = MemoryContextAllocZero(context, sizeof(CareLedger));

	cq_expanded_init(&ledger->head, &cq_flat_kind, &methods, context);
	ledger->room_locations = 64;
	ledger->locations = MemoryContextAlloc(context, sizeof(CareLocation) * ledger->room_locations);
	ledger->room_items = 512;
	ledger->items = MemoryContextAlloc(context, sizeof(CareItem) * ledger->room_items);
	ledger->item_location = MemoryContextAlloc(context, sizeof(uint32) * ledger->room_items);
	ledger->slots = slots_create(context, ledger->room_locations, ledger);
	return ledger;
}

/* Adds a location that is not yet there, with its first item; its number. */
static uint32
add_location(CareLedger *ledger, uint32 hash, const CareLocationItems *row)
{
	const CareKey *key = &row->location;
	CareLocation *location;

	if (ledger->nlocations == ledger->room_locations)
	{
		if (ledger->room_locations > PROBE / 4)
			ereport(ERROR,
					errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("too many locations in one trend"));
		ledger->room_locations *= 2;
		ledger->locations =
			repalloc_huge(ledger->locations, sizeof(CareLocation) * ledger->room_locations);
	}
	location = &ledger->locations[ledger->nlocations];
	location->weight = row->weight;
	location->first = row->items[0];
	location->nitems = 0;
	location->nlong = cq_item_is_long(row->items[0]);
	location->length = key->length;
	location->hash = hash;
	memset(&location->key, 0, sizeof(location->key));
	if (key->length > CARE_INLINE_KEY)
		location->key.pointer = MemoryContextAlloc(ledger->head.header.eoh_context, key->length);
	memcpy((char *) cq_location_bytes(location), key->bytes, key->length);
	return ledger->nlocations++;
}

/* Adds an item of a location. */
static inline void
add_item(CareLedger *ledger, uint32 location, CareItem item)
{
	if (unlikely(ledger->nitems == ledger->room_items))
	{
		ledger->room_items *= 2;
		ledger->items = repalloc_huge(ledger->items, sizeof(CareItem) * ledger->room_items);
		ledger->item_location =
			repalloc_huge(ledger->item_location, sizeof(uint32) * ledger->room_items);
	}
	ledger->items[ledger->nitems] = item;
	ledger->item_location[ledger->nitems++] = location;
	ledger->locations[location].nitems++;
	ledger->locations[location].nlong += cq_item_is_long(item);
}

/*
 * Adds items of a location that may be there already. Behind an inline key
 * there are zeros up to CARE_INLINE_KEY bytes.
 */
static void
add_padded(CareLedger *ledger, uint32 hash, const CareLocationItems *row)
{
	const CareKey *key = &row->location;
	uint32 number;
	bool found;
	Slot *slot;
	uint32 i = 0;

	ledger->flat_size = 0;
	ledger->probe_hash = hash;
	ledger->probe_length = key->length;
	ledger->probe_bytes = key->bytes;
	slot = slots_insert_hash(ledger->slots, PROBE, hash, &found);
	if (found)
	{
		CareLocation *location = &ledger->locations[slot->location];

		number = slot->location;
		if (unlikely(location->weight != row->weight))
			location->weight = cq_weight_of_both(key, location->weight, row->weight);
		if (row->items[0] == location->first)
			i = 1;
	}
	else
	{
		slot->location = number = add_location(ledger, hash, row);
		i = 1;
	}
	for (; i < row->nitems; i++)
		add_item(ledger, number, row->items[i]);
}

/* The same with any key. */
static void
add_items(CareLedger *ledger, uint32 hash, const CareLocationItems *row)
{
	uint64 words[CARE_KEY_WORDS] = {0};
	CareLocationItems padded = *row;

	if (row->location.length <= CARE_INLINE_KEY)
	{
		memcpy(words, row->location.bytes, row->location.length);
		padded.location.bytes = (const char *) words;
	}
	add_padded(ledger, hash, &padded);
}

/* Asks for the memory of the location with this hash, if there is one. */
static inline void
prefetch_location(const CareLedger *ledger, uint32 hash)
{
	const slots_hash *slots = ledger->slots;

	for (uint32 i = hash & slots->sizemask; slots->data[i].status == slots_SH_IN_USE;
		 i = (i + 1) & slots->sizemask)
	{
		if (slots->data[i].hash == hash)
		{
			const char *location = (const char *) &ledger->locations[slots->data[i].location];

			/* it mostly lies across two cache lines */
			cq_prefetch(location);
			cq_prefetch(location + sizeof(CareLocation) - 1);
			return;
		}
	}
}

/* Adds the rows that wait. */
static void
add_waiting(CareLedger *ledger)
{
	int n = ledger->nwaiting;

	for (int i = 0; i < n; i++)
		cq_prefetch(&ledger->slots->data[ledger->waiting[i].hash & ledger->slots->sizemask]);
	for (int i = 0; i < n; i++)
		prefetch_location(ledger, ledger->waiting[i].hash);
	ledger->head.changing = true;
	ledger->nwaiting = 0;
	for (int i = 0; i < n; i++)
	{
		CareLedgerRow *row = &ledger->waiting[i];
		CareLocationItems add = {{(const char *) row->words, row->length},
								 row->weight,
								 row->items,
								 row->nitems};

		add_padded(ledger, row->hash, &add);
	}
	ledger->head.changing = false;
}

/* Adds a row, sooner or later. */
void
cq_ledger_add_row(CareLedger *ledger, const CareLocationItems *add)
{
	const CareKey *key = &add->location;
	CareLedgerRow *row = &ledger->waiting[ledger->nwaiting];

	if (key->length > CARE_INLINE_KEY)
	{
		ledger->head.changing = true;
		add_items(ledger, cq_location_hash(key), add);
		ledger->head.changing = false;
		return;
	}
	row->weight = add->weight;
	row->hash = cq_location_hash(key);
	row->length = key->length;
	row->nitems = add->nitems;
	memcpy(row->items, add->items, sizeof(CareItem) * add->nitems);
	memset(row->words, 0, sizeof(row->words));
	memcpy(row->words, key->bytes, key->length);
	if (++ledger->nwaiting == CARE_LEDGER_BATCH)
		add_waiting(ledger);
}

/*
 * The ledger behind an expanded datum, without rows that wait. That they are
 * added only now does not change what it holds, so it may be a read-only one.
 */
CareLedger *
cq_ledger_get(Datum datum)
{
	CareLedger *ledger = cq_expanded_get(&cq_flat_kind, datum);

	add_waiting(ledger);
	return ledger;
}

/* Adds all pieces of a flat ledger. */
void
cq_ledger_add_flat(CareLedger *ledger, const CareFlatLedger *flat)
{
	Size most = flat->used / CARE_HALF_ITEM; /* items of a piece */
	CareItem *items = palloc_extended(sizeof(CareItem) * most, MCXT_ALLOC_HUGE);
	Size at = 0;
	CarePiece piece;

	while (cq_flat_next(flat, &at, &piece))
	{
		CareLocationItems add = {piece.location, piece.weight, items, piece.nitems};

		CHECK_FOR_INTERRUPTS();
		cq_piece_check_hash(&piece);
		cq_piece_items(&piece, CARE_EVERY_KIND, items);
		add_items(ledger, piece.hash, &add);
	}
	pfree(items);
}

/*
 * Keeps a copy of another state, flat or expanded, without looking at its
 * locations. A ledger that does has none of its own.
 */
void
cq_ledger_keep(CareLedger *ledger, Datum state)
{
	MemoryContext old = MemoryContextSwitchTo(ledger->head.header.eoh_context);

	Assert(ledger->nlocations == 0 && ledger->nwaiting == 0);
	if (cq_is_expanded(state))
		(void) cq_ledger_get(state); /* it is one */
	state = PointerGetDatum(PG_DETOAST_DATUM_COPY(state));
	ledger->flats = lappend(ledger->flats, cq_flat_get(state));
	ledger->flat_size = 0;
	MemoryContextSwitchTo(old);
}

/*
 * Counting sort by location, the first item of each included. While items are
 * placed, start[i + 1] is where the next one of location i goes; at the end
 * that is where those of location i + 1 start.
 */
CareGroupedItems
cq_ledger_group(const CareLedger *ledger)
{
	CareGroupedItems grouped;
	uint64 total = ledger->nitems + ledger->nlocations;
	uint64 at = 0;

	grouped.start = MemoryContextAllocHuge(CurrentMemoryContext,
										   sizeof(uint64) * ((Size) ledger->nlocations + 1));
	grouped.items = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(CareItem) * (total + 1));
	grouped.start[0] = 0;
	for (uint32 i = 0; i < ledger->nlocations; i++)
	{
		grouped.items[at] = ledger->locations[i].first;
		grouped.start[i + 1] = at + 1;
		at += 1 + ledger->locations[i].nitems;
	}
	for (uint64 i = 0; i < ledger->nitems; i++)
	{
		CHECK_FOR_INTERRUPTS();
		grouped.items[grouped.start[ledger->item_location[i] + 1]++] = ledger->items[i];
	}
	return grouped;
}

/* Expanded object method: the size of the flat form. */
static Size
get_flat_size(ExpandedObjectHeader *header)
{
	CareLedger *ledger = (CareLedger *) header;
	ListCell *cell;
	Size bytes = 0;

	cq_expanded_check(&ledger->head);
	add_waiting(ledger);
	if (ledger->flat_size != 0)
		return ledger->flat_size;
	for (uint32 i = 0; i < ledger->nlocations; i++)
	{
		const CareLocation *location = &ledger->locations[i];

		bytes += cq_piece_size(location->weight,
							   location->nitems + 1,
							   location->nlong,
							   location->length);
	}
	foreach(cell, ledger->flats) bytes += ((CareFlatLedger *) lfirst(cell))->used;
	if (CARE_FLAT_SIZE(bytes) > MaxAllocSize)
		cq_state_too_large(&cq_flat_kind);
	ledger->flat_size = CARE_FLAT_SIZE(bytes);
	return ledger->flat_size;
}

/* The numbers of its own locations in the lower bits, in order of the hash, above. */
static uint64 *
order_locations(const CareLedger *ledger)
{
	uint32 n = ledger->nlocations;
	uint64 *order = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(uint64) * ((Size) n + 1));

	for (uint32 i = 0; i < n; i++)
		order[i] = (uint64) ledger->locations[i].hash << 32 | i;
	cq_sort(order, n, 32);
	return order;
}

/*
 * Writes a piece for each of its own locations at p, its items in order: what
 * all processes have of a location is then in order but for a few places.
 */
static void
put_own(const CareLedger *ledger, char *p)
{
	uint32 n = ledger->nlocations;
	uint64 *order = order_locations(ledger);
	CareGroupedItems grouped = cq_ledger_group(ledger);

	for (uint32 i = 0; i < n; i++)
	{
		uint32 number = (uint32) order[i];
		const CareLocation *location = &ledger->locations[number];
		CareLocationItems put = {{cq_location_bytes(location), location->length},
								 location->weight,
								 grouped.items + grouped.start[number],
								 location->nitems + 1};

		CHECK_FOR_INTERRUPTS();
		if (i + AHEAD < n)
		{
			cq_prefetch(&ledger->locations[(uint32) order[i + AHEAD]]);
			cq_prefetch(&grouped.items[grouped.start[(uint32) order[i + AHEAD]]]);
		}
		cq_items_sort(put.items, put.nitems);
		p = cq_flat_put(p, location->hash, &put, location->nlong);
	}
}

/* Writes the pieces of the states that are kept at p. */
static void
put_kept(const CareLedger *ledger, char *p)
{
	CareRuns *runs = cq_runs_new(ledger->flats);
	const CareRun *run;

	for (; (run = cq_runs_first(runs)) != NULL; cq_runs_advance(runs))
	{
		Size size = run->piece.end - run->piece.start;

		CHECK_FOR_INTERRUPTS();
		memcpy(p, run->piece.start, size);
		p += size;
	}
}

/*
 * Expanded object method: writes the flat form. What it needs for that is
 * allocated in a context of its own: the caller's may be one of tuples being
 * sorted, in which nothing can be freed, and a ledger may be flattened often.
 */
static void
flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	CareLedger *ledger = (CareLedger *) header;
	MemoryContext scratch = AllocSetContextCreate(header->eoh_context,
												  "care_quality flat ledger",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(scratch);
	char *pieces = cq_flat_begin(result, size);

	if (ledger->flats != NIL)
		put_kept(ledger, pieces);
	else
		put_own(ledger, pieces);
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}
