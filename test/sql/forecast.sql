-- When a target will be reached: care_forecast.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS care_quality;
RESET client_min_messages;

-- Of 100 rated one more is good each month: 60% in January 2022, 71% in December.
CREATE TEMP TABLE steady AS
  SELECT care_trend_of_tallies(care_tally_of(0, 60 + i, 40 - i, 0, 100), ('2022-01-01'::date + i * interval '1 month')::date) AS trend
    FROM generate_series(0, 11) i;
SELECT target, f.*
  FROM steady, unnest('{85, 72, 71.5, 71.000001, 71, 70, 0, 100}'::numeric[]) target,
       care_forecast(trend, target, as_at => '2022-12-01') f
 ORDER BY target;
SELECT months, as_at, f.*
  FROM steady, (VALUES (3, '2022-12-01'::date), (5, '2022-09-01'), (12, '2022-03-01'), (2147483647, '2022-12-01')) v (months, as_at),
       care_forecast(trend, 85, months, as_at) f
 ORDER BY months;
SELECT f.* FROM steady, care_forecast(trend, 42, as_at => '2022-12-01', denominator => 'all') f;

-- Three thirds are one: 80% is three steps of a thirtieth, ten thirds of a point, from 90%.
SELECT round(points_per_month::numeric, 9) AS points_per_month, months_to_target, target_as_at
  FROM (SELECT care_trend_of_tallies(care_tally_of(0, 22 + i, 8 - i, 0), ('2023-01-01'::date + i * interval '1 month')::date) AS trend
          FROM generate_series(0, 2) i) s,
       care_forecast(trend, 90, 3, '2023-03-01');

-- Falling or level: never. But what is met is met.
SELECT name, target, round(points_per_month::numeric, 6) AS points_per_month, months_to_target, target_as_at
  FROM (SELECT name, care_trend_of_tallies(care_tally_of(0, good, 30 - good, 0), ('2023-01-01'::date + i * interval '1 month')::date) AS trend
          FROM (VALUES (1, 'falling', '{25,24,22,22}'::int[]), (2, 'level', '{22,22,22,22}'),
                       (3, 'up and down', '{22,25,25,22}'), (4, 'one point', '{NULL,NULL,NULL,22}'),
                       (5, 'two points', '{NULL,20,NULL,22}'), (6, 'three points', '{20,NULL,21,22}')) v (n, name, goods),
               unnest(goods) WITH ORDINALITY u (good, i)
         WHERE good IS NOT NULL
         GROUP BY name) s,
       unnest('{70, 75}'::int[]) target, care_forecast(trend, target, as_at => '2023-05-01')
 ORDER BY name, target;

-- 100 years are the furthest: 0.01 points a month up to 12.01.
SELECT target, round(points_per_month::numeric, 9) AS points_per_month, months_to_target, target_as_at
  FROM (SELECT care_trend_of_tallies(care_tally_of(0, i, 10000 - i, 0), ('2023-01-01'::date + i * interval '1 month')::date) AS trend
          FROM generate_series(0, 3) i) s,
       unnest('{12.02, 12.03, 12.04, 100}'::numeric[]) target, care_forecast(trend, target, as_at => '2023-04-01')
 ORDER BY target;
SELECT f.* FROM steady, care_forecast(trend, 72, as_at => '2199-12-01') f;

-- Made-up trends, some months without figures, against regr_slope of the last points; and the months
-- against numbers with 40 digits, for often they come out even.
CREATE TEMP TABLE published AS
  SELECT council, ('2020-01-01'::date + i * interval '1 month')::date AS as_at,
         care_tally_of(r % 3, 10 + i / 3 + r % 7, 12 - r % 5, r % 2, r % 4) AS t
    FROM generate_series(1, 8) council, generate_series(0, 35) i,
         LATERAL (SELECT ('x' || substr(md5(council || '-' || i), 1, 7))::bit(28)::int AS r) random
   WHERE council % 2 = 0 OR r % 4 <> 0;
CREATE TEMP TABLE forecast AS
  SELECT council, denominator, months, target, as_at::date, f.*
    FROM (SELECT council, care_trend_of_tallies(t, as_at) AS trend FROM published GROUP BY council) s,
         unnest('{rated, all}'::text[]) denominator, unnest('{3, 6, 12, 24}'::int[]) months,
         unnest('{0, 72.5, 100}'::double precision[]) target,
         generate_series('2019-12-01'::date, '2023-02-01', '1 month') as_at,
         care_forecast(trend, target, months, as_at::date, denominator) f;
CREATE TEMP TABLE line AS
  SELECT council, denominator, months, as_at, count(p) AS n, regr_slope(p, i) AS slope,
         (count(p) * sum(i * p) - sum(i) * sum(p)) / nullif(count(p) * sum(i * i) - sum(i) ^ 2, 0) AS exact_slope,
         max(p) FILTER (WHERE p_as_at = as_at) AS percent
    FROM (SELECT *, row_number() OVER (PARTITION BY council, denominator, months, as_at ORDER BY p_as_at DESC) AS back
    FROM (SELECT DISTINCT council, denominator, months, as_at FROM forecast) f
         LEFT JOIN (SELECT council, as_at AS p_as_at, (extract(year FROM as_at) * 12 + extract(month FROM as_at))::numeric - 24240 AS i,
                           name AS denominator, round(100 * care_good_or_better(t)::numeric(60, 40) / n, 40) AS p
                      FROM published, unnest('{rated, all}'::text[]) name,
                           LATERAL (SELECT CASE name WHEN 'all' THEN care_locations(t) ELSE care_rated(t) END AS n) s) p
         USING (council, denominator)
           WHERE p_as_at <= as_at) points
   WHERE back <= months
   GROUP BY council, denominator, months, as_at;
