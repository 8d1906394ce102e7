/*
 * ledger_expanded.h
 *		The expanded form of a ledger, for many rows.
 */
#ifndef CARE_LEDGER_EXPANDED_H
#define CARE_LEDGER_EXPANDED_H

#include "base/compat.h"

#include "nodes/pg_list.h"

#include "history/item.h"
#include "ledger/ledger_flat.h"

#define CARE_INLINE_KEY 32 /* bytes; the regulator's ids have about a dozen */
#define CARE_KEY_WORDS (CARE_INLINE_KEY / sizeof(uint64))

/*
 * A location of the expanded form. Its registration is mostly the same in
 * every row, so its first item is kept here and not repeated.
 */
typedef struct CareLocation
{
	int64 weight;
	CareItem first; /* its first item */
	uint32 nitems;	/* apart from the first */
	uint32 length;	/* of its text */
	uint32 hash;
	uint32 nlong; /* of all its items, the long ones */
	union
	{
		uint64 words[CARE_KEY_WORDS]; /* zero behind its end */
		char *pointer;				  /* if it is longer */
	} key;
} CareLocation;

StaticAssertDecl(sizeof(CareLocation) == 64, "a location takes 64 bytes");

/* A row that waits to be added. */
typedef struct CareLedgerRow
{
	int64 weight;
	uint32 hash;
	uint32 length; /* of its location's text */
	uint32 nitems;
	CareItem items[CARE_ROW_ITEMS];
	uint64 words[CARE_KEY_WORDS];
} CareLedgerRow;

#define CARE_LEDGER_BATCH 32

/*
 * All locations and their items, but for the rows that wait. One that was made
 * of states of other processes keeps these flat until all is read, and has no
 * locations of its own: no aggregate adds rows to a state that was combined.
 */
typedef struct CareLedger
{
	CareExpanded head;
	uint32 nlocations;
	uint32 room_locations;
	CareLocation *locations;
	uint64 nitems; /* apart from the locations' first items */
	uint64 room_items;
	uint32 *item_location;
	CareItem *items;
	struct slots_hash *slots; /* finds a location by its text */
	uint32 probe_hash;		  /* what is being looked for: its hash, length and text, */
	uint32 probe_length;
	const char *probe_bytes; /* which is a whole number of words, if it is inline */
	Size flat_size;			 /* 0: not known */
	int nwaiting;
	CareLedgerRow waiting[CARE_LEDGER_BATCH];
	List *flats; /* CareFlatLedger, in its context */
} CareLedger;

/* The items of an expanded ledger, location by location. */
typedef struct CareGroupedItems
{
	uint64 *start; /* of each location, and the end */
	CareItem *items;
} CareGroupedItems;

/* The text of a location. */
static inline const char *
cq_location_bytes(const CareLocation *location)
{
	return location->length <= CARE_INLINE_KEY ? (const char *) location->key.words
											   : location->key.pointer;
}

extern CareLedger *cq_ledger_new(MemoryContext parent);
extern CareLedger *cq_ledger_get(Datum datum);
extern void cq_ledger_add_row(CareLedger *ledger, const CareLocationItems *add);
extern void cq_ledger_add_flat(CareLedger *ledger, const CareFlatLedger *flat);
extern void cq_ledger_keep(CareLedger *ledger, Datum state);
extern CareGroupedItems cq_ledger_group(const CareLedger *ledger);

#endif
