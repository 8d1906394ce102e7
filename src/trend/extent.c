/*
 * extent.c
 *		How far a trend reaches, and how much is in it: care_extent.
 *
 * One pass over the cells that are stored, whatever lies between them.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/date.h"

#include "base/number.h"
#include "base/result.h"
#include "trend/trend.h"

/* The cells of one month, added up. */
typedef struct Month
{
	int number;
	bool known; /* marked so, in a trend of snapshots */
	int64 joined;
	int64 departed;
	int64 level;  /* of snapshots */
	int64 stayed; /* in this snapshot and in the one before */
	int64 published;
} Month;

typedef struct Extent
{
	int first; /* 0: nothing is known */
	int last;
	bool gap;		 /* is there a month without figures between them? */
	int64 locations; /* that ever existed */
	int64 departed;	 /* that ever ceased to */
	int64 published;
	int64 steady;	  /* locations known at all times that exist now */
	int64 last_level; /* of the snapshot in the last month */
} Extent;

/* Adds a cell to its month. */
static void
add_cell(Month *month, int measure, int64 value)
{
	if (measure < CARE_MOVE_END)
	{
		if (CARE_MOVE_FROM(measure) == CARE_OUTSIDE)
			month->joined = cq_plus(month->joined, value);
		else if (CARE_MOVE_TO(measure) == CARE_OUTSIDE)
			month->departed = cq_plus(month->departed, value);
	}
	else if (measure == CARE_KNOWN)
		month->known = true;
	else if (measure < CARE_LEVEL_END)
		month->level = cq_plus(month->level, value);
	else if (measure < CARE_THEN_END)
		month->stayed = cq_plus(month->stayed, value);
	else if (measure == CARE_PUBLISHED)
		month->published = value;
}

/* Reads the cells of the next month; false if there is none up to a last month. */
static bool
next_month(const CareCells *sum, uint32 *at, int until, Month *month)
{
	memset(month, 0, sizeof(Month));
	if (*at < sum->used)
		month->number = CARE_MONTH_OF(sum->cells[*at].key);
	if (*at == sum->used || month->number > until)
		return false;
	for (; *at < sum->used; (*at)++)
	{
		const CareCell *cell = &sum->cells[*at];

		if (CARE_MONTH_OF(cell->key) != month->number)
			break;
		add_cell(month, CARE_MEASURE_OF(cell->key), cell->value);
	}
	return true;
}

/* Adds a month of a trend without snapshots: what it holds changed in it. */
static void
add_month(Extent *extent, const Month *month)
{
	if (extent->first == 0)
		extent->first = month->number;
	extent->last = month->number;
	extent->locations = cq_plus(extent->locations, month->joined);
	extent->departed = cq_plus(extent->departed, month->departed);
	extent->published = cq_plus(extent->published, month->published);
}

/*
 * Adds a month of a trend with snapshots. Only those marked known tell
 * anything; who came and went between two of them only if they follow on one
 * another. Locations known at all times may be among them.
 */
static void
add_snapshot(Extent *extent, const Month *month)
{
	extent->steady = cq_plus(extent->steady, month->joined - month->departed);
	if (!month->known)
		return;
	if (extent->first == 0)
	{
		extent->first = month->number;
		extent->locations = cq_plus(extent->steady, month->level);
	}
	else
	{
		extent->gap |= month->number != extent->last + 1;
		extent->locations =
			cq_plus(extent->locations, cq_plus(month->joined, month->level - month->stayed));
		extent->departed =
			cq_plus(extent->departed, cq_plus(month->departed, extent->last_level - month->stayed));
	}
	extent->last = month->number;
	extent->last_level = month->level;
}

PG_FUNCTION_INFO_V1(care_extent);

/*
 * care_extent(trend): between which firsts of a month anything is known to
 * have changed, and how many locations and publications it holds up to today
 * (strict).
 */
Datum
care_extent(PG_FUNCTION_ARGS)
{
	enum
	{
		FIRST_AS_AT,
		LAST_AS_AT,
		LOCATIONS,
		DEPARTED,
		PUBLISHED,
		NCOLUMNS
	};
	static const CareColumn columns[NCOLUMNS] = {
		[FIRST_AS_AT] = {"first_as_at", DATEOID},
		[LAST_AS_AT] = {"last_as_at", DATEOID},
		[LOCATIONS] = {"locations", INT8OID},
		[DEPARTED] = {"departed", INT8OID},
		[PUBLISHED] = {"published", INT8OID},
	};
	CareCells *sum = cq_trend_add(NULL, PG_GETARG_DATUM(0));
	/* what is dated later has not happened yet */
	int until = cq_month_from(GetSQLCurrentDate());
	uint32 at = 0;
	Extent extent = {0};
	Month month;
	CareRow row;

	while (next_month(sum, &at, until, &month))
	{
		if (sum->flags & CARE_TREND_SNAPSHOTS)
			add_snapshot(&extent, &month);
		else
			add_month(&extent, &month);
	}
	cq_row_clear(&row);
	if (extent.first != 0)
	{
		cq_row_set(&row, FIRST_AS_AT, DateADTGetDatum(cq_month_first(extent.first)));
		cq_row_set(&row, LAST_AS_AT, DateADTGetDatum(cq_month_first(extent.last)));
	}
	if (!extent.gap && !(sum->flags & CARE_TREND_LEVELS))
	{
		cq_row_set_count(&row, LOCATIONS, extent.locations);
		cq_row_set_count(&row, DEPARTED, extent.departed);
	}
	if (!(sum->flags & CARE_TREND_UNDATED))
		cq_row_set_count(&row, PUBLISHED, extent.published);
	return cq_result_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}
