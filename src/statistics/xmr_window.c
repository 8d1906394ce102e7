/*
 * xmr_window.c
 *		The window functions care_xmr and care_assurance.
 *
 * The first row of a partition reads all of it, once; the others look up what
 * was found. So neither depends on the window frame. A chart takes 10 bytes a
 * row while it is computed, and one byte a row and 48 a segment afterwards,
 * in the memory of the partition.
 */
#include "base/compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "windowapi.h"

#include "base/call_site.h"
#include "base/row.h"
#include "statistics/xmr.h"

/* The rows from first on share limits, up to the next segment. */
typedef struct Segment
{
	int64 first; /* row of the first value */
	CareXmrLimits limits;
} Segment;

/* What is kept of a partition between its rows. */
typedef struct Chart
{
	bool ready;
	uint8 *signal;	   /* care_xmr: CareSignal of each row, or NO_VALUE */
	Segment *segments; /* care_assurance: only the last */
	int64 nsegments;
	int64 maxsegments;
	int64 current;		 /* segment of the row asked for last */
	const char *verdict; /* care_assurance: NULL if there is none */
} Chart;

#define NO_VALUE CARE_SIGNALS

/* A partition being read. */
typedef struct Reader
{
	WindowObject window;
	MemoryContext scratch; /* for the values of arguments, emptied for each */
	int rebase_arg;		   /* the baseline is the next argument */
	bool rebase_fixed;	   /* one value for all rows */
	bool rebase_always;	   /* that value */
	int64 nrows;
	double *y;	  /* values of this segment so far, NULLs left out */
	uint8 *found; /* and their signals */
	int64 n;
	int64 first;	/* row of the first of them */
	int64 last;		/* row of the last value, -1 before any */
	int64 baseline; /* how many make the limits */
} Reader;

/* An argument as it is in a row; the value lives until the next call. */
static Datum
get_argument(Reader *reader, int arg, int64 row, bool *isnull)
{
	MemoryContext old;
	Datum value;
	bool isout;

	MemoryContextReset(reader->scratch);
	old = MemoryContextSwitchTo(reader->scratch);
	value = WinGetFuncArgInPartition(reader->window,
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
static bool
get_number(Reader *reader, int arg, int64 row, const char *name, double *number)
{
	bool isnull;
	Datum value = get_argument(reader, arg, row, &isnull);

	if (isnull)
		return false;
	*number = DatumGetFloat8(value);
	if (isnan(*number) || isinf(*number))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("%s is %g, not a finite number", name, *number),
				errhint("Write NULL where the number is not known."));
	return true;
}

/* A boolean as it is in a row. */
static bool
get_boolean(Reader *reader, int arg, int64 row, bool when_null)
{
	bool isnull;
	Datum value = get_argument(reader, arg, row, &isnull);

	return isnull ? when_null : DatumGetBool(value);
}

/* How many values make the limits of a segment that a row starts; NULL is all. */
static int64
get_baseline(Reader *reader, int64 row)
{
	bool isnull;
	Datum value = get_argument(reader, reader->rebase_arg + 1, row, &isnull);

	if (isnull)
		return PG_INT64_MAX;
	if (DatumGetInt32(value) < 2)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("baseline %d is less than 2 points", DatumGetInt32(value)),
				errhint("Limits need a moving range; 12 points or more are usual."));
	return DatumGetInt32(value);
}

/* Makes ready to read the partition of a chart. */
static void
reader_begin(Reader *reader, FunctionCallInfo fcinfo, int rebase_arg, Chart *chart)
{
	MemoryContext partition = GetMemoryChunkContext(chart);

	memset(reader, 0, sizeof(*reader));
	reader->window = PG_WINDOW_OBJECT();
	reader->nrows = WinGetPartitionRowCount(reader->window);
	if (reader->nrows > PG_INT32_MAX)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("a control chart of " INT64_FORMAT " rows is too long", reader->nrows),
				errdetail("It can have at most %d rows.", PG_INT32_MAX),
				errhint("Use PARTITION BY, or chart one value for each month."));
	reader->scratch =
		AllocSetContextCreate(CurrentMemoryContext, "care_quality arguments", ALLOCSET_SMALL_SIZES);
	reader->rebase_arg = rebase_arg;
	reader->rebase_fixed = get_fn_expr_arg_stable(fcinfo->flinfo, rebase_arg);
	if (reader->rebase_fixed)
		reader->rebase_always = get_boolean(reader, rebase_arg, 0, false);
	reader->y = MemoryContextAllocHuge(partition, sizeof(double) * reader->nrows);
	reader->found = MemoryContextAllocHuge(partition, reader->nrows);
	reader->last = -1;
}

