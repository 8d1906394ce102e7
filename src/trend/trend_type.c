/*
 * trend_type.c
 *		care_trend_summary: its stored form, and reading it.
 *
 * Stored is a version byte, a byte of flags, then numbers (stored.h): the
 * conflicts; and each cell in order of key: its key less the one before (the
 * first: less 0), its value zigzagged. One trend has one form, so equal bytes
 * are equal values, and the binary form is the stored form.
 */
#include "base/compat.h"

#include "common/int.h"

#include "base/stored.h"
#include "trend/trend.h"

/* ---- stored form ---- */

/* A sum as a stored value; compacts it. */
struct varlena *
cq_trend_store(CareCells *sum)
{
	struct varlena *value;
	uint8 *p;
	uint64 last = 0;
	Size room;

	cq_cells_compact(sum);
	room = VARHDRSZ + 2 + CARE_VARINT_MAX + (Size) sum->used * (3 + CARE_VARINT_MAX);
	value = palloc(room);
	p = (uint8 *) VARDATA(value);
	*p++ = CARE_TREND_VERSION;
	*p++ = sum->flags & CARE_TREND_FLAGS;
	p = cq_varint_put(p, sum->conflicts);
	for (uint64 i = 0; i < sum->used; i++)
	{
		p = cq_varint_put(p, sum->cells[i].key - last);
		p = cq_varint_put(p, cq_zigzag(sum->cells[i].value));
		last = sum->cells[i].key;
	}
	SET_VARSIZE(value, (char *) p - (char *) value);
	return value;
}

/* Reads the cells of a stored trend one by one. */
typedef struct CellReader
{
	const uint8 *p;
	const uint8 *end;
	int flags;
	int64 conflicts;
	bool any;	/* has one been read? */
	uint64 key; /* of the last one read */
	int64 value;
} CellReader;

/* False if the header is not that of a stored trend. */
static bool
open_stored(const uint8 *p, const uint8 *end, CellReader *reader)
{
	uint64 conflicts;

	if (end - p < 3 || p[0] != CARE_TREND_VERSION || (p[1] & ~CARE_TREND_FLAGS) != 0)
		return false;
	/* levels alone come from snapshots, and those know no publication dates */
	if (((p[1] & CARE_TREND_LEVELS) && !(p[1] & CARE_TREND_SNAPSHOTS)) ||
		((p[1] & CARE_TREND_SNAPSHOTS) && !(p[1] & CARE_TREND_UNDATED)))
		return false;
	reader->flags = p[1];
	reader->p = p + 2;
	reader->end = end;
	reader->any = false;
	reader->key = 0;
	if (!cq_varint_get(&reader->p, end, &conflicts) || conflicts > PG_INT64_MAX)
		return false;
	reader->conflicts = (int64) conflicts;
	return true;
}

/* Whether a cell may stand in a trend with these flags. */
static inline bool
cell_is_valid(uint64 key, int64 value, int flags)
{
	int measure = CARE_MEASURE_OF(key);

	if (key >= CARE_KEY_END)
		return false;
	if (measure == CARE_PUBLISHED_DAYS)
		return value != 0;
	if (value <= 0)
		return false;
	if (measure < CARE_MOVE_END)
		return CARE_MOVE_FROM(measure) != CARE_MOVE_TO(measure);
	if (measure < CARE_THEN_END)
		return (flags & CARE_TREND_SNAPSHOTS) && (measure != CARE_KNOWN || value == 1);
	return measure < CARE_MEASURES;
}

/* Reads the next cell; false at the end, and then reader->p is the end unless it is malformed. */
static inline bool
next_cell(CellReader *reader)
{
	const uint8 *at = reader->p;
	uint64 step;
	uint64 value;

	if (at == reader->end)
		return false;
	if (!cq_varint_get(&at, reader->end, &step) || !cq_varint_get(&at, reader->end, &value))
		return false;
	if (step >= CARE_KEY_END || (step == 0 && reader->any))
		return false;
	reader->any = true;
	reader->key += step;
	reader->value = cq_unzigzag(value);
	if (!cell_is_valid(reader->key, reader->value, reader->flags))
		return false;
	reader->p = at;
	return true;
}

/*
 * Adds the bytes of a stored trend to a sum (NULL: a new one), which may move;
 * NULL if no trend is stored so.
 */
