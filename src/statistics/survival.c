/*
 * survival.c
 *		care_survival_summary: the type, its stored form and its text form.
 */
#include "base/compat.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/json.h"
#include "base/sort.h"
#include "base/stored.h"
#include "statistics/survival.h"

#define COUNT_MASK (CARE_SURVIVAL_MAX_COUNT - 1)

/* ---- records, entries and the stored form ---- */

/* a + b of two records with the same key; too many to count is an error (22003). */
static CareSurvivalRecord
add_records(CareSurvivalRecord a, CareSurvivalRecord b)
{
	if ((a & COUNT_MASK) + (b & COUNT_MASK) + 1 > COUNT_MASK)
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("%s out of range: over %lld of the same number of days",
					   CARE_SURVIVAL_TYPE,
					   (long long) CARE_SURVIVAL_MAX_COUNT));
	return a + (b & COUNT_MASK) + 1;
}

/* Sorts records and adds up those with the same key; how many are left. */
int64
cq_survival_merge(CareSurvivalRecord *records, int64 n)
{
	int64 last = 0;

	if (n == 0)
		return 0;
	cq_sort(records, n, CARE_SURVIVAL_COUNT_BITS);
	for (int64 i = 1; i < n; i++)
	{
		if (CARE_SURVIVAL_KEY(records[last]) == CARE_SURVIVAL_KEY(records[i]))
			records[last] = add_records(records[last], records[i]);
		else
			records[++last] = records[i];
	}
	return last + 1;
}

/* Makes the next entry of merged records, one or two of them, from *i on; moves *i behind. */
static CareSurvivalEntry
entry_of(const CareSurvivalRecord *records, int64 n, int64 *i)
{
	CareSurvivalEntry entry = {.days = (int32) (CARE_SURVIVAL_KEY(records[*i]) >> 1)};

	for (; *i < n && (int32) (CARE_SURVIVAL_KEY(records[*i]) >> 1) == entry.days; (*i)++)
	{
		int64 count = (int64) (records[*i] & COUNT_MASK) + 1;

		if (CARE_SURVIVAL_KEY(records[*i]) & 1)
			entry.ended = count;
		else
			entry.censored = count;
	}
	return entry;
}

/* Writes a number at offset at of out, or only counts its bytes; the offset behind it. */
static inline Size
put(uint8 *out, Size at, uint64 number)
{
	if (out != NULL)
		cq_varint_put(out + at, number);
	return at + cq_varint_size(number);
}

/* Writes merged records in stored form, or only counts the bytes; how many. */
static Size
encode(const CareSurvivalRecord *records, int64 n, uint8 *out)
{
	int64 before = -1;
	Size size = put(out, 0, CARE_SURVIVAL_VERSION);

	for (int64 i = 0; i < n;)
	{
		CareSurvivalEntry entry = entry_of(records, n, &i);

		CHECK_FOR_INTERRUPTS();
		size = put(out, size, entry.days - before - 1);
		size = put(out, size, entry.ended);
		size = put(out, size, entry.censored);
		before = entry.days;
	}
	return size;
}

/* A summary of merged records; one over 1 GB is an error (54000). */
bytea *
cq_survival_encode(const CareSurvivalRecord *records, int64 n)
{
	Size size = VARHDRSZ + encode(records, n, NULL);
	bytea *survival;

	if (!AllocSizeIsValid(size))
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("%s would be larger than 1 GB", CARE_SURVIVAL_TYPE),
				errhint("Count whole days, not seconds, or make one for each group."));
	survival = palloc(size);
	SET_VARSIZE(survival, size);
	encode(records, n, (uint8 *) VARDATA(survival));
	return survival;
}

/* Starts to read; another version is an error (0A000). */
void
cq_survival_begin(CareSurvivalReader *reader, const bytea *survival)
{
	reader->at = (const uint8 *) VARDATA_ANY(survival);
	reader->end = reader->at + VARSIZE_ANY_EXHDR(survival);
	reader->days = -1;
	cq_check_stored_version(CARE_SURVIVAL_TYPE,
							reader->at,
							reader->end - reader->at,
							CARE_SURVIVAL_VERSION);
	reader->at++;
}

/* The next number, from 0 to max; anything else is an error (22P03). */
static inline int64
get(CareSurvivalReader *reader, int64 max)
{
	uint64 number;

	if (!cq_varint_get(&reader->at, reader->end, &number) || max < 0 || number > (uint64) max)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				errmsg("invalid binary form of %s", CARE_SURVIVAL_TYPE),
				errdetail("It is damaged %lld bytes before its end.",
						  (long long) (reader->end - reader->at)));
	return (int64) number;
}

/* The next entry; false after the last. Damage is an error (22P03). */
bool
cq_survival_next(CareSurvivalReader *reader, CareSurvivalEntry *entry)
{
	if (reader->at == reader->end)
		return false;
	reader->days += get(reader, (int64) PG_INT32_MAX - reader->days - 1) + 1;
	entry->days = reader->days;
	entry->ended = get(reader, CARE_SURVIVAL_MAX_COUNT);
	entry->censored = get(reader, CARE_SURVIVAL_MAX_COUNT);
	if (entry->ended + entry->censored == 0)
		cq_stored_invalid(CARE_SURVIVAL_TYPE);
	return true;
}

/* ---- text, JSON and binary form ---- */

