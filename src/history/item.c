/*
 * item.c
 *		Items: from the rows of every kind of source, and their order.
 */
#include "base/compat.h"

#include "base/sort.h"
#include "history/item.h"

/* So many items are sorted by carrying each to its place. */
#define MOST_CARRIED 64

/* ---- from rows ---- */

/* A date that must lie in the calendar (else 22008). */
static inline uint32
item_day(DateADT day, const char *name, CareDayRole role, const CareKey *location)
{
	if (unlikely(!cq_day_is_valid(day)))
		cq_day_out_of_range(day, name, role, cq_location_text(location));
	return cq_item_day(day);
}

/* The argument of a start; NULL and -infinity are unknown. */
static inline uint32
get_start(FunctionCallInfo fcinfo, int arg, const char *name, const CareKey *location)
{
	if (PG_ARGISNULL(arg) || DATE_IS_NOBEGIN(PG_GETARG_DATEADT(arg)))
		return CARE_ITEM_UNDATED;
	return item_day(PG_GETARG_DATEADT(arg), name, CARE_DAY_OF_START, location);
}

/* The argument of an end; NULL and infinity are open. */
static inline uint32
get_end(FunctionCallInfo fcinfo, int arg, const char *name, const CareKey *location)
{
	if (PG_ARGISNULL(arg) || DATE_IS_NOEND(PG_GETARG_DATEADT(arg)))
		return CARE_ITEM_OPEN;
	return item_day(PG_GETARG_DATEADT(arg), name, CARE_DAY_OF_END, location);
}

/* The item of registration dates. */
static CareItem
registration(FunctionCallInfo fcinfo, int arg, const CareKey *location)
{
	uint32 from = get_start(fcinfo, arg, "registered", location);
	uint32 until = get_end(fcinfo, arg + 1, "deregistered", location);

	if (from > until)
		ereport(ERROR,
				errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("\"registered\" must not be after \"deregistered\", but %s is after %s",
					   cq_day_text(PG_GETARG_DATEADT(arg)),
					   cq_day_text(PG_GETARG_DATEADT(arg + 1))),
				cq_location_detail(location));
	return cq_item(CARE_ITEM_SPAN, from, CARE_NOT_RATED, false, until);
}

/*
 * The items of a row (rating, published, registered, deregistered), whose
 * rating is argument number arg; returns how many. A rating without a date is
 * an error (22004); a not-rated row may have none.
 */
int
cq_items_of_row(FunctionCallInfo fcinfo, CareRatingGetter get, int arg, const CareKey *location,
				CareItem *items)
{
	CareRating rating = PG_ARGISNULL(arg) ? CARE_NOT_RATED : get(fcinfo, arg);

	items[0] = registration(fcinfo, arg + 2, location);
	if (PG_ARGISNULL(arg + 1))
	{
		if (CARE_IS_RATED(rating))
			ereport(ERROR,
					errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					errmsg("rating \"%s\" has no publication date", cq_rating_name(rating)),
					cq_location_detail(location),
					errhint("Filter such rows out, or give the date from which it counts."));
		return 1;
	}
	items[1] = cq_item(CARE_ITEM_EVENT,
					   item_day(PG_GETARG_DATEADT(arg + 1), "published", CARE_DAY_KNOWN, location),
					   rating,
					   false,
					   0);
	return 2;
}

/* A date argument that may not be NULL (22004), nor lie outside the calendar (22008). */
static uint32
required_day(FunctionCallInfo fcinfo, int arg, const char *name, const CareKey *location)
{
	if (PG_ARGISNULL(arg))
		ereport(ERROR,
				errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				errmsg("\"%s\" must not be null", name),
				cq_location_detail(location));
	return item_day(PG_GETARG_DATEADT(arg), name, CARE_DAY_KNOWN, location);
}

/* The item of a row of a monthly file (rating, as_at). */
CareItem
cq_item_of_snapshot(FunctionCallInfo fcinfo, CareRatingGetter get, int arg, const CareKey *location)
{
	CareRating rating = PG_ARGISNULL(arg) ? CARE_NOT_RATED : get(fcinfo, arg);

	return cq_item(CARE_ITEM_EVENT,
				   required_day(fcinfo, arg + 1, "as_at", location),
				   rating,
				   false,
				   0);
}

/* The item of a validity interval (rating, valid_from, valid_to); an open end may be NULL. */
CareItem
cq_item_of_period(FunctionCallInfo fcinfo, CareRatingGetter get, int arg, const CareKey *location)
{
	CareRating rating = PG_ARGISNULL(arg) ? CARE_NOT_RATED : get(fcinfo, arg);
	uint32 from = required_day(fcinfo, arg + 1, "valid_from", location);
	uint32 until = get_end(fcinfo, arg + 2, "valid_to", location);

	if (from > until)
		ereport(ERROR,
				errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("\"valid_from\" must not be after \"valid_to\", but %s is after %s",
					   cq_day_text(PG_GETARG_DATEADT(arg + 1)),
					   cq_day_text(PG_GETARG_DATEADT(arg + 2))),
				cq_location_detail(location));
	return cq_item(CARE_ITEM_PERIOD, from, rating, false, until);
}

/* ---- order ---- */

/*
 * Sorts items in place. A location has few: each is carried through those
 * before it, but for one that is in order already. Which of two is the lower
 * cannot be foreseen, so no branch depends on it.
 */
void
cq_items_sort(CareItem *items, int n)
{
	if (n > MOST_CARRIED)
	{
		cq_sort(items, n, 0);
		return;
	}
	for (int i = 1; i < n; i++)
	{
		CareItem carried = items[i];

		if (items[i - 1] <= carried)
			continue;
		for (int j = i; j > 0; j--)
		{
			CareItem item = items[j - 1];

			items[j] = Max(item, carried);
			carried = Min(item, carried);
		}
		items[0] = carried;
	}
}

/*
 * The rating that sorted items give for the day of items[*at], and moves *at
 * behind that day; counts a conflict of two different actual ratings.
 */
CareRating
cq_items_rating_of_day(const CareItem *items, uint32 nitems, uint32 *at, int64 *conflicts)
{
	uint32 day = CARE_ITEM_DAY(items[*at]);
	CareRating lowest = CARE_NOT_RATED;
	bool conflict = false;

	for (; *at < nitems && CARE_ITEM_DAY(items[*at]) == day; (*at)++)
	{
		CareRating rating = CARE_ITEM_RATING(items[*at]);

		conflict |= CARE_IS_RATED(lowest) && rating != lowest;
		if (!CARE_IS_RATED(lowest))
			lowest = rating;
	}
	*conflicts += conflict;
	return lowest;
}
