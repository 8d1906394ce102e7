-- A waiting list of 1 million requests, month by month, against plain SQL; in parallel, in pieces and
-- in any order of rows.

SET jit = off;

-- Ten years; 2 in 100 wait for ever, 4 in 100 are both completed and removed.
CREATE TABLE care_waiting_request AS
SELECT i % 150 AS council, requested, CASE WHEN kind < 88 THEN requested + wait END AS completed,
       CASE WHEN kind BETWEEN 84 AND 97 THEN requested + other END AS removed
  FROM (SELECT i, date '2013-01-01' + (i * 48271 % 2147483647 % 3653)::int AS requested,
               i * 69621 % 2147483647 % 100 AS kind,
               ((i * 16807 % 2147483647 % 1000) * (i * 39373 % 2147483647 % 1000) / 2500)::int AS wait,
               ((i * 40692 % 2147483647 % 1000) * (i * 62089911 % 2147483647 % 1000) / 2500)::int AS other
          FROM generate_series(1, 1000000::bigint) i) s;
ANALYZE care_waiting_request;
SET max_parallel_workers_per_gather = 0;

CREATE TEMP TABLE list AS
SELECT care_waiting(requested, completed, removed) AS w FROM care_waiting_request;

CREATE TEMP TABLE ours AS
SELECT m.* FROM list, care_waiting_monthly(w, target => 30000, since => '2012-12-01', until => '2025-12-31') m;

-- Plain SQL, from the list itself: a row for each request and month end at which it waits.
CREATE TEMP TABLE stay AS
SELECT requested, coalesce(least(completed, removed), 'infinity') AS ended,
       coalesce(completed <= coalesce(removed, 'infinity'), false) AS done
  FROM care_waiting_request;
CREATE TEMP TABLE month AS
SELECT first::date, (first + interval '1 month')::date - 1 AS as_at
  FROM generate_series(timestamp '2012-12-01', '2025-12-01', interval '1 month') first;
SET work_mem = '128MB';
CREATE TEMP TABLE theirs AS
WITH level AS (
  SELECT as_at, count(*) AS waiting,
         count(*) FILTER (WHERE requested <= as_at - interval '6 months') AS long_waits,
         sum(as_at - requested) AS sum_days,
         percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY as_at - requested) AS days,
         max(as_at - requested) AS longest
    FROM stay, generate_series(date_trunc('month', requested::timestamp),
                               least(ended - 1, '2025-12-31')::timestamp, interval '1 month') first,
         LATERAL (SELECT (first + interval '1 month')::date - 1 AS as_at) m
   WHERE ended > as_at GROUP BY as_at),
began AS (
  SELECT date_trunc('month', requested::timestamp)::date AS first, count(*) AS added FROM stay GROUP BY 1),
ended AS (
  SELECT date_trunc('month', ended::timestamp)::date AS first, count(*) FILTER (WHERE done) AS completed,
         count(*) FILTER (WHERE NOT done) AS removed,
         sum(ended - requested) FILTER (WHERE done) AS sum_days,
         percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY ended - requested) FILTER (WHERE done) AS days,
         count(*) FILTER (WHERE done AND ended <= requested + interval '28 days') AS within
    FROM stay WHERE ended < 'infinity' GROUP BY 1),
figure AS (
  SELECT as_at, first, coalesce(waiting, 0) AS waiting, coalesce(added, 0) AS added, coalesce(completed, 0) AS completed,
         coalesce(removed, 0) AS removed, coalesce(long_waits, 0) AS long_waits, l.days AS level_days,
         l.sum_days AS level_sum, e.sum_days AS sum, longest, e.days AS days, coalesce(within, 0) AS within
    FROM month LEFT JOIN level l USING (as_at) LEFT JOIN began USING (first) LEFT JOIN ended e USING (first))
SELECT as_at, first AS month, waiting, added, completed, removed, long_waits,
       100.0::float8 * long_waits / nullif(waiting, 0) AS percent_long_waits,
       level_sum::float8 / nullif(waiting, 0) AS mean_days, level_days[1] AS median_days, level_days[2] AS p90_days, longest::bigint AS longest_days,
       sum::float8 / nullif(completed, 0) AS completed_mean_days, days[1] AS completed_median_days, days[2] AS completed_p90_days, within AS completed_within,
       100.0::float8 * within / nullif(completed, 0) AS percent_within,
       CASE WHEN first >= '2013-03-01' THEN
         3.0::float8 * waiting / nullif(sum(completed) OVER (ORDER BY as_at ROWS 2 PRECEDING), 0)::float8 END AS months_of_work,
       30000::bigint AS target, waiting - 30000 AS over_target
  FROM figure;

SELECT count(*) AS months, count(*) FILTER (WHERE ours IS DISTINCT FROM theirs) AS different
  FROM ours FULL JOIN theirs USING (as_at);
SELECT sum(waiting) AS waiting, sum(added) AS added, sum(completed) AS completed, sum(removed) AS removed,
       max(median_days) AS highest_median FROM ours;
SELECT count(*) AS added, count(*) FILTER (WHERE done) AS completed,
       count(*) FILTER (WHERE NOT done AND ended < 'infinity') AS removed FROM stay WHERE ended <= '2025-12-31' OR ended = 'infinity';

-- Its size, and that of 150 councils' lists together.
CREATE TEMP TABLE council AS
SELECT council, care_waiting(requested, completed, removed) AS w FROM care_waiting_request GROUP BY council;
SELECT octet_length(care_waiting_summary_send(w)) AS bytes,
       (SELECT count(*) FROM (SELECT DISTINCT requested, ended, done FROM stay) s) AS entries,
       (SELECT sum(octet_length(care_waiting_summary_send(w))) FROM council) AS bytes_of_150
  FROM list;

-- In pieces, and in another order of rows: the same bytes.
SELECT care_rollup(c.w) = l.w AS rollup FROM council c, list l GROUP BY l.w;
SELECT care_waiting(requested, completed, removed) = (SELECT w FROM list) AS another_order
  FROM (SELECT * FROM care_waiting_request ORDER BY completed DESC, requested) r;

-- In parallel: the same bytes, from a plan that is parallel.
SET max_parallel_workers_per_gather = 2;
SET min_parallel_table_scan_size = 0;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
CREATE FUNCTION pg_temp.is_parallel(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
  RETURN plan::text LIKE '%"Gather%' AND plan::text LIKE '%"Partial Mode": "Partial"%';
END $$;
SELECT pg_temp.is_parallel('SELECT care_waiting(requested, completed, removed) FROM care_waiting_request') AS one,
       pg_temp.is_parallel('SELECT care_waiting(requested, completed, removed) FROM care_waiting_request GROUP BY council') AS grouped;
SELECT care_waiting(requested, completed, removed) = (SELECT w FROM list) AS parallel FROM care_waiting_request;
SELECT count(*) AS councils, count(*) FILTER (WHERE p.w = c.w) AS same
  FROM (SELECT council, care_waiting(requested, completed, removed) AS w FROM care_waiting_request GROUP BY council) p
  JOIN council c USING (council);
DROP TABLE care_waiting_request;
