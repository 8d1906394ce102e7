-- What the percentage will be: care_forecast. Its numbers are held by forecast_exact, how well it does by
-- test/t/031_forecast_real.pl.
SET datestyle = ISO;

-- Areas whose months are easily followed.
CREATE TEMP TABLE fact (area text, location int, rating text, published date, registered date, deregistered date);
INSERT INTO fact
  SELECT 'still', n, CASE WHEN n <= 30 THEN 'Good' ELSE 'Inadequate' END, '2020-01-01'::date, '2019-01-01'::date, NULL::date FROM generate_series(1, 60) n
  UNION ALL SELECT 'all good', n, 'Good', '2020-01-01', '2019-01-01', NULL FROM generate_series(1, 40) n
  UNION ALL SELECT 'one', 1, 'Outstanding', '2020-01-01', '2019-01-01', NULL
  UNION ALL SELECT 'not rated', n, 'Not rated', '2020-01-01', '2019-01-01', NULL FROM generate_series(1, 20) n
  UNION ALL SELECT 'departed', n, 'Good', '2020-01-01', '2019-01-01', '2022-06-01'::date FROM generate_series(1, 20) n
  UNION ALL SELECT 'new', n, 'Good', '2022-05-01', '2022-02-01', NULL FROM generate_series(1, 20) n
  -- of sixty, one more is good each month
  UNION ALL SELECT 'rising', n, 'Requires improvement', '2020-01-01', '2019-01-01', NULL FROM generate_series(1, 60) n
  UNION ALL SELECT 'rising', n, 'Good', '2020-12-15'::date + n * 30, '2019-01-01', NULL FROM generate_series(1, 24) n
  -- one of two closes each month, and another opens
  UNION ALL SELECT 'come and go', n, 'Good', '2019-01-01'::date + n * 15, '2019-01-01'::date + n * 15, '2019-01-01'::date + n * 15 + 40 FROM generate_series(1, 150) n;
CREATE TEMP TABLE area AS
  SELECT area, care_trend(area || location, rating, published, registered, deregistered) AS trend FROM fact GROUP BY area;

-- Nothing moved: it stays as it is, and nobody can be sure of that.
SELECT f.as_at, percent::numeric(9,6), (lower + upper)::numeric(9,6) AS both_limits, (upper - lower)::numeric(5,2) AS width, target, probability::numeric(5,2)
  FROM area, care_forecast(trend, 60, as_at => '2023-01-01') f WHERE area = 'still' AND extract(month FROM f.as_at) IN (2, 7, 1) ORDER BY 1;

-- In every area, a year and two years ahead, rated or all.
SELECT area, denominator, f.as_at, percent::numeric(5,2), lower::numeric(5,2), upper::numeric(5,2), target, probability::numeric(5,2)
  FROM area, unnest('{rated,all}'::text[]) denominator, care_forecast(trend, 85, as_at => '2023-01-01', denominator => denominator) f
 WHERE area <> 'new' AND extract(month FROM f.as_at) = 1 ORDER BY area, denominator DESC, f.as_at;

-- Half of what is left closes every month: of less than half a service that is expected there is no percentage.
SELECT min(f.as_at) AS first, min(f.as_at) FILTER (WHERE percent IS NULL) AS without_percent
  FROM (SELECT care_trend('f' || n, 'Good'::text, '2020-01-01', '2019-01-01', CASE WHEN n > 1 THEN date '2023-01-15' - 30 * floor(log(2.0, n))::integer END) AS trend
          FROM generate_series(1, 4096) n) t, care_forecast(trend, ahead => 120, history => 12, as_at => '2023-01-01') f;

-- What was supposed to be impossible, a percentage beyond 0 or 100, is.
SELECT count(*) = 7 * 2 * 2 * 3 * 120 AS asked, count(percent) > 5000 AS answered,
       bool_and(0 <= lower AND lower <= percent AND percent <= upper AND upper <= 100 AND probability BETWEEN 0 AND 100) AS in_order
  FROM area a, area r, unnest('{rated,all}'::text[]) denominator, unnest('{0.01,0.8,0.999999}'::float8[]) confidence,
       care_forecast(a.trend, 50, 120, CASE WHEN r.area = 'rising' THEN r.trend END, as_at => '2023-01-01', confidence => confidence, denominator => denominator)
 WHERE a.area <> 'new' AND r.area IN ('rising', 'still');

