-- Control charts at their edges, and care_assurance.

-- No rows, one row, only missing values.
SELECT care_xmr(v) OVER (ORDER BY v) AS x, care_assurance(v, 1) OVER (ORDER BY v) AS a
  FROM (SELECT 1.0 WHERE false) s (v);
SELECT care_xmr(v) OVER () AS x, care_assurance(v, 1) OVER () AS a FROM (VALUES (7)) s (v);
SELECT care_xmr(v) OVER () AS x, care_assurance(v, 1) OVER () AS a FROM (VALUES (NULL::int), (NULL)) s (v);

-- Two points have one moving range; one alone after a rebase has none.
SELECT i, (care_xmr(v, i = 3) OVER (ORDER BY i)).*
  FROM (VALUES (1, 10), (2, 11), (3, 50)) s (i, v)
 ORDER BY i;

-- A rebase on a row without a value starts the segment there; a baseline holds
-- from the row that starts its segment, and NULL is no rebase and all points.
SELECT i, v, rebase, k, (x).mean, (x).moving_range, (x).signal
  FROM (SELECT *, care_xmr(v, rebase, k) OVER (ORDER BY i) AS x
          FROM (VALUES (1, 10, NULL, 2), (2, 12, false, 99), (3, 14, NULL, NULL),
                       (4, NULL, true, 3), (5, 20, false, NULL), (6, 22, NULL, NULL),
                       (7, 24, false, NULL), (8, 40, NULL, NULL),
                       (9, NULL, true, 2), (10, NULL, true, NULL), (11, 5, false, 2),
                       (12, 6, false, 2), (13, 10, false, 2)) s (i, v, rebase, k)) s
 ORDER BY i;

-- The same for all rows: rebase everywhere leaves a mean to each.
SELECT v, care_xmr(v, true) OVER (ORDER BY v) AS x FROM (VALUES (1), (2), (3)) s (v) ORDER BY v;
SELECT v, care_xmr(v, rebase => false, baseline => 1000) OVER (ORDER BY v) = care_xmr(v) OVER (ORDER BY v) AS same
  FROM (VALUES (1), (2), (3)) s (v) ORDER BY v;

-- Parameters of a generic plan are as good as constants.
SET plan_cache_mode = force_generic_plan;
PREPARE chart (boolean, int, double precision) AS
  SELECT i, care_xmr(v, $1, $2) OVER w IS NOT DISTINCT FROM care_xmr(v, i < 0 OR $1, $2 + i::int * 0) OVER w AS same,
         (care_xmr(v, $1, $2) OVER w).mean, care_assurance(v, $3, true, $1, $2) OVER w
    FROM unnest('{5, 6, 5, 9}'::int[]) WITH ORDINALITY u (v, i)
  WINDOW w AS (ORDER BY i);
EXECUTE chart (NULL, 3, 1);
EXECUTE chart (false, NULL, 50);
EXECUTE chart (true, 2, 1);
RESET plan_cache_mode;

-- Equal values give limits at the mean, even those that no sum holds exactly;
-- after a constant baseline any other value is outside.
SELECT v, count(*), bool_and((x).mean = v AND (x).lower = v AND (x).upper = v
                             AND (x).moving_range = 0 AND (x).signal = 'common cause') AS flat
  FROM (SELECT v, care_xmr(v) OVER (PARTITION BY v) AS x
          FROM unnest('{0.1, 71.3, -1e-300, 1e300, 0, 123456789.123}'::double precision[]) v,
               generate_series(1, 997)) s
 GROUP BY v
 ORDER BY v;
SELECT i, (x).mean, (x).lower, (x).upper, (x).signal
  FROM (SELECT i, care_xmr(CASE WHEN i < 5 THEN 0.1 ELSE 0.1 + i % 2 / 1e10 END, baseline => 4) OVER (ORDER BY i) AS x
          FROM generate_series(1, 6) i) s
 ORDER BY i;

