-- care_trend_of_snapshots: one row per location per monthly file.

SET datestyle = ISO;
-- Files of 2 January and (late, to be ignored) 20 January, 1 February, none in March, 1 April, 3 May 2020
CREATE TEMP TABLE files (location_id text, rating text, as_at date);
INSERT INTO files VALUES
  ('a', 'Good', '2020-01-02'), ('a', 'RI', '2020-01-20'), ('a', 'Good', '2020-02-01'), ('a', 'RI', '2020-04-01'), ('a', 'RI', '2020-05-03'),
  ('b', 'RI', '2020-01-02'), ('b', 'RI', '2020-01-20'), ('b', 'Good', '2020-02-01'), ('b', 'Good', '2020-04-01'), ('b', 'Outstanding', '2020-05-03'),
  -- missing from the next file: departed; and back again
  ('c', NULL, '2020-01-02'), ('c', 'Good', '2020-04-01'), ('c', 'Inadequate', '2020-05-03'),
  -- only in the later file of January: not there
  ('d', 'Good', '2020-01-20'),
  -- came with the file of February, gone with that of April
  ('e', '', '2020-02-01'),
  -- two different ratings in one file: the lower, and a conflict; in a file that does not count: none
  ('f', 'Good', '2020-01-20'), ('f', 'RI', '2020-01-20'), ('f', 'Good', '2020-04-01'), ('f', 'RI', '2020-04-01'), ('f', 'Not rated', '2020-04-01'),
  ('f', 'RI', '2020-05-03'), ('f', 'RI', '2020-05-03');
CREATE TEMP TABLE t AS SELECT care_trend_of_snapshots(location_id, rating, as_at) AS trend FROM files;

-- By hand: January a G, b R, c N; February a G, b G, e N; March unknown; April a R, b G, c G, f R; May a R, b O, c I, f R.
SELECT as_at, locations AS n, rated, outstanding AS o, good AS g, requires_improvement AS ri, inadequate AS i, not_rated AS nr,
       percent_good_or_better AS percent, change_points AS change, joined, departed, improved, declined, newly_rated, published, mean_age_days
FROM t, care_monthly(trend, until => '2020-07-01') ORDER BY as_at;
-- Movements only between months that both have a file
SELECT m.* FROM t, care_movements(trend) m ORDER BY as_at, from_rating NULLS FIRST, to_rating NULLS FIRST;
SELECT care_conflicts(trend) AS conflicts, care_tally_at(trend, '2020-02-01') = care_tally_of(0, 2, 0, 0, 1) AS february,
       care_tally_at(trend, '2020-03-01') IS NULL AS march, care_tally_at(trend, '2020-06-01') IS NULL AS after, care_tally_at(trend, '2019-12-01') IS NULL AS before
FROM t;

-- The order of rows, and rows that come twice, make no difference.
SELECT care_trend_of_snapshots(location_id, rating, as_at ORDER BY as_at DESC, rating) = trend AS backwards,
       care_trend_of_snapshots(location_id, rating, as_at ORDER BY md5(location_id || as_at)) = trend AS any_order
FROM files, t GROUP BY trend;
SELECT care_trend_of_snapshots(location_id, rating, as_at) = trend AS twice FROM (TABLE files UNION ALL TABLE files) f, t GROUP BY trend;

-- Types of ratings and locations; a single file
SELECT care_trend_of_snapshots(location_id::char(5), rating::care_rating, as_at) = trend AS same FROM files, t GROUP BY trend;
SELECT as_at, locations, percent_good_or_better, change_points, joined
FROM (SELECT care_trend_of_snapshots(n, 'good', '2020-02-29') FROM generate_series(1, 3) n) t (trend), care_monthly(trend, until => '2020-03-01') ORDER BY as_at;

-- A trend of files made on the 1st of every month is that of the ratings themselves, but for what files do not tell.
CREATE TEMP TABLE events AS
SELECT l AS id, (ARRAY['Good', 'RI', 'Outstanding', 'Inadequate', 'unrated'])[1 + (l * 3 + i * 7 + l / 5) % 5] AS rating,
       date '2018-01-01' + (l * 37 + i * 211) % 900 AS published, date '2018-01-01' + l * 11 % 500 AS registered,
       CASE WHEN l % 4 = 0 THEN date '2019-06-01' + l * 7 % 400 END AS deregistered
FROM generate_series(1, 300) l, generate_series(0, 3) i;
CREATE TEMP TABLE both_ways AS
SELECT (SELECT care_trend(id, rating, published, registered, deregistered) FROM events) AS events,
       (SELECT care_trend_of_snapshots(id, care_rating_at(history, month::date), month::date)
        FROM (SELECT id, care_history(rating, published, registered, deregistered) AS history FROM events GROUP BY id) h,
             generate_series(date '2018-01-01', date '2021-06-01', interval '1 month') month
        WHERE care_rating_at(history, month::date) IS NOT NULL) AS files;
SELECT count(*) AS months,
       count(*) FILTER (WHERE (e.locations, e.rated, e.outstanding, e.good, e.requires_improvement, e.inadequate, e.not_rated, e.percent_good_or_better)
          IS DISTINCT FROM (s.locations, s.rated, s.outstanding, s.good, s.requires_improvement, s.inadequate, s.not_rated, s.percent_good_or_better)) AS levels_differ,
       count(*) FILTER (WHERE (e.joined, e.departed, e.improved, e.declined, e.newly_rated)
          IS DISTINCT FROM (s.joined, s.departed, s.improved, s.declined, s.newly_rated)) AS moves_differ
FROM both_ways, care_monthly(events, since => '2018-03-01', until => '2021-06-01') e
     JOIN LATERAL care_monthly(files, since => '2018-03-01', until => '2021-06-01') s USING (as_at);
SELECT m.* FROM both_ways, care_movements(files) m EXCEPT SELECT m.* FROM both_ways, care_movements(events) m ORDER BY 1, 2, 3;

-- What is refused
SELECT care_trend_of_snapshots('a', 'good', NULL);
SELECT care_trend_of_snapshots(NULL::text, 'good', '2020-01-01');
SELECT care_trend_of_snapshots('a', 'good', '1899-12-01');
SELECT care_trend_of_snapshots('a', 'good', 'infinity');
SELECT care_trend_of_snapshots('a', 'great', '2020-01-01');
