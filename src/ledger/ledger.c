/*
 * ledger.c
 *		The state of the aggregates that collect items of many locations.
 *
 * While small it is flat, one value with room to grow, so that groups cost
 * little. When it outgrows CARE_FLAT_LIMIT it becomes an expanded object.
 * Flattened, to go from a parallel worker to its leader, that is a list of
 * pieces again, in order.
 */
#include "base/compat.h"

#include "ledger/ledger.h"
#include "ledger/ledger_expanded.h"

/* A flat state with one more piece: itself, a larger one, or expanded. */
static Datum
add_to_flat(CareFlatLedger *flat, MemoryContext context, const CareLocationItems *row)
{
	Size used = flat == NULL ? 0 : flat->used;
	uint32 nlong = 0;
	Size size;

	for (uint32 i = 0; i < row->nitems; i++)
		nlong += cq_item_is_long(row->items[i]);
	size = cq_piece_size(row->weight, row->nitems, nlong, row->location.length);

	if (CARE_FLAT_SIZE(used + size) > CARE_FLAT_LIMIT)
	{
		CareLedger *ledger = cq_ledger_new(context);

		if (flat != NULL)
			cq_ledger_add_flat(ledger, flat);
		cq_ledger_add_row(ledger, row);
		return EOHPGetRWDatum(&ledger->head.header);
	}
	flat = cq_state_reserve(&cq_flat_kind, flat, size);
	(void) cq_flat_put(flat->pieces + used, cq_location_hash(&row->location), row, nlong);
	flat->flags &= ~CARE_FLAT_ORDERED;
	flat->used = used + size;
	return PointerGetDatum(flat);
}

/* Transition: adds items (one at least) of a location to the state in argument 0. */
Datum
cq_ledger_add(FunctionCallInfo fcinfo, const CareLocationItems *row)
{
	MemoryContext context = cq_aggregate_context(fcinfo);
	CareLedger *own;

	if (PG_ARGISNULL(0))
		return add_to_flat(NULL, context, row);
	own = cq_expanded_own(&cq_flat_kind, PG_GETARG_DATUM(0));
	if (own == NULL)
		return add_to_flat(cq_flat_get(PG_GETARG_DATUM(0)), context, row);
	cq_ledger_add_row(own, row);
	return PG_GETARG_DATUM(0);
}

/* Adds b to a, which may be NULL and may move; NULL if that is too large to be flat. */
static CareFlatLedger *
join_flat(CareFlatLedger *a, const CareFlatLedger *b)
{
	if (CARE_FLAT_SIZE((a == NULL ? 0 : a->used) + b->used) > CARE_FLAT_LIMIT)
		return NULL;
	a = cq_state_reserve(&cq_flat_kind, a, b->used);
	memcpy(a->pieces + a->used, b->pieces, b->used);
	a->flags &= ~CARE_FLAT_ORDERED;
	a->used += b->used;
	return a;
}

PG_FUNCTION_INFO_V1(care_ledger_combine);

/*
 * Adds one state to another: small ones stay flat; large ones are kept side by
 * side, and one location's pieces are found when all is read. Not strict, so
 * that a large first state is expanded at once; it is never kept as it came.
 */
Datum
care_ledger_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = cq_aggregate_context(fcinfo);
	CareLedger *ledger = NULL;
	CareFlatLedger *flat = NULL;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	if (!PG_ARGISNULL(0))
	{
		ledger = cq_expanded_own(&cq_flat_kind, PG_GETARG_DATUM(0));
		if (ledger == NULL)
			flat = cq_flat_get(PG_GETARG_DATUM(0));
	}
	if (ledger == NULL && !cq_is_expanded(PG_GETARG_DATUM(1)))
	{
		CareFlatLedger *sum = join_flat(flat, cq_flat_get(PG_GETARG_DATUM(1)));

		if (sum != NULL)
			PG_RETURN_POINTER(sum);
	}
	if (ledger == NULL)
		ledger = cq_ledger_new(context);
	if (flat != NULL)
		cq_ledger_keep(ledger, PointerGetDatum(flat));
	cq_ledger_keep(ledger, PG_GETARG_DATUM(1));
	return EOHPGetRWDatum(&ledger->head.header);
}
