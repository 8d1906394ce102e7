-- care_tally: counts and weights by rating, of whatever a rating may be; arithmetic on tallies.

CREATE TYPE pg_temp.quality AS ENUM ('Good', 'Outstanding', 'requires_improvement', 'INADEQUATE', 'Not yet inspected');
CREATE TEMP TABLE homes (id int, area text, label text, beds bigint);
INSERT INTO homes VALUES
  (1, 'north', 'Good', 40), (2, 'north', 'good ', 20), (3, 'north', 'Requires Improvement', 60),
  (4, 'north', NULL, 10), (5, 'north', 'Outstanding', 30), (6, 'south', 'Inadequate', 25),
  (7, 'south', '', 15), (8, 'south', 'No published rating', NULL), (9, 'south', 'GOOD', 0),
  (10, 'east', NULL, 7);

-- A row each; counted by plain SQL beside it.
SELECT area, care_tally(label) AS tally,
       count(*) FILTER (WHERE lower(trim(label)) = 'outstanding') AS o, count(*) FILTER (WHERE lower(trim(label)) = 'good') AS g,
       count(*) FILTER (WHERE lower(label) = 'requires improvement') AS ri, count(*) FILTER (WHERE label = 'Inadequate') AS i
FROM homes GROUP BY area ORDER BY area;

-- The sum of beds instead: NULL beds are none; the tally remembers that it is weighted.
SELECT area, care_tally(label, beds) AS tally, sum(beds) AS beds FROM homes GROUP BY area ORDER BY area;
-- Nothing but weights of 0 is the empty tally.
SELECT care_tally(label, 0) = care_tally(label) FILTER (WHERE false) AS empty FROM homes;

-- Every way to hold a rating gives the same tally.
\set VERBOSITY sqlstate
SELECT count(DISTINCT tally) AS tallies, min(tally) AS tally FROM (
  SELECT care_tally(label) FROM homes WHERE label <> ''
  UNION ALL SELECT care_tally(label::varchar) FROM homes WHERE label <> ''
  UNION ALL SELECT care_tally(label::char(30)) FROM homes WHERE label <> ''
  UNION ALL SELECT care_tally(label::name) FROM homes WHERE label <> ''
  UNION ALL SELECT care_tally(label::care_rating) FROM homes WHERE label <> ''
  UNION ALL SELECT care_tally(to_care_rating(label)) FROM homes WHERE label <> ''
  UNION ALL SELECT care_tally(CASE lower(trim(label)) WHEN 'good' THEN 'Good' WHEN 'outstanding' THEN 'Outstanding'
                                WHEN 'requires improvement' THEN 'requires_improvement' WHEN 'inadequate' THEN 'INADEQUATE'
                                ELSE 'Not yet inspected' END::pg_temp.quality) FROM homes WHERE label <> ''
) v (tally);
\set VERBOSITY default

-- One step: percent and gap, and the same through the tally
SELECT area, care_percent_good_or_better(label) AS percent, care_percent_good_or_better(label, 'all') AS of_all,
       care_target_gap(label, 85) AS gap, care_target_gap(label, 85, 'all') AS gap_of_all,
       (care_percent_good_or_better(label), care_percent_good_or_better(label, 'all'), care_target_gap(label, 85), care_target_gap(label, 85, 'all'))
       IS NOT DISTINCT FROM
       (care_percent_good_or_better(care_tally(label)), care_percent_good_or_better(care_tally(label), 'all'),
        care_target_gap(care_tally(label), 85), care_target_gap(care_tally(label), 85, 'all')) AS same
FROM homes GROUP BY area ORDER BY area;
SELECT care_percent_good_or_better(label::care_rating, 'all') AS percent,
       care_target_gap(label::pg_temp.quality, 50, 'rated') AS gap
FROM homes WHERE label IN ('Good', 'Outstanding', 'requires_improvement');
-- A target for each group, from a column
SELECT area, care_target_gap(label, CASE area WHEN 'north' THEN 80 ELSE 50 END) AS gap FROM homes GROUP BY area ORDER BY area;
SELECT care_target_gap(label, CASE area WHEN 'north' THEN 80 ELSE 50 END) FROM homes;
SELECT care_target_gap(label, CASE area WHEN 'north' THEN 80 END) FROM homes;
SELECT care_target_gap(label, NULL) IS NULL AS no_target FROM homes;
SELECT care_percent_good_or_better(label, CASE area WHEN 'north' THEN 'all' ELSE 'rated' END) FROM homes;

