/*
 * ages_read.c
 *		How old ratings are, month by month and in bands: care_ages_monthly.
 *
 * For every band there is a series of months. A change concerns all months
 * from its own on, in the band that its day is in by then; as time goes by that
 * is a higher and higher one. So a change is added at the month in which its
 * locations come into a band and taken away at the one in which they leave it,
 * and running sums make numbers of that.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/bands.h"
#include "base/number.h"
#include "base/result.h"
#include "trend/ages.h"

/* The numbers of one band, at first as changes from month to month. */
typedef struct Series
{
	char *name;
	DateADT *limit; /* by month: the last day that is in this band, or in a higher one */
	int begin;		/* the first month in which the day looked at is so */
	int64 *locations;
	int64 *good;
} Series;

/* Some bands, from the lowest; months count from the first that is asked for. */
typedef struct BandSet
{
	int n;
	Series *series;
} BandSet;

/* Makes the bands of one group, without any location. */
static BandSet
make_group(const CareBands *bands, const char *prefix, int since, int nmonths)
{
	BandSet group = {bands->n, palloc(sizeof(Series) * bands->n)};
	DateADT *limit = palloc(sizeof(DateADT) * bands->n);

	for (int i = 0; i < bands->n; i++)
	{
		Series *series = &group.series[i];

		series->name = psprintf("%s%s", prefix, cq_band_name(bands, i));
		series->limit = palloc(sizeof(DateADT) * nmonths);
		series->begin = 0;
		series->locations = palloc0(sizeof(int64) * (nmonths + 1));
		series->good = palloc0(sizeof(int64) * (nmonths + 1));
	}
	for (int month = 0; month < nmonths; month++)
	{
		cq_band_limits(bands, cq_month_first(since + month), limit);
		for (int i = 0; i < bands->n; i++)
			group.series[i].limit[month] = limit[i];
	}
	return group;
}

/* Adds a change to the bands of a group; changes come in order of their day. */
static void
add_change(BandSet *group, const CareAgesChange *change, int since, int nmonths)
{
	int month = Max(change->month - since, 0);
	int good = CARE_IS_GOOD_OR_BETTER(change->rating) ? change->count : 0;

	for (int i = 1; i < group->n; i++)
	{
		Series *series = &group->series[i];

		while (series->begin < nmonths && series->limit[series->begin] < change->since)
			series->begin++;
	}
	for (int i = 0; i < group->n; i++)
	{
		Series *series = &group->series[i];
		int from = Max(month, series->begin);
		int until = i + 1 < group->n ? group->series[i + 1].begin : nmonths;

		if (from >= until)
			continue;
		series->locations[from] += change->count;
		series->locations[until] -= change->count;
		series->good[from] += good;
		series->good[until] -= good;
	}
}

/* Makes numbers of the changes of a group. */
static void
add_up(BandSet *group, int nmonths)
{
	for (int i = 0; i < group->n; i++)
	{
		for (int month = 1; month < nmonths; month++)
		{
			group->series[i].locations[month] += group->series[i].locations[month - 1];
			group->series[i].good[month] += group->series[i].good[month - 1];
		}
	}
}

/* All locations of a group in a month. */
static int64
total(const BandSet *group, int month)
{
	int64 sum = 0;

	for (int i = 0; i < group->n; i++)
		sum += group->series[i].locations[month];
	return sum;
}

/* The columns of care_ages_monthly_row. */
enum
{
	AS_AT,
	MONTH,
	BAND_NUMBER,
	BAND,
	LOCATIONS,
	PERCENT,
	GOOD_OR_BETTER,
	PERCENT_GOOD,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[AS_AT] = {"as_at", DATEOID},
	[MONTH] = {"month", DATEOID},
	[BAND_NUMBER] = {"band_number", INT4OID},
	[BAND] = {"band", TEXTOID},
	[LOCATIONS] = {"locations", INT8OID},
	[PERCENT] = {"percent", FLOAT8OID},
	[GOOD_OR_BETTER] = {"good_or_better", INT8OID},
	[PERCENT_GOOD] = {"percent_good_or_better", FLOAT8OID},
};

