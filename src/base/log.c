/*
 * log.c
 *		Aggregate states that are a log of records.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "base/log.h"
#include "base/sort.h"

/* Below so many records, two megabytes, a log is only doubled: they are sorted at the end. */
#define SORT_FROM (256 * 1024)

/* A log of so many records is expanded. */
#define EXPAND_FROM (CARE_FLAT_LIMIT / sizeof(uint64))

/* The expanded form. */
typedef struct OpenLog
{
	CareExpanded head;
	const CareLogKind *kind;
	uint64 room;
	uint64 used;
	uint64 sorted;
	uint64 *record;
} OpenLog;

/* The records of a log of either form. */
typedef struct Records
{
	uint64 used;
	uint64 sorted;
	const uint64 *record;
} Records;

/* Whether two records count the same thing. */
static inline bool
are_alike(const CareLogKind *kind, uint64 a, uint64 b)
{
	return a >> kind->count_bits == b >> kind->count_bits;
}

/* Whether a record that was added up stands for nothing. */
static inline bool
is_nothing(const CareLogKind *kind, uint64 record)
{
	return kind->cancels && record << (64 - kind->count_bits) == 0;
}

/* Sorts records and adds up those alike; how many stay. */
static uint64
sort_records(const CareLogKind *kind, uint64 *record, uint64 n)
{
	uint64 left = 0;

	if (n > 0)
		cq_sort(record, n, kind->count_bits);
	for (uint64 i = 0; i < n;)
	{
		uint64 sum = record[i++];

		CHECK_FOR_INTERRUPTS();
		while (i < n && are_alike(kind, record[i], sum))
			sum = kind->add(sum, record[i++]);
		if (!is_nothing(kind, sum))
			record[left++] = sum;
	}
	return left;
}

/* Merges two sorted lists of records into a third, with room for all; how many there are. */
static uint64
merge(const CareLogKind *kind, const uint64 *a, uint64 na, const uint64 *b, uint64 nb, uint64 *to)
{
	const uint64 *end_of_a = a + na;
	const uint64 *end_of_b = b + nb;
	uint64 *at = to;

	while (a < end_of_a && b < end_of_b)
	{
		/* which comes first cannot be foreseen: no branch depends on it */
		bool first = *a < *b;

		CHECK_FOR_INTERRUPTS();
		if (unlikely(are_alike(kind, *a, *b)))
		{
			*at = kind->add(*a++, *b++);
			at += !is_nothing(kind, *at);
			continue;
		}
		*at++ = first ? *a : *b;
		a += first;
		b += !first;
	}
	memcpy(at, a, sizeof(uint64) * (end_of_a - a));
	at += end_of_a - a;
	memcpy(at, b, sizeof(uint64) * (end_of_b - b));
	at += end_of_b - b;
	return at - to;
}

/* ---- the expanded form ---- */

