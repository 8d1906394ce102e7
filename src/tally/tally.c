/*
 * tally.c
 *		The arithmetic of tallies.
 */
#include "base/compat.h"

#include "common/int.h"

#include "tally/tally.h"

/* A new empty tally. */
CareTally *
cq_tally_new(void)
{
	CareTally *tally = palloc0(sizeof(CareTally));

	SET_VARSIZE(tally, sizeof(CareTally));
	tally->version = CARE_TALLY_VERSION;
	return tally;
}

/* Whether it counts nothing. */
bool
cq_tally_is_empty(const CareTally *tally)
{
	int64 any = 0;

	for (int i = 0; i < CARE_RATINGS; i++)
		any |= tally->count[i];
	return any == 0;
}

/* A count that is too large: an error (22003). */
void
cq_tally_overflow(void)
{
	ereport(ERROR,
			errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			errmsg("%s out of range", CARE_TALLY_TYPE));
}

/* Counts and weights do not add up to anything: an error (22023). */
static void
check_same_unit(const CareTally *a, const CareTally *b)
{
	if (a->flags != b->flags && !cq_tally_is_empty(a) && !cq_tally_is_empty(b))
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("cannot combine a weighted tally with a tally of locations"),
				errhint("Build both with a weight, or both without."));
}

/* sum += tally; the flags of an empty tally do not count. */
void
cq_tally_add(CareTally *sum, const CareTally *tally)
{
	check_same_unit(sum, tally);
	for (int i = 0; i < CARE_RATINGS; i++)
	{
		if (pg_add_s64_overflow(sum->count[i], tally->count[i], &sum->count[i]))
			cq_tally_overflow();
	}
	sum->flags |= tally->flags;
}

/* difference -= tally; false, and then it is of no use, if a count falls below zero. */
bool
cq_tally_subtract(CareTally *difference, const CareTally *tally)
{
	check_same_unit(difference, tally);
	for (int i = 0; i < CARE_RATINGS; i++)
	{
		difference->count[i] -= tally->count[i];
		if (difference->count[i] < 0)
			return false;
	}
	if (cq_tally_is_empty(difference))
		difference->flags = 0;
	return true;
}

/* A weight: NULL is 0, a negative one is an error (22023). */
int64
cq_get_weight(FunctionCallInfo fcinfo, int arg)
{
	int64 weight = PG_ARGISNULL(arg) ? 0 : PG_GETARG_INT64(arg);

	if (weight < 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"weight\" must not be negative, but is %lld", (long long) weight));
	return weight;
}

/* Adds a weight, not negative, to the count of one rating. */
void
cq_tally_add_weight(CareTally *tally, CareRating rating, int64 weight)
{
	CareTally one = {.flags = CARE_TALLY_WEIGHTED};

	if (weight == 0)
		return;
	one.count[rating] = weight;
	cq_tally_add(tally, &one);
}

/* Takes back a weight that was added. */
void
cq_tally_remove_weight(CareTally *tally, CareRating rating, int64 weight)
{
	tally->count[rating] -= weight;
	if (tally->count[rating] < 0)
		cq_state_invalid();
	if (cq_tally_is_empty(tally))
		tally->flags = 0;
}
