/*
 * chart_window.c
 *		The window functions care_xmr, care_p_chart and care_assurance.
 *
 * The first row of a partition reads all of it, once, segment by segment; the
 * others look up what was found. So none depends on the window frame. A chart
 * takes 10 bytes a row while it is computed (18 for a percentage), and one byte
 * a row and 48 a segment afterwards, in the memory of the partition.
 */
#include "base/compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "base/argument.h"
#include "base/result.h"
#include "statistics/chart.h"
#include "statistics/partition.h"

/* Where a window function has its arguments; 0: it has none such. */
typedef struct Arguments
{
	bool proportion; /* successes and n, not a value */
	int rebase;
	int baseline;
	int higher_is_better;
	int run_length;
	int screen;
	int prime;
} Arguments;

static const Arguments xmr_arguments = {.rebase = 1,
										.baseline = 2,
										.higher_is_better = 3,
										.run_length = 4,
										.screen = 5};
static const Arguments p_chart_arguments = {.proportion = true,
											.rebase = 2,
											.baseline = 3,
											.higher_is_better = 4,
											.prime = 5,
											.run_length = 6};
static const Arguments assurance_arguments = {.higher_is_better = 2, .rebase = 3, .baseline = 4};

/* The rows from first on share a centre, up to the next segment. */
typedef struct Segment
{
	int64 first;  /* row of the first value */
	int64 points; /* that made the centre */
	CareChartCentre centre;
	double lowest; /* of its values; care_assurance only */
	double highest;
} Segment;

/* What is kept of a partition between its rows. */
typedef struct Chart
{
	bool ready;
	uint8 *signal;	   /* CareSignal of each row, or NO_VALUE; care_assurance: none */
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
	CarePartition partition;
	const Arguments *arguments;
	bool rebase_fixed;	/* one value for all rows */
	bool rebase_always; /* that value */
	double *y;			/* values of this segment so far, NULLs left out; successes at first */
	double *n;			/* and what they are of */
	uint8 *found;		/* and their signals */
	int64 count;
	int64 first;	/* row of the first of them */
	int64 last;		/* row of the last value, -1 before any */
	int64 baseline; /* how many make the centre */
	int run_length; /* and the other rules of the segment */
	bool screen;
	bool prime;
} Reader;

/* ---- the rules of a segment, as the row says that starts it ---- */

/* How many values make the centre; NULL is all, less than 2 an error (22023). */
static int64
get_baseline(Reader *reader, int64 row)
{
	bool isnull;
	Datum value = cq_partition_get(&reader->partition, reader->arguments->baseline, row, &isnull);

	if (isnull)
		return PG_INT64_MAX;
	if (DatumGetInt32(value) < 2)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"baseline\" must be 2 points or more, not %d", DatumGetInt32(value)),
				errhint("Limits need a moving range; 12 points or more are usual."));
	return DatumGetInt32(value);
}

/* How many points are a shift or a trend: 6 or 7 (else 22023, NULL 22004). */
static int
get_run_length(Reader *reader, int64 row)
{
	bool isnull;
	Datum value = cq_partition_get(&reader->partition, reader->arguments->run_length, row, &isnull);

	if (isnull)
		cq_argument_is_null("run_length", "Use 6 or 7.");
	if (DatumGetInt32(value) != 6 && DatumGetInt32(value) != 7)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"run_length\" must be 6 or 7 points, not %d", DatumGetInt32(value)));
	return DatumGetInt32(value);
}

static void
get_rules(Reader *reader, int64 row)
{
	const Arguments *arguments = reader->arguments;

	reader->baseline = get_baseline(reader, row);
	reader->run_length = arguments->run_length ? get_run_length(reader, row) : 7;
	reader->screen = arguments->screen
						 ? cq_partition_flag(&reader->partition, arguments->screen, row, "screen")
						 : true;
	reader->prime = arguments->prime
						? cq_partition_flag(&reader->partition, arguments->prime, row, "prime")
						: false;
}

/* ---- reading a partition ---- */

/* Makes ready to read the partition of a chart. */
static void
reader_begin(Reader *reader, FunctionCallInfo fcinfo, const Arguments *arguments, Chart *chart)
{
	CarePartition *partition = &reader->partition;

	memset(reader, 0, sizeof(*reader));
	cq_partition_begin(partition, fcinfo, chart);
	reader->arguments = arguments;
	reader->rebase_fixed = cq_partition_is_fixed(partition, arguments->rebase);
	if (reader->rebase_fixed)
		reader->rebase_always = cq_partition_boolean(partition, arguments->rebase, 0, false);
	reader->y = palloc_extended(sizeof(double) * partition->nrows, MCXT_ALLOC_HUGE);
	if (arguments->proportion)
		reader->n = palloc_extended(sizeof(double) * partition->nrows, MCXT_ALLOC_HUGE);
	reader->found = palloc_extended(partition->nrows, MCXT_ALLOC_HUGE);
	reader->last = -1;
}

