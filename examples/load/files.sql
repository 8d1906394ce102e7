-- The files: which rows are new, as at when, and whether they may be taken in.

-- Each title as the file has it, for messages.
CREATE TEMPORARY TABLE title ON COMMIT DROP AS
SELECT file, cell ->> 'kind' AS kind, line, cell ->> 'text' AS text, cell -> 'titles' AS titles
  FROM source
 WHERE kind = 'titles';

-- Every date, and whether it is one that must have been already.
CREATE TEMPORARY TABLE dated ON COMMIT DROP AS
SELECT s.file, s.line, s.kind, d.key, d.is_past, s.cell ->> d.key AS value, pg_temp.day(s.cell ->> d.key) AS day
  FROM (VALUES ('location_hsca_start_date', true), ('location_hsca_end_date', false), ('publication_date', true),
               ('requested', false), ('completed', false), ('removed', false), ('as_at', false)) d (key, is_past),
       source s
 WHERE s.cell ->> d.key IS NOT NULL AND s.kind NOT IN ('titles', 'file');

-- A file of which no text says as at when is as at the newest date in it; several such lists of locations, which may
-- be one of the open and one of the closed, as at the newest in all of them.
CREATE TEMPORARY TABLE file ON COMMIT DROP AS
SELECT f.file, f.cell ->> 'kind' AS kind, :'councils'::text AS councils,
       coalesce((f.cell ->> 'as_at')::date,
                CASE f.cell ->> 'kind' WHEN 'locations' THEN max(newest.day) OVER (PARTITION BY f.cell ->> 'kind', f.cell ->> 'as_at')
                                       ELSE newest.day END) AS as_at, f.cell ->> 'as_at' IS NOT NULL AS known_as_at,
       f.cell ->> 'why' AS why_not, (f.cell ->> 'rows')::bigint AS rows, f.cell ->> 'digest' AS digest,
       (f.cell ->> 'other_councils')::bigint AS other_councils, (f.cell ->> 'other_sectors')::bigint AS other_sectors,
       EXISTS (SELECT FROM loaded_files l
                WHERE l.file = f.file AND l.kind = f.cell ->> 'kind' AND l.councils = :'councils'
                  AND l.digest = f.cell ->> 'digest') AS is_known
  FROM source f
  LEFT JOIN (SELECT file, kind, max(day) FILTER (WHERE day <= current_date) AS day FROM dated GROUP BY file, kind) newest
    ON newest.file = f.file AND newest.kind = f.cell ->> 'kind'
 WHERE f.kind = 'file';

-- What was taken in already, byte for byte, need not be again.
DELETE FROM source s USING file f WHERE f.is_known AND s.file = f.file AND s.kind = f.kind;
DELETE FROM dated d USING file f WHERE f.is_known AND d.file = f.file AND d.kind = f.kind;
DELETE FROM title t USING file f WHERE f.is_known AND t.file = f.file AND t.kind = f.kind;

-- Whether two lists of councils have one in common; an empty one is of all.
CREATE OR REPLACE FUNCTION pg_temp.share_councils(councils text, others text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT '' IN (councils, others)
         OR regexp_split_to_array(lower(btrim(councils)), '\s*;\s*') && regexp_split_to_array(lower(btrim(others)), '\s*;\s*')
$$;

-- Files older than what is there of these councils would be no news: as history they must be asked for.
INSERT INTO problem
SELECT f.file, NULL, NULL, NULL,
       format('%s %s %s, older than those of %s that are there; to take it in as history, add OLDER=1 (in psql, -v older=1)',
              f.kind, CASE WHEN f.known_as_at THEN 'as at' ELSE 'whose newest date is' END,
              to_char(f.as_at, 'FMDD FMMonth YYYY'), to_char(there.as_at, 'FMDD FMMonth YYYY'))
  FROM file f
  JOIN (SELECT kind, max(as_at) AS as_at FROM loaded_files
         WHERE pg_temp.share_councils(councils, :'councils') GROUP BY kind) there USING (kind)
 WHERE f.as_at < there.as_at AND NOT f.is_known AND :'older' NOT IN ('1', 'yes', 'true');

-- Titles that must be there.
INSERT INTO problem
SELECT t.file, t.line, NULL, left(t.text, 60),
       format('does not have the column "%s"', n.title)
  FROM (VALUES ('locations', 'location_id', 'Location ID'),
               ('locations', 'location_hsca_start_date', 'Location HSCA start date'),
               ('locations', 'location_hsca_end_date', 'Location HSCA End Date'),
               ('active locations', 'location_hsca_start_date', 'Location HSCA start date'),
               ('deactivated locations', 'location_hsca_end_date', 'Location HSCA End Date'),
               ('ratings', 'location_id', 'Location ID'),
               ('ratings', 'service_population_group', 'Service / Population Group'),
               ('ratings', 'domain', 'Domain'),
               ('ratings', 'latest_rating', 'Latest Rating'),
               ('ratings', 'publication_date', 'Publication Date'),
               ('waiting list', 'request_type', 'Request Type'),
               ('waiting list', 'requested', 'Requested'),
               ('waiting list', 'completed', 'Completed'),
               ('waiting list', 'removed', 'Removed'),
               ('assessment', 'local_authority', 'Local Authority'),
               ('assessment', 'publication_date', 'Publication Date'),
               ('assessment', 'number', 'Number'),
               ('assessment', 'statement', 'Statement'),
               ('assessment', 'score', 'Score'),
               ('benchmark', 'as_at', 'As At'),
               ('benchmark', 'rated', 'Rated'),
               ('benchmark', 'good_or_better', 'Good Or Better')) n (kind, key, title)
  JOIN title t USING (kind)
 WHERE NOT t.titles ? n.key;

-- Files with nothing under their titles, and folders with no list of anything.
INSERT INTO problem
SELECT file, NULL, NULL, NULL, 'the file has no rows under its titles'
  FROM file
 WHERE kind IN ('locations', 'active locations', 'ratings') AND rows = 0 AND other_councils = 0 AND other_sectors = 0;

INSERT INTO problem
SELECT :'data', NULL, NULL, NULL, 'no file in it has the titles of locations or of ratings'
 WHERE NOT EXISTS (SELECT FROM file WHERE kind IN ('locations', 'active locations', 'ratings'))
   AND NOT EXISTS (SELECT FROM loaded_files);

\set SHOW_CONTEXT never
CALL pg_temp.stop_if_wrong();
\set SHOW_CONTEXT errors
