/*
 * xmr.h
 *		XmR control charts after NHS England's Making Data Count, apart from SQL.
 */
#ifndef CARE_XMR_H
#define CARE_XMR_H

#include "base/compat.h"

/* What a point says; the names are in xmr.c. */
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
	CARE_SHIFT_BELOW
} CareSignal;

#define CARE_SIGNALS 9

/* The limits of one segment, in the unit of its values. */
typedef struct CareXmrLimits
{
	double mean;
	bool has_range;		 /* false: a single value, so only the mean is known */
	double moving_range; /* mean, after outlier screening */
	double lower;
	double upper;
} CareXmrLimits;

extern const char *cq_signal_name(CareSignal signal);
extern bool cq_xmr_limits(const double *y, int64 n, CareXmrLimits *limits);
extern void cq_xmr_signals(const double *y, int64 n, const CareXmrLimits *limits, uint8 *signal);

#endif
