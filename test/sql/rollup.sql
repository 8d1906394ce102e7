-- care_rollup: pieces added up give the same value, byte for byte, as everything in one go.

SET jit = off;
SET datestyle = ISO;
-- 400 locations, with up to 6 rows of ratings each, of which some lack dates, and some locations closed
CREATE FUNCTION pg_temp.dice(what text, sides int) RETURNS int LANGUAGE sql IMMUTABLE
  AS $$ SELECT ('x' || substr(md5(what), 1, 7))::bit(28)::int % sides $$;
CREATE TEMP TABLE events AS
SELECT l AS location_id, i, pg_temp.dice('area' || l, 7) AS area, 1 + pg_temp.dice('beds' || l, 90)::bigint AS beds,
       CASE WHEN pg_temp.dice('reg' || l, 6) > 0 THEN date '2015-01-01' + pg_temp.dice('reg on' || l, 900) END AS registered,
       CASE WHEN pg_temp.dice('dereg' || l, 4) = 0 THEN date '2018-01-01' + pg_temp.dice('dereg on' || l, 900) END AS deregistered,
       date '2014-06-01' + pg_temp.dice('pub' || l || '/' || i, 2200) AS published,
       pg_temp.dice('rating' || l || '/' || i, 5)::care_rating AS rating
FROM generate_series(1, 400) l, LATERAL generate_series(0, pg_temp.dice('rows' || l, 6)) i;

-- Tallies
SELECT care_rollup(t) = (SELECT care_tally(rating) FROM events) AS by_area
FROM (SELECT care_tally(rating) FROM events GROUP BY area) a (t);
SELECT care_rollup(t) = (SELECT care_tally(rating, beds) FROM events) AS weighted
FROM (SELECT care_tally(rating, beds) FROM events GROUP BY area) a (t);

-- Trends of ratings: by any number of parts, weighted too, and in two steps
CREATE TEMP TABLE whole AS
SELECT care_trend(location_id, rating, published, registered, deregistered) AS trend,
       care_trend(location_id, rating, published, registered, deregistered, beds) AS weighted
FROM events;
SELECT parts, care_rollup(p.trend) = w.trend AS trend, care_rollup(p.weighted) = w.weighted AS weighted
FROM (SELECT parts, care_trend(location_id, rating, published, registered, deregistered) AS trend,
             care_trend(location_id, rating, published, registered, deregistered, beds) AS weighted
      FROM events, unnest(ARRAY[1, 2, 3, 17, 100, 400]) parts GROUP BY parts, pg_temp.dice('part' || location_id, parts)) p, whole w
GROUP BY parts, w.trend, w.weighted ORDER BY parts;
CREATE TEMP TABLE histories AS
SELECT location_id, min(area) AS area, min(beds) AS beds, care_history(rating, published, registered, deregistered) AS history
FROM events GROUP BY location_id;
SELECT care_trend(history) = trend AS two_steps, care_trend(history, beds) = weighted AS weighted
FROM histories, whole GROUP BY trend, weighted;
SELECT care_rollup(t) = trend AS rollup_of_two_steps
FROM (SELECT care_trend(history) FROM histories GROUP BY area) a (t), whole GROUP BY trend;
-- a rollup of rollups, and of one
SELECT care_rollup(t) = trend AS of_rollups
FROM (SELECT care_rollup(t) FROM (SELECT area, care_trend(history) FROM histories GROUP BY area) a (area, t) GROUP BY area % 2) b (t), whole
GROUP BY trend;
SELECT care_rollup(trend) = trend AS of_one FROM whole GROUP BY trend;

-- So many that their cells are added up in a table: some in months far away, in any order, month by month as if each
-- were read alone, and the same while a window grows, which reads a sum again and again.
CREATE TEMP TABLE copies AS
SELECT c, area, care_trend(location_id || '/' || c, rating, CASE WHEN c % 9 = 4 AND i = 0 THEN '2099-12-31' ELSE published END,
                           CASE WHEN c % 9 = 2 THEN '1900-01-01' ELSE registered END, deregistered) AS trend
