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
#include "utils/memutils.h"
#include "windowapi.h"

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

/* A partition being read. */
typedef struct Links
{
	MemoryContext context;
	int nrows;
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
make_room(Links *links, int64 n, Size size)
{
	return MemoryContextAllocHuge(links->context, Max(n, 1) * size);
}

/* Copies all ids of the partition. */
static void
read_ids(WindowObject window, Links *links)
{
	MemoryContext scratch =
		AllocSetContextCreate(CurrentMemoryContext, "care_quality arguments", ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(scratch);

	for (int i = 0; i < links->nrows * SIDES; i++)
	{
		bool isnull;
		bool isout;
		Datum id = WinGetFuncArgInPartition(window,
											i % SIDES,
											i / SIDES,
											WINDOW_SEEK_HEAD,
											false,
											&isnull,
											&isout);

		CHECK_FOR_INTERRUPTS();
		links->ids[i] = NULL;
		if (!isnull)
		{
			text *value = DatumGetTextPP(id);

			links->ids[i] = MemoryContextAlloc(links->context, VARSIZE_ANY(value));
			memcpy(links->ids[i], value, VARSIZE_ANY(value));
		}
		MemoryContextReset(scratch);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(scratch);
}

/* Ranks the different ids; each begins as a site of its own. */
static void
rank_ids(Links *links)
{
	int *order = make_room(links, links->nrows * SIDES, sizeof(int));
	int n = 0;
	int ranks = 0;

	for (int i = 0; i < links->nrows * SIDES; i++)
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
static text **
find_sites(WindowObject window, MemoryContext partition)
{
	int64 nrows = WinGetPartitionRowCount(window);
	Links links = {.context = partition};
	text **of_row;

	if (nrows > PG_INT32_MAX / SIDES)
		ereport(ERROR,
				errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg(INT64_FORMAT " rows of links are too many", nrows),
				errdetail("There can be at most %d.", PG_INT32_MAX / SIDES),
				errhint("Use PARTITION BY, for example by region."));
	links.nrows = nrows;
	of_row = make_room(&links, nrows, sizeof(text *));
	links.ids = make_room(&links, nrows * SIDES, sizeof(text *));
	links.rank = make_room(&links, nrows * SIDES, sizeof(int));
	links.id_of = make_room(&links, nrows * SIDES, sizeof(text *));
	links.less_than = make_room(&links, nrows * SIDES, sizeof(int));
	read_ids(window, &links);
	rank_ids(&links);
	for (int row = 0; row < nrows; row++)
		join_sites(&links, row);
	for (int row = 0; row < nrows; row++)
	{
		int i = row * SIDES + LOCATION;

		of_row[row] =
			links.ids[i] == NULL ? NULL : links.id_of[least(links.less_than, links.rank[i])];
	}
	pfree(links.ids);
	pfree(links.rank);
	pfree(links.id_of);
	pfree(links.less_than);
	return of_row;
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
		sites->of_row = find_sites(window, GetMemoryChunkContext(sites));
	site = sites->of_row[WinGetCurrentPosition(window)];
	if (site == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(site);
}
