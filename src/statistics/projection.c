/*
 * projection.c
 *		Where a percentage goes if locations keep moving as they did, apart from SQL.
 */
#include "base/compat.h"

#include <math.h>

#include "statistics/projection.h"

/* As many of the reference's own moves out of each stock count as if the area had seen them. */
#define REFERENCE_EVENTS 20

/* Rates change: those to come differ from those of the past by a factor of about e to this. */
#define RATE_CHANGE 0.4

/* Nothing is said about a share of fewer locations than this, which are expected to be left. */
#define FEWEST 0.5

/* What a location of each stock would have done that is supposed to have been there throughout. */
static const double supposed[CARE_STOCKS][CARE_STOCKS] = {
	[CARE_STOCK_GOOD] = {[CARE_STOCK_BELOW] = 1},
	[CARE_STOCK_BELOW] = {[CARE_STOCK_GOOD] = 1},
	[CARE_STOCK_UNRATED] = {[CARE_STOCK_GOOD] = 0.5, [CARE_STOCK_BELOW] = 0.5},
};

/* Adds the flows out of one stock, times a weight. */
static void
add_flows(CareFlows *sum, int from, const double *moved, double watched, double weight)
{
	for (int to = 0; to < CARE_STOCKS; to++)
		sum->moved[from][to] += weight * moved[to];
	sum->watched[from] += weight * watched;
}

/*
 * Flows with one supposed location of each stock, which crossed the line
 * once: so what has not been seen yet is neither impossible nor certain.
 */
static CareFlows
suppose(const CareFlows *flows)
{
	CareFlows sum = *flows;

	for (int from = 0; from < CARE_STOCK_OUTSIDE; from++)
		add_flows(&sum, from, supposed[from], flows->months, 1);
	return sum;
}

/*
 * Own flows and those of a reference, which are scaled down, for each stock
 * by itself, until REFERENCE_EVENTS are left: a gamma prior of that shape.
 */
static CareFlows
blend(const CareFlows *own, const CareFlows *reference)
{
	CareFlows sum = *own;
	CareFlows prior = suppose(reference);

	for (int from = 0; from < CARE_STOCKS; from++)
	{
		double events = 0;

		for (int to = 0; to < CARE_STOCKS; to++)
			events += prior.moved[from][to];
		if (events > 0)
			add_flows(&sum,
					  from,
					  prior.moved[from],
					  prior.watched[from],
					  REFERENCE_EVENTS / events);
	}
	return sum;
}

/* The rates out of one stock; no more can leave it in a month than are there. */
static void
set_rates(CareProjection *projection, int from, const CareFlows *flows)
{
	double total = 0;
	double watched = flows->watched[from];

	for (int to = 0; to < CARE_STOCKS; to++)
		total += flows->moved[from][to];
	if (from != CARE_STOCK_OUTSIDE)
		watched = Max(watched, total);
	for (int to = 0; watched > 0 && to < CARE_STOCKS; to++)
	{
		projection->events[from][to] = flows->moved[from][to];
		projection->rate[from][to] = flows->moved[from][to] / watched;
	}
}

/* Begins at levels inside; reference is NULL if there is none. */
void
cq_projection_begin(CareProjection *projection, const double *level, const CareFlows *own,
					const CareFlows *reference)
{
	CareFlows flows = reference == NULL ? suppose(own) : blend(own, reference);

	memset(projection, 0, sizeof(CareProjection));
	for (int stock = 0; stock < CARE_STOCK_OUTSIDE; stock++)
	{
		projection->level[stock] = level[stock];
		projection->level[CARE_STOCK_OUTSIDE] += level[stock];
	}
	for (int from = 0; from < CARE_STOCKS; from++)
		set_rates(projection, from, &flows);
}

/* What one move changes in the number in a stock; nobody is counted outside. */
static inline int
change(int stock, int from, int to)
{
	return stock == CARE_STOCK_OUTSIDE ? 0 : (stock == to) - (stock == from);
}

