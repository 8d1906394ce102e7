/*
 * chart.h
 *		Control charts after NHS England's Making Data Count, apart from SQL.
 */
#ifndef CARE_CHART_H
#define CARE_CHART_H

#include "base/compat.h"

/* What a point says. */
typedef enum CareSignal
{
	CARE_COMMON_CAUSE,
	CARE_ABOVE_LIMIT,
	CARE_BELOW_LIMIT,
	CARE_RISING_TREND,
	CARE_FALLING_TREND,
	CARE_TWO_OF_THREE_ABOVE,
	CARE_TWO_OF_THREE_BELOW,
	CARE_SHIFT_ABOVE,
	CARE_SHIFT_BELOW,
	CARE_SIGNALS /* how many there are */
} CareSignal;

/* The limits of a point, in the unit of its value; near limits are two thirds of the way. */
typedef struct CareChartLimits
{
	double mean;
	bool known; /* false: only the mean is */
	double lower;
	double upper;
	double near_lower;
	double near_upper;
} CareChartLimits;

/* What makes the limits of the points of a segment. */
typedef struct CareChartCentre
{
	double mean;
	double spread; /* mean moving range, or Laney's sigma; NAN: not known */
} CareChartCentre;

extern bool cq_xmr_centre(const double *y, int64 n, bool screen, CareChartCentre *centre);
extern void cq_xmr_limits(const CareChartCentre *centre, CareChartLimits *limits);
extern void cq_p_chart_centre(const double *x, const double *n, int64 points, bool prime,
							  CareChartCentre *centre);
extern void cq_p_chart_limits(const CareChartCentre *centre, double n, CareChartLimits *limits);

extern uint8 cq_chart_place(double y, const CareChartLimits *limits);
extern void cq_chart_signals(const double *y, int64 n, int run_length, uint8 *found);

#endif
