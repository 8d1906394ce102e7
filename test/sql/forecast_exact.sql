-- care_forecast against a second computation in plain SQL, which follows doc/forecast.md with other means: it goes
-- forward for the levels and backward for what each of them is worth, where the C goes forward with everything.
-- What stands up to "second computation ends" is also read by test/t/031_forecast_real.pl.

CREATE FUNCTION stock(rating text) RETURNS text IMMUTABLE LANGUAGE sql AS $$
  SELECT CASE WHEN rating IS NULL THEN 'outside' WHEN NOT care_is_rated(rating) THEN 'unrated'
              WHEN care_is_good_or_better(rating) THEN 'good' ELSE 'below' END $$;

-- Who moved in the last months up to as_at, and how many could have in how many months.
CREATE FUNCTION flows(trend care_trend_summary, as_at date, history int)
RETURNS TABLE (f text, t text, moved float8, watched float8, months bigint) STABLE LANGUAGE sql AS $$
  WITH month AS (
    SELECT m.as_at, locations AS now, lag(good_or_better) OVER w AS good, lag(rated - good_or_better) OVER w AS below, lag(not_rated) OVER w AS unrated
      FROM care_monthly(trend, until => flows.as_at) m WINDOW w AS (ORDER BY m.as_at)),
  known AS MATERIALIZED (
    SELECT * FROM month WHERE month.as_at > flows.as_at - flows.history * interval '1 month' AND num_nulls(good, now) = 0),
  could AS (
    SELECT s.stock, sum(n) AS watched
      FROM known, LATERAL (VALUES ('good', good), ('below', below), ('unrated', unrated), ('outside', good + below + unrated)) s (stock, n)
     GROUP BY s.stock),
  did AS (
    SELECT stock(from_rating) AS f, stock(to_rating) AS t, sum(locations) AS moved
      FROM care_movements(trend) v WHERE v.as_at IN (SELECT known.as_at FROM known) GROUP BY 1, 2)
  SELECT a.stock, b.stock, coalesce(moved, 0), a.watched, (SELECT count(*) FROM known)
    FROM could a JOIN could b ON a.stock <> b.stock LEFT JOIN did ON (did.f, did.t) = (a.stock, b.stock) $$;

-- The same with one supposed location of each stock that crossed once.
CREATE FUNCTION supposed(trend care_trend_summary, as_at date, history int)
RETURNS TABLE (f text, t text, moved float8, watched float8) STABLE LANGUAGE sql AS $$
  SELECT f, t, moved + CASE f || '>' || t WHEN 'good>below' THEN 1 WHEN 'below>good' THEN 1 WHEN 'unrated>good' THEN 0.5 WHEN 'unrated>below' THEN 0.5 ELSE 0 END,
         watched + CASE WHEN f = 'outside' THEN 0 ELSE months END
    FROM flows(trend, as_at, history) $$;

-- The normal distribution function by its series, whose terms are all of one sign.
CREATE FUNCTION normal(x float8) RETURNS float8 IMMUTABLE LANGUAGE sql AS $$
  WITH RECURSIVE c (x) AS (SELECT greatest(least(normal.x, 10), -10)),
  term (n, term) AS (SELECT 0, x FROM c UNION ALL SELECT n + 1, term * c.x * c.x / (2 * n + 3) FROM term, c WHERE n < 300 AND abs(term) > 1e-40)
  SELECT 0.5 + exp(-x * x / 2) / sqrt(2 * pi()) * (SELECT sum(term) FROM term) FROM c $$;

