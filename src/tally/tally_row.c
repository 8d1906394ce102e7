/*
 * tally_row.c
 *		The columns that a tally fills in a result row.
 */
#include "base/compat.h"

#include "tally/tally_row.h"

/* Counts and percentage; no percentage where nothing is there to be a share of. */
void
cq_row_set_tally(CareRow *row, const CareTally *tally, CareDenominator denominator)
{
	double percent;

	cq_row_set_count(row, CARE_COLUMN_LOCATIONS, cq_tally_locations(tally));
	cq_row_set_count(row, CARE_COLUMN_RATED, cq_tally_rated(tally));
	cq_row_set_count(row, CARE_COLUMN_OUTSTANDING, tally->count[CARE_OUTSTANDING]);
	cq_row_set_count(row, CARE_COLUMN_GOOD, tally->count[CARE_GOOD]);
	cq_row_set_count(row,
					 CARE_COLUMN_REQUIRES_IMPROVEMENT,
					 tally->count[CARE_REQUIRES_IMPROVEMENT]);
	cq_row_set_count(row, CARE_COLUMN_INADEQUATE, tally->count[CARE_INADEQUATE]);
	cq_row_set_count(row, CARE_COLUMN_NOT_RATED, tally->count[CARE_NOT_RATED]);
	cq_row_set_count(row, CARE_COLUMN_GOOD_OR_BETTER, cq_tally_good_or_better(tally));
	if (cq_tally_percent(tally, denominator, &percent))
		cq_row_set_number(row, CARE_COLUMN_PERCENT, percent);
}

/* A target, and how far a tally (NULL: it is not known) is from it. */
void
cq_row_set_target(CareRow *row, const CareTally *tally, CareDenominator denominator, double target)
{
	double percent;

	cq_row_set_number(row, CARE_COLUMN_TARGET, target);
	if (tally == NULL || !cq_tally_percent(tally, denominator, &percent))
		return;
	cq_row_set_number(row, CARE_COLUMN_TARGET_GAP, percent - target);
	cq_row_set_count(row,
					 CARE_COLUMN_TO_TARGET,
					 cq_to_target(cq_tally_good_or_better(tally),
								  cq_tally_denominator(tally, denominator),
								  target));
}
