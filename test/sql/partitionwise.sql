-- Partitionwise aggregation: each partition by itself, then added up, equals all at once.

SET jit = off;

-- By location, so that no location is in two partitions; and by year of publication, where many are.
CREATE TABLE pw_rows (location_id text, area text, rating text, published date, registered date, deregistered date, beds bigint)
  PARTITION BY HASH (location_id);
CREATE TABLE pw_rows_0 PARTITION OF pw_rows FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE pw_rows_1 PARTITION OF pw_rows FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE pw_rows_2 PARTITION OF pw_rows FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO pw_rows
SELECT 'L' || l, 'area ' || l % 4, (ARRAY['Not rated', 'Inadequate', 'Requires Improvement', 'Good', 'Outstanding'])[1 + (l * 3 + i * i + l / 7) % 5],
       date '2014-01-01' + l % 800 + 211 * i, date '2013-06-01' + l % 500, CASE WHEN l % 8 = 0 THEN date '2017-01-01' + l % 400 END, 1 + l % 50
FROM generate_series(1, 600) l, generate_series(0, 3) i;
CREATE TABLE pw_years (LIKE pw_rows) PARTITION BY RANGE (published);
CREATE TABLE pw_years_1 PARTITION OF pw_years FOR VALUES FROM (MINVALUE) TO ('2015-01-01');
CREATE TABLE pw_years_2 PARTITION OF pw_years FOR VALUES FROM ('2015-01-01') TO ('2016-01-01');
CREATE TABLE pw_years_3 PARTITION OF pw_years DEFAULT;
INSERT INTO pw_years SELECT * FROM pw_rows;
ANALYZE pw_rows, pw_years;

-- Runs a query on the partitioned table, partition by partition, and on a plain copy; says what is wrong, if anything.
CREATE TABLE pw_plain AS SELECT * FROM pw_rows;
CREATE FUNCTION pg_temp.compare(query text, source text, node text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  plan json;
  plain text;
  partitioned text;
BEGIN
  EXECUTE format('SELECT md5(string_agg(q::text, chr(10) ORDER BY q::text)) FROM (%s) q', format(query, 'pw_plain')) INTO plain;
  PERFORM set_config('enable_partitionwise_aggregate', 'on', true);
  EXECUTE 'EXPLAIN (FORMAT JSON, COSTS off) ' || format(query, source) INTO plan;
  -- an aggregate of each of the three partitions below an Append
  IF (SELECT count(*) FROM regexp_matches(plan::text, '"Node Type": "Aggregate",[^{}]*?"Partial Mode": "' || node || '"', 'g')) < 3
     OR plan::text !~ '"Node Type": "(Merge )?Append"' THEN
    RETURN 'not partitionwise: ' || regexp_replace(plan::text, '\s+', ' ', 'g');
  END IF;
  EXECUTE format('SELECT md5(string_agg(q::text, chr(10) ORDER BY q::text)) FROM (%s) q', format(query, source)) INTO partitioned;
  RETURN CASE WHEN plain = partitioned THEN 'equal' ELSE 'partitioned and plain differ' END;
END $$;
SET max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE calls (n, call) AS VALUES
  (1, 'care_tally(rating)'), (2, 'care_tally(rating, beds)'), (3, 'care_worst(rating)'), (4, 'care_percent_good_or_better(rating)'),
  (5, 'care_percent_good_or_better(rating, ''all'')'), (6, 'care_target_gap(rating, 85)'),
  (7, 'care_history(rating, published, registered, deregistered)'),
  (8, 'care_trend(location_id, rating, published, registered, deregistered)'),
  (9, 'care_trend(location_id, rating, published, registered, deregistered, beds)'),
  (10, 'care_trend_of_snapshots(location_id, rating, published)'),
  (11, 'care_trend_of_periods(location_id, rating, published, deregistered + 2000)'),
  (15, 'care_ages(location_id, rating, published, registered, deregistered)'), (14, 'care_survival(published - registered + 999, deregistered IS NULL)'), (12, 'min(rating::care_rating)'), (13, 'max(rating::care_rating)');

-- Grouped by something other than the key of the partitions: partial aggregates, then the sum
SELECT call, pg_temp.compare('SELECT area, ' || call || ' FROM %s GROUP BY area', 'pw_rows', 'Partial') AS by_location,
       pg_temp.compare('SELECT area, ' || call || ' FROM %s GROUP BY area', 'pw_years', 'Partial') AS by_year
FROM calls ORDER BY n;
-- All in one group: states too large to be flat are added up as they are.
SELECT call, pg_temp.compare('SELECT ' || call || ' FROM %s', 'pw_rows', 'Partial') AS by_location,
       pg_temp.compare('SELECT ' || call || ' FROM %s', 'pw_years', 'Partial') AS by_year
FROM calls WHERE call !~ 'care_history' ORDER BY n;
-- Grouped by the key: each partition is complete in itself.
SELECT call, pg_temp.compare('SELECT location_id, ' || call || ' FROM %s GROUP BY location_id', 'pw_rows', 'Simple') AS by_location
FROM calls ORDER BY n;
-- Roll-ups of what was stored in partitions
CREATE TABLE pw_stored (location_id text, area text, beds bigint, tally care_tally_summary, history care_history_summary, trend care_trend_summary, survival care_survival_summary, ages care_ages_summary)
  PARTITION BY HASH (location_id);
CREATE TABLE pw_stored_0 PARTITION OF pw_stored FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE pw_stored_1 PARTITION OF pw_stored FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE pw_stored_2 PARTITION OF pw_stored FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO pw_stored
SELECT location_id, area, min(beds), care_tally(rating), care_history(rating, published, registered, deregistered),
       care_trend(location_id, rating, published, registered, deregistered), care_survival(published - registered + 999, beds < 30),
       care_ages(location_id, rating, published, registered, deregistered)
FROM pw_rows GROUP BY location_id, area;
ANALYZE pw_stored;
DROP TABLE pw_plain;
CREATE TABLE pw_plain AS SELECT * FROM pw_stored;
SELECT call, pg_temp.compare('SELECT area, ' || call || ' FROM %s GROUP BY area', 'pw_stored', 'Partial') AS rolled_up
FROM (VALUES (1, 'care_rollup(tally)'), (2, 'care_rollup(history)'), (3, 'care_rollup(trend)'), (4, 'care_worst(history)'),
        (5, 'care_trend(history)'), (6, 'care_trend(history, beds)'), (7, 'care_tally(history, ''2015-06-15'')'),
        (8, 'care_tally(history, ''2015-06-15'', beds)'), (9, 'care_trend_of_tallies(tally, ''2015-06-01'')'),
        (10, 'care_rollup(survival)'), (13, 'care_rollup(ages)'), (14, 'care_ages(history)'), (11, 'care_standardise(tally, care_tally_of(beds, 7, 5, 3))'), (12, 'care_standardise(tally, tally + tally, 0.998)')) c (n, call)
ORDER BY n;
DROP TABLE pw_rows, pw_years, pw_stored, pw_plain;