-- Of a normal variable, z is the quantile of the upper limit.
CREATE FUNCTION forecast_by_hand(trend care_trend_summary, target float8, ahead int, reference care_trend_summary, history int, as_at date, z float8, of_all boolean)
RETURNS TABLE (month date, percent float8, lower float8, upper float8, probability float8) STABLE LANGUAGE sql AS $$
  WITH RECURSIVE rates AS MATERIALIZED (
    SELECT f, t, events, coalesce(events / nullif(watched, 0), 0) AS rate
      FROM (SELECT o.f, o.t, s.moved AS events, s.watched
              FROM flows(trend, as_at, history) o JOIN supposed(trend, as_at, history) s USING (f, t) WHERE reference IS NULL
            UNION ALL
            SELECT o.f, o.t, o.moved + coalesce(20 * r.moved / nullif(sum(r.moved) OVER (PARTITION BY f), 0), 0),
                   o.watched + coalesce(20 * r.watched / nullif(sum(r.moved) OVER (PARTITION BY f), 0), 0)
              FROM flows(trend, as_at, history) o JOIN supposed(reference, as_at, history) r USING (f, t) WHERE reference IS NOT NULL) e),
  r AS (
    SELECT max(rate) FILTER (WHERE f = 'good' AND t = 'below') AS gb, max(rate) FILTER (WHERE f = 'good' AND t = 'unrated') AS gu,
           max(rate) FILTER (WHERE f = 'below' AND t = 'good') AS bg, max(rate) FILTER (WHERE f = 'below' AND t = 'unrated') AS bu,
           max(rate) FILTER (WHERE f = 'unrated' AND t = 'good') AS ug, max(rate) FILTER (WHERE f = 'unrated' AND t = 'below') AS ub,
           max(rate) FILTER (WHERE f = 'outside' AND t = 'good') AS og, max(rate) FILTER (WHERE f = 'outside' AND t = 'below') AS ob,
           max(rate) FILTER (WHERE f = 'outside' AND t = 'unrated') AS ou,
           1 - sum(rate) FILTER (WHERE f = 'good') AS g, 1 - sum(rate) FILTER (WHERE f = 'below') AS b, 1 - sum(rate) FILTER (WHERE f = 'unrated') AS u
      FROM rates),
  -- forward: how many are in each stock after k months, as many as now being able to join
  level (k, good, below, unrated, outside) AS (
    SELECT 0, good_or_better::float8, (rated - good_or_better)::float8, not_rated::float8, locations::float8
      FROM care_monthly(trend, since => as_at, until => as_at)
    UNION ALL
    SELECT k + 1, good * r.g + below * bg + unrated * ug + outside * og, good * gb + below * r.b + unrated * ub + outside * ob,
           good * gu + below * bu + unrated * r.u + outside * ou, outside
      FROM level, r WHERE k < ahead),
  -- backward: how many of the good (x) and of all that count (y) one that is there now will be in l months
  worth (l, good_x, below_x, unrated_x, good_y, below_y, unrated_y) AS (
    SELECT 0, 1::float8, 0::float8, 0::float8, 1::float8, 1::float8, of_all::int::float8
    UNION ALL
    SELECT l + 1, r.g * good_x + gb * below_x + gu * unrated_x, bg * good_x + r.b * below_x + bu * unrated_x, ug * good_x + ub * below_x + r.u * unrated_x,
           r.g * good_y + gb * below_y + gu * unrated_y, bg * good_y + r.b * below_y + bu * unrated_y, ug * good_y + ub * below_y + r.u * unrated_y
      FROM worth, r WHERE l < ahead),
  expected AS (
    SELECT k AS h, 100 * good / nullif(whole, 0) AS percent, whole
      FROM level, LATERAL (SELECT good + below + CASE WHEN of_all THEN unrated ELSE 0 END AS whole) w),
  flow AS (
    SELECT k, rates.f, rates.t, events, rate * CASE rates.f WHEN 'good' THEN good WHEN 'below' THEN below WHEN 'unrated' THEN unrated ELSE outside END AS flow
      FROM level, rates),
  value AS (
    SELECT h, l, (100 * good_x - percent * good_y) / whole AS good, (100 * below_x - percent * below_y) / whole AS below,
           (100 * unrated_x - percent * unrated_y) / whole AS unrated
      FROM expected JOIN worth ON l < h WHERE whole >= 0.5),
  by_flow AS (
    SELECT h, f, t, events, sum(flow * change ^ 2) AS chance, sum(flow * change) AS shift
      FROM flow JOIN value ON l = h - 1 - k,
           LATERAL (SELECT CASE t WHEN 'good' THEN good WHEN 'below' THEN below WHEN 'unrated' THEN unrated ELSE 0 END
                         - CASE f WHEN 'good' THEN good WHEN 'below' THEN below WHEN 'unrated' THEN unrated ELSE 0 END AS change) c
     GROUP BY h, f, t, events),
  own AS (
    SELECT h, percent, sqrt(sum(chance + CASE WHEN events > 0 THEN shift ^ 2 * (1 / events + 0.4 ^ 2) ELSE 0 END)) AS deviation
      FROM by_flow JOIN expected USING (h) GROUP BY h, percent),
  said AS (
    SELECT own.h, CASE WHEN reference IS NULL THEN (own.percent + e.percent) / 2 ELSE own.percent END AS percent,
           CASE WHEN reference IS NULL THEN sqrt(deviation ^ 2 + ((own.percent - e.percent) / 2) ^ 2) ELSE deviation END AS deviation
      FROM own, expected e WHERE e.h = 0 AND e.percent IS NOT NULL)
  SELECT (as_at + h * interval '1 month')::date, said.percent, greatest(said.percent - z * deviation, 0), least(said.percent + z * deviation, 100),
         CASE WHEN deviation > 0 THEN 100 * normal((said.percent - target) / deviation) WHEN said.percent >= target THEN 100 ELSE 0 END
    FROM expected LEFT JOIN said USING (h) WHERE h > 0 $$;
-- second computation ends

SELECT normal(0) AS half, abs(normal(1.959963984540054) - 0.975) < 1e-12 AS two_sided_95, abs(normal(-1.2815515655446004) - 0.1) < 1e-12 AS one_in_ten;

