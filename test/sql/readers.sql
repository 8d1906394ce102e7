-- Readers of a tally: counts, percentages, gaps and locations to target, against numeric arithmetic.

SET jit = off;

CREATE TEMP TABLE t AS SELECT care_tally_of(11, 308, 117, 14, 50) AS t;

SELECT care_locations(t), care_rated(t), care_good_or_better(t) FROM t;
SELECT care_count(t, 'Outstanding') AS o, care_count(t, 'good'::care_rating) AS g, care_count(t, 'RI'::varchar) AS ri,
       care_count(t, 'Inadequate'::char(20)) AS i, care_count(rating => 'Unrated', tally => t) AS n
FROM t;

-- 319 of 450 are 70.9%; 85% of 450 are 382.5, so 383: 64 more
SELECT care_percent_good_or_better(t) AS percent, care_target_gap(t, 85) AS gap, care_locations_to_target(t, 85) AS "more",
       care_percent_good_or_better(t, 'all') AS of_all, care_target_gap(t, 85, 'all') AS gap_of_all,
       care_locations_to_target(t, 85, 'all') AS more_of_all
FROM t;
SELECT care_percent_good_or_better(tally => t, denominator => 'rated') AS percent,
       care_target_gap(tally => t, target => 85, denominator => 'rated') AS gap,
       care_locations_to_target(target => 85, tally => t) AS "more"
FROM t;
SELECT care_percent(t, 'good') AS good, care_percent(t, 'good', 'all') AS good_of_all,
       care_percent(tally => t, rating => 'Not rated', denominator => 'all') AS not_rated_of_all
FROM t;
SELECT care_percent(t, 'Not rated') FROM t;
SELECT care_percent(t, 'good', 'everything') FROM t;

-- Norfolk, February 2021, adult social care: 346 of 467
SELECT care_percent_good_or_better(care_tally_of(0, 346, 121, 0))::numeric(9,6) AS norfolk,
       care_percent_good_or_better(care_tally_of(0, 19500, 3575, 0))::numeric(9,6) AS england;

-- The whole row; Wilson limits of 346 of 467 by hand: 69.93 and 77.86
SELECT locations, rated, outstanding, good, requires_improvement, inadequate, not_rated, good_or_better
FROM t, care_summary(t);
SELECT percent_good_or_better, target, target_gap_points, locations_to_target FROM t, care_summary(t, 85);
SELECT lower::numeric(7,4), upper::numeric(7,4) FROM care_summary(care_tally_of(10, 336, 100, 21));
WITH c (x, n, z) AS (SELECT 346.0, 467.0, 1.95996398454005423552)
SELECT (100 * ((x / n + z * z / (2 * n)) - z * sqrt(x / n * (1 - x / n) / n + z * z / (4 * n * n))) / (1 + z * z / n))::numeric(7,4) AS lower,
       (100 * ((x / n + z * z / (2 * n)) + z * sqrt(x / n * (1 - x / n) / n + z * z / (4 * n * n))) / (1 + z * z / n))::numeric(7,4) AS upper
FROM c;
SELECT (care_summary(t, target => 85, denominator => 'all', confidence => 0.8)).percent_good_or_better,
       (care_summary(t, target => 85, denominator => 'all')).locations_to_target FROM t;
SELECT lower < percent_good_or_better AND percent_good_or_better < upper AS within,
       upper - lower < (SELECT upper - lower FROM care_summary(t, confidence => 0.99)) AS narrower
FROM t, care_summary(t);

-- Weighted: counts and percentages, but no limits
SELECT locations, good_or_better, percent_good_or_better, lower, upper, target_gap_points, locations_to_target
FROM (SELECT care_tally(r, w) FROM (VALUES ('good', 30::bigint), ('ri', 10)) v (r, w)) t (t), care_summary(t, 80);

-- Nothing rated: no percentage, no gap; unless all are the denominator.
SELECT locations, rated, percent_good_or_better, lower, upper, target, target_gap_points, locations_to_target
FROM care_summary(care_tally_of(0, 0, 0, 0, 4), 85);
SELECT percent_good_or_better, target_gap_points, locations_to_target FROM care_summary(care_tally_of(0, 0, 0, 0, 4), 85, denominator => 'all');
SELECT locations, percent_good_or_better, target_gap_points, locations_to_target FROM care_summary(care_tally_of(0, 0, 0, 0), 85, denominator => 'all');

