-- XmR control charts: the published vectors, and plain SQL as a second opinion.

-- A is the vignette of the R package NHSRplotthedots; B and D come from its rules.
CREATE TEMP TABLE vector AS
  SELECT name, i::int, v::double precision, name = 'D' AND i = 13 AS rebase
    FROM (VALUES ('A', '{1,2,1,2,10,1,2,1,2,1,2,1,2,1,2,1,2,1}'::numeric[]),
                 ('B', '{70,71,69,70,72,70,69,71,70,71,74,75,74,75,76,75,74}'),
                 ('D', '{69,71,70,69,70,71,70,69,71,70,69,70,80,81,80,79,80,81,80,79}'),
                 ('F', '{70,70,70,70,70,70,70,70}')) s (name, vs),
         unnest(vs) WITH ORDINALITY u (v, i);
SELECT name, min(i) AS first, max(i) AS last, round((x).mean::numeric, 6) AS mean,
       round((x).lower::numeric, 6) AS lower,
       round((x).upper::numeric, 6) AS upper,
       round((x).moving_range::numeric, 6) AS moving_range
  FROM (SELECT name, i, care_xmr(v, rebase) OVER (PARTITION BY name ORDER BY i) AS x FROM vector) s
 GROUP BY name, (x).mean, (x).lower, (x).upper, (x).moving_range
 ORDER BY name, first;
SELECT name, (x).signal, array_agg(i ORDER BY i) AS points
  FROM (SELECT name, i, care_xmr(v, rebase) OVER (PARTITION BY name ORDER BY i) AS x FROM vector) s
 GROUP BY name, (x).signal
 ORDER BY name, points;

-- Each rule by itself, on a chart whose first twelve points set mean 50, moving
-- range 2 and so limits at 50 -/+ 5.32, near limits at 50 -/+ 3.5467.
CREATE FUNCTION pg_temp.signals(later numeric[]) RETURNS text[] LANGUAGE sql AS $$
  SELECT array_agg((x).signal ORDER BY i)
    FROM (SELECT i, care_xmr(v, baseline => 12) OVER (ORDER BY i) AS x
            FROM unnest('{49,51,49,51,49,51,49,51,49,51,49,51}'::numeric[] || later)
                 WITH ORDINALITY u (v, i)) s
   WHERE i > 12
$$;
\x on
SELECT rule, later, pg_temp.signals(later)
  FROM (VALUES (1, 'outside, above and below', '{56,44}'::numeric[]),
               (2, 'just within', '{55.31,44.69}'),
               (3, 'two of three', '{49,54,51,54,49}'),
               (4, 'two of three, one beyond the limit', '{49,54,56,54,49}'),
               (5, 'near, on both sides', '{49,54,46,54,49}'),
               (6, 'two of three on one side, the third on the other', '{49,54,54,49}'),
               (7, 'two of three below', '{50,46,46,49}'),
               (8, 'seven above', '{49,51,52,51,52,51,52,51,49}'),
               (9, 'six above', '{49,51,52,51,52,51,52,50,51}'),
               (10, 'on the mean is on no side', '{49,51,52,51,50,51,52,51,52}'),
               (11, 'seven below', '{51,49,48,49,48,49,48,49,51}'),
               (12, 'seven rising', '{47,48,49,50,51,52,53,50}'),
               (13, 'six rising', '{47,48,49,50,51,52,49}'),
               (14, 'a tie ends a trend', '{47,48,49,50,50,51,52,53}'),
               (15, 'up and down again: the top belongs to the fall', '{47,48,49,50,51,52,53,52,51,50,49,48,47}'),
               (16, 'rising, then flat', '{47,48,49,50,51,52,53,53}'),
               (17, 'outside before trend before two of three before shift', '{50,50.5,51,52,53,54,55,56,52}'))
       AS t (i, rule, later)
 ORDER BY i;
\x off

-- Every chart against the same rules in plain SQL, which asks of each point
-- whether any window around it is a signal. Some values are missing.
CREATE TEMP TABLE noise AS
  SELECT chart, i, CASE WHEN chart % 3 = 0 AND r % 11 = 0 THEN NULL
                        ELSE (CASE chart % 4 WHEN 0 THEN r % 7 WHEN 1 THEN r % 50
                                   WHEN 2 THEN abs(i % 38 - 19) + r % 3 ELSE r % 9 + i / 8 END) END::double precision AS v,
         chart % 2 = 0 AND r % 17 = 0 AS rebase,
         CASE WHEN chart % 5 = 0 THEN 6 END AS baseline
    FROM generate_series(1, 60) chart, generate_series(1, 60) i,
         LATERAL (SELECT ('x' || substr(md5(chart || '-' || i), 1, 7))::bit(28)::int AS r) random;
CREATE TEMP TABLE chart AS
  SELECT chart, i, (x).*
    FROM (SELECT chart, i, care_xmr(v, rebase, baseline) OVER (PARTITION BY chart ORDER BY i) AS x
            FROM noise) s;
CREATE TEMP TABLE point AS
  SELECT *, row_number() OVER segment AS p, v - lag(v) OVER segment AS step
    FROM (SELECT *, count(*) FILTER (WHERE rebase) OVER (PARTITION BY chart ORDER BY i) AS segment
            FROM noise) s
   WHERE v IS NOT NULL
  WINDOW segment AS (PARTITION BY chart, segment ORDER BY i);
