-- Intervals, comparisons and funnel limits, against published test values.

-- Equal to 1e-9, or both unknown.
CREATE FUNCTION pg_temp.near(a double precision, b double precision) RETURNS boolean
  LANGUAGE sql AS 'SELECT CASE WHEN a IS NULL OR b IS NULL THEN a IS NULL AND b IS NULL ELSE abs(a - b) < 1e-9 END';

-- Wilson limits: the test data of the R package PHEindicatormethods; the last
-- three are the closed form for 0 and n successes, z^2 / (n + z^2).
SELECT x, n, confidence, pg_temp.near(l.lower, 100 * e_lower) AS lower,
       pg_temp.near(l.upper, 100 * e_upper) AS upper
  FROM (VALUES (1, 1, 100, 0.95, 0.0017674320641406511, 0.054486196178705294),
               (2, 1, 100, 0.998, 0.000873065697299977, 0.10455445283705821),
               (3, 20, 100, 0.95, 0.1333669333310325, 0.28882916559315885),
               (4, 20, 100, 0.998, 0.10519162066711432, 0.3471109417008601),
               (5, 65, 100, 0.95, 0.55254443296887967, 0.73635751756902468),
               (6, 65, 100, 0.998, 0.49549465740704313, 0.77835406140896968),
               (7, 0, 10, 0.95, 0, 0.27753279986288926),
               (8, 10, 10, 0.95, 0.72246720013711074, 1),
               (9, 1, 1, 0.95, 0.20654931436955894, 1))
       AS expected (i, x, n, confidence, e_lower, e_upper),
       care_interval(x, n, confidence) l
 ORDER BY i;

-- The same by its definition: p is on a limit when |x / n - p| is z standard
-- errors of p. z at 0.1, 0.5, 0.9, 0.95 and 0.998.
SELECT x, n, confidence,
       abs(abs(100.0 * x / n - l.lower) - z * sqrt(l.lower * (100 - l.lower) / n)) < 1e-9 AS lower,
       abs(abs(100.0 * x / n - l.upper) - z * sqrt(l.upper * (100 - l.upper) / n)) < 1e-9 AS upper
  FROM (VALUES (0.1, 0.12566134685507402), (0.5, 0.6744897501960817), (0.9, 1.6448536269514722),
               (0.95, 1.9599639845400545), (0.998, 3.0902323061678132)) level (confidence, z),
       (VALUES (1, 2), (319, 450), (0.5, 10.5), (999999999, 1000000000)) counts (x, n),
       care_interval(x, n, confidence) l
 ORDER BY confidence, n;

-- No successes and nothing else: the edge is exact, whatever the confidence.
SELECT confidence, (care_interval(0, 7, confidence)).lower, (care_interval(7, 7, confidence)).upper
  FROM unnest('{1e-300, 0.5, 0.9999999999999999}'::double precision[]) confidence
 ORDER BY confidence;

-- Nothing to be a share of, or unknown, is NULL.
SELECT care_interval(0, 0) IS NULL AS zero, care_interval(NULL, 10) IS NULL AS x,
       care_interval(1, NULL) IS NULL AS n, care_interval(1, 2, NULL) IS NULL AS confidence,
       care_compare(0, 0, 85) IS NULL AS compare, care_difference(1, 2, 0, 0) IS NULL AS before,
       care_difference(0, 0, 1, 2) IS NULL AS now, care_funnel_limits(0, 85) IS NULL AS funnel;

-- Over a tally: 3 of 4 rated, 3 of 5 all.
CREATE TEMP TABLE small AS SELECT care_tally_of(1, 2, 1, 0, 1) AS t;
SELECT care_interval(t) = care_interval(3, 4) AS rated,
       care_interval(t, denominator => 'all') = care_interval(3, 5) AS all,
       care_interval(t, 0.998) = care_interval(3, 4, 0.998) AS level,
       care_interval(t - t) IS NULL AS empty,
       ROW(s.lower, s.upper)::care_limits_row = care_interval(t) AS summary
  FROM small, care_summary(t) s;

-- Beside a table of counts, one row each.
SELECT area, x, n, round(l.lower::numeric, 1) AS lower, round(l.upper::numeric, 1) AS upper,
       care_compare(x, n, 83.7)
  FROM (VALUES ('Norfolk', 319, 450), ('Suffolk', 380, 450), ('Rutland', 20, 20)) a (area, x, n),
       care_interval(x, n) l
 ORDER BY area;

