/*
 * events.c
 *		care_events(): the rating events in one location document of the
 *		regulator's public interface (GET .../public/v1/locations/{id}).
 *
 * Everything is found by name and never by position. Ratings stand in
 *
 *		currentRatings{overall, serviceRatings[]}
 *		historicRatings[]{reportDate, overall, serviceRatings[]}
 *		assessment[]{assessmentPlanPublishedDateTime, ratings{overall[], asgRatings[]}}
 *
 * where overall and the services all are {name, rating, reportDate,
 * keyQuestionRatings[]{name, rating, reportDate}}. A missing part, or null, is
 * no event. The status of an assessment (Current, Historic) does not matter:
 * each was published on its day. An event that the document tells twice is
 * returned once.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "base/day.h"
#include "rating/rating.h"
#include "base/row.h"

typedef struct Event
{
	const char *service; /* NULL for the location's own */
	const char *question;
	const char *rating;	   /* as published */
	const char *published; /* yyyy-mm-dd, NULL if the document has none */
	DateADT day;		   /* the same */
	int position;
	bool told_before;
} Event;

typedef struct Events
{
	const char *location;
	Event *event;
	int n;
	int room;
} Events;

/* What a rating inherits from the parts of the document around it. */
typedef struct Around
{
	const char *service;
	const char *published;
} Around;

typedef void (*Visitor)(Events *events, JsonbContainer *object, const Around *around);

/* ---- reading JSON by name ---- */

/* The value of a key; NULL if it is missing or null. */
static JsonbValue *
get(JsonbContainer *object, const char *key, JsonbValue *value)
{
	JsonbValue *found = getKeyJsonValueFromContainer(object, key, strlen(key), value);

	return found == NULL || found->type == jbvNull ? NULL : found;
}

/* A part of the document that is not what it should be is an error (22023). */
static void
wrong_type(const Events *events, const char *key, const char *expected)
{
	ereport(ERROR,
			errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("\"%s\" in the document of location \"%s\" is not %s",
				   key,
				   events->location,
				   expected));
}

/* The value of a key as a string; NULL if it is missing. */
static char *
get_string(const Events *events, JsonbContainer *object, const char *key)
{
	JsonbValue value;

	if (get(object, key, &value) == NULL)
		return NULL;
	if (value.type != jbvString)
		wrong_type(events, key, "a string");
	return pnstrdup(value.val.string.val, value.val.string.len);
}

/* Visits the object, or each object of the array, that is the value of a key. */
static void
visit(Events *events, JsonbContainer *object, const char *key, Visitor visitor,
	  const Around *around)
{
	JsonbValue value;
	JsonbContainer *container;

	if (get(object, key, &value) == NULL)
		return;
	container = value.type == jbvBinary ? value.val.binary.data : NULL;
	if (container != NULL && JsonContainerIsObject(container))
	{
		visitor(events, container, around);
		return;
	}
	if (container == NULL)
	{
		wrong_type(events, key, "an object or an array of objects");
		return;
	}
	for (uint32 i = 0; i < JsonContainerSize(container); i++)
	{
		JsonbValue *element = getIthJsonbValueFromContainer(container, i);

		CHECK_FOR_INTERRUPTS();
		if (element->type == jbvNull)
			continue;
		if (element->type != jbvBinary || !JsonContainerIsObject(element->val.binary.data))
			wrong_type(events, key, "an object or an array of objects");
		visitor(events, element->val.binary.data, around);
	}
}

/* ---- dates and names ---- */

/* Whether text goes on as a time of day: "T" or a space, then hh:mm and the rest. */
static bool
is_time(const char *text)
{
	return (*text == 'T' || *text == ' ') && strlen(text) >= 6 && text[3] == ':' &&
		   strspn(text + 1, "0123456789:.+-Z") == strlen(text + 1);
}

/* The day of a published date or date and time in ISO form; another form is an error (22007). */
static DateADT
read_day(const Events *events, const char *text)
{
	int length = strlen(text);
	int date_length = CARE_DAY_TEXT_SIZE - 1;
	DateADT day;

	if (length > date_length && is_time(text + date_length))
		length = date_length;
	if (!cq_day_try(text, length, &day))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_DATETIME_FORMAT),
				errmsg("invalid date in the document of location \"%s\": \"%s\"",
					   events->location,
					   text),
				errhint("Dates are written yyyy-mm-dd."));
	cq_check_day(day, "published");
	return day;
}

/* The date of an object, the one around it if it has none. */
static const char *
get_date(const Events *events, JsonbContainer *object, const char *key, const char *around)
{
	const char *text = get_string(events, object, key);

	return text == NULL || *text == '\0' ? around : text;
}

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

/* ---- walking through the document ---- */

/* Adds the rating of an object, if it has one. */
static void
add_event(Events *events, JsonbContainer *object, const char *question, const Around *around)
{
	char *rating = get_string(events, object, "rating");
	Event *event;

	if (rating == NULL)
		return;
	if (events->n == events->room)
	{
		events->room *= 2;
		events->event = repalloc(events->event, sizeof(Event) * events->room);
	}
	event = &events->event[events->n];
	event->service = around->service;
	event->question = question;
	event->rating = rating;
	event->published = around->published;
	event->day = around->published == NULL ? 0 : read_day(events, around->published);
	event->position = events->n++;
	event->told_before = false;
}

/* {name, rating, reportDate}: one key question */
static void
visit_question(Events *events, JsonbContainer *object, const Around *around)
{
	char *name = get_string(events, object, "name");
	Around here = *around;

	if (name == NULL)
		return;
	here.published = get_date(events, object, "reportDate", around->published);
	add_event(events, object, question_name(name), &here);
}

