-- NULL and nothing: what each aggregate makes of no rows, and each reader of NULL.

SET datestyle = ISO;
CREATE TEMP TABLE nothing (location_id text, rating text, published date, registered date, deregistered date, beds bigint,
  tally care_tally_summary, history care_history_summary, trend care_trend_summary);

-- Without rows tallies are empty, everything else is NULL.
SELECT care_tally(rating) AS tally, care_tally(rating, beds) = care_tally(rating) AS weighted,
       care_tally(history, published) = care_tally(rating) AS of_histories,
       care_tally(history, published, beds) = care_tally(rating) AS weighted_histories, care_rollup(tally) = care_tally(rating) AS rollup
FROM nothing;
SELECT care_worst(rating) IS NULL AS worst, care_percent_good_or_better(rating) IS NULL AS percent,
       care_percent_good_or_better(rating, 'all') IS NULL AS of_all, care_target_gap(rating, 85) IS NULL AS gap, care_target_gap(rating, 85, 'all') IS NULL AS gap_of_all,
       care_history(rating, published, registered, deregistered) IS NULL AS history, care_rollup(history) IS NULL AS history_rollup, care_worst(history) IS NULL AS worst_history,
       care_trend(location_id, rating, published, registered, deregistered) IS NULL AS trend,
       care_trend(location_id, rating, published, registered, deregistered, beds) IS NULL AS weighted,
       care_trend(history) IS NULL AS two_steps, care_trend(history, beds) IS NULL AS two_steps_weighted,
       care_trend_of_snapshots(location_id, rating, published) IS NULL AS snapshots,
       care_trend_of_periods(location_id, rating, published, deregistered) IS NULL AS periods,
       care_trend_of_tallies(tally, published) IS NULL AS tallies, care_rollup(trend) IS NULL AS trend_rollup
FROM nothing;
-- Grouped, there are no groups.
SELECT location_id, care_tally(rating) FROM nothing GROUP BY location_id;

-- NULL summaries are skipped, wherever they stand.
CREATE TEMP TABLE built AS
SELECT n, care_tally_of(n, 1, 1, 1) AS tally, care_history(rating, published, registered, NULL) AS history,
       care_trend('site ' || n, rating, published, registered, NULL) AS trend
FROM (VALUES (2, 'good', date '2019-02-15', date '2019-01-01'), (2, 'ri', '2019-05-01', '2019-01-01'),
             (3, 'ri', '2019-05-01', '2019-01-03')) v (n, rating, published, registered)
GROUP BY n;
CREATE TEMP TABLE pieces AS
SELECT n, tally, history, trend FROM generate_series(1, 4) n LEFT JOIN built USING (n) ORDER BY n;
SELECT care_rollup(tally) = (SELECT care_rollup(tally) FROM pieces WHERE tally IS NOT NULL) AS tally,
       care_rollup(history) = (SELECT care_rollup(history) FROM pieces WHERE history IS NOT NULL) AS history,
       care_worst(history) = (SELECT care_worst(history) FROM pieces WHERE history IS NOT NULL) AS worst,
       care_rollup(trend) = (SELECT care_rollup(trend) FROM pieces WHERE trend IS NOT NULL) AS trend,
       care_trend(history) = (SELECT care_trend(history) FROM pieces WHERE history IS NOT NULL) AS of_histories,
       care_trend_of_tallies(tally, '2019-01-01') = (SELECT care_trend_of_tallies(tally, '2019-01-01') FROM pieces WHERE tally IS NOT NULL) AS of_tallies,
       care_tally(history, '2019-03-01') = care_tally_of(0, 1, 0, 0, 1) AS tally_of_histories
FROM pieces;
SELECT care_rollup(tally) = care_tally_of(0, 0, 0, 0) AS tally, care_rollup(history) IS NULL AS history, care_worst(history) IS NULL AS worst,
       care_rollup(trend) IS NULL AS trend, care_trend(history) IS NULL AS of_histories, care_trend(history, 5) IS NULL AS weighted,
       care_trend_of_tallies(tally, '2019-01-01') IS NULL AS of_tallies,
       care_tally(history, '2019-03-01') = care_tally_of(0, 0, 0, 0) AS tally_of_histories