PG_FUNCTION_INFO_V1(care_survival_summary_in);
PG_FUNCTION_INFO_V1(care_survival_summary_out);
PG_FUNCTION_INFO_V1(care_survival_summary_recv);

/* One whole number of an entry, from 0 to max. */
static bool
read_number(const CareJson *json, JsonbContainer *entry, int i, const char *name, int64 max,
			int64 *number)
{
	CareJsonPart part = {name, getIthJsonbValueFromContainer(entry, i), false};

	if (!cq_json_int64(json, part, number))
		return false;
	pfree(part.value);
	if (*number < 0 || *number > max)
		return cq_json_fail(json,
							"\"%s\" is not from 0 to %lld: %lld.",
							name,
							(long long) max,
							(long long) *number);
	return true;
}

/* Reads [days, ended, censored] as one record or two. */
static bool
read_entry(const CareJson *json, CareJsonPart part, CareSurvivalRecord *records, int64 *n)
{
	JsonbContainer *array = cq_json_array(json, part);
	int64 days;
	int64 ended;
	int64 censored;

	if (array == NULL)
		return false;
	if (JsonContainerSize(array) != 3)
		return cq_json_fail(json, "An entry is not [days, ended, censored].");
	if (!read_number(json, array, 0, "days", PG_INT32_MAX, &days) ||
		!read_number(json, array, 1, "ended", CARE_SURVIVAL_MAX_COUNT, &ended) ||
		!read_number(json, array, 2, "censored", CARE_SURVIVAL_MAX_COUNT, &censored))
		return false;
	if (ended + censored == 0)
		return cq_json_fail(json, "Nothing ended and nothing was censored in an entry.");
	if (censored > 0)
		records[(*n)++] = cq_survival_record((int32) days, false, censored);
	if (ended > 0)
		records[(*n)++] = cq_survival_record((int32) days, true, ended);
	return true;
}

/* Reads the entries of an array, in any order, each once; NULL after a soft failure. */
static bytea *
read_entries(const CareJson *json, JsonbContainer *array)
{
	int64 entries = JsonContainerSize(array);
	CareSurvivalRecord *records =
		palloc_extended(sizeof(CareSurvivalRecord) * Max(2 * entries, 1), MCXT_ALLOC_HUGE);
	int64 n = 0;
	int64 days = 0;

	for (int64 i = 0; i < entries; i++)
	{
		CareJsonPart part = cq_json_element(array, i, "entries");

		CHECK_FOR_INTERRUPTS();
		if (!read_entry(json, part, records, &n))
			return NULL;
		pfree(part.value);
	}
	cq_sort(records, n, CARE_SURVIVAL_COUNT_BITS);
	for (int64 i = 0; i < n; days++)
		(void) entry_of(records, n, &i);
	if (days < entries)
	{
		cq_json_report(json, "Two entries have the same number of days.");
		return NULL;
	}
	return cq_survival_encode(records, n);
}

/* Reads the JSON object that care_survival_summary_out writes (else 22P02). */
Datum
care_survival_summary_in(PG_FUNCTION_ARGS)
{
	static const char *const keys[] = {"version", "entries"};
	CareJson json = {CARE_SURVIVAL_TYPE, PG_GETARG_CSTRING(0), fcinfo->context};
	JsonbContainer *root = cq_json_parse(&json);
	JsonbContainer *entries;
	bytea *survival;

	if (root == NULL || !cq_json_version(&json, root, CARE_SURVIVAL_VERSION) ||
		(entries = cq_json_array(&json, cq_json_key(root, "entries"))) == NULL ||
		!cq_json_only_keys(&json, root, keys, lengthof(keys)))
		PG_RETURN_NULL();
	survival = read_entries(&json, entries);
	if (survival == NULL)
		PG_RETURN_NULL();
	PG_RETURN_BYTEA_P(survival);
}

/* {"version": 1, "entries": [[9, 1, 0], [13, 1, 1], ...]}: days, ended, censored */
Datum
care_survival_summary_out(PG_FUNCTION_ARGS)
{
	CareSurvivalReader reader;
	CareSurvivalEntry entry;
	StringInfoData text;
	const char *comma = "";

	cq_survival_begin(&reader, PG_GETARG_SURVIVAL(0));
	initStringInfo(&text);
	appendStringInfo(&text, "{\"version\": %d, \"entries\": [", CARE_SURVIVAL_VERSION);
	while (cq_survival_next(&reader, &entry))
	{
		CHECK_FOR_INTERRUPTS();
		appendStringInfo(&text,
						 "%s[%d, %lld, %lld]",
						 comma,
						 entry.days,
						 (long long) entry.ended,
						 (long long) entry.censored);
		comma = ", ";
	}
	appendStringInfoString(&text, "]}");
	PG_RETURN_CSTRING(text.data);
}

/* Binary input: the stored form, checked whole. */
Datum
care_survival_summary_recv(PG_FUNCTION_ARGS)
{
	bytea *survival = cq_stored_receive((StringInfo) PG_GETARG_POINTER(0));
	CareSurvivalReader reader;
	CareSurvivalEntry entry;

	cq_survival_begin(&reader, survival);
	while (cq_survival_next(&reader, &entry))
		CHECK_FOR_INTERRUPTS();
	PG_RETURN_BYTEA_P(survival);
}
