/*
 * ledger.c
 *		The state of the aggregates that collect items of many locations.
 *
 * While small it is flat: a list of pieces (a location and some of its items)
 * in the order they came, in one value with room to grow, so that groups cost
 * little. When it outgrows FLAT_LIMIT it becomes an expanded object, which
 * finds a location by its hash and keeps items in two growing columns: the
 * location's number and the item, 12 bytes. A look-up waits for memory twice,
 * for the slot and for the location; so rows wait in a small batch, and the
 * memory that they need is asked for all at once. Flattened, to go from a parallel
 * worker to its leader, it is a list of pieces again, one a location.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "miscadmin.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"

#include "args.h"
#include "ledger.h"
#include "state.h"

#define STATE_VERSION 1
#define FLAT_LIMIT 8192			/* bytes; expanded objects are for more than this */

/* ---- the two forms ---- */

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

#define INLINE_KEY 32			/* bytes; the regulator's ids have about a dozen */
#define KEY_WORDS (INLINE_KEY / sizeof(uint64))

/*
 * A location of the expanded form. Its registration is
 * mostly the same in every row, so the first is kept here and not repeated.
 */
typedef struct Location
{
	int64 weight;
	CareItem first;				/* its first item */
	uint32 nitems;				/* apart from the first */
	uint32 length;				/* of its text */
	uint32 hash;
	uint32 unused;
	union
	{
		uint64 words[KEY_WORDS];	/* zero behind its end */
		char *pointer;			/* if it is longer */
	} key;
} Location;

StaticAssertDecl(sizeof(Location) == 64, "a location takes 64 bytes");

/* A slot of the hash table. */
typedef struct Slot
{
	uint32 location;
	uint32 hash;
	char status;
} Slot;

/* A row that waits to be added. */
typedef struct Waiting
{
	int64 weight;
	uint32 hash;
	uint32 length;				/* of its location's text */
	int nitems;
	CareItem items[CARE_ROW_ITEMS];
	uint64 words[KEY_WORDS];
} Waiting;

#define BATCH 32

typedef struct Ledger Ledger;

/* The number that stands for the location being looked for. */
#define PROBE PG_UINT32_MAX

#define SH_PREFIX slots
#define SH_ELEMENT_TYPE Slot
#define SH_KEY_TYPE uint32
#define SH_SCOPE static inline
#define SH_DECLARE
#include "lib/simplehash.h"

struct Ledger
{
	ExpandedObjectHeader header;
	uint32 nlocations;
	uint32 room_locations;
	Location *locations;
	uint64 nitems;				/* apart from the locations' first items */
	uint64 room_items;
	uint32 *item_location;
	CareItem *items;
	slots_hash *slots;
	uint32 probe_hash;			/* what is being looked for: its hash, length and text, */
	uint32 probe_length;
	const char *probe_bytes;	/* which is a whole number of words, if it is inline */
	Size flat_size;				/* 0: not known */
	int nwaiting;
	Waiting waiting[BATCH];
};

static inline const char *
location_bytes(const Location *location)
{
	return location->length <= INLINE_KEY ? (const char *) location->key.words
		: location->key.pointer;
}

static inline uint32
slot_hash(Ledger *ledger, uint32 number)
{
	return number == PROBE ? ledger->probe_hash : ledger->locations[number].hash;
}

/* Whether a location is the one being looked for. */
static inline bool
slot_equal(Ledger *ledger, uint32 number)
{
	const Location *location = &ledger->locations[number];
	const uint64 *probe = (const uint64 *) ledger->probe_bytes;
	uint64 different = 0;

	if (location->length != ledger->probe_length)
		return false;
	if (unlikely(location->length > INLINE_KEY))
		return memcmp(location->key.pointer, ledger->probe_bytes, location->length) == 0;
	for (int i = 0; i < KEY_WORDS; i++)
		different |= location->key.words[i] ^ probe[i];
	return different == 0;
}

#define SH_PREFIX slots
#define SH_ELEMENT_TYPE Slot
#define SH_KEY_TYPE uint32
#define SH_KEY location
#define SH_HASH_KEY(table, key) slot_hash((Ledger *) (table)->private_data, key)
#define SH_EQUAL(table, a, b) slot_equal((Ledger *) (table)->private_data, a)
#define SH_STORE_HASH
#define SH_GET_HASH(table, slot) ((slot)->hash)
#define SH_SCOPE static inline
#define SH_DEFINE
#include "lib/simplehash.h"