-- For many tallies and targets, against numeric: 100 x / n, the gap, and greatest(0, ceil(target n / 100 - x)).
CREATE TEMP TABLE cases AS
SELECT x::numeric, n::numeric, target::numeric
FROM (SELECT n, x FROM generate_series(1, 60) n, generate_series(0, n) x
      UNION ALL
      SELECT n, (n * (i / 40.0))::bigint FROM (VALUES (467), (450), (1000), (9973), (100000), (999999), (123456789)) v (n), generate_series(0, 40) i) c,
     unnest(ARRAY[0, 1.5, 10, 33.3, 50, 66.7, 69, 70, 74.1, 80, 84.7, 85, 85.5, 87, 90, 95, 99.9, 100]) target;
-- and targets that are met exactly, or missed by one location
INSERT INTO cases SELECT x, n, 100 * x / n FROM (SELECT DISTINCT x, n FROM cases WHERE 1000 % n = 0) c;
SELECT count(*) > 30000 AS many,
       count(*) FILTER (WHERE abs(care_percent_good_or_better(t)::numeric - 100 * x / n) > 1e-12) AS wrong_percent,
       count(*) FILTER (WHERE abs(care_target_gap(t, target::float8)::numeric - (100 * x / n - target)) > 1e-12) AS wrong_gap,
       count(*) FILTER (WHERE care_locations_to_target(t, target::float8) <> greatest(0, ceil(target * n / 100 - x))) AS wrong_more,
       count(*) FILTER (WHERE (care_locations_to_target(t, target::float8) = 0) <> (care_target_gap(t, target::float8) >= 0)) AS unlike_gap,
       count(*) FILTER (WHERE care_locations_to_target(t, target::float8) > 0
                          AND care_target_gap(care_tally_of(x + care_locations_to_target(t, target::float8), 0, n - x - care_locations_to_target(t, target::float8), 0), target::float8) < 0) AS not_enough
FROM cases, LATERAL (SELECT care_tally_of(div(x, 3), x - div(x, 3), n - x, 0, 7) AS t OFFSET 0) v;

-- and with all locations as the denominator
SELECT count(*) FILTER (WHERE abs(care_percent_good_or_better(t, 'all')::numeric - 100 * x / n) > 1e-12) AS wrong_percent,
       count(*) FILTER (WHERE care_locations_to_target(t, target::float8, 'all') <> greatest(0, ceil(target * n / 100 - x))) AS wrong_more,
       count(*) FILTER (WHERE (care_locations_to_target(t, target::float8, 'all') = 0) <> (care_target_gap(t, target::float8, 'all') >= 0)) AS unlike_gap
FROM cases, LATERAL (SELECT care_tally_of(x, 0, div(n - x, 2), 0, n - x - div(n - x, 2)) AS t OFFSET 0) v;

-- care_summary says the same as the single readers.
SELECT count(*) AS unlike
FROM cases, LATERAL (SELECT care_tally_of(div(x, 3), x - div(x, 3), n - x, 0, 7) AS t, target::float8 AS target OFFSET 0) v, care_summary(t, v.target) s
WHERE (s.locations, s.rated, s.good_or_better, s.percent_good_or_better, s.target, s.target_gap_points, s.locations_to_target)
      IS DISTINCT FROM (care_locations(t), care_rated(t), care_good_or_better(t), care_percent_good_or_better(t), v.target,
                        care_target_gap(t, v.target), care_locations_to_target(t, v.target))
   OR s.not_rated <> 7 OR s.outstanding + s.good <> x OR s.requires_improvement <> n - x;

-- Large counts are still right to the last location.
SELECT care_locations_to_target(care_tally_of(0, 0, 1000000000000000, 0), 85) AS from_nothing,
       care_locations_to_target(care_tally_of(0, 849999999999999, 150000000000001, 0), 85) AS one_short,
       care_locations_to_target(care_tally_of(0, 850000000000000, 150000000000000, 0), 85) AS met;

-- NULL and errors
SELECT care_locations(NULL) IS NULL AS locations, care_rated(NULL) IS NULL AS rated, care_good_or_better(NULL) IS NULL AS good,
       care_count(NULL, 'Good') IS NULL AS count, care_percent(NULL, 'Good') IS NULL AS percent,
       care_percent_good_or_better(NULL::care_tally_summary) IS NULL AS percent_good,
       care_target_gap(NULL::care_tally_summary, 85) IS NULL AS gap, care_locations_to_target(NULL, 85) IS NULL AS "more",
       care_summary(NULL) IS NULL AS summary;
SELECT care_target_gap(t, 100.1) FROM t;
SELECT care_target_gap(t, -1) FROM t;
SELECT care_locations_to_target(t, 'NaN') FROM t;
SELECT care_summary(t, 'infinity') FROM t;
SELECT care_summary(t, 85, denominator => 'some') FROM t;
SELECT care_summary(t, 85, confidence => 95) FROM t;
SELECT care_count(t, 'TBC') FROM t;
