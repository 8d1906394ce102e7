/*
 * trend_text.c
 *		care_trend_summary as JSON text, and read in binary.
 */
#include "base/compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "base/json.h"
#include "base/stored.h"
#include "trend/trend.h"

/* Flags, and all keys: first one for each flag, there and true when it is set. */
static const int flags[] = {CARE_TREND_WEIGHTED,
							CARE_TREND_UNDATED,
							CARE_TREND_SNAPSHOTS,
							CARE_TREND_LEVELS};

static const char *const keys[] =
	{"weighted", "undated", "snapshots", "levels_only", "version", "conflicts", "months"};

#define NAME_SIZE 64

static const char *
standing_name(int standing)
{
	return standing == CARE_OUTSIDE ? "outside" : cq_rating_name(CARE_RATING_OF(standing));
}

/*
 * The JSON key of a measure: "outside -> Good" (moves), "known", "Good" (level
 * of a snapshot), "Good, then Good" (in a snapshot and the one before),
 * "published", "published_good_or_better", "published_days".
 */
static void
write_measure_name(int measure, char *name)
{
	if (measure < CARE_MOVE_END)
		snprintf(name,
				 NAME_SIZE,
				 "%s -> %s",
				 standing_name(CARE_MOVE_FROM(measure)),
				 standing_name(CARE_MOVE_TO(measure)));
	else if (measure == CARE_KNOWN)
		strlcpy(name, "known", NAME_SIZE);
	else if (measure < CARE_LEVEL_END)
		strlcpy(name, cq_rating_name(measure - CARE_LEVEL(0)), NAME_SIZE);
	else if (measure < CARE_THEN_END)
		snprintf(name,
				 NAME_SIZE,
				 "%s, then %s",
				 cq_rating_name(CARE_THEN_WAS(measure)),
				 cq_rating_name(CARE_THEN_NOW(measure)));
	else
		strlcpy(name,
				measure == CARE_PUBLISHED		 ? "published"
				: measure == CARE_PUBLISHED_GOOD ? "published_good_or_better"
												 : "published_days",
				NAME_SIZE);
}

/* The name of a measure; all are written down once, for a trend has thousands of them. */
static const char *
measure_name(int measure)
{
	static char names[CARE_MEASURES][NAME_SIZE];

	if (names[0][0] == '\0')
	{
		for (int i = CARE_MEASURES - 1; i >= 0; i--)
			write_measure_name(i, names[i]);
	}
	return names[measure];
}

/* The measure of a JSON key, -1 if there is none. */
static int
find_measure(const char *name)
{
	for (int measure = 0; measure < CARE_MEASURES; measure++)
	{
		if (strcmp(measure_name(measure), name) == 0)
			return measure;
	}
	return -1;
}

PG_FUNCTION_INFO_V1(care_trend_summary_in);
PG_FUNCTION_INFO_V1(care_trend_summary_out);
PG_FUNCTION_INFO_V1(care_trend_summary_recv);

/*
 * {"version": 1[, "weighted": true]..., "conflicts": N,
 *  "months": {"yyyy-mm-dd": {"outside -> Good": N, ...}, ...}}
 */
Datum
care_trend_summary_out(PG_FUNCTION_ARGS)
{
	CareCells *sum = cq_trend_add(NULL, PG_GETARG_DATUM(0));
	int last = -1;
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfo(&text, "{\"version\": %d", CARE_TREND_VERSION);
	for (int i = 0; i < lengthof(flags); i++)
	{
		if (sum->flags & flags[i])
			appendStringInfo(&text, ", \"%s\": true", keys[i]);
	}
	appendStringInfo(&text, ", \"conflicts\": %lld, \"months\": {", (long long) sum->conflicts);
	for (uint64 i = 0; i < sum->used; i++)
	{
		int month = CARE_MONTH_OF(sum->cells[i].key);
		char day[CARE_DAY_TEXT_SIZE];

		if (month != last)
		{
			strlcpy(day, cq_day_text(cq_month_first(month)), sizeof(day));
			appendStringInfo(&text, "%s\"%s\": {", last < 0 ? "" : "}, ", day);
		}
		appendStringInfo(&text,
						 "%s\"%s\": %lld",
						 month == last ? ", " : "",
						 measure_name(CARE_MEASURE_OF(sum->cells[i].key)),
						 (long long) sum->cells[i].value);
		last = month;
	}
	appendStringInfoString(&text, last < 0 ? "}}" : "}}}");
	PG_RETURN_CSTRING(text.data);
}

