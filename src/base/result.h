/*
 * result.h
 *		Rows returned as a named composite type, filled by column name.
 *
 * A function lists the columns it can fill; the composite type in the
 * database says which of them there are and in what order. So a newer type
 * may gain columns (NULL from an older library) and a library may know more
 * columns than an older type has.
 */
#ifndef CARE_RESULT_H
#define CARE_RESULT_H

#include "base/compat.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

typedef struct CareColumn
{
	const char *name;
	Oid type;
} CareColumn;

#define CARE_MAX_COLUMNS 24 /* of a CareRow */

/* A row being filled: every column is NULL until it is set. */
typedef struct CareRow
{
	Datum values[CARE_MAX_COLUMNS];
	bool nulls[CARE_MAX_COLUMNS];
} CareRow;

static inline void
cq_row_clear(CareRow *row)
{
	memset(row->nulls, true, sizeof(row->nulls));
}

static inline void
cq_row_set(CareRow *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

static inline void
cq_row_set_count(CareRow *row, int column, int64 count)
{
	cq_row_set(row, column, Int64GetDatum(count));
}

static inline void
cq_row_set_number(CareRow *row, int column, double number)
{
	cq_row_set(row, column, Float8GetDatum(number));
}

/* A text that is NULL leaves the column so. */
static inline void
cq_row_set_text(CareRow *row, int column, const char *text)
{
	if (text != NULL)
		cq_row_set(row, column, CStringGetTextDatum(text));
}

typedef struct CareResult
{
	TupleDesc desc;
	Tuplestorestate *store; /* NULL when a single row is returned */
	int *source;			/* attribute to number in the column list, -1 if unknown */
	Datum *values;			/* scratch, one an attribute */
	bool *nulls;
} CareResult;

extern void cq_result_begin(FunctionCallInfo fcinfo, const CareColumn *columns, int ncolumns,
							CareResult *rows);
extern void cq_result_put(const CareResult *rows, const Datum *values, const bool *nulls);
extern Datum cq_result_row(FunctionCallInfo fcinfo, const CareColumn *columns, int ncolumns,
						   const Datum *values, const bool *nulls);

#endif
