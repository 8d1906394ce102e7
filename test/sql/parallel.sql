-- Parallel plans: really parallel, with partial aggregates, and equal to serial ones, for every aggregate.

SET jit = off;

CREATE TYPE parallel_quality AS ENUM ('Not rated', 'Inadequate', 'Requires improvement', 'Good', 'Outstanding');
CREATE TABLE parallel_rows AS
SELECT l AS location_id, l % 5 AS area, r.label AS label, r.label::care_rating AS rating, r.label::parallel_quality AS quality,
       date '2012-01-01' + l % 900 + 173 * i AS published, date '2012-01-01' + l % 700 AS registered,
       CASE WHEN l % 9 = 0 THEN date '2019-01-01' + l % 300 END AS deregistered, (1 + l % 60)::bigint AS beds
FROM generate_series(1, 3000) l, generate_series(0, 2) i,
     LATERAL (SELECT (ARRAY['Not rated', 'Inadequate', 'Requires improvement', 'Good', 'Outstanding'])[1 + (l * 7 + i * i + l / 11) % 5]) r (label);
ALTER TABLE parallel_rows SET (parallel_workers = 3);
CREATE TABLE parallel_locations AS
SELECT location_id, min(area) AS area, min(beds) AS beds, care_history(rating, published, registered, deregistered) AS history,
       care_tally(rating) AS tally, care_trend(location_id, rating, published, registered, deregistered) AS trend,
       care_ages(location_id, rating, published, registered, deregistered) AS ages,
       care_survival(published - registered + 999, rating > 'Good') AS survival
FROM parallel_rows GROUP BY location_id;
ALTER TABLE parallel_locations SET (parallel_workers = 3);
ANALYZE parallel_rows, parallel_locations;

-- One call of each aggregate, over every type that a rating or a location may have
CREATE TABLE parallel_calls (n serial, call text, source text);
INSERT INTO parallel_calls (call, source)
SELECT replace(call, 'RATING', rating), 'parallel_rows'
FROM unnest(ARRAY['care_worst(RATING)', 'care_tally(RATING)', 'care_tally(RATING, beds)', 'care_percent_good_or_better(RATING)',
       'care_percent_good_or_better(RATING, ''all'')', 'care_target_gap(RATING, 85)', 'care_target_gap(RATING, 85, ''all'')',
       'care_history(RATING, published, registered, deregistered)']) call,
     unnest(ARRAY['rating', 'label', 'quality']) rating
UNION ALL
SELECT replace(replace(call, 'RATING', rating), 'LOCATION', location), 'parallel_rows'
FROM unnest(ARRAY['care_trend(LOCATION, RATING, published, registered, deregistered)',
       'care_trend(LOCATION, RATING, published, registered, deregistered, beds)',
       'care_trend_of_snapshots(LOCATION, RATING, published)',
       'care_trend_of_periods(LOCATION, RATING, published, deregistered + 4000)',
       'care_ages(LOCATION, RATING, published, registered, deregistered)']) call,
     unnest(ARRAY['rating', 'label', 'quality']) rating, unnest(ARRAY['location_id', 'location_id::text']) location
UNION ALL VALUES ('min(rating)', 'parallel_rows'), ('max(rating)', 'parallel_rows'), ('care_survival(location_id % 1000, beds < 40)', 'parallel_rows');
INSERT INTO parallel_calls (call, source)
SELECT call, 'parallel_locations'
FROM unnest(ARRAY['care_rollup(tally)', 'care_rollup(survival)', 'care_standardise(tally, care_tally_of(beds, 7, 5, 3))', 'care_standardise(tally, tally + tally, 0.998)', 'care_rollup(history)', 'care_rollup(trend)', 'care_worst(history)',
       'care_tally(history, ''2015-06-15'')', 'care_tally(history, ''2015-06-15'', beds)', 'care_trend(history)', 'care_trend(history, beds)', 'care_ages(history)', 'care_rollup(ages)',
       'care_trend_of_tallies(tally, (date ''2015-01-01'' + location_id % 20 * interval ''1 month'')::date)']) call;

-- Every aggregate of these topics is called.
CREATE FUNCTION pg_temp.aggregates_of(call text, source text) RETURNS SETOF regprocedure LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TEMP VIEW called AS SELECT %s FROM %s', call, source);
  RETURN QUERY
    SELECT DISTINCT d.refobjid::regprocedure FROM pg_depend d JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
      JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid
    WHERE r.ev_class = 'called'::regclass AND p.prokind = 'a';
  DROP VIEW called;
END $$;
SELECT p.oid::regprocedure AS not_tested
FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
     JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
WHERE e.extname = 'care_quality' AND p.prokind = 'a' AND p.oid::regprocedure::text NOT LIKE '%waiting%'
  AND p.oid NOT IN (SELECT a FROM parallel_calls, pg_temp.aggregates_of(call, source) a)