-- Small changes on a large level are not lost in the sums.
SELECT round((x).mean::numeric - 1e12, 4) AS mean, round((x).moving_range::numeric, 4) AS moving_range
  FROM (SELECT i, care_xmr(1e12 + i % 2) OVER (ORDER BY i) AS x FROM generate_series(1, 100000) i) s
 WHERE i = 1;

-- It composes: several charts, a window of a window, a window name, a filter above.
SELECT council, i, (x).signal, (late).mean, position
  FROM (SELECT council, i, care_xmr(v) OVER w AS x, care_xmr(v, i = 6) OVER w AS late,
               row_number() OVER w AS position
          FROM (SELECT council, i, sum(i % 3 + length(council)) OVER (PARTITION BY council ORDER BY i ROWS 1 PRECEDING) AS v
                  FROM unnest('{Norfolk, Kent}'::text[]) council, generate_series(1, 8) i) s
        WINDOW w AS (PARTITION BY council ORDER BY i)) s
 WHERE i IN (1, 8)
 ORDER BY council, i;

-- Named arguments, other number types, and the counts a council charts.
SELECT v, care_xmr(value => v::bigint, baseline => 2) OVER (ORDER BY v) = care_xmr(v::numeric, false, 2) OVER (ORDER BY v) AS same
  FROM (VALUES (1), (2), (4)) s (v) ORDER BY v;

-- Assurance: limits 20 -/+ 2.66; on a limit it is hit or miss.
SELECT target, a.*
  FROM (VALUES (17.3), (17.4), (20), (22.6), (22.7), (NULL)) t (target),
       LATERAL (SELECT min(up) AS up, min(down) AS down, min(neutral) AS neutral, count(*) AS rows,
                       count(DISTINCT up) AS differ
                  FROM (SELECT care_assurance(v, target) OVER w AS up,
                               care_assurance(v, target, higher_is_better => false) OVER w AS down,
                               care_assurance(v, target, NULL) OVER w AS neutral
                          FROM unnest('{19.5, 20.5, 19.5, 20.5, 19.5, 20.5}'::numeric[]) WITH ORDINALITY u (v, i)
                        WINDOW w AS (ORDER BY i)) s) a
 ORDER BY target;
SELECT (x).upper AS target, care_assurance(v, (x).upper) OVER (ORDER BY i) AS upper,
       care_assurance(v, (x).lower) OVER (ORDER BY i) AS lower
  FROM (SELECT i, v, care_xmr(v) OVER (ORDER BY i) AS x
          FROM unnest('{20, 21, 20, 21}'::int[]) WITH ORDINALITY u (v, i)) s
 LIMIT 1;

-- The last target, whether its row has a value or not, against the last segment's limits.
SELECT i, v, target, care_assurance(v, target) OVER (ORDER BY i) AS all,
       care_assurance(v, target, rebase => i = 4) OVER (ORDER BY i) AS rebased,
       care_assurance(v, target, true, false, 3) OVER (ORDER BY i) AS baseline,
       care_assurance(v, target) OVER (ORDER BY i DESC) AS backwards
  FROM (VALUES (1, 50, 90), (2, 51, 90), (3, 50, 90), (4, 80, 70), (5, 81, 70),
               (6, 80, NULL), (7, NULL, 99)) s (i, v, target)
 ORDER BY i;
SELECT min(a) AS a, count(DISTINCT a) AS words
  FROM (SELECT care_assurance(v, target) OVER (ORDER BY i) AS a
          FROM (VALUES (1, 10, 5), (2, 11, 5), (3, 10, 5), (4, 11, 5), (5, NULL, 90)) s (i, v, target)) s;
-- Constant values have their limits at the mean: a target there is met, if all values meet it.
SELECT higher, target, min(a) AS a, count(DISTINCT a) AS words
  FROM (SELECT higher, target, care_assurance(0, target, higher) OVER (PARTITION BY higher, target) AS a
          FROM unnest('{true,false}'::boolean[]) higher, unnest('{-1,0,1}'::int[]) target, generate_series(1, 24)) s
 GROUP BY higher, target
 ORDER BY higher, target;