CREATE TEMP TABLE expected AS
  SELECT f.*, slope, months_expected, round(months_expected) = months_expected AND months_expected > 0 AS even
    FROM forecast f LEFT JOIN line USING (council, denominator, months, as_at),
         LATERAL (SELECT CASE WHEN percent >= target THEN 0
                              WHEN exact_slope > 0 AND n >= 3 THEN round((target::numeric - percent) / exact_slope, 20)
                          END AS months_expected) m;
SELECT count(*) AS forecasts, count(*) FILTER (WHERE points_per_month > 0) > 4000 AS rising,
       count(months_to_target) > 1000 AS answers, count(*) FILTER (WHERE even) > 10 AS come_out_even,
       bool_and((points_per_month IS NULL) = (slope IS NULL)) AS same_nulls,
       bool_and(abs(points_per_month - slope) < 1e-9) AS slope,
       bool_and(months_to_target IS NOT DISTINCT FROM CASE WHEN months_expected <= 1200 THEN ceil(months_expected) END) AS months,
       bool_and(target_as_at IS NOT DISTINCT FROM (as_at + months_to_target * interval '1 month')::date) AS target_as_at
  FROM expected;

-- The same over care_monthly, for a trend of ratings.
CREATE TEMP TABLE rated AS
  SELECT care_trend(location, rating, published, '2020-01-01', NULL) AS trend
    FROM generate_series(1, 200) location, generate_series(0, 3) n,
         LATERAL (SELECT ('x' || substr(md5(location || '/' || n), 1, 7))::bit(28)::int AS r) random,
         LATERAL (SELECT '2020-01-10'::date + n * 250 + r % 200 AS published,
                         ('{Inadequate,Requires improvement,Good,Good,Good,Outstanding}'::text[])[1 + (r / 256) % (4 + n / 2)] AS rating) e;
SELECT count(*) AS forecasts, bool_and(abs(points_per_month - slope) < 1e-9) AS slope
  FROM rated, generate_series('2020-06-01'::date, '2023-06-01', '1 month') m,
       care_forecast(trend, 90, as_at => m::date),
       LATERAL (SELECT regr_slope(percent_good_or_better, i) AS slope
                  FROM care_monthly(trend, since => (m - interval '11 months')::date, until => m::date) WITH ORDINALITY
                       AS c (as_at, month, locations, rated, outstanding, good, requires_improvement, inadequate, not_rated, good_or_better, percent_good_or_better)
                       CROSS JOIN LATERAL (SELECT extract(year FROM as_at) * 12 + extract(month FROM as_at) AS i) n) r;

-- Weights have a percentage, so a forecast.
SELECT f = g AS same
  FROM (SELECT care_trend(location, rating, published, '2020-01-01', NULL, 7) AS beds,
               care_trend(location, rating, published, '2020-01-01', NULL) AS trend
          FROM (VALUES (1, 'Good', '2022-01-10'::date), (2, 'Inadequate', '2022-01-10'), (3, 'Inadequate', '2022-01-10'),
                       (2, 'Good', '2022-06-10')) e (location, rating, published)) s,
       care_forecast(beds, 85, as_at => '2022-08-01') f, care_forecast(trend, 85, as_at => '2022-08-01') g;

-- Without as_at it is as at this month.
SELECT care_forecast(trend, 99) = care_forecast(trend, 99, as_at => date_trunc('month', current_date)::date) AS same,
       (care_forecast(trend, 0)).target_as_at = date_trunc('month', current_date)::date AS this_month
  FROM rated;

-- Nothing known, nothing forecast; a NULL target leaves the slope.
SELECT care_forecast(NULL, 85) IS NULL AS trend;
SELECT f.* FROM steady, care_forecast(trend, NULL, as_at => '2022-12-01') f;
SELECT f.* FROM steady, care_forecast(trend, 85, as_at => '2023-01-01') f;
SELECT f.* FROM steady, care_forecast(trend, 85, as_at => '1900-01-01') f;
SELECT f.* FROM care_forecast('{"version": 1, "conflicts": 0, "months": {}}', 0, as_at => '2022-12-01') f;

-- What cannot be asked.
SELECT care_forecast(trend, 101) FROM steady;
SELECT care_forecast(trend, 'NaN') FROM steady;
SELECT care_forecast(trend, 85, 2) FROM steady;
SELECT care_forecast(trend, 85, -2147483648) FROM steady;
SELECT care_forecast(trend, 85, NULL) FROM steady;
SELECT care_forecast(trend, 85, as_at => '2022-12-31') FROM steady;
SELECT care_forecast(trend, 85, as_at => 'infinity') FROM steady;
SELECT care_forecast(trend, 85, denominator => NULL) FROM steady;
SELECT care_forecast(trend, 85, denominator => 'none') FROM steady;