ORDER BY p.oid::regprocedure::text;

-- Runs a query serially and with workers only; says what is wrong, if anything.
CREATE FUNCTION pg_temp.compare(query text, nodes text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  plan json;
  serial text;
  parallel text;
  node text;
BEGIN
  PERFORM set_config('max_parallel_workers_per_gather', '0', true);
  EXECUTE 'SELECT md5(string_agg(q::text, chr(10) ORDER BY q::text)) FROM (' || query || ') q' INTO serial;
  PERFORM set_config('max_parallel_workers_per_gather', '3', true), set_config('parallel_setup_cost', '0', true),
          set_config('parallel_tuple_cost', '0', true), set_config('min_parallel_table_scan_size', '0', true),
          set_config('parallel_leader_participation', 'off', true);
  EXECUTE 'EXPLAIN (FORMAT JSON, COSTS off) ' || query INTO plan;
  FOREACH node IN ARRAY nodes LOOP
    IF plan::text !~ node THEN
      RETURN 'no ' || node || ' in ' || regexp_replace(plan::text, '\s+', ' ', 'g');
    END IF;
  END LOOP;
  EXECUTE 'SELECT md5(string_agg(q::text, chr(10) ORDER BY q::text)) FROM (' || query || ') q' INTO parallel;
  IF parallel IS DISTINCT FROM serial THEN
    RETURN 'parallel and serial differ';
  END IF;
  RETURN 'equal';
END $$;
SELECT result, count(*) AS calls, min(call) FILTER (WHERE result <> 'equal') AS example
FROM parallel_calls, pg_temp.compare(format('SELECT %s FROM %s', call, source),
  ARRAY['"Node Type": "Gather', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"', '"Parallel Aware": true']) result
GROUP BY result ORDER BY result;

-- In groups: small states from workers, hashed and sorted
SET enable_sort = off;
SELECT result, count(*) AS calls, min(call) FILTER (WHERE result <> 'equal') AS example
FROM parallel_calls, pg_temp.compare(format('SELECT area, %s FROM %s GROUP BY area', call, source),
  ARRAY['"Node Type": "Gather', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"', '"Strategy": "Hashed"']) result
WHERE call !~ 'quality|rating'
GROUP BY result ORDER BY result;
RESET enable_sort;
SET enable_hashagg = off;
SELECT result, count(*) AS calls, min(call) FILTER (WHERE result <> 'equal') AS example
FROM parallel_calls, pg_temp.compare(format('SELECT area, %s FROM %s GROUP BY area', call, source),
  ARRAY['"Node Type": "Gather', '"Partial Mode": "Partial"', '"Partial Mode": "Finalize"', '"Strategy": "Sorted"']) result
WHERE call !~ 'quality|rating'
GROUP BY result ORDER BY result;
RESET enable_hashagg;
-- Hashed by each worker and then sorted: a state goes into a tuple that is sorted.
SELECT result, count(*) AS calls, min(call) FILTER (WHERE result <> 'equal') AS example
FROM parallel_calls, pg_temp.compare(format('SELECT area, %s FROM %s GROUP BY area', call, source),
  ARRAY['"Node Type": "Gather Merge"', '"Strategy": "Hashed",\s+"Partial Mode": "Partial"', '"Node Type": "Sort"']) result
WHERE call ~ 'care_trend\(|care_ages\(' AND call !~ 'quality|rating'
GROUP BY result ORDER BY result;

-- A report in one statement, all of it parallel: trend, then its months
SELECT pg_temp.compare('SELECT area, m.* FROM (SELECT area, care_trend(location_id, label, published, registered, deregistered) AS trend
                        FROM parallel_rows GROUP BY area) t, care_monthly(trend, target => 85, until => ''2020-12-01'') m',
  ARRAY['"Node Type": "Gather', '"Partial Mode": "Partial"', '"Function Name": "care_monthly"']);
-- Workers read summaries, too.
SELECT pg_temp.compare('SELECT location_id, care_rating_at(history, ''2015-06-15''), care_percent_good_or_better(tally, ''all''), care_conflicts(trend), care_tally_at(trend, ''2016-01-01'')
                        FROM parallel_locations', ARRAY['"Node Type": "Gather"', '"Parallel Aware": true']);
-- Errors in a worker arrive whole.
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
DO $$
BEGIN
  PERFORM care_tally(CASE WHEN location_id = 2999 THEN 'TBC' ELSE label END) FROM parallel_rows;
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE '% %', SQLSTATE, SQLERRM;
END $$;
DO $$
BEGIN
  PERFORM care_target_gap(label, 80 + location_id % 2) FROM parallel_rows;
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE '% %', SQLSTATE, SQLERRM;
END $$;

DROP TABLE parallel_rows, parallel_locations, parallel_calls;
DROP TYPE parallel_quality;
