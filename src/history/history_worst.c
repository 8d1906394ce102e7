/*
 * history_worst.c
 *		care_worst over histories: for a location whose services are rated one
 *		by one, at every moment the lowest actual rating in force.
 *
 * Which dates had two ratings of one service is a question to the service's own
 * history: the result knows no conflicts.
 *
 * The state is a list of stored histories; the result is worked out at the end,
 * from all of them, so the order of rows does not count.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "base/aggregate.h"
#include "history/item.h"
#include "history/history_type.h"

/* Stored histories, each with a full header and in its place for that: zeros between them. */
typedef struct HistoryList
{
	CARE_STATE_HEADER; /* bytes are used */
	char values[FLEXIBLE_ARRAY_MEMBER];
} HistoryList;

#define VALUE_SIZE(length) INTALIGN(length)

static const CareStateKind state_kind = {
	.kind = 'w',
	.head = offsetof(HistoryList, values),
	.element = 1,
	.too_large = "the histories of one location would take more than 1 GB",
	.hint = "Group by location.",
};

PG_FUNCTION_INFO_V1(care_history_worst_add);
PG_FUNCTION_INFO_V1(care_history_worst_combine);
PG_FUNCTION_INFO_V1(care_history_worst_final);

/* The state with more bytes at its end, itself or a larger one. */
static HistoryList *
append(HistoryList *state, const void *bytes, Size length, Size padded)
{
	state = cq_state_reserve(&state_kind, state, padded);
	memcpy(state->values + state->used, bytes, length);
	state->used += padded;
	return state;
}

