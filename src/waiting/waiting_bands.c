/*
 * waiting_bands.c
 *		Those waiting on a day by how long: care_waiting_bands.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "base/row.h"
#include "base/number.h"
#include "waiting/waiting.h"

/* A band: waits of at least from and less than to. */
typedef struct Band
{
	const Interval *from; /* NULL: the first */
	const Interval *to;	  /* NULL: the last */
	DateADT limit;		  /* requested up to that day: from, or more */
	int64 waiting;
} Band;

/* An edge in words: "3 months", "28 days", "1 month 15 days". */
static char *
edge_text(const Interval *edge)
{
	char months[32] = "";
	char days[32] = "";

	if (edge->month != 0)
		snprintf(months, sizeof(months), edge->month == 1 ? "%d month" : "%d months", edge->month);
	if (edge->day != 0)
		snprintf(days, sizeof(days), edge->day == 1 ? "%d day" : "%d days", edge->day);
	return psprintf("%s%s%s", months, *months && *days ? " " : "", days);
}

/* The name of a band. */
static char *
band_text(const Band *band)
{
	if (band->from == NULL)
		return psprintf("under %s", edge_text(band->to));
	if (band->to == NULL)
		return psprintf("%s or more", edge_text(band->from));
	return psprintf("%s to %s", edge_text(band->from), edge_text(band->to));
}

/* An edge that is no length of time above 0 in whole days, or not above the one before: an error (22023). */
static void
check_edge(const Interval *edge, const Interval *before)
{
	static const Interval zero = {0};

	cq_check_duration(edge, "edges");
	if (edge->day < 0 || edge->month < 0 || cq_duration_compare(edge, &zero) == 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("an edge of a band must be some days or months, not %s",
					   cq_duration_text(edge)));
	if (before != NULL && cq_duration_compare(edge, before) <= 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"edges\" must rise, but %s comes after %s",
					   cq_duration_text(edge),
					   cq_duration_text(before)));
}

/* The bands that edges make, one more than edges. */
static Band *
make_bands(FunctionCallInfo fcinfo, int arg, DateADT as_at, int *nbands)
{
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(arg);
	Datum *edges;
	bool *nulls;
	int n;
	Band *bands;

	deconstruct_array(array,
					  INTERVALOID,
					  sizeof(Interval),
					  false,
					  TYPALIGN_DOUBLE,
					  &edges,
					  &nulls,
					  &n);
	if (ARR_NDIM(array) != 1)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"edges\" must be a one-dimensional array of intervals"));
	bands = palloc0(sizeof(Band) * (n + 1));
	bands[0].limit = as_at;
	for (int i = 0; i < n; i++)
	{
		Interval *edge = DatumGetIntervalP(edges[i]);
		Band *band = &bands[i + 1];

		if (nulls[i])
			ereport(ERROR,
					errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("\"edges\" must not hold a null"));
		check_edge(edge, bands[i].from);
		bands[i].to = band->from = edge;
		/* before a day in March, 29 days may be longer than a month: that band is empty */
		band->limit = Min(cq_day_before(as_at, edge), bands[i].limit);
	}
	*nbands = n + 1;
	return bands;
}

PG_FUNCTION_INFO_V1(care_waiting_bands);

/*
 * care_waiting_bands(waiting, as_at, edges): those waiting at the close of a day by
 * how long, shortest first (strict). A wait of exactly an edge, by the
 * calendar, is in the band that begins with it.
 */
Datum
care_waiting_bands(PG_FUNCTION_ARGS)
{
	static const CareColumn columns[] = {{"band", TEXTOID},
										 {"waiting", INT8OID},
										 {"percent", FLOAT8OID}};
	DateADT as_at = PG_GETARG_DATEADT(1);
	CareWaitingReader reader;
	CareWaitingEntry entry;
	CareRows rows;
	Band *bands;
	int nbands;
	int last;
	int64 total = 0;

	cq_check_day(as_at, "as_at");
	bands = make_bands(fcinfo, 2, as_at, &nbands);
	last = nbands - 1;
	cq_waiting_begin(&reader, PG_GETARG_WAITING(0));
	while (cq_waiting_next(&reader, &entry) && entry.requested <= as_at)
	{
		CHECK_FOR_INTERRUPTS();
		if (entry.ended <= as_at)
			continue;
		/* Days of request rise, so the band can only become a shorter one. */
		while (entry.requested > bands[last].limit)
			last--;
		bands[last].waiting += entry.count;
		total += entry.count;
	}

	cq_rows_begin(fcinfo, columns, lengthof(columns), &rows);
	for (int i = 0; i < nbands; i++)
	{
		Datum values[] = {CStringGetTextDatum(band_text(&bands[i])),
						  Int64GetDatum(bands[i].waiting),
						  Float8GetDatum(total > 0 ? cq_percent_of(bands[i].waiting, total) : 0)};
		bool nulls[] = {false, false, total == 0};

		cq_rows_put(&rows, values, nulls);
	}
	PG_RETURN_NULL();
}