/* Carries numbers in each stock over one month, as rates have it. */
static void
carry(const CareProjection *projection, double *number)
{
	double next[CARE_STOCKS];

	memcpy(next, number, sizeof(next));
	for (int from = 0; from < CARE_STOCKS; from++)
	{
		for (int to = 0; to < CARE_STOCKS; to++)
		{
			double flow = projection->rate[from][to] * number[from];

			for (int stock = 0; stock < CARE_STOCKS; stock++)
				next[stock] += flow * change(stock, from, to);
		}
	}
	memcpy(number, next, sizeof(next));
}

/* The same for their variance V: with the month's matrix A, it becomes A V A'. */
static void
carry_variance(CareProjection *projection)
{
	double half[CARE_STOCKS][CARE_STOCKS];

	for (int i = 0; i < CARE_STOCKS; i++)
		carry(projection, projection->variance[i]);
	for (int i = 0; i < CARE_STOCKS; i++)
	{
		for (int j = 0; j < CARE_STOCKS; j++)
			half[i][j] = projection->variance[j][i];
		carry(projection, half[i]);
	}
	memcpy(projection->variance, half, sizeof(half));
}

/* Adds a flow of the month: a Poisson number of moves, whose mean is known no better than its rate. */
static void
add_flow(CareProjection *projection, int from, int to, double flow)
{
	for (int i = 0; i < CARE_STOCKS; i++)
	{
		projection->shift[from][to][i] += flow * change(i, from, to);
		for (int j = 0; j < CARE_STOCKS; j++)
			projection->variance[i][j] += flow * change(i, from, to) * change(j, from, to);
	}
}

/* Goes on by a month. */
void
cq_projection_step(CareProjection *projection)
{
	carry_variance(projection);
	for (int from = 0; from < CARE_STOCKS; from++)
	{
		for (int to = 0; to < CARE_STOCKS; to++)
		{
			carry(projection, projection->shift[from][to]);
			add_flow(projection, from, to, projection->rate[from][to] * projection->level[from]);
		}
	}
	carry(projection, projection->level);
}

/* The variance of a linear form of the levels: of chance, and of not knowing the rates. */
static double
variance_of(const CareProjection *projection, const double *weight)
{
	double sum = 0;

	for (int i = 0; i < CARE_STOCKS; i++)
	{
		for (int j = 0; j < CARE_STOCKS; j++)
		{
			double events = projection->events[i][j];
			double shift = 0;

			sum += weight[i] * projection->variance[i][j] * weight[j];
			for (int k = 0; k < CARE_STOCKS; k++)
				shift += weight[k] * projection->shift[i][j][k];
			if (events > 0)
				sum += shift * shift * (1 / events + RATE_CHANGE * RATE_CHANGE);
		}
	}
	return Max(sum, 0);
}

/*
 * The percentage good or better of all or of the rated, and its standard
 * deviation by the delta method, in points; false if hardly anybody is left.
 */
bool
cq_projection_percent(const CareProjection *projection, bool of_all, double *percent,
					  double *deviation)
{
	const double *level = projection->level;
	double counts[CARE_STOCKS] = {1, 1, of_all, 0};
	double whole = 0;
	double weight[CARE_STOCKS];

	for (int i = 0; i < CARE_STOCKS; i++)
		whole += counts[i] * level[i];
	if (!(whole >= FEWEST))
		return false;
	*percent = 100 * level[CARE_STOCK_GOOD] / whole;
	for (int i = 0; i < CARE_STOCKS; i++)
		weight[i] = (100 * (i == CARE_STOCK_GOOD) - *percent * counts[i]) / whole;
	*deviation = sqrt(variance_of(projection, weight));
	return true;
}

/*
 * Without a reference nobody knows how much of an area's movement was chance:
 * half of it is believed, and the other half added to what it may be off.
 */
void
cq_projection_temper(double now, double *percent, double *deviation)
{
	double half = (*percent - now) / 2;

	*percent = now + half;
	*deviation = hypot(*deviation, half);
}