-- Sixteen areas of two to several hundred locations, which join, depart and are rated on days that a hash decides.
CREATE TEMP TABLE location AS
  SELECT area, location, '2015-01-01'::date + (r % 2200)::int AS registered,
         CASE WHEN r / 2200 % 4 = 0 THEN '2015-01-01'::date + (r % 2200 + 30 + r / 8800 % 1500)::int END AS deregistered
    FROM generate_series(1, 16) area, LATERAL generate_series(1, 2 + area * area) location,
         LATERAL (SELECT ('x' || substr(md5(area || '/' || location), 1, 8))::bit(32)::bigint AS r) hash;
CREATE TEMP TABLE event AS
  SELECT l.*, CASE WHEN n > 0 THEN (registered + n * 330 + r % 200)::date END AS published,
         CASE WHEN n > 0 THEN ('{Good,Requires improvement,Good,Good,Outstanding,Inadequate,Good,Requires improvement,Not rated}'::text[])[1 + r / 200 % (6 + area % 4)] END AS rating
    FROM location l, generate_series(0, 4) n,
         LATERAL (SELECT ('x' || substr(md5(area || '/' || location || '/' || n), 1, 7))::bit(28)::int AS r) hash
   WHERE n <= 1 + location % 4;
CREATE INDEX ON event (area, location);
ANALYZE event;
CREATE TEMP TABLE trend AS
  SELECT area, 'ratings' AS kind, care_trend(area || '/' || location, rating, published, registered, deregistered) AS trend FROM event GROUP BY area
  UNION ALL
  -- monthly files of the same, of which two are missing
  SELECT area, 'snapshots', care_trend_of_snapshots(location, rating, as_at)
    FROM (SELECT area, location, as_at::date, (SELECT rating FROM event f WHERE (f.area, f.location) = (l.area, l.location) AND care_is_rated(f.rating) AND f.published <= as_at
                                                ORDER BY published DESC LIMIT 1) AS rating
            FROM location l, generate_series('2017-01-01'::date, '2020-01-01', '1 month') as_at
           WHERE area IN (6, 9, 12) AND registered <= as_at AND (deregistered IS NULL OR deregistered > as_at)
             AND as_at NOT IN ('2018-09-01', '2019-03-01')) s GROUP BY area;
CREATE TEMP TABLE country AS SELECT care_rollup(trend) AS trend FROM trend WHERE kind = 'ratings';

CREATE TEMP TABLE asked AS
  SELECT area, kind, trend, target, ahead, history, as_at::date, denominator, confidence, z, CASE WHEN with_country THEN (SELECT trend FROM country) END AS reference
    FROM trend,
         LATERAL (SELECT 5 + 10 * (area % 10) AS target, CASE WHEN kind = 'snapshots' THEN 24 ELSE 12 + 12 * (area % 3) END AS history) q,
         (VALUES ('2017-05-01', 0.8, 1.2815515655446004, 24, 'rated'), ('2019-01-01', 0.95, 1.959963984540054, 36, 'all'), ('2020-01-01', 0.8, 1.2815515655446004, 30, 'rated'),
                 ('2023-01-01', 0.95, 1.959963984540054, 1, 'rated'), ('2024-06-01', 0.8, 1.2815515655446004, 24, 'all')) a (as_at, confidence, z, ahead, denominator),
         (VALUES (true), (false)) w (with_country)
   WHERE kind = 'ratings' OR as_at IN ('2019-01-01', '2020-01-01');
CREATE TEMP TABLE compared AS
  SELECT kind, reference IS NOT NULL AS with_country, f.as_at = h.month AS month, f.target IS NOT DISTINCT FROM a.target AS target,
         f.percent AS percent, f.percent - h.percent AS p, f.lower - h.lower AS l, f.upper - h.upper AS u, f.probability - h.probability AS c,
         num_nulls(f.percent, f.lower, f.upper, f.probability) IN (0, 4) AS together, f.percent IS NULL AND h.percent IS NULL AS both_null,
         f.lower <= f.percent AND f.percent <= f.upper AND f.lower >= 0 AND f.upper <= 100 AS in_order
    FROM asked a
         CROSS JOIN LATERAL care_forecast(trend, target, ahead, reference, history, a.as_at, confidence, denominator) WITH ORDINALITY f (as_at, percent, lower, upper, target, probability, n)
         LEFT JOIN LATERAL (SELECT *, row_number() OVER (ORDER BY month) AS n
                              FROM forecast_by_hand(trend, a.target, ahead, reference, history, a.as_at, z, denominator = 'all')) h USING (n);
SELECT kind, with_country, count(*) AS months, bool_and(month) AS month, bool_and(target) AS target, bool_and(together) AS together,
       bool_and(in_order) AS in_order, bool_and(both_null OR p IS NOT NULL) AS same_nulls,
       max(abs(p)) < 1e-9 AS percent, max(abs(l)) < 1e-9 AS lower, max(abs(u)) < 1e-9 AS upper, max(abs(c)) < 1e-9 AS probability,
       count(*) FILTER (WHERE percent BETWEEN 1 AND 99) > count(*) / 2 AS anything
  FROM compared GROUP BY 1, 2 ORDER BY 1, 2;

DROP FUNCTION forecast_by_hand, normal, supposed, flows, stock;