/* Frees what reading took. */
static void
reader_end(Reader *reader)
{
	pfree(reader->y);
	if (reader->n != NULL)
		pfree(reader->n);
	pfree(reader->found);
	cq_partition_end(&reader->partition);
}

/* Room for one more segment; care_assurance has one only. */
static Segment *
add_segment(Reader *reader, Chart *chart)
{
	if (chart->signal == NULL)
		chart->nsegments = 0;
	if (chart->segments == NULL)
	{
		chart->maxsegments = 8;
		chart->segments =
			MemoryContextAlloc(reader->partition.memory, sizeof(Segment) * chart->maxsegments);
	}
	else if (chart->nsegments == chart->maxsegments)
	{
		chart->maxsegments *= 2;
		chart->segments = repalloc_huge(chart->segments, sizeof(Segment) * chart->maxsegments);
	}
	return &chart->segments[chart->nsegments++];
}

/* The centre of a segment; one beyond double precision is an error (22003). */
static void
find_centre(Reader *reader, Segment *segment)
{
	if (reader->n != NULL)
		cq_p_chart_centre(reader->y, reader->n, segment->points, reader->prime, &segment->centre);
	else if (!cq_xmr_centre(reader->y, segment->points, reader->screen, &segment->centre))
		ereport(ERROR,
				errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("value out of range: overflow"),
				errdetail("The control limits exceed double precision."));
}

/* Finds where each value lies; successes become percentages. */
static void
place_values(Reader *reader, const CareChartCentre *centre)
{
	CareChartLimits limits;

	cq_xmr_limits(centre, &limits);
	for (int64 i = 0; i < reader->count; i++)
	{
		if (reader->n != NULL)
		{
			reader->y[i] = 100 * reader->y[i] / reader->n[i];
			cq_p_chart_limits(centre, reader->n[i], &limits);
		}
		reader->found[i] = cq_chart_place(reader->y[i], &limits);
	}
}

/* Gives the rows of the segment their signals. Rows with a value are not NO_VALUE. */
static void
set_signals(Reader *reader, Chart *chart, const CareChartCentre *centre)
{
	int64 point = 0;

	place_values(reader, centre);
	cq_chart_signals(reader->y, reader->count, reader->run_length, reader->found);
	for (int64 row = reader->first; row <= reader->last; row++)
		if (chart->signal[row] != NO_VALUE)
			chart->signal[row] = reader->found[point++];
}

/* Finds the lowest and the highest value of the segment. */
static void
find_ends(Reader *reader, Segment *segment)
{
	segment->lowest = segment->highest = reader->y[0];
	for (int64 i = 1; i < reader->count; i++)
	{
		segment->lowest = Min(segment->lowest, reader->y[i]);
		segment->highest = Max(segment->highest, reader->y[i]);
	}
}

/* Computes the segment that has been read, if it has any value. */
static void
end_segment(Reader *reader, Chart *chart)
{
	Segment *segment;

	if (reader->count == 0)
		return;
	segment = add_segment(reader, chart);
	segment->first = reader->first;
	segment->points = Min(reader->count, reader->baseline);
	find_centre(reader, segment);
	if (chart->signal != NULL)
		set_signals(reader, chart, &segment->centre);
	else
		find_ends(reader, segment);
	reader->count = 0;
}

/* Reads the value of a row to where the next one belongs; false if there is none. */
static bool
read_value(Reader *reader, int64 row)
{
	double *y = &reader->y[reader->count];

	if (reader->n == NULL)
		return cq_partition_number(&reader->partition, 0, row, "value", y);
	return cq_partition_proportion(&reader->partition, row, y, &reader->n[reader->count]);
}

/*
 * Reads the partition and computes its segments. A row whose rebase is true
 * starts one, with a value or without; its rules are those of this row.
 */
