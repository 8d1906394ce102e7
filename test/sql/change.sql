-- Whether one area has changed: care_change and its sign test.

-- Ten services. By July three crossed the line upwards (one of them twice, and
-- down between), one went from Good to Outstanding, one from Inadequate to
-- Requires improvement, one poor one closed and a good and an unrated one opened.
CREATE TEMP TABLE event (location_id int, rating text, published date, registered date, deregistered date);
INSERT INTO event VALUES
  (1, 'Requires improvement', '2021-01-05', '2020-01-01', NULL), (1, 'Good', '2023-02-01', '2020-01-01', NULL),
  (2, 'Inadequate', '2021-01-05', '2020-01-01', NULL), (2, 'Outstanding', '2023-02-02', '2020-01-01', NULL),
  (3, 'Requires improvement', '2021-01-05', '2020-01-01', NULL), (3, 'Good', '2023-01-09', '2020-01-01', NULL),
  (3, 'Requires improvement', '2023-03-09', '2020-01-01', NULL), (3, 'Good', '2023-06-30', '2020-01-01', NULL),
  (4, 'Good', '2021-01-05', '2020-01-01', NULL), (4, 'Outstanding', '2023-02-20', '2020-01-01', NULL),
  (5, 'Inadequate', '2021-01-05', '2020-01-01', NULL), (5, 'Requires improvement', '2023-02-20', '2020-01-01', NULL),
  (6, 'Requires improvement', '2021-01-05', '2020-01-01', '2023-05-17'),
  (7, 'Good', '2023-04-05', '2023-02-11', NULL),
  (8, 'Not rated', NULL, '2023-02-12', NULL),
  (9, 'Good', '2022-12-01', '2020-01-01', NULL), (9, 'Inadequate', '2023-07-02', '2020-01-01', NULL),
  (10, 'Not rated', NULL, '2020-01-01', NULL), (10, 'Good', '2023-03-03', '2020-01-01', NULL);
CREATE TEMP TABLE area AS
  SELECT care_trend(location_id, rating, published, registered, deregistered) AS trend FROM event;

-- Before 2 (4 and 9) of 7 rated of 8 were good, now 7 (all but 5) of 8 of 9 are.
-- Four crossings up and one down: two-sided 2 (1 + 5) / 2^5 = 0.375.
SELECT c.* FROM area, care_change(trend, '2022-12-01', '2023-07-01') c;
SELECT abs(percent_before - 200 / 7.0) < 1e-9 AS before, abs(percent_now - 700 / 8.0) < 1e-9 AS now,
       points = percent_now - percent_before AS points, p_value = 0.375 AS p_value
  FROM area, care_change(trend, '2022-12-01', '2023-07-01');
SELECT c.* FROM area, care_change(trend, '2022-12-01', '2023-07-01', denominator => 'all') c;

-- A month in which nothing moved; then the decline of July, with p 1.
SELECT c.* FROM area, care_change(trend, '2022-06-01', '2022-07-01') c;
SELECT c.* FROM area, care_change(trend, since => '2023-07-01', until => '2023-08-01') c;

-- Before the first rating, and before there was anything.
SELECT c.* FROM area, care_change(trend, '2020-06-01', '2022-12-01') c;
SELECT c.* FROM area, care_change(trend, '2020-06-01', '2022-12-01', 'all') c;
SELECT c.* FROM area, care_change(trend, '1900-01-01', '1950-01-01') c;
SELECT care_change(NULL, '2022-12-01', '2023-07-01') IS NULL AS trend,
       care_change(trend, NULL, '2023-07-01') IS NULL AS since,
       care_change(trend, '2022-12-01', NULL) IS NULL AS until,
       care_change(trend, '2022-12-01', '2023-07-01', NULL) IS NULL AS denominator
  FROM area;

-- The sign test against its definition, for all crossings up to 40 in all:
-- the sum of the binomials that are not more likely, in exact numbers.
CREATE FUNCTION pg_temp.p_value(up int, down int) RETURNS numeric LANGUAGE sql AS $$
  WITH RECURSIVE binomial (k, c) AS (
    SELECT 0, 1::numeric
    UNION ALL
    SELECT k + 1, div(c * (up + down - k), k + 1) FROM binomial WHERE k < least(up, down)
  )
  SELECT least(1, 2 * sum(c) / 2::numeric ^ (up + down)) FROM binomial
