/*
 * waiting.c
 *		care_waiting_summary: the type, its stored form and its text form.
 */
#include "base/compat.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "base/json.h"
#include "base/sort.h"
#include "base/stored.h"
#include "waiting/waiting.h"

#define MAX_CODE (2 * CARE_DAYS)
#define COUNT_MASK (CARE_WAITING_MAX_COUNT - 1)

StaticAssertDecl(MAX_CODE < (1 << CARE_WAITING_CODE_BITS), "a code fits into a record");
StaticAssertDecl(CARE_DAYS < (1 << (64 - CARE_WAITING_COUNT_BITS - CARE_WAITING_CODE_BITS)),
				 "a day fits into a record");

static const char *const kinds[] = {
	[CARE_WAITING] = "waiting",
	[CARE_COMPLETED] = "completed",
	[CARE_REMOVED] = "removed",
};

/* ---- entries, records and the stored form ---- */

/* The code of an entry: how and after how many days it ended. */
static uint64
code_of(const CareWaitingEntry *entry)
{
	if (entry->kind == CARE_WAITING)
		return 0;
	return 1 + 2 * (uint64) (entry->ended - entry->requested) + (entry->kind == CARE_REMOVED);
}

/* An entry as a record; its dates are in range and in order, its count from 1 to the highest. */
CareWaitingRecord
cq_waiting_record(const CareWaitingEntry *entry)
{
	uint64 day = entry->requested - CARE_DAY_MIN;

	return (day << CARE_WAITING_CODE_BITS | code_of(entry)) << CARE_WAITING_COUNT_BITS |
		   (entry->count - 1);
}

/* a + b of two records with the same key; too many to count is an error (22003). */
CareWaitingRecord
cq_waiting_add(CareWaitingRecord a, CareWaitingRecord b)
{
	if ((a & COUNT_MASK) + (b & COUNT_MASK) + 1 > COUNT_MASK)
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("%s out of range: over %lld requests with the same dates",
					   CARE_WAITING_TYPE,
					   (long long) CARE_WAITING_MAX_COUNT));
	return a + (b & COUNT_MASK) + 1;
}

/* The most bytes of an entry: two numbers of its day, its code, and how many there are. */
#define ENTRY_SIZE (3 + 3 + 3 + 5)

/* Writes merged records in stored form; the end of what was written. */
static uint8 *
encode(const CareWaitingRecord *records, int64 n, uint8 *p)
{
	const int day_shift = CARE_WAITING_COUNT_BITS + CARE_WAITING_CODE_BITS;
	const uint64 code_mask = (UINT64CONST(1) << CARE_WAITING_CODE_BITS) - 1;
	uint64 day_before = (uint64) -1;

	p = cq_varint_put(p, CARE_WAITING_VERSION);
	for (int64 i = 0, end; i < n; i = end)
	{
		uint64 day = records[i] >> day_shift;
		uint64 code_before = (uint64) -1;

		CHECK_FOR_INTERRUPTS();
		for (end = i + 1; end < n && records[end] >> day_shift == day;)
			end++;
		p = cq_varint_put(p, day - day_before - 1);
		p = cq_varint_put(p, end - i - 1);
		day_before = day;
		for (; i < end; i++)
		{
			uint64 code = CARE_WAITING_KEY(records[i]) & code_mask;
			uint64 more = records[i] & COUNT_MASK;

			p = cq_varint_put(p, (code - code_before - 1) << 1 | (more > 0));
			if (more > 0)
				p = cq_varint_put(p, more - 1);
			code_before = code;
		}
	}
	return p;
}

/* A summary of merged records; one that could not be dumped is an error (54000). */
bytea *
cq_waiting_encode(const CareWaitingRecord *records, int64 n)
{
	bytea *waiting;
	uint8 *end;

	cq_stored_check_entries(CARE_WAITING_TYPE, n);
	waiting = palloc(VARHDRSZ + ENTRY_SIZE * n + CARE_VARINT_MAX);
	end = encode(records, n, (uint8 *) VARDATA(waiting));
	SET_VARSIZE(waiting, end - (uint8 *) waiting);
	return waiting;
}

CARE_NORETURN static void
malformed(const CareWaitingReader *reader)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			errmsg("invalid binary form of %s", CARE_WAITING_TYPE),
			errdetail("It is damaged %lld bytes before its end.",
					  (long long) (reader->end - reader->at)));
}

