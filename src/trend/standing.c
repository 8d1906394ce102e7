/*
 * standing.c
 *		What moved a location from one standing to another: care_cause(was, now).
 */
#include "base/compat.h"

#include "utils/builtins.h"

#include "base/number.h"
#include "trend/standing.h"

/* What brought a location from one standing to another. */
CareCause
cq_cause_of(int was, int now)
{
	if (was == now)
		return CARE_NO_MOVE;
	if (was == CARE_OUTSIDE)
		return CARE_JOINED;
	if (now == CARE_OUTSIDE)
		return CARE_DEPARTED;
	if (was == CARE_INSIDE(CARE_NOT_RATED))
		return CARE_NEWLY_RATED;
	if (now == CARE_INSIDE(CARE_NOT_RATED))
		return CARE_RATING_LOST;
	return now > was ? CARE_IMPROVED : CARE_DECLINED;
}

/* The word for a cause, NULL for no move. */
const char *
cq_cause_name(CareCause cause)
{
	static const char *const names[] = {
		[CARE_NO_MOVE] = NULL,
		[CARE_IMPROVED] = "improved",
		[CARE_DECLINED] = "declined",
		[CARE_NEWLY_RATED] = "newly rated",
		[CARE_RATING_LOST] = "rating lost",
		[CARE_JOINED] = "joined",
		[CARE_DEPARTED] = "departed",
	};

	return names[cause];
}

/* How many locations each cause moved, most pairs of standings none; overflow is an error (22003). */
void
cq_moves_by_cause(const int64 move[CARE_STANDINGS][CARE_STANDINGS], int64 moved[CARE_CAUSES])
{
	memset(moved, 0, sizeof(int64) * CARE_CAUSES);
	CARE_FOR_EACH_MOVE(from, to)
	{
		if (move[from][to] != 0)
		{
			int64 *n = &moved[cq_cause_of(from, to)];

			*n = cq_plus(*n, move[from][to]);
		}
	}
}

/*
 * care_cause(was, now), not strict: NULL is outside the register. NULL when
 * nothing moved.
 */
static inline Datum
care_cause(FunctionCallInfo fcinfo, CareRatingGetter get)
{
	int was = PG_ARGISNULL(0) ? CARE_OUTSIDE : CARE_INSIDE(get(fcinfo, 0));
	int now = PG_ARGISNULL(1) ? CARE_OUTSIDE : CARE_INSIDE(get(fcinfo, 1));
	const char *name = cq_cause_name(cq_cause_of(was, now));

	if (name == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(name));
}

CARE_RATINGS_FUNCTION(care_cause);
