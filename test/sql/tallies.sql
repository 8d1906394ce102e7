-- care_trend_of_tallies: from published counts, levels only.

SET datestyle = ISO;
-- England, all sectors, as published for the firsts of January to March 2019, not April, May
CREATE TEMP TABLE counts (as_at date, outstanding int, good int, requires_improvement int, inadequate int);
INSERT INTO counts VALUES ('2019-01-01', 1000, 20000, 4000, 500), ('2019-02-01', 1050, 20100, 3900, 480),
  ('2019-03-01', 1100, 20200, 3800, 460), ('2019-05-01', 1200, 20400, 3600, 420);
CREATE TEMP TABLE t AS
SELECT care_trend_of_tallies(care_tally_of(outstanding, good, requires_improvement, inadequate), as_at) AS trend FROM counts;
SELECT as_at, locations, rated, good_or_better, percent_good_or_better::numeric(9,6) AS percent, change_points::numeric(9,6) AS change,
       target_gap_points::numeric(9,6) AS gap, locations_to_target AS "more", joined, departed, improved, declined, newly_rated, published, mean_age_days AS age
FROM t, care_monthly(trend, 85, until => '2019-06-01') ORDER BY as_at;
-- by plain numeric arithmetic
SELECT as_at, (100.0 * (outstanding + good) / n)::numeric(9,6) AS percent, (100.0 * (outstanding + good) / n - 85)::numeric(9,6) AS gap,
       greatest(0, ceil(0.85 * n - outstanding - good)) AS "more"
FROM counts, LATERAL (SELECT outstanding + good + requires_improvement + inadequate) s (n) ORDER BY as_at;
SELECT care_tally_at(trend, '2019-02-01') = care_tally_of(1050, 20100, 3900, 480) AS february, care_tally_at(trend, '2019-04-01') IS NULL AS april,
       care_conflicts(trend) AS conflicts FROM t;

-- Tallies of one month add up: of parts of the country, say; so do weighted ones, with each other.
SELECT care_tally_at(care_trend_of_tallies(care_tally_of(n, 2 * n, 0, 0), '2019-01-01'), '2019-01-01') = care_tally_of(6, 12, 0, 0) AS added
FROM generate_series(1, 3) n;
SELECT trend, locations, lower_is_null FROM (SELECT care_trend_of_tallies(t, '2019-01-01') FROM (SELECT care_tally('good', n) FROM generate_series(10, 20) n GROUP BY n) w (t)) t (trend),
  LATERAL (SELECT locations, lower IS NULL AS lower_is_null FROM care_summary(care_tally_at(trend, '2019-01-01'))) s;
-- A month may be known to have nothing.
SELECT as_at, locations, percent_good_or_better, joined
FROM (SELECT care_trend_of_tallies(care_tally_of(0, n, 0, 0), date '2019-01-01' + 31 * n) FROM generate_series(0, 1) n) t (trend),
     care_monthly(trend, since => '2018-12-01', until => '2019-03-01') ORDER BY as_at;

-- Movements are not known, and that is said.
SELECT m.* FROM t, care_movements(trend) m;
-- Not the first of a month
SELECT care_trend_of_tallies(care_tally_of(1, 2, 3, 4), '2019-01-31');
SELECT care_trend_of_tallies(care_tally_of(1, 2, 3, 4), NULL);
SELECT care_trend_of_tallies(care_tally_of(1, 2, 3, 4), 'infinity');
SELECT care_trend_of_tallies(t, '2019-01-01') FROM (SELECT care_tally_of(1, 2, 3, 4) UNION ALL SELECT care_tally('good'::text, 10::bigint)) v (t);
