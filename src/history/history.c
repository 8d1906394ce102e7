/*
 * history.c
 *		The rules of time: from the items of a location to its history, and
 *		from its history to the ratings in force.
 */
#include "base/compat.h"

#include "history/history.h"
#include "base/aggregate.h"

/*
 * Makes room for n spans and n events, or for one of each day and the one
 * that is too many: n may come from outside. What they held is lost, and not
 * freed: it may be on the stack, where short histories have their room.
 */
void
cq_history_reserve(CareHistory *history, int n)
{
	n = Min(n, CARE_DAYS + 1);
	if (n <= history->reserved)
		return;
	history->spans = palloc(sizeof(CareSpan) * n);
	history->events = palloc(sizeof(CareEvent) * n);
	history->reserved = n;
}

/* Adds a registration, in order of from; empty ones are left out, touching ones merged. */
static void
add_span(CareHistory *history, DateADT from, DateADT until)
{
	int n = history->nspans;

	if (from == until)
		return;
	if (n > 0 && from <= history->spans[n - 1].until)
		history->spans[n - 1].until = Max(history->spans[n - 1].until, until);
	else
		history->spans[history->nspans++] = (CareSpan){from, until};
}

/*
 * Adds a rating in force, in order of day. Of two different actual ratings on
 * one day the lower counts, of two equal ones the later publication.
 */
static void
add_event(CareHistory *history, DateADT day, CareRating rating, DateADT published, bool conflict)
{
	int n = history->nevents;
	CareEvent *last;

	if (n == 0 || history->events[n - 1].day != day)
	{
		history->events[history->nevents++] = (CareEvent){day, published, rating, conflict};
		return;
	}
	if (!CARE_IS_RATED(rating))
		return;
	last = &history->events[n - 1];
	if (!CARE_IS_RATED(last->rating))
	{
		last->rating = rating;
		last->published = published;
	}
	else if (rating == last->rating)
		last->published = Max(last->published, published);
	else
	{
		conflict = true;
		if (rating < last->rating)
		{
			last->rating = rating;
			last->published = published;
		}
	}
	last->conflict |= conflict;
}

/*
 * Makes the history of a location from its items, which it sorts; room must
 * be reserved for as many. False if no date is known at all.
 */
bool
cq_history_build(CareItem *items, int nitems, CareHistory *history)
{
	bool dated = false;

	cq_items_sort(items, nitems);
	history->from_first = false;
	history->first_until = 0;
	history->nspans = 0;
	history->nevents = 0;
	for (int i = 0; i < nitems; i++)
	{
		CareItem item = items[i];
		DateADT day = cq_item_date(CARE_ITEM_DAY(item));
		DateADT other = cq_item_date(CARE_ITEM_OTHER(item));
		CareRating rating = CARE_ITEM_RATING(item);

		if (CARE_ITEM_DAY(item) == CARE_ITEM_UNDATED)
		{
			history->first_until = history->from_first ? Max(history->first_until, other) : other;
			history->from_first = true;
			continue;
		}
		if (!dated)
			history->first = day;
		dated = true;
		switch (CARE_ITEM_KIND(item))
		{
			case CARE_ITEM_EVENT:
				if (CARE_IS_RATED(rating))
					add_event(history, day, rating, day, CARE_ITEM_CONFLICT(item));
				break;
			case CARE_ITEM_IN_FORCE:
				add_event(history, day, rating, other, CARE_ITEM_CONFLICT(item));
				break;
			case CARE_ITEM_SPAN:
				add_span(history, day, other);
				break;
			case CARE_ITEM_PERIOD:
				cq_state_invalid();
		}
	}
	return dated;
}

/*
 * A location without any registration date is taken to be registered on the
 * first day known of it; deregistered before that is an error (22008), as it is
 * where both dates are written out. A history alone may be a piece of one, to
 * which an earlier day is still to be added: so this is asked of what is
 * counted. The location is named where it is known.
 */
void
cq_check_existence(const CareHistory *history, const CareKey *location)
{
	if (!history->from_first || history->nspans > 0 || history->first <= history->first_until)
		return;
	ereport(ERROR,
			errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			errmsg("a location without registration date was deregistered on %s, "
				   "before the first date known of it, %s",
				   cq_day_text(history->first_until),
				   cq_day_text(history->first)),
			cq_location_detail(location),
			errhint("Give the date from which it was registered."));
}

/*
 * The next stretch of existence, a union of spans and of the time from the
 * first date on; *next is -1 at first, then the next span to look at. False at
 * the end.
 */
static bool
next_existence(const CareHistory *history, int *next, CareSpan *span)
{
	int i = Max(*next, 0);

	if (*next < 0 && history->from_first && history->first < history->first_until)
		*span = (CareSpan){history->first, history->first_until};
	else if (i < history->nspans)
		*span = history->spans[i++];
	else
		return false;
	while (i < history->nspans && history->spans[i].from <= span->until)
	{
		span->until = Max(span->until, history->spans[i].until);
		i++;
	}
	*next = i;
	return true;
}

/*
 * Writes the stretches of existence and rating in order, at most
 * CARE_MAX_STRETCHES; returns how many.
 */
int
cq_history_stretches(const CareHistory *history, CareStretch *stretches)
{
	const CareEvent *events = history->events;
	int nevents = history->nevents;
	int nstretches = 0;
	int next_span = -1;
	int next_event = 0;
	CareSpan span;

	while (next_existence(history, &next_span, &span))
	{
		DateADT from = span.from;

		while (from < span.until)
		{
			CareStretch *stretch = &stretches[nstretches++];

			while (next_event < nevents && events[next_event].day <= from)
				next_event++;
			stretch->from = from;
			stretch->until =
				next_event < nevents ? Min(events[next_event].day, span.until) : span.until;
			stretch->rating = next_event > 0 ? events[next_event - 1].rating : CARE_NOT_RATED;
			stretch->published = next_event > 0 ? events[next_event - 1].published : CARE_OPEN;
			from = stretch->until;
		}
	}
	return nstretches;
}

/* Whether the location exists on a day. */
static bool
exists_on(const CareHistory *history, DateADT day)
{
	int next_span = -1;
	CareSpan span;

	while (next_existence(history, &next_span, &span))
	{
		if (day < span.until)
			return span.from <= day;
	}
	return false;
}

/* What holds on a day, not rated before the first event; false if the location does not exist then. */
bool
cq_history_at(const CareHistory *history, DateADT day, CareEvent *found)
{
	int i = history->nevents;

	if (!exists_on(history, day))
		return false;
	while (i > 0 && history->events[i - 1].day > day)
		i--;
	*found = i > 0 ? history->events[i - 1]
				   : (CareEvent){.rating = CARE_NOT_RATED, .published = CARE_OPEN};
	return true;
}

/* The number of dates with two different actual ratings. */
int64
cq_history_conflicts(const CareHistory *history)
{
	int64 conflicts = 0;

	for (int i = 0; i < history->nevents; i++)
		conflicts += history->events[i].conflict;
	return conflicts;
}

/*
 * A history as items again, at most CARE_MAX_ITEMS; returns how many. Its
 * first date becomes a not-rated event, which changes nothing else.
 */
int
cq_history_items(const CareHistory *history, CareItem *items)
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