/* Fills the columns of a band in a month; those rated alone can be good. */
static void
fill_row(CareRow *row, const Series *series, int month, int64 all, bool rated)
{
	int64 locations = series->locations[month];

	cq_row_set(row, BAND, CStringGetTextDatum(series->name));
	cq_row_set_count(row, LOCATIONS, locations);
	if (all > 0)
		cq_row_set_number(row, PERCENT, cq_percent_of(locations, all));
	if (!rated)
		return;
	cq_row_set_count(row, GOOD_OR_BETTER, series->good[month]);
	if (locations > 0)
		cq_row_set_number(row, PERCENT_GOOD, cq_percent_of(series->good[month], locations));
}

/* Puts the rows of a month: the bands of the rated, then those of the never rated. */
static void
put_month(CareResult *rows, const BandSet *rated, const BandSet *never, int since, int month)
{
	int64 all = total(rated, month) + total(never, month);
	CareRow row;

	for (int i = 0; i < rated->n + never->n; i++)
	{
		bool is_rated = i < rated->n;

		cq_row_clear(&row);
		cq_row_set(&row, AS_AT, DateADTGetDatum(cq_month_first(since + month)));
		cq_row_set(&row, MONTH, DateADTGetDatum(cq_month_first(since + month - 1)));
		cq_row_set(&row, BAND_NUMBER, Int32GetDatum(i + 1));
		fill_row(&row,
				 is_rated ? &rated->series[i] : &never->series[i - rated->n],
				 month,
				 all,
				 is_rated);
		cq_result_put(rows, row.values, row.nulls);
	}
}

/* The first month with a location, or one after all others. */
static int
first_month(const CareAgesRecord *records, int64 n)
{
	int first = CARE_MONTH_END;

	for (int64 i = 0; i < n; i++)
		first = Min(first, cq_ages_change(records[i]).month);
	return first;
}

PG_FUNCTION_INFO_V1(care_ages_monthly);

/*
 * care_ages_monthly(ages, edges, since, until): a row for every first of a
 * month and every band, from the first month with a location to this month.
 */
Datum
care_ages_monthly(PG_FUNCTION_ARGS)
{
	static Interval year = {.month = MONTHS_PER_YEAR};
	CareBands never_bands = {2, (Interval *[]){&year}, true};
	CareBands bands;
	BandSet rated;
	BandSet never;
	CareResult rows;
	CareAgesRecord *records;
	int64 n;
	int since;
	int until;
	int nmonths;

	cq_result_begin(fcinfo, columns, NCOLUMNS, &rows);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	bands = cq_get_bands(fcinfo, 1);
	bands.years = true;
	records = cq_ages_read(PG_GETARG_AGES(0), &n);
	since = cq_get_since_month(fcinfo, 2, first_month(records, n));
	until = cq_get_until_month(fcinfo, 3);
	nmonths = until - since + 1;
	if (nmonths <= 0)
		PG_RETURN_NULL();

	rated = make_group(&bands, "", since, nmonths);
	never = make_group(&never_bands, "never rated, registered for ", since, nmonths);
	for (int64 i = 0; i < n; i++)
	{
		CareAgesChange change = cq_ages_change(records[i]);

		CHECK_FOR_INTERRUPTS();
		if (change.month <= until)
			add_change(CARE_IS_RATED(change.rating) ? &rated : &never, &change, since, nmonths);
	}
	add_up(&rated, nmonths);
	add_up(&never, nmonths);
	for (int month = 0; month < nmonths; month++)
	{
		CHECK_FOR_INTERRUPTS();
		put_month(&rows, &rated, &never, since, month);
	}
	PG_RETURN_NULL();
}
