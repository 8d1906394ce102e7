-- care_rating: input forms, output, what is not a rating, and the scalar functions.

-- The regulator's spelling comes out, whatever went in.
SELECT label, label::care_rating AS rating
FROM (VALUES (1, 'Outstanding'), (2, 'Good'), (3, 'Requires improvement'), (4, 'Inadequate'), (5, 'Not rated'),
             (6, 'Requires Improvement'), (7, 'REQUIRES IMPROVEMENT'), (8, 'requires_improvement'),
             (9, 'requires-improvement'), (10, 'RequiresImprovement'), (11, 'RI'), (12, 'ri'), (13, 'r i')) v (n, label)
WHERE to_care_rating(label) IS NOT NULL
ORDER BY n;

-- Every label that reads as a rating, in its published spelling, exactly as the interface lists them.
CREATE TEMP TABLE published (n int, label text, rating text);
INSERT INTO published VALUES
  (1, 'Outstanding', 'Outstanding'), (2, 'Good', 'Good'), (3, 'Requires improvement', 'Requires improvement'),
  (4, 'Inadequate', 'Inadequate'), (5, 'Not rated', 'Not rated'), (6, 'RI', 'Requires improvement'),
  (7, 'Requires improvement to be good', 'Requires improvement'),
  (10, '', 'Not rated'), (11, '-', 'Not rated'), (12, 'Not yet rated', 'Not rated'), (13, 'Unrated', 'Not rated'),
  (14, 'No rating', 'Not rated'), (15, 'N/A', 'Not rated'), (16, 'Not applicable', 'Not rated'),
  (17, 'Not assessed', 'Not rated'), (18, 'Not inspected', 'Not rated'), (19, 'Not yet inspected', 'Not rated'),
  (20, 'Awaiting inspection', 'Not rated'), (21, 'Inspected but not rated', 'Not rated'),
  (22, 'No published rating', 'Not rated'), (23, 'No approved rating', 'Not rated'),
  (24, 'Rating not published', 'Not rated'), (25, 'Insufficient evidence to rate', 'Not rated'),
  (26, 'Evidence requirements partially / not yet scored', 'Not rated'),
  (27, 'Evidence requirements not yet scored', 'Not rated'),
  (28, 'Evidence requirements partially scored', 'Not rated'), (29, 'Do not include in report', 'Not rated'),
  (30, 'Regulations met', 'Not rated'), (31, 'Not all regulations met', 'Not rated'), (32, 'No action', 'Not rated'),
  (33, 'Compliance action', 'Not rated');
SELECT label, to_care_rating(label) AS rating FROM published ORDER BY n;
SELECT count(*) AS labels, max(length(label)) AS longest,
       count(*) FILTER (WHERE to_care_rating(label)::text IS DISTINCT FROM rating) AS wrong FROM published;

-- So do the other spellings that were seen in the same fields.
SELECT label, to_care_rating(label) AS rating
FROM (VALUES (1, 'Requires Improvement'), (2, 'Not Rated'), (3, 'Not Yet Inspected'), (4, 'Not Assessed'),
             (5, 'No Approved Rating'), (6, 'Inspected But Not Rated'), (7, 'No Published Rating'),
             (8, 'Insufficient Evidence To Rate'), (9, 'Requires improvement to be Good')) v (n, label)
ORDER BY n;

-- Case, white space at the ends and within, "_" and "-" make no difference to any label.
SELECT count(*) AS forms,
       count(*) FILTER (WHERE to_care_rating(form) IS DISTINCT FROM rating::care_rating) AS wrong
FROM published, unnest(ARRAY[
  upper(label), lower(label), initcap(label), '  ' || label, label || '  ', '-' || label, label || '_',
  E' \t\n\x0b\f\r' || label || E'\r\f\x0b\n\t ', U&'\00a0' || label || U&'\00a0\00a0',
  replace(label, ' ', '_'), replace(label, ' ', '-'), replace(label, ' ', '   '), replace(label, ' ', E'\t'),
  replace(label, ' ', E'\r\n'), replace(label, ' ', ' - '), replace(label, ' ', U&'\00a0'),
  replace(label, ' ', U&' \00a0 ')]) AS form
WHERE label NOT IN ('', '-');

-- Nor does any of Unicode's white space, in whatever place.
SELECT count(*) AS spaces, count(*) FILTER (WHERE to_care_rating(format('%1$sRequires%1$simprovement%1$s', space)) IS DISTINCT FROM 'Requires improvement') AS wrong,
       count(*) FILTER (WHERE to_care_rating(space) IS DISTINCT FROM 'Not rated') AS not_empty
FROM unnest(string_to_array(U&'\0085,\00a0,\1680,\2000,\2001,\2002,\2003,\2004,\2005,\2006,\2007,\2008,\2009,\200a,\2028,\2029,\202f,\205f,\3000', ',')) space;
SELECT to_care_rating(U&'Good\200b') AS no_width, to_care_rating(U&'Good\2010') AS hyphen, to_care_rating(U&'Good\3001') AS comma;

-- White space alone is an empty cell; one lone dash is too, more dashes are not.
SELECT form, to_care_rating(form) AS rating
FROM (VALUES (1, ' '), (2, '   '), (3, ' - '), (4, '--'), (5, '_'), (6, '- -')) v (n, form)
ORDER BY n;

