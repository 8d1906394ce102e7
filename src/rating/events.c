/*
 * events.c
 *		care_events(): the rating events in one location document.
 *
 * Ratings stand in
 *
 *		currentRatings{overall, serviceRatings[]}
 *		historicRatings[]{reportDate, overall, serviceRatings[]}
 *		assessment[]{assessmentPlanPublishedDateTime, ratings{overall[], asgRatings[]}}
 *
 * where overall and the services all are {name, rating, reportDate, status,
 * endDate, organisationId, keyQuestionRatings[]{name, rating, reportDate, ...}}.
 * What an object does not say holds as it was said around it. A missing part,
 * or null, is no event. An event that the document tells twice is returned
 * once.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/builtins.h"

#include "base/day.h"
#include "rating/document.h"
#include "rating/rating.h"
#include "base/result.h"

/* What there is to say of a rating beside itself, each NULL if the document does not say it. */
typedef struct About
{
	const char *service; /* NULL for the location's own */
	const char *published;
	const char *status;
	const char *ended;
	const char *organisation;
} About;

typedef struct Event
{
	About about;
	const char *question;
	const char *rating; /* as published */
	DateADT published;	/* if about says it */
	int position;
	bool told_before;
} Event;

typedef struct Events
{
	List *ends; /* of Ended */
	Event *event;
	int n;
	int room;
} Events;

/* A service that is no longer given. */
typedef struct Ended
{
	const char *service;
	const char *day;
} Ended;

/* Where in the document a visitor is. */
typedef struct Place
{
	Events *events;
	About about;
} Place;

/* ---- names and what is inherited ---- */

/* The regulator's spelling of a key question; another name as it stands. */
static const char *
question_name(const char *name)
{
	static const char *const names[] = {"Safe", "Effective", "Caring", "Responsive", "Well-led"};

	for (int i = 0; i < lengthof(names); i++)
	{
		if (pg_strcasecmp(name, names[i]) == 0)
			return names[i];
	}
	return pg_strcasecmp(name, "Well led") == 0 ? "Well-led" : name;
}

/* The name of a service or key question; one without is an error (22023). */
static const char *
get_name(const CareDocument *document, JsonbContainer *object, const char *what)
{
	char *name = cq_document_string(document, object, "name");

	if (name == NULL)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a %s in the document of location \"%s\" has no \"name\"",
					   what,
					   document->location));
	return name;
}

/* What an object says under a key; what was said around it if it says nothing. */
static void
hear(const CareDocument *document, JsonbContainer *object, const char *key, const char **said)
{
	char *text = cq_document_string(document, object, key);

	if (text != NULL && *text != '\0')
		*said = text;
}

/* The place of an object in the place around it. */
static Place
enter(const CareDocument *document, JsonbContainer *object, const char *date_key,
	  const Place *around)
{
	Place here = *around;

	hear(document, object, date_key, &here.about.published);
	hear(document, object, "status", &here.about.status);
	hear(document, object, "endDate", &here.about.ended);
	hear(document, object, "organisationId", &here.about.organisation);
	return here;
}

/* ---- services that have ended ---- */

/* Remembers when a service ended, if it has. */
static void
add_end(const CareDocument *document, JsonbContainer *object, const char *name_key, List **ends)
{
	Ended *ended = palloc0(sizeof(Ended));

	hear(document, object, name_key, &ended->service);
	hear(document, object, "endDate", &ended->day);
	if (ended->service != NULL && ended->day != NULL)
		*ends = lappend(*ends, ended);
}

/* {assessmentServiceName, status, endDate}: a service as it is assessed */
static void
visit_service_group(const CareDocument *document, JsonbContainer *object, void *context)
{
	add_end(document, object, "assessmentServiceName", context);
}

/* {inspectionAreaName, status, endDate}: a service as it was inspected */
static void
visit_area(const CareDocument *document, JsonbContainer *object, void *context)
{
	add_end(document, object, "inspectionAreaName", context);
}

