/*
 * explain.c
 *		Why a percentage changed between two dates: care_explain.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "trend/moves.h"
#include "base/result.h"

PG_FUNCTION_INFO_V1(care_explain);

/*
 * How many points one location's move is worth. With G good or better of N,
 * p = G / N and bars for the mean of both dates,
 *
 *		p_now - p_before = (dG - mean p * dN) / mean N
 *
 * holds exactly (write G = p N and multiply out). It is linear in the moves
 * that dG and dN are made of, so each gets the share that it brings.
 */
typedef struct Worth
{
	CareDenominator denominator;
	bool known;		/* false: at either date there is no percentage */
	double percent; /* mean of both dates */
	double n;		/* mean of both dates */
} Worth;

static Worth
get_worth(const CareMoves *moves, CareDenominator denominator)
{
	Worth worth = {.denominator = denominator};
	double before;
	double now;

	worth.known = cq_tally_percent(&moves->before, denominator, &before) &&
				  cq_tally_percent(&moves->now, denominator, &now);
	if (worth.known)
	{
		worth.percent = (before + now) / 2;
		worth.n = ((double) cq_tally_denominator(&moves->before, denominator) +
				   (double) cq_tally_denominator(&moves->now, denominator)) /
				  2;
	}
	return worth;
}

/* The points of n moves. */
static double
points_of(const Worth *worth, int from, int to, int64 n)
{
	int good = cq_standing_good(to) - cq_standing_good(from);
	int counts =
		cq_standing_counts(to, worth->denominator) - cq_standing_counts(from, worth->denominator);

	return n * (100.0 * good - worth->percent * counts) / worth->n;
}

/* The columns of care_explain_row. */
enum
{
	CAUSE,
	FROM,
	TO,
	MOVES,
	POINTS,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[CAUSE] = {"cause", TEXTOID},
	[FROM] = {"from_rating", TEXTOID},
	[TO] = {"to_rating", TEXTOID},
	[MOVES] = {"moves", INT8OID},
	[POINTS] = {"points", FLOAT8OID},
};

/* The moves with one cause, a row for each pair of standings, with the names of those. */
static void
put_cause(CareResult *rows, CareCause cause, const Datum *names, const CareMoves *moves,
		  const Worth *worth)
{
	Datum cause_name = CStringGetTextDatum(cq_cause_name(cause));

	CARE_FOR_EACH_MOVE(from, to)
	{
		int64 n = moves->move[from][to];
		Datum values[NCOLUMNS] = {cause_name, names[from], names[to], Int64GetDatum(n)};
		bool nulls[NCOLUMNS] = {false};

		if (n == 0 || cq_cause_of(from, to) != cause)
			continue;
		nulls[FROM] = from == CARE_OUTSIDE;
		nulls[TO] = to == CARE_OUTSIDE;
		nulls[POINTS] = !worth->known;
		if (worth->known)
			values[POINTS] = Float8GetDatum(points_of(worth, from, to, n));
		cq_result_put(rows, values, nulls);
	}
}

/*
 * care_explain(trend, since, until, denominator): a row for every kind of move
 * between the dates, with the points it is worth; they add up to the change.
 * In order of cause, then from outside the register and the lowest rating to
 * the highest.
 */
Datum
care_explain(PG_FUNCTION_ARGS)
{
	CareDenominator denominator = cq_get_denominator(fcinfo, 3);
	Datum names[CARE_STANDINGS] = {(Datum) 0};
	CareResult rows;
	CareMoves moves;
	Worth worth;

	cq_result_begin(fcinfo, columns, NCOLUMNS, &rows);
	cq_get_moves(fcinfo, &moves);
	worth = get_worth(&moves, denominator);
	for (int i = 0; i < CARE_RATINGS; i++)
		names[CARE_INSIDE(i)] = CStringGetTextDatum(cq_rating_name(i));
	for (CareCause cause = CARE_IMPROVED; cause <= CARE_DEPARTED; cause++)
		put_cause(&rows, cause, names, &moves, &worth);
	PG_RETURN_NULL();
}
