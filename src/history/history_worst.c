/*
 * history_worst.c
 *		care_worst over histories: for a location whose services are rated one
 *		by one, at every moment the lowest actual rating in force.
 *
 * Which dates had two ratings of one service is a question to the service's own
 * history: the result knows no conflicts.
 *
 * The state is a list of stored histories, one after the other; the result is
 * worked out at the end, from all of them, so the order of rows does not count.
 */
#include "base/compat.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/args.h"
#include "history/facts.h"
#include "history/history_type.h"
#include "base/state.h"

#define STATE_VERSION 1

typedef struct HistoryList
{
	int32 vl_len_; /* varlena header, do not touch directly */
	uint32 version;
	uint32 used;						/* bytes; there is room for more up to the end */
	char values[FLEXIBLE_ARRAY_MEMBER]; /* varlenas with full headers, unaligned */
} HistoryList;

#define STATE_SIZE(bytes) (offsetof(HistoryList, values) + (Size) (bytes))
#define STATE_ROOM(state) (VARSIZE(state) - offsetof(HistoryList, values))

PG_FUNCTION_INFO_V1(care_history_worst_add);
PG_FUNCTION_INFO_V1(care_history_worst_combine);
PG_FUNCTION_INFO_V1(care_history_worst_final);

/* The state in an argument; NULL before the first row. Only its header is checked. */
static HistoryList *
get_state(FunctionCallInfo fcinfo, int arg)
{
	HistoryList *state;

	if (PG_ARGISNULL(arg))
		return NULL;
	state = (HistoryList *) cq_state_detoast(PG_GETARG_DATUM(arg));
	if (VARSIZE(state) < STATE_SIZE(0) || state->version != STATE_VERSION ||
		state->used > STATE_ROOM(state))
		cq_state_invalid();
	return state;
}

/* The state with more bytes at its end, itself or a larger one. */
static HistoryList *
append(HistoryList *state, const char *bytes, Size length)
{
	Size used = state == NULL ? 0 : state->used;

	if (state == NULL || used + length > STATE_ROOM(state))
	{
		HistoryList *larger;
		Size size = STATE_SIZE(Max(2 * used, used + length));

		if (size > MaxAllocSize)
			ereport(ERROR,
					errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
					errmsg("the histories of one location would take more than 1 GB"),
					errhint("Group by location."));
		larger = palloc0(size);
		SET_VARSIZE(larger, size);
		larger->version = STATE_VERSION;
		if (used > 0)
			memcpy(larger->values, state->values, used);
		state = larger;
	}
	memcpy(state->values + used, bytes, length);
	state->used = used + length;
	return state;
}

/* care_worst(history): NULL is skipped. */
Datum
care_history_worst_add(PG_FUNCTION_ARGS)
{
	HistoryList *state = get_state(fcinfo, 0);
	struct varlena *value;

	cq_check_aggregate(fcinfo);
	if (!PG_ARGISNULL(1))
	{
		value = PG_DETOAST_DATUM(PG_GETARG_DATUM(1));
		state = append(state, (const char *) value, VARSIZE(value));
	}
	if (state == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

/* Adds the histories of one state to another (strict). */
Datum
care_history_worst_combine(PG_FUNCTION_ARGS)
{
	HistoryList *state = get_state(fcinfo, 0);
	HistoryList *other = get_state(fcinfo, 1);

	cq_check_aggregate(fcinfo);
	PG_RETURN_POINTER(append(state, other->values, other->used));
}

/* One service: its segments, and the one that holds on the day looked at. */
typedef struct Service
{
	CareSegment *segments;
	int nsegments;
	int at;
} Service;

/* Reads the histories of a state, and the first date known of any; returns how many. */
static int
read_services(const HistoryList *state, Service **services, DateADT *first)
{
	int n = 0;
	int room = 8;

	*services = palloc(sizeof(Service) * room);
	for (Size at = 0; at < state->used;)
	{
		struct varlena *value;
		uint32 header;
		Size size;
		CareHistory history = {0};
		Service *service;

		if (state->used - at < VARHDRSZ)
			cq_state_invalid();
		memcpy(&header, state->values + at, VARHDRSZ);
		/* NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): it was copied */
		size = VARSIZE(&header);
		if (!VARATT_IS_4B_U(&header) || size < VARHDRSZ || size > state->used - at)
			cq_state_invalid();
		value = palloc(size);
		memcpy(value, state->values + at, size);
		at += size;
		cq_history_read(PointerGetDatum(value), &history);

		if (n == room)
			*services = repalloc(*services, sizeof(Service) * (room *= 2));
		service = &(*services)[n];
		service->segments = palloc(sizeof(CareSegment) * CARE_MAX_SEGMENTS(&history));
		service->nsegments = cq_history_segments(&history, service->segments);
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
		total += 2 * services[i].nsegments;
	*days = palloc(sizeof(DateADT) * Max(total, 1));
	for (int i = 0; i < nservices; i++)
	{
		for (int j = 0; j < services[i].nsegments; j++)
		{
			(*days)[n++] = services[i].segments[j].from;
			(*days)[n++] = services[i].segments[j].until;
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
worst_on(Service *services, int nservices, DateADT day, CareSegment *worst)
{
	bool exists = false;

	worst->rating = CARE_NOT_RATED;
	worst->published = CARE_OPEN;
	for (int i = 0; i < nservices; i++)
	{
		Service *service = &services[i];
		CareSegment *segment;

		while (service->at < service->nsegments && service->segments[service->at].until <= day)
			service->at++;
		segment = &service->segments[service->at];
		if (service->at == service->nsegments || segment->from > day)
			continue;
		exists = true;
		if (!CARE_IS_RATED(segment->rating))
			continue;
		if (!CARE_IS_RATED(worst->rating) || segment->rating < worst->rating)
		{
			worst->rating = segment->rating;
			worst->published = segment->published;
		}
		else if (segment->rating == worst->rating)
			worst->published = Max(worst->published, segment->published);
	}
	return exists;
}

/* The location's history out of its services' (strict). */
Datum
care_history_worst_final(PG_FUNCTION_ARGS)
{
	CareHistory history = {0};
	CareSegment last = {.rating = CARE_NOT_RATED, .published = CARE_OPEN};
	CareItem *items;
	Service *services;
	DateADT *days;
	int nservices = read_services(get_state(fcinfo, 0), &services, &history.first);
	int ndays = change_days(services, nservices, &days);
	int n = 0;

	/* a day gives at most a span of one day's change and an event */
	items = palloc(sizeof(CareItem) * (2 * ndays + 1));
	items[n++] = cq_item(CARE_ITEM_EVENT, cq_item_day(history.first), CARE_NOT_RATED, false, 0);
	for (int i = 0; i < ndays; i++)
	{
		CareSegment now;
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
