-- Control charts of percentages: published limits, plain SQL as a second opinion, and the edges. With them what
-- care_xmr has of the same kind: lengths of runs, screening, and the words for a signal.

-- Montgomery, Introduction to Statistical Quality Control, table 7.4, as the R package qicharts2 tests it: the p chart.
CREATE TEMP TABLE purchase AS
  SELECT i::int, x, n
    FROM unnest('{12,8,6,9,10,12,11,16,10,6,20,15,9,8,6,8,10,7,5,8,5,8,10,6,9}'::int[],
                '{100,80,80,100,110,110,100,100,90,90,110,120,120,120,110,80,80,80,90,100,100,100,100,90,90}'::int[])
         WITH ORDINALITY u (x, n, i);
SELECT n, round((c).mean::numeric / 100, 7) AS mean, round((c).lower::numeric / 100, 6) AS lower,
       round((c).upper::numeric / 100, 6) AS upper, (c).points, array_agg(i ORDER BY i) FILTER (WHERE (c).signal <> 'common cause') AS signals
  FROM (SELECT i, n, care_p_chart(x, n, prime => false) OVER (ORDER BY i) AS c FROM purchase) s
 GROUP BY n, (c).mean, (c).lower, (c).upper, (c).points
 ORDER BY n;

-- Random charts with segments, baselines and gaps against plain SQL: Laney's sigma, and the rules asked of every window.
CREATE TEMP TABLE noise AS
  SELECT chart, i,
         CASE WHEN chart % 3 = 0 AND r % 11 = 0 THEN NULL
              ELSE least(n, CASE chart % 4 WHEN 0 THEN r / 64 % 20 WHEN 1 THEN n * (r / 64 % 100) / 100 WHEN 2 THEN n / 2 + i / 10 ELSE n * i / 61 END) END::double precision AS x,
         CASE WHEN r % 23 = 0 THEN 0 WHEN r % 29 = 0 THEN NULL ELSE n END::double precision AS n,
         chart % 2 = 0 AND r % 17 = 0 AS rebase, CASE WHEN chart % 5 = 0 THEN 6 END AS baseline,
         chart % 7 <> 0 AS prime, 6 + chart % 2 AS run_length, CASE chart % 3 WHEN 0 THEN true WHEN 1 THEN false END AS higher_is_better
    FROM generate_series(1, 60) chart, generate_series(1, 60) i,
         LATERAL (SELECT ('x' || substr(md5(chart || '-' || i), 1, 7))::bit(28)::int AS r) random,
         LATERAL (SELECT 10 + r / 1024 % 50 AS n) size;
UPDATE noise SET x = 0 WHERE n = 0;
CREATE TEMP TABLE chart AS
  SELECT chart, i, (c).*
    FROM (SELECT chart, i, care_p_chart(x, n, rebase, baseline, higher_is_better, prime, run_length) OVER (PARTITION BY chart ORDER BY i) AS c
            FROM noise) s;
CREATE TEMP TABLE point AS
  SELECT *, row_number() OVER segment AS p, 100 * x / n AS v, 100 * x / n - lag(100 * x / n) OVER segment AS step
    FROM (SELECT *, count(*) FILTER (WHERE rebase) OVER (PARTITION BY chart ORDER BY i) AS segment FROM noise) s
   WHERE x IS NOT NULL AND n > 0
  WINDOW segment AS (PARTITION BY chart, segment ORDER BY i);
CREATE TEMP TABLE placed AS
  WITH base AS (SELECT * FROM point WHERE baseline IS NULL OR p <= baseline),
       centre AS (SELECT chart, segment, sum(x) / sum(n) AS p_bar, 100 * sum(x) / sum(n) AS mean, count(*) AS points FROM base GROUP BY chart, segment),
       z AS (SELECT *, (x / n - p_bar) / nullif(sqrt(p_bar * (1 - p_bar) / n), 0) AS z FROM base JOIN centre USING (chart, segment)),
       sigma AS (SELECT chart, segment, CASE WHEN NOT prime THEN 1 WHEN count(*) > 1 THEN coalesce(avg(step_z), 0) / 1.128 END AS sigma
                   FROM (SELECT *, abs(z - lag(z) OVER (PARTITION BY chart, segment ORDER BY i)) AS step_z FROM z) s GROUP BY chart, segment, prime)
  SELECT *, sign(v - mean) AS side, coalesce(v > mean + reach OR v < mean - reach, false) AS outside,
         coalesce(abs(v - mean) <= reach AND abs(v - mean) > reach * 2 / 3, false) AS near
    FROM (SELECT point.*, mean, points, 300 * sigma * sqrt(p_bar * (1 - p_bar) / n) AS reach
            FROM point JOIN centre USING (chart, segment) JOIN sigma USING (chart, segment)) s;