/* care_worst(history): NULL is skipped. */
Datum
care_history_worst_add(PG_FUNCTION_ARGS)
{
	HistoryList *state = cq_state_get(&state_kind, fcinfo, 0);
	struct varlena *value;

	cq_check_aggregate(fcinfo);
	if (!PG_ARGISNULL(1))
	{
		value = PG_DETOAST_DATUM(PG_GETARG_DATUM(1));
		state = append(state, value, VARSIZE(value), VALUE_SIZE(VARSIZE(value)));
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

/* Adds the histories of one state to another (strict). */
Datum
care_history_worst_combine(PG_FUNCTION_ARGS)
{
	HistoryList *state = cq_state_get(&state_kind, fcinfo, 0);
	HistoryList *other = cq_state_get(&state_kind, fcinfo, 1);

	cq_check_aggregate(fcinfo);
	PG_RETURN_POINTER(append(state, other->values, other->used, other->used));
}

/* One service: its stretches, and the one that holds on the day looked at. */
typedef struct Service
{
	CareStretch *stretches;
	int nstretches;
	int at;
} Service;

/* Reads the histories of a state, and the first date known of any; returns how many. */
static int
read_services(const HistoryList *state, Service **services, DateADT *first)
{
	int n = 0;
	int room = 8;
	uint64 at = 0;

	*services = palloc(sizeof(Service) * room);
	while (at < state->used)
	{
		const struct varlena *value = (const struct varlena *) (state->values + at);
		CareHistory history = {0};
		Service *service;

		if (state->used - at < VARHDRSZ || !VARATT_IS_4B_U(value) || VARSIZE(value) < VARHDRSZ ||
			VARSIZE(value) > state->used - at)
			cq_state_invalid();
		cq_history_read(PointerGetDatum(value), &history);
		at += VALUE_SIZE(VARSIZE(value));

		if (n == room)
			*services = repalloc(*services, sizeof(Service) * (room *= 2));
		service = &(*services)[n];
		service->stretches = palloc(sizeof(CareStretch) * CARE_MAX_STRETCHES(&history));
		service->nstretches = cq_history_stretches(&history, service->stretches);
		service->at = 0;
		*first = n == 0 ? history.first : Min(*first, history.first);
		n++;
	}
	if (n == 0)
		cq_state_invalid();
	return n;
}

static int
compare_days(const void *a, const void *b)
{
	DateADT x = *(const DateADT *) a;
	DateADT y = *(const DateADT *) b;

	return (x > y) - (x < y);
}

/* The days on which anything begins or ends, sorted; some occur more than once. */
static int
change_days(const Service *services, int nservices, DateADT **days)
{
	int n = 0;
	int total = 0;

	for (int i = 0; i < nservices; i++)
		total += 2 * services[i].nstretches;
	*days = palloc(sizeof(DateADT) * Max(total, 1));
	for (int i = 0; i < nservices; i++)
	{
		for (int j = 0; j < services[i].nstretches; j++)
		{
			(*days)[n++] = services[i].stretches[j].from;
			(*days)[n++] = services[i].stretches[j].until;
		}
	}
	qsort(*days, n, sizeof(DateADT), compare_days);
	return n;
}

/*
 * The lowest actual rating in force on a day, of equal ones the latest
 * publication; false if no service exists. Days must come in order.
 */
static bool
worst_on(Service *services, int nservices, DateADT day, CareStretch *worst)
{
	bool exists = false;

	worst->rating = CARE_NOT_RATED;
	worst->published = CARE_OPEN;
	for (int i = 0; i < nservices; i++)
	{
		Service *service = &services[i];
		CareStretch *stretch;

		while (service->at < service->nstretches && service->stretches[service->at].until <= day)
			service->at++;
		stretch = &service->stretches[service->at];
		if (service->at == service->nstretches || stretch->from > day)
			continue;
		exists = true;
		if (!CARE_IS_RATED(stretch->rating))
			continue;
		if (!CARE_IS_RATED(worst->rating) || stretch->rating < worst->rating)
		{
			worst->rating = stretch->rating;
			worst->published = stretch->published;
		}
		else if (stretch->rating == worst->rating)
			worst->published = Max(worst->published, stretch->published);
	}
	return exists;
}

/* The location's history out of its services' (strict). */
Datum
care_history_worst_final(PG_FUNCTION_ARGS)
{
	CareHistory history = {0};
	CareStretch last = {.rating = CARE_NOT_RATED, .published = CARE_OPEN};
	CareItem *items;
	Service *services;
	DateADT *days;
	int nservices = read_services(cq_state_get(&state_kind, fcinfo, 0), &services, &history.first);
	int ndays = change_days(services, nservices, &days);
	int n = 0;

	/* a day gives at most a span of one day's change and an event */
	items = palloc(sizeof(CareItem) * (2 * ndays + 1));
	items[n++] = cq_item(CARE_ITEM_EVENT, cq_item_day(history.first), CARE_NOT_RATED, false, 0);
	for (int i = 0; i < ndays; i++)
	{
		CareStretch now;
		uint32 day = cq_item_day(days[i]);

		CHECK_FOR_INTERRUPTS();
		if ((i > 0 && days[i] == days[i - 1]) || days[i] == CARE_OPEN)
			continue;
		if (!worst_on(services, nservices, days[i], &now))
			continue;
		/* it exists at least until the next change */
		for (int j = i + 1; j < ndays; j++)
		{
			if (days[j] > days[i])
			{
				items[n++] =
					cq_item(CARE_ITEM_SPAN, day, CARE_NOT_RATED, false, cq_item_day(days[j]));
				break;
			}
		}
		if (now.rating == last.rating && now.published == last.published)
			continue;
		if (CARE_IS_RATED(now.rating) && now.published == days[i])
			items[n++] = cq_item(CARE_ITEM_EVENT, day, now.rating, false, 0);
		else
			items[n++] =
				cq_item(CARE_ITEM_IN_FORCE, day, now.rating, false, cq_item_day(now.published));
		last = now;
	}
	cq_history_reserve(&history, n);
	cq_history_build(items, n, &history);
	PG_RETURN_POINTER(cq_history_store(&history));
}