FROM events, generate_series(1, 20) c WHERE registered IS NOT NULL GROUP BY c, area;
CREATE TEMP TABLE all_copies AS SELECT care_rollup(trend) AS trend FROM copies;
SELECT count(DISTINCT t) AS sums, bool_and(t = trend) AS equal FROM all_copies, (
  SELECT care_rollup(trend ORDER BY md5(c || '/' || area || '/' || way)) FROM copies, generate_series(1, 5) way GROUP BY way
  UNION ALL SELECT care_rollup(t) FROM (SELECT care_rollup(trend) FROM copies GROUP BY c % 9) s (t)
  UNION ALL SELECT care_trend(location_id || '/' || c, rating, CASE WHEN c % 9 = 4 AND i = 0 THEN '2099-12-31' ELSE published END,
                              CASE WHEN c % 9 = 2 THEN '1900-01-01' ELSE registered END, deregistered)
            FROM events, generate_series(1, 20) c WHERE registered IS NOT NULL) s (t);
SELECT count(*) AS months, count(*) FILTER (WHERE w = p) AS equal
FROM (SELECT as_at, (locations, rated, outstanding, good, requires_improvement, inadequate, not_rated, joined, departed, improved, declined,
                     newly_rated, published)::text AS w
      FROM all_copies, care_monthly(trend, since => '1900-01-01', until => '2101-01-01')) w
JOIN (SELECT as_at, (sum(locations), sum(rated), sum(outstanding), sum(good), sum(requires_improvement), sum(inadequate), sum(not_rated),
                     sum(joined), sum(departed), sum(improved), sum(declined), sum(newly_rated), sum(published))::text AS p
      FROM copies, care_monthly(trend, since => '1900-01-01', until => '2101-01-01') GROUP BY as_at) p USING (as_at);
SELECT count(*) AS sums, count(*) FILTER (WHERE grown = again) AS equal
FROM (SELECT row_number() OVER w AS n, care_rollup(trend) OVER w AS grown FROM copies WINDOW w AS (ORDER BY c, area)) g
JOIN (SELECT n, care_rollup(trend) AS again
      FROM (SELECT row_number() OVER (ORDER BY c, area) AS i, trend FROM copies) r, generate_series(10, 140, 10) n WHERE i <= n GROUP BY n) a USING (n);

-- Histories: rows of one location, however they are split
SELECT parts, count(*) AS locations, count(*) FILTER (WHERE rolled = history) AS equal
FROM (SELECT location_id, parts, care_rollup(piece) AS rolled
      FROM (SELECT location_id, parts, care_history(rating, published, registered, deregistered) AS piece
            FROM events, generate_series(1, 4) parts GROUP BY location_id, parts, i % parts) p
      GROUP BY location_id, parts) r JOIN histories USING (location_id)
GROUP BY parts ORDER BY parts;

-- Snapshots, when every part has files of the same days
CREATE TEMP TABLE files AS
SELECT location_id, area, month::date AS as_at, care_rating_at(history, month::date) AS rating
FROM histories, generate_series(date '2016-01-01', date '2017-12-01', interval '1 month') month
WHERE care_rating_at(history, month::date) IS NOT NULL AND extract(month FROM month) <> 5;
SELECT care_rollup(t) = (SELECT care_trend_of_snapshots(location_id, rating, as_at) FROM files) AS snapshots
FROM (SELECT care_trend_of_snapshots(location_id, rating, as_at) FROM files GROUP BY area) a (t);

-- and when there are so many that their cells are added up in a table: a month is known, however often
SELECT care_rollup(t) = (SELECT care_trend_of_snapshots(location_id || '/' || c, rating, as_at) FROM files, generate_series(1, 10) c) AS many_snapshots
FROM (SELECT care_trend_of_snapshots(location_id || '/' || c, rating, as_at) FROM files, generate_series(1, 10) c GROUP BY area, c) a (t);

-- Periods
CREATE TEMP TABLE validity AS
SELECT location_id, area, p.rating, p.valid_from, p.valid_to FROM histories, care_periods(history) p;
SELECT care_rollup(t) = (SELECT care_trend_of_periods(location_id, rating, valid_from, valid_to) FROM validity) AS periods
FROM (SELECT care_trend_of_periods(location_id, rating, valid_from, valid_to) FROM validity GROUP BY area) a (t);

-- Tallies of months: two of one month add up.
WITH counts (n, as_at) AS (SELECT n, date '2019-01-01' + interval '1 month' * (n % 5) FROM generate_series(0, 11) n)
SELECT care_rollup(t) = (SELECT care_trend_of_tallies(care_tally_of(n, 2 * n, 3, 4, 5), as_at::date) FROM counts) AS tallies
FROM (SELECT care_trend_of_tallies(care_tally_of(n, 2 * n, 3, 4, 5), as_at::date) FROM counts GROUP BY n % 3) a (t);

