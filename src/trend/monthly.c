/*
 * monthly.c
 *		A trend as a row for every month: care_monthly, and the targets in it.
 */
#include "base/compat.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "base/json.h"
#include "tally/tally_row.h"
#include "trend/trend.h"

PG_FUNCTION_INFO_V1(care_monthly);

/* The columns of care_monthly_row. */
enum
{
	AS_AT = CARE_TALLY_COLUMNS,
	MONTH,
	CHANGE,
	JOINED,
	DEPARTED,
	IMPROVED,
	DECLINED,
	NEWLY_RATED,
	PUBLISHED,
	PUBLISHED_GOOD,
	MEAN_AGE,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	CARE_TALLY_COLUMN_LIST,
	[AS_AT] = {"as_at", DATEOID},
	[MONTH] = {"month", DATEOID},
	[CHANGE] = {"change_points", FLOAT8OID},
	[JOINED] = {"joined", INT8OID},
	[DEPARTED] = {"departed", INT8OID},
	[IMPROVED] = {"improved", INT8OID},
	[DECLINED] = {"declined", INT8OID},
	[NEWLY_RATED] = {"newly_rated", INT8OID},
	[PUBLISHED] = {"published", INT8OID},
	[PUBLISHED_GOOD] = {"published_good_or_better", INT8OID},
	[MEAN_AGE] = {"mean_age_days", FLOAT8OID},
};

StaticAssertDecl(NCOLUMNS <= CARE_MAX_COLUMNS, "a row has room for all columns");

#define TARGETS_HINT "Write targets like {\"2022-04-01\": 85, \"2024-04-01\": 87}."

/* A target and the day from which it holds. */
typedef struct Target
{
	DateADT from;
	double percent;
} Target;

static int
compare_targets(const void *a, const void *b)
{
	DateADT x = ((const Target *) a)->from;
	DateADT y = ((const Target *) b)->from;

	return (x > y) - (x < y);
}

/* One target of "targets": {"yyyy-mm-dd": percent}; else an error (22023). */
static Target
read_target(CareJsonPart part)
{
	Target target;

	if (!cq_day_try(part.key, strlen(part.key), &target.from))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid date in \"targets\": \"%s\"", part.key),
				errhint(TARGETS_HINT));
	if (part.value->type != jbvNumeric)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"targets\" must hold numbers, but the value from %s is not one", part.key),
				errhint(TARGETS_HINT));
	target.percent = DatumGetFloat8(
		DirectFunctionCall1(numeric_float8_no_overflow, NumericGetDatum(part.value->val.numeric)));
	cq_check_percentage(target.percent, "targets");
	return target;
}

/* The targets in "target" or "targets" in order of date; returns how many. */
static int
get_targets(FunctionCallInfo fcinfo, Target **targets)
{
	Jsonb *document;
	CareJsonKeys keys;
	CareJsonPart part;
	int n = 0;

	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(4))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"target\" and \"targets\" must not both be given"),
				errhint("Give \"target\" if it is always the same."));
	if (!PG_ARGISNULL(1))
	{
		*targets = palloc(sizeof(Target));
		(*targets)[0] = (Target){DATEVAL_NOBEGIN, cq_get_target(fcinfo, 1)};
		return 1;
	}
	if (PG_ARGISNULL(4))
		return 0;
	document = PG_GETARG_JSONB_P(4);
	if (!JB_ROOT_IS_OBJECT(document))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"targets\" must be a JSON object"),
				errhint(TARGETS_HINT));
	*targets = palloc(sizeof(Target) * Max(JB_ROOT_COUNT(document), 1));
	keys = cq_json_keys(&document->root);
	while (cq_json_next(&keys, &part))
		(*targets)[n++] = read_target(part);
	qsort(*targets, n, sizeof(Target), compare_targets);
	return n;
}