static Size get_flat_size(ExpandedObjectHeader *header);
static void flatten_into(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods methods = {get_flat_size, flatten_into};

/* A new expanded log, in a context of its own, with room for so many records. */
static OpenLog *
new_open(const CareLogKind *kind, MemoryContext parent, uint64 room)
{
	MemoryContext context =
		AllocSetContextCreate(parent, "care_quality log", ALLOCSET_DEFAULT_SIZES);
	OpenLog *log = MemoryContextAllocZero(context, sizeof(OpenLog));

	cq_expanded_init(&log->head, &kind->state, &methods, context);
	log->kind = kind;
	log->room = room;
	log->record = MemoryContextAllocHuge(context, sizeof(uint64) * room);
	return log;
}

/*
 * Sorts all records of an expanded log, and adds up those alike. It may be
 * called where nothing can be freed, so all is done in its own context.
 */
static void
sort_open(OpenLog *log)
{
	MemoryContext old = MemoryContextSwitchTo(log->head.header.eoh_context);
	uint64 *tail = log->record + log->sorted;
	uint64 ntail;

	log->head.changing = true;
	ntail = sort_records(log->kind, tail, log->used - log->sorted);
	if (log->sorted == 0 || ntail == 0)
		log->used = log->sorted + ntail;
	else
	{
		uint64 *merged = palloc_extended(sizeof(uint64) * log->room, MCXT_ALLOC_HUGE);

		log->used = merge(log->kind, log->record, log->sorted, tail, ntail, merged);
		pfree(log->record);
		log->record = merged;
	}
	log->sorted = log->used;
	log->head.changing = false;
	MemoryContextSwitchTo(old);
}

/*
 * Makes room for more records. Where sorting frees no third of a log it grows
 * by a half, so that merging costs a few steps for each record; where it hardly
 * frees anything of the largest that can be flat, 1 GB, that is an error
 * (54000).
 */
static void
make_room(OpenLog *log)
{
	const uint64 most = cq_state_most(&log->kind->state);
	uint64 room = log->room;

	if (room >= SORT_FROM)
	{
		sort_open(log);
		if (room - log->used >= room / 3)
			return;
	}
	if (room < most)
	{
		room = Min(room < SORT_FROM ? 2 * room : room + room / 2, most);
		log->record = repalloc_huge(log->record, sizeof(uint64) * room);
		log->room = room;
	}
	else if (room - log->used < room / 16)
		cq_state_too_large(&log->kind->state);
}

/* Adds a record to an expanded log. */
static inline void
add_to_open(OpenLog *log, uint64 record)
{
	if (unlikely(log->used == log->room))
		make_room(log);
	log->record[log->used++] = record;
}

/* Expanded object method: the size of the flat form. */
static Size
get_flat_size(ExpandedObjectHeader *header)
{
	OpenLog *log = (OpenLog *) header;

	cq_expanded_check(&log->head);
	sort_open(log);
	return offsetof(CareLog, record) + sizeof(uint64) * log->used;
}

/* Expanded object method: writes the flat form, which may not be aligned for a CareLog. */
static void
flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	const OpenLog *log = (const OpenLog *) header;
	CareLog head = {
		.kind = log->kind->state.kind,
		.used = log->used,
		.sorted = log->sorted,
	};

	SET_VARSIZE(&head, size);
	memcpy(result, &head, offsetof(CareLog, record));
	memcpy((char *) result + offsetof(CareLog, record), log->record, sizeof(uint64) * log->used);
}

/* ---- either form ---- */

/* The flat log in a datum; its records are not checked. */
static CareLog *
get_flat(const CareLogKind *kind, Datum datum)
{
	CareLog *log = cq_state_detoast(&kind->state, datum);

	if (unlikely(log->sorted > log->used))
		cq_state_invalid();
	return log;
}

/* The records in a log, which are not checked; those of an expanded one are sorted. */
static Records
get_records(const CareLogKind *kind, Datum datum)
{
	if (cq_is_expanded(datum))
	{
		OpenLog *log = cq_expanded_get(&kind->state, datum);

		sort_open(log);
		return (Records){log->used, log->sorted, log->record};
	}
	else
	{
		const CareLog *log = get_flat(kind, datum);

		return (Records){log->used, log->sorted, log->record};
	}
}

/* A new log without records. */
Datum
cq_log_new(const CareLogKind *kind)
{
	return PointerGetDatum(cq_state_new(&kind->state, kind->state.first));
}

/*
 * The log with one more record: itself, a larger one in the current context, or
 * an expanded one below the given context, that of an aggregate's states.
 */