-- Worst of services: whatever the order of the services and of the parts
CREATE TEMP TABLE services AS
SELECT location_id % 60 AS location_id, location_id AS service, history FROM histories;
SELECT count(*) AS locations, count(*) FILTER (WHERE one = two) AS equal FROM (
  SELECT care_worst(history ORDER BY service) AS one, care_worst(history ORDER BY md5(service::text)) AS two
  FROM services GROUP BY location_id) v;

-- Kinds that go together, and those that do not
-- trends with and without publication dates: what one of them does not know is unknown.
SELECT count(published) AS published, count(mean_age_days) AS ages, count(joined) > 0 AS moves, bool_and(locations = before + joined - departed) AS adds_up
FROM (SELECT m.*, lag(locations) OVER (ORDER BY as_at) AS before
      FROM (SELECT care_rollup(t) FROM (SELECT trend FROM whole
              UNION ALL SELECT care_trend_of_periods(-location_id, rating, valid_from, valid_to) FROM validity) u (t)) r (t),
           care_monthly(t, until => '2021-12-01') m) v;
-- levels of a mixture are sums; months without a file have no figures.
SELECT m.as_at, m.locations = a.locations + b.locations AS sum, m.percent_good_or_better IS NULL AS unknown, m.joined IS NULL AS unknown_moves
FROM whole, (SELECT care_trend_of_snapshots(location_id, rating, as_at) FROM files) f (t),
     LATERAL (SELECT care_rollup(u.t) FROM (VALUES (whole.trend), (f.t)) u (t)) r (t),
     care_monthly(r.t, since => '2016-03-01', until => '2016-07-01') m
     JOIN LATERAL care_monthly(whole.trend, since => '2016-03-01', until => '2016-07-01') a USING (as_at)
     JOIN LATERAL care_monthly(f.t, since => '2016-03-01', until => '2016-07-01') b USING (as_at)
ORDER BY m.as_at;
-- with tallies, only levels are known; the movements are an error.
WITH mixed (t) AS (
  SELECT care_rollup(u.t) FROM (SELECT trend FROM whole
    UNION ALL SELECT care_trend_of_tallies(care_tally_of(1, 2, 3, 4), '2018-05-01')) u (t))
SELECT m.as_at, m.locations - care_locations(care_tally_at(trend, m.as_at)) AS "more", m.joined, m.improved, m.published, m.mean_age_days
FROM whole, mixed, care_monthly(mixed.t, since => '2018-04-01', until => '2018-06-01') m ORDER BY as_at;
WITH mixed (t) AS (
  SELECT care_rollup(u.t) FROM (SELECT trend FROM whole
    UNION ALL SELECT care_trend_of_tallies(care_tally_of(1, 2, 3, 4), '2018-05-01')) u (t))
SELECT count(*) FROM mixed, care_movements(mixed.t);
-- weights and locations do not add up, but an empty part goes with either.
SELECT care_rollup(u.t) FROM (SELECT trend FROM whole UNION ALL SELECT weighted FROM whole) u (t);
SELECT care_rollup(u.t) = (SELECT care_rollup(weighted) FROM whole) AS with_nothing
FROM (SELECT weighted FROM whole UNION ALL
      SELECT care_trend_of_tallies(t, '2018-05-01') FROM (SELECT NULL::care_tally_summary) n (t)) u (t);
SELECT care_rollup(t) FROM (SELECT care_tally_of(1, 0, 0, 0) UNION ALL SELECT care_tally('good'::text, 2::bigint)) v (t);
SELECT care_rollup(t) FROM (SELECT care_tally_of(0, 0, 0, 0) UNION ALL SELECT care_tally('good'::text, 2::bigint) UNION ALL SELECT NULL) v (t);

