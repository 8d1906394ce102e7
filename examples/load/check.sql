-- Every wrong value becomes a row of csv_problem; any of them stops the load.

-- dd/mm/yyyy or yyyy-mm-dd, with or without a time, to a date; NULL if it is none.
CREATE OR REPLACE FUNCTION pg_temp.csv_date(value text) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  day date;
BEGIN
  IF value ~ '^\s*\d{1,2}/\d{1,2}/\d{4}(\s+[\d:.]+)?\s*$' THEN
    day := to_date(btrim(value), 'DD/MM/YYYY');
  ELSIF value ~ '^\s*\d{4}-\d{1,2}-\d{1,2}([\sT]+[\d:.]+Z?)?\s*$' THEN
    day := to_date(btrim(value), 'YYYY-MM-DD');
  END IF;
  RETURN CASE WHEN day BETWEEN '1900-01-01' AND '2199-12-31' THEN day END;
EXCEPTION
  WHEN data_exception THEN  -- 31 February
    RETURN NULL;
END
$$;

-- Dates that are no dates.
INSERT INTO csv_problem
SELECT r.file, r.line, d.title, r.cell ->> lower(d.title), 'is not a date (dd/mm/yyyy or yyyy-mm-dd)'
  FROM (VALUES ('locations.csv', 'Location HSCA start date'),
               ('locations.csv', 'Location HSCA End Date'),
               ('ratings.csv', 'Publication Date'),
               ('waiting.csv', 'Requested'),
               ('waiting.csv', 'Completed'),
               ('waiting.csv', 'Removed'),
               ('assessment.csv', 'Publication Date'),
               ('benchmark.csv', 'As At')) d (file, title)
  JOIN csv_row r USING (file)
 WHERE btrim(r.cell ->> lower(d.title)) <> '' AND pg_temp.csv_date(r.cell ->> lower(d.title)) IS NULL;

-- Dates of what cannot have happened yet.
INSERT INTO csv_problem
SELECT r.file, r.line, d.title, r.cell ->> lower(d.title), 'is in the future'
  FROM (VALUES ('locations.csv', 'Location HSCA start date'),
               ('ratings.csv', 'Publication Date'),
               ('assessment.csv', 'Publication Date')) d (file, title)
  JOIN csv_row r USING (file)
 WHERE pg_temp.csv_date(r.cell ->> lower(d.title)) > current_date;

-- Whole numbers that are none.
INSERT INTO csv_problem
SELECT r.file, r.line, d.title, r.cell ->> lower(d.title), d.problem
  FROM (VALUES ('locations.csv', 'Care homes beds', '^\s*\d{0,6}\s*$', 'is not a number of beds'),
               ('assessment.csv', 'Number', '^\s*[1-9]\s*$', 'is not a number from 1 to 9'),
               ('assessment.csv', 'Score', '^\s*[1-4]\s*$', 'is not a score from 1 to 4'),
               ('benchmark.csv', 'Rated', '^\s*\d{1,9}\s*$', 'is not a whole number'),
               ('benchmark.csv', 'Good Or Better', '^\s*\d{1,9}\s*$', 'is not a whole number')) d (file, title, pattern, problem)
  JOIN csv_row r USING (file)
 WHERE r.cell ->> lower(d.title) !~ d.pattern;

-- Values that must not be empty.
INSERT INTO csv_problem
SELECT r.file, r.line, d.title, r.cell ->> lower(d.title), 'is empty'
  FROM (VALUES ('locations.csv', 'Location ID'),
               ('ratings.csv', 'Location ID'),
               ('waiting.csv', 'Requested'),
               ('assessment.csv', 'Publication Date'),
               ('benchmark.csv', 'As At')) d (file, title)
  JOIN csv_row r USING (file)
 WHERE btrim(r.cell ->> lower(d.title)) = '';

-- Locations twice, and closed before they opened.
INSERT INTO csv_problem
SELECT file, line, 'Location ID', id, format('stands in line %s already', first_line)
  FROM (SELECT file, line, btrim(cell ->> 'location id') AS id,
               min(line) OVER (PARTITION BY btrim(cell ->> 'location id')) AS first_line
          FROM csv_row WHERE file = 'locations.csv') l
 WHERE line > first_line AND id <> '';

