/*
 * facts.c
 *		From the arguments of an aggregate, or from a history, to items.
 */
#include "base/compat.h"

#include "history/facts.h"

/* Names the location, where there is one, in an error. */
static int
location_detail(const CareKey *location)
{
	if (location == NULL)
		return 0;
	return errdetail("Location \"%.*s\".", location->length, location->bytes);
}

/* A date that must lie in the calendar (else 22008). */
static inline uint32
item_day(DateADT day, const char *name)
{
	cq_check_day(day, name);
	return cq_item_day(day);
}

/* The item of registration dates; a NULL or infinite one is open. */
static CareItem
registration(FunctionCallInfo fcinfo, int arg, const CareKey *location)
{
	uint32 from = CARE_ITEM_UNDATED;
	uint32 until = CARE_ITEM_OPEN;

	if (!PG_ARGISNULL(arg) && PG_GETARG_DATEADT(arg) != DATEVAL_NOBEGIN)
		from = item_day(PG_GETARG_DATEADT(arg), "registered");
	if (!PG_ARGISNULL(arg + 1) && PG_GETARG_DATEADT(arg + 1) != CARE_OPEN)
		until = item_day(PG_GETARG_DATEADT(arg + 1), "deregistered");
	if (from > until)
		ereport(ERROR,
				errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("\"registered\" must not be after \"deregistered\", but %s is after %s",
					   cq_day_text(PG_GETARG_DATEADT(arg)),
					   cq_day_text(PG_GETARG_DATEADT(arg + 1))),
				location_detail(location));
	return cq_item(CARE_ITEM_SPAN, from, CARE_NOT_RATED, false, until);
}

/*
 * The items of a row (rating, published, registered, deregistered), whose
 * rating is argument number arg; returns how many. A rating without a date is
 * an error (22004); a not-rated row may have none.
 */
int
cq_facts_of_row(FunctionCallInfo fcinfo, CareRatingGetter get, int arg, const CareKey *location,
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
					location_detail(location),
					errhint("Filter such rows out, or give the date from which it counts."));
		return 1;
	}
	items[1] = cq_item(CARE_ITEM_EVENT,
					   item_day(PG_GETARG_DATEADT(arg + 1), "published"),
					   rating,
					   false,
					   0);
	return 2;
}

/*
 * A history as items again, at most CARE_HISTORY_ITEMS; returns how many. Its
 * first date becomes a not-rated event, which changes nothing else.
 */
int
cq_facts_of_history(const CareHistory *history, CareItem *items)
{
	int n = 0;

	items[n++] = cq_item(CARE_ITEM_EVENT, cq_item_day(history->first), CARE_NOT_RATED, false, 0);
	if (history->from_first)
		items[n++] = cq_item(CARE_ITEM_SPAN,
							 CARE_ITEM_UNDATED,
							 CARE_NOT_RATED,
							 false,
							 cq_item_day(history->first_until));
	for (int i = 0; i < history->nspans; i++)
		items[n++] = cq_item(CARE_ITEM_SPAN,
							 cq_item_day(history->spans[i].from),
							 CARE_NOT_RATED,
							 false,
							 cq_item_day(history->spans[i].until));
	for (int i = 0; i < history->nevents; i++)
	{
		const CareEvent *event = &history->events[i];

		if (event->published == event->day)
			items[n++] = cq_item(CARE_ITEM_EVENT,
								 cq_item_day(event->day),
								 event->rating,
								 event->conflict,
								 0);
		else
			items[n++] = cq_item(CARE_ITEM_IN_FORCE,
								 cq_item_day(event->day),
								 event->rating,
								 event->conflict,
								 cq_item_day(event->published));
	}
	return n;
}

/* Whether an item from outside could have been made here. */
bool
cq_item_is_valid(CareItem item)
{
	uint32 day = CARE_ITEM_DAY(item);
	uint32 other = CARE_ITEM_OTHER(item);
	uint32 end = cq_item_day(CARE_DAY_END);
	CareRating rating = CARE_ITEM_RATING(item);

	if (rating >= CARE_RATINGS || day >= end || (other >= end && other != CARE_ITEM_OPEN))
		return false;
	switch (CARE_ITEM_KIND(item))
	{
		case CARE_ITEM_EVENT:
			return day != CARE_ITEM_UNDATED && other == 0;
		case CARE_ITEM_IN_FORCE:
			if (CARE_IS_RATED(rating))
				return other != 0 && other < day;
			return day != CARE_ITEM_UNDATED && other == CARE_ITEM_OPEN;
		case CARE_ITEM_SPAN:
			return other >= day && other != 0 && rating == CARE_NOT_RATED;
		case CARE_ITEM_PERIOD:
			return day != CARE_ITEM_UNDATED && other >= day;
	}
	return false;
}
