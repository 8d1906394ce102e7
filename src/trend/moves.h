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
	bool weighted;								/* counts and moves are sums of weights */
	CareTally before;							/* levels at the first of the two */
	CareTally now;								/* levels at the second */
	int64 move[CARE_STANDINGS][CARE_STANDINGS]; /* between them: monthly movements, summed */
} CareMoves;

extern void cq_get_moves(FunctionCallInfo fcinfo, CareMoves *moves);

#endif
