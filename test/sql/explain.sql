-- Why a percentage changed: care_explain.

-- A council with 445 rated services, 307 of them good: 69%. From December to
-- July six improve, six poor ones close and two are rated for the first time.
CREATE TEMP TABLE service AS
  SELECT 'Norfolk' AS council, i AS location_id, 'Good' AS rating, '2021-05-10'::date AS published, NULL::date AS deregistered
    FROM generate_series(1, 307) i
  UNION ALL
  SELECT 'Norfolk', i, CASE WHEN i > 441 THEN 'Inadequate' ELSE 'Requires improvement' END, '2021-06-10',
         CASE WHEN i > 439 THEN '2023-03-01'::date + i - 440 END
    FROM generate_series(308, 445) i
  UNION ALL
  SELECT 'Norfolk', i, 'Good', '2022-12-20'::date + 30 * (i - 307), NULL FROM generate_series(308, 313) i
  UNION ALL
  SELECT 'Norfolk', i, 'Not rated', NULL, NULL FROM generate_series(446, 465) i
  UNION ALL
  SELECT 'Norfolk', i, 'Requires improvement', '2023-05-02', NULL FROM generate_series(446, 447) i;
CREATE TEMP TABLE council AS
  SELECT council, care_trend(location_id, rating, published, '2020-01-01'::date, deregistered) AS trend
    FROM service GROUP BY council;

-- With 445 and 441 rated, 307 and 313 good: an improvement is worth 100 / 443
-- points, a poor service that closes 100 * (307 / 445 + 313 / 441) / 2 / 443.
SELECT cause, from_rating, to_rating, moves, round(points::numeric, 6) AS points,
       abs(points - moves * CASE cause WHEN 'improved' THEN 100.0 / 443
                                       WHEN 'departed' THEN 50.0 * (307 / 445.0 + 313 / 441.0) / 443
                                       ELSE -50.0 * (307 / 445.0 + 313 / 441.0) / 443 END) < 1e-9 AS right
  FROM council, care_explain(trend, '2022-12-01', '2023-07-01');
SELECT abs(sum(points) - 100 * (313 / 441.0 - 307 / 445.0)) < 1e-9 AS right
  FROM council, care_explain(trend, '2022-12-01', '2023-07-01');

-- What a councillor asks, in one query.
SELECT council || ': of the ' || round(sum(points)::numeric, 1) || ' points since December, '
       || string_agg(round(points::numeric, 1) || ' came from ' || who, ', ' ORDER BY points DESC) AS answer
  FROM (SELECT council, who, sum(points) AS points
          FROM council, care_explain(trend, '2022-12-01', '2023-07-01'),
               LATERAL (SELECT care_is_good_or_better(coalesce(from_rating, to_rating)) AS good) was,
               LATERAL (SELECT CASE cause WHEN 'improved' THEN 'services that improved'
                                          WHEN 'declined' THEN 'services that declined'
                                          WHEN 'departed' THEN CASE WHEN good THEN 'good' ELSE 'poor' END || ' services that closed'
                                          ELSE 'services rated for the first time' END AS who) words
         GROUP BY council, who) s
 GROUP BY council;

-- The names behind a cause are those whose state differs, in the same words.
SELECT care_cause(was, now), count(*), min(location_id), max(location_id)
  FROM (SELECT location_id, care_rating_at(history, '2022-12-01') AS was, care_rating_at(history, '2023-07-01') AS now
          FROM (SELECT location_id, care_history(rating, published, '2020-01-01'::date, deregistered) AS history
                  FROM service GROUP BY location_id) h) s
 WHERE care_cause(was, now) IS NOT NULL
 GROUP BY 1
 ORDER BY 1;

-- Every location and month of a made-up register: outside, or a rating.
CREATE TEMP TABLE state AS
  SELECT location, as_at::date, rating
    FROM generate_series(1, 60) location, generate_series('2019-01-01'::date, '2021-06-01', '1 month') as_at,
         LATERAL (SELECT ('x' || substr(md5(location || ' ' || (extract(year FROM as_at) * 12 + extract(month FROM as_at) + location % 5)::int / 4), 1, 7))::bit(28)::int % 11 AS r) random,
         LATERAL (SELECT ('{Outstanding,Good,Good,Good,Good,Requires improvement,Requires improvement,Inadequate,Not rated,NULL,NULL}'::text[])[r + 1] AS rating) s;
CREATE TEMP TABLE made_up AS
  SELECT 'snapshots' AS source, care_trend_of_snapshots(location, rating, as_at) AS trend
    FROM state WHERE rating IS NOT NULL
  UNION ALL
  SELECT 'periods', care_trend_of_periods(location, rating, as_at, (as_at + interval '1 month')::date)
    FROM state WHERE rating IS NOT NULL
  UNION ALL
  SELECT 'pieces', care_rollup(trend)
    FROM (SELECT care_trend_of_snapshots(location, rating, as_at) AS trend
            FROM state WHERE rating IS NOT NULL GROUP BY location % 3) s;