static Size get_flat_size(ExpandedObjectHeader *header);
static void flatten_into(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods methods = {get_flat_size, flatten_into};

/* ---- expanded form ---- */

/* A new empty expanded ledger in a context of its own. */
static Ledger *
new_ledger(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "care_quality ledger",
												  ALLOCSET_DEFAULT_SIZES);
	Ledger *ledger = MemoryContextAllocZero(context, sizeof(Ledger));

	EOH_init_header(&ledger->header, &methods, context);
	ledger->room_locations = 64;
	ledger->locations = MemoryContextAlloc(context, sizeof(Location) * ledger->room_locations);
	ledger->room_items = 512;
	ledger->items = MemoryContextAlloc(context, sizeof(CareItem) * ledger->room_items);
	ledger->item_location = MemoryContextAlloc(context, sizeof(uint32) * ledger->room_items);
	ledger->slots = slots_create(context, ledger->room_locations, ledger);
	return ledger;
}

/* Two different weights of one location are an error (22023). */
static int64
common_weight(const CareKey *location, int64 a, int64 b)
{
	if (a == b || b == CARE_NO_WEIGHT)
		return a;
	if (a == CARE_NO_WEIGHT)
		return b;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("location \"%.*s\" has different weights: %lld and %lld",
					location->length, location->bytes,
					(long long) Min(a, b), (long long) Max(a, b)),
			 errhint("Give every row of a location the same weight, or use "
					 "care_trend(care_history(...), weight).")));
}

/* Adds a location that is not yet there; its number. */
static uint32
add_location(Ledger *ledger, const CareKey *key, uint32 hash, int64 weight, CareItem first)
{
	Location *location;

	if (ledger->nlocations == ledger->room_locations)
	{
		if (ledger->room_locations > PROBE / 4)
			ereport(ERROR,
					(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					 errmsg("too many locations in one trend")));
		ledger->room_locations *= 2;
		ledger->locations = repalloc_huge(ledger->locations,
										  sizeof(Location) * ledger->room_locations);
	}
	location = &ledger->locations[ledger->nlocations];
	location->weight = weight;
	location->first = first;
	location->nitems = 0;
	location->length = key->length;
	location->hash = hash;
	memset(&location->key, 0, sizeof(location->key));
	if (key->length > INLINE_KEY)
		location->key.pointer = MemoryContextAlloc(ledger->header.eoh_context, key->length);
	memcpy((char *) location_bytes(location), key->bytes, key->length);
	return ledger->nlocations++;
}

/* Adds an item of a location. */
static inline void
add_item(Ledger *ledger, uint32 location, CareItem item)
{
	if (unlikely(ledger->nitems == ledger->room_items))
	{
		ledger->room_items *= 2;
		ledger->items = repalloc_huge(ledger->items, sizeof(CareItem) * ledger->room_items);
		ledger->item_location = repalloc_huge(ledger->item_location,
											  sizeof(uint32) * ledger->room_items);
	}
	ledger->items[ledger->nitems] = item;
	ledger->item_location[ledger->nitems++] = location;
	ledger->locations[location].nitems++;
}

static inline uint32
hash_key(const CareKey *key)
{
	return hash_bytes((const unsigned char *) key->bytes, key->length);
}

/*
 * Adds items of a location that may be there already; the location's number.
 * Behind an inline key there are zeros up to INLINE_KEY bytes.
 */
static uint32
add_padded(Ledger *ledger, const CareKey *key, uint32 hash, int64 weight, const CareItem *items,
		   uint32 nitems)
{
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
		Location *location = &ledger->locations[slot->location];

		number = slot->location;
		if (unlikely(location->weight != weight))
			location->weight = common_weight(key, location->weight, weight);
		if (nitems > 0 && items[0] == location->first)
			i = 1;
	}
	else
	{
		slot->location = number = add_location(ledger, key, hash, weight, items[0]);
		i = 1;
	}
	for (; i < nitems; i++)
		add_item(ledger, number, items[i]);
	return number;
}

/* The same with any key. */
static uint32
add_items(Ledger *ledger, const CareKey *key, uint32 hash, int64 weight, const CareItem *items,
		  uint32 nitems)
{
	uint64 words[KEY_WORDS] = {0};
	CareKey padded = {(const char *) words, key->length};

	if (key->length > INLINE_KEY)
		return add_padded(ledger, key, hash, weight, items, nitems);
	memcpy(words, key->bytes, key->length);
	return add_padded(ledger, &padded, hash, weight, items, nitems);
}

