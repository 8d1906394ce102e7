-- monthly as-at series from 1 million rating events in a table partitioned by location
--@ needs events event_parts
--@ same parts_2 parts_1 one_table one_table_2 duckdb
--@ before parts_2 SET max_parallel_workers_per_gather = 2; SET max_parallel_workers = 1
--@ target one_table / parts_2 >= 1.5
--@ target parts_2 / duckdb <= 0.55
--@ show parts_1 / parts_2
--@ show one_table / one_table_2

-- A trend of each partition, added up. PostgreSQL plans a process for each; the leader is one of them.
--@ run parts_2 2
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_rollup(trend)
                       FROM (SELECT care_trend(location, rating, published, registered, deregistered) AS trend
                               FROM event_parts_0
                              UNION ALL
                             SELECT care_trend(location, rating, published, registered, deregistered)
                               FROM event_parts_1) parts),
                    since => '2014-01-01', until => '2025-01-01');

--@ run parts_1 1
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_rollup(trend)
                       FROM (SELECT care_trend(location, rating, published, registered, deregistered) AS trend
                               FROM event_parts_0
                              UNION ALL
                             SELECT care_trend(location, rating, published, registered, deregistered)
                               FROM event_parts_1) parts),
                    since => '2014-01-01', until => '2025-01-01');

--@ run one_table 1
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM events),
                    since => '2014-01-01', until => '2025-01-01');

--@ run one_table_2 2
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM events),
                    since => '2014-01-01', until => '2025-01-01');

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