SELECT last, min(up) AS up, min(down) AS down
  FROM (SELECT last, care_assurance(v, 0, true, false, 3) OVER w AS up, care_assurance(v, 0, false, false, 3) OVER w AS down
          FROM unnest('{-1,0,1}'::int[]) last, LATERAL (VALUES (1, 0), (2, 0), (3, 0), (4, last)) s (i, v)
        WINDOW w AS (PARTITION BY last ORDER BY i)) s
 GROUP BY last
 ORDER BY last;
SELECT council, min(a) AS a, count(a) AS rows
  FROM (SELECT council, care_assurance(v, target) OVER (PARTITION BY council ORDER BY i ROWS CURRENT ROW) AS a
          FROM (VALUES ('Kent', 60), ('Norfolk', 85), ('Suffolk', NULL)) c (council, target),
               unnest('{70, 71, 70, 72, 71}'::int[]) WITH ORDINALITY u (v, i)) s
 GROUP BY council
 ORDER BY council;

-- Hostile values.
SELECT care_xmr(v) OVER () FROM (VALUES (1), ('NaN'::double precision)) s (v);
SELECT care_xmr(v) OVER () FROM (VALUES (1), ('-Infinity'::double precision)) s (v);
SELECT care_assurance(v, 1) OVER () FROM (VALUES (1), ('Infinity'::double precision)) s (v);
SELECT care_assurance(v, 'NaN') OVER () FROM (VALUES (1), (2)) s (v);
SELECT care_assurance(v, 'Infinity') OVER () FROM (VALUES (1), (2)) s (v);
SELECT care_xmr(v, baseline => 1) OVER () FROM (VALUES (1), (2)) s (v);
SELECT care_xmr(v, baseline => -3) OVER () FROM (VALUES (1), (2)) s (v);
SELECT care_assurance(v, 1, baseline => 0) OVER () FROM (VALUES (1), (2)) s (v);
SELECT care_xmr(v) OVER () FROM (VALUES (1e308), (-1e308)) s (v);
SELECT care_xmr(v) OVER () FROM (VALUES (1.7e308), (1.7e308)) s (v);
SELECT care_assurance(v, 1) OVER () FROM (VALUES (1.7e308), (0), (1.7e308)) s (v);
SELECT care_xmr(1);
SELECT care_xmr(v) FILTER (WHERE v > 1) OVER () FROM (VALUES (1), (2)) s (v);
SELECT care_xmr(v, 'perhaps') OVER () FROM (VALUES (1), (2)) s (v);

-- A long partition, with half of it one trend after a rebase.
SELECT (x).signal, count(*), min(i) AS first
  FROM (SELECT i, care_xmr(CASE WHEN i <= 100000 THEN i % 2 ELSE i END, i = 100001) OVER (ORDER BY i) AS x
          FROM generate_series(1, 200000) i) s
 GROUP BY (x).signal
 ORDER BY first;

-- Ten million points in one partition, 0 to 6 in turn. Without the ranges of 6 the limits are 0.34 and 5.66; each
-- rise of seven is a trend, its ends lie outside. Left are the rises cut off: 5 points at the beginning, 3 at the end.
SELECT min((x).mean)::numeric AS mean, min((x).moving_range)::numeric AS moving_range, count(*),
       count(*) FILTER (WHERE (x).signal = 'common cause') AS common, count(*) FILTER (WHERE (x).signal = 'rising trend') AS rising,
       count(*) FILTER (WHERE (x).signal = 'above limit') AS above, count(*) FILTER (WHERE (x).signal = 'below limit') AS below
  FROM (SELECT care_xmr(i % 7) OVER (ORDER BY i) AS x FROM generate_series(1, 10000000) i) s;
SELECT avg(i % 7)::numeric(8,7) AS mean, count(*) - 8 - count(*) FILTER (WHERE i % 7 IN (0, 6)) AS rising,
       count(*) FILTER (WHERE i % 7 = 6) AS above, count(*) FILTER (WHERE i % 7 = 0) AS below
  FROM generate_series(1, 10000000) i;