/* Starts to read; another version is an error (0A000). */
void
cq_waiting_begin(CareWaitingReader *reader, const bytea *waiting)
{
	reader->at = (const uint8 *) VARDATA_ANY(waiting);
	reader->end = reader->at + VARSIZE_ANY_EXHDR(waiting);
	reader->day = -1;
	reader->code = -1;
	reader->left = 0;
	cq_check_stored_version(CARE_WAITING_TYPE,
							reader->at,
							reader->end - reader->at,
							CARE_WAITING_VERSION);
	reader->at++;
}

/* The next number, from 0 to max (none if that is below 0); anything else is an error (22P03). */
static inline int
get(CareWaitingReader *reader, int max)
{
	uint64 number;

	if (!cq_varint_get(&reader->at, reader->end, &number) || max < 0 || number > (uint64) max)
		malformed(reader);
	return (int) number;
}

/* The next entry; false after the last. Damage is an error (22P03). */
bool
cq_waiting_next(CareWaitingReader *reader, CareWaitingEntry *entry)
{
	int number;

	if (reader->left == 0)
	{
		if (reader->at == reader->end)
			return false;
		reader->day += get(reader, CARE_DAYS - 2 - reader->day) + 1;
		reader->left = get(reader, MAX_CODE) + 1;
		reader->code = -1;
	}
	number = get(reader, 2 * (MAX_CODE - reader->code) - 1);
	reader->code += number / 2 + 1;
	reader->left--;
	entry->count = number % 2 ? get(reader, CARE_WAITING_MAX_COUNT - 2) + 2 : 1;
	entry->requested = CARE_DAY_MIN + reader->day;
	if (reader->code == 0)
	{
		entry->kind = CARE_WAITING;
		entry->ended = CARE_OPEN;
		return true;
	}
	entry->kind = reader->code % 2 ? CARE_COMPLETED : CARE_REMOVED;
	entry->ended = entry->requested + (reader->code - 1) / 2;
	if (entry->ended >= CARE_DAY_END)
		malformed(reader);
	return true;
}

/* The first day of request, CARE_OPEN without any. */
DateADT
cq_waiting_begun(const bytea *waiting)
{
	CareWaitingReader reader;
	CareWaitingEntry entry;

	cq_waiting_begin(&reader, waiting);
	return cq_waiting_next(&reader, &entry) ? entry.requested : CARE_OPEN;
}

/* ---- text, JSON and binary form ---- */

PG_FUNCTION_INFO_V1(care_waiting_summary_in);
PG_FUNCTION_INFO_V1(care_waiting_summary_out);
PG_FUNCTION_INFO_V1(care_waiting_summary_recv);

/* The word for a kind. */
static bool
read_kind(const CareJson *json, CareJsonPart part, CareWaitingKind *kind)
{
	char *text = NULL;

	if (!cq_json_string(json, part, &text))
		return false;
	for (int i = 0; i < lengthof(kinds); i++)
	{
		if (strcmp(text, kinds[i]) == 0)
		{
			*kind = (CareWaitingKind) i;
			pfree(text);
			return true;
		}
	}
	return cq_json_fail(json, "%s is not waiting, completed or removed.", cq_json_shown(text));
}

/* Reads [requested, ended, kind, count]. */
static bool
read_entry(const CareJson *json, CareJsonPart part, CareWaitingEntry *entry)
{
	static const char *const names[] = {"requested", "ended", "kind", "count"};
	JsonbContainer *array = cq_json_array(json, part);
	CareJsonPart parts[lengthof(names)];

	if (array == NULL)
		return false;
	if (JsonContainerSize(array) != lengthof(names))
		return cq_json_fail(json, "An entry is not [requested, ended, kind, count].");
	for (int i = 0; i < lengthof(names); i++)
		parts[i] = (CareJsonPart){names[i], getIthJsonbValueFromContainer(array, i), false};
	if (!cq_json_day(json, parts[0], &entry->requested) ||
		!cq_json_open_day(json, parts[1], &entry->ended) ||
		!read_kind(json, parts[2], &entry->kind) || !cq_json_int64(json, parts[3], &entry->count))
		return false;
	if ((entry->kind == CARE_WAITING) != (entry->ended == CARE_OPEN))
		return cq_json_fail(json, "The date of end is null if and only if the kind is waiting.");
	if (entry->ended < entry->requested)
		return cq_json_fail(json, "A date of end is before the date of request.");
	if (entry->count < 1 || entry->count > CARE_WAITING_MAX_COUNT)
		return cq_json_fail(json,
							"A count is not from 1 to %lld: %lld.",
							(long long) CARE_WAITING_MAX_COUNT,
							(long long) entry->count);
	for (int i = 0; i < lengthof(names); i++)
		pfree(parts[i].value);
	return true;
}

