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

/* Cells in order as a stored value. */
static struct varlena *
store(const CareCells *ordered)
{
	Size room = VARHDRSZ + 2 + CARE_VARINT_MAX + (Size) ordered->used * (3 + CARE_VARINT_MAX);
	struct varlena *value = palloc(room);
	uint8 *p = (uint8 *) VARDATA(value);
	uint64 last = 0;

	*p++ = CARE_TREND_VERSION;
	*p++ = ordered->flags & CARE_TREND_FLAGS;
	p = cq_varint_put(p, ordered->conflicts);
	for (uint64 i = 0; i < ordered->used; i++)
	{
		p = cq_varint_put(p, ordered->cells[i].key - last);
		p = cq_varint_put(p, cq_zigzag(ordered->cells[i].value));
		last = ordered->cells[i].key;
	}
	SET_VARSIZE(value, (char *) p - (char *) value);
	return value;
}

/* A sum as a stored value, whether or not it can be read again. */
struct varlena *
cq_trend_store(const CareCells *sum)
{
	return store(cq_cells_in_order(sum));
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

/* Whether a trend may have these flags: levels alone come from snapshots, and those are not dated. */
static inline bool
flags_are_valid(int flags)
{
	return (flags & ~CARE_TREND_FLAGS) == 0 &&
		   (!(flags & CARE_TREND_LEVELS) || (flags & CARE_TREND_SNAPSHOTS)) &&
		   (!(flags & CARE_TREND_SNAPSHOTS) || (flags & CARE_TREND_UNDATED));
}

/* False if the header is not that of a stored trend. */
static bool
open_stored(const uint8 *p, const uint8 *end, CellReader *reader)
{
	uint64 conflicts;

	if (end - p < 3 || p[0] != CARE_TREND_VERSION || !flags_are_valid(p[1]))
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
		return measure % CARE_MOVE(1, 1) != 0; /* not to where it came from */
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

	/* most take a byte for the step and one for the value */
	if (likely(reader->end - at >= 2 && (at[0] | at[1]) < 0x80))
	{
		step = *at++;
		value = *at++;
	}
	else if (at == reader->end || !cq_varint_get(&at, reader->end, &step) ||
			 !cq_varint_get(&at, reader->end, &value) || step >= CARE_KEY_END)
		return false;
	if (unlikely(step == 0 && reader->any))
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
		cq_cells_add_key(sum, reader.key, reader.value);
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

/* What one month's snapshots say, before their movements are known. */
typedef struct Snapshot
{
	bool known;
	int64 level[CARE_RATINGS];
	int64 then[CARE_RATINGS][CARE_RATINGS]; /* the month before, and in this one */
} Snapshot;

/* Reads the months of a stored trend one by one, and knows what carries over between them. */
typedef struct MonthReader
{
	CellReader cells;
	bool more;					/* has cells.key been read, but not taken? */
	int last;					/* the month that was read last */
	int64 steady[CARE_RATINGS]; /* the levels of locations known at all times */
	int64 left[CARE_RATINGS];	/* who left them in the month that is being read */
	int64 published_days;		/* of the ratings in force */
	Snapshot snapshot;			/* of the month that is being read */
	Snapshot before;			/* of the month before */
} MonthReader;

/* False if the header is not that of a stored trend. */
static bool
open_months(const uint8 *p, const uint8 *end, MonthReader *reader)
{
	memset(reader, 0, sizeof(MonthReader));
	if (!open_stored(p, end, &reader->cells))
		return false;
	reader->more = next_cell(&reader->cells);
	return true;
}

/* Adds locations that moved in a month; false if they are too many. */
static inline bool
add_move(MonthReader *reader, CareMonth *month, int from, int to, int64 n)
{
	month->move[from][to] = n;
	return (to == CARE_OUTSIDE || plus(&reader->steady[CARE_RATING_OF(to)], n)) &&
		   (from == CARE_OUTSIDE || plus(&reader->left[CARE_RATING_OF(from)], n));
}

/* Adds a cell to its month; false if it does not fit. */
static inline bool
add_cell(MonthReader *reader, CareMonth *month, int measure, int64 value)
{
	if (measure < CARE_MOVE_END)
		return add_move(reader, month, CARE_MOVE_FROM(measure), CARE_MOVE_TO(measure), value);
	if (measure == CARE_PUBLISHED_DAYS)
		return plus(&reader->published_days, value);
	if (measure == CARE_PUBLISHED)
		month->published = value;
	else if (measure == CARE_PUBLISHED_GOOD)
		month->published_good = value;
	else if (measure == CARE_KNOWN)
		reader->snapshot.known = true;
	else if (measure < CARE_LEVEL_END)
		reader->snapshot.level[measure - CARE_LEVEL(0)] = value;
	else
		reader->snapshot.then[CARE_THEN_WAS(measure)][CARE_THEN_NOW(measure)] = value;
	return true;
}

/* Adds the movements of a snapshot's locations; false if they do not fit its levels. */
static bool
add_snapshot_moves(CareMonth *month, const Snapshot *snapshot, const Snapshot *before)
{
	int64 joined[CARE_RATINGS];
	int64 departed[CARE_RATINGS];

	memcpy(joined, snapshot->level, sizeof(joined));
	memcpy(departed, before->level, sizeof(departed));
	for (int from = 0; from < CARE_RATINGS; from++)
	{
		for (int to = 0; to < CARE_RATINGS; to++)
		{
			int64 n = snapshot->then[from][to];

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

/* Adds what the snapshots say of a month to what is known at all times; false if it does not fit. */
static bool
add_snapshot(MonthReader *reader, CareMonth *month)
{
	const Snapshot *snapshot = &reader->snapshot;

	if (snapshot->known && reader->before.known && !(reader->cells.flags & CARE_TREND_LEVELS) &&
		!add_snapshot_moves(month, snapshot, &reader->before))
		return false;
	for (int i = 0; i < CARE_RATINGS; i++)
	{
		if ((!snapshot->known && snapshot->level[i] != 0) ||
			!plus(&month->level[i], snapshot->level[i]))
			return false;
	}
	month->known = snapshot->known;
	reader->before = *snapshot;
	return true;
}

/* What the levels are after the cells of a month; false if they do not fit. */
static bool
close_month(MonthReader *reader, CareMonth *month)
{
	int64 rated = 0;

	for (int i = 0; i < CARE_RATINGS; i++)
	{
		if (!plus(&reader->steady[i], -reader->left[i]))
			return false;
		month->level[i] = reader->steady[i];
	}
	month->known = true;
	if ((reader->cells.flags & CARE_TREND_SNAPSHOTS) && !add_snapshot(reader, month))
		return false;
	for (int i = CARE_INADEQUATE; i <= CARE_OUTSTANDING; i++)
	{
		if (!plus(&rated, month->level[i]))
			return false;
	}
	month->published_days = reader->published_days;
	return (rated > 0 || month->published_days == 0) && month->published_good <= month->published;
}

/* Whether the levels known at all times bear the publication days in force. */
static bool
steady_is_dated(const MonthReader *reader)
{
	if (reader->published_days == 0)
		return true;
	for (int i = CARE_INADEQUATE; i <= CARE_OUTSTANDING; i++)
	{
		if (reader->steady[i] > 0)
			return true;
	}
	return false;
}

/*
 * Begins a month, whose figures are zero; its movements too, if there are
 * snapshots. False if months without any came between and do not fit.
 */
static bool
begin_month(MonthReader *reader, CareMonth *month, int number)
{
	bool fits = true;

	month->number = number;
	memset(reader->left, 0, sizeof(reader->left));
	if (reader->cells.flags & CARE_TREND_SNAPSHOTS)
	{
		memset(&reader->snapshot, 0, sizeof(Snapshot));
		if (number != reader->last + 1)
		{
			memset(&reader->before, 0, sizeof(Snapshot));
			fits = steady_is_dated(reader);
		}
	}
	reader->last = number;
	return fits;
}

/* Reads the next month with a cell; false if it does not fit what was before. */
static bool
next_month(MonthReader *reader, CareMonth *month)
{
	CellReader *cells = &reader->cells;
	int number = CARE_MONTH_OF(cells->key);

	memset(month, 0, sizeof(CareMonth));
	if (!begin_month(reader, month, number))
		return false;
	do
	{
		if (!add_cell(reader, month, CARE_MEASURE_OF(cells->key), cells->value))
			return false;
		reader->more = next_cell(cells);
	} while (reader->more && CARE_MONTH_OF(cells->key) == number);
	return close_month(reader, month);
}

/* What holds after the month read last, as long as there is no cell. */
static CareMonth
after_last(const MonthReader *reader)
{
	CareMonth month = {
		.number = reader->last + 1,
		.known = !(reader->cells.flags & CARE_TREND_SNAPSHOTS),
		.published_days = reader->published_days,
	};

	memcpy(month.level, reader->steady, sizeof(month.level));
	return month;
}

/* Room for one more month of a trend that is read. */
static CareMonth *
append_month(CareTrend *trend, int *room)
{
	if (trend->nmonths == *room)
	{
		*room = Max(2 * *room, 64);
		trend->months = trend->months == NULL ? palloc(sizeof(CareMonth) * *room)
											  : repalloc(trend->months, sizeof(CareMonth) * *room);
	}
	return &trend->months[trend->nmonths++];
}

/* Reads the bytes of a stored trend; false if no trend is stored so. */
static bool
read_stored(const uint8 *p, const uint8 *end, CareTrend *trend)
{
	MonthReader reader;
	int room = 0;

	memset(trend, 0, sizeof(CareTrend));
	if (!open_months(p, end, &reader))
		return false;
	trend->flags = reader.cells.flags;
	trend->conflicts = reader.cells.conflicts;
	trend->before.known = !(reader.cells.flags & CARE_TREND_SNAPSHOTS);
	while (reader.more)
	{
		/* the months between have no cells, and so each is the same */
		if (trend->nmonths > 0 && CARE_MONTH_OF(reader.cells.key) > reader.last + 1)
			*append_month(trend, &room) = after_last(&reader);
		if (!next_month(&reader, append_month(trend, &room)))
			return false;
	}
	if (trend->nmonths > 0)
		trend->first = trend->months[0].number;
	trend->last = reader.last;
	trend->after = after_last(&reader);
	return reader.cells.p == reader.cells.end;
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

/* Begins the next month of cells that are only checked: clears what would not be overwritten. */
static bool
begin_check(MonthReader *reader, CareMonth *month, int number)
{
	month->published = month->published_good = 0;
	if (reader->cells.flags & CARE_TREND_SNAPSHOTS)
		memset(month->move, 0, sizeof(month->move));
	return begin_month(reader, month, number);
}

/* Whether cells in order, stored, can be read again. */
static bool
is_valid(const CareCells *ordered)
{
	MonthReader reader = {.cells.flags = ordered->flags & CARE_TREND_FLAGS};
	CareMonth month = {0};

	for (uint64 i = 0; i < ordered->used; i++)
	{
		CareCell cell = ordered->cells[i];

		if (!cell_is_valid(cell.key, cell.value, reader.cells.flags))
			return false;
		if (CARE_MONTH_OF(cell.key) != month.number)
		{
			if ((i > 0 && !close_month(&reader, &month)) ||
				!begin_check(&reader, &month, CARE_MONTH_OF(cell.key)))
				return false;
		}
		if (!add_cell(&reader, &month, CARE_MEASURE_OF(cell.key), cell.value))
			return false;
	}
	return flags_are_valid(reader.cells.flags) && ordered->conflicts >= 0 &&
		   close_month(&reader, &month);
}

/* A sum as a stored value; NULL if it could not be read again. */
struct varlena *
cq_trend_try_finish(const CareCells *sum)
{
	const CareCells *ordered = cq_cells_in_order(sum);

	return is_valid(ordered) ? store(ordered) : NULL;
}

/* A sum as the result of an aggregate; one that could not be read again is an error (22003). */
struct varlena *
cq_trend_finish(const CareCells *sum)
{
	struct varlena *value = cq_trend_try_finish(sum);

	if (value == NULL)
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
	int low;
	int high;

	if (trend->nmonths == 0 || month < trend->first)
		return &trend->before;
	if (month > trend->last)
		return &trend->after;
	/* each stands for a month at least: so it is no farther from either end than the month is */
	low = Max(0, trend->nmonths - 1 - (trend->last - month));
	high = Min(trend->nmonths, month - trend->first + 1);
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
cq_trend_knows_moves(const CareTrend *trend, const CareMonth *before, const CareMonth *month)
{
	return !(trend->flags & CARE_TREND_LEVELS) && before->known && month->known;
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
cq_month_percent(const CareTrend *trend, const CareMonth *month, CareDenominator denominator,
				 double *percent)
{
	CareTally tally;

	cq_month_tally(trend, month, &tally);
	return month->known && cq_tally_percent(&tally, denominator, percent);
}