/* Frees what reading took. */
static void
reader_end(Reader *reader)
{
	pfree(reader->y);
	pfree(reader->found);
	MemoryContextDelete(reader->scratch);
}

/* Room for one more segment. */
static Segment *
add_segment(Chart *chart)
{
	if (chart->segments == NULL)
	{
		chart->maxsegments = 8;
		chart->segments =
			MemoryContextAlloc(GetMemoryChunkContext(chart), sizeof(Segment) * chart->maxsegments);
	}
	else if (chart->nsegments == chart->maxsegments)
	{
		chart->maxsegments *= 2;
		chart->segments = repalloc_huge(chart->segments, sizeof(Segment) * chart->maxsegments);
	}
	return &chart->segments[chart->nsegments++];
}

/* Gives the rows of the segment their signals. Rows with a value are not NO_VALUE. */
static void
set_signals(Reader *reader, Chart *chart, const CareXmrLimits *limits)
{
	int64 point = 0;

	cq_xmr_signals(reader->y, reader->n, limits, reader->found);
	for (int64 row = reader->first; row <= reader->last; row++)
		if (chart->signal[row] != NO_VALUE)
			chart->signal[row] = reader->found[point++];
}

/* Computes the segment that has been read, if it has any value. */
static void
end_segment(Reader *reader, Chart *chart)
{
	Segment *segment;

	if (reader->n == 0)
		return;
	if (chart->signal == NULL)
		chart->nsegments = 0;
	segment = add_segment(chart);
	segment->first = reader->first;
	if (!cq_xmr_limits(reader->y, Min(reader->n, reader->baseline), &segment->limits))
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("value out of range: overflow"),
				errdetail("The control limits exceed double precision."));
	if (chart->signal != NULL)
		set_signals(reader, chart, &segment->limits);
	reader->n = 0;
}

/*
 * Reads the partition and computes its segments. A row whose rebase is true
 * starts one, with a value or without; its baseline is that of this row.
 */
static void
read_partition(Reader *reader, Chart *chart)
{
	for (int64 row = 0; row < reader->nrows; row++)
	{
		bool rebase = reader->rebase_fixed ? reader->rebase_always
										   : get_boolean(reader, reader->rebase_arg, row, false);
		double value;
		bool known = get_number(reader, 0, row, "value", &value);

		CHECK_FOR_INTERRUPTS();
		if (rebase)
			end_segment(reader, chart);
		if (rebase || row == 0)
			reader->baseline = get_baseline(reader, row);
		if (chart->signal != NULL)
			chart->signal[row] = known ? CARE_COMMON_CAUSE : NO_VALUE;
		if (!known)
			continue;
		if (reader->n == 0)
			reader->first = row;
		reader->last = row;
		reader->y[reader->n++] = value;
	}
	end_segment(reader, chart);
}

/* The columns of care_xmr_row. */
enum
{
	MEAN,
	LOWER,
	UPPER,
	RANGE,
	SIGNAL,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[MEAN] = {"mean", FLOAT8OID},
	[LOWER] = {"lower", FLOAT8OID},
	[UPPER] = {"upper", FLOAT8OID},
	[RANGE] = {"moving_range", FLOAT8OID},
	[SIGNAL] = {"signal", TEXTOID},
};