-- The same in plain SQL, without any trend.
CREATE TEMP TABLE denominator AS SELECT unnest('{rated, all}'::text[]) AS name;
CREATE TEMP TABLE level AS
  SELECT d.name, as_at, count(*) FILTER (WHERE rating IN ('Good', 'Outstanding')) AS g,
         count(*) FILTER (WHERE d.name = 'all' OR rating <> 'Not rated') AS n
    FROM state, denominator d WHERE rating IS NOT NULL
   GROUP BY d.name, as_at;
CREATE TEMP TABLE moved AS
  SELECT as_at, was AS from_rating, rating AS to_rating, count(*) AS moves
    FROM (SELECT *, lag(rating) OVER w AS was, row_number() OVER w > 1 AS later
            FROM state WINDOW w AS (PARTITION BY location ORDER BY as_at)) s
   WHERE later AND was IS DISTINCT FROM rating
   GROUP BY as_at, was, rating;
CREATE TEMP TABLE expected AS
  SELECT d.name, b.as_at AS since, a.as_at AS until, m.from_rating, m.to_rating, sum(m.moves) AS moves,
         sum(m.moves) * (100 * ((coalesce(m.to_rating, '') IN ('Good', 'Outstanding'))::int - (coalesce(m.from_rating, '') IN ('Good', 'Outstanding'))::int)
           - (100.0 * a.g / a.n + 100.0 * b.g / b.n) / 2
             * ((m.to_rating IS NOT NULL AND (d.name = 'all' OR m.to_rating <> 'Not rated'))::int
                - (m.from_rating IS NOT NULL AND (d.name = 'all' OR m.from_rating <> 'Not rated'))::int))
         / ((a.n + b.n) / 2.0) AS points
    FROM denominator d JOIN level b USING (name) JOIN level a USING (name) JOIN moved m ON m.as_at > b.as_at AND m.as_at <= a.as_at
   WHERE b.as_at < a.as_at
   GROUP BY d.name, b.as_at, b.g, b.n, a.as_at, a.g, a.n, m.from_rating, m.to_rating;
CREATE TEMP TABLE explained AS
  SELECT name, b.as_at AS since, a.as_at AS until, e.*
    FROM made_up JOIN level b ON source = 'snapshots' JOIN level a USING (name), care_explain(trend, b.as_at, a.as_at, name) e
   WHERE b.as_at < a.as_at;

-- Every kind of move occurs; every row agrees; the points add up to the change.
SELECT count(DISTINCT (from_rating, to_rating)) AS kinds, count(DISTINCT (since, until)) AS pairs_of_months
  FROM expected;
SELECT count(*) AS rows, bool_and(e.moves = x.moves) AS moves, bool_and(abs(e.points - x.points) < 1e-9) AS points,
       bool_and(x.cause = care_cause(e.from_rating, e.to_rating)) AS cause
  FROM expected e FULL JOIN explained x
       ON (e.name, e.since, e.until, coalesce(e.from_rating, ''), coalesce(e.to_rating, ''))
          = (x.name, x.since, x.until, coalesce(x.from_rating, ''), coalesce(x.to_rating, ''));
SELECT name, count(*) AS pairs, bool_and(abs(points - 100.0 * a.g / a.n + 100.0 * b.g / b.n) < 1e-9) AS add_up,
       bool_and(abs(points - (care_change(trend, since, until, name)).points) < 1e-9) AS as_care_change
  FROM (SELECT name, since, until, sum(points) AS points FROM explained GROUP BY name, since, until) e
       JOIN level b USING (name) JOIN level a USING (name) JOIN made_up ON source = 'snapshots'
 WHERE b.as_at = since AND a.as_at = until
 GROUP BY name
 ORDER BY name;

-- From periods and from pieces it is the same.
SELECT source, count(*) AS pairs, bool_and(a.rows = b.rows) AS same
  FROM made_up m, (VALUES ('2019-01-01'::date, '2021-06-01'::date), ('2019-07-01', '2019-08-01'), ('2020-02-01', '2021-01-01')) v (since, until),
       LATERAL (SELECT array_agg(e) AS rows FROM care_explain(m.trend, since, until, 'all') e) a,
       LATERAL (SELECT array_agg(e) AS rows FROM made_up s, care_explain(s.trend, since, until, 'all') e WHERE s.source = 'snapshots') b
 GROUP BY source
 ORDER BY source;

-- The order of the rows: by cause, then from outside and the lowest rating up.
SELECT row_number() OVER () AS row, cause, from_rating, to_rating
  FROM made_up, care_explain(trend, '2019-01-01', '2021-06-01')
 WHERE source = 'snapshots';

-- Weights move in bulk: seven beds each are the same change.
CREATE TEMP TABLE beds AS
  SELECT care_trend(location_id, rating, published, '2020-01-01'::date, deregistered, 7) AS trend,
         care_trend(location_id, rating, published, '2020-01-01'::date, deregistered, location_id % 50) AS uneven
    FROM service;
