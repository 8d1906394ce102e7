/*
 * tally_row.h
 *		The columns that a tally fills in a result row, the same in every row
 *		type that has them: a function numbers its own from CARE_TALLY_COLUMNS on.
 */
#ifndef CARE_TALLY_ROW_H
#define CARE_TALLY_ROW_H

#include "base/compat.h"

#include "catalog/pg_type.h"

#include "base/result.h"
#include "tally/tally.h"

enum
{
	CARE_COLUMN_LOCATIONS,
	CARE_COLUMN_RATED,
	CARE_COLUMN_OUTSTANDING,
	CARE_COLUMN_GOOD,
	CARE_COLUMN_REQUIRES_IMPROVEMENT,
	CARE_COLUMN_INADEQUATE,
	CARE_COLUMN_NOT_RATED,
	CARE_COLUMN_GOOD_OR_BETTER,
	CARE_COLUMN_PERCENT,
	CARE_COLUMN_TARGET,
	CARE_COLUMN_TARGET_GAP,
	CARE_COLUMN_TO_TARGET,
	CARE_TALLY_COLUMNS
};

/* Their names and types, the beginning of a list of columns. */
/* clang-format off */
#define CARE_TALLY_COLUMN_LIST \
	[CARE_COLUMN_LOCATIONS] = {"locations", INT8OID}, \
	[CARE_COLUMN_RATED] = {"rated", INT8OID}, \
	[CARE_COLUMN_OUTSTANDING] = {"outstanding", INT8OID}, \
	[CARE_COLUMN_GOOD] = {"good", INT8OID}, \
	[CARE_COLUMN_REQUIRES_IMPROVEMENT] = {"requires_improvement", INT8OID}, \
	[CARE_COLUMN_INADEQUATE] = {"inadequate", INT8OID}, \
	[CARE_COLUMN_NOT_RATED] = {"not_rated", INT8OID}, \
	[CARE_COLUMN_GOOD_OR_BETTER] = {"good_or_better", INT8OID}, \
	[CARE_COLUMN_PERCENT] = {"percent_good_or_better", FLOAT8OID}, \
	[CARE_COLUMN_TARGET] = {"target", FLOAT8OID}, \
	[CARE_COLUMN_TARGET_GAP] = {"target_gap_points", FLOAT8OID}, \
	[CARE_COLUMN_TO_TARGET] = {"locations_to_target", INT8OID}
/* clang-format on */

/* tally_row.c */
extern void cq_row_set_tally(CareRow *row, const CareTally *tally, CareDenominator denominator);
extern void cq_row_set_target(CareRow *row, const CareTally *tally, CareDenominator denominator,
							  double target);

#endif