CREATE INDEX ON placed (chart, segment, p);
SELECT count(*) > 2500 AS many, bool_and(abs(c.percent - v) < 1e-9) AS percent, bool_and(abs(c.mean - q.mean) < 1e-9) AS mean,
       bool_and(abs(c.lower - greatest(q.mean - reach, 0)) < 1e-9) AS lower, bool_and(abs(c.upper - least(q.mean + reach, 100)) < 1e-9) AS upper,
       bool_and((c.lower IS NULL) = (reach IS NULL) AND (c.upper IS NULL) = (reach IS NULL)) AS same_nulls, bool_and(c.points = q.points) AS points
  FROM placed q JOIN chart c USING (chart, i);
CREATE TEMP TABLE opinion AS
  SELECT a.chart, a.i, a.higher_is_better,
         CASE WHEN outside THEN CASE WHEN side > 0 THEN 'above limit' ELSE 'below limit' END
              WHEN trend.way > 0 THEN 'rising trend' WHEN trend.way < 0 THEN 'falling trend'
              WHEN near AND two.found THEN CASE WHEN side > 0 THEN 'two of three above' ELSE 'two of three below' END
              WHEN shift.found THEN CASE WHEN side > 0 THEN 'shift above' ELSE 'shift below' END
              ELSE 'common cause' END AS signal
    FROM placed a,
         LATERAL (SELECT bool_or(same) AS found
                    FROM generate_series(a.p - a.run_length + 1, a.p) s,
                         LATERAL (SELECT count(*) = a.run_length AND abs(sum(side)) = a.run_length AS same FROM placed b
                                   WHERE b.chart = a.chart AND b.segment = a.segment AND b.p BETWEEN s AND s + a.run_length - 1) w) shift,
         LATERAL (SELECT (array_agg(way ORDER BY s DESC) FILTER (WHERE way <> 0))[1] AS way
                    FROM generate_series(a.p - a.run_length + 1, a.p) s,
                         LATERAL (SELECT CASE WHEN abs(sum(sign(step))) = a.run_length - 1 THEN sign(sum(step)) ELSE 0 END AS way FROM placed b
                                   WHERE b.chart = a.chart AND b.segment = a.segment AND s > 0 AND b.p BETWEEN s + 1 AND s + a.run_length - 1) w) trend,
         LATERAL (SELECT bool_or(same) AS found
                    FROM generate_series(a.p - 2, a.p) s,
                         LATERAL (SELECT count(*) = 3 AND abs(sum(side)) = 3 AND count(*) FILTER (WHERE near) >= 2 AS same FROM placed b
                                   WHERE b.chart = a.chart AND b.segment = a.segment AND b.p BETWEEN s AND s + 2) w) two;
SELECT count(DISTINCT o.signal) AS kinds, count(*) FILTER (WHERE o.signal IS DISTINCT FROM c.signal) AS differ,
       count(*) FILTER (WHERE c.variation IS DISTINCT FROM CASE WHEN o.signal = 'common cause' THEN 'common cause'
         WHEN o.higher_is_better IS NULL THEN CASE WHEN o.signal ~ 'above|rising' THEN 'special cause high' ELSE 'special cause low' END
         WHEN (o.signal ~ 'above|rising') = o.higher_is_better THEN 'special cause improvement' ELSE 'special cause concern' END) AS words_differ
  FROM opinion o JOIN chart c USING (chart, i);
SELECT count(*) AS left_out, bool_and(num_nulls(c.percent, mean, lower, upper, points, signal, variation) = 7) AS null
  FROM noise JOIN chart c USING (chart, i)
 WHERE x IS NULL OR n IS NULL OR n = 0;

-- Whatever the frame.
SELECT count(*) AS rows, bool_and(c = a AND c = b) AS same
  FROM (SELECT care_p_chart(x, n) OVER (ORDER BY i) AS c, care_p_chart(x, n) OVER (ORDER BY i ROWS CURRENT ROW) AS a,
               care_p_chart(x, n, false, NULL, NULL, true, 7) OVER (ORDER BY i ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) AS b FROM purchase) s;

-- Equal percentages of unequal n are common cause exactly, all and nothing too; afterwards anything else is outside.
SELECT p, count(*), bool_and((c).lower = (c).mean AND (c).upper = (c).mean AND (c).percent = (c).mean AND (c).signal = 'common cause') AS flat
  FROM (SELECT p, care_p_chart(i * p, i * 10) OVER (PARTITION BY p ORDER BY i) AS c
          FROM generate_series(1, 997) i, unnest('{0,3,7,10}'::int[]) p) s
 GROUP BY p ORDER BY p;