/*
 * ---- text as it is written above, which dumps are full of: read without jsonb ----
 */

/* Skips a word; false, and nothing is skipped, if there is another. */
static inline bool
skip(const char **p, const char *word)
{
	size_t length = strlen(word);

	if (strncmp(*p, word, length) != 0)
		return false;
	*p += length;
	return true;
}

/* Skips "word": in quotes. */
static inline bool
skip_key(const char **p, const char *word)
{
	const char *at = *p;

	if (!skip(&at, "\"") || !skip(&at, word) || !skip(&at, "\": "))
		return false;
	*p = at;
	return true;
}

/* Skips a whole number of up to 18 digits. */
static inline bool
skip_number(const char **p, int64 *number)
{
	bool negative = skip(p, "-");
	const char *digits = *p;
	int64 n = 0;

	while (**p >= '0' && **p <= '9' && *p - digits < 18)
		n = 10 * n + (*(*p)++ - '0');
	*number = negative ? -n : n;
	return *p > digits && (*digits != '0' || *p == digits + 1);
}

/* Skips the key of a measure, one from a first on; -1 if it is another. */
static inline int
skip_measure(const char **p, int first)
{
	for (int measure = first; measure < CARE_MEASURES; measure++)
	{
		if (skip_key(p, measure_name(measure)))
			return measure;
	}
	return -1;
}

/* The month of a day that is the first of one, -1 of any other. */
static int
month_of_first(const char *text, size_t length)
{
	DateADT day;

	if (!cq_day_try(text, length, &day) || day < CARE_DAY_MIN || day > CARE_DAY_END ||
		day != cq_month_first(cq_month_of(day)))
		return -1;
	return cq_month_of(day);
}

/* Adds a figure; false if it is a mark that says another number than 1. */
static inline bool
add_figure(CareCells **sum, int month, int measure, int64 number)
{
	if (measure == CARE_KNOWN && number != 1)
		return false;
	*sum = cq_cells_make_room(*sum, 1);
	cq_cells_add(*sum, month, measure, number);
	return true;
}

/* Skips a month, "yyyy-mm-dd": {...}, that is later than the last. */
static bool
skip_month(const char **p, int *last, CareCells **sum)
{
	int month = strnlen(*p, 11) < 11 || !skip(p, "\"") ? -1 : month_of_first(*p, 10);
	int measure = -1;

	if (month <= *last)
		return false;
	*last = month;
	*p += 10;
	if (!skip(p, "\": {"))
		return false;
	do
	{
		int64 number;

		measure = skip_measure(p, measure + 1);
		if (measure < 0 || !skip_number(p, &number) || !add_figure(sum, month, measure, number))
			return false;
	} while (skip(p, ", "));
	return skip(p, "}");
}

/* Skips the months, {...}, in order. */
static bool
skip_months(const char **p, CareCells **sum)
{
	int last = -1;

	if (skip(p, "}"))
		return true;
	do
	{
		if (!skip_month(p, &last, sum))
			return false;
	} while (skip(p, ", "));
	return skip(p, "}");
}

/* Reads a text that care_trend_summary_out has written; false if this is another, which may be right too. */
static bool
try_written(const char *p, CareCells **sum)
{
	int64 version;

	if (!skip(&p, "{") || !skip_key(&p, "version") || !skip_number(&p, &version) ||
		version != CARE_TREND_VERSION)
		return false;
	for (int i = 0; i < lengthof(flags); i++)
	{
		const char *at = p;

		if (skip(&at, ", ") && skip_key(&at, keys[i]) && skip(&at, "true"))
		{
			(*sum)->flags |= flags[i];
			p = at;
		}
	}
	return skip(&p, ", ") && skip_key(&p, "conflicts") && skip_number(&p, &(*sum)->conflicts) &&
		   skip(&p, ", ") && skip_key(&p, "months") && skip(&p, "{") && skip_months(&p, sum) &&
		   strcmp(p, "}") == 0;
}