-- The limits are where the probability of a target is what they leave.
SELECT f.as_at, g.probability::numeric(9,6) AS at_or_above_lower, h.probability::numeric(9,6) AS at_or_above_upper
  FROM area, care_forecast(trend, as_at => '2023-01-01', ahead => 24) f, care_forecast(trend, f.lower, as_at => '2023-01-01') g,
       care_forecast(trend, f.upper, as_at => '2023-01-01') h
 WHERE area = 'rising' AND f.as_at IN ('2023-02-01', '2025-01-01') AND (g.as_at, h.as_at) = (f.as_at, f.as_at) ORDER BY 1;
-- Without a target neither target nor probability; every target that can be given.
SELECT count(*), count(percent), count(target), count(probability) FROM area, care_forecast(trend, as_at => '2023-01-01') WHERE area = 'rising';
SELECT target, probability::numeric(6,3) FROM area, unnest('{0,1.5,50,99,100}'::float8[]) t (aim), care_forecast(trend, aim, 1, as_at => '2023-01-01') WHERE area = 'rising' ORDER BY 1;

-- Nothing is known of what comes after as_at, neither here nor in the reference.
CREATE TEMP TABLE made_up AS
  SELECT council, council || '/' || location AS location, registered, CASE WHEN r % 3 = 0 THEN registered + r % 2000 END AS deregistered,
         registered + 100 + n * 300 + r % 150 AS published, ('{Good,Requires improvement,Good,Outstanding,Inadequate,Good}'::text[])[1 + r / 150 % 6] AS rating
    FROM generate_series(1, 6) council, generate_series(1, 60) location, generate_series(0, 4) n,
         LATERAL (SELECT ('x' || substr(md5(council || '/' || location), 1, 7))::bit(28)::int AS s) a,
         LATERAL (SELECT ('x' || substr(md5(council || '/' || location || '/' || n), 1, 7))::bit(28)::int AS r, '2015-01-01'::date + s % 1500 AS registered) b;
CREATE TEMP TABLE day AS SELECT as_at::date FROM generate_series('2017-01-01'::date, '2021-01-01', '6 months') as_at;
CREATE TEMP TABLE whole AS SELECT council, care_trend(location, rating, published, registered, deregistered) AS trend FROM made_up GROUP BY council;
CREATE TEMP TABLE so_far AS
  SELECT as_at, council, location, registered, CASE WHEN deregistered <= as_at THEN deregistered END AS deregistered,
         CASE WHEN published <= as_at THEN published END AS published, CASE WHEN published <= as_at THEN rating END AS rating
    FROM made_up, day WHERE registered <= as_at;
CREATE TEMP TABLE cut AS
  SELECT as_at, council, care_trend(location, rating, published, registered, deregistered) AS trend FROM so_far GROUP BY GROUPING SETS ((as_at, council), (as_at));
CREATE TEMP TABLE known AS
  SELECT c.as_at, c.council, f.trend, c.trend AS cut, e.trend AS reference, r.trend AS reference_cut
    FROM cut c JOIN whole f USING (council) JOIN cut r ON r.as_at = c.as_at AND r.council IS NULL CROSS JOIN (SELECT care_rollup(trend) AS trend FROM whole) e;
SELECT count(*) > 1000 AS months, bool_and(f = g) AS same
  FROM known, LATERAL care_forecast(known.trend, 70, 24, known.reference, as_at => known.as_at) WITH ORDINALITY f (a, b, c, d, e, p, n)
       JOIN LATERAL care_forecast(known.cut, 70, 24, known.reference_cut, as_at => known.as_at) WITH ORDINALITY g (a, b, c, d, e, p, n) USING (n);

-- Without as_at it starts from the last first of a month with a change, here or in the reference; and if there are changes
-- to come, from this month.
SELECT a.area, r.area AS reference, min(f.as_at) AS first, max(f.as_at) AS last, count(*)
  FROM area a LEFT JOIN area r ON r.area IN ('rising', 'departed'), care_forecast(a.trend, ahead => 3, reference => r.trend, history => 36) f
 WHERE a.area IN ('still', 'rising') GROUP BY 1, 2
UNION ALL
SELECT a.area, NULL, min(f.as_at), max(f.as_at), count(*) FROM area a, care_forecast(a.trend, ahead => 3, history => 36) f WHERE a.area IN ('rising', 'departed') GROUP BY 1
 ORDER BY 1, 2;
SELECT min(f.as_at) = (date_trunc('month', current_date) + interval '1 month')::date AS next_month
  FROM (SELECT care_trend(n, 'Good', '2020-01-01', '2020-01-01', (current_date + interval '2 years')::date) AS trend FROM generate_series(1, 9) n) s,
       care_forecast(trend) f;
-- Snapshots: the last that there is.
CREATE TEMP TABLE files AS
  SELECT care_trend_of_snapshots(n, CASE WHEN n % 3 = m % 2 THEN 'Good' ELSE 'Inadequate' END, ('2020-01-01'::date + m * interval '1 month')::date) AS trend
    FROM generate_series(1, 30) n, generate_series(0, 23) m WHERE m NOT IN (7, 21);
