/*
 * rating_label.c
 *		Reads the labels found in the regulator's files and interface, and
 *		prints the regulator's own spelling.
 */
#include "base/compat.h"

#include "mb/pg_wchar.h"

#include "rating/rating_label.h"

typedef struct Label
{
	CareRating rating;
	const char *text;
} Label;

/*
 * Every label that reads as a rating, as published. Those that mean "not
 * rated" were all seen in published files, in the regulator's interface, or in
 * programs that load them; the last four are outcomes of inspections that give
 * no rating. "Requires improvement to be good" is how the regulator of
 * children's social care says it.
 */
static const Label labels[] = {
#define CARE_LABEL(rating, name) {rating, name},
	CARE_RATING_NAMES(CARE_LABEL)
#undef CARE_LABEL
		{CARE_REQUIRES_IMPROVEMENT, "RI"},
	{CARE_REQUIRES_IMPROVEMENT, "Requires improvement to be good"},
	{CARE_NOT_RATED, "Not yet rated"},
	{CARE_NOT_RATED, "Unrated"},
	{CARE_NOT_RATED, "No rating"},
	{CARE_NOT_RATED, "N/A"},
	{CARE_NOT_RATED, "Not applicable"},
	{CARE_NOT_RATED, "Not assessed"},
	{CARE_NOT_RATED, "Not inspected"},
	{CARE_NOT_RATED, "Not yet inspected"},
	{CARE_NOT_RATED, "Awaiting inspection"},
	{CARE_NOT_RATED, "Inspected but not rated"},
	{CARE_NOT_RATED, "No published rating"},
	{CARE_NOT_RATED, "No approved rating"},
	{CARE_NOT_RATED, "Rating not published"},
	{CARE_NOT_RATED, "Insufficient evidence to rate"},
	{CARE_NOT_RATED, "Evidence requirements partially / not yet scored"},
	{CARE_NOT_RATED, "Evidence requirements not yet scored"},
	{CARE_NOT_RATED, "Evidence requirements partially scored"},
	{CARE_NOT_RATED, "Do not include in report"},
	{CARE_NOT_RATED, "Regulations met"},
	{CARE_NOT_RATED, "Not all regulations met"},
	{CARE_NOT_RATED, "No action"},
	{CARE_NOT_RATED, "Compliance action"},
};

/* The rating as the regulator spells it. */
const char *
cq_rating_name(CareRating rating)
{
	static const char *const names[CARE_RATINGS] = {
#define CARE_NAME(rating, name) [rating] = name,
		CARE_RATING_NAMES(CARE_NAME)
#undef CARE_NAME
	};

	return names[rating];
}

/*
 * The bytes of the white space at text that is not ASCII's, in UTF-8, 0 if there
 * is none: what spreadsheets and web pages leave behind, U+00A0 above all.
 */
static int
wide_space_length(const unsigned char *text, int length)
{
	static const int spaces[][2] = {{0x1680, 0x1680},
									{0x2000, 0x200A},
									{0x2028, 0x2029},
									{0x202F, 0x202F},
									{0x205F, 0x205F},
									{0x3000, 0x3000}};
	int character;

	if (length >= 2 && text[0] == 0xC2)
		return text[1] == 0x85 || text[1] == 0xA0 ? 2 : 0;
	if (length < 3 || text[0] < 0xE0 || text[0] > 0xEF)
		return 0;
	character = (text[0] & 0x0F) << 12 | (text[1] & 0x3F) << 6 | (text[2] & 0x3F);
	for (int i = 0; i < lengthof(spaces); i++)
	{
		if (character >= spaces[i][0] && character <= spaces[i][1])
			return 3;
	}
	return 0;
}

/* The bytes of the white space at text, 0 if there is none. */
static inline int
space_length(const char *text, const char *end)
{
	if (text == end)
		return 0;
	if (*text == ' ' || (*text >= '\t' && *text <= '\r'))
		return 1;
	if (IS_HIGHBIT_SET(*text) && GetDatabaseEncoding() == PG_UTF8)
		return wide_space_length((const unsigned char *) text, end - text);
	return 0;
}

/* Text after its white space. */
static const char *
skip_space(const char *text, const char *end)
{
	int length;

	while ((length = space_length(text, end)) > 0)
		text += length;
	return text;
}

/* Text after what may stand between words: white space, "_" and "-". */
static const char *
skip_gap(const char *text, const char *end)
{
	for (;;)
	{
		text = skip_space(text, end);
		if (text == end || (*text != '_' && *text != '-'))
			return text;
		text++;
	}
}

/* Whether a cell has nothing in it, or the one "-" that stands for nothing. */
static bool
is_empty(const char *text, const char *end)
{
	text = skip_space(text, end);
	if (text < end && *text == '-')
		text = skip_space(text + 1, end);
	return text == end;
}

/* Whether two letters are the same but for ASCII case. */
static inline bool
same_letter(char a, char b)
{
	return pg_ascii_tolower((unsigned char) a) == pg_ascii_tolower((unsigned char) b);
}

/*
 * Whether text, from its first word on, is the label but for ASCII case and
 * gaps; most labels differ in their first letter.
 */
static inline bool
reads_as(const char *text, const char *end, const char *label)
{
	while (text < end && same_letter(*text, *label))
	{
		text++;
		if (*++label == '\0')
			return skip_gap(text, end) == end;
		if (*label == ' ')
		{
			const char *word = skip_gap(text, end);

			if (word == text)
				return false;
			text = word;
			label++;
		}
	}
	return false;
}

/* Reads a label; false if it is none. */
bool
cq_rating_try(const char *text, int length, CareRating *rating)
{
	const char *end = text + length;
	const char *word;

	if (cq_rating_try_exact(text, length, rating))
		return true;
	if (is_empty(text, end))
	{
		*rating = CARE_NOT_RATED;
		return true;
	}
	word = skip_gap(text, end);
	for (int i = 0; i < lengthof(labels); i++)
	{
		if (!reads_as(word, end, labels[i].text))
			continue;
		*rating = labels[i].rating;
		return true;
	}
	return false;
}