SELECT i, (care_p_chart(CASE WHEN i > 3 THEN i ELSE 10 * i END, 10 * i, baseline => 3) OVER (ORDER BY i)).* FROM generate_series(1, 4) i ORDER BY i;
-- One point has a centre; a p chart gives it limits, a p' chart cannot.
SELECT prime, (care_p_chart(7, 10, prime => prime) OVER (PARTITION BY prime)).* FROM (VALUES (true), (false)) s (prime) ORDER BY prime;
SELECT care_p_chart(x, n) OVER () FROM (VALUES (NULL::int, 3), (0, 0), (2, NULL)) s (x, n);
SELECT care_p_chart(1, 2) OVER () FROM generate_series(1, 0);
-- The largest numbers.
SELECT (care_p_chart(x, n) OVER ()).* FROM (VALUES (9e18, 9e18), (0, 1), (1, 2)) s (x, n);

-- care_xmr: lengths of runs, screening, near limits and the words.
SELECT run_length, array_agg(i ORDER BY i) FILTER (WHERE (x).signal = 'rising trend') AS rising, array_agg(i ORDER BY i) FILTER (WHERE (x).signal = 'shift above') AS above
  FROM (SELECT i, run_length, care_xmr(v, baseline => 12, run_length => run_length) OVER (PARTITION BY run_length ORDER BY i) AS x
          FROM unnest('{49,51,49,51,49,51,49,51,49,51,49,51,47,48,49,50,51,52,50,51,52,51,52,51,52,50}'::int[]) WITH ORDINALITY u (v, i), unnest('{6,7}'::int[]) run_length) s
 GROUP BY run_length ORDER BY run_length;
SELECT screen, (x).points, round((x).moving_range::numeric, 6) AS moving_range, round((x).lower::numeric, 6) AS lower, round((x).upper::numeric, 6) AS upper,
       round((x).near_lower::numeric, 6) AS near_lower, round((x).near_upper::numeric, 6) AS near_upper, array_agg(i) FILTER (WHERE (x).signal <> 'common cause') AS signals
  FROM (SELECT i, screen, care_xmr(v, screen => screen) OVER (PARTITION BY screen ORDER BY i) AS x
          FROM unnest('{1,2,1,2,10,1,2,1,2,1,2,1,2,1,2,1,2,1}'::int[]) WITH ORDINALITY u (v, i), unnest('{true,false}'::boolean[]) screen) s
 GROUP BY screen, (x).points, 3, 4, 5, 6, 7 ORDER BY screen;
SELECT better, i, (x).signal, (x).variation, (x).points
  FROM (SELECT i, better, care_xmr(v, baseline => 12, higher_is_better => better) OVER (PARTITION BY better ORDER BY i) AS x
          FROM unnest('{49,51,49,51,49,51,49,51,49,51,49,51,60,40,50}'::int[]) WITH ORDINALITY u (v, i), unnest('{true,false,NULL}'::boolean[]) better) s
 WHERE i > 12 ORDER BY better, i;

-- What cannot be.
SELECT care_p_chart(3, 2) OVER ();
SELECT care_p_chart(-1, 2) OVER ();
SELECT care_p_chart(1, -2) OVER ();
SELECT care_p_chart('NaN', 2) OVER ();
SELECT care_p_chart(1, 'Infinity') OVER ();
SELECT care_p_chart(1, 2, run_length => 5) OVER ();
SELECT care_p_chart(1, 2, run_length => NULL) OVER ();
SELECT care_p_chart(1, 2, prime => NULL) OVER ();
SELECT care_p_chart(1, 2, baseline => 1) OVER ();
SELECT care_xmr(1, run_length => 8) OVER ();
SELECT care_xmr(1, screen => NULL) OVER ();
SELECT care_p_chart(1, 2);

-- Ten million points in one partition: 45 and 55 of 100 by turns.
SELECT min((c).mean) AS mean, max((c).mean) AS same, round(min((c).lower)::numeric, 6) AS lower, round(max((c).upper)::numeric, 6) AS upper, count(*) FILTER (WHERE (c).signal = 'common cause') AS common
  FROM (SELECT care_p_chart(45 + i % 2 * 10, 100) OVER (ORDER BY i) AS c FROM generate_series(1, 10000000) i) s;
SELECT round(50 - 3 * 10 / 1.128, 6) AS lower;
