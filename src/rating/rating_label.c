/*
 * rating_label.c
 *		Reads the labels found in the regulator's files and interface, and
 *		prints the regulator's own spelling.
 */
#include "base/compat.h"

#include "mb/pg_wchar.h"

#include "rating/rating.h"

static const char *const names[CARE_RATINGS] = {
	[CARE_NOT_RATED] = "Not rated",
	[CARE_INADEQUATE] = "Inadequate",
	[CARE_REQUIRES_IMPROVEMENT] = "Requires improvement",
	[CARE_GOOD] = "Good",
	[CARE_OUTSTANDING] = "Outstanding",
};

/*
 * Every label that reads as a rating, in the form that fold() gives. Those
 * that mean "not rated" were all seen in published files, in the regulator's
 * interface, or in programs that load them; the last four are outcomes of
 * inspections that give no rating.
 */
static const struct
{
	const char *label;
	CareRating rating;
} labels[] = {
	{"good", CARE_GOOD},
	{"requires improvement", CARE_REQUIRES_IMPROVEMENT},
	{"outstanding", CARE_OUTSTANDING},
	{"inadequate", CARE_INADEQUATE},
	{"not rated", CARE_NOT_RATED},
	{"ri", CARE_REQUIRES_IMPROVEMENT},
	{"", CARE_NOT_RATED},
	{"not yet rated", CARE_NOT_RATED},
	{"unrated", CARE_NOT_RATED},
	{"no rating", CARE_NOT_RATED},
	{"n/a", CARE_NOT_RATED},
	{"not applicable", CARE_NOT_RATED},
	{"not assessed", CARE_NOT_RATED},
	{"not inspected", CARE_NOT_RATED},
	{"not yet inspected", CARE_NOT_RATED},
	{"awaiting inspection", CARE_NOT_RATED},
	{"inspected but not rated", CARE_NOT_RATED},
	{"no published rating", CARE_NOT_RATED},
	{"no approved rating", CARE_NOT_RATED},
	{"rating not published", CARE_NOT_RATED},
	{"insufficient evidence to rate", CARE_NOT_RATED},
	{"evidence requirements not yet scored", CARE_NOT_RATED},
	{"evidence requirements partially scored", CARE_NOT_RATED},
	{"regulations met", CARE_NOT_RATED},
	{"not all regulations met", CARE_NOT_RATED},
	{"no action", CARE_NOT_RATED},
	{"compliance action", CARE_NOT_RATED},
};

/* Longer than every label. */
#define FOLDED_SIZE 48

/* The rating as the regulator spells it. */
const char *
cq_rating_name(CareRating rating)
{
	return names[rating];
}

/*
 * The bytes of the white space at text, 0 if there is none: ASCII's, and in
 * UTF-8 the no-break space that spreadsheets leave behind.
 */
static inline int
space_length(const char *text, const char *end, bool utf8)
{
	if (*text == ' ' || (*text >= '\t' && *text <= '\r'))
		return 1;
	if (utf8 && end - text >= 2 && text[0] == '\xc2' && text[1] == '\xa0')
		return 2;
	return 0;
}

/*
 * Writes text into folded (FOLDED_SIZE bytes): ASCII letters in lower case,
 * every run of white space, "_" and "-" as one space, none at the ends. False
 * if that is longer than any label, or is empty because of dashes other than
 * a single "-".
 */
static bool
fold(const char *text, int length, char *folded)
{
	const char *end = text + length;
	bool utf8 = GetDatabaseEncoding() == PG_UTF8;
	bool gap = false;
	int hyphens = 0;
	int underscores = 0;
	int used = 0;

	while (text < end)
	{
		int space = space_length(text, end, utf8);

		if (space > 0 || *text == '_' || *text == '-')
		{
			hyphens += (*text == '-');
			underscores += (*text == '_');
			gap = true;
			text += Max(space, 1);
			continue;
		}
		if (used + 2 >= FOLDED_SIZE)
			return false;
		if (gap && used > 0)
			folded[used++] = ' ';
		gap = false;
		folded[used++] = pg_ascii_tolower((unsigned char) *text++);
	}
	folded[used] = '\0';
	return used > 0 || (hyphens <= 1 && underscores == 0);
}

/* Reads a label; false if it is none. */
bool
cq_rating_try(const char *text, int length, CareRating *rating)
{
	char folded[FOLDED_SIZE];

	if (cq_rating_try_exact(text, length, rating))
		return true;
	if (!fold(text, length, folded))
		return false;
	for (int i = 0; i < lengthof(labels); i++)
	{
		if (strcmp(folded, labels[i].label) == 0)
		{
			*rating = labels[i].rating;
			return true;
		}
	}
	return false;
}
