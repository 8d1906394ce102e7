-- ten years for England out of 150 stored council trends
--@ needs events council_trends
--@ target ours / ms <= 2
--@ target duckdb / ours >= 150
--@ same ours duckdb

--@ run ours 1
SELECT as_at, locations, rated, good_or_better
  FROM care_monthly((SELECT care_rollup(trend) FROM council_trends), since => '2015-01-01', until => '2025-01-01');

-- Over the raw events
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
  SELECT greatest(DATE '2015-01-01', date_trunc('month', day + INTERVAL 1 MONTH - INTERVAL 1 DAY)::date) AS as_at,
         sum(n) FILTER (rating = 'any') AS locations,
         sum(n) FILTER (rating <> 'any') AS rated,
         sum(n) FILTER (rating IN ('Good', 'Outstanding')) AS good_or_better
    FROM days
   WHERE day < 'infinity'
   GROUP BY 1
)
SELECT g.as_at::date,
       sum(locations) OVER s, sum(rated) OVER s, sum(good_or_better) OVER s
  FROM generate_series(TIMESTAMP '2015-01-01', TIMESTAMP '2025-01-01', INTERVAL 1 MONTH) g(as_at)
  LEFT JOIN months ON months.as_at = g.as_at
WINDOW s AS (ORDER BY g.as_at)
 ORDER BY g.as_at;
