-- monthly as-at series from 1 million validity intervals, keyed by location
--@ needs periods
--@ same ours ours_2 expert expert_tuned analyst duckdb
--@ target expert / ours >= 3
--@ target analyst / ours >= 40
--@ target ours / ours_2 >= 1.4
--@ show expert_tuned / ours
--@ show floor / floor_2

--@ run ours 1
SELECT as_at, locations, rated, good_or_better
  FROM care_monthly((SELECT care_trend_of_periods(location, rating, valid_from, valid_to) FROM periods),
                    since => '2013-01-01', until => '2025-01-01');

--@ run ours_2 2
SELECT as_at, locations, rated, good_or_better
  FROM care_monthly((SELECT care_trend_of_periods(location, rating, valid_from, valid_to) FROM periods),
                    since => '2013-01-01', until => '2025-01-01');

--@ run floor 1
SELECT count(rating) FROM periods;

-- What a second process is worth to PostgreSQL itself, on this machine
--@ run floor_2 2
SELECT count(rating) FROM periods;

-- +1 and -1 by month, and the months with a running sum
--@ run expert 1
WITH moves AS (
  SELECT valid_from AS day, rating, 1 AS n FROM periods
   UNION ALL
  SELECT valid_to, rating, -1 FROM periods WHERE valid_to IS NOT NULL
), months AS (
  SELECT greatest('2013-01-01', date_trunc('month', day + interval '1 month - 1 day'))::date AS as_at,
         sum(n) AS locations,
         sum(n) FILTER (WHERE rating <> 'Not rated') AS rated,
         sum(n) FILTER (WHERE rating IN ('Good', 'Outstanding')) AS good_or_better
    FROM moves
   GROUP BY 1
)
SELECT as_at::date, coalesce(sum(locations) OVER s, 0), coalesce(sum(rated) OVER s, 0),
       coalesce(sum(good_or_better) OVER s, 0)
  FROM generate_series('2013-01-01'::timestamp, '2025-01-01', '1 month') as_at LEFT JOIN months USING (as_at)
WINDOW s AS (ORDER BY as_at)
 ORDER BY as_at;

-- The same with a trick: +1 and -1 are counted by day and rating, and only the days added up to months
--@ run expert_tuned 1
WITH days AS (
  SELECT coalesce(valid_from, valid_to) AS day, rating,
         CASE WHEN grouping(valid_from) = 0 THEN count(*) ELSE -count(*) END AS n
    FROM periods
   GROUP BY GROUPING SETS ((valid_from, rating), (valid_to, rating))
), months AS (
  SELECT greatest('2013-01-01', date_trunc('month', day + interval '1 month - 1 day'))::date AS as_at,
         sum(n) AS locations,
         sum(n) FILTER (WHERE rating <> 'Not rated') AS rated,
         sum(n) FILTER (WHERE rating IN ('Good', 'Outstanding')) AS good_or_better
    FROM days
   WHERE day IS NOT NULL
   GROUP BY 1
)
SELECT as_at::date, coalesce(sum(locations) OVER s, 0), coalesce(sum(rated) OVER s, 0),
       coalesce(sum(good_or_better) OVER s, 0)
  FROM generate_series('2013-01-01'::timestamp, '2025-01-01', '1 month') as_at LEFT JOIN months USING (as_at)
WINDOW s AS (ORDER BY as_at)
 ORDER BY as_at;

--@ run analyst 1
SELECT as_at::date, count(rating), count(*) FILTER (WHERE rating <> 'Not rated'),
       count(*) FILTER (WHERE rating IN ('Good', 'Outstanding'))
  FROM generate_series('2013-01-01'::timestamp, '2025-01-01', '1 month') as_at
  LEFT JOIN periods ON valid_from <= as_at AND (valid_to > as_at OR valid_to IS NULL)
 GROUP BY as_at
 ORDER BY as_at;

--@ run duckdb 2
WITH moves AS (
  SELECT valid_from AS day, rating, count(*) AS n FROM periods GROUP BY ALL
   UNION ALL
  SELECT valid_to, rating, -count(*) FROM periods WHERE valid_to IS NOT NULL GROUP BY ALL
), months AS (
  SELECT greatest(DATE '2013-01-01', date_trunc('month', day + INTERVAL 1 MONTH - INTERVAL 1 DAY)::date) AS as_at,
         sum(n) AS locations,
         sum(n) FILTER (rating <> 'Not rated') AS rated,
         sum(n) FILTER (rating IN ('Good', 'Outstanding')) AS good_or_better
    FROM moves
   GROUP BY 1
)
SELECT g.as_at::date, coalesce(sum(locations) OVER s, 0), coalesce(sum(rated) OVER s, 0),
       coalesce(sum(good_or_better) OVER s, 0)
  FROM generate_series(TIMESTAMP '2013-01-01', TIMESTAMP '2025-01-01', INTERVAL 1 MONTH) g(as_at)
  LEFT JOIN months ON months.as_at = g.as_at
WINDOW s AS (ORDER BY g.as_at)
 ORDER BY g.as_at;