/* Reads the entries of an array, in any order, each once; NULL after a soft failure. */
static bytea *
read_entries(const CareJson *json, JsonbContainer *array)
{
	int64 n = JsonContainerSize(array);
	CareWaitingRecord *records = palloc(sizeof(CareWaitingRecord) * Max(n, 1));

	for (int64 i = 0; i < n; i++)
	{
		CareJsonPart part = cq_json_element(array, i, "entries");
		CareWaitingEntry entry;

		CHECK_FOR_INTERRUPTS();
		if (!read_entry(json, part, &entry))
			return NULL;
		records[i] = cq_waiting_record(&entry);
		pfree(part.value);
	}
	cq_sort(records, n, CARE_WAITING_COUNT_BITS);
	for (int64 i = 1; i < n; i++)
	{
		if (CARE_WAITING_KEY(records[i - 1]) == CARE_WAITING_KEY(records[i]))
		{
			cq_json_report(json, "Two entries have the same dates and kind.");
			return NULL;
		}
	}
	return cq_waiting_encode(records, n);
}

/* Reads the JSON object that care_waiting_summary_out writes (else 22P02). */
Datum
care_waiting_summary_in(PG_FUNCTION_ARGS)
{
	static const char *const keys[] = {"version", "entries"};
	CareJson json = {CARE_WAITING_TYPE, PG_GETARG_CSTRING(0), fcinfo->context};
	JsonbContainer *root = cq_json_parse(&json);
	JsonbContainer *entries;
	bytea *waiting;

	if (root == NULL || !cq_json_version(&json, root, CARE_WAITING_VERSION) ||
		(entries = cq_json_array(&json, cq_json_key(root, "entries"))) == NULL ||
		!cq_json_only_keys(&json, root, keys, lengthof(keys)))
		PG_RETURN_NULL();
	waiting = read_entries(&json, entries);
	if (waiting == NULL)
		PG_RETURN_NULL();
	PG_RETURN_BYTEA_P(waiting);
}

/* {"version": 1, "entries": [["2022-01-03", "2022-02-01", "completed", 3], ...]} */
Datum
care_waiting_summary_out(PG_FUNCTION_ARGS)
{
	CareWaitingReader reader;
	CareWaitingEntry entry;
	StringInfoData text;
	const char *comma = "";

	cq_waiting_begin(&reader, PG_GETARG_WAITING(0));
	initStringInfo(&text);
	appendStringInfo(&text, "{\"version\": %d, \"entries\": [", CARE_WAITING_VERSION);
	while (cq_waiting_next(&reader, &entry))
	{
		char requested[CARE_DAY_TEXT_SIZE];
		char ended[CARE_DAY_TEXT_SIZE];

		CHECK_FOR_INTERRUPTS();
		cq_day_write(entry.requested, requested);
		appendStringInfo(&text, "%s[\"%s\", ", comma, requested);
		if (entry.kind == CARE_WAITING)
			appendStringInfoString(&text, "null");
		else
		{
			cq_day_write(entry.ended, ended);
			appendStringInfo(&text, "\"%s\"", ended);
		}
		appendStringInfo(&text, ", \"%s\", %lld]", kinds[entry.kind], (long long) entry.count);
		comma = ", ";
	}
	appendStringInfoString(&text, "]}");
	PG_RETURN_CSTRING(text.data);
}

/* Binary input: the stored form, checked whole. */
Datum
care_waiting_summary_recv(PG_FUNCTION_ARGS)
{
	bytea *waiting = cq_stored_receive((StringInfo) PG_GETARG_POINTER(0));
	CareWaitingReader reader;
	CareWaitingEntry entry;
	int64 n = 0;

	cq_waiting_begin(&reader, waiting);
	for (; cq_waiting_next(&reader, &entry); n++)
		CHECK_FOR_INTERRUPTS();
	cq_stored_check_entries(CARE_WAITING_TYPE, n);
	PG_RETURN_BYTEA_P(waiting);
}