Datum
cq_log_add(const CareLogKind *kind, MemoryContext context, Datum datum, uint64 record)
{
	OpenLog *open = cq_expanded_own(&kind->state, datum);
	CareLog *log;

	if (likely(open != NULL))
	{
		add_to_open(open, record);
		return datum;
	}
	log = get_flat(kind, datum);
	if (log->used >= EXPAND_FROM)
	{
		open = new_open(kind, context, Min(2 * log->used, cq_state_most(&kind->state)));
		memcpy(open->record, log->record, sizeof(uint64) * log->used);
		open->used = log->used;
		open->sorted = log->sorted;
		add_to_open(open, record);
		return EOHPGetRWDatum(&open->head.header);
	}
	log = cq_state_reserve(&kind->state, log, 1);
	log->record[log->used++] = record;
	return PointerGetDatum(log);
}

/* Writes all records of two logs: what is sorted in both, merged, and then what is new in either. */
static void
put_both(const CareLogKind *kind, Records a, Records b, uint64 *record, uint64 *used,
		 uint64 *sorted)
{
	uint64 new_in_a = a.used - a.sorted;
	uint64 new_in_b = b.used - b.sorted;

	*sorted = merge(kind, a.record, a.sorted, b.record, b.sorted, record);
	memcpy(record + *sorted, a.record + a.sorted, sizeof(uint64) * new_in_a);
	memcpy(record + *sorted + new_in_a, b.record + b.sorted, sizeof(uint64) * new_in_b);
	*used = *sorted + new_in_a + new_in_b;
}

/*
 * A combine function (strict). Two become a new one, merged; what comes to one
 * that is expanded already is added as rows are, so that many cost no more.
 */
Datum
cq_log_combine(FunctionCallInfo fcinfo, const CareLogKind *kind)
{
	MemoryContext context = cq_aggregate_context(fcinfo);
	OpenLog *open = cq_expanded_own(&kind->state, PG_GETARG_DATUM(0));
	Records b = get_records(kind, PG_GETARG_DATUM(1));
	Records a;
	uint64 n;

	if (open != NULL)
	{
		for (uint64 i = 0; i < b.used; i++)
		{
			CHECK_FOR_INTERRUPTS();
			add_to_open(open, b.record[i]);
		}
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	a = get_records(kind, PG_GETARG_DATUM(0));
	n = a.used + b.used;
	if (n > cq_state_most(&kind->state))
		cq_state_too_large(&kind->state);
	if (n >= EXPAND_FROM)
	{
		open = new_open(kind, context, n);
		put_both(kind, a, b, open->record, &open->used, &open->sorted);
		return EOHPGetRWDatum(&open->head.header);
	}
	else
	{
		CareLog *log = cq_state_new(&kind->state, Max(n, kind->state.first));

		put_both(kind, a, b, log->record, &log->used, &log->sorted);
		PG_RETURN_POINTER(log);
	}
}

/* Whether records are in order, no two alike. */
static bool
are_sorted(const CareLogKind *kind, const uint64 *record, uint64 n)
{
	for (uint64 i = 1; i < n; i++)
	{
		if (record[i - 1] >> kind->count_bits >= record[i] >> kind->count_bits)
			return false;
	}
	return true;
}

/*
 * The records of a log, sorted and added up; what it holds stays as it is. It
 * may come from anywhere: what no rows can have made is an error (22P03).
 */
const uint64 *
cq_log_records(const CareLogKind *kind, Datum log, int64 *n)
{
	Records records = get_records(kind, log);
	uint64 ntail = records.used - records.sorted;
	uint64 *tail;
	uint64 *all;

	kind->check(records.record, records.used);
	if (!are_sorted(kind, records.record, records.sorted))
		cq_state_invalid();
	*n = records.used;
	if (ntail == 0)
		return records.record;
	tail = palloc_extended(sizeof(uint64) * ntail, MCXT_ALLOC_HUGE);
	all = palloc_extended(sizeof(uint64) * records.used, MCXT_ALLOC_HUGE);
	memcpy(tail, records.record + records.sorted, sizeof(uint64) * ntail);
	ntail = sort_records(kind, tail, ntail);
	*n = merge(kind, records.record, records.sorted, tail, ntail, all);
	pfree(tail);
	return all;
}