/* Asks for the memory of the location with this hash, if there is one. */
static inline void
prefetch_location(const Ledger *ledger, uint32 hash)
{
	const slots_hash *slots = ledger->slots;

	for (uint32 i = hash & slots->sizemask; slots->data[i].status == slots_SH_IN_USE;
		 i = (i + 1) & slots->sizemask)
	{
		if (slots->data[i].hash == hash)
		{
			const char *location = (const char *) &ledger->locations[slots->data[i].location];

			/* it mostly lies across two cache lines */
			care_prefetch(location);
			care_prefetch(location + sizeof(Location) - 1);
			return;
		}
	}
}

/* Adds the rows that wait. */
static void
add_waiting(Ledger *ledger)
{
	int n = ledger->nwaiting;

	for (int i = 0; i < n; i++)
		care_prefetch(&ledger->slots->data[ledger->waiting[i].hash & ledger->slots->sizemask]);
	for (int i = 0; i < n; i++)
		prefetch_location(ledger, ledger->waiting[i].hash);
	ledger->nwaiting = 0;
	for (int i = 0; i < n; i++)
	{
		Waiting *row = &ledger->waiting[i];
		CareKey key = {(const char *) row->words, row->length};

		(void) add_padded(ledger, &key, row->hash, row->weight, row->items, row->nitems);
	}
}

/* Adds a row, sooner or later. */
static void
add_row(Ledger *ledger, const CareKey *key, int64 weight, const CareItem *items, int nitems)
{
	Waiting *row = &ledger->waiting[ledger->nwaiting];

	if (key->length > INLINE_KEY)
	{
		(void) add_items(ledger, key, hash_key(key), weight, items, nitems);
		return;
	}
	row->weight = weight;
	row->hash = hash_key(key);
	row->length = key->length;
	row->nitems = nitems;
	memcpy(row->items, items, sizeof(CareItem) * nitems);
	memset(row->words, 0, sizeof(row->words));
	memcpy(row->words, key->bytes, key->length);
	if (++ledger->nwaiting == BATCH)
		add_waiting(ledger);
}

/* ---- flat form ---- */

static FlatLedger *
new_flat(Size bytes)
{
	FlatLedger *flat = palloc0(FLAT_SIZE(bytes));

	SET_VARSIZE(flat, FLAT_SIZE(bytes));
	flat->version = STATE_VERSION;
	return flat;
}

/* Writes a piece at p. */
static void
put_piece(char *p, const CareKey *key, int64 weight, const CareItem *items, uint32 nitems)
{
	Piece *piece = (Piece *) p;

	piece->weight = weight;
	piece->nitems = nitems;
	piece->length = key->length;
	memcpy(p + sizeof(Piece), items, sizeof(CareItem) * nitems);
	memcpy(p + sizeof(Piece) + sizeof(CareItem) * nitems, key->bytes, key->length);
}

/* Reads the piece at *at and moves it behind; false at the end. */
static bool
get_piece(const FlatLedger *flat, Size *at, CareKey *key, int64 *weight, CareItem **items,
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
static FlatLedger *
get_flat(Datum datum)
{
	FlatLedger *flat = (FlatLedger *) care_state_detoast(datum);

	if (VARSIZE(flat) < FLAT_SIZE(0) || flat->version != STATE_VERSION ||
		flat->used > FLAT_ROOM(flat) || flat->used % 8 != 0)
		care_state_invalid();
	return flat;
}

/* ---- between the forms ---- */

static bool
is_expanded(Datum datum)
{
	return VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(datum));
}

/* Whether a state is an expanded ledger that may be changed. */
static inline bool
is_own_ledger(Datum datum)
{
	return VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(datum)) &&
		DatumGetEOHP(datum)->eoh_methods == &methods;
}

/*
 * The ledger behind an expanded datum, without rows that wait. That they are
 * added only now does not change what it holds, so it may be a read-only one.
 */
static Ledger *
get_ledger(Datum datum)
{
	Ledger *ledger = (Ledger *) DatumGetEOHP(datum);

	if (ledger->header.eoh_methods != &methods)
		care_state_invalid();
	add_waiting(ledger);
	return ledger;
}

