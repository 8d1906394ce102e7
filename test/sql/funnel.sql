-- Funnel plots with limits for overdispersion: plain SQL as a second opinion, and the edges. The published figures of
-- 151 councils are in test/t/014_fair_real.pl.

-- Random funnels against the formulas of Spiegelhalter in plain SQL: percentile_cont is the percentile of type 7.
CREATE TEMP TABLE area AS
  SELECT funnel, i, CASE WHEN r % 31 = 0 THEN NULL WHEN r % 37 = 0 THEN 0 ELSE n END::double precision AS n,
         CASE WHEN r % 37 = 0 THEN 0 WHEN r % 41 = 0 THEN NULL
              ELSE least(n, round(n * (0.7 + (funnel % 4) * 0.15 * (r / 64 % 100 - 50) / 100) + (r / 8192 % 5 - 2))) END::double precision AS x,
         CASE WHEN funnel % 3 = 0 THEN 65 + funnel / 10.0 END::double precision AS benchmark, funnel % 5 <> 0 AS adjust
    FROM generate_series(1, 40) funnel, generate_series(1, 10 + funnel) i,
         LATERAL (SELECT ('x' || substr(md5(funnel || '-' || i), 1, 7))::bit(28)::int AS r) random,
         LATERAL (SELECT 20 + r / 1024 % 500 AS n) size;
CREATE TEMP TABLE result AS
  SELECT funnel, i, (f).* FROM (SELECT funnel, i, care_funnel(x, n, benchmark, adjust) OVER (PARTITION BY funnel) AS f FROM area) s;
CREATE TEMP TABLE opinion AS
  WITH a AS (SELECT *, coalesce(benchmark / 100, sum(x) OVER funnel / sum(n) OVER funnel) AS p FROM area
              WHERE x IS NOT NULL AND n > 0 WINDOW funnel AS (PARTITION BY funnel)),
       z AS (SELECT *, asin(sqrt(p)) AS theta, (asin(sqrt(x / n)) - asin(sqrt(p))) * 2 * sqrt(n) AS z FROM a),
       edge AS (SELECT funnel, percentile_cont(ARRAY[0.1, 0.9]) WITHIN GROUP (ORDER BY z) AS edge FROM z GROUP BY funnel),
       fit AS (SELECT funnel, avg(least(greatest(z, edge[1]), edge[2]) ^ 2) AS phi, count(*) AS areas,
                      sum(4 * n) - sum((4 * n) ^ 2) / sum(4 * n) AS room FROM z JOIN edge USING (funnel) GROUP BY funnel)
  SELECT funnel, i, x, n, p, z, theta, phi, CASE WHEN adjust AND areas * phi >= areas - 1 THEN (areas * phi - (areas - 1)) / room ELSE 0 END AS tau2
    FROM z JOIN fit USING (funnel);
CREATE FUNCTION pg_temp.bound(theta float8, reach float8) RETURNS float8 LANGUAGE sql AS 'SELECT 100 * sin(least(greatest(theta + reach, 0), pi() / 2)) ^ 2';
SELECT count(*) > 1000 AS many, count(DISTINCT funnel) AS funnels, count(DISTINCT tau2) > 15 AS adjusted, bool_and(abs(percent - 100 * x / n) < 1e-9) AS percent,
       bool_and(abs(benchmark - 100 * p) < 1e-9) AS benchmark, bool_and(abs(r.z - o.z) < 1e-9) AS z, bool_and(abs(dispersion - phi) < 1e-9) AS dispersion,
       bool_and(abs(tau_squared - tau2) < 1e-9) AS tau_squared, bool_and(abs(adjusted_z - o.z / (2 * sqrt(n)) / sqrt(1 / (4 * n) + tau2)) < 1e-9) AS adjusted_z,
       bool_and(abs(lower_95 - pg_temp.bound(theta, -1.959963984540054 * sqrt(1 / (4 * n) + tau2))) < 1e-9) AS lower_95,
       bool_and(abs(upper_95 - pg_temp.bound(theta, 1.959963984540054 * sqrt(1 / (4 * n) + tau2))) < 1e-9) AS upper_95,
       bool_and(abs(lower_998 - pg_temp.bound(theta, -3.090232306167813 * sqrt(1 / (4 * n) + tau2))) < 1e-9) AS lower_998,
       bool_and(abs(upper_998 - pg_temp.bound(theta, 3.090232306167813 * sqrt(1 / (4 * n) + tau2))) < 1e-9) AS upper_998,
       bool_and(verdict = CASE WHEN percent > upper_998 THEN 'above 99.8%' WHEN percent > upper_95 THEN 'above 95%'
                               WHEN percent < lower_998 THEN 'below 99.8%' WHEN percent < lower_95 THEN 'below 95%' ELSE 'within limits' END) AS verdict
  FROM result r JOIN opinion o USING (funnel, i);
SELECT verdict, count(*) > 5 AS some FROM result WHERE verdict IS NOT NULL GROUP BY verdict ORDER BY verdict;
-- Areas without a percentage give NULL.
SELECT count(*) > 50 AS some, bool_and(num_nulls(percent, r.benchmark, z, dispersion, tau_squared, adjusted_z, lower_95, upper_95, lower_998, upper_998, verdict) = 11) AS null
  FROM area JOIN result r USING (funnel, i) WHERE x IS NULL OR n IS NULL OR n = 0;