/* {rating, reportDate, keyQuestionRatings[]}: the ratings of one inspection or assessment */
static void
visit_group(Events *events, JsonbContainer *object, const Around *around)
{
	Around here = *around;

	here.published = get_date(events, object, "reportDate", around->published);
	add_event(events, object, "Overall", &here);
	visit(events, object, "keyQuestionRatings", visit_question, &here);
}

/* The same for one service, which has a name. */
static void
visit_service(Events *events, JsonbContainer *object, const Around *around)
{
	Around here = *around;

	here.service = get_string(events, object, "name");
	if (here.service == NULL)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("a service in the document of location \"%s\" has no \"name\"",
					   events->location));
	visit_group(events, object, &here);
}

/* {reportDate, overall, serviceRatings[]}: current ratings, or historic ones */
static void
visit_ratings(Events *events, JsonbContainer *object, const Around *around)
{
	Around here = {.published = get_date(events, object, "reportDate", NULL)};

	visit(events, object, "overall", visit_group, &here);
	visit(events, object, "serviceRatings", visit_service, &here);
}

/* {overall[], asgRatings[]}: the ratings of an assessment */
static void
visit_assessment_ratings(Events *events, JsonbContainer *object, const Around *around)
{
	visit(events, object, "overall", visit_group, around);
	visit(events, object, "asgRatings", visit_service, around);
}

/* {assessmentPlanPublishedDateTime, ratings}: an assessment */
static void
visit_assessment(Events *events, JsonbContainer *object, const Around *around)
{
	Around here = {.published = get_date(events, object, "assessmentPlanPublishedDateTime", NULL)};

	visit(events, object, "ratings", visit_assessment_ratings, &here);
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
	int order = compare_texts(x->service, y->service);

	if (order == 0)
		order = strcmp(x->question, y->question);
	if (order == 0)
		order = strcmp(x->rating, y->rating);
	if (order == 0)
		order = (x->published != NULL) - (y->published != NULL);
	if (order == 0)
		order = (x->day > y->day) - (x->day < y->day);
	return order;
}

static int
compare_positions(const void *a, const void *b)
{
	int order = compare_events(a, b);

	return order != 0 ? order : (*(Event *const *) a)->position - (*(Event *const *) b)->position;
}

/* Marks all but the first of equal events. */
static void
mark_told_before(Events *events)
{
	Event **sorted = palloc(sizeof(Event *) * Max(events->n, 1));

	for (int i = 0; i < events->n; i++)
		sorted[i] = &events->event[i];
	qsort(sorted, events->n, sizeof(Event *), compare_positions);
	for (int i = 1; i < events->n; i++)
		sorted[i]->told_before = compare_events(&sorted[i - 1], &sorted[i]) == 0;
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
	NCOLUMNS
};

static const CareColumn columns[NCOLUMNS] = {
	[LOCATION_ID] = {"location_id", TEXTOID},
	[SERVICE] = {"service", TEXTOID},
	[QUESTION] = {"question", TEXTOID},
	[RATING] = {"rating", TEXTOID},
	[RATING_TEXT] = {"rating_text", TEXTOID},
	[PUBLISHED] = {"published", DATEOID},
};

/* Returns one event as a row. */
static void
put_event(CareRows *rows, Datum location, const Event *event)
{
	Datum values[NCOLUMNS] = {0};
	bool nulls[NCOLUMNS] = {false};
	CareRating rating;

	values[LOCATION_ID] = location;
	nulls[SERVICE] = event->service == NULL;
	if (!nulls[SERVICE])
		values[SERVICE] = CStringGetTextDatum(event->service);
	values[QUESTION] = CStringGetTextDatum(event->question);
	nulls[RATING] = !cq_rating_try(event->rating, strlen(event->rating), &rating);
	if (!nulls[RATING])
		values[RATING] = CStringGetTextDatum(cq_rating_name(rating));
	values[RATING_TEXT] = CStringGetTextDatum(event->rating);
	nulls[PUBLISHED] = event->published == NULL;
	values[PUBLISHED] = DateADTGetDatum(event->day);
	cq_rows_put(rows, values, nulls);
}

/* The locationId of a document; one without is no location document: an error (22023). */
static char *
get_location(JsonbContainer *root)
{
	JsonbValue value;

	if (!JsonContainerIsObject(root) || get(root, "locationId", &value) == NULL ||
		value.type != jbvString || value.val.string.len == 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("not a location document: it is no object with a \"locationId\""),
				errhint("Give the answer to one request for /public/v1/locations/{id}."));
	return pnstrdup(value.val.string.val, value.val.string.len);
}

PG_FUNCTION_INFO_V1(care_events);

/* The rating events in a location document, in its own order (strict). */
Datum
care_events(PG_FUNCTION_ARGS)
{
	JsonbContainer *root = &PG_GETARG_JSONB_P(0)->root;
	Events events = {.room = 32};
	Around nothing = {0};
	CareRows rows;
	Datum location;

	events.location = get_location(root);
	events.event = palloc(sizeof(Event) * events.room);
	visit(&events, root, "currentRatings", visit_ratings, &nothing);
	visit(&events, root, "historicRatings", visit_ratings, &nothing);
	visit(&events, root, "assessment", visit_assessment, &nothing);
	mark_told_before(&events);

	cq_rows_begin(fcinfo, columns, NCOLUMNS, &rows);
	location = CStringGetTextDatum(events.location);
	for (int i = 0; i < events.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!events.event[i].told_before)
			put_event(&rows, location, &events.event[i]);
	}
	PG_RETURN_NULL();
}
