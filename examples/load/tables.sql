-- The tables, with the types their columns deserve.

CREATE OR REPLACE FUNCTION pg_temp.csv_yes(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT upper(btrim(value)) = 'Y' $$;

-- "OVERALL" and "well-Led" as "Overall" and "Well-led".
CREATE OR REPLACE FUNCTION pg_temp.csv_name(value text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT upper(left(btrim(value), 1)) || lower(substr(btrim(value), 2)) $$;

CREATE TABLE locations AS
SELECT btrim(cell ->> 'location id') AS location_id,
       nullif(btrim(cell ->> 'site id'), '') AS site_id,
       coalesce(nullif(btrim(cell ->> 'location name'), ''), btrim(cell ->> 'location id')) AS name,
       -- A location with several services counts under the first of these.
       CASE
         WHEN pg_temp.csv_yes(cell ->> 'service type - shared lives') THEN 'Shared Lives'
         WHEN pg_temp.csv_yes(cell ->> 'service type - care home service with nursing') THEN 'Nursing home'
         WHEN pg_temp.csv_yes(cell ->> 'service type - care home service without nursing') THEN 'Residential home'
         WHEN pg_temp.csv_yes(cell ->> 'service type - domiciliary care service') THEN 'Home care'
         WHEN pg_temp.csv_yes(cell ->> 'service type - supported living service') THEN 'Supported living'
         WHEN pg_temp.csv_yes(cell ->> 'service type - extra care housing services') THEN 'Extra care housing'
         WHEN pg_temp.csv_yes(cell ->> 'care home?') THEN 'Care home'
         ELSE 'Other'
       END AS service_type,
       coalesce(nullif(btrim(cell ->> 'care homes beds'), ''), '0')::integer AS beds,
       cell ->> 'location local authority' AS local_authority,
       cell ->> 'provider name' AS provider,
       pg_temp.csv_date(cell ->> 'location hsca start date') AS registered,
       pg_temp.csv_date(cell ->> 'location hsca end date') AS deregistered
  FROM csv_row
 WHERE file = 'locations.csv';

ALTER TABLE locations ADD PRIMARY KEY (location_id);

-- service and question are 'Overall' for a location's own rating.
CREATE TABLE ratings AS
SELECT btrim(cell ->> 'location id') AS location_id,
       CASE WHEN pg_temp.csv_name(cell ->> 'service / population group') = 'Overall' THEN 'Overall'
            ELSE btrim(cell ->> 'service / population group') END AS service,
       pg_temp.csv_name(cell ->> 'domain') AS question,
       to_care_rating(cell ->> 'latest rating') AS rating,
       pg_temp.csv_date(cell ->> 'publication date') AS published,
       pg_temp.csv_yes(cell ->> 'inherited rating (y/n)') AS inherited
  FROM csv_row
 WHERE file = 'ratings.csv';

ALTER TABLE ratings ADD FOREIGN KEY (location_id) REFERENCES locations;

CREATE TABLE waiting AS
SELECT cell ->> 'request id' AS request_id,
       cell ->> 'request type' AS request_type,
       pg_temp.csv_date(cell ->> 'requested') AS requested,
       pg_temp.csv_date(cell ->> 'completed') AS completed,
       pg_temp.csv_date(cell ->> 'removed') AS removed,
       nullif(cell ->> 'removal reason', '') AS removal_reason
  FROM csv_row
 WHERE file = 'waiting.csv';

CREATE TABLE assessment AS
SELECT cell ->> 'local authority' AS local_authority,
       pg_temp.csv_date(cell ->> 'publication date') AS published,
       (cell ->> 'number')::integer AS number,
       cell ->> 'theme' AS theme,
       cell ->> 'statement' AS statement,
       (cell ->> 'score')::integer AS score
  FROM csv_row
 WHERE file = 'assessment.csv';

CREATE TABLE benchmark AS
SELECT pg_temp.csv_date(cell ->> 'as at') AS as_at,
       (cell ->> 'rated')::bigint AS rated,
       (cell ->> 'good or better')::bigint AS good_or_better
  FROM csv_row
 WHERE file = 'benchmark.csv';

ANALYZE locations, ratings, waiting, assessment, benchmark;