-- What is no rating: near misses, other languages' letters, too long, fancy spaces and dashes.
SELECT label, to_care_rating(label) AS rating
FROM (VALUES (1, 'TBC'), (2, 'Goo'), (3, 'Good!'), (4, 'Goodd'), (5, 'G ood'), (6, 'Notrated'), (7, 'NA'), (8, 'n / a'),
             (9, 'Requires'), (10, 'improvement'), (11, 'Requires improvement Good'), (12, '3'), (13, '0'), (14, '.'),
             (15, U&'G\00f6od'), (16, U&'Good\200b'), (17, U&'Not\2013rated'), (18, 'Suspended'), (19, 'NULL'),
             (20, 'Under review'), (21, 'true'), (22, 'Evidence requirements partially / not yet scor'),
             (23, 'Evidence requirements partially / not yet scored again'), (24, 'Requires improvement to be'),
             (25, 'RequiresImprovement'), (26, 'Unpublished'), (27, 'Under appeal'), (28, 'Not formally rated')) v (n, label)
WHERE to_care_rating(label) IS NOT NULL
ORDER BY n;
SELECT to_care_rating(repeat('x', 100000)) IS NULL AS long_text,
       to_care_rating('Good' || repeat(' ', 100000)) AS long_padding,
       to_care_rating(repeat('Good ', 30)) IS NULL AS repeated;

-- Other text is an error that says what to do.
SELECT 'TBC'::care_rating;
SELECT 'Good; DROP TABLE ratings'::care_rating;
SELECT care_rating 'Excellent';
SELECT CAST('Goood'::text AS care_rating);

-- Order, and the five values as integers
SELECT rating, rating::integer AS number, number::care_rating AS back
FROM (SELECT number, number::care_rating AS rating FROM generate_series(0, 4) number) r
ORDER BY rating;
SELECT (-1)::care_rating;
SELECT 5::care_rating;

-- to_care_rating, care_is_rated, care_is_good_or_better: of text, of a rating, of an enum; NULL gives NULL.
CREATE TYPE pg_temp.quality AS ENUM ('outstanding', 'GOOD', 'requires_improvement', 'Inadequate', 'No published rating', 'TBC');
SELECT label, care_is_rated(label) AS rated, care_is_good_or_better(label) AS good,
       care_is_rated(label::care_rating) AS rated_r, care_is_good_or_better(label::care_rating) AS good_r,
       care_is_rated(label::pg_temp.quality) AS rated_e, care_is_good_or_better(label::pg_temp.quality) AS good_e,
       to_care_rating(label::pg_temp.quality) AS to_e, to_care_rating(label::care_rating) AS to_r
FROM (VALUES (1, 'outstanding'), (2, 'GOOD'), (3, 'requires_improvement'), (4, 'Inadequate'), (5, 'No published rating')) v (n, label)
ORDER BY n;
SELECT to_care_rating('TBC'::pg_temp.quality) IS NULL AS enum_that_is_none;
SELECT care_is_rated('TBC'::pg_temp.quality);
SELECT care_is_good_or_better('TBC');
SELECT to_care_rating(NULL) IS NULL AS "null", to_care_rating(NULL::care_rating) IS NULL AS null_rating,
       to_care_rating(NULL::pg_temp.quality) IS NULL AS null_enum, care_is_rated(NULL) IS NULL AS rated,
       care_is_good_or_better(NULL) IS NULL AS good;
SELECT to_care_rating(rating => 'good'), care_is_rated(rating => 'good'), care_is_good_or_better(rating => 'ri');

-- A value added to the enum later is understood, in the same session
ALTER TYPE pg_temp.quality ADD VALUE 'Good ';
SELECT to_care_rating('Good '::pg_temp.quality);

-- A label renamed is read anew at once, even by an expression of PL/pgSQL, which lives as long as its transaction.
CREATE FUNCTION pg_temp.renamed() RETURNS TABLE (label text, good boolean, rated boolean) LANGUAGE plpgsql AS $$
DECLARE
  value pg_temp.quality := 'Inadequate';
BEGIN
  FOR i IN 1..3 LOOP
    label := value;
    good := care_is_good_or_better(value);
    rated := care_is_rated(value);
    RETURN NEXT;
    EXECUTE (ARRAY['ALTER TYPE pg_temp.quality RENAME VALUE ''Inadequate'' TO ''good''',
                   'ALTER TYPE pg_temp.quality RENAME VALUE ''good'' TO ''unrated''', 'SELECT 1'])[i];
  END LOOP;
END $$;
SELECT * FROM pg_temp.renamed();

-- A domain over an enum must be cast, to the enum or to text: PostgreSQL finds no function, and its hint says so.
CREATE DOMAIN pg_temp.judged AS pg_temp.quality;
\set VERBOSITY sqlstate
SELECT care_is_rated('GOOD'::pg_temp.judged);
\set VERBOSITY default
SELECT care_is_rated('GOOD'::pg_temp.judged::text) AS text, care_is_rated('GOOD'::pg_temp.judged::pg_temp.quality) AS enum,
       care_worst('GOOD'::pg_temp.judged::text) AS worst;

-- care_rating is one byte, by value
SELECT typlen, typbyval, typalign, typsend::regproc, typreceive::regproc FROM pg_type WHERE oid = 'care_rating'::regtype;
SELECT pg_column_size('Good'::care_rating);
SELECT r, encode(care_rating_send(r), 'escape') AS binary_form
FROM (SELECT n::care_rating AS r FROM generate_series(0, 4) n) v ORDER BY r;

-- A label that is stored compressed
CREATE TEMP TABLE long_label AS SELECT 'Good' || repeat(' ', 5000) AS label;
SELECT pg_column_size(label) < 200 AS compressed, care_tally(label) = care_tally_of(0, 1, 0, 0) AS is_good FROM long_label GROUP BY pg_column_size(label);
