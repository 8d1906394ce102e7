/*
 * bands.c
 *		Bands of time that edges make.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "datatype/timestamp.h"
#include "utils/array.h"

#include "base/bands.h"

#define MAX_EDGES 100

/* The days of an edge beside its months; its hours make whole days. */
static int
edge_days(const Interval *edge)
{
	return edge->day + (int) (edge->time / USECS_PER_DAY);
}

/* A number of units in words, nothing for 0. */
static char *
count_text(int n, const char *unit)
{
	return n == 0 ? "" : psprintf("%d %s%s", n, unit, n == 1 ? "" : "s");
}

/* An edge in words: "3 months", "28 days", "1 month 15 days", "2 years". */
static char *
edge_text(const CareBands *bands, int i)
{
	const Interval *edge = bands->edge[i];
	bool years = bands->years && edge->month % MONTHS_PER_YEAR == 0;
	char *months = years ? count_text(edge->month / MONTHS_PER_YEAR, "year")
						 : count_text(edge->month, "month");
	char *days = count_text(edge_days(edge), "day");

	return psprintf("%s%s%s", months, *months && *days ? " " : "", days);
}

/* The name of a band: "under 28 days", "28 days to 3 months", "3 months or more". */
char *
cq_band_name(const CareBands *bands, int band)
{
	if (band == 0)
		return psprintf("under %s", edge_text(bands, 0));
	if (band == bands->n - 1)
		return psprintf("%s or more", edge_text(bands, band - 1));
	return psprintf("%s to %s", edge_text(bands, band - 1), edge_text(bands, band));
}

/* An edge that is no length of time above 0 in whole days, or not above the one before: an error (22023). */
static void
check_edge(const Interval *edge, const Interval *before)
{
	static const Interval zero = {0};

	cq_check_duration(edge, "edges");
	if (edge_days(edge) < 0 || edge->month < 0 || cq_duration_compare(edge, &zero) == 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"edges\" must be some days or months, not %s", cq_duration_text(edge)));
	if (before != NULL && cq_duration_compare(edge, before) <= 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"edges\" must rise, but %s comes after %s",
					   cq_duration_text(edge),
					   cq_duration_text(before)));
}

/* The bands of an argument "edges"; one that cannot be used is an error (22023, 22004). */
CareBands
cq_get_bands(FunctionCallInfo fcinfo, int arg)
{
	ArrayType *array = PG_GETARG_ARRAYTYPE_P(arg);
	CareBands bands;
	Datum *edges;
	bool *nulls;
	int n;

	deconstruct_array(array,
					  INTERVALOID,
					  sizeof(Interval),
					  false,
					  TYPALIGN_DOUBLE,
					  &edges,
					  &nulls,
					  &n);
	if (ARR_NDIM(array) != 1 || n > MAX_EDGES)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"edges\" must be a one-dimensional array of 1 to %d intervals",
					   MAX_EDGES));
	bands.n = n + 1;
	bands.years = false;
	bands.edge = palloc(sizeof(Interval *) * n);
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			ereport(ERROR,
					errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("\"edges\" must not hold a null"));
		bands.edge[i] = DatumGetIntervalP(edges[i]);
		check_edge(bands.edge[i], i > 0 ? bands.edge[i - 1] : NULL);
	}
	return bands;
}

/*
 * The last day whose distance from a day belongs into each band, by the
 * calendar; the distance of exactly an edge is in the band that begins with
 * it. Before a day in March 29 days may be longer than a month: such a band is
 * empty.
 */
void
cq_band_limits(const CareBands *bands, DateADT as_at, DateADT *limit)
{
	limit[0] = as_at;
	for (int i = 1; i < bands->n; i++)
		limit[i] = Min(cq_day_before(as_at, bands->edge[i - 1]), limit[i - 1]);
}
