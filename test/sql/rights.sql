-- Who may see what. A role that reads figures needs USAGE on their schema and SELECT on the views, and no right on the
-- tables behind them nor on any function or type of care_quality. Row-level security decides which rows an aggregate
-- counts. Errors are shown by their SQLSTATE: 42501 is "permission denied".

\set VERBOSITY sqlstate
SET client_min_messages = warning;
DROP ROLE IF EXISTS regress_care_owner, regress_care_reader;
RESET client_min_messages;
CREATE ROLE regress_care_owner;
CREATE ROLE regress_care_reader;

-- Nothing of the extension has rights of its own: everybody may call everything, with the rights of who calls.
SELECT count(*) > 100 AS there_are_many, count(*) FILTER (WHERE proacl IS NOT NULL OR prosecdef OR proconfig IS NOT NULL) AS special
FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'care_quality';
SELECT count(*) > 10 AS there_are_many, count(*) FILTER (WHERE typacl IS NOT NULL) AS special
FROM pg_type t JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'care_quality';

-- A council's tables, stored summaries and views, by a role that is no superuser
CREATE SCHEMA regress_care AUTHORIZATION regress_care_owner;
SET search_path = regress_care, public;
SET ROLE regress_care_owner;
CREATE TABLE rating AS
SELECT 'Zq7-' || l AS location, CASE WHEN l % 3 = 0 THEN 'Northshire' ELSE 'Southshire' END AS council,
       (ARRAY['Inadequate', 'Requires improvement', 'Good', 'Good', 'Outstanding'])[1 + (l * 7 + i * 3) % 5] AS rating,
       date '2019-01-01' + l % 700 + 300 * i AS published, date '2018-04-01' + l % 90 AS registered,
       CASE WHEN l % 7 = 0 THEN date '2021-10-01' END AS deregistered, 1 + l % 40 AS beds
FROM generate_series(1, 300) l, generate_series(0, 2) i;
ANALYZE rating;
CREATE MATERIALIZED VIEW council_trend AS
SELECT council, care_trend(location, rating, published, registered, deregistered) AS trend FROM rating GROUP BY council;
CREATE VIEW council_month AS
SELECT council, m.* FROM council_trend, care_monthly(trend, target => 85, until => '2022-01-01') m;
CREATE VIEW council_movement AS SELECT council, m.* FROM council_trend, care_movements(trend) m;
CREATE VIEW council_now AS SELECT care_locations(tally) AS ratings, care_percent_good_or_better(tally) AS percent, tally
FROM (SELECT care_tally(rating) AS tally FROM rating) t;
CREATE VIEW figures AS
SELECT (SELECT md5(string_agg(m::text, ' ' ORDER BY council, as_at)) FROM council_month m) AS months,
       (SELECT md5(string_agg(m::text, ' ' ORDER BY council, as_at)) FROM council_movement m) AS movements,
       (SELECT n::text FROM council_now n) AS now;
SELECT * FROM figures \gset all_

-- A summary of a group names no location, as text or as JSON.
SELECT position('Zq7' IN trend::text) AS in_text, position('Zq7' IN trend::jsonb::text) AS in_json FROM council_trend;

-- The reader: nothing; with USAGE, still nothing; with SELECT on the views, what they show and no more
SET ROLE regress_care_reader;
SELECT count(*) FROM regress_care.council_month;
RESET ROLE;
GRANT USAGE ON SCHEMA regress_care TO regress_care_reader;
SET ROLE regress_care_reader;
SELECT count(*) FROM council_month;
RESET ROLE;
GRANT SELECT ON council_month, council_movement, council_now TO regress_care_reader;
SET ROLE regress_care_reader;
SELECT count(*) > 0 AS months FROM council_month;
SELECT (SELECT md5(string_agg(m::text, ' ' ORDER BY council, as_at)) FROM council_month m) = :'all_months' AS same_months,
       (SELECT md5(string_agg(m::text, ' ' ORDER BY council, as_at)) FROM council_movement m) = :'all_movements' AS same_movements,
       (SELECT n::text FROM council_now n) = :'all_now' AS same_now;
SELECT care_target_gap(tally, 85)::numeric(5,2) AS gap FROM council_now;
SELECT count(*) FROM rating;
SELECT count(*) FROM council_trend;
REFRESH MATERIALIZED VIEW council_trend;
-- nor can it change the extension.
DROP FUNCTION care_interval(double precision, double precision, double precision);
ALTER FUNCTION care_interval(double precision, double precision, double precision) LEAKPROOF;
ALTER TYPE care_rating OWNER TO regress_care_reader;
ALTER EXTENSION care_quality SET SCHEMA regress_care;
RESET ROLE;