-- A benchmark on a limit is similar; a hair beyond it is not.
SELECT care_compare(319, 450, l.lower) AS on_lower, care_compare(319, 450, l.upper) AS on_upper,
       care_compare(319, 450, l.lower - 1e-13) AS below, care_compare(319, 450, l.upper + 1e-13) AS above,
       care_compare(0, 9, 0) AS none, care_compare(9, 9, 100) AS every
  FROM care_interval(319, 450) l;
SELECT care_compare(t, 20) AS rated, care_compare(t, 20, denominator => 'all') AS all,
       care_compare(t, 20, 0.5, 'all') AS level
  FROM small;

-- Newcombe's method 10; the values of its authors' first example and a council's.
SELECT pg_temp.near(points, 20) AS points, abs(lower - 5.24314724) < 1e-8 AS lower,
       abs(upper - 33.38726540) < 1e-8 AS upper
  FROM care_difference(56, 70, 48, 80);
SELECT round(points::numeric, 3) AS points, round(lower::numeric, 2) AS lower,
       round(upper::numeric, 2) AS upper
  FROM care_difference(320, 451, 311, 451);

-- By its definition, at three levels; extremes stay within -100 and 100.
SELECT confidence, a.x, b.x,
       pg_temp.near(points, 100.0 * a.x / a.n - 100.0 * b.x / b.n) AS points,
       pg_temp.near(points - d.lower, sqrt((100.0 * a.x / a.n - l.lower) ^ 2 + (m.upper - 100.0 * b.x / b.n) ^ 2)) AS lower,
       pg_temp.near(d.upper - points, sqrt((l.upper - 100.0 * a.x / a.n) ^ 2 + (100.0 * b.x / b.n - m.lower) ^ 2)) AS upper,
       d.lower BETWEEN -100 AND points AND d.upper BETWEEN points AND 100 AS within
  FROM unnest('{0.9, 0.95, 0.998}'::double precision[]) confidence,
       (VALUES (0, 12), (5, 12), (12, 12)) a (x, n),
       (VALUES (0, 40), (33, 40), (40, 40)) b (x, n),
       care_interval(a.x, a.n, confidence) l, care_interval(b.x, b.n, confidence) m,
       care_difference(a.x, a.n, b.x, b.n, confidence) d
 ORDER BY 1, 2, 3;
SELECT care_difference(t, t + t) = care_difference(3, 4, 6, 8) AS rated,
       care_difference(t, t + t, 0.9, 'all') = care_difference(3, 5, 6, 10, 0.9) AS all
  FROM small;

-- Funnel limits: the test data of PHEindicatormethods, and England's 83.7% for 450.
-- (The mean is published to eight digits, so the limits agree to 1e-6.)
SELECT n, confidence, abs(l.lower - f.lower) < 1e-6 AS lower, abs(l.upper - f.upper) < 1e-6 AS upper
  FROM (VALUES (10, 0.95, 56.154344, 100), (10, 0.998, 42.03259, 100),
               (20, 0.95, 63.326743, 97.958152), (20, 0.998, 53.341156, 100))
       AS f (n, confidence, lower, upper),
       care_funnel_limits(n, 80.642448, confidence) l
 ORDER BY n, confidence;
SELECT confidence, round(lower::numeric, 2) AS lower, round(upper::numeric, 2) AS upper
  FROM unnest('{0.95, 0.998}'::double precision[]) confidence,
       care_funnel_limits(450, 83.7, confidence)
 ORDER BY confidence;

-- They are what the longer formula of that package gives, before it is cut off.
SELECT n, p, pg_temp.near(lower, greatest(0, 100 * (p * a - r) / q / n)) AS lower,
       pg_temp.near(upper, least(100, 100 * (p * a + r) / q / n)) AS upper
  FROM (SELECT n, p, n / k ^ 2 + 1 AS a, 1 / k ^ 2 + 1 / n AS q,
               sqrt((8 * p * (n / k ^ 2 + 1)) ^ 2
                    - 64 * (1 / k ^ 2 + 1 / n) * p
                      * (n * (p * (n / k ^ 2 + 2) - 1) + k ^ 2 * (p - 1))) / 8 AS r
          FROM (VALUES (10.0::double precision), (450.0), (20000.0)) c (n),
               (VALUES (0.1::double precision), (0.5), (0.837)) b (p),
               (VALUES (1.9599639845400545::double precision)) z (k)) f,
       care_funnel_limits(n, 100 * p)
 ORDER BY n, p;
