-- monthly as-at series from 1 million rating events, 100,000 locations
--@ needs events event_parts
--@ same one_step one_step_2 parts_2 two_steps expert expert_tuned duckdb
--@ before parts_2 SET max_parallel_workers_per_gather = 2; SET max_parallel_workers = 1
--@ target expert / one_step >= 10
--@ target one_step / one_step_2 >= 1.5
--@ target one_step_2 / duckdb <= 0.55
--@ target one_step / parts_2 >= 1.5
--@ target parts_2 / duckdb <= 0.55
--@ target expert / two_steps >= 5
--@ show expert_tuned / one_step
--@ show expert_tuned / two_steps
--@ show two_steps / floor_by_location
--@ show floor / floor_2

--@ run one_step 1
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM events),
                    since => '2014-01-01', until => '2025-01-01');

--@ run one_step_2 2
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM events),
                    since => '2014-01-01', until => '2025-01-01');

-- The trend of each of two partitions by location, added up. PostgreSQL plans a worker for each; there is one, and the leader.
--@ run parts_2 2
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_rollup(trend)
                       FROM (SELECT care_trend(location, rating, published, registered, deregistered) AS trend
                               FROM event_parts_0
                              UNION ALL
                             SELECT care_trend(location, rating, published, registered, deregistered)
                               FROM event_parts_1) parts),
                    since => '2014-01-01', until => '2025-01-01');

--@ run two_steps 1
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_trend(h)
                       FROM (SELECT care_history(rating, published, registered, deregistered) AS h
                               FROM events GROUP BY location) histories),
                    since => '2014-01-01', until => '2025-01-01');

--@ run floor 1
SELECT count(rating) FROM events;

-- What a second process is worth to PostgreSQL itself, on this machine
--@ run floor_2 2
SELECT count(rating) FROM events;

-- What two steps cost before any of ours is called
--@ run floor_by_location 1
SELECT count(n) FROM (SELECT count(rating) AS n FROM events GROUP BY location) s;

-- A rating holds until the next of its location or until deregistration, and of two on a day the lower one
-- holds. +1 and -1 are counted by day, the days added up to months, and the months with a running sum.
--@ run expert 1
WITH rated AS (
  SELECT *, CASE rating WHEN 'Outstanding' THEN 1 WHEN 'Good' THEN 2 WHEN 'Requires improvement' THEN 3 ELSE 4 END AS code
    FROM events
   WHERE rating <> 'Not rated'
), spells AS (
  SELECT rating, greatest(published, registered) AS begun,
         coalesce(least(lead(published) OVER w, deregistered), 'infinity') AS ended
    FROM rated
  WINDOW w AS (PARTITION BY location ORDER BY published, code)
), days AS (
  SELECT coalesce(begun, ended) AS day, rating,
         CASE WHEN grouping(begun) = 0 THEN count(*) ELSE -count(*) END AS n
    FROM spells
   WHERE begun < ended
   GROUP BY GROUPING SETS ((begun, rating), (ended, rating))
   UNION ALL
  SELECT coalesce(registered, deregistered), 'any',
         CASE WHEN grouping(registered) = 0 THEN count(*) ELSE -count(*) END
    FROM (SELECT min(registered) AS registered, max(deregistered) AS deregistered
            FROM events GROUP BY location) locations
   GROUP BY GROUPING SETS ((registered), (deregistered))
), months AS (
  SELECT greatest('2014-01-01', date_trunc('month', day + interval '1 month - 1 day'))::date AS as_at,
         sum(n) FILTER (WHERE rating = 'any') AS locations,
         sum(n) FILTER (WHERE rating <> 'any') AS rated,
         sum(n) FILTER (WHERE rating = 'Outstanding') AS outstanding,
         sum(n) FILTER (WHERE rating = 'Good') AS good,
         sum(n) FILTER (WHERE rating = 'Requires improvement') AS requires_improvement,
         sum(n) FILTER (WHERE rating = 'Inadequate') AS inadequate
    FROM days
   WHERE day < 'infinity'
   GROUP BY 1
)
SELECT as_at::date,
       sum(locations) OVER s, sum(rated) OVER s, sum(outstanding) OVER s, sum(good) OVER s,
       sum(requires_improvement) OVER s, sum(inadequate) OVER s
  FROM generate_series('2014-01-01'::timestamp, '2025-01-01', '1 month') as_at LEFT JOIN months USING (as_at)
WINDOW s AS (ORDER BY as_at)
 ORDER BY as_at;

