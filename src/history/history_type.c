/*
 * history_type.c
 *		care_history_summary: its stored, text and binary forms.
 *
 * Stored is a version byte, a byte of flags, then numbers (stored.h); days
 * count from the day before the calendar begins, as in items:
 *
 *	first; first_until, if FLAG_FROM_FIRST; the number of spans
 *	each span: days since the last one's end (first: since first), its length
 *	each event to the end: days since the last one (first: since first);
 *		rating * 4 + conflict * 2 + (published on another day, or none in force);
 *		in that case, if rated, the days since its publication
 *
 * An open end is 0. One history has one form, so equal bytes are equal values,
 * and the binary form is the stored form.
 */
#include "base/compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "history/item.h"
#include "history/history.h"
#include "history/history_type.h"
#include "base/json.h"
#include "base/stored.h"

#define TYPE_NAME "care_history_summary"
#define VERSION 1
#define FLAG_FROM_FIRST 0x01

/* ---- stored form ---- */

/* A history as a stored value. */
struct varlena *
cq_history_store(const CareHistory *history)
{
	Size room = VARHDRSZ + 2 + 5 * (3 + 2 * history->nspans + 3 * history->nevents);
	struct varlena *value = palloc(room);
	uint8 *p = (uint8 *) VARDATA(value);
	DateADT last = history->first;

	*p++ = VERSION;
	*p++ = history->from_first ? FLAG_FROM_FIRST : 0;
	p = cq_varint_put(p, cq_item_day(history->first));
	if (history->from_first)
		p = cq_varint_put(p,
						  history->first_until == CARE_OPEN ? 0
															: cq_item_day(history->first_until));
	p = cq_varint_put(p, history->nspans);
	for (int i = 0; i < history->nspans; i++)
	{
		const CareSpan *span = &history->spans[i];

		p = cq_varint_put(p, span->from - last);
		p = cq_varint_put(p, span->until == CARE_OPEN ? 0 : span->until - span->from);
		last = span->until;
	}
	last = history->first;
	for (int i = 0; i < history->nevents; i++)
	{
		const CareEvent *event = &history->events[i];
		bool elsewhen = event->published != event->day;

		p = cq_varint_put(p, event->day - last);
		p = cq_varint_put(p, event->rating << 2 | event->conflict << 1 | elsewhen);
		if (elsewhen && CARE_IS_RATED(event->rating))
			p = cq_varint_put(p, event->day - event->published);
		last = event->day;
	}
	SET_VARSIZE(value, (char *) p - (char *) value);
	return value;
}

/* Reads a day that is so many days after another; false outside the calendar. */
static inline bool
get_day(const uint8 **p, const uint8 *end, DateADT since, DateADT *day)
{
	uint64 days;

	if (!cq_varint_get(p, end, &days) || days >= CARE_DAY_END - since)
		return false;
	*day = since + (DateADT) days;
	return *day >= CARE_DAY_MIN;
}

/* Reads the spans of a stored history; false if they are not as they should be. */
static bool
get_spans(const uint8 **p, const uint8 *end, CareHistory *history)
{
	uint64 nspans;
	DateADT last = history->first;

	if (!cq_varint_get(p, end, &nspans) || nspans > (end - *p) / 2)
		return false;
	for (history->nspans = 0; history->nspans < nspans; history->nspans++)
	{
		CareSpan *span = &history->spans[history->nspans];

		if (last == CARE_OPEN || !get_day(p, end, last, &span->from) ||
			(history->nspans > 0 && span->from == last) ||
			!get_day(p, end, span->from, &span->until))
			return false;
		if (span->until == span->from)
			span->until = CARE_OPEN;
		last = span->until;
	}
	return true;
}

/* Reads the events of a stored history; false if they are not as they should be. */
static bool
get_events(const uint8 **p, const uint8 *end, CareHistory *history)
{
	DateADT last = history->first;

	for (history->nevents = 0; *p < end; history->nevents++)
	{
		CareEvent *event = &history->events[history->nevents];
		uint64 code;
		uint64 lag;

		if (!get_day(p, end, last, &event->day) || (history->nevents > 0 && event->day == last) ||
			!cq_varint_get(p, end, &code) || (code >> 2) >= CARE_RATINGS)
			return false;
		event->rating = code >> 2;
		event->conflict = (code & 2) != 0;
		event->published = event->day;
		if ((code & 1) && CARE_IS_RATED(event->rating))
		{
			if (!cq_varint_get(p, end, &lag) || lag == 0 || lag > event->day - CARE_DAY_MIN)
				return false;
			event->published = event->day - (DateADT) lag;
		}
		else if (code & 1)
			event->published = CARE_OPEN;
		else if (!CARE_IS_RATED(event->rating))
			return false;
		last = event->day;
	}
	return true;
}