/* ---- any JSON of that shape ---- */

/* Reads one month: {"outside -> Good": N, ...} */
static bool
parse_month(const CareJson *json, int month, JsonbContainer *object, CareCells **sum)
{
	CareJsonKeys keys = cq_json_keys(object);
	CareJsonPart part;

	while (cq_json_next(&keys, &part))
	{
		int measure = find_measure(part.key);
		int64 number;

		if (measure < 0)
			return cq_json_fail(json, "Unknown measure %s.", cq_json_shown(part.key));
		if (!cq_json_int64(json, part, &number))
			return false;
		if (!add_figure(sum, month, measure, number))
			return cq_json_fail(json, "\"%s\" can only be 1.", part.key);
	}
	return true;
}

/* Reads "months": {"yyyy-mm-dd": {...}, ...} */
static bool
parse_months(const CareJson *json, JsonbContainer *object, CareCells **sum)
{
	CareJsonKeys keys = cq_json_keys(object);
	CareJsonPart part;

	while (cq_json_next(&keys, &part))
	{
		int month = month_of_first(part.key, strlen(part.key));
		JsonbContainer *measures;

		if (month < 0)
			return cq_json_fail(json, "%s is not the first of a month.", cq_json_shown(part.key));
		measures = cq_json_object(json, part);
		if (measures == NULL || !parse_month(json, month, measures, sum))
			return false;
	}
	return true;
}

/* Reads a trend as JSON; false after a failure, which has been reported. */
static bool
parse(const CareJson *json, CareCells **sum)
{
	JsonbContainer *root = cq_json_parse(json);
	JsonbContainer *months;

	if (root == NULL || !cq_json_version(json, root, CARE_TREND_VERSION) ||
		!cq_json_int64(json, cq_json_key(root, "conflicts"), &(*sum)->conflicts))
		return false;
	for (int i = 0; i < lengthof(flags); i++)
	{
		CareJsonPart part = cq_json_key(root, keys[i]);
		bool set = false;

		if (part.value == NULL)
			continue;
		if (!cq_json_bool(json, part, &set))
			return false;
		if (!set)
			return cq_json_fail(json, "Key \"%s\" can only be true.", part.key);
		(*sum)->flags |= flags[i];
	}
	months = cq_json_object(json, cq_json_key(root, "months"));
	return months != NULL && parse_months(json, months, sum) &&
		   cq_json_only_keys(json, root, keys, lengthof(keys));
}

/* Reads what care_trend_summary_out writes, in whatever order and spacing (else 22P02). */
Datum
care_trend_summary_in(PG_FUNCTION_ARGS)
{
	CareJson json = {CARE_TREND_TYPE, PG_GETARG_CSTRING(0), fcinfo->context};
	CareCells *sum = cq_cells_new(64, 0);
	struct varlena *result;

	if (!try_written(json.text, &sum))
	{
		sum = cq_cells_new(64, 0);
		if (!parse(&json, &sum))
			PG_RETURN_NULL();
	}
	result = cq_trend_try_finish(sum);
	if (result == NULL)
	{
		cq_json_report(&json, "Its figures do not fit together.");
		PG_RETURN_NULL();
	}
	PG_RETURN_POINTER(result);
}

/* Binary input: the stored bytes, checked whole. */
Datum
care_trend_summary_recv(PG_FUNCTION_ARGS)
{
	bytea *value = cq_stored_receive((StringInfo) PG_GETARG_POINTER(0));
	CareTrend trend;

	cq_trend_read(PointerGetDatum(value), &trend);
	PG_RETURN_BYTEA_P(value);
}