/* The target in force on a day, NULL if there is none yet. */
static const Target *
target_on(const Target *targets, int ntargets, DateADT day)
{
	const Target *target = NULL;

	for (int i = 0; i < ntargets && targets[i].from <= day; i++)
		target = &targets[i];
	return target;
}

/* Levels, percentage, change and target (NULL: none). */
static void
fill_levels(CareRow *row, const CareTrend *trend, const CareMonth *before, const CareMonth *figures,
			CareDenominator denominator, const Target *target)
{
	CareTally tally;
	double percent;
	double percent_before;

	cq_month_tally(trend, figures, &tally);
	if (figures->known)
		cq_row_set_tally(row, &tally, denominator);
	if (target != NULL)
		cq_row_set_target(row, figures->known ? &tally : NULL, denominator, target->percent);
	if (cq_month_percent(trend, figures, denominator, &percent) &&
		cq_month_percent(trend, before, denominator, &percent_before))
		cq_row_set_number(row, CHANGE, percent - percent_before);
}

/* Movements since the month before. */
static void
fill_moves(CareRow *row, const CareMonth *figures)
{
	int64 moved[CARE_CAUSES];

	cq_moves_by_cause(figures->move, moved);
	cq_row_set_count(row, JOINED, moved[CARE_JOINED]);
	cq_row_set_count(row, DEPARTED, moved[CARE_DEPARTED]);
	cq_row_set_count(row, IMPROVED, moved[CARE_IMPROVED]);
	cq_row_set_count(row, DECLINED, moved[CARE_DECLINED]);
	cq_row_set_count(row, NEWLY_RATED, moved[CARE_NEWLY_RATED]);
}

/* What was published since the month before, and how old the ratings in force are. */
static void
fill_published(CareRow *row, const CareMonth *figures, DateADT as_at)
{
	int64 rated = 0;

	cq_row_set_count(row, PUBLISHED, figures->published);
	cq_row_set_count(row, PUBLISHED_GOOD, figures->published_good);
	for (int i = CARE_INADEQUATE; i <= CARE_OUTSTANDING; i++)
		rated += figures->level[i];
	if (rated > 0)
		cq_row_set_number(row,
						  MEAN_AGE,
						  ((double) rated * (as_at - CARE_DAY_MIN) - figures->published_days) /
							  rated);
}

/*
 * care_monthly(trend, target, since, until, targets, denominator): a row for
 * every first of a month, from the first with a location to this month.
 */
Datum
care_monthly(PG_FUNCTION_ARGS)
{
	CareDenominator denominator;
	CareTrend trend;
	CareResult rows;
	const CareMonth *before;
	const CareMonth *figures;
	Target *targets = NULL;
	int ntargets;
	int since;
	int until;

	cq_result_begin(fcinfo, columns, NCOLUMNS, &rows);
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	ntargets = get_targets(fcinfo, &targets);
	denominator = cq_get_denominator(fcinfo, 5);
	cq_trend_read(PG_GETARG_DATUM(0), &trend);
	since = cq_get_since_month(fcinfo, 2, cq_trend_first_location(&trend));
	until = cq_get_until_month(fcinfo, 3);
	before = cq_trend_month(&trend, since - 1);
	for (int month = since; month <= until; month++, before = figures)
	{
		DateADT as_at = cq_month_first(month);
		CareRow row;

		figures = cq_trend_month(&trend, month);
		cq_row_clear(&row);
		cq_row_set(&row, AS_AT, DateADTGetDatum(as_at));
		cq_row_set(&row, MONTH, DateADTGetDatum(cq_month_first(month - 1)));
		fill_levels(&row,
					&trend,
					before,
					figures,
					denominator,
					target_on(targets, ntargets, as_at));
		if (cq_trend_knows_moves(&trend, before, figures))
			fill_moves(&row, figures);
		if (!(trend.flags & CARE_TREND_UNDATED))
			fill_published(&row, figures, as_at);
		cq_result_put(&rows, row.values, row.nulls);
	}
	PG_RETURN_NULL();
}
