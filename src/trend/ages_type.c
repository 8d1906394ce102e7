/*
 * ages_type.c
 *		care_ages_summary: the type, its stored form and its text form.
 */
#include "base/compat.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"

#include "base/json.h"
#include "base/sort.h"
#include "base/stored.h"
#include "trend/ages.h"

#define MONTH_BITS 12
#define RATING_BITS 3

StaticAssertDecl(CARE_MONTH_END - CARE_MONTH_MIN < (1 << MONTH_BITS) &&
					 CARE_RATINGS <= (1 << RATING_BITS) &&
					 CARE_DAYS < (1 << (64 - CARE_AGES_COUNT_BITS - RATING_BITS - MONTH_BITS)),
				 "a key fits into a record");

/* ---- changes, records and the stored form ---- */

static inline CareAgesRecord
make_record(uint32 key, int64 count)
{
	return (uint64) key << CARE_AGES_COUNT_BITS | (uint32) (int32) count;
}

/* A change as a record; its day and month are in range. */
CareAgesRecord
cq_ages_record(const CareAgesChange *change)
{
	uint32 day = change->since - CARE_DAY_MIN;
	uint32 month = change->month - CARE_MONTH_MIN;

	return make_record((day << RATING_BITS | change->rating) << MONTH_BITS | month, change->count);
}

/* The change that a record stands for. */
CareAgesChange
cq_ages_change(CareAgesRecord record)
{
	uint32 key = CARE_AGES_KEY(record);

	return (CareAgesChange){.since = (key >> (RATING_BITS + MONTH_BITS)) + CARE_DAY_MIN,
							.rating = (key >> MONTH_BITS) % (1 << RATING_BITS),
							.month = key % (1 << MONTH_BITS) + CARE_MONTH_MIN,
							.count = CARE_AGES_COUNT(record)};
}

/* Whether some locations can have given a record. */
bool
cq_ages_is_valid(CareAgesRecord record)
{
	CareAgesChange change = cq_ages_change(record);

	return change.since < CARE_DAY_END && change.rating < CARE_RATINGS &&
		   change.month >= cq_month_from(change.since) && change.month < CARE_MONTH_END &&
		   change.count != 0;
}

/* a + b of two records with the same key; a count over 32 bits is an error (22003). */
CareAgesRecord
cq_ages_add(CareAgesRecord a, CareAgesRecord b)
{
	int64 count = (int64) CARE_AGES_COUNT(a) + CARE_AGES_COUNT(b);

	if (count != (int32) count)
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("%s out of range: %lld locations with the same dates",
					   CARE_AGES_TYPE,
					   (long long) count));
	return make_record(CARE_AGES_KEY(a), count);
}

/* A summary of merged records; one that could not be dumped is an error (54000). */
bytea *
cq_ages_encode(const CareAgesRecord *records, int64 n)
{
	uint32 before = 0;
	bytea *ages;
	uint8 *p;

	cq_stored_check_entries(CARE_AGES_TYPE, n);
	/* a number of 32 bits, zigzagged or not, takes five bytes at most */
	ages = palloc(VARHDRSZ + 10 * n + CARE_VARINT_MAX);
	p = cq_varint_put((uint8 *) VARDATA(ages), CARE_AGES_VERSION);
	for (int64 i = 0; i < n; i++)
	{
		uint32 key = CARE_AGES_KEY(records[i]);

		p = cq_varint_put(p, key - before);
		p = cq_varint_put(p, cq_zigzag(CARE_AGES_COUNT(records[i])));
		before = key;
	}
	SET_VARSIZE(ages, p - (uint8 *) ages);
	return ages;
}

/* Whether records, sorted, are those of a summary: there are never fewer than no locations. */
static bool
add_up_well(const CareAgesRecord *records, int64 n)
{
	int64 level = 0;

	for (int64 i = 0; i < n; i++)
	{
		if (i > 0 &&
			CARE_AGES_KEY(records[i]) >> MONTH_BITS != CARE_AGES_KEY(records[i - 1]) >> MONTH_BITS)
			level = 0;
		level += CARE_AGES_COUNT(records[i]);
		if (level < 0)
			return false;
	}
	return true;
}