/* When a service ended, NULL if the document does not say that it has. */
static const char *
end_of(const Events *events, const char *service)
{
	ListCell *cell;

	foreach(cell, events->ends)
	{
		Ended *ended = lfirst(cell);

		if (strcmp(ended->service, service) == 0)
			return ended->day;
	}
	return NULL;
}

/* ---- walking through the document ---- */

/* Adds the rating of an object, if it has one. */
static void
add_event(const CareDocument *document, JsonbContainer *object, const char *question,
		  const Place *here)
{
	Events *events = here->events;
	char *rating = cq_document_string(document, object, "rating");
	Event *event;

	if (rating == NULL)
		return;
	if (events->n == events->room)
	{
		events->room *= 2;
		events->event = repalloc(events->event, sizeof(Event) * events->room);
	}
	event = &events->event[events->n];
	event->about = here->about;
	event->question = question;
	event->rating = rating;
	event->published = here->about.published == NULL
						   ? 0
						   : cq_document_read_day(document, here->about.published, "published");
	event->position = events->n++;
	event->told_before = false;
}

/* {name, rating, reportDate}: one key question */
static void
visit_question(const CareDocument *document, JsonbContainer *object, void *context)
{
	const char *name = question_name(get_name(document, object, "key question"));
	Place here = enter(document, object, "reportDate", context);

	add_event(document, object, name, &here);
}

/* {rating, reportDate, keyQuestionRatings[]}: the ratings of one inspection or assessment */
static void
visit_group(const CareDocument *document, JsonbContainer *object, void *context)
{
	Place here = enter(document, object, "reportDate", context);

	add_event(document, object, "Overall", &here);
	cq_document_visit(document, object, "keyQuestionRatings", visit_question, &here);
}

/* The same for one service, which has a name. */
static void
visit_service(const CareDocument *document, JsonbContainer *object, void *context)
{
	Place here = *(const Place *) context;

	here.about.service = get_name(document, object, "service");
	here.about.ended = end_of(here.events, here.about.service);
	visit_group(document, object, &here);
}

/* {reportDate, overall, serviceRatings[]}: current ratings, or historic ones */
static void
visit_ratings(const CareDocument *document, JsonbContainer *object, void *context)
{
	Place here = enter(document, object, "reportDate", context);

	cq_document_visit(document, object, "overall", visit_group, &here);
	cq_document_visit(document, object, "serviceRatings", visit_service, &here);
}

/* {overall[], asgRatings[]}: the ratings of an assessment */
static void
visit_assessment_ratings(const CareDocument *document, JsonbContainer *object, void *context)
{
	cq_document_visit(document, object, "overall", visit_group, context);
	cq_document_visit(document, object, "asgRatings", visit_service, context);
}

/* {assessmentPlanPublishedDateTime, ratings}: an assessment */
static void
visit_assessment(const CareDocument *document, JsonbContainer *object, void *context)
{
	Place here = enter(document, object, "assessmentPlanPublishedDateTime", context);

	cq_document_visit(document, object, "ratings", visit_assessment_ratings, &here);
}

/* ---- events told twice ---- */