CareCells *
cq_trend_try_add(CareCells *sum, const uint8 *bytes, Size length)
{
	CellReader reader;
	bool counts = false;

	if (!open_stored(bytes, bytes + length, &reader))
		return NULL;
	if (sum == NULL)
		sum = cq_cells_new(length / 2 + 1, 0);
	/* a cell takes two bytes at least */
	sum = cq_cells_make_room(sum, length / 2 + 1);
	while (next_cell(&reader))
	{
		sum->cells[sum->used++] = (CareCell){reader.key, reader.value};
		counts |= CARE_MEASURE_OF(reader.key) != CARE_KNOWN;
	}
	if (reader.p != reader.end)
		return NULL;
	sum->flags |= reader.flags & ~CARE_TREND_WEIGHTED;
	cq_cells_unit(sum,
				  (reader.flags & CARE_TREND_WEIGHTED) != 0,
				  counts && !(reader.flags & CARE_TREND_WEIGHTED));
	cq_cells_conflicts(sum, reader.conflicts);
	return sum;
}

/* Adds a stored trend to a sum (NULL: a new one), which may move. */
CareCells *
cq_trend_add(CareCells *sum, Datum datum)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(datum);
	const uint8 *bytes = (const uint8 *) VARDATA_ANY(value);
	Size length = VARSIZE_ANY_EXHDR(value);

	cq_check_stored_version(CARE_TREND_TYPE, bytes, length, CARE_TREND_VERSION);
	sum = cq_trend_try_add(sum, bytes, length);
	if (sum == NULL)
		cq_stored_invalid(CARE_TREND_TYPE);
	return sum;
}

/* ---- reading ---- */

/* to += value; false on overflow, or if the sum is negative. */
static inline bool
plus(int64 *to, int64 value)
{
	return !pg_add_s64_overflow(*to, value, to) && *to >= 0;
}

/* One month's cells, before they are made a CareMonth. */
typedef struct RawMonth
{
	bool known;
	int64 move[CARE_STANDINGS][CARE_STANDINGS];
	int64 level[CARE_RATINGS];
	int64 then[CARE_RATINGS][CARE_RATINGS]; /* the month before, and in this one */
	int64 published;
	int64 published_good;
	int64 published_days;
} RawMonth;

static void
set_raw(RawMonth *raw, int measure, int64 value)
{
	if (measure < CARE_MOVE_END)
		raw->move[CARE_MOVE_FROM(measure)][CARE_MOVE_TO(measure)] = value;
	else if (measure == CARE_KNOWN)
		raw->known = true;
	else if (measure < CARE_LEVEL_END)
		raw->level[measure - CARE_LEVEL(0)] = value;
	else if (measure < CARE_THEN_END)
		raw->then[CARE_THEN_WAS(measure)][CARE_THEN_NOW(measure)] = value;
	else if (measure == CARE_PUBLISHED)
		raw->published = value;
	else if (measure == CARE_PUBLISHED_GOOD)
		raw->published_good = value;
	else
		raw->published_days = value;
}

/*
 * What carries over from month to month: the levels of locations known at all
 * times, those of the snapshot before, and the publication days in force.
 */
typedef struct Running
{
	int64 steady[CARE_RATINGS];
	int64 snapshot[CARE_RATINGS];
	bool snapshot_known;
	int64 published_days;
} Running;

/* Adds the movements of a snapshot's locations; false if they do not fit its levels. */
static bool
add_snapshot_moves(CareMonth *month, const RawMonth *raw, const Running *running)
{
	int64 joined[CARE_RATINGS];
	int64 departed[CARE_RATINGS];

	memcpy(joined, raw->level, sizeof(joined));
	memcpy(departed, running->snapshot, sizeof(departed));
	for (int from = 0; from < CARE_RATINGS; from++)
	{
		for (int to = 0; to < CARE_RATINGS; to++)
		{
			int64 n = raw->then[from][to];

			joined[to] -= n;
			departed[from] -= n;
			if (joined[to] < 0 || departed[from] < 0)
				return false;
			if (from != to && !plus(&month->move[CARE_INSIDE(from)][CARE_INSIDE(to)], n))
				return false;
		}
	}
	for (int i = 0; i < CARE_RATINGS; i++)
	{
		if (!plus(&month->move[CARE_OUTSIDE][CARE_INSIDE(i)], joined[i]) ||
			!plus(&month->move[CARE_INSIDE(i)][CARE_OUTSIDE], departed[i]))
			return false;
	}
	return true;
}

