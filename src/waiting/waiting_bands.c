/*
 * waiting_bands.c
 *		Those waiting on a day by how long: care_waiting_bands.
 */
#include "base/compat.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "base/bands.h"
#include "base/number.h"
#include "base/result.h"
#include "waiting/waiting.h"

PG_FUNCTION_INFO_V1(care_waiting_bands);

/*
 * care_waiting_bands(waiting, as_at, edges): those waiting at the close of a day by
 * how long, shortest first (strict). A wait of exactly an edge, by the
 * calendar, is in the band that begins with it.
 */
Datum
care_waiting_bands(PG_FUNCTION_ARGS)
{
	static const CareColumn columns[] = {{"band", TEXTOID},
										 {"waiting", INT8OID},
										 {"percent", FLOAT8OID}};
	DateADT as_at = PG_GETARG_DATEADT(1);
	CareWaitingReader reader;
	CareWaitingEntry entry;
	CareResult rows;
	CareBands bands;
	DateADT *limit;
	int64 *waiting;
	int last;
	int64 total = 0;

	cq_check_day(as_at, "as_at");
	bands = cq_get_bands(fcinfo, 2);
	limit = palloc(sizeof(DateADT) * bands.n);
	waiting = palloc0(sizeof(int64) * bands.n);
	cq_band_limits(&bands, as_at, limit);
	last = bands.n - 1;
	cq_waiting_begin(&reader, PG_GETARG_WAITING(0));
	while (cq_waiting_next(&reader, &entry) && entry.requested <= as_at)
	{
		CHECK_FOR_INTERRUPTS();
		if (entry.ended <= as_at)
			continue;
		/* Days of request rise, so the band can only become a shorter one. */
		while (entry.requested > limit[last])
			last--;
		waiting[last] += entry.count;
		total += entry.count;
	}

	cq_result_begin(fcinfo, columns, lengthof(columns), &rows);
	for (int i = 0; i < bands.n; i++)
	{
		Datum values[] = {CStringGetTextDatum(cq_band_name(&bands, i)),
						  Int64GetDatum(waiting[i]),
						  Float8GetDatum(total > 0 ? cq_percent_of(waiting[i], total) : 0)};
		bool nulls[] = {false, false, total == 0};

		cq_result_put(&rows, values, nulls);
	}
	PG_RETURN_NULL();
}