static void
read_partition(Reader *reader, Chart *chart)
{
	for (int64 row = 0; row < reader->partition.nrows; row++)
	{
		bool rebase =
			reader->rebase_fixed
				? reader->rebase_always
				: cq_partition_boolean(&reader->partition, reader->arguments->rebase, row, false);
		bool known;

		if (rebase)
			end_segment(reader, chart);
		if (rebase || row == 0)
			get_rules(reader, row);
		known = read_value(reader, row);
		if (chart->signal != NULL)
			chart->signal[row] = known ? CARE_COMMON_CAUSE : NO_VALUE;
		if (!known)
			continue;
		if (reader->count++ == 0)
			reader->first = row;
		reader->last = row;
	}
	end_segment(reader, chart);
}

/* The chart of a partition, with a signal for each row; read at the first of them. */
static Chart *
get_chart(FunctionCallInfo fcinfo, const Arguments *arguments)
{
	Chart *chart = WinGetPartitionLocalMemory(PG_WINDOW_OBJECT(), sizeof(Chart));
	Reader reader;

	if (chart->ready)
		return chart;
	reader_begin(&reader, fcinfo, arguments, chart);
	chart->signal = MemoryContextAllocHuge(reader.partition.memory, reader.partition.nrows);
	read_partition(&reader, chart);
	reader_end(&reader);
	chart->ready = true;
	return chart;
}

/* The segment of a row; rows are asked for in their order. */
static const Segment *
get_segment(Chart *chart, int64 row)
{
	while (chart->current + 1 < chart->nsegments &&
		   chart->segments[chart->current + 1].first <= row)
		chart->current++;
	return &chart->segments[chart->current];
}

/* ---- rows ---- */

/* The words: the signals, then what they mean for whoever cares. */
enum
{
	IMPROVEMENT = CARE_SIGNALS,
	CONCERN,
	HIGH,
	LOW,
	NWORDS
};

static const char *const words[NWORDS] = {
	[CARE_COMMON_CAUSE] = "common cause",
	[CARE_ABOVE_LIMIT] = "above limit",
	[CARE_BELOW_LIMIT] = "below limit",
	[CARE_RISING_TREND] = "rising trend",
	[CARE_FALLING_TREND] = "falling trend",
	[CARE_TWO_OF_THREE_ABOVE] = "two of three above",
	[CARE_TWO_OF_THREE_BELOW] = "two of three below",
	[CARE_SHIFT_ABOVE] = "shift above",
	[CARE_SHIFT_BELOW] = "shift below",
	[IMPROVEMENT] = "special cause improvement",
	[CONCERN] = "special cause concern",
	[HIGH] = "special cause high",
	[LOW] = "special cause low",
};

/* The columns of care_xmr_row and care_p_chart_row. */
enum
{
	PERCENT,
	MEAN,
	LOWER,
	UPPER,
	NEAR_LOWER,
	NEAR_UPPER,
	RANGE,
	POINTS,
	SIGNAL,
	VARIATION,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[PERCENT] = {"percent", FLOAT8OID},
	[MEAN] = {"mean", FLOAT8OID},
	[LOWER] = {"lower", FLOAT8OID},
	[UPPER] = {"upper", FLOAT8OID},
	[NEAR_LOWER] = {"near_lower", FLOAT8OID},
	[NEAR_UPPER] = {"near_upper", FLOAT8OID},
	[RANGE] = {"moving_range", FLOAT8OID},
	[POINTS] = {"points", INT8OID},
	[SIGNAL] = {"signal", TEXTOID},
	[VARIATION] = {"variation", TEXTOID},
};

/* What a signal means, by what higher_is_better says in this row. */
static int
variation_of(WindowObject window, int higher_is_better, CareSignal signal)
{
	bool isnull;
	bool better;
	bool high = signal == CARE_ABOVE_LIMIT || signal == CARE_RISING_TREND ||
				signal == CARE_TWO_OF_THREE_ABOVE || signal == CARE_SHIFT_ABOVE;

	if (signal == CARE_COMMON_CAUSE)
		return CARE_COMMON_CAUSE;
	better = DatumGetBool(WinGetFuncArgCurrent(window, higher_is_better, &isnull));
	if (isnull)
		return high ? HIGH : LOW;
	return high == better ? IMPROVEMENT : CONCERN;
}

/* Fills the columns that all charts have. */
static void
set_row(FunctionCallInfo fcinfo, const Arguments *arguments, const CareChartLimits *limits,
		int64 points, CareSignal signal, CareRow *row)
{
	int variation = variation_of(PG_WINDOW_OBJECT(), arguments->higher_is_better, signal);

	cq_row_set_number(row, MEAN, limits->mean);
	if (limits->known)
	{
		cq_row_set_number(row, LOWER, limits->lower);
		cq_row_set_number(row, UPPER, limits->upper);
		cq_row_set_number(row, NEAR_LOWER, limits->near_lower);
		cq_row_set_number(row, NEAR_UPPER, limits->near_upper);
	}
	cq_row_set_count(row, POINTS, points);
	cq_row_set(row, SIGNAL, cq_window_word(fcinfo, words, NWORDS, signal));
	cq_row_set(row, VARIATION, cq_window_word(fcinfo, words, NWORDS, variation));
}