FROM pieces WHERE n IN (1, 4);
-- the date or the weight of a NULL summary does not matter.
SELECT care_trend_of_tallies(tally, CASE WHEN n IN (2, 3) THEN date '2019-01-01' END) IS NOT NULL AS tallies,
       care_tally(history, CASE WHEN n IN (2, 3) THEN date '2019-03-01' END) IS NOT NULL AS tally,
       care_trend(history, CASE WHEN n IN (2, 3) THEN 5 ELSE -5 END) IS NOT NULL AS weighted
FROM pieces;

-- A NULL rating is not rated, a NULL weight weighs nothing.
SELECT care_tally(NULL::text) AS text, care_tally(NULL::care_rating) = care_tally('Not rated'::text) AS rating,
       care_tally(NULL) = care_tally('Not rated'::text) AS literal, care_tally('good', NULL::bigint) = care_tally_of(0, 0, 0, 0) AS weight;
SELECT care_worst(r::text), care_worst(r::care_rating) FROM (VALUES (NULL), (NULL)) v (r);
SELECT care_worst(r) AS text, care_worst(r::care_rating) AS rating FROM (VALUES (NULL), ('good'), (''), ('outstanding')) v (r);

-- Readers of NULL: NULL, and no rows
SELECT care_rating_at(NULL, '2020-01-01') IS NULL AS rating_at, care_published_at(NULL, '2020-01-01') IS NULL AS published_at,
       care_conflicts(NULL::care_history_summary) IS NULL AS history_conflicts, care_conflicts(NULL::care_trend_summary) IS NULL AS trend_conflicts,
       care_tally_at(NULL, '2020-01-01') IS NULL AS tally_at, NULL::care_tally_summary + care_tally_of(1, 1, 1, 1) IS NULL AS plus,
       care_tally_of(1, 1, 1, 1) - NULL IS NULL AS minus;
SELECT * FROM care_periods(NULL);
SELECT * FROM care_monthly(NULL);
SELECT * FROM care_monthly(NULL, 85, since => '2020-01-01', until => '2020-03-01');
SELECT * FROM care_movements(NULL);
SELECT n, m.as_at FROM pieces LEFT JOIN LATERAL care_monthly(trend, until => '2019-02-01') m ON true ORDER BY n;

-- NULL arguments of readers
SELECT care_tally_at(trend, NULL) IS NULL AS tally_at, care_rating_at(history, NULL) IS NULL AS rating_at,
       care_locations_to_target(tally, NULL) IS NULL AS "more", care_target_gap(tally, NULL) IS NULL AS gap, care_count(tally, NULL) IS NULL AS count
FROM pieces WHERE n = 2;
-- no target: everything else is there.
SELECT as_at, locations, percent_good_or_better, target, target_gap_points, locations_to_target
FROM pieces, care_monthly(trend, target => NULL, targets => NULL, since => NULL, until => '2019-04-01') WHERE n = 2 ORDER BY as_at;

-- Locations that never existed at a first of a month, or not at all, give an empty trend.
SELECT trend, care_tally_at(trend, '2020-02-01') = care_tally_of(0, 0, 0, 0) AS empty_tally
FROM (SELECT care_trend('a', NULL::text, NULL, '2020-01-05', '2020-01-05')) v (trend);
SELECT trend FROM (SELECT care_trend('a', NULL::text, NULL, '2020-01-05', '2020-01-20')) v (trend);
SELECT count(*) FROM (SELECT care_trend('a', NULL::text, NULL, '2020-01-05', '2020-01-20')) v (trend), care_monthly(trend);
SELECT as_at, locations, rated, percent_good_or_better, change_points, joined, departed, published, mean_age_days
FROM (SELECT care_trend('a', 'good', '2020-01-10', '2020-01-05', '2020-01-20')) v (trend), care_monthly(trend, since => '2020-01-01', until => '2020-03-01');
SELECT count(*) FROM (SELECT care_trend('a', 'good', '2020-01-10', '2020-01-05', '2020-01-20')) v (trend), care_movements(trend);
SELECT care_periods(care_history('good', '2020-01-10', '2020-01-05', '2020-01-05'));
SELECT care_rating_at(care_history('good', '2020-01-10', '2020-01-05', '2020-01-05'), '2020-01-10') IS NULL AS never;
