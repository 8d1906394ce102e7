/*
 * result.c
 *		Rows returned as a named composite type, filled by column name.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "base/call_site.h"
#include "base/result.h"

/* The result type of the function, in the current memory context. */
static TupleDesc
result_desc(FunctionCallInfo fcinfo)
{
	TupleDesc desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return BlessTupleDesc(desc);
}

/* Finds each attribute of the result type in the list of columns. */
static void
match_columns(const CareColumn *columns, int ncolumns, CareResult *rows)
{
	rows->source = palloc(sizeof(int) * rows->desc->natts);
	rows->values = palloc(sizeof(Datum) * rows->desc->natts);
	rows->nulls = palloc(sizeof(bool) * rows->desc->natts);
	for (int i = 0; i < rows->desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(rows->desc, i);

		rows->source[i] = -1;
		for (int j = 0; j < ncolumns; j++)
		{
			if (strcmp(NameStr(attribute->attname), columns[j].name) != 0)
				continue;
			if (attribute->atttypid != columns[j].type)
				elog(ERROR,
					 "column \"%s\" has type %u, expected %u",
					 columns[j].name,
					 attribute->atttypid,
					 columns[j].type);
			rows->source[i] = j;
		}
	}
}

/* Puts values in the order of the attributes, into the scratch arrays. */
static void
arrange(const CareResult *rows, const Datum *values, const bool *nulls)
{
	for (int i = 0; i < rows->desc->natts; i++)
	{
		int source = rows->source[i];

		rows->nulls[i] = source < 0 || nulls[source];
		rows->values[i] = rows->nulls[i] ? (Datum) 0 : values[source];
	}
}

/* What the result type is like, found out once for a call site. */
static const CareResult *
site_rows(FunctionCallInfo fcinfo, const CareColumn *columns, int ncolumns)
{
	CareCallSite *site = cq_call_site(fcinfo);

	if (unlikely(site->rows == NULL))
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
		CareResult *rows = palloc0(sizeof(CareResult));

		rows->desc = result_desc(fcinfo);
		match_columns(columns, ncolumns, rows);
		site->rows = rows;
		MemoryContextSwitchTo(old);
	}
	return site->rows;
}

/* Makes a set-returning function ready to return rows; the caller then puts them. */
void
cq_result_begin(FunctionCallInfo fcinfo, const CareColumn *columns, int ncolumns, CareResult *rows)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext old;

	if (result == NULL || !IsA(result, ReturnSetInfo) ||
		(result->allowedModes & SFRM_Materialize) == 0)
		ereport(ERROR,
				errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("set-valued function called in context that cannot accept a set"));
	*rows = *site_rows(fcinfo, columns, ncolumns);
	/* the caller frees these two, and only these */
	old = MemoryContextSwitchTo(result->econtext->ecxt_per_query_memory);
	rows->desc = CreateTupleDescCopy(rows->desc);
	rows->store = tuplestore_begin_heap((result->allowedModes & SFRM_Materialize_Random) != 0,
										false,
										work_mem);
	result->returnMode = SFRM_Materialize;
	result->setResult = rows->store;
	result->setDesc = rows->desc;
	MemoryContextSwitchTo(old);
}

/* Returns one more row. */
void
cq_result_put(const CareResult *rows, const Datum *values, const bool *nulls)
{
	arrange(rows, values, nulls);
	tuplestore_putvalues(rows->store, rows->desc, rows->values, rows->nulls);
}

/* A single row. */
Datum
cq_result_row(FunctionCallInfo fcinfo, const CareColumn *columns, int ncolumns, const Datum *values,
			  const bool *nulls)
{
	const CareResult *rows = site_rows(fcinfo, columns, ncolumns);

	arrange(rows, values, nulls);
	return HeapTupleGetDatum(heap_form_tuple(rows->desc, rows->values, rows->nulls));
}
