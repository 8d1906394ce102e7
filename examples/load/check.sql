-- Every wrong value becomes a row of problem; any of them stops the load.

-- The title of a column as its file has it.
CREATE OR REPLACE FUNCTION pg_temp.title_of(of_file text, of_kind text, key text) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT titles ->> key FROM title WHERE file = of_file AND kind = of_kind ORDER BY line LIMIT 1 $$;

-- Locations and ratings with their values as what they are; rank: the newest last.
CREATE TEMPORARY TABLE location_row ON COMMIT DROP AS
SELECT s.file, s.line, s.kind, f.as_at, s.cell,
       s.cell ->> 'location_id' AS location_id,
       pg_temp.day(s.cell ->> 'location_hsca_start_date') AS registered,
       pg_temp.day(s.cell ->> 'location_hsca_end_date') AS deregistered
  FROM source s
  JOIN file f USING (file, kind)
 WHERE s.kind IN ('locations', 'active locations', 'deactivated locations');

-- The locations' own lists have their latest rating, too.
CREATE TEMPORARY TABLE rating_row ON COMMIT DROP AS
SELECT s.file, s.line, s.kind, f.as_at, s.cell,
       s.cell ->> 'location_id' AS location_id,
       CASE WHEN lower(s.cell ->> 'service_population_group') = 'overall' THEN 'Overall'
            ELSE s.cell ->> 'service_population_group' END AS service,
       q.question,
       to_care_rating(s.cell ->> 'latest_rating') AS rating,
       pg_temp.day(s.cell ->> 'publication_date') AS published,
       pg_temp.yes(s.cell ->> 'inherited_rating') AS inherited
  FROM source s
  JOIN file f USING (file, kind)
  LEFT JOIN (VALUES ('Overall'), ('Safe'), ('Effective'), ('Caring'), ('Responsive'), ('Well-led')) q (question)
    ON lower(q.question) = lower(s.cell ->> 'domain')
 WHERE s.kind = 'ratings'
UNION ALL
SELECT file, line, kind, as_at, cell, location_id, 'Overall', 'Overall',
       to_care_rating(cell ->> 'location_latest_overall_rating'), pg_temp.day(cell ->> 'publication_date'),
       pg_temp.yes(cell ->> 'inherited_rating')
  FROM location_row
 WHERE cell ->> 'location_latest_overall_rating' IS NOT NULL;

ANALYZE location_row, rating_row;

-- Dates that are no dates, and of what cannot have happened yet.
INSERT INTO problem
SELECT file, line, pg_temp.title_of(file, kind, key), value,
       CASE WHEN day IS NULL THEN 'is not a date (dd/mm/yyyy or yyyy-mm-dd)' ELSE 'is in the future' END
  FROM dated
 WHERE day IS NULL OR is_past AND day > current_date;

-- Whole numbers that are none, and words that are not of the list.
INSERT INTO problem
SELECT s.file, s.line, pg_temp.title_of(s.file, s.kind, d.key), coalesce(s.cell ->> d.key, ''), d.problem
  FROM (VALUES ('care_homes_beds', '^\d{0,6}(\.0+)?$', 'is not a number of beds'),
               ('number', '^[1-9]$', 'is not a number from 1 to 9'),
               ('score', '^[1-4]$', 'is not a score from 1 to 4'),
               ('rated', '^\d{1,9}$', 'is not a whole number'),
               ('good_or_better', '^\d{1,9}$', 'is not a whole number'),
               ('care_home', '^(y|n|yes|no|true|false)$', 'is neither Y nor N'),
               ('dormant', '^(y|n|yes|no|true|false)$', 'is neither Y nor N'),
               ('inherited_rating', '^(y|n|yes|no|true|false|-)$', 'is neither Y nor N'),
               ('location_latitude', '^-?\d+(\.\d+)?$', 'is not a number of degrees'),
               ('latitude', '^-?\d+(\.\d+)?$', 'is not a number of degrees'),
               ('longitude', '^-?\d+(\.\d+)?$', 'is not a number of degrees')) d (key, pattern, problem)
  JOIN source s ON lower(s.cell ->> d.key) !~ d.pattern
 WHERE s.kind NOT IN ('titles', 'file');

INSERT INTO problem
SELECT l.file, l.line, pg_temp.title_of(l.file, l.kind, c.key), c.value, 'is neither Y nor blank'
  FROM location_row l, jsonb_each_text(l.cell) c
 WHERE c.key ~ '^(service_type|service_user_band|regulated_activity)_' AND lower(c.value) NOT IN ('y', 'n', 'yes', 'no', 'true', 'false');

-- Values that must not be empty.
INSERT INTO problem
SELECT s.file, s.line, pg_temp.title_of(s.file, s.kind, d.key), '', 'is empty'
  FROM (VALUES ('locations', 'location_id'), ('active locations', 'location_id'), ('deactivated locations', 'location_id'),
               ('active locations', 'location_hsca_start_date'), ('deactivated locations', 'location_hsca_end_date'),
               ('ratings', 'location_id'), ('ratings', 'domain'), ('ratings', 'service_population_group'),
               ('waiting list', 'requested'), ('waiting list', 'request_type'),
               ('assessment', 'publication_date'), ('assessment', 'local_authority'), ('assessment', 'number'),
               ('assessment', 'score'), ('assessment', 'statement'),
               ('benchmark', 'as_at'), ('benchmark', 'rated'), ('benchmark', 'good_or_better'),
               ('site links', 'location_id'), ('site links', 'related_location_id')) d (kind, key)
  JOIN source s USING (kind)
 WHERE s.cell ->> d.key IS NULL;