/* The name of a signal as text, made once for a call site. */
static Datum
signal_text(FunctionCallInfo fcinfo, CareSignal signal)
{
	CareCallSite *site = cq_call_site(fcinfo);

	if (unlikely(site->words == NULL))
	{
		MemoryContext old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
		Datum *words = palloc(sizeof(Datum) * CARE_SIGNALS);

		for (int i = 0; i < CARE_SIGNALS; i++)
			words[i] = PointerGetDatum(cstring_to_text(cq_signal_name(i)));
		site->words = words;
		MemoryContextSwitchTo(old);
	}
	return site->words[signal];
}

/* The limits that hold in a row; rows are asked for in their order. */
static const CareXmrLimits *
get_limits(Chart *chart, int64 row)
{
	while (chart->current + 1 < chart->nsegments &&
		   chart->segments[chart->current + 1].first <= row)
		chart->current++;
	return &chart->segments[chart->current].limits;
}

PG_FUNCTION_INFO_V1(care_xmr);
PG_FUNCTION_INFO_V1(care_assurance);

/*
 * care_xmr(value, rebase, baseline): limits and signal of each row. A row
 * without a value gives NULL, and the others are as if it were not there. A
 * segment of a single value has a mean and no limits.
 */
Datum
care_xmr(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	Chart *chart = WinGetPartitionLocalMemory(window, sizeof(Chart));
	int64 row = WinGetCurrentPosition(window);
	const CareXmrLimits *limits;
	Datum values[NCOLUMNS];
	bool nulls[NCOLUMNS] = {false};

	if (!chart->ready)
	{
		Reader reader;

		reader_begin(&reader, fcinfo, 1, chart);
		chart->signal = MemoryContextAllocHuge(GetMemoryChunkContext(chart), reader.nrows);
		read_partition(&reader, chart);
		reader_end(&reader);
		chart->ready = true;
	}
	if (chart->signal[row] == NO_VALUE)
		PG_RETURN_NULL();
	limits = get_limits(chart, row);
	values[MEAN] = Float8GetDatum(limits->mean);
	values[LOWER] = Float8GetDatum(limits->lower);
	values[UPPER] = Float8GetDatum(limits->upper);
	values[RANGE] = Float8GetDatum(limits->moving_range);
	values[SIGNAL] = signal_text(fcinfo, chart->signal[row]);
	nulls[LOWER] = nulls[UPPER] = nulls[RANGE] = !limits->has_range;
	return cq_row(fcinfo, columns, NCOLUMNS, values, nulls);
}

/*
 * Whether a process will meet its target: the last target of the rows with a
 * value, against the limits of the last segment. NULL without a target,
 * without limits, or if higher_is_better is NULL.
 */
static const char *
assure(Reader *reader, const CareXmrLimits *limits)
{
	int64 row = reader->last;
	double target;
	double value;
	bool isnull;
	bool higher_is_better;

	while (!get_number(reader, 1, row, "target", &target))
	{
		CHECK_FOR_INTERRUPTS();
		do
			row--;
		while (row >= 0 && !get_number(reader, 0, row, "value", &value));
		if (row < 0)
			return NULL;
	}
	higher_is_better = DatumGetBool(get_argument(reader, 2, row, &isnull));
	if (isnull || !limits->has_range)
		return NULL;
	if (target > limits->upper)
		return higher_is_better ? "fail" : "pass";
	if (target < limits->lower)
		return higher_is_better ? "pass" : "fail";
	return "hit or miss";
}

/* care_assurance(value, target, higher_is_better, rebase, baseline): the same in every row. */
Datum
care_assurance(PG_FUNCTION_ARGS)
{
	Chart *chart = WinGetPartitionLocalMemory(PG_WINDOW_OBJECT(), sizeof(Chart));

	if (!chart->ready)
	{
		Reader reader;

		reader_begin(&reader, fcinfo, 3, chart);
		read_partition(&reader, chart);
		if (chart->nsegments > 0)
			chart->verdict = assure(&reader, &chart->segments[0].limits);
		reader_end(&reader);
		chart->ready = true;
	}
	if (chart->verdict == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(chart->verdict));
}