/* Reads the bytes of a stored history; false if no history is stored so. */
static bool
read_stored(const uint8 *p, const uint8 *end, CareHistory *history)
{
	uint64 until;

	if (end - p < 2 || p[0] != VERSION || (p[1] & ~FLAG_FROM_FIRST) != 0)
		return false;
	history->from_first = (p[1] & FLAG_FROM_FIRST) != 0;
	p += 2;
	if (!get_day(&p, end, CARE_ITEM_EPOCH, &history->first))
		return false;
	if (history->from_first)
	{
		if (!cq_varint_get(&p, end, &until) || until >= cq_item_day(CARE_DAY_END))
			return false;
		history->first_until = until == 0 ? CARE_OPEN : cq_item_date(until);
	}
	cq_history_reserve(history, (end - p) / 2 + 1);
	return get_spans(&p, end, history) && get_events(&p, end, history);
}

/*
 * Reads a stored history into a struct that may be used again and again;
 * another version is an error (0A000), and so is damage (22P03).
 */
void
cq_history_read(Datum datum, CareHistory *history)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(datum);
	const uint8 *bytes = (const uint8 *) VARDATA_ANY(value);
	Size length = VARSIZE_ANY_EXHDR(value);

	cq_check_stored_version(TYPE_NAME, bytes, length, VERSION);
	if (!read_stored(bytes, bytes + length, history))
		cq_stored_invalid(TYPE_NAME);
}

/* ---- text and binary form ---- */

PG_FUNCTION_INFO_V1(care_history_summary_in);
PG_FUNCTION_INFO_V1(care_history_summary_out);
PG_FUNCTION_INFO_V1(care_history_summary_recv);

/* Writes a day, or null for an open one, as JSON. */
static void
append_day(StringInfo text, DateADT day)
{
	char digits[CARE_DAY_TEXT_SIZE];

	if (day == CARE_OPEN)
	{
		appendStringInfoString(text, "null");
		return;
	}
	cq_day_write(day, digits);
	appendStringInfo(text, "\"%s\"", digits);
}

/*
 * {"version": 1, "first": D[, "first_until": D], "registered": [[D, D], ...],
 *  "ratings": [{"from": D, "rating": R[, "published": D][, "conflict": true]}, ...]}
 *
 * D is "yyyy-mm-dd", or null for an open end or for no rating in force;
 * "published" is left out where it is the same as "from".
 */
Datum
care_history_summary_out(PG_FUNCTION_ARGS)
{
	CareHistory history = {0};
	StringInfoData text;

	cq_history_read(PG_GETARG_DATUM(0), &history);
	initStringInfo(&text);
	appendStringInfo(&text, "{\"version\": %d, \"first\": ", VERSION);
	append_day(&text, history.first);
	if (history.from_first)
	{
		appendStringInfoString(&text, ", \"first_until\": ");
		append_day(&text, history.first_until);
	}
	appendStringInfoString(&text, ", \"registered\": [");
	for (int i = 0; i < history.nspans; i++)
	{
		appendStringInfoString(&text, i == 0 ? "[" : ", [");
		append_day(&text, history.spans[i].from);
		appendStringInfoString(&text, ", ");
		append_day(&text, history.spans[i].until);
		appendStringInfoChar(&text, ']');
	}
	appendStringInfoString(&text, "], \"ratings\": [");
	for (int i = 0; i < history.nevents; i++)
	{
		CareEvent *event = &history.events[i];

		appendStringInfoString(&text, i == 0 ? "{\"from\": " : ", {\"from\": ");
		append_day(&text, event->day);
		appendStringInfo(&text, ", \"rating\": \"%s\"", cq_rating_name(event->rating));
		if (event->published != event->day)
		{
			appendStringInfoString(&text, ", \"published\": ");
			append_day(&text, event->published);
		}
		appendStringInfoString(&text, event->conflict ? ", \"conflict\": true}" : "}");
	}
	appendStringInfoString(&text, "]}");
	PG_RETURN_CSTRING(text.data);
}

/* A list of items that grows. */
typedef struct ItemList
{
	CareItem *items;
	int n;
	int room;
} ItemList;

static void
push(ItemList *list, CareItem item)
{
	if (list->n == list->room)
	{
		list->room = Max(16, 2 * list->room);
		list->items = list->items == NULL ? palloc(sizeof(CareItem) * list->room)
										  : repalloc(list->items, sizeof(CareItem) * list->room);
	}
	list->items[list->n++] = item;
}

/* "registered": [[from, until], ...] */
static bool
parse_spans(const CareJson *json, JsonbContainer *array, ItemList *list)
{
	for (int i = 0; i < JsonContainerSize(array); i++)
	{
		JsonbContainer *pair = cq_json_array(json, cq_json_element(array, i, "registered"));
		DateADT from;
		DateADT until;

		if (pair == NULL)
			return false;
		if (JsonContainerSize(pair) != 2)
			return cq_json_fail(json, "\"registered\" must hold pairs of dates.");
		if (!cq_json_day(json, cq_json_element(pair, 0, "registered"), &from) ||
			!cq_json_open_day(json, cq_json_element(pair, 1, "registered"), &until))
			return false;
		if (from >= until)
			return cq_json_fail(json, "\"registered\" must hold dates in order.");
		push(list,
			 cq_item(CARE_ITEM_SPAN, cq_item_day(from), CARE_NOT_RATED, false, cq_item_day(until)));
	}
	return true;
}

