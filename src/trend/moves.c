/*
 * moves.c
 *		What moved in a trend between two firsts of a month.
 */
#include "base/compat.h"

#include "trend/moves.h"

/* Movements over a month without figures are not known: an error (22023). */
static void
require_figures(const CareTrend *trend, int since, int until)
{
	for (int month = since; month <= until; month++)
	{
		if (cq_trend_month(trend, month)->known)
			continue;
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the trend has no figures for %s", cq_day_text(cq_month_first(month))),
				errdetail("It does not know who moved between %s and %s.",
						  cq_day_text(cq_month_first(since)),
						  cq_day_text(cq_month_first(until))),
				errhint("Choose dates with a snapshot in each month from the one to the other; "
						"care_monthly shows which months have figures."));
	}
}

/* Adds the movements of a month. */
static void
add_moves(CareMoves *moves, const CareMonth *figures)
{
	CARE_FOR_EACH_MOVE(from, to)
	{
		int64 *n = &moves->move[from][to];

		*n = cq_plus(*n, figures->move[from][to]);
	}
}

/*
 * Reads the arguments trend, since and until: two firsts of a month (else
 * 22008), the earlier one first (else 22023), of a trend that knows what
 * moved between them (else 0A000 or 22023).
 */
void
cq_get_moves(FunctionCallInfo fcinfo, CareMoves *moves)
{
	int since = cq_get_month(fcinfo, 1, "since");
	int until = cq_get_month(fcinfo, 2, "until");
	CareTrend trend;

	if (since >= until)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"since\" must be before \"until\", but %s is not before %s",
					   cq_day_text(cq_month_first(since)),
					   cq_day_text(cq_month_first(until))),
				errhint("Give the earlier date first."));
	cq_trend_read(PG_GETARG_DATUM(0), &trend);
	cq_check_moves_known(&trend);
	require_figures(&trend, since, until);
	memset(moves, 0, sizeof(CareMoves));
	moves->weighted = (trend.flags & CARE_TREND_WEIGHTED) != 0;
	cq_month_tally(&trend, cq_trend_month(&trend, since), &moves->before);
	cq_month_tally(&trend, cq_trend_month(&trend, until), &moves->now);
	for (int month = since + 1; month <= until; month++)
		add_moves(moves, cq_trend_month(&trend, month));
}
