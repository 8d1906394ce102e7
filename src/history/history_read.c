/*
 * history_read.c
 *		What can be asked of a care_history_summary.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "history/history_type.h"
#include "base/result.h"

PG_FUNCTION_INFO_V1(care_rating_at);
PG_FUNCTION_INFO_V1(care_published_at);
PG_FUNCTION_INFO_V1(care_history_conflicts_count);
PG_FUNCTION_INFO_V1(care_periods);

/* What holds by a history argument on the day of a day argument; false if it does not exist then. */
static bool
event_at(FunctionCallInfo fcinfo, CareEvent *found)
{
	CareHistoryRoom room;
	CareHistory history = cq_history_in(&room);

	cq_check_day(PG_GETARG_DATEADT(1), "as_at");
	cq_history_read(PG_GETARG_DATUM(0), &history);
	return cq_history_at(&history, PG_GETARG_DATEADT(1), found);
}

/* care_rating_at(history, as_at): the rating in force; NULL if it does not exist then. */
Datum
care_rating_at(PG_FUNCTION_ARGS)
{
	CareEvent event;

	if (!event_at(fcinfo, &event))
		PG_RETURN_NULL();
	PG_RETURN_RATING(event.rating);
}

/* care_published_at(history, as_at): when the rating in force was published. */
Datum
care_published_at(PG_FUNCTION_ARGS)
{
	CareEvent event;

	if (!event_at(fcinfo, &event) || event.published == CARE_OPEN)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(event.published);
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
	CareStretch *stretches;
	CareResult rows;
	int n;

	cq_result_begin(fcinfo, columns, lengthof(columns), &rows);
	cq_history_read(PG_GETARG_DATUM(0), &history);
	stretches = palloc(sizeof(CareStretch) * CARE_MAX_STRETCHES(&history));
	n = cq_history_stretches(&history, stretches);
	for (int i = 0; i < n; i++)
	{
		Datum values[] = {
			CStringGetTextDatum(cq_rating_name(stretches[i].rating)),
			DateADTGetDatum(stretches[i].from),
			DateADTGetDatum(stretches[i].until),
			DateADTGetDatum(stretches[i].published),
		};
		bool nulls[] = {false,
						false,
						stretches[i].until == CARE_OPEN,
						stretches[i].published == CARE_OPEN};

		cq_result_put(&rows, values, nulls);
	}
	PG_RETURN_NULL();
}