PG_FUNCTION_INFO_V1(care_xmr);
PG_FUNCTION_INFO_V1(care_p_chart);
PG_FUNCTION_INFO_V1(care_assurance);

/*
 * care_xmr(value, rebase, baseline, higher_is_better, run_length, screen):
 * limits and signal of each row. A row without a value gives NULL, and the
 * others are as if it were not there. A segment of a single value has a mean
 * and no limits.
 */
Datum
care_xmr(PG_FUNCTION_ARGS)
{
	Chart *chart = get_chart(fcinfo, &xmr_arguments);
	int64 position = WinGetCurrentPosition(PG_WINDOW_OBJECT());
	const Segment *segment;
	CareChartLimits limits;
	CareRow row;

	if (chart->signal[position] == NO_VALUE)
		PG_RETURN_NULL();
	segment = get_segment(chart, position);
	cq_xmr_limits(&segment->centre, &limits);
	cq_row_clear(&row);
	set_row(fcinfo, &xmr_arguments, &limits, segment->points, chart->signal[position], &row);
	if (limits.known)
		cq_row_set_number(&row, RANGE, segment->centre.spread);
	return cq_result_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}

/*
 * care_p_chart(successes, n, rebase, baseline, higher_is_better, prime,
 * run_length): the same for a percentage, whose limits are as wide as its n
 * makes them. A row with nothing to be a share of gives NULL.
 */
Datum
care_p_chart(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	Chart *chart = get_chart(fcinfo, &p_chart_arguments);
	int64 position = WinGetCurrentPosition(window);
	const Segment *segment;
	CareChartLimits limits;
	CareRow row;
	double x;
	double n;

	if (chart->signal[position] == NO_VALUE || !cq_window_proportion(window, &x, &n))
		PG_RETURN_NULL();
	segment = get_segment(chart, position);
	cq_p_chart_limits(&segment->centre, n, &limits);
	cq_row_clear(&row);
	set_row(fcinfo, &p_chart_arguments, &limits, segment->points, chart->signal[position], &row);
	cq_row_set_number(&row, PERCENT, 100 * x / n);
	return cq_result_row(fcinfo, columns, NCOLUMNS, row.values, row.nulls);
}

/* ---- assurance ---- */

/*
 * Whether a process will meet its target: the last target of the partition,
 * whether its row has a value or not, against the limits of the last segment.
 * Where these limits are one line and the target is on it, constant values, it
 * is met if all values meet it. NULL without a target, without limits, or if
 * higher_is_better is NULL in the row of the target.
 */
static const char *
assure(Reader *reader, const Segment *segment)
{
	CarePartition *partition = &reader->partition;
	int64 row = partition->nrows - 1;
	CareChartLimits limits;
	double target;
	bool isnull;
	bool higher_is_better;

	cq_xmr_limits(&segment->centre, &limits);
	while (row >= 0 && !cq_partition_number(partition, 1, row, "target", &target))
		row--;
	if (row < 0 || !limits.known)
		return NULL;
	higher_is_better = DatumGetBool(
		cq_partition_get(partition, reader->arguments->higher_is_better, row, &isnull));
	if (isnull)
		return NULL;
	if (target > limits.upper)
		return higher_is_better ? "fail" : "pass";
	if (target < limits.lower)
		return higher_is_better ? "pass" : "fail";
	if (limits.lower < limits.upper)
		return "hit or miss";
	return (higher_is_better ? segment->lowest >= target : segment->highest <= target)
			   ? "pass"
			   : "hit or miss";
}

/* care_assurance(value, target, higher_is_better, rebase, baseline): the same in every row. */
Datum
care_assurance(PG_FUNCTION_ARGS)
{
	Chart *chart = WinGetPartitionLocalMemory(PG_WINDOW_OBJECT(), sizeof(Chart));

	if (!chart->ready)
	{
		Reader reader;

		reader_begin(&reader, fcinfo, &assurance_arguments, chart);
		read_partition(&reader, chart);
		if (chart->nsegments > 0)
			chart->verdict = assure(&reader, &chart->segments[0]);
		reader_end(&reader);
		chart->ready = true;
	}
	if (chart->verdict == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(chart->verdict));
}
