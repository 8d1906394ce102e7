-- How well care_forecast would have done: every third month it says what will be in 12 and in 24 months, and for
-- most councils in 3, 6 and 36, knowing nothing of what came after; then it is looked up. Beside it stand its rivals: "no change", and the straight line
-- through the last twelve months. In table report there is every rating of English home care (bench/backtest.sh).

\pset footer off
SET client_min_messages = warning;

-- Areas: councils, regions and England. Locations without a council count for England alone.
CREATE TABLE england AS
  SELECT care_trend(location_id, rating, published, registered, deregistered) AS trend FROM report;
CREATE TABLE area AS
  SELECT 'council' AS kind, local_authority AS name, care_trend(location_id, rating, published, registered, deregistered) AS trend
    FROM report WHERE local_authority IS NOT NULL GROUP BY local_authority
  UNION ALL
  SELECT 'region', region, care_trend(location_id, rating, published, registered, deregistered)
    FROM report WHERE region IS NOT NULL GROUP BY region
  UNION ALL
  SELECT 'England', 'England', trend FROM england;
CREATE TABLE monthly AS
  SELECT kind, name, as_at, rated, percent_good_or_better AS percent
    FROM area, care_monthly(trend, until => '2025-02-01');
CREATE UNIQUE INDEX ON monthly (kind, name, as_at);
ANALYZE monthly;

-- What is tried: from when, on whom (by locations rated at the start), and how many months ahead.
CREATE TABLE trial (n int, set text, kind text, first date, last date, least int, most int, ahead int[] DEFAULT '{12,24}');
INSERT INTO trial VALUES
  (1, 'councils, 30 or more rated', 'council', '2017-11-01', '2025-02-01', 30, NULL, '{3,6,12,24,36}');
INSERT INTO trial VALUES
  (2, 'councils, 10 to 29 rated', 'council', '2017-11-01', '2025-02-01', 10, 29),
  (3, 'councils in the first round of inspections', 'council', '2015-11-01', '2017-08-01', 20, NULL),
  (4, 'regions in the first round of inspections', 'region', '2015-11-01', '2017-08-01', 20, NULL),
  (5, 'regions', 'region', '2017-11-01', '2025-02-01', 20, NULL),
  (6, 'England', 'England', '2017-11-01', '2025-02-01', 20, NULL);

-- A case is an area, a start and a number of months ahead. As many must be rated at the end as at the start, so
-- that the truth is no accident of a few; "councils, 10 to 29 rated" may shrink, but not away.
CREATE TABLE trial_case AS
  SELECT t.n, t.set, t.kind, b.name, b.as_at AS origin, months, b.percent AS no_change, e.percent AS truth,
         b.percent + months * (SELECT regr_slope(p.percent, extract(year FROM p.as_at) * 12 + extract(month FROM p.as_at))
                                 FROM monthly p
                                WHERE (p.kind, p.name) = (b.kind, b.name)
                                  AND p.as_at > b.as_at - interval '12 months' AND p.as_at <= b.as_at) AS line
    FROM trial t CROSS JOIN generate_series(t.first, t.last, '3 months') o (origin) CROSS JOIN unnest(t.ahead) months
         JOIN monthly b ON b.kind = t.kind AND b.as_at = o.origin
         JOIN monthly e ON (e.kind, e.name) = (b.kind, b.name) AND e.as_at = b.as_at + months * interval '1 month'
   WHERE b.rated >= t.least AND b.rated <= coalesce(t.most, b.rated) AND e.rated >= CASE WHEN t.most IS NULL THEN t.least ELSE 1 END;

-- Every case is asked with and without England as the reference, for 80% and for 95%. The reference knows what came
-- after: only its months up to the start may be used, which care_forecast sees to.
CREATE TABLE answer AS
  SELECT c.*, method, f.percent, f.lower, f.upper, g.lower AS lower_95, g.upper AS upper_95
    FROM trial_case c JOIN area USING (kind, name) CROSS JOIN england
         CROSS JOIN (VALUES ('with England'), ('alone')) m (method),
         LATERAL care_forecast(area.trend, ahead => months, as_at => origin, confidence => 0.8,
                               reference => CASE WHEN method = 'with England' THEN england.trend END) f,
         LATERAL care_forecast(area.trend, ahead => months, as_at => origin, confidence => 0.95,
                               reference => CASE WHEN method = 'with England' THEN england.trend END) g
   WHERE f.as_at = origin + months * interval '1 month' AND g.as_at = f.as_at
     AND (c.kind <> 'England' OR method = 'alone');

