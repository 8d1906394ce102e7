/*
 * change.c
 *		Whether one area has changed between two dates: care_change.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"

#include "trend/moves.h"
#include "base/row.h"
#include "statistics/stats.h"

PG_FUNCTION_INFO_V1(care_change);

/*
 * care_change(trend, since, until, denominator): the percentages at both dates
 * and the movements between them. Only locations that are rated at both ends
 * of a month and crossed the line between Requires improvement and Good say
 * which way the area goes; p_value is the sign test of them, NULL for weights.
 */
Datum
care_change(PG_FUNCTION_ARGS)
{
	enum
	{
		BEFORE,
		NOW,
		POINTS,
		UP,
		DOWN,
		JOINED,
		DEPARTED,
		P_VALUE,
		NCOLUMNS
	};
	static const CareColumn columns[NCOLUMNS] = {
		[BEFORE] = {"percent_before", FLOAT8OID},
		[NOW] = {"percent_now", FLOAT8OID},
		[POINTS] = {"points", FLOAT8OID},
		[UP] = {"crossed_up", INT8OID},
		[DOWN] = {"crossed_down", INT8OID},
		[JOINED] = {"joined", INT8OID},
		[DEPARTED] = {"departed", INT8OID},
		[P_VALUE] = {"p_value", FLOAT8OID},
	};
	CareDenominator denominator = cq_get_denominator(fcinfo, 3);
	CareMoves moves;
	double before = 0;
	double now = 0;
	int64 up = 0;
	int64 down = 0;
	int64 joined = 0;
	int64 departed = 0;
	Datum values[NCOLUMNS];
	bool nulls[NCOLUMNS] = {false};

	cq_get_moves(fcinfo, &moves);
	nulls[BEFORE] = !cq_tally_percent(&moves.before, denominator, &before);
	nulls[NOW] = !cq_tally_percent(&moves.now, denominator, &now);
	nulls[POINTS] = nulls[BEFORE] || nulls[NOW];
	nulls[P_VALUE] = moves.weighted;
	for (int from = 0; from < CARE_STANDINGS; from++)
	{
		for (int to = 0; to < CARE_STANDINGS; to++)
		{
			int64 n = moves.move[from][to];

			if (from == CARE_OUTSIDE)
				joined = cq_plus(joined, n);
			else if (to == CARE_OUTSIDE)
				departed = cq_plus(departed, n);
			else if (!CARE_IS_RATED(CARE_RATING_OF(from)) || !CARE_IS_RATED(CARE_RATING_OF(to)))
				continue;
			else if (cq_standing_good(to) > cq_standing_good(from))
				up = cq_plus(up, n);
			else if (cq_standing_good(to) < cq_standing_good(from))
				down = cq_plus(down, n);
		}
	}
	values[BEFORE] = Float8GetDatum(before);
	values[NOW] = Float8GetDatum(now);
	values[POINTS] = Float8GetDatum(now - before);
	values[UP] = Int64GetDatum(up);
	values[DOWN] = Int64GetDatum(down);
	values[JOINED] = Int64GetDatum(joined);
	values[DEPARTED] = Int64GetDatum(departed);
	values[P_VALUE] = moves.weighted ? (Datum) 0 : Float8GetDatum(cq_sign_test(up, down));
	return cq_row(fcinfo, columns, NCOLUMNS, values, nulls);
}