CREATE TEMP TABLE lim AS
  SELECT chart, segment, mean, moving_range,
         mean - 2.66 * moving_range AS lower, mean + 2.66 * moving_range AS upper,
         mean - 2.66 * 2 / 3 * moving_range AS near_lower, mean + 2.66 * 2 / 3 * moving_range AS near_upper
    FROM (SELECT chart, segment, avg(v) AS mean,
                 CASE WHEN count(step) > 0 THEN coalesce(avg(abs(step)) FILTER (WHERE abs(step) < 3.267 * r), 0) END AS moving_range
            FROM (SELECT *, avg(abs(step)) OVER (PARTITION BY chart, segment) AS r FROM point
                   WHERE baseline IS NULL OR p <= baseline) s
           GROUP BY chart, segment) s;
CREATE TEMP TABLE placed AS
  SELECT p.*, sign(v - mean) AS side,
         v > upper OR v < lower AS outside,
         coalesce(v BETWEEN lower AND upper AND NOT v BETWEEN near_lower AND near_upper, false) AS near
    FROM point p JOIN lim USING (chart, segment);
CREATE INDEX ON placed (chart, segment, p);
CREATE TEMP TABLE opinion AS
  SELECT a.chart, a.i,
         CASE WHEN outside THEN CASE WHEN side > 0 THEN 'above limit' ELSE 'below limit' END
              WHEN trend.way > 0 THEN 'rising trend' WHEN trend.way < 0 THEN 'falling trend'
              WHEN near AND two.found THEN CASE WHEN side > 0 THEN 'two of three above' ELSE 'two of three below' END
              WHEN shift.found THEN CASE WHEN side > 0 THEN 'shift above' ELSE 'shift below' END
              ELSE 'common cause' END AS signal
    FROM placed a,
         LATERAL (SELECT bool_or(same) AS found
                    FROM generate_series(a.p - 6, a.p) s,
                         LATERAL (SELECT count(*) = 7 AND abs(sum(side)) = 7 AS same FROM placed b
                                   WHERE b.chart = a.chart AND b.segment = a.segment AND b.p BETWEEN s AND s + 6) w) shift,
         LATERAL (SELECT (array_agg(way ORDER BY s DESC) FILTER (WHERE way <> 0))[1] AS way
                    FROM generate_series(a.p - 6, a.p) s,
                         LATERAL (SELECT CASE WHEN abs(sum(sign(step))) = 6 THEN sign(sum(step)) ELSE 0 END AS way FROM placed b
                                   WHERE b.chart = a.chart AND b.segment = a.segment AND s > 0 AND b.p BETWEEN s + 1 AND s + 6) w) trend,
         LATERAL (SELECT bool_or(same) AS found
                    FROM generate_series(a.p - 2, a.p) s,
                         LATERAL (SELECT count(*) = 3 AND abs(sum(side)) = 3 AND count(*) FILTER (WHERE near) >= 2 AS same FROM placed b
                                   WHERE b.chart = a.chart AND b.segment = a.segment AND b.p BETWEEN s AND s + 2) w) two;
SELECT count(*) AS points, count(DISTINCT o.signal) AS kinds,
       count(*) FILTER (WHERE o.signal IS DISTINCT FROM c.signal) AS differ
  FROM opinion o JOIN chart c USING (chart, i);
SELECT count(*) AS points,
       bool_and(abs(c.mean - l.mean) < 1e-9) AS mean,
       bool_and(abs(c.lower - l.lower) < 1e-9) AS lower,
       bool_and(abs(c.upper - l.upper) < 1e-9) AS upper,
       bool_and(abs(c.moving_range - l.moving_range) < 1e-9) AS moving_range,
       bool_and((c.moving_range IS NULL) = (l.moving_range IS NULL)
                AND (c.lower IS NULL) = (l.lower IS NULL)) AS same_nulls
  FROM point JOIN lim l USING (chart, segment) JOIN chart c USING (chart, i);
SELECT count(*) > 0 AS some_missing, bool_and(num_nulls(mean, lower, upper, moving_range, signal) = 5) AS null
  FROM noise JOIN chart USING (chart, i)
 WHERE v IS NULL;

-- A missing value changes nothing for the others.
SELECT count(*) AS differ
  FROM chart c JOIN (SELECT chart, i, (care_xmr(v, rebase, baseline) OVER (PARTITION BY chart ORDER BY i)).*
                       FROM (SELECT chart, i, v, baseline,
                                    segment > coalesce(lag(segment) OVER (PARTITION BY chart ORDER BY i), segment) AS rebase
                               FROM point) p) q USING (chart, i)
 WHERE (c.mean, c.lower, c.upper, c.moving_range, c.signal)
       IS DISTINCT FROM (q.mean, q.lower, q.upper, q.moving_range, q.signal);

-- Nor do frames; the order counts.
SELECT count(*) AS rows, bool_and(x = a AND x = b AND x = c AND x = d) AS same
  FROM (SELECT care_xmr(v) OVER (PARTITION BY name ORDER BY i) AS x,
               care_xmr(v) OVER (PARTITION BY name ORDER BY i ROWS BETWEEN CURRENT ROW AND CURRENT ROW) AS a,
               care_xmr(v) OVER (PARTITION BY name ORDER BY i ROWS BETWEEN 3 PRECEDING AND 1 PRECEDING) AS b,
               care_xmr(v) OVER (PARTITION BY name ORDER BY i RANGE BETWEEN 100 FOLLOWING AND 200 FOLLOWING EXCLUDE CURRENT ROW) AS c,
               care_xmr(v, false, NULL) OVER (PARTITION BY name ORDER BY i GROUPS UNBOUNDED PRECEDING) AS d
          FROM vector) s;
SELECT i, v, (care_xmr(v) OVER (ORDER BY i DESC)).signal
  FROM unnest('{7,6,5,4,3,2,1,9}'::int[]) WITH ORDINALITY u (v, i)
 ORDER BY i;
