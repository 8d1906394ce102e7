/*
 * site.c
 *		The window function care_site: one site for every set of locations that
 *		links join, however long the chain and whichever way a link is told.
 *
 * The first row of a partition reads all of it, once; the others look up what
 * was found, so that the window frame does not matter. A site is named by the
 * least of its locations, byte by byte. It takes the ids and 40 bytes a row
 * while sites are found, and 8 bytes a row afterwards.
 */
#include "base/compat.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "statistics/partition.h"

/* What is kept of a partition between its rows. */
typedef struct Sites
{
	text **of_row; /* NULL before the partition is read */
} Sites;

/* The two arguments; as numbers of ids, row * SIDES + side. */
enum
{
	LOCATION,
	RELATED,
	SIDES
};

/* The links of a partition. */
typedef struct Links
{
	CarePartition rows;
	int n;			/* of rows */
	text **ids;		/* of each row and side, NULL if NULL */
	int *rank;		/* of each id, among the different ids in their order */
	text **id_of;	/* of each rank */
	int *less_than; /* of each rank one of the same site that is less, or itself */
} Links;

/* By bytes; the longer of two that begin alike comes last. */
static int
compare_ids(const void *a, const void *b, void *ids)
{
	text *x = ((text **) ids)[*(const int *) a];
	text *y = ((text **) ids)[*(const int *) b];
	int lx = VARSIZE_ANY_EXHDR(x);
	int ly = VARSIZE_ANY_EXHDR(y);
	int order = memcmp(VARDATA_ANY(x), VARDATA_ANY(y), Min(lx, ly));

	return order != 0 ? order : (lx > ly) - (lx < ly);
}

/* Room for so many items of a size. */
static void *
make_room(Links *links, int n, Size size)
{
	return MemoryContextAllocHuge(links->rows.memory, n * size);
}

/* An id that lives as long as the partition. */
static text *
copy_id(Links *links, const text *id)
{
	Size size = VARSIZE_ANY(id);

	return memcpy(MemoryContextAlloc(links->rows.memory, size), id, size);
}

/* Reads all rows; more than can be numbered are an error (54000). */
static void
read_links(Links *links, FunctionCallInfo fcinfo, Sites *sites)
{
	cq_partition_begin(&links->rows, fcinfo, sites);
	if (links->rows.nrows > PG_INT32_MAX / SIDES)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg(INT64_FORMAT " rows of links are too many", links->rows.nrows),
				errdetail("There can be at most %d.", PG_INT32_MAX / SIDES),
				errhint("Use PARTITION BY, for example by region."));
	links->n = links->rows.nrows;
	links->ids = make_room(links, links->n * SIDES, sizeof(text *));
	for (int i = 0; i < links->n * SIDES; i++)
	{
		bool isnull;
		Datum id = cq_partition_get(&links->rows, i % SIDES, i / SIDES, &isnull);

		CHECK_FOR_INTERRUPTS();
		links->ids[i] = isnull ? NULL : copy_id(links, DatumGetTextPP(id));
	}
	cq_partition_end(&links->rows);
}

/* Ranks the different ids; each begins as a site of its own. */
static void
rank_ids(Links *links)
{
	int *order = make_room(links, links->n * SIDES, sizeof(int));
	int n = 0;
	int ranks = 0;

	links->rank = make_room(links, links->n * SIDES, sizeof(int));
	links->id_of = make_room(links, links->n * SIDES, sizeof(text *));
	links->less_than = make_room(links, links->n * SIDES, sizeof(int));
	for (int i = 0; i < links->n * SIDES; i++)
		if (links->ids[i] != NULL)
			order[n++] = i;
	qsort_arg(order, n, sizeof(int), compare_ids, links->ids);
	for (int i = 0; i < n; i++)
	{
		if (i == 0 || compare_ids(&order[i - 1], &order[i], links->ids) != 0)
		{
			links->id_of[ranks] = links->ids[order[i]];
			links->less_than[ranks] = ranks;
			ranks++;
		}
		links->rank[order[i]] = ranks - 1;
	}
	pfree(order);
}

/* The least of a site; the way there is halved for the next to ask. */
static int
least(int *less_than, int rank)
{
	while (less_than[rank] != rank)
		rank = less_than[rank] = less_than[less_than[rank]];
	return rank;
}

/* Makes one site of those that a row joins. */
static void
join_sites(Links *links, int row)
{
	int a;
	int b;

	if (links->ids[row * SIDES + LOCATION] == NULL || links->ids[row * SIDES + RELATED] == NULL)
		return;
	a = least(links->less_than, links->rank[row * SIDES + LOCATION]);
	b = least(links->less_than, links->rank[row * SIDES + RELATED]);
	links->less_than[Max(a, b)] = Min(a, b);
}

/* The site of each row, in the memory of the partition. */
static void
find_sites(FunctionCallInfo fcinfo, Sites *sites)
{
	Links links;

	read_links(&links, fcinfo, sites);
	rank_ids(&links);
	for (int row = 0; row < links.n; row++)
		join_sites(&links, row);
	sites->of_row = make_room(&links, links.n, sizeof(text *));
	for (int row = 0; row < links.n; row++)
	{
		int i = row * SIDES + LOCATION;

		sites->of_row[row] =
			links.ids[i] == NULL ? NULL : links.id_of[least(links.less_than, links.rank[i])];
	}
	pfree(links.ids);
	pfree(links.rank);
	pfree(links.id_of);
	pfree(links.less_than);
}

PG_FUNCTION_INFO_V1(care_site);

/* care_site(location_id, related_location_id): the site of the row's location; NULL for no location. */
Datum
care_site(PG_FUNCTION_ARGS)
{
	WindowObject window = PG_WINDOW_OBJECT();
	Sites *sites = WinGetPartitionLocalMemory(window, sizeof(Sites));
	text *site;

	if (sites->of_row == NULL)
		find_sites(fcinfo, sites);
	site = sites->of_row[WinGetCurrentPosition(window)];
	if (site == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(site);
}
