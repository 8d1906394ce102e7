/*
 * moves.h
 *		What moved in a trend between two firsts of a month.
 */
#ifndef CARE_MOVES_H
#define CARE_MOVES_H

#include "base/compat.h"

#include "trend/trend.h"

typedef struct CareMoves
{
	bool weighted;						  /* counts and moves are sums of weights */
	CareTally before;					  /* levels at the first of the two */
	CareTally now;						  /* levels at the second */
	int64 move[CARE_STATES][CARE_STATES]; /* between them: monthly movements, summed */
} CareMoves;

extern void cq_get_moves(FunctionCallInfo fcinfo, CareMoves *moves);

/* How many good or better a location in a state is: 0 or 1. */
static inline int
cq_standing_good(int state)
{
	return state != CARE_OUTSIDE && CARE_IS_GOOD_OR_BETTER(state - 1);
}

/* How much of the denominator a location in a state is: 0 or 1. */
static inline int
cq_standing_counts(int state, CareDenominator denominator)
{
	return state != CARE_OUTSIDE && (denominator == CARE_OF_ALL || CARE_IS_RATED(state - 1));
}

#endif