-- FILTER, DISTINCT, ORDER BY, GROUPING SETS, ROLLUP, HAVING
SELECT care_tally(label) FILTER (WHERE beds >= 20) AS large, care_tally(DISTINCT label) AS distinct_labels,
       care_tally(label ORDER BY beds DESC) = care_tally(label) AS any_order
FROM homes;
SELECT coalesce(area, 'all') AS area, beds > 20 AS large, care_locations(care_tally(label)) AS n
FROM homes GROUP BY GROUPING SETS ((area), (beds > 20), ()) ORDER BY area, large;
SELECT coalesce(area, '(total)') AS area, care_locations(care_tally(label)) AS n,
       care_percent_good_or_better(label)::numeric(5,1) AS percent
FROM homes GROUP BY ROLLUP (area) HAVING care_rated(care_tally(label)) > 0 ORDER BY grouping(area), area;

-- No rows: the empty tally, and no percentage.
SELECT care_tally(label) AS tally, care_tally(label, beds) AS weighted, care_rollup(t) AS rollup,
       care_percent_good_or_better(label) AS percent, care_percent_good_or_better(label, 'all') AS of_all, care_target_gap(label, 85) AS gap
FROM homes, (SELECT NULL::care_tally_summary) e (t) WHERE false;

-- From published counts, of any kind of number
SELECT care_tally_of(5, 300, 140, 22) AS integers,
       care_tally_of(5::bigint, 300.0, 140::smallint, 22::numeric, 0) = care_tally_of(5, 300, 140, 22) AS any_number,
       care_tally_of(outstanding => 1, good => 2, requires_improvement => 3, inadequate => 4, not_rated => 5) AS named,
       care_tally_of(0, 0, 0, 0) = care_tally('good'::text) FILTER (WHERE false) AS empty;

-- + and -, and what they leave of a weighted tally
SELECT care_tally_of(1, 2, 3, 4, 5) + care_tally_of(10, 20, 30, 40, 50) AS plus,
       care_tally_of(10, 20, 30, 40, 50) - care_tally_of(1, 2, 3, 4, 5) AS minus;
SELECT sum - b = a AS back, a + b = b + a AS commutes, (a + b) + a = a + (b + a) AS associates, a - a = care_tally_of(0, 0, 0, 0) AS nothing
FROM (SELECT a, b, a + b AS sum FROM (VALUES (care_tally_of(1, 0, 7, 2), care_tally_of(3, 1, 4, 1, 5))) v (a, b)) s;
SELECT w - w = care_tally_of(0, 0, 0, 0) AS nothing_left, w + care_tally_of(0, 0, 0, 0) = w AS plus_nothing,
       (w + w) - w = w AS back, care_tally_of(0, 0, 0, 0) + w = w AS nothing_plus
FROM (SELECT care_tally('good'::text, 30::bigint)) v (w);
SELECT care_tally_of(1, 0, 0, 0) - care_tally_of(0, 1, 0, 0);
SELECT care_tally_of(1, 0, 0, 0) + care_tally('good'::text, 30::bigint);
SELECT care_tally('good'::text, 30::bigint) - care_tally_of(0, 1, 0, 0);

-- The limits of bigint
SELECT care_locations(care_tally_of(9223372036854775807, 0, 0, 0)) AS most;
SELECT care_tally_of(9223372036854775807, 0, 0, 0) + care_tally_of(1, 0, 0, 0);
SELECT care_locations(care_tally_of(9223372036854775807, 1, 0, 0));
SELECT care_tally('good'::text, w) FROM (VALUES (9223372036854775807), (1)) v (w);

-- A tally is small: what a group costs
SELECT pg_column_size(care_tally_of(1, 2, 3, 4, 5)) <= 64 AS small;

-- The share of nothing
SELECT care_percent(care_tally_of(0, 0, 0, 0, 3), 'Good') IS NULL AS of_rated, care_percent(care_tally_of(0, 0, 0, 0), 'Not rated'::text, 'all') IS NULL AS of_all;

-- So many that 100 n / n is not 100: never more are needed than there are.
SELECT 100.0::float8 * n / n < 100 AS below_100, care_locations_to_target(care_tally_of(0, 0, n, 0), 100) = n AS all_of_them FROM (VALUES (3443805948270431)) v (n);
