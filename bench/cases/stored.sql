-- ten years for England out of 150 stored council trends
--@ needs events council_trends
--@ target ours / ms <= 5
--@ target duckdb / ours >= 50
--@ same ours duckdb

--@ run ours 1
SELECT as_at, locations, rated, good_or_better
  FROM care_monthly((SELECT care_rollup(trend) FROM council_trends), since => '2015-01-01', until => '2025-01-01');

-- Over the raw events
--@ run duckdb 2
WITH spells AS (
  SELECT rating, registered, deregistered,
         greatest(published, registered) AS begun,
         coalesce(least(lead(published) OVER w, deregistered), 'infinity') AS ended,
         row_number() OVER w = 1 AS is_first
    FROM events
  WINDOW w AS (PARTITION BY location
                   ORDER BY CASE rating WHEN 'Not rated' THEN 0
                                        WHEN 'Outstanding' THEN (published - DATE '1900-01-01') * 4
                                        WHEN 'Good' THEN (published - DATE '1900-01-01') * 4 + 1
                                        WHEN 'Requires improvement' THEN (published - DATE '1900-01-01') * 4 + 2
                                        ELSE (published - DATE '1900-01-01') * 4 + 3 END)
), moves AS (
  SELECT begun AS day, rating, 1 AS n FROM spells WHERE rating <> 'Not rated' AND begun < ended
   UNION ALL
  SELECT ended, rating, -1 FROM spells WHERE rating <> 'Not rated' AND begun < ended AND ended < 'infinity'
   UNION ALL
  SELECT registered, 'any', 1 FROM spells WHERE is_first
   UNION ALL
  SELECT deregistered, 'any', -1 FROM spells WHERE is_first AND deregistered IS NOT NULL
), months AS (
  SELECT greatest(DATE '2015-01-01', date_trunc('month', day + INTERVAL 1 MONTH - INTERVAL 1 DAY)::date) AS as_at,
         sum(n) FILTER (rating = 'any') AS locations,
         sum(n) FILTER (rating <> 'any') AS rated,
         sum(n) FILTER (rating IN ('Good', 'Outstanding')) AS good_or_better
    FROM moves
   GROUP BY 1
)
SELECT g.as_at::date, sum(locations) OVER s, sum(rated) OVER s, sum(good_or_better) OVER s
  FROM generate_series(TIMESTAMP '2015-01-01', TIMESTAMP '2025-01-01', INTERVAL 1 MONTH) g(as_at)
  LEFT JOIN months ON months.as_at = g.as_at
WINDOW s AS (ORDER BY g.as_at)
 ORDER BY g.as_at;
