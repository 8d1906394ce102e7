/*
 * partition.c
 *		Reading the partition of a window function, whatever its frame.
 *
 * The functions of this library read all of a partition at its first row,
 * once, and look up at the others what was found.
 */
#include "base/compat.h"

#include <math.h>

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/argument.h"
#include "base/call_site.h"
#include "statistics/partition.h"

/* Makes ready to read; local is the memory of the partition. Over 2^31 rows are an error (54000). */
void
cq_partition_begin(CarePartition *partition, FunctionCallInfo fcinfo, void *local)
{
	partition->window = PG_WINDOW_OBJECT();
	partition->function = fcinfo->flinfo;
	partition->memory = GetMemoryChunkContext(local);
	partition->nrows = WinGetPartitionRowCount(partition->window);
	if (partition->nrows > PG_INT32_MAX)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a partition of %lld rows is too long", (long long) partition->nrows),
				errdetail("It can have at most %d rows.", PG_INT32_MAX),
				errhint("Use PARTITION BY, or make one row of each month or area."));
	partition->scratch =
		AllocSetContextCreate(CurrentMemoryContext, "care_quality arguments", ALLOCSET_SMALL_SIZES);
}

/* Frees what reading took. */
void
cq_partition_end(CarePartition *partition)
{
	MemoryContextDelete(partition->scratch);
}

/* Whether an argument has one value for all rows. */
bool
cq_partition_is_fixed(const CarePartition *partition, int arg)
{
	return get_fn_expr_arg_stable(partition->function, arg);
}

/* An argument as it is in a row; the value lives until the next call. */
Datum
cq_partition_get(CarePartition *partition, int arg, int64 row, bool *isnull)
{
	MemoryContext old;
	Datum value;
	bool isout;

	CHECK_FOR_INTERRUPTS();
	MemoryContextReset(partition->scratch);
	old = MemoryContextSwitchTo(partition->scratch);
	value = WinGetFuncArgInPartition(partition->window,
									 arg,
									 (int) row,
									 WINDOW_SEEK_HEAD,
									 false,
									 isnull,
									 &isout);
	MemoryContextSwitchTo(old);
	return value;
}

/* A number as it is in a row, false if NULL; NaN and infinity are an error (22023). */
bool
cq_partition_number(CarePartition *partition, int arg, int64 row, const char *name, double *number)
{
	bool isnull;
	Datum value = cq_partition_get(partition, arg, row, &isnull);

	if (isnull)
		return false;
	*number = DatumGetFloat8(value);
	cq_check_finite(*number, name);
	return true;
}

/* Whether there is a percentage: neither is NULL and n is not 0; what cannot be is an error (22023). */
static bool
has_percentage(Datum x, bool x_isnull, Datum n, bool n_isnull)
{
	if (x_isnull || n_isnull)
		return false;
	cq_check_proportion(DatumGetFloat8(x), DatumGetFloat8(n), "successes", "n");
	return DatumGetFloat8(n) > 0;
}

/* The first two arguments of a row, successes and n; false if they make no percentage. */
bool
cq_partition_proportion(CarePartition *partition, int64 row, double *x, double *n)
{
	bool x_isnull;
	bool n_isnull;
	Datum successes = cq_partition_get(partition, 0, row, &x_isnull);
	Datum of = cq_partition_get(partition, 1, row, &n_isnull);

	*x = DatumGetFloat8(successes);
	*n = DatumGetFloat8(of);
	return has_percentage(successes, x_isnull, of, n_isnull);
}

/* The same of the row that is asked for. */
bool
cq_window_proportion(WindowObject window, double *x, double *n)
{
	bool x_isnull;
	bool n_isnull;
	Datum successes = WinGetFuncArgCurrent(window, 0, &x_isnull);
	Datum of = WinGetFuncArgCurrent(window, 1, &n_isnull);

	*x = DatumGetFloat8(successes);
	*n = DatumGetFloat8(of);
	return has_percentage(successes, x_isnull, of, n_isnull);
}

/* A boolean as it is in a row. */
bool
cq_partition_boolean(CarePartition *partition, int arg, int64 row, bool when_null)
{
	bool isnull;
	Datum value = cq_partition_get(partition, arg, row, &isnull);

	return isnull ? when_null : DatumGetBool(value);
}

/* A boolean that must not be NULL (22004). */
bool
cq_partition_flag(CarePartition *partition, int arg, int64 row, const char *name)
{
	bool isnull;
	Datum value = cq_partition_get(partition, arg, row, &isnull);

	if (isnull)
		cq_argument_is_null(name, "Use true or false.");
	return DatumGetBool(value);
}

/* One of the words of a window function as text, all made once for a call site. */
Datum
cq_window_word(FunctionCallInfo fcinfo, const char *const *words, int nwords, int i)
{
	CareCallSite *site = cq_call_site(fcinfo);

	if (unlikely(site->words == NULL))
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
		Datum *texts = palloc(sizeof(Datum) * nwords);

		for (int j = 0; j < nwords; j++)
			texts[j] = PointerGetDatum(cstring_to_text(words[j]));
		site->words = texts;
		MemoryContextSwitchTo(old);
	}
	return site->words[i];
}