/* Adds all pieces of a flat ledger. */
static void
add_flat(Ledger *ledger, const FlatLedger *flat)
{
	Size at = 0;
	CareKey key;
	CareItem *items;
	int64 weight;
	uint32 nitems;

	while (get_piece(flat, &at, &key, &weight, &items, &nitems))
	{
		CHECK_FOR_INTERRUPTS();
		(void) add_items(ledger, &key, hash_key(&key), weight, items, nitems);
	}
}

/* Adds everything of another ledger, which stays as it is. */
static void
add_ledger(Ledger *ledger, const Ledger *other)
{
	uint32 *number = MemoryContextAllocHuge(CurrentMemoryContext,
											sizeof(uint32) * Max(other->nlocations, 1));

	for (uint32 i = 0; i < other->nlocations; i++)
	{
		const Location *location = &other->locations[i];
		CareKey key = {location_bytes(location), location->length};

		CHECK_FOR_INTERRUPTS();
		number[i] = add_items(ledger, &key, location->hash, location->weight, &location->first,
							  1);
	}
	for (uint64 i = 0; i < other->nitems; i++)
		add_item(ledger, number[other->item_location[i]], other->items[i]);
	pfree(number);
}

/* The items of an expanded ledger, location by location. */
typedef struct Grouped
{
	uint64 *start;				/* of each location, and the end */
	CareItem *items;
} Grouped;

/* Counting sort by location, the first item of each included. */
static Grouped
group_items(const Ledger *ledger)
{
	Grouped grouped;
	uint64 *next;
	uint64 total = ledger->nitems + ledger->nlocations;

	grouped.start = MemoryContextAllocHuge(CurrentMemoryContext,
										   sizeof(uint64) * ((Size) ledger->nlocations + 1));
	next = MemoryContextAllocHuge(CurrentMemoryContext,
								  sizeof(uint64) * ((Size) ledger->nlocations + 1));
	grouped.items = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(CareItem) * (total + 1));
	grouped.start[0] = 0;
	for (uint32 i = 0; i < ledger->nlocations; i++)
	{
		grouped.items[grouped.start[i]] = ledger->locations[i].first;
		next[i] = grouped.start[i] + 1;
		grouped.start[i + 1] = next[i] + ledger->locations[i].nitems;
	}
	for (uint64 i = 0; i < ledger->nitems; i++)
		grouped.items[next[ledger->item_location[i]]++] = ledger->items[i];
	pfree(next);
	return grouped;
}

/* Expanded object method: the size of the flat form. */
static Size
get_flat_size(ExpandedObjectHeader *header)
{
	Ledger *ledger = (Ledger *) header;
	Size bytes = 0;

	add_waiting(ledger);
	if (ledger->flat_size != 0)
		return ledger->flat_size;
	for (uint32 i = 0; i < ledger->nlocations; i++)
		bytes += PIECE_SIZE(ledger->locations[i].nitems + 1, ledger->locations[i].length);
	if (FLAT_SIZE(bytes) > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the ratings of one trend take more than 1 GB"),
				 errhint("Group by council and add up the trends with care_rollup(), or build "
						 "histories first: care_trend(care_history(...)).")));
	ledger->flat_size = FLAT_SIZE(bytes);
	return ledger->flat_size;
}

/* Expanded object method: writes the flat form. */
static void
flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	Ledger *ledger = (Ledger *) header;
	/* inside a tuple, bytea is aligned for int only */
	bool aligned = result == (void *) MAXALIGN(result);
	FlatLedger *flat = aligned ? result : palloc(size);
	Grouped grouped = group_items(ledger);
	char *p = flat->pieces;

	memset(flat, 0, size);
	SET_VARSIZE(flat, size);
	flat->version = STATE_VERSION;
	flat->used = size - FLAT_SIZE(0);
	for (uint32 i = 0; i < ledger->nlocations; i++)
	{
		const Location *location = &ledger->locations[i];
		CareKey key = {location_bytes(location), location->length};

		put_piece(p, &key, location->weight, grouped.items + grouped.start[i],
				  location->nitems + 1);
		p += PIECE_SIZE(location->nitems + 1, location->length);
	}
	pfree(grouped.start);
	pfree(grouped.items);
	if (!aligned)
	{
		memcpy(result, flat, size);
		pfree(flat);
	}
}