-- Row-level security: the reader may see the rows of Northshire, the owner all.
SET ROLE regress_care_owner;
ALTER TABLE rating ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_council ON rating USING (current_user = 'regress_care_owner' OR council = 'Northshire');
CREATE VIEW northshire AS SELECT * FROM rating WHERE council = 'Northshire';
GRANT SELECT ON rating TO regress_care_reader;
-- Every kind of aggregate over the rows of a relation
CREATE FUNCTION aggregates(relation regclass) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  result text;
BEGIN
  EXECUTE format(
    'SELECT (count(*), care_tally(rating), care_tally(rating, beds), care_worst(rating), care_percent_good_or_better(rating),
             care_target_gap(rating, 85), care_trend(location, rating, published, registered, deregistered),
             care_trend_of_snapshots(location, rating, published), care_trend_of_periods(location, rating, published, published + 400),
             care_waiting(registered, published), care_survival(published - registered + 999, deregistered IS NULL),
             (SELECT care_trend(h) FROM (SELECT care_history(rating, published, registered, deregistered) AS h FROM %1$s GROUP BY location) s),
             (SELECT care_rollup(t) FROM (SELECT care_tally(rating) AS t FROM %1$s GROUP BY published) s))::text FROM %1$s', relation)
    INTO result;
  RETURN result;
END $$;
SELECT md5(aggregates('northshire')) AS northshire, md5(aggregates('rating')) AS everything \gset
SELECT :'northshire' <> :'everything' AS they_differ;
SET ROLE regress_care_reader;
SELECT md5(aggregates('rating')) = :'northshire' AS counts_what_it_may_see;
-- also in parallel workers, which are planned here
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
DO $$
DECLARE
  line text;
BEGIN
  FOR line IN EXPLAIN SELECT care_tally(rating), care_trend(location, rating, published, registered, deregistered) FROM rating LOOP
    EXIT WHEN line ~ 'Partial Aggregate';
  END LOOP;
  IF line !~ 'Partial Aggregate' THEN
    RAISE EXCEPTION 'no workers';
  END IF;
END $$;
SELECT md5(aggregates('rating')) = :'northshire' AS counts_what_it_may_see;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
-- A view reads with its owner's rights, and an owner is exempt: through it the reader still has the figures of all.
SELECT ratings FROM council_now;
RESET ROLE;
-- From PostgreSQL 15 on a view can be told to read with the caller's rights; before, the owner can be held to the policy.
DO $$
BEGIN
  IF current_setting('server_version_num')::integer >= 150000 THEN
    ALTER VIEW council_now SET (security_invoker = true);
  ELSE
    ALTER TABLE rating FORCE ROW LEVEL SECURITY;
  END IF;
END $$;
SET ROLE regress_care_reader;
SELECT ratings FROM council_now;
SET ROLE regress_care_owner;
SELECT ratings FROM council_now;
-- A stored summary is of all rows, whoever asks.
SELECT sum(locations) AS stored FROM council_month WHERE as_at = '2020-01-01';
SET ROLE regress_care_reader;
SELECT sum(locations) AS stored FROM council_month WHERE as_at = '2020-01-01';

-- An error names the value that was wrong. So no function sees a row before the policy has let it through, however dear the
-- policy is.
SET ROLE regress_care_owner;
CREATE TABLE note (council text, rating text);
INSERT INTO note VALUES ('Northshire', 'Good'), ('Southshire', 'not for your eyes');
CREATE FUNCTION may_see(council text) RETURNS boolean LANGUAGE plpgsql STABLE COST 1000000
  AS $$ BEGIN RETURN council = 'Northshire'; END $$;
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_council ON note USING (may_see(council));
GRANT SELECT ON note TO regress_care_reader;
SELECT count(*) FROM note WHERE rating::care_rating = 'Good';
SET ROLE regress_care_reader;
SELECT count(*) FROM note WHERE rating::care_rating = 'Good';
SELECT count(*) FROM note WHERE care_is_good_or_better(rating);
SELECT care_tally(rating) FROM note;
-- A comparison names nothing, and is leakproof: it may come first, as the condition of an index scan; a function that reads a
-- rating may not.
SET ROLE regress_care_owner;
CREATE TABLE rated AS SELECT n, (n % 5)::care_rating AS rating, CASE WHEN n % 2 = 0 THEN 'Northshire' ELSE 'Southshire' END AS council
FROM generate_series(1, 100) n;
CREATE INDEX rated_rating ON rated (rating);
CREATE INDEX rated_good ON rated (care_is_good_or_better(rating));
ANALYZE rated;
ALTER TABLE rated ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_council ON rated USING (may_see(council));
GRANT SELECT ON rated TO regress_care_reader;
CREATE FUNCTION uses_index(condition text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  line text;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN SELECT n FROM rated WHERE ' || condition LOOP
    IF line ~ 'Index Cond' THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;
CREATE VIEW conditions AS SELECT condition, uses_index(condition) FROM (VALUES ('rating = ''Outstanding'''),
  ('rating < ''Requires improvement'''), ('care_is_good_or_better(rating)')) c (condition);
GRANT SELECT ON conditions TO regress_care_reader;
SET enable_seqscan = off;
SELECT * FROM conditions;
SET ROLE regress_care_reader;
SELECT * FROM conditions;
SELECT count(*), count(*) FILTER (WHERE council <> 'Northshire') AS others FROM rated WHERE rating = 'Outstanding';
RESET enable_seqscan;

RESET ROLE;
RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA regress_care CASCADE;
DROP ROLE regress_care_owner, regress_care_reader;
