/*
 * day.c
 *		Days and months: the dates that care_quality accepts, their ISO form,
 *		lengths of time, and the calendar.
 */
#include "base/compat.h"

#include "miscadmin.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"

#include "base/day.h"

/* The day as text, yyyy-mm-dd whatever DateStyle says, or [-]infinity. */
char *
cq_day_text(DateADT day)
{
	char text[MAXDATELEN + 1];
	struct pg_tm tm;

	if (DATE_NOT_FINITE(day))
		EncodeSpecialDate(day, text);
	else
	{
		j2date(day + POSTGRES_EPOCH_JDATE, &tm.tm_year, &tm.tm_mon, &tm.tm_mday);
		EncodeDateOnly(&tm, USE_ISO_DATES, text);
	}
	return pstrdup(text);
}

/* Writes a day in range as yyyy-mm-dd, CARE_DAY_TEXT_SIZE bytes. */
void
cq_day_write(DateADT day, char *text)
{
	int year;
	int month;
	int of_month;

	Assert(cq_day_is_valid(day));
	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &of_month);
	text[0] = '0' + year / 1000;
	text[1] = '0' + year / 100 % 10;
	text[2] = '0' + year / 10 % 10;
	text[3] = '0' + year % 10;
	text[4] = text[7] = '-';
	text[5] = '0' + month / 10;
	text[6] = '0' + month % 10;
	text[8] = '0' + of_month / 10;
	text[9] = '0' + of_month % 10;
	text[10] = '\0';
}

/* The number that n decimal digits make, -1 if they are not all digits. */
static int
read_digits(const char *text, int n)
{
	int number = 0;

	for (int i = 0; i < n; i++)
	{
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

/* Reads yyyy-mm-dd and nothing else; false if it is not a day of the calendar. */
bool
cq_day_try(const char *text, int length, DateADT *day)
{
	int year;
	int month;
	int of_month;

	if (length != CARE_DAY_TEXT_SIZE - 1 || text[4] != '-' || text[7] != '-')
		return false;
	year = read_digits(text, 4);
	month = read_digits(text + 5, 2);
	of_month = read_digits(text + 8, 2);
	if (year < 1 || month < 1 || month > MONTHS_PER_YEAR || of_month < 1 ||
		of_month > day_tab[isleap(year)][month - 1])
		return false;
	*day = date2j(year, month, of_month) - POSTGRES_EPOCH_JDATE;
	return true;
}

/* What to write for a day far away that stands for none. */
static int
far_day_hint(DateADT day, CareDayRole role)
{
	if (DATE_NOT_FINITE(day))
		return 0;
	if (role == CARE_DAY_OF_END && day >= CARE_DAY_END)
		return errhint("Write NULL or infinity for a date that is open.");
	if (role == CARE_DAY_OF_START && day < CARE_DAY_MIN)
		return errhint("Write NULL for a date that is not known.");
	return 0;
}

/* Reports a day that cannot be stored (22008), and the location whose it is, unless that is NULL. */
void
cq_day_out_of_range(DateADT day, const char *name, CareDayRole role, const char *location)
{
	const char *range = "Dates run from 1900-01-01 to 2199-12-31.";

	ereport(ERROR,
			errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			errmsg("\"%s\" is out of range: %s", name, cq_day_text(day)),
			location == NULL ? errdetail("%s", range)
							 : errdetail("Location \"%s\". %s", location, range),
			far_day_hint(day, role));
}

/* A day that cannot be stored, an infinite one too, is an error (22008). */
void
cq_check_day(DateADT day, const char *name)
{
	if (unlikely(!cq_day_is_valid(day)))
		cq_day_out_of_range(day, name, CARE_DAY_KNOWN, NULL);
}

/* The argument of an end: CARE_OPEN for NULL and infinity. */
DateADT
cq_get_end(FunctionCallInfo fcinfo, int arg, const char *name)
{
	DateADT day;

	if (PG_ARGISNULL(arg))
		return CARE_OPEN;
	day = PG_GETARG_DATEADT(arg);
	if (unlikely(!DATE_IS_NOEND(day) && !cq_day_is_valid(day)))
		cq_day_out_of_range(day, name, CARE_DAY_OF_END, NULL);
	return day;
}

static DateADT
shift_day(PGFunction shift, DateADT day, const Interval *duration)
{
	Datum moment = DirectFunctionCall2(shift, DateADTGetDatum(day), IntervalPGetDatum(duration));

	return DatumGetDateADT(DirectFunctionCall1(timestamp_date, moment));
}

/* The last day that is not after a date plus a length of time. */
DateADT
cq_day_after(DateADT day, const Interval *duration)
{
	return shift_day(date_pl_interval, day, duration);
}

/* The last day that is not after a date less a length of time. */
DateADT
cq_day_before(DateADT day, const Interval *duration)
{
	return shift_day(date_mi_interval, day, duration);
}

/* Whether a length of time is below (-1), equal to (0) or above (1) another. */
int
cq_duration_compare(const Interval *a, const Interval *b)
{
	return DatumGetInt32(
		DirectFunctionCall2(interval_cmp, IntervalPGetDatum(a), IntervalPGetDatum(b)));
}

/* A length of time as text. */
char *
cq_duration_text(const Interval *duration)
{
	return DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(duration)));
}

/*
 * A period is some days or months, no more than there are: a negative one is
 * an error, and so is a part of less than a day, for "180" is 180 seconds to
 * PostgreSQL (22023).
 */
void
cq_check_duration(const Interval *duration, const char *name)
{
	static const Interval zero = {0};
	static const Interval longest = {.month = CARE_YEARS * MONTHS_PER_YEAR};

	if (cq_duration_compare(duration, &longest) > 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must not be over %d years, but is %s",
					   name,
					   CARE_YEARS,
					   cq_duration_text(duration)),
				errhint("Dates run from 1900-01-01 to 2199-12-31."));
	if (cq_duration_compare(duration, &zero) < 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must not be negative, but is %s", name, cq_duration_text(duration)));
	if (duration->time % USECS_PER_DAY != 0)
		ereport(ERROR,
				errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("\"%s\" must be in whole days, not %s", name, cq_duration_text(duration)),
				errhint("Write '180 days', for example: a number alone is in seconds."));
}

/* A period argument, checked; NULL if it is. */
Interval *
cq_get_duration(FunctionCallInfo fcinfo, int arg, const char *name)
{
	Interval *duration;

	if (PG_ARGISNULL(arg))
		return NULL;
	duration = PG_GETARG_INTERVAL_P(arg);
	cq_check_duration(duration, name);
	return duration;
}

/* The month of a day. */
int
cq_month_of(DateADT day)
{
	int year;
	int month;
	int of_month;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &of_month);
	return year * MONTHS_PER_YEAR + month - 1;
}

/* The first day of a month. */
DateADT
cq_month_first(int month)
{
	return date2j(month / MONTHS_PER_YEAR, month % MONTHS_PER_YEAR + 1, 1) - POSTGRES_EPOCH_JDATE;
}

/* The day so many months before, the last of its month if that is shorter. */
DateADT
cq_months_before(DateADT day, int months)
{
	int month = cq_month_of(day);
	int of_month = day - cq_month_first(month);

	return Min(cq_month_first(month - months) + of_month, cq_month_first(month - months + 1) - 1);
}

/* The day before so many months that end with a day: the end of a month for the end of a month. */
DateADT
cq_day_before_months(DateADT until, int months)
{
	return cq_months_before(until + 1, months) - 1;
}