SELECT * FROM care_funnel_limits(450, 100);
SELECT * FROM care_funnel_limits(450, 0);

-- bigint, numeric and real counts do as well.
SELECT care_interval(3::bigint, 4::bigint) = care_interval(3, 4) AS bigint,
       care_interval(3::numeric, 4::numeric) = care_interval(3, 4) AS numeric,
       care_interval(n => 4, successes => 3) = care_interval(3, 4) AS named,
       care_difference(successes => 1, n => 2, other_successes => 3, other_n => 4)
         = care_difference(1, 2, 3, 4) AS all_named,
       care_compare(tally => t, benchmark => 20, confidence => 0.95, denominator => 'all') AS tally_named
  FROM small;

-- The largest counts are finite numbers too.
SELECT round(l.lower::numeric, 6) AS lower, round(l.upper::numeric, 6) AS upper
  FROM care_interval(4611686018427387904, 9223372036854775807) l;

-- Fractions of a location, however small, stay between 0 and 100.
SELECT count(*) AS intervals,
       bool_and(0 <= l.lower AND l.lower <= 100 * x / n + 1e-12 AND 100 * x / n <= l.upper + 1e-12 AND l.upper <= 100) AS within
  FROM unnest('{1e-300, 0.3, 1, 10, 1e6, 1e18}'::double precision[]) n,
       unnest('{0, 1e-17, 1e-9, 0.3, 0.999999999, 1}'::double precision[]) part,
       unnest('{1e-300, 1e-12, 0.95, 0.9999999999999999}'::double precision[]) confidence,
       LATERAL (SELECT part * n AS x) s, care_interval(x, n, confidence) l;

-- Nothing hostile gets a number.
SELECT care_interval(11, 10);
SELECT care_interval(1000001, 1000000);
SELECT care_interval(-1, 10);
SELECT care_interval(1, -10);
SELECT care_interval(1, 0);
SELECT care_interval('NaN', 10);
SELECT care_interval(1, 'Infinity');
SELECT care_interval('-Infinity', 10);
SELECT care_interval(1, 1e300);
SELECT care_interval(1, 10, 95);
SELECT care_interval(1, 10, 0);
SELECT care_interval(1, 10, 1);
SELECT care_interval(1, 10, 'NaN');
SELECT care_compare(1, 10, 101);
SELECT care_compare(1, 10, -0.5);
SELECT care_compare(1, 10, 'NaN');
SELECT care_compare(1, 10, 'Infinity');
SELECT care_compare(1, 10, 50, -0.95);
SELECT care_compare(t, '-Infinity') FROM small;
SELECT care_interval(t, 95) FROM small;
SELECT care_difference(1, 2, 4, 3);
SELECT care_difference('NaN', 2, 3, 4);
SELECT care_difference(1, 2, 3, 'Infinity');
SELECT care_difference(1, 2, 3, 4, 'Infinity');
SELECT care_funnel_limits('NaN', 85);
SELECT care_funnel_limits('Infinity', 85);
SELECT care_funnel_limits(10, 85, 0);
SELECT care_funnel_limits(-3, 85);
SELECT care_funnel_limits(10, 850);
SELECT care_interval(t, denominator => 'beds') FROM small;

-- A tally of weights has no limits.
CREATE TEMP TABLE beds AS SELECT care_tally('Good'::text, 40) AS t;
SELECT care_interval(t) FROM beds;
SELECT care_compare(t, 85) FROM beds;
SELECT care_difference(t, s) FROM beds CROSS JOIN small AS s (s);
SELECT care_difference(s, t) FROM beds CROSS JOIN small AS s (s);
SELECT lower, upper FROM beds, care_summary(t);

-- Errors of arguments are 22023, of weights 0A000.
CREATE FUNCTION pg_temp.sqlstate_of(query text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE query;
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;
SELECT query, pg_temp.sqlstate_of('SELECT ' || query)
  FROM unnest(ARRAY['care_interval(11, 10)', 'care_interval(-1, 10)', $$care_interval('NaN', 10)$$,
                    'care_interval(1, 1e300)', 'care_interval(1, 10, 95)',
                    'care_compare(1, 10, 101)', 'care_interval(t) FROM beds']) query
 ORDER BY query COLLATE "C";