/* Makes the next month out of its cells and what ran up to it; false if they do not fit. */
static bool
make_month(const RawMonth *raw, int flags, Running *running, CareMonth *month)
{
	int64 rated = 0;

	*month = (CareMonth){.known = raw->known || !(flags & CARE_TREND_SNAPSHOTS)};
	memcpy(month->move, raw->move, sizeof(month->move));
	for (int from = 0; from < CARE_STANDINGS; from++)
	{
		for (int to = 0; to < CARE_STANDINGS; to++)
		{
			if (to != CARE_OUTSIDE &&
				!plus(&running->steady[CARE_RATING_OF(to)], raw->move[from][to]))
				return false;
		}
	}
	for (int from = CARE_INSIDE(0); from < CARE_STANDINGS; from++)
	{
		for (int to = 0; to < CARE_STANDINGS; to++)
		{
			if (!plus(&running->steady[CARE_RATING_OF(from)], -raw->move[from][to]))
				return false;
		}
	}
	if (raw->known && running->snapshot_known && !(flags & CARE_TREND_LEVELS) &&
		!add_snapshot_moves(month, raw, running))
		return false;
	for (int i = 0; i < CARE_RATINGS; i++)
	{
		month->level[i] = running->steady[i];
		if ((!raw->known && raw->level[i] != 0) || !plus(&month->level[i], raw->level[i]))
			return false;
		if (CARE_IS_RATED(i) && !plus(&rated, month->level[i]))
			return false;
	}
	memcpy(running->snapshot, raw->level, sizeof(raw->level));
	running->snapshot_known = raw->known;
	if (!plus(&running->published_days, raw->published_days) ||
		(rated == 0 && running->published_days != 0) || raw->published_good > raw->published)
		return false;
	month->published = raw->published;
	month->published_good = raw->published_good;
	month->published_days = running->published_days;
	return true;
}

/* Makes the next month of a trend that is read, in a room that grows; false if it does not fit. */
static bool
append_month(CareTrend *trend, int *room, int number, const RawMonth *raw, Running *running)
{
	CareMonth *month;

	if (trend->nmonths == *room)
	{
		*room = Max(2 * *room, 16);
		trend->months = trend->months == NULL ? palloc(sizeof(CareMonth) * *room)
											  : repalloc(trend->months, sizeof(CareMonth) * *room);
	}
	month = &trend->months[trend->nmonths++];
	if (!make_month(raw, trend->flags, running, month))
		return false;
	month->number = number;
	return true;
}

/* Reads the bytes of a stored trend; false if no trend is stored so. */
static bool
read_stored(const uint8 *p, const uint8 *end, CareTrend *trend)
{
	static const RawMonth no_cells;
	CellReader reader;
	Running running;
	RawMonth raw;
	int room = 0;
	bool more;

	memset(trend, 0, sizeof(CareTrend));
	memset(&running, 0, sizeof(running));
	if (!open_stored(p, end, &reader))
		return false;
	trend->flags = reader.flags;
	trend->conflicts = reader.conflicts;
	trend->before.known = trend->after.known = !(reader.flags & CARE_TREND_SNAPSHOTS);
	more = next_cell(&reader);
	while (more)
	{
		int month = CARE_MONTH_OF(reader.key);

		/* the months between have no cells, and so each is the same */
		if (trend->nmonths > 0 && month > trend->last + 1 &&
			!append_month(trend, &room, trend->last + 1, &no_cells, &running))
			return false;
		memset(&raw, 0, sizeof(raw));
		for (; more && CARE_MONTH_OF(reader.key) == month; more = next_cell(&reader))
			set_raw(&raw, CARE_MEASURE_OF(reader.key), reader.value);
		if (!append_month(trend, &room, month, &raw, &running))
			return false;
		trend->last = month;
	}
	if (trend->nmonths > 0)
		trend->first = trend->months[0].number;
	memcpy(trend->after.level, running.steady, sizeof(running.steady));
	trend->after.published_days = running.published_days;
	return reader.p == reader.end;
}