/* Reads the next record at *at; false if there is none that may follow a key (-1: none). */
static bool
read_record(const uint8 **at, const uint8 *end, int64 before, CareAgesRecord *record)
{
	uint64 step;
	uint64 count;
	int64 key;

	if (!cq_varint_get(at, end, &step) || !cq_varint_get(at, end, &count))
		return false;
	key = Max(before, 0) + (int64) step;
	if (step > PG_UINT32_MAX || key > PG_UINT32_MAX || key == before)
		return false;
	if (cq_unzigzag(count) != (int32) cq_unzigzag(count))
		return false;
	*record = make_record((uint32) key, cq_unzigzag(count));
	return cq_ages_is_valid(*record);
}

/* The records of a summary; damage is an error (22P03), another version too (0A000). */
CareAgesRecord *
cq_ages_read(const bytea *ages, int64 *n)
{
	const uint8 *at = (const uint8 *) VARDATA_ANY(ages);
	const uint8 *end = at + VARSIZE_ANY_EXHDR(ages);
	CareAgesRecord *records;
	int64 key = -1;

	cq_check_stored_version(CARE_AGES_TYPE, at, end - at, CARE_AGES_VERSION);
	/* a record takes two bytes at least */
	records = palloc_extended(sizeof(CareAgesRecord) * ((end - at) / 2 + 1), MCXT_ALLOC_HUGE);
	*n = 0;
	for (at++; at < end; (*n)++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!read_record(&at, end, key, &records[*n]))
			cq_stored_invalid(CARE_AGES_TYPE);
		key = CARE_AGES_KEY(records[*n]);
	}
	if (!add_up_well(records, *n))
		cq_stored_invalid(CARE_AGES_TYPE);
	return records;
}

/* ---- text, JSON and binary form ---- */

PG_FUNCTION_INFO_V1(care_ages_summary_in);
PG_FUNCTION_INFO_V1(care_ages_summary_out);
PG_FUNCTION_INFO_V1(care_ages_summary_recv);

/* A rating, in the regulator's spelling. */
static bool
read_rating(const CareJson *json, CareJsonPart part, CareRating *rating)
{
	char *text = NULL;

	if (!cq_json_string(json, part, &text))
		return false;
	for (*rating = 0; *rating < CARE_RATINGS; (*rating)++)
	{
		if (strcmp(text, cq_rating_name(*rating)) == 0)
		{
			pfree(text);
			return true;
		}
	}
	return cq_json_fail(json, "%s is not a rating.", cq_json_shown(text));
}

/* The first of a month. */
static bool
read_month(const CareJson *json, CareJsonPart part, int *month)
{
	DateADT day;

	if (!cq_json_day(json, part, &day))
		return false;
	*month = cq_month_of(day);
	if (cq_month_first(*month) != day)
		return cq_json_fail(json, "%s is not the first of a month.", cq_day_text(day));
	return true;
}

/* Reads [rating, since, as_at, change]. */
static bool
read_change(const CareJson *json, CareJsonPart part, CareAgesChange *change)
{
	static const char *const names[] = {"rating", "since", "as_at", "change"};
	JsonbContainer *array = cq_json_array(json, part);
	CareJsonPart parts[lengthof(names)];

	if (array == NULL)
		return false;
	if (JsonContainerSize(array) != lengthof(names))
		return cq_json_fail(json, "A change is not [rating, since, as_at, change].");
	for (int i = 0; i < lengthof(names); i++)
		parts[i] = (CareJsonPart){names[i], getIthJsonbValueFromContainer(array, i), false};
	if (!read_rating(json, parts[0], &change->rating) ||
		!cq_json_day(json, parts[1], &change->since) ||
		!read_month(json, parts[2], &change->month) ||
		!cq_json_int64(json, parts[3], &change->count))
		return false;
	if (change->month < cq_month_from(change->since))
		return cq_json_fail(json, "A change is before the date since which it holds.");
	if (change->count == 0 || change->count != (int32) change->count)
		return cq_json_fail(json,
							"A change is 0 or over 32 bits: %lld.",
							(long long) change->count);
	for (int i = 0; i < lengthof(names); i++)
		pfree(parts[i].value);
	return true;
}

