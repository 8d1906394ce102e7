/*
 * waiting_build.c
 *		The aggregates that build a care_waiting_summary: their state is a log
 *		of records.
 */
#include "base/compat.h"

#include "miscadmin.h"

#include "base/argument.h"
#include "base/log.h"
#include "waiting/waiting.h"

/* Checks records that came from elsewhere (else 22P03). */
static void
check_records(const CareWaitingRecord *records, int64 n)
{
	const uint64 code_mask = (UINT64CONST(1) << CARE_WAITING_CODE_BITS) - 1;

	for (int64 i = 0; i < n; i++)
	{
		uint64 key = CARE_WAITING_KEY(records[i]);
		uint64 day = key >> CARE_WAITING_CODE_BITS;
		uint64 code = key & code_mask;
		uint64 waited = code == 0 ? 0 : (code - 1) / 2;

		CHECK_FOR_INTERRUPTS();
		if (day + waited >= (uint64) (CARE_DAY_END - CARE_DAY_MIN))
			cq_state_invalid();
	}
}

static const CareLogKind log_kind = {
	.state = CARE_LOG_STATE('r', "care_waiting"), /* requests */
	.count_bits = CARE_WAITING_COUNT_BITS,
	.add = cq_waiting_add,
	.check = check_records,
};

/* ---- one row ---- */

/* The day of request; NULL or not in range is an error (22004, 22008). */
static DateADT
get_requested(FunctionCallInfo fcinfo, int arg)
{
	if (PG_ARGISNULL(arg))
		cq_argument_is_null("requested",
							"Leave such rows out: FILTER (WHERE requested IS NOT NULL).");
	cq_check_day(PG_GETARG_DATEADT(arg), "requested");
	return PG_GETARG_DATEADT(arg);
}

/* A day of end, CARE_OPEN if there is none; one before the request is an error (22008). */
static DateADT
get_ended(FunctionCallInfo fcinfo, int arg, const char *name, DateADT requested)
{
	DateADT ended = cq_get_end(fcinfo, arg, name);

	if (unlikely(ended < requested))
		ereport(ERROR,
				errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				errmsg("\"%s\" must not be before \"requested\", but %s is before %s",
					   name,
					   cq_day_text(ended),
					   cq_day_text(requested)));
	return ended;
}

/* A request: the earlier of its two ends counts, completed if they are one day. */
static CareWaitingRecord
get_record(FunctionCallInfo fcinfo)
{
	CareWaitingEntry entry = {.requested = get_requested(fcinfo, 1), .count = 1};
	DateADT completed = get_ended(fcinfo, 2, "completed", entry.requested);
	DateADT removed = CARE_OPEN;

	if (PG_NARGS() > 3)
		removed = get_ended(fcinfo, 3, "removed", entry.requested);
	entry.ended = Min(completed, removed);
	if (entry.ended == CARE_OPEN)
		entry.kind = CARE_WAITING;
	else
		entry.kind = completed <= removed ? CARE_COMPLETED : CARE_REMOVED;
	return cq_waiting_record(&entry);
}

PG_FUNCTION_INFO_V1(care_waiting_add);
PG_FUNCTION_INFO_V1(care_waiting_add_summary);
PG_FUNCTION_INFO_V1(care_waiting_combine);
PG_FUNCTION_INFO_V1(care_waiting_final);

/* care_waiting(requested, completed[, removed]): one request more. */
Datum
care_waiting_add(PG_FUNCTION_ARGS)
{
	CareWaitingRecord record = get_record(fcinfo);

	return cq_log_add(&log_kind,
					  cq_aggregate_context(fcinfo),
					  cq_log_own(fcinfo, &log_kind),
					  record);
}

/* care_rollup(summary): the entries of a summary; those of NULL are none. */
Datum
care_waiting_add_summary(PG_FUNCTION_ARGS)
{
	MemoryContext context = cq_aggregate_context(fcinfo);
	CareWaitingReader reader;
	CareWaitingEntry entry;
	Datum log;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	log = cq_log_own(fcinfo, &log_kind);
	cq_waiting_begin(&reader, PG_GETARG_WAITING(1));
	while (cq_waiting_next(&reader, &entry))
	{
		CHECK_FOR_INTERRUPTS();
		log = cq_log_add(&log_kind, context, log, cq_waiting_record(&entry));
	}
	return log;
}

/* ---- states ---- */

/* Adds the records of one state to another (strict). */
Datum
care_waiting_combine(PG_FUNCTION_ARGS)
{
	return cq_log_combine(fcinfo, &log_kind);
}

/* The summary of a state, which stays as it is (strict). */
Datum
care_waiting_final(PG_FUNCTION_ARGS)
{
	int64 n;
	const uint64 *records = cq_log_records(&log_kind, PG_GETARG_DATUM(0), &n);

	PG_RETURN_BYTEA_P(cq_waiting_encode(records, n));
}
