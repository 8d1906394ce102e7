/*
 * history_read.c
 *		What can be asked of a care_history_summary.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "history/history_type.h"
#include "base/row.h"
#include "tally/tally.h"

PG_FUNCTION_INFO_V1(care_rating_at);
PG_FUNCTION_INFO_V1(care_published_at);
PG_FUNCTION_INFO_V1(care_history_conflicts_count);
PG_FUNCTION_INFO_V1(care_periods);
PG_FUNCTION_INFO_V1(care_tally_add_history);
PG_FUNCTION_INFO_V1(care_tally_add_history_weighted);
PG_FUNCTION_INFO_V1(care_tally_remove_history);
PG_FUNCTION_INFO_V1(care_tally_remove_history_weighted);

/* All segments of a stored history; returns how many. */
static int
get_segments(FunctionCallInfo fcinfo, int arg, CareSegment **segments)
{
	CareHistory history = {0};

	cq_history_read(PG_GETARG_DATUM(arg), &history);
	*segments = palloc(sizeof(CareSegment) * CARE_MAX_SEGMENTS(&history));
	return cq_history_segments(&history, *segments);
}

/* The segment that a day lies in; false if the location does not exist then. */
static bool
segment_at(FunctionCallInfo fcinfo, int arg, DateADT day, CareSegment *found)
{
	CareSegment *segments;
	int n;

	cq_check_day(day, "as_at");
	n = get_segments(fcinfo, arg, &segments);
	for (int i = 0; i < n; i++)
	{
		if (segments[i].from <= day && day < segments[i].until)
		{
			*found = segments[i];
			return true;
		}
	}
	return false;
}

/* care_rating_at(history, as_at): the rating in force; NULL if it does not exist then. */
Datum
care_rating_at(PG_FUNCTION_ARGS)
{
	CareSegment segment;

	if (!segment_at(fcinfo, 0, PG_GETARG_DATEADT(1), &segment))
		PG_RETURN_NULL();
	PG_RETURN_RATING(segment.rating);
}

/* care_published_at(history, as_at): when the rating in force was published. */
Datum
care_published_at(PG_FUNCTION_ARGS)
{
	CareSegment segment;

	if (!segment_at(fcinfo, 0, PG_GETARG_DATEADT(1), &segment) || segment.published == CARE_OPEN)
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
	CareSegment *segments;
	CareRows rows;
	int n;

	cq_rows_begin(fcinfo, columns, lengthof(columns), &rows);
	n = get_segments(fcinfo, 0, &segments);
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

/* The rating to count for a history on a day; false if it does not exist then. */
static bool
rating_to_count(FunctionCallInfo fcinfo, CareRating *rating)
{
	CareSegment segment;

	if (PG_ARGISNULL(1))
		return false;
	if (PG_ARGISNULL(2))
		cq_argument_is_null("as_at", "Give the day that the figures stand for.");
	if (!segment_at(fcinfo, 1, PG_GETARG_DATEADT(2), &segment))
		return false;
	*rating = segment.rating;
	return true;
}

/* care_tally(history, as_at): those that exist on that very day. */
Datum
care_tally_add_history(PG_FUNCTION_ARGS)
{
	CareTally *state = cq_tally_state(fcinfo);
	CareRating rating;

	if (rating_to_count(fcinfo, &rating))
		cq_tally_add_one(state, rating);
	PG_RETURN_TALLY(state);
}

/* The inverse of care_tally_add_history. */
Datum
care_tally_remove_history(PG_FUNCTION_ARGS)
{
	CareTally *state = cq_tally_state(fcinfo);
	CareRating rating;

	if (rating_to_count(fcinfo, &rating))
		cq_tally_remove_one(state, rating);
	PG_RETURN_TALLY(state);
}

/* care_tally(history, as_at, weight): their weights. */
Datum
care_tally_add_history_weighted(PG_FUNCTION_ARGS)
{
	CareTally *state = cq_tally_state(fcinfo);
	CareRating rating;

	if (rating_to_count(fcinfo, &rating))
		cq_tally_add_weight(state, rating, cq_get_weight(fcinfo, 3));
	PG_RETURN_TALLY(state);
}

/* The inverse of care_tally_add_history_weighted. */
Datum
care_tally_remove_history_weighted(PG_FUNCTION_ARGS)
{
	CareTally *state = cq_tally_state(fcinfo);
	CareRating rating;

	if (rating_to_count(fcinfo, &rating))
		cq_tally_remove_weight(state, rating, cq_get_weight(fcinfo, 3));
	PG_RETURN_TALLY(state);
}