SELECT min(f.as_at), count(*), count(percent) FROM files, care_forecast(trend) f;
SELECT min(f.as_at), count(*), count(percent) FROM files, area, care_forecast(files.trend, reference => area.trend) f WHERE area = 'rising';
SELECT care_forecast(trend, as_at => '2021-10-01') FROM files;
SELECT count(*) FROM files, care_forecast(trend, history => 12);
SELECT count(*) FROM files, care_forecast(trend, history => 14);

-- The end of the calendar.
SELECT as_at, percent::numeric(5,2) FROM area, care_forecast(trend, ahead => 2, as_at => '2199-12-01') WHERE area = 'still' ORDER BY 1;

-- Twelve months are needed, here and in the reference.
SELECT count(*) FROM area, care_forecast(trend, as_at => '2023-01-01') WHERE area = 'new';
SELECT care_forecast(trend, as_at => '2022-12-01') FROM area WHERE area = 'new';
SELECT care_forecast(a.trend, reference => r.trend, as_at => '2022-12-01') FROM area a, area r WHERE a.area = 'still' AND r.area = 'new';
SELECT care_forecast(trend, as_at => '1999-12-01') FROM area WHERE area = 'still';
SELECT care_forecast('{"version": 1, "conflicts": 0, "months": {}}', 85, as_at => '2022-12-01');


-- Counts that no register has, and more comings and goings in a month than there are locations.
SELECT count(*), count(percent), bool_and(0 <= lower AND lower <= percent AND percent <= upper AND upper <= 100 AND probability BETWEEN 0 AND 100) AS in_order
  FROM unnest(ARRAY['{"version": 1, "conflicts": 0, "months": {"2020-02-01": {"outside -> Good": 9000000000000000000}, "2021-01-01": {"Good -> Inadequate": 4000000000000000000}}}',
                    '{"version": 1, "conflicts": 0, "months": {"2020-02-01": {"outside -> Good": 1}, "2021-01-01": {"outside -> Good": 4000000000000000000, "Good -> outside": 4000000000000000000}}}',
                    '{"version": 1, "conflicts": 0, "months": {"2020-02-01": {"outside -> Not rated": 4000000000000000000}, "2021-01-01": {"Not rated -> Good": 1}}}'
                   ]::care_trend_summary[]) t (trend),
       unnest('{rated,all}'::text[]) denominator, unnest('{0,100}'::float8[]) aim, care_forecast(trend, aim, 120, as_at => '2021-06-01', denominator => denominator) f;

-- NULL trends have no rows.
SELECT count(*) FROM care_forecast(NULL, 85);

-- What cannot be asked.
SELECT care_forecast(trend) FROM (SELECT care_trend_of_tallies(care_tally_of(0, 60, 40, 0), '2022-01-01') AS trend) s;
SELECT care_forecast(trend) FROM (SELECT care_trend(location, rating, published, registered, deregistered, 7) AS trend FROM fact) s;
SELECT care_forecast(area.trend, reference => s.trend) FROM area, (SELECT care_trend(location, rating, published, registered, deregistered, 7) AS trend FROM fact) s WHERE area = 'still';
CREATE FUNCTION pg_temp.ask(arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  message text;
  hint text;
BEGIN
  EXECUTE 'SELECT f FROM area, care_forecast(trend, ' || arguments || $q$) f WHERE area = 'still' LIMIT 1$q$;
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
  RETURN sqlstate || ' ' || message || ' (' || hint || ')';
END $$;
SELECT arguments, pg_temp.ask(arguments || CASE WHEN arguments !~ 'as_at' THEN $$, as_at => '2023-01-01'$$ ELSE '' END) AS answer
  FROM unnest('{101,-1,''NaN'',''Infinity'',0.85,ahead => 0,ahead => 121,ahead => NULL,ahead => -2147483648,history => 11,history => 2147483647,history => NULL,
                confidence => 0,confidence => 1,confidence => 80,confidence => ''NaN'',confidence => NULL,denominator => NULL,denominator => ''none'',
                as_at => ''2022-12-31'',as_at => ''infinity'',as_at => ''2200-01-01'',as_at => ''1899-12-01''}'::text[]) WITH ORDINALITY a (arguments, n) ORDER BY n;

-- The last month that is known of a trend with cells in a single month is that month: then there are not yet months enough.
SELECT care_forecast(trend) FROM (SELECT care_trend('a', 'Good'::text, '2019-12-10', '2019-12-10', NULL) AS trend) t;