-- Neither order nor frame counts, nor whether the benchmark is a constant.
SELECT count(*) AS rows, bool_and(f = a AND f = b AND f = c) AS same
  FROM (SELECT care_funnel(x, n, 70) OVER () AS f, care_funnel(x, n, 70) OVER (ORDER BY i DESC) AS a,
               care_funnel(x, n, 70 + i * 0, i > 0) OVER (ORDER BY n ROWS BETWEEN 3 FOLLOWING AND 7 FOLLOWING) AS b,
               care_funnel(n => n, successes => x, adjust => true, benchmark => 70) OVER (ORDER BY x ROWS CURRENT ROW) AS c
          FROM area WHERE funnel = 40 AND x IS NOT NULL AND n > 0) s;

-- One area has nothing to differ from: no variance between areas can be known.
CREATE FUNCTION pg_temp.rounded(f care_funnel_row, OUT percent numeric, OUT benchmark numeric, OUT z numeric, OUT dispersion numeric, OUT tau_squared numeric, OUT adjusted_z numeric,
                                OUT lower_95 numeric, OUT upper_95 numeric, OUT lower_998 numeric, OUT upper_998 numeric, OUT verdict text) LANGUAGE sql AS
'SELECT round(f.percent::numeric, 4), round(f.benchmark::numeric, 4), round(f.z::numeric, 4), round(f.dispersion::numeric, 4), round(f.tau_squared::numeric, 8), round(f.adjusted_z::numeric, 4),
        round(f.lower_95::numeric, 4), round(f.upper_95::numeric, 4), round(f.lower_998::numeric, 4), round(f.upper_998::numeric, 4), f.verdict';
SELECT r.* FROM (SELECT care_funnel(346, 467) OVER () AS f) s, pg_temp.rounded(f) r;
SELECT r.* FROM (SELECT care_funnel(346, 467, 84.5) OVER () AS f) s, pg_temp.rounded(f) r;
-- Areas that are all equal, whatever their size: no dispersion at all.
SELECT DISTINCT (f).percent, (f).benchmark, (f).z, (f).dispersion, (f).tau_squared, (f).adjusted_z, (f).verdict
  FROM (SELECT care_funnel(7 * i, 10 * i) OVER () AS f FROM generate_series(1, 99) i) s;
-- All and nothing; a benchmark of all or nothing.
SELECT x, n, r.* FROM (SELECT x, n, care_funnel(x, n) OVER (PARTITION BY x > 0) AS f FROM (VALUES (0, 10), (0, 20), (10, 10), (20, 20)) s (x, n)) s, pg_temp.rounded(f) r ORDER BY x, n;
SELECT x, r.* FROM (SELECT x, care_funnel(x, 30, b, adjust => false) OVER (PARTITION BY b) AS f
                      FROM (VALUES (0, 0), (0, 1), (0, 30), (100, 30), (100, 29), (100, 0)) s (b, x)) s, pg_temp.rounded(f) r ORDER BY r.benchmark, x;
-- No area, none with a percentage, the largest numbers.
SELECT care_funnel(1, 2) OVER () FROM generate_series(1, 0);
SELECT care_funnel(x, n) OVER () FROM (VALUES (0, 0), (NULL, 7), (3, NULL)) s (x, n);
SELECT x, n, (f).percent, (f).dispersion::numeric(7,4), (f).tau_squared >= 0 AS finite, (f).verdict FROM (SELECT x, n, care_funnel(x, n) OVER () AS f FROM (VALUES (9e18, 9e18), (0, 1), (1, 2)) s (x, n)) s;

-- What cannot be.
SELECT care_funnel(3, 2) OVER ();
SELECT care_funnel(-1, 2) OVER ();
SELECT care_funnel('NaN', 2) OVER ();
SELECT care_funnel(1, 'Infinity') OVER ();
SELECT care_funnel(1, 2, 0.85) OVER ();
SELECT care_funnel(1, 2, 101) OVER ();
SELECT care_funnel(1, 2, 'NaN') OVER ();
SELECT care_funnel(1, 2, 85, NULL) OVER ();
SELECT care_funnel(1, 2, b) OVER () FROM (VALUES (85), (84)) s (b);
SELECT care_funnel(1, 2, b) OVER () FROM (VALUES (85), (NULL)) s (b);
SELECT care_funnel(1, 2, 85, a) OVER () FROM (VALUES (true), (false)) s (a);
SELECT care_funnel(1, 2);

-- Ten million areas of 100 in one partition, with 40 to 60 by turns: sorted, not compared.
SELECT count(*), min((f).benchmark) AS benchmark, round(max((f).dispersion)::numeric, 6) AS dispersion, count(*) FILTER (WHERE (f).verdict <> 'within limits') AS outside
  FROM (SELECT care_funnel(40 + i % 21, 100) OVER () AS f FROM generate_series(1, 10000000) i) s;
SELECT round((sum(least(greatest(z, edge[1]), edge[2]) ^ 2) / count(*))::numeric, 6) AS dispersion
  FROM (SELECT (asin(sqrt((40 + i % 21) / 100.0)) - asin(sqrt(0.5))) * 20 AS z, ARRAY[asin(sqrt(0.42)) - asin(sqrt(0.5)), asin(sqrt(0.58)) - asin(sqrt(0.5))]::float8[] AS edge0 FROM generate_series(1, 21) i) s,
       LATERAL (SELECT ARRAY[edge0[1] * 20, edge0[2] * 20] AS edge) e;