$$;
CREATE FUNCTION pg_temp.crossings(up int, down int) RETURNS care_trend_summary LANGUAGE sql AS $$
  SELECT care_trend_of_snapshots(i, CASE WHEN (i > up) = (as_at = '2023-01-01') THEN 'Good' ELSE 'Requires improvement' END, as_at)
    FROM generate_series(1, up + down) i, (VALUES ('2023-01-01'::date), ('2023-02-01')) s (as_at)
$$;
SELECT count(*) AS tests, bool_and(crossed_up = up AND crossed_down = down) AS crossed,
       bool_and(p_value = pg_temp.p_value(up, down)::double precision) AS p_value
  FROM generate_series(0, 40) n, generate_series(0, n) up, LATERAL (SELECT n - up AS down) d,
       care_change(pg_temp.crossings(up, down), '2023-01-01', '2023-02-01')
 WHERE n > 0;

-- Many crossings: 10,000 of them, and splits that chance does not make.
SELECT up, down, abs(p_value - expected) <= 1e-9 * expected AS p_value
  FROM (VALUES (1, 5000, 5000, 1), (2, 0, 1000, 2 ^ (-999::double precision)), (3, 2000, 0, 0)) s (i, up, down, expected),
       care_change(pg_temp.crossings(up, down), '2023-01-01', '2023-02-01')
 ORDER BY i;
SELECT abs(p_value / pg_temp.p_value(450, 550) - 1) < 1e-9 AS p_value
  FROM care_change(pg_temp.crossings(450, 550), '2023-01-01', '2023-02-01');

-- Beds cross the line too, but are no independent observations: no p_value.
SELECT c.*
  FROM (SELECT care_trend(location_id, rating, published, registered, deregistered, 10) AS trend FROM event) s,
       care_change(trend, '2022-12-01', '2023-07-01') c;

-- More beds than a bigint holds have moved.
SELECT care_change('{"version": 1, "conflicts": 0, "months": {
    "2023-01-01": {"outside -> Good": 5000000000000000000},
    "2023-02-01": {"Good -> Inadequate": 5000000000000000000},
    "2023-03-01": {"Inadequate -> Good": 5000000000000000000},
    "2023-04-01": {"Good -> Inadequate": 5000000000000000000}}}', '2023-01-01', '2023-04-01');
SELECT care_change('{"version": 1, "conflicts": 0, "months": {
    "2023-01-01": {"outside -> Good": 5000000000000000000},
    "2023-02-01": {"Good -> outside": 5000000000000000000},
    "2023-03-01": {"outside -> Inadequate": 5000000000000000000}}}', '2022-12-01', '2023-03-01');

-- What it cannot say.
SELECT care_change(trend, '2022-12-31', '2023-07-01') FROM area;
SELECT care_change(trend, '2022-12-01', '2023-07-07') FROM area;
SELECT care_change(trend, '2023-07-01', '2022-12-01') FROM area;
SELECT care_change(trend, '2022-12-01', '2023-07-01', 'Rated') FROM area;
SELECT care_change(trend, '2023-01-01', '2023-03-01')
  FROM (SELECT care_trend_of_snapshots(1, 'Good'::text, as_at) AS trend FROM (VALUES ('2023-01-04'::date), ('2023-03-04')) s (as_at)) s;
SELECT care_change(trend, '2023-01-01', '2023-02-01')
  FROM (SELECT care_trend_of_tallies(care_tally_of(1, 2, 3, 4), '2023-01-01') AS trend) s;
-- More moves than there are people: the normal distribution is exact to the last digit, and nothing is summed for minutes.
SELECT abs(p_value - 0.004677736014396636) < 1e-12 AS as_normal -- erfc((up - down - 1) / sqrt(2 n)), nearly erfc(2)
FROM care_change('{"version": 1, "conflicts": 0, "months": {"2020-02-01": {"outside -> Good": 4000000000000000000, "outside -> Inadequate": 4000000000000000000},
  "2020-03-01": {"Inadequate -> Good": 100000020000000, "Good -> Inadequate": 99999980000000}}}', '2020-02-01', '2020-03-01');