-- A location twice in one file: open in one line and closed in another, it is closed; otherwise
-- the lines contradict each other.
INSERT INTO problem
SELECT file, line, pg_temp.title_of(file, kind, 'location_id'), location_id, format('stands in line %s already', first_line)
  FROM (SELECT *, min(line) OVER one AS first_line, first_value(registered) OVER one AS first_registered,
               max(deregistered) OVER all_of_it AS last_end
          FROM location_row
        WINDOW one AS (PARTITION BY file, kind, location_id ORDER BY line),
               all_of_it AS (PARTITION BY file, kind, location_id)) l
 WHERE line > first_line
   AND (registered IS DISTINCT FROM first_registered OR deregistered <> last_end);

INSERT INTO problem
SELECT file, line, pg_temp.title_of(file, kind, 'location_hsca_end_date'), cell ->> 'location_hsca_end_date',
       format('is before the start date %s', cell ->> 'location_hsca_start_date')
  FROM location_row
 WHERE deregistered < registered;

-- Locations of which nothing says when they existed.
INSERT INTO problem
SELECT l.file, l.line, pg_temp.title_of(l.file, l.kind, 'location_hsca_start_date'), '',
       format('is missing from %s, which has no dated rating either', l.location_id)
  FROM location_row l
 WHERE l.kind = 'locations' AND l.cell ->> 'location_hsca_start_date' IS NULL
   AND NOT EXISTS (SELECT FROM rating_row r WHERE r.location_id = l.location_id AND r.published IS NOT NULL AND care_is_rated(r.rating))
   AND NOT EXISTS (SELECT FROM ratings r WHERE r.location_id = l.location_id AND r.published IS NOT NULL AND care_is_rated(r.rating));

-- Ratings of nobody, unless their file says whose they are; of no known label; without a date.
INSERT INTO problem
SELECT r.file, r.line, pg_temp.title_of(r.file, r.kind, 'location_id'), r.location_id, 'is not in locations.csv, nor in any other list'
  FROM rating_row r
 WHERE r.cell ->> 'local_authority' IS NULL AND r.location_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM location_row l WHERE l.location_id = r.location_id)
   AND NOT EXISTS (SELECT FROM locations l WHERE l.location_id = r.location_id);

INSERT INTO problem
SELECT file, line, pg_temp.title_of(file, kind, t.key), cell ->> t.key, 'is not a rating'
  FROM rating_row,
       LATERAL (SELECT CASE kind WHEN 'ratings' THEN 'latest_rating' ELSE 'location_latest_overall_rating' END AS key) t
 WHERE rating IS NULL AND cell ->> t.key IS NOT NULL;

INSERT INTO problem
SELECT file, line, pg_temp.title_of(file, kind, 'publication_date'), '', format('is missing from the rating "%s"', rating)
  FROM rating_row
 WHERE care_is_rated(rating) AND cell ->> 'publication_date' IS NULL;

-- Questions there are not, and services that mean Overall.
INSERT INTO problem
SELECT file, line, pg_temp.title_of(file, kind, 'domain'), cell ->> 'domain',
       'is none of Overall, Safe, Effective, Caring, Responsive and Well-led'
  FROM rating_row
 WHERE question IS NULL AND cell ->> 'domain' IS NOT NULL;

INSERT INTO problem
SELECT file, line, pg_temp.title_of(file, kind, 'service_population_group'), service, 'is not quite "Overall"'
  FROM rating_row
 WHERE service <> 'Overall' AND regexp_replace(lower(service), '[^a-z]', '', 'g') ~ 'overal';

-- Ratings of services or questions only, where all rows of the file are here.
INSERT INTO problem
SELECT file, NULL, NULL, NULL, 'no row has "Overall" in both Service / Population Group and Domain'
  FROM rating_row
  JOIN file USING (file, kind)
 WHERE kind = 'ratings'
 GROUP BY file, rows
HAVING NOT bool_or(service = 'Overall' AND question = 'Overall') AND count(*) = rows;

-- Waits that end before they begin; more good than rated; months that begin on
-- another day.
INSERT INTO problem
SELECT s.file, s.line, pg_temp.title_of(s.file, s.kind, d.key), s.cell ->> d.key, format('is before the request of %s', s.cell ->> 'requested')
  FROM (VALUES ('completed'), ('removed')) d (key), source s
 WHERE s.kind = 'waiting list'
   AND pg_temp.day(s.cell ->> d.key) < pg_temp.day(s.cell ->> 'requested');

INSERT INTO problem
SELECT file, line, pg_temp.title_of(file, kind, 'good_or_better'), cell ->> 'good_or_better', format('is more than the %s rated', cell ->> 'rated')
  FROM source
 WHERE kind = 'benchmark'
   AND substring(cell ->> 'good_or_better' FROM '^(\d{1,9})$')::bigint > substring(cell ->> 'rated' FROM '^(\d{1,9})$')::bigint;

INSERT INTO problem
SELECT file, line, pg_temp.title_of(file, kind, 'as_at'), cell ->> 'as_at', 'is not the first of a month'
  FROM source
 WHERE kind = 'benchmark' AND extract(day FROM pg_temp.day(cell ->> 'as_at')) <> 1;

\set SHOW_CONTEXT never
CALL pg_temp.stop_if_wrong();
\set SHOW_CONTEXT errors