static int
compare_texts(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

/* By content, then by position. */
static int
compare_events(const void *a, const void *b)
{
	const Event *x = *(Event *const *) a;
	const Event *y = *(Event *const *) b;
	int order = compare_texts(x->about.service, y->about.service);

	if (order == 0)
		order = strcmp(x->question, y->question);
	if (order == 0)
		order = strcmp(x->rating, y->rating);
	if (order == 0)
		order = (x->about.published != NULL) - (y->about.published != NULL);
	if (order == 0)
		order = (x->published > y->published) - (x->published < y->published);
	return order;
}

static int
compare_positions(const void *a, const void *b)
{
	int order = compare_events(a, b);

	return order != 0 ? order : (*(Event *const *) a)->position - (*(Event *const *) b)->position;
}

/* What one telling of an event leaves out another may say; that it is current counts most. */
static void
merge(About *first, const About *again)
{
	if (first->status == NULL ||
		(again->status != NULL && pg_strcasecmp(again->status, "Current") == 0))
		first->status = again->status;
	if (first->ended == NULL)
		first->ended = again->ended;
	if (first->organisation == NULL)
		first->organisation = again->organisation;
}

/* Marks all but the first of equal events, which learns what the others say. */
static void
mark_told_before(Events *events)
{
	Event **sorted = palloc(sizeof(Event *) * Max(events->n, 1));
	Event *first = NULL;

	for (int i = 0; i < events->n; i++)
		sorted[i] = &events->event[i];
	qsort(sorted, events->n, sizeof(Event *), compare_positions);
	for (int i = 0; i < events->n; i++)
	{
		if (first == NULL || compare_events(&first, &sorted[i]) != 0)
		{
			first = sorted[i];
			continue;
		}
		sorted[i]->told_before = true;
		merge(&first->about, &sorted[i]->about);
	}
}

/* ---- the function ---- */

enum
{
	LOCATION_ID,
	SERVICE,
	QUESTION,
	RATING,
	RATING_TEXT,
	PUBLISHED,
	STATUS,
	ENDED,
	ORGANISATION_ID,
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[LOCATION_ID] = {"location_id", TEXTOID},
	[SERVICE] = {"service", TEXTOID},
	[QUESTION] = {"question", TEXTOID},
	[RATING] = {"rating", TEXTOID},
	[RATING_TEXT] = {"rating_text", TEXTOID},
	[PUBLISHED] = {"published", DATEOID},
	[STATUS] = {"status", TEXTOID},
	[ENDED] = {"ended", DATEOID},
	[ORGANISATION_ID] = {"organisation_id", TEXTOID},
};

/* Returns one event as a row. */
static void
put_event(const CareDocument *document, CareResult *rows, const Event *event)
{
	const About *about = &event->about;
	CareRow row;
	CareRating rating;

	cq_row_clear(&row);
	cq_row_set_text(&row, LOCATION_ID, document->location);
	cq_row_set_text(&row, SERVICE, about->service);
	cq_row_set_text(&row, QUESTION, event->question);
	if (cq_rating_try(event->rating, strlen(event->rating), &rating))
		cq_row_set_text(&row, RATING, cq_rating_name(rating));
	cq_row_set_text(&row, RATING_TEXT, event->rating);
	if (about->published != NULL)
		cq_row_set(&row, PUBLISHED, DateADTGetDatum(event->published));
	cq_row_set_text(&row, STATUS, about->status);
	if (about->ended != NULL)
		cq_row_set(&row,
				   ENDED,
				   DateADTGetDatum(cq_document_read_day(document, about->ended, "ended")));
	cq_row_set_text(&row, ORGANISATION_ID, about->organisation);
	cq_result_put(rows, row.values, row.nulls);
}

PG_FUNCTION_INFO_V1(care_events);

/* The rating events in a location document, in its own order (strict). */
Datum
care_events(PG_FUNCTION_ARGS)
{
	CareDocument document = cq_get_document(fcinfo, 0);
	JsonbContainer *root = document.root;
	Events events = {.room = 32};
	Place start = {.events = &events};
	CareResult rows;

	events.event = palloc(sizeof(Event) * events.room);
	cq_document_visit(&document, root, "assessmentServiceGroup", visit_service_group, &events.ends);
	cq_document_visit(&document, root, "inspectionAreas", visit_area, &events.ends);
	cq_document_visit(&document, root, "currentRatings", visit_ratings, &start);
	cq_document_visit(&document, root, "historicRatings", visit_ratings, &start);
	cq_document_visit(&document, root, "assessment", visit_assessment, &start);
	mark_told_before(&events);

	cq_result_begin(fcinfo, columns, NCOLUMNS, &rows);
	for (int i = 0; i < events.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!events.event[i].told_before)
			put_event(&document, &rows, &events.event[i]);
	}
	PG_RETURN_NULL();
}