-- The same with two tricks: what is sorted is one number of day and rating, and text bytewise
--@ run expert_tuned 1
WITH rated AS (
  SELECT *, CASE rating WHEN 'Outstanding' THEN 1 WHEN 'Good' THEN 2 WHEN 'Requires improvement' THEN 3 ELSE 4 END AS code
    FROM events
   WHERE rating <> 'Not rated'
), spells AS (
  SELECT rating, greatest(published, registered) AS begun,
         coalesce(least(lead(published) OVER w, deregistered), 'infinity') AS ended
    FROM rated
  WINDOW w AS (PARTITION BY location COLLATE "C" ORDER BY (published - '1900-01-01') * 4 + code)
), days AS (
  SELECT coalesce(begun, ended) AS day, rating,
         CASE WHEN grouping(begun) = 0 THEN count(*) ELSE -count(*) END AS n
    FROM spells
   WHERE begun < ended
   GROUP BY GROUPING SETS ((begun, rating), (ended, rating))
   UNION ALL
  SELECT coalesce(registered, deregistered), 'any',
         CASE WHEN grouping(registered) = 0 THEN count(*) ELSE -count(*) END
    FROM (SELECT min(registered) AS registered, max(deregistered) AS deregistered
            FROM events GROUP BY location COLLATE "C") locations
   GROUP BY GROUPING SETS ((registered), (deregistered))
), months AS (
  SELECT greatest('2014-01-01', date_trunc('month', day + interval '1 month - 1 day'))::date AS as_at,
         sum(n) FILTER (WHERE rating = 'any') AS locations,
         sum(n) FILTER (WHERE rating <> 'any') AS rated,
         sum(n) FILTER (WHERE rating = 'Outstanding') AS outstanding,
         sum(n) FILTER (WHERE rating = 'Good') AS good,
         sum(n) FILTER (WHERE rating = 'Requires improvement') AS requires_improvement,
         sum(n) FILTER (WHERE rating = 'Inadequate') AS inadequate
    FROM days
   WHERE day < 'infinity'
   GROUP BY 1
)
SELECT as_at::date,
       sum(locations) OVER s, sum(rated) OVER s, sum(outstanding) OVER s, sum(good) OVER s,
       sum(requires_improvement) OVER s, sum(inadequate) OVER s
  FROM generate_series('2014-01-01'::timestamp, '2025-01-01', '1 month') as_at LEFT JOIN months USING (as_at)
WINDOW s AS (ORDER BY as_at)
 ORDER BY as_at;

--@ run duckdb 2
WITH rated AS (
  SELECT *, CASE rating WHEN 'Outstanding' THEN 1 WHEN 'Good' THEN 2 WHEN 'Requires improvement' THEN 3 ELSE 4 END AS code
    FROM events
   WHERE rating <> 'Not rated'
), spells AS (
  SELECT rating, greatest(published, registered) AS begun,
         coalesce(least(lead(published) OVER w, deregistered), 'infinity') AS ended
    FROM rated
  WINDOW w AS (PARTITION BY location ORDER BY (published - DATE '1900-01-01') * 4 + code)
), days AS (
  SELECT begun AS day, rating, count(*) AS n FROM spells WHERE begun < ended GROUP BY ALL
   UNION ALL
  SELECT ended, rating, -count(*) FROM spells WHERE begun < ended GROUP BY ALL
   UNION ALL
  SELECT unnest([registered, deregistered]), 'any', unnest([1, -1])
    FROM (SELECT min(registered) AS registered, max(deregistered) AS deregistered FROM events GROUP BY location)
), months AS (
  SELECT greatest(DATE '2014-01-01', date_trunc('month', day + INTERVAL 1 MONTH - INTERVAL 1 DAY)::date) AS as_at,
         sum(n) FILTER (rating = 'any') AS locations,
         sum(n) FILTER (rating <> 'any') AS rated,
         sum(n) FILTER (rating = 'Outstanding') AS outstanding,
         sum(n) FILTER (rating = 'Good') AS good,
         sum(n) FILTER (rating = 'Requires improvement') AS requires_improvement,
         sum(n) FILTER (rating = 'Inadequate') AS inadequate
    FROM days
   WHERE day < 'infinity'
   GROUP BY 1
)
SELECT g.as_at::date,
       sum(locations) OVER s, sum(rated) OVER s, sum(outstanding) OVER s, sum(good) OVER s,
       sum(requires_improvement) OVER s, sum(inadequate) OVER s
  FROM generate_series(TIMESTAMP '2014-01-01', TIMESTAMP '2025-01-01', INTERVAL 1 MONTH) g(as_at)
  LEFT JOIN months ON months.as_at = g.as_at
WINDOW s AS (ORDER BY g.as_at)
 ORDER BY g.as_at;
