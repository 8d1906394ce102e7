/*
 * projection.h
 *		Where a percentage goes if locations keep moving as they did, apart from SQL.
 *
 * There are four stocks of locations: good or better, rated below that, not
 * rated, and outside the register. What is taken from the past are flows: how
 * many went from one to another, and for how many months those who could have
 * gone were watched. doc/forecast.md says why it is done like this, and how
 * well it does.
 */
#ifndef CARE_PROJECTION_H
#define CARE_PROJECTION_H

#include "base/compat.h"

/* What a location is one of; outside is the last, and all before it are inside. */
typedef enum CareStock
{
	CARE_STOCK_GOOD,
	CARE_STOCK_BELOW,
	CARE_STOCK_UNRATED,
	CARE_STOCK_OUTSIDE
} CareStock;

#define CARE_STOCKS 4

/* Movements of a while. */
typedef struct CareFlows
{
	double months;							/* its length */
	double moved[CARE_STOCKS][CARE_STOCKS]; /* [from][to]: locations */
	double watched[CARE_STOCKS];			/* location-months; outside: of all who were inside */
} CareFlows;

/* Expected levels of a month to come, and how far they may be off. */
typedef struct CareProjection
{
	double rate[CARE_STOCKS][CARE_STOCKS];	 /* [from][to]: a month, of those who can go */
	double events[CARE_STOCKS][CARE_STOCKS]; /* that the rate is known from */
	double level[CARE_STOCKS];				 /* outside: all who were inside at the start */
	double variance[CARE_STOCKS][CARE_STOCKS];
	/* [from][to][of]: change of a level for each unit of that rate's logarithm */
	double shift[CARE_STOCKS][CARE_STOCKS][CARE_STOCKS];
} CareProjection;

extern void cq_projection_begin(CareProjection *projection, const double *level,
								const CareFlows *own, const CareFlows *reference);
extern void cq_projection_step(CareProjection *projection);
extern bool cq_projection_percent(const CareProjection *projection, bool of_all, double *percent,
								  double *deviation);
extern void cq_projection_temper(double now, double *percent, double *deviation);

#endif
