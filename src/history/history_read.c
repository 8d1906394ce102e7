/*
 * history_read.c
 *		What can be asked of a care_history_summary.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "history/history_type.h"
#include "base/row.h"

PG_FUNCTION_INFO_V1(care_rating_at);
PG_FUNCTION_INFO_V1(care_published_at);
PG_FUNCTION_INFO_V1(care_history_conflicts_count);
PG_FUNCTION_INFO_V1(care_periods);

/* The segment of a history argument that a day argument lies in; false if there is none. */
static bool
segment_at(FunctionCallInfo fcinfo, CareSegment *found)
{
	CareHistory history = {0};

	cq_check_day(PG_GETARG_DATEADT(1), "as_at");
	cq_history_read(PG_GETARG_DATUM(0), &history);
	return cq_history_at(&history, PG_GETARG_DATEADT(1), found);
}

/* care_rating_at(history, as_at): the rating in force; NULL if it does not exist then. */
Datum
care_rating_at(PG_FUNCTION_ARGS)
{
	CareSegment segment;

	if (!segment_at(fcinfo, &segment))
		PG_RETURN_NULL();
	PG_RETURN_RATING(segment.rating);
}

/* care_published_at(history, as_at): when the rating in force was published. */
Datum
care_published_at(PG_FUNCTION_ARGS)
{
	CareSegment segment;

	if (!segment_at(fcinfo, &segment) || segment.published == CARE_OPEN)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(segment.published);
}

/* care_conflicts(history): dates with two different actual ratings. */
Datum
care_history_conflicts_count(PG_FUNCTION_ARGS)
{
	CareHistory history = {0};

	cq_history_read(PG_GETARG_DATUM(0), &history);
	PG_RETURN_INT64(cq_history_conflicts(&history));
}

/* care_periods(history): a row for each publication in force, NULL where it still is. */
Datum
care_periods(PG_FUNCTION_ARGS)
{
	static const CareColumn columns[] = {
		{"rating", TEXTOID},
		{"valid_from", DATEOID},
		{"valid_to", DATEOID},
		{"published", DATEOID},
	};
	CareHistory history = {0};
	CareSegment *segments;
	CareRows rows;
	int n;

	cq_rows_begin(fcinfo, columns, lengthof(columns), &rows);
	cq_history_read(PG_GETARG_DATUM(0), &history);
	segments = palloc(sizeof(CareSegment) * CARE_MAX_SEGMENTS(&history));
	n = cq_history_segments(&history, segments);
	for (int i = 0; i < n; i++)
	{
		Datum values[] = {
			CStringGetTextDatum(cq_rating_name(segments[i].rating)),
			DateADTGetDatum(segments[i].from),
			DateADTGetDatum(segments[i].until),
			DateADTGetDatum(segments[i].published),
		};
		bool nulls[] = {false,
						false,
						segments[i].until == CARE_OPEN,
						segments[i].published == CARE_OPEN};

		cq_rows_put(&rows, values, nulls);
	}
	PG_RETURN_NULL();
}
