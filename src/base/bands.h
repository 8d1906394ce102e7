/*
 * bands.h
 *		Bands of time that edges make: under the first edge, from each edge to
 *		the next, from the last on.
 */
#ifndef CARE_BANDS_H
#define CARE_BANDS_H

#include "base/compat.h"

#include "base/day.h"

typedef struct CareBands
{
	int n;			 /* bands, one more than edges */
	Interval **edge; /* rising; edge[i] is between bands i and i + 1 */
	bool years;		 /* are 12 months called a year? */
} CareBands;

extern CareBands cq_get_bands(FunctionCallInfo fcinfo, int arg);
extern char *cq_band_name(const CareBands *bands, int band);
extern void cq_band_limits(const CareBands *bands, DateADT as_at, DateADT *limit);

#endif