INSERT INTO csv_problem
SELECT file, line, 'Location HSCA End Date', cell ->> 'location hsca end date',
       format('is before the start date %s', cell ->> 'location hsca start date')
  FROM csv_row
 WHERE file = 'locations.csv'
   AND pg_temp.csv_date(cell ->> 'location hsca end date') < pg_temp.csv_date(cell ->> 'location hsca start date');

-- Locations of which nothing says when they existed.
INSERT INTO csv_problem
SELECT file, line, 'Location HSCA start date', '', format('is missing from %s, which has no dated rating either',
                                                          btrim(cell ->> 'location id'))
  FROM csv_row
 WHERE file = 'locations.csv' AND btrim(cell ->> 'location hsca start date') = ''
   AND btrim(cell ->> 'location id') NOT IN (SELECT btrim(cell ->> 'location id') FROM csv_row
                                              WHERE file = 'ratings.csv' AND btrim(cell ->> 'publication date') <> ''
                                                AND care_is_rated(to_care_rating(cell ->> 'latest rating')));

-- Ratings of nobody, of no known label, without a date.
INSERT INTO csv_problem
SELECT r.file, r.line, 'Location ID', r.cell ->> 'location id', 'is not in locations.csv'
  FROM csv_row r
 WHERE r.file = 'ratings.csv' AND btrim(r.cell ->> 'location id') <> ''
   AND btrim(r.cell ->> 'location id') NOT IN (SELECT btrim(cell ->> 'location id') FROM csv_row
                                                WHERE file = 'locations.csv' AND cell ? 'location id');

INSERT INTO csv_problem
SELECT file, line, 'Latest Rating', cell ->> 'latest rating', 'is not a rating'
  FROM csv_row
 WHERE file = 'ratings.csv' AND to_care_rating(cell ->> 'latest rating') IS NULL;

INSERT INTO csv_problem
SELECT file, line, 'Publication Date', '', format('is missing from the rating "%s"', cell ->> 'latest rating')
  FROM csv_row
 WHERE file = 'ratings.csv' AND care_is_rated(to_care_rating(cell ->> 'latest rating'))
   AND btrim(cell ->> 'publication date') = '';

-- Ratings of services or questions only.
INSERT INTO csv_problem
SELECT 'ratings.csv', NULL, NULL, NULL, 'no row has "Overall" in both Service / Population Group and Domain'
 WHERE NOT EXISTS (SELECT FROM csv_row
                    WHERE file = 'ratings.csv' AND lower(btrim(cell ->> 'service / population group')) = 'overall'
                      AND lower(btrim(cell ->> 'domain')) = 'overall');

-- Waits that end before they begin; more good than rated; months that begin on
-- another day.
INSERT INTO csv_problem
SELECT r.file, r.line, d.title, r.cell ->> lower(d.title), format('is before the request of %s', r.cell ->> 'requested')
  FROM (VALUES ('Completed'), ('Removed')) d (title), csv_row r
 WHERE r.file = 'waiting.csv'
   AND pg_temp.csv_date(r.cell ->> lower(d.title)) < pg_temp.csv_date(r.cell ->> 'requested');

INSERT INTO csv_problem
SELECT file, line, 'Good Or Better', cell ->> 'good or better', format('is more than the %s rated', cell ->> 'rated')
  FROM csv_row
 WHERE file = 'benchmark.csv'
   AND substring(cell ->> 'good or better' FROM '^\s*(\d{1,9})\s*$')::bigint
       > substring(cell ->> 'rated' FROM '^\s*(\d{1,9})\s*$')::bigint;

INSERT INTO csv_problem
SELECT file, line, 'As At', cell ->> 'as at', 'is not the first of a month'
  FROM csv_row
 WHERE file = 'benchmark.csv' AND extract(day FROM pg_temp.csv_date(cell ->> 'as at')) <> 1;

\set SHOW_CONTEXT never
CALL pg_temp.csv_stop_if_wrong();
\set SHOW_CONTEXT errors
