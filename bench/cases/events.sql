-- monthly as-at series from 1 million rating events, 100,000 locations
--@ needs events
--@ same one_step one_step_2 two_steps expert duckdb
--@ target expert / one_step >= 10
--@ target one_step_2 / duckdb <= 0.8
--@ target expert / two_steps >= 5

--@ run one_step 1
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM events),
                    since => '2014-01-01', until => '2025-01-01');

--@ run one_step_2 2
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM events),
                    since => '2014-01-01', until => '2025-01-01');

--@ run two_steps 1
SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate
  FROM care_monthly((SELECT care_trend(h)
                       FROM (SELECT care_history(rating, published, registered, deregistered) AS h
                               FROM events GROUP BY location) histories),
                    since => '2014-01-01', until => '2025-01-01');

--@ run floor 1
SELECT count(rating) FROM events;

-- One sort: a rating holds until the next of its location or until deregistration; +1 and -1 by day, the
-- days added up to months, the months with a running sum. Not rated events come first, being only needed
-- to know that the location exists, and of two ratings on a day the lower last, so that it holds.
--@ run expert 1
WITH spells AS (
  SELECT rating, registered, deregistered,
         greatest(published, registered) AS begun,
         coalesce(least(lead(published) OVER w, deregistered), 'infinity') AS ended,
         row_number() OVER w = 1 AS is_first
    FROM events
  WINDOW w AS (PARTITION BY location COLLATE "C"
                   ORDER BY CASE rating WHEN 'Not rated' THEN 0
                                        WHEN 'Outstanding' THEN (published - '1900-01-01') * 4
                                        WHEN 'Good' THEN (published - '1900-01-01') * 4 + 1
                                        WHEN 'Requires improvement' THEN (published - '1900-01-01') * 4 + 2
                                        ELSE (published - '1900-01-01') * 4 + 3 END)
), moves AS (
  SELECT begun AS day, rating, 1 AS n FROM spells WHERE rating <> 'Not rated' AND begun < ended
   UNION ALL
  SELECT ended, rating, -1 FROM spells WHERE rating <> 'Not rated' AND begun < ended AND ended < 'infinity'
   UNION ALL
  SELECT registered, 'any', 1 FROM spells WHERE is_first
   UNION ALL
  SELECT deregistered, 'any', -1 FROM spells WHERE is_first AND deregistered IS NOT NULL
), days AS (
  SELECT day, rating, sum(n) AS n FROM moves GROUP BY day, rating
), months AS (
  SELECT greatest('2014-01-01', date_trunc('month', day + interval '1 month - 1 day'))::date AS as_at,
         sum(n) FILTER (WHERE rating = 'any') AS locations,
         sum(n) FILTER (WHERE rating <> 'any') AS rated,
         sum(n) FILTER (WHERE rating = 'Outstanding') AS outstanding,
         sum(n) FILTER (WHERE rating = 'Good') AS good,
         sum(n) FILTER (WHERE rating = 'Requires improvement') AS requires_improvement,
         sum(n) FILTER (WHERE rating = 'Inadequate') AS inadequate
    FROM days
   GROUP BY 1
)
SELECT as_at::date,
       sum(locations) OVER s, sum(rated) OVER s, sum(outstanding) OVER s, sum(good) OVER s,
       sum(requires_improvement) OVER s, sum(inadequate) OVER s
  FROM generate_series('2014-01-01'::timestamp, '2025-01-01', '1 month') as_at LEFT JOIN months USING (as_at)
WINDOW s AS (ORDER BY as_at)
 ORDER BY as_at;

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
  SELECT greatest(DATE '2014-01-01', date_trunc('month', day + INTERVAL 1 MONTH - INTERVAL 1 DAY)::date) AS as_at,
         sum(n) FILTER (rating = 'any') AS locations,
         sum(n) FILTER (rating <> 'any') AS rated,
         sum(n) FILTER (rating = 'Outstanding') AS outstanding,
         sum(n) FILTER (rating = 'Good') AS good,
         sum(n) FILTER (rating = 'Requires improvement') AS requires_improvement,
         sum(n) FILTER (rating = 'Inadequate') AS inadequate
    FROM moves
   GROUP BY 1
)
SELECT g.as_at::date,
       sum(locations) OVER s, sum(rated) OVER s, sum(outstanding) OVER s, sum(good) OVER s,
       sum(requires_improvement) OVER s, sum(inadequate) OVER s
  FROM generate_series(TIMESTAMP '2014-01-01', TIMESTAMP '2025-01-01', INTERVAL 1 MONTH) g(as_at)
  LEFT JOIN months ON months.as_at = g.as_at
WINDOW s AS (ORDER BY g.as_at)
 ORDER BY g.as_at;