-- A sum takes room for the cells it has, not for what was added: few cells in many months, whose state has no table.
CREATE AGGREGATE pg_temp.state(care_trend_summary) (SFUNC = care_trend_add_summary, STYPE = care_trend_state);
CREATE TEMP TABLE sparse AS
SELECT care_trend('x', 'Good'::text, day, day, day + 400) AS trend
FROM generate_series(timestamp '1910-01-05', '2150-01-05', interval '25 months') d, LATERAL (SELECT d::date AS day) v;
SELECT count(*) > 100 AS many, pg_column_size(pg_temp.state(trend)) < 500000 AS small FROM sparse, generate_series(1, 1000);
SELECT care_rollup(trend) = (SELECT care_rollup(one) FROM (SELECT care_rollup(trend) AS one FROM sparse, generate_series(1, 10) GROUP BY trend) v) AS equal
FROM sparse, generate_series(1, 10);
-- Nor has one of so many cells in so many months: three ratings in every month of three centuries, each by itself.
CREATE TEMP TABLE thin AS
SELECT rating, care_trend_of_periods(day, rating, day, NULL) AS trend
FROM generate_series(timestamp '1900-01-15', '2199-10-15', interval '1 month') d, LATERAL (SELECT d::date AS day) v, unnest('{Good,Inadequate,Outstanding}'::care_rating[]) rating GROUP BY rating;
SELECT care_rollup(trend ORDER BY rating) = (SELECT care_trend_of_periods(rating || '/' || day, rating, day, NULL)
  FROM generate_series(timestamp '1900-01-15', '2199-10-15', interval '1 month') d, LATERAL (SELECT d::date AS day) v, unnest('{Good,Inadequate,Outstanding}'::care_rating[]) rating) AS equal FROM thin;

-- Grouping sets add one trend to several sums; so they are as alone, of trends in rows and of those stored out of line, also in reverse.
CREATE TEMP TABLE kept AS SELECT location_id % 3 AS a, location_id % 2 AS b, location_id AS c, trend FROM (
  SELECT location_id, care_trend(location_id, rating, published, registered, deregistered) AS trend FROM events GROUP BY location_id) t;
INSERT INTO kept SELECT a, b, 1000 + a, care_rollup(trend) FROM kept GROUP BY a, b;
CREATE TEMP TABLE far AS TABLE kept WITH NO DATA;
ALTER TABLE far ALTER trend SET STORAGE EXTERNAL;
INSERT INTO far SELECT a, b, 0, care_trend(c + i, rating, published, NULL, NULL) FROM kept, generate_series(1, 400) i,
  LATERAL (SELECT ((c + i) % 4 + 1)::care_rating AS rating, date '2000-01-01' + (c * i) % 9000 AS published) r GROUP BY a, b, c % 20;
SELECT count(*) AS rows, count(*) FILTER (WHERE pg_column_size(trend) > 2000) AS out_of_line FROM far;
CREATE FUNCTION pg_temp.alone(source text) RETURNS TABLE (sums bigint, different bigint) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE format($q$
    WITH sets AS (SELECT a, b, c, grouping(a, b, c) AS g, care_rollup(trend) AS trend FROM %1$s s GROUP BY CUBE (a, b, c)),
         one AS (SELECT a, b, c, 0 AS g, care_rollup(trend) AS trend FROM %1$s s GROUP BY a, b, c UNION ALL SELECT a, b, NULL, 1, care_rollup(trend) FROM %1$s s GROUP BY a, b
                 UNION ALL SELECT a, NULL, c, 2, care_rollup(trend) FROM %1$s s GROUP BY a, c UNION ALL SELECT a, NULL, NULL, 3, care_rollup(trend) FROM %1$s s GROUP BY a
                 UNION ALL SELECT NULL, b, c, 4, care_rollup(trend) FROM %1$s s GROUP BY b, c UNION ALL SELECT NULL, b, NULL, 5, care_rollup(trend) FROM %1$s s GROUP BY b
                 UNION ALL SELECT NULL, NULL, c, 6, care_rollup(trend) FROM %1$s s GROUP BY c UNION ALL SELECT NULL, NULL, NULL, 7, care_rollup(trend) FROM %1$s s)
    SELECT count(*), count(*) FILTER (WHERE sets.trend IS DISTINCT FROM one.trend) FROM sets JOIN one USING (g) WHERE (sets.a, sets.b, sets.c) IS NOT DISTINCT FROM (one.a, one.b, one.c)
  $q$, source);
END $$;
SELECT source, s.* FROM unnest('{kept,far,"(SELECT * FROM kept ORDER BY c DESC, a)","(SELECT a, b, c, trend::text::care_trend_summary AS trend FROM kept)"}'::text[]) source, pg_temp.alone(source) s;
SET enable_hashagg = off;
SELECT * FROM pg_temp.alone('kept');
RESET enable_hashagg;
-- One after another in the same place, of the same size, and another value
SELECT count(DISTINCT octet_length(care_trend_summary_send(t))) AS sizes, care_rollup((t::text)::care_trend_summary) = care_rollup(t) AS equal
FROM (SELECT care_trend(1, (1 + i % 4)::care_rating, date '2020-01-01' + i, date '2019-12-01' - i % 2, NULL) AS t FROM generate_series(1, 60) i GROUP BY i) s;