SELECT b.cause, b.from_rating, b.to_rating, b.moves, abs(b.points - e.points) < 1e-9 AS same
  FROM beds, council, care_explain(beds.trend, '2022-12-01', '2023-07-01') WITH ORDINALITY b
       JOIN care_explain(council.trend, '2022-12-01', '2023-07-01') WITH ORDINALITY e USING (ordinality);
SELECT abs(sum(e.points) - (care_percent_good_or_better(care_tally_at(uneven, '2023-07-01'))
                            - care_percent_good_or_better(care_tally_at(uneven, '2022-12-01')))) < 1e-9 AS add_up
  FROM beds, care_explain(uneven, '2022-12-01', '2023-07-01') e
 GROUP BY uneven;

-- Without a percentage at both ends there are moves and no points.
CREATE TEMP TABLE young AS
  SELECT care_trend(i, 'Good', '2022-03-10', '2022-01-10'::date + 60 * i, CASE WHEN i = 2 THEN '2022-08-01'::date END) AS trend
    FROM generate_series(0, 2) i;
SELECT e.* FROM young, care_explain(trend, '2022-02-01', '2022-08-01') e;
SELECT e.* FROM young, care_explain(trend, '2022-02-01', '2022-08-01', 'all') e;
SELECT e.* FROM young, care_explain(trend, '2021-02-01', '2021-08-01') e;
SELECT e.* FROM young, care_explain(trend, '2021-02-01', '2199-12-01', denominator => 'all') e;
SELECT count(*) AS rows FROM young, care_explain(trend, '2023-01-01', '2024-01-01');

-- Nothing asked, nothing said.
SELECT count(*) AS rows
  FROM young, LATERAL (SELECT care_explain(NULL, '2022-02-01', '2022-08-01')
                       UNION ALL SELECT care_explain(trend, NULL, '2022-08-01')
                       UNION ALL SELECT care_explain(trend, '2022-02-01', NULL)) e;

-- A month without a snapshot hides who moved; the months before and after it do not.
CREATE TEMP TABLE hole AS
  SELECT care_trend_of_snapshots(location, rating, as_at) AS trend
    FROM state WHERE rating IS NOT NULL AND as_at NOT IN ('2020-03-01', '2020-09-01');
SELECT since, until, count(*) > 0 AS explained, bool_and(e = s) AS same
  FROM (VALUES ('2019-01-01'::date, '2020-02-01'::date), ('2020-04-01', '2020-08-01'), ('2020-10-01', '2021-06-01')) v (since, until),
       hole, made_up m, care_explain(hole.trend, since, until) WITH ORDINALITY e
       JOIN care_explain(m.trend, since, until) WITH ORDINALITY s USING (ordinality)
 WHERE m.source = 'snapshots'
 GROUP BY since, until
 ORDER BY since;
SELECT care_explain(trend, '2020-01-01', '2020-12-01') FROM hole;
SELECT care_explain(trend, '2020-04-01', '2020-09-01') FROM hole;
SELECT care_explain(trend, '2020-03-01', '2020-08-01') FROM hole;
SELECT care_explain(trend, '2021-05-01', '2021-07-01') FROM hole;
SELECT care_explain(trend, '2018-12-01', '2019-02-01') FROM hole;

-- Levels say nothing about who moved, even in a mixture.
CREATE TEMP TABLE levels AS
  SELECT care_trend_of_tallies(care_tally_of(1, 2, 3, 4), as_at::date) AS trend
    FROM generate_series('2019-01-01'::date, '2021-06-01', '1 month') as_at;
SELECT care_explain(trend, '2020-01-01', '2020-12-01') FROM levels;
SELECT care_explain(care_rollup(trend), '2020-01-01', '2020-12-01')
  FROM (SELECT trend FROM levels UNION ALL SELECT trend FROM made_up WHERE source = 'snapshots') s;

-- Dates that are not firsts, the wrong way round, or out of range.
SELECT care_explain(trend, '2022-02-02', '2022-08-01') FROM young;
SELECT care_explain(trend, '2022-02-01', '2022-08-31') FROM young;
SELECT care_explain(trend, '2022-08-01', '2022-02-01') FROM young;
SELECT care_explain(trend, '2022-08-01', '2022-08-01') FROM young;
SELECT care_explain(trend, '-infinity', '2022-08-01') FROM young;
SELECT care_explain(trend, '2022-02-01', '2200-01-01') FROM young;
SELECT care_explain(trend, '2022-02-01', '2022-08-01', 'beds') FROM young;

-- The same as codes.
\set VERBOSITY sqlstate
SELECT care_explain(trend, '2020-01-01', '2020-12-01') FROM hole;
SELECT care_explain(trend, '2020-01-01', '2020-12-01') FROM levels;
SELECT care_explain(trend, '2022-02-02', '2022-08-01') FROM young;
SELECT care_explain(trend, '2022-08-01', '2022-02-01') FROM young;
SELECT care_explain(trend, '2022-02-01', '2200-01-01') FROM young;
