/*
 * trend_read.c
 *		What can be asked of a care_trend_summary.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/result.h"
#include "trend/trend.h"

PG_FUNCTION_INFO_V1(care_trend_conflicts);
PG_FUNCTION_INFO_V1(care_tally_at);
PG_FUNCTION_INFO_V1(care_movements);

/* care_conflicts(trend): publication dates with two different actual ratings of a location. */
Datum
care_trend_conflicts(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(cq_trend_conflicts(PG_GETARG_DATUM(0)));
}

/* care_tally_at(trend, as_at): the levels at the first of a month; NULL if they are not known. */
Datum
care_tally_at(PG_FUNCTION_ARGS)
{
	int month = cq_get_month(fcinfo, 1, "as_at");
	CareTally *tally = cq_tally_new();
	CareTrend trend;
	const CareMonth *figures;

	cq_trend_read(PG_GETARG_DATUM(0), &trend);
	figures = cq_trend_month(&trend, month);
	if (!figures->known)
		PG_RETURN_NULL();
	cq_month_tally(&trend, figures, tally);
	PG_RETURN_TALLY(tally);
}

/* care_movements(trend): every net movement of locations between two consecutive firsts. */
Datum
care_movements(PG_FUNCTION_ARGS)
{
	static const CareColumn columns[] = {
		{"as_at", DATEOID},
		{"month", DATEOID},
		{"from_rating", TEXTOID},
		{"to_rating", TEXTOID},
		{"locations", INT8OID},
	};
	CareTrend trend;
	CareResult rows;
	Datum names[CARE_STANDINGS] = {(Datum) 0};

	cq_result_begin(fcinfo, columns, lengthof(columns), &rows);
	cq_trend_read(PG_GETARG_DATUM(0), &trend);
	cq_check_moves_known(&trend);
	for (int i = 0; i < CARE_RATINGS; i++)
		names[CARE_INSIDE(i)] = CStringGetTextDatum(cq_rating_name(i));
	for (int i = 0; i < trend.nmonths; i++)
	{
		const CareMonth *month = &trend.months[i];

		if (!cq_trend_knows_moves(&trend, cq_trend_month(&trend, month->number - 1), month))
			continue;
		CARE_FOR_EACH_MOVE(from, to)
		{
			int64 n = month->move[from][to];
			Datum values[] = {DateADTGetDatum(cq_month_first(month->number)),
							  DateADTGetDatum(cq_month_first(month->number - 1)),
							  names[from],
							  names[to],
							  Int64GetDatum(n)};
			bool nulls[] = {false, false, from == CARE_OUTSIDE, to == CARE_OUTSIDE, false};

			if (n != 0)
				cq_result_put(&rows, values, nulls);
		}
	}
	PG_RETURN_NULL();
}