\qecho 'Mean error in points, and how many per cent of the truths lay within the limits of 80% and of 95%'
SELECT set, months, count(*) FILTER (WHERE method = 'alone') AS cases,
       avg(abs(truth - no_change))::numeric(6,2) AS no_change,
       avg(abs(truth - line))::numeric(6,2) AS line,
       avg(abs(truth - percent)) FILTER (WHERE method = 'with England')::numeric(6,2) AS with_england,
       (100 * avg((truth BETWEEN lower AND upper)::int) FILTER (WHERE method = 'with England'))::numeric(4,1) AS "80%",
       (100 * avg((truth BETWEEN lower_95 AND upper_95)::int) FILTER (WHERE method = 'with England'))::numeric(4,1) AS "95%",
       avg(abs(truth - percent)) FILTER (WHERE method = 'alone')::numeric(6,2) AS alone,
       (100 * avg((truth BETWEEN lower AND upper)::int) FILTER (WHERE method = 'alone'))::numeric(4,1) AS "80%",
       (100 * avg((truth BETWEEN lower_95 AND upper_95)::int) FILTER (WHERE method = 'alone'))::numeric(4,1) AS "95%"
  FROM answer GROUP BY n, set, months ORDER BY n, months;

\qecho 'The same by the year of the start: councils, 30 or more rated, and 20 or more before November 2017'
SELECT extract(year FROM origin) AS year, months, count(*) FILTER (WHERE method = 'alone') AS cases,
       avg(abs(truth - no_change))::numeric(6,2) AS no_change,
       avg(abs(truth - percent)) FILTER (WHERE method = 'with England')::numeric(6,2) AS with_england,
       (100 * avg((truth BETWEEN lower AND upper)::int) FILTER (WHERE method = 'with England'))::numeric(4,1) AS "80%",
       (100 * avg((truth BETWEEN lower_95 AND upper_95)::int) FILTER (WHERE method = 'with England'))::numeric(4,1) AS "95%",
       avg(abs(truth - percent)) FILTER (WHERE method = 'alone')::numeric(6,2) AS alone,
       (100 * avg((truth BETWEEN lower AND upper)::int) FILTER (WHERE method = 'alone'))::numeric(4,1) AS "80%",
       (100 * avg((truth BETWEEN lower_95 AND upper_95)::int) FILTER (WHERE method = 'alone'))::numeric(4,1) AS "95%"
  FROM answer WHERE n IN (1, 3) AND months IN (12, 24) GROUP BY 1, 2 ORDER BY months, year;

\qecho 'Probability of a target that was given, and how often it was met: councils, 30 or more rated, targets from 70 to 95'
SELECT months, method, said, count(*) AS forecasts, avg(probability)::numeric(4,1) AS mean_said,
       (100 * avg((truth >= target)::int))::numeric(4,1) AS met
  FROM (SELECT c.months, method, target, truth, probability,
               ('{below 1,1 to 10,10 to 30,30 to 50,50 to 70,70 to 90,90 to 99,above 99}'::text[])[1 + width_bucket(probability, '{1,10,30,50,70,90,99}'::float8[])] AS said,
               width_bucket(probability, '{1,10,30,50,70,90,99}'::float8[]) AS bucket
          FROM trial_case c JOIN area USING (kind, name) CROSS JOIN england
               CROSS JOIN (VALUES ('with England'), ('alone')) m (method)
               CROSS JOIN unnest('{70,75,80,85,90,95}'::float8[]) t (aim),
               LATERAL care_forecast(area.trend, aim, ahead => months, as_at => origin,
                                     reference => CASE WHEN method = 'with England' THEN england.trend END) f
         WHERE n = 1 AND months IN (12, 24) AND f.as_at = origin + months * interval '1 month') p
 GROUP BY months, method, said, bucket ORDER BY months, method DESC, bucket;
