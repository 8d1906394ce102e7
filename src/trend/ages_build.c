/*
 * ages_build.c
 *		The aggregates that build a care_ages_summary: from histories, or from
 *		the ledger that care_trend fills.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "base/log.h"
#include "history/history_type.h"
#include "ledger/ledger.h"
#include "trend/ages.h"

/* Checks records that came from elsewhere (else 22P03). */
static void
check_records(const CareAgesRecord *records, int64 n)
{
	for (int64 i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (!cq_ages_is_valid(records[i]))
			cq_state_invalid();
	}
}

static const CareLogKind log_kind = {
	.state = CARE_LOG_STATE('a', "care_ages"),
	.count_bits = CARE_AGES_COUNT_BITS,
	.cancels = true,
	.add = cq_ages_add,
	.check = check_records,
};

/* From a month on there is one more location, or (-1) one fewer. */
static Datum
add_change(MemoryContext context, Datum log, DateADT since, CareRating rating, int month, int count)
{
	CareAgesChange change = {since, rating, month, count};

	/* a month that cannot be asked for */
	if (month >= CARE_MONTH_END)
		return log;
	return cq_log_add(&log_kind, context, log, cq_ages_record(&change));
}

/*
 * Adds a location, by its stretches. One that shows at no first of a month
 * changes nothing. Without a rating the time counts from when there was none:
 * the registration, where it was never rated.
 */
static Datum
add_location(MemoryContext context, Datum log, const CareStretch *stretches, int n)
{
	DateADT unrated_since = 0;

	for (int i = 0; i < n; i++)
	{
		const CareStretch *stretch = &stretches[i];
		bool goes_on =
			i > 0 && stretch[-1].until == stretch->from && !CARE_IS_RATED(stretch[-1].rating);
		int from = cq_month_from(stretch->from);
		int until = stretch->until == CARE_OPEN ? CARE_MONTH_END : cq_month_from(stretch->until);
		DateADT since = stretch->published;

		if (!CARE_IS_RATED(stretch->rating))
			since = unrated_since = goes_on ? unrated_since : stretch->from;
		if (from == until)
			continue;
		log = add_change(context, log, since, stretch->rating, from, 1);
		log = add_change(context, log, since, stretch->rating, until, -1);
	}
	return log;
}

PG_FUNCTION_INFO_V1(care_ages_add_history);
PG_FUNCTION_INFO_V1(care_ages_add_summary);
PG_FUNCTION_INFO_V1(care_ages_combine);
PG_FUNCTION_INFO_V1(care_ages_final);
PG_FUNCTION_INFO_V1(care_ages_of_ratings_final);

/* A row that adds nothing to the state in argument 0. */
static Datum
unchanged(FunctionCallInfo fcinfo)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	PG_RETURN_DATUM(PG_GETARG_DATUM(0));
}

/* care_ages(history): NULL is skipped. */
Datum
care_ages_add_history(PG_FUNCTION_ARGS)
{
	MemoryContext context = cq_aggregate_context(fcinfo);
	CareHistory history = {0};
	CareStretch *stretches;
	Datum log;

	if (PG_ARGISNULL(1))
		return unchanged(fcinfo);
	log = cq_log_own(fcinfo, &log_kind);
	cq_history_read(PG_GETARG_DATUM(1), &history);
	cq_check_existence(&history, NULL);
	stretches = palloc(sizeof(CareStretch) * CARE_MAX_STRETCHES(&history));
	return add_location(context, log, stretches, cq_history_stretches(&history, stretches));
}

/* care_rollup(ages): NULL is skipped. */
Datum
care_ages_add_summary(PG_FUNCTION_ARGS)
{
	MemoryContext context = cq_aggregate_context(fcinfo);
	CareAgesRecord *records;
	Datum log;
	int64 n;

	if (PG_ARGISNULL(1))
		return unchanged(fcinfo);
	log = cq_log_own(fcinfo, &log_kind);
	records = cq_ages_read(PG_GETARG_AGES(1), &n);
	for (int64 i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		log = cq_log_add(&log_kind, context, log, records[i]);
	}
	return log;
}

/* Adds the records of one state to another (strict). */
Datum
care_ages_combine(PG_FUNCTION_ARGS)
{
	return cq_log_combine(fcinfo, &log_kind);
}

/* The summary of a state, which stays as it is (strict). */
Datum
care_ages_final(PG_FUNCTION_ARGS)
{
	int64 n;
	const CareAgesRecord *records = cq_log_records(&log_kind, PG_GETARG_DATUM(0), &n);

	PG_RETURN_BYTEA_P(cq_ages_encode(records, n));
}

/* care_ages(location, rating, published, registered, deregistered), from a ledger (strict) */
Datum
care_ages_of_ratings_final(PG_FUNCTION_ARGS)
{
	CareLedgerReader *reader = cq_ledger_read_ratings(PG_GETARG_DATUM(0));
	Datum log = cq_log_new(&log_kind);
	CareLocationStretches next;
	int64 n;
	const CareAgesRecord *records;

	while (cq_ledger_next_stretches(reader, &next))
		log = add_location(CurrentMemoryContext, log, next.stretches, next.nstretches);
	records = cq_log_records(&log_kind, log, &n);
	PG_RETURN_BYTEA_P(cq_ages_encode(records, n));
}