/* Reads the changes of an array, in any order, each once; NULL after a soft failure. */
static bytea *
read_changes(const CareJson *json, JsonbContainer *array)
{
	int64 n = JsonContainerSize(array);
	CareAgesRecord *records = palloc(sizeof(CareAgesRecord) * Max(n, 1));

	for (int64 i = 0; i < n; i++)
	{
		CareJsonPart part = cq_json_element(array, i, "changes");
		CareAgesChange change;

		CHECK_FOR_INTERRUPTS();
		if (!read_change(json, part, &change))
			return NULL;
		records[i] = cq_ages_record(&change);
		pfree(part.value);
	}
	cq_sort(records, n, CARE_AGES_COUNT_BITS);
	for (int64 i = 1; i < n; i++)
	{
		if (CARE_AGES_KEY(records[i - 1]) == CARE_AGES_KEY(records[i]))
		{
			cq_json_report(json, "Two changes have the same rating and dates.");
			return NULL;
		}
	}
	if (!add_up_well(records, n))
	{
		cq_json_report(json, "More locations leave than there are.");
		return NULL;
	}
	return cq_ages_encode(records, n);
}

/* Reads the JSON object that care_ages_summary_out writes (else 22P02). */
Datum
care_ages_summary_in(PG_FUNCTION_ARGS)
{
	static const char *const keys[] = {"version", "changes"};
	CareJson json = {CARE_AGES_TYPE, PG_GETARG_CSTRING(0), fcinfo->context};
	JsonbContainer *root = cq_json_parse(&json);
	JsonbContainer *changes;
	bytea *ages;

	if (root == NULL || !cq_json_version(&json, root, CARE_AGES_VERSION) ||
		(changes = cq_json_array(&json, cq_json_key(root, "changes"))) == NULL ||
		!cq_json_only_keys(&json, root, keys, lengthof(keys)))
		PG_RETURN_NULL();
	ages = read_changes(&json, changes);
	if (ages == NULL)
		PG_RETURN_NULL();
	PG_RETURN_BYTEA_P(ages);
}

/* {"version": 1, "changes": [["Good", "2019-05-08", "2019-06-01", 1], ...]} */
Datum
care_ages_summary_out(PG_FUNCTION_ARGS)
{
	int64 n;
	CareAgesRecord *records = cq_ages_read(PG_GETARG_AGES(0), &n);
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "{\"version\": %d, \"changes\": [", CARE_AGES_VERSION);
	for (int64 i = 0; i < n; i++)
	{
		CareAgesChange change = cq_ages_change(records[i]);

		CHECK_FOR_INTERRUPTS();
		appendStringInfo(&text,
						 "%s[\"%s\", \"%s\", ",
						 i > 0 ? ", " : "",
						 cq_rating_name(change.rating),
						 cq_day_text(change.since));
		appendStringInfo(&text,
						 "\"%s\", %lld]",
						 cq_day_text(cq_month_first(change.month)),
						 (long long) change.count);
	}
	appendStringInfoString(&text, "]}");
	PG_RETURN_CSTRING(text.data);
}

/* Binary input: the stored form, checked whole. */
Datum
care_ages_summary_recv(PG_FUNCTION_ARGS)
{
	bytea *ages = cq_stored_receive((StringInfo) PG_GETARG_POINTER(0));
	int64 n;

	pfree(cq_ages_read(ages, &n));
	cq_stored_check_entries(CARE_AGES_TYPE, n);
	PG_RETURN_BYTEA_P(ages);
}