/* ---- the aggregate's side ---- */

/* A flat state with one more piece: itself, a larger one, or expanded. */
static Datum
add_to_flat(FlatLedger *flat, MemoryContext context, const CareKey *key, int64 weight,
			const CareItem *items, int nitems)
{
	Size used = flat == NULL ? 0 : flat->used;
	Size size = PIECE_SIZE(nitems, key->length);

	if (FLAT_SIZE(used + size) > FLAT_LIMIT)
	{
		Ledger *ledger = new_ledger(context);

		if (flat != NULL)
			add_flat(ledger, flat);
		add_row(ledger, key, weight, items, nitems);
		return EOHPGetRWDatum(&ledger->header);
	}
	if (flat == NULL || used + size > FLAT_ROOM(flat))
	{
		FlatLedger *larger = new_flat(Max(used + size, 2 * used));

		if (used > 0)
			memcpy(larger->pieces, flat->pieces, used);
		flat = larger;
	}
	put_piece(flat->pieces + used, key, weight, items, nitems);
	flat->used = used + size;
	return PointerGetDatum(flat);
}

/* Transition: adds items (one at least) of a location to the state in argument 0. */
Datum
care_ledger_add(FunctionCallInfo fcinfo, const CareKey *location, int64 weight,
				const CareItem *items, int nitems)
{
	MemoryContext context = care_aggregate_context(fcinfo);
	Datum state = PG_ARGISNULL(0) ? (Datum) 0 : PG_GETARG_DATUM(0);

	if (!PG_ARGISNULL(0) && is_own_ledger(state))
	{
		add_row((Ledger *) DatumGetEOHP(state), location, weight, items, nitems);
		return state;
	}
	return add_to_flat(PG_ARGISNULL(0) ? NULL : get_flat(state), context, location, weight,
					   items, nitems);
}

PG_FUNCTION_INFO_V1(care_ledger_combine);

/*
 * Adds one state to another. Not strict, so that a large first state is
 * expanded at once; it is never kept as it came.
 */
Datum
care_ledger_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = care_aggregate_context(fcinfo);
	Ledger *ledger;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	if (!PG_ARGISNULL(0) && is_own_ledger(PG_GETARG_DATUM(0)))
		ledger = get_ledger(PG_GETARG_DATUM(0));
	else if (!is_expanded(PG_GETARG_DATUM(1)))
	{
		FlatLedger *flat = PG_ARGISNULL(0) ? NULL : get_flat(PG_GETARG_DATUM(0));
		FlatLedger *other = get_flat(PG_GETARG_DATUM(1));
		Size used = (flat == NULL ? 0 : flat->used) + other->used;

		if (FLAT_SIZE(used) <= FLAT_LIMIT)
		{
			FlatLedger *sum = new_flat(used);

			if (flat != NULL)
				memcpy(sum->pieces, flat->pieces, flat->used);
			memcpy(sum->pieces + used - other->used, other->pieces, other->used);
			sum->used = used;
			PG_RETURN_POINTER(sum);
		}
		ledger = new_ledger(context);
		if (flat != NULL)
			add_flat(ledger, flat);
	}
	else
	{
		ledger = new_ledger(context);
		if (!PG_ARGISNULL(0))
			add_flat(ledger, get_flat(PG_GETARG_DATUM(0)));
	}
	if (is_expanded(PG_GETARG_DATUM(1)))
		add_ledger(ledger, get_ledger(PG_GETARG_DATUM(1)));
	else
		add_flat(ledger, get_flat(PG_GETARG_DATUM(1)));
	return EOHPGetRWDatum(&ledger->header);
}

/* ---- the final functions' side ---- */

struct CareLedgerReader
{
	int kinds;					/* that may occur, as bits */
	uint64 nitems;				/* of all locations */
	uint32 next;

	/* an expanded ledger */
	const Ledger *ledger;
	Grouped grouped;

	/* a flat one: its pieces in order of location, and room for one's items */
	const Piece **pieces;
	uint32 npieces;
	CareItem *items;
};

static CareKey
piece_key(const Piece *piece)
{
	return (CareKey) {(const char *) (piece + 1) + sizeof(CareItem) * piece->nitems,
		piece->length};
}

static int
compare_pieces(const void *a, const void *b)
{
	CareKey x = piece_key(*(const Piece *const *) a);
	CareKey y = piece_key(*(const Piece *const *) b);

	if (x.length != y.length)
		return x.length - y.length;
	return memcmp(x.bytes, y.bytes, x.length);
}