/* Reads a stored trend; another version is an error (0A000), and so is damage (22P03). */
void
cq_trend_read(Datum datum, CareTrend *trend)
{
	struct varlena *value = PG_DETOAST_DATUM_PACKED(datum);
	const uint8 *bytes = (const uint8 *) VARDATA_ANY(value);
	Size length = VARSIZE_ANY_EXHDR(value);

	cq_check_stored_version(CARE_TREND_TYPE, bytes, length, CARE_TREND_VERSION);
	if (!read_stored(bytes, bytes + length, trend))
		cq_stored_invalid(CARE_TREND_TYPE);
}

/* Whether a sum, stored so, can be read again. */
bool
cq_trend_is_valid(const struct varlena *value)
{
	const uint8 *bytes = (const uint8 *) VARDATA(value);
	CareTrend trend;

	return read_stored(bytes, bytes + VARSIZE(value) - VARHDRSZ, &trend);
}

/* A sum as the result of an aggregate; one that could not be read again is an error (22003). */
struct varlena *
cq_trend_finish(CareCells *sum)
{
	struct varlena *value = cq_trend_store(sum);

	if (sum->conflicts < 0 || !cq_trend_is_valid(value))
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("%s out of range", CARE_TREND_TYPE));
	return value;
}

/* The conflicts of a stored trend: of a long one, no more than its header is read. */
int64
cq_trend_conflicts(Datum datum)
{
	struct varlena *value = PG_DETOAST_DATUM_SLICE(datum, 0, 2 + CARE_VARINT_MAX);
	const uint8 *bytes = (const uint8 *) VARDATA_ANY(value);
	Size length = VARSIZE_ANY_EXHDR(value);
	CellReader reader;

	cq_check_stored_version(CARE_TREND_TYPE, bytes, length, CARE_TREND_VERSION);
	if (!open_stored(bytes, bytes + length, &reader))
		cq_stored_invalid(CARE_TREND_TYPE);
	return reader.conflicts;
}

/* The figures of a month, whichever it is. */
const CareMonth *
cq_trend_month(const CareTrend *trend, int month)
{
	int low = 0;
	int high = trend->nmonths;

	if (trend->nmonths == 0 || month < trend->first)
		return &trend->before;
	if (month > trend->last)
		return &trend->after;
	while (high - low > 1)
	{
		int middle = (low + high) / 2;

		if (trend->months[middle].number <= month)
			low = middle;
		else
			high = middle;
	}
	return &trend->months[low];
}

/* The first month with a location; CARE_MONTH_END + 1 without any. */
int
cq_trend_first_location(const CareTrend *trend)
{
	for (int i = 0; i < trend->nmonths; i++)
	{
		for (int j = 0; j < CARE_RATINGS; j++)
		{
			if (trend->months[i].level[j] > 0)
				return trend->months[i].number;
		}
	}
	return CARE_MONTH_END + 1;
}

/* Whether the movements from the month before to a month are known. */
bool
cq_trend_knows_moves(const CareTrend *trend, int month)
{
	return !(trend->flags & CARE_TREND_LEVELS) && cq_trend_month(trend, month - 1)->known &&
		   cq_trend_month(trend, month)->known;
}

/* Nothing can be said of movements from levels alone: an error (0A000). */
void
cq_check_moves_known(const CareTrend *trend)
{
	if (trend->flags & CARE_TREND_LEVELS)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("a trend of levels knows no movements"),
				errdetail("It was built, at least in part, from tallies."),
				errhint("Build it from ratings, snapshots or periods of each location."));
}

/* A month's levels as a tally. */
void
cq_month_tally(const CareTrend *trend, const CareMonth *month, CareTally *tally)
{
	memset(tally, 0, sizeof(CareTally));
	SET_VARSIZE(tally, sizeof(CareTally));
	tally->version = CARE_TALLY_VERSION;
	memcpy(tally->count, month->level, sizeof(tally->count));
	if ((trend->flags & CARE_TREND_WEIGHTED) && !cq_tally_is_empty(tally))
		tally->flags = CARE_TALLY_WEIGHTED;
}

/* The percentage good or better at the first of a month; false if there is none. */
bool
cq_trend_percent(const CareTrend *trend, int month, CareDenominator denominator, double *percent)
{
	const CareMonth *figures = cq_trend_month(trend, month);
	CareTally tally;

	cq_month_tally(trend, figures, &tally);
	return figures->known && cq_tally_percent(&tally, denominator, percent);
}
