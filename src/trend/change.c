/*
 * change.c
 *		Whether one area has changed between two dates: care_change.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"

#include "trend/moves.h"
#include "base/result.h"
#include "statistics/proportion.h"

/*
 * How many locations one cause moved over the line between Requires
 * improvement and Good.
 */
static int64
crossed(const CareMoves *moves, CareCause cause)
{
	int64 n = 0;

	CARE_FOR_EACH_MOVE(from, to)
	{
		if (cq_cause_of(from, to) == cause && cq_standing_good(from) != cq_standing_good(to))
			n = cq_plus(n, moves->move[from][to]);
	}
	return n;
}

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
	CareRow row;
	CareMoves moves;
	int64 moved[CARE_CAUSES];
	double before;
	double now;
	int64 up;
	int64 down;

	cq_get_moves(fcinfo, &moves);
	cq_moves_by_cause(moves.move, moved);
	up = crossed(&moves, CARE_IMPROVED);
	down = crossed(&moves, CARE_DECLINED);
	cq_row_clear(&row);
	if (cq_tally_percent(&moves.before, denominator, &before))
		cq_row_set_number(&row, BEFORE, before);
	if (cq_tally_percent(&moves.now, denominator, &now))
		cq_row_set_number(&row, NOW, now);
	if (!row.nulls[BEFORE] && !row.nulls[NOW])
		cq_row_set_number(&row, POINTS, now - before);
	cq_row_set_count(&row, UP, up);
	cq_row_set_count(&row, DOWN, down);
	cq_row_set_count(&row, JOINED, moved[CARE_JOINED]);
	cq_row_set_count(&row, DEPARTED, moved[CARE_DEPARTED]);
	if (!moves.weighted)
		cq_row_set_number(&row, P_VALUE, cq_sign_test(up, down));
	return cq_result_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}