/* Sorts the pieces of a flat ledger; a small group needs no hash table. */
static void
read_flat(CareLedgerReader *reader, const FlatLedger *flat)
{
	uint32 room = flat->used / PIECE_SIZE(1, 0);
	Size at = 0;
	CareKey key;
	CareItem *items;
	int64 weight;
	uint32 nitems;

	reader->pieces = palloc(sizeof(Piece *) * room);
	for (;;)
	{
		const Piece *piece = (const Piece *) (flat->pieces + at);

		if (!get_piece(flat, &at, &key, &weight, &items, &nitems))
			break;
		reader->pieces[reader->npieces++] = piece;
		reader->nitems += nitems;
	}
	reader->items = palloc(sizeof(CareItem) * (reader->nitems + 1));
	qsort(reader->pieces, reader->npieces, sizeof(Piece *), compare_pieces);
}

/*
 * Makes a state ready to be read location by location; the state stays as it
 * is. Items of other kinds than those said are refused: a ledger does not know
 * which aggregate filled it.
 */
CareLedgerReader *
care_ledger_read(Datum state, int kinds)
{
	CareLedgerReader *reader = palloc0(sizeof(CareLedgerReader));

	reader->kinds = kinds;
	if (is_expanded(state))
	{
		reader->ledger = get_ledger(state);
		reader->grouped = group_items(reader->ledger);
		reader->nitems = reader->grouped.start[reader->ledger->nlocations];
	}
	else
		read_flat(reader, get_flat(state));
	return reader;
}

/* The next location of a flat ledger: all its pieces. */
static bool
next_of_flat(CareLedgerReader *reader, CareKey *key, int64 *weight, CareItem **items, int *nitems)
{
	const Piece **first = &reader->pieces[reader->next];

	if (reader->next == reader->npieces)
		return false;
	*key = piece_key(*first);
	*weight = CARE_NO_WEIGHT;
	*items = reader->items;
	*nitems = 0;
	do
	{
		const Piece *piece = reader->pieces[reader->next];

		*weight = common_weight(key, *weight, piece->weight);
		memcpy(*items + *nitems, piece + 1, sizeof(CareItem) * piece->nitems);
		*nitems += piece->nitems;
		reader->next++;
	} while (reader->next < reader->npieces &&
			 compare_pieces(first, &reader->pieces[reader->next]) == 0);
	return true;
}

/* The next location of an expanded ledger. */
static bool
next_of_expanded(CareLedgerReader *reader, CareKey *key, int64 *weight, CareItem **items,
				 int *nitems)
{
	const Location *location = &reader->ledger->locations[reader->next];

	if (reader->next == reader->ledger->nlocations)
		return false;
	*key = (CareKey) {location_bytes(location), location->length};
	*weight = location->weight;
	*items = reader->grouped.items + reader->grouped.start[reader->next++];
	*nitems = location->nitems + 1;
	return true;
}

/*
 * The next location with its weight and its items, which the caller may
 * change; false at the end.
 */
bool
care_ledger_next(CareLedgerReader *reader, CareKey *key, int64 *weight, CareItem **items,
				 int *nitems)
{
	CHECK_FOR_INTERRUPTS();
	if (!(reader->ledger == NULL ? next_of_flat(reader, key, weight, items, nitems)
		  : next_of_expanded(reader, key, weight, items, nitems)))
		return false;
	for (int i = 0; i < *nitems; i++)
	{
		if (unlikely((CARE_KIND_BIT(CARE_ITEM_KIND((*items)[i])) & reader->kinds) == 0))
			care_state_invalid();
	}
	return true;
}

/* Starts again from the first location. */
void
care_ledger_rewind(CareLedgerReader *reader)
{
	reader->next = 0;
}

/* The items of all locations. */
uint64
care_ledger_items(const CareLedgerReader *reader)
{
	return reader->nitems;
}

/* At least as many items as any location has. */
int
care_ledger_max_items(const CareLedgerReader *reader)
{
	uint32 most = 0;

	if (reader->ledger == NULL)
		return reader->nitems;
	for (uint32 i = 0; i < reader->ledger->nlocations; i++)
		most = Max(most, reader->ledger->locations[i].nitems + 1);
	return most;
}