/* One element of "ratings". */
static bool
parse_event(const CareJson *json, JsonbContainer *object, ItemList *list)
{
	static const char *const keys[] = {"from", "rating", "published", "conflict"};
	CareJsonPart published_part = cq_json_key(object, "published");
	CareJsonPart conflict_part = cq_json_key(object, "conflict");
	CareRating rating;
	DateADT from;
	DateADT published;
	bool conflict = false;
	char *name = NULL;

	if (!cq_json_day(json, cq_json_key(object, "from"), &from) ||
		!cq_json_string(json, cq_json_key(object, "rating"), &name))
		return false;
	if (!cq_rating_try(name, strlen(name), &rating))
		return cq_json_fail(json, "\"rating\" is not a rating: %s.", cq_json_shown(name));
	published = from;
	if (published_part.value != NULL && !cq_json_open_day(json, published_part, &published))
		return false;
	if (conflict_part.value != NULL && !cq_json_bool(json, conflict_part, &conflict))
		return false;
	if (!cq_json_only_keys(json, object, keys, lengthof(keys)))
		return false;
	if (CARE_IS_RATED(rating) ? published > from : published != CARE_OPEN)
		return cq_json_fail(json, "\"published\" does not fit the rating.");
	if (published == from)
		push(list, cq_item(CARE_ITEM_EVENT, cq_item_day(from), rating, conflict, 0));
	else
		push(list,
			 cq_item(CARE_ITEM_IN_FORCE,
					 cq_item_day(from),
					 rating,
					 conflict,
					 cq_item_day(published)));
	return true;
}

/* "ratings": [{...}, ...] */
static bool
parse_events(const CareJson *json, JsonbContainer *array, ItemList *list)
{
	for (int i = 0; i < JsonContainerSize(array); i++)
	{
		JsonbContainer *event = cq_json_object(json, cq_json_element(array, i, "ratings"));

		if (event == NULL || !parse_event(json, event, list))
			return false;
	}
	return true;
}

/* Reads what care_history_summary_out writes (else 22P02). */
Datum
care_history_summary_in(PG_FUNCTION_ARGS)
{
	static const char *const keys[] = {"version", "first", "first_until", "registered", "ratings"};
	CareJson json = {TYPE_NAME, PG_GETARG_CSTRING(0), fcinfo->context};
	JsonbContainer *root = cq_json_parse(&json);
	JsonbContainer *spans;
	JsonbContainer *events;
	CareHistory history = {0};
	ItemList list = {0};
	CareJsonPart first_until;
	DateADT first;
	DateADT until;

	if (root == NULL || !cq_json_version(&json, root, VERSION) ||
		!cq_json_day(&json, cq_json_key(root, "first"), &first))
		PG_RETURN_NULL();
	push(&list, cq_item(CARE_ITEM_EVENT, cq_item_day(first), CARE_NOT_RATED, false, 0));
	first_until = cq_json_key(root, "first_until");
	if (first_until.value != NULL)
	{
		if (!cq_json_open_day(&json, first_until, &until))
			PG_RETURN_NULL();
		push(&list,
			 cq_item(CARE_ITEM_SPAN, CARE_ITEM_UNDATED, CARE_NOT_RATED, false, cq_item_day(until)));
	}
	if ((spans = cq_json_array(&json, cq_json_key(root, "registered"))) == NULL ||
		(events = cq_json_array(&json, cq_json_key(root, "ratings"))) == NULL ||
		!parse_spans(&json, spans, &list) || !parse_events(&json, events, &list) ||
		!cq_json_only_keys(&json, root, keys, lengthof(keys)))
		PG_RETURN_NULL();
	cq_history_reserve(&history, list.n);
	cq_history_build(list.items, list.n, &history);
	if (history.first != first || history.nspans != JsonContainerSize(spans) ||
		history.nevents != JsonContainerSize(events))
	{
		cq_json_report(&json, "Its dates do not fit together.");
		PG_RETURN_NULL();
	}
	PG_RETURN_POINTER(cq_history_store(&history));
}

/* Binary input: the stored bytes, checked whole. */
Datum
care_history_summary_recv(PG_FUNCTION_ARGS)
{
	bytea *value = cq_stored_receive((StringInfo) PG_GETARG_POINTER(0));
	CareHistory history = {0};

	cq_history_read(PointerGetDatum(value), &history);
	PG_RETURN_BYTEA_P(value);
}
