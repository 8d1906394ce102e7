-- care_worst: of ratings, and of the histories of a location's services.

SET datestyle = ISO;
SELECT care_worst(r) AS worst FROM (VALUES ('Good'), ('Outstanding'), ('Requires improvement')) v (r);
SELECT care_worst(r) AS ignores_unrated FROM (VALUES ('Not rated'), ('Outstanding'), (NULL), ('')) v (r);
SELECT care_worst(r) AS none FROM (VALUES ('Not rated'), (NULL), ('No published rating')) v (r);
SELECT care_worst(r::care_rating) AS rating, care_worst(r::varchar) AS "varchar", care_worst(r::char(20)) AS "char", min(r::care_rating) AS min
FROM (VALUES ('Good'), ('Unrated'), ('RI')) v (r);
-- every pair and order of ratings, against a plain minimum
SELECT count(*) AS pairs, count(*) FILTER (WHERE worst = coalesce((SELECT min(x) FROM (VALUES (a), (b)) p (x) WHERE x > 0), 0)::care_rating) AS as_minimum
FROM (SELECT a, b, care_worst(x::care_rating) AS worst FROM generate_series(0, 4) a, generate_series(0, 4) b, LATERAL (VALUES (a), (b)) p (x) GROUP BY a, b) v;
SELECT site, care_worst(rating ORDER BY n) AS worst FROM (VALUES ('a', 1, 'Good'), ('a', 2, 'RI'), ('b', 1, ''), ('b', 2, 'Good')) v (site, n, rating) GROUP BY site ORDER BY site;

-- One location with two rated services: by hand, what is in force from which day.
-- care home: Good from 2019-02-01, Inadequate from 2019-06-01, Good from 2020-01-01; homecare: RI from 2019-04-01, Good from 2019-12-01
CREATE TEMP TABLE services (site text, service text, rating text, published date, registered date, deregistered date);
INSERT INTO services VALUES
  ('two', 'care home', 'Good', '2019-02-01', '2019-01-01', NULL), ('two', 'care home', 'Inadequate', '2019-06-01', '2019-01-01', NULL),
  ('two', 'care home', 'Good', '2020-01-01', '2019-01-01', NULL),
  ('two', 'homecare', 'RI', '2019-04-01', '2019-01-01', NULL), ('two', 'homecare', 'Good', '2019-12-01', '2019-01-01', NULL),
  -- a service that is never rated counts for existence only; another ends
  ('ends', 'care home', 'Good', '2019-02-01', '2019-01-15', NULL), ('ends', 'homecare', 'RI', '2019-03-01', '2019-02-10', '2019-08-01'),
  ('ends', 'extra care', NULL, NULL, '2018-06-01', '2018-12-01'),
  -- the same rating from two services: the later publication
  ('equal', 'care home', 'Good', '2019-02-01', '2019-01-01', NULL), ('equal', 'homecare', 'Good', '2019-05-01', '2019-01-01', NULL),
  -- different ratings on one date are of different services: no conflict
  ('same date', 'care home', 'Good', '2019-02-01', '2019-01-01', NULL), ('same date', 'homecare', 'RI', '2019-02-01', '2019-01-01', NULL),
  ('inherited', 'care home', 'RI', '2018-02-01', '2019-01-01', NULL), ('inherited', 'homecare', 'Good', '2018-05-05', '2019-03-03', NULL),
  ('one', 'care home', 'Good', '2019-02-01', '2019-01-01', '2019-09-01');
CREATE TEMP TABLE expected (site text, rating text, valid_from date, valid_to date, published date);
INSERT INTO expected VALUES
  ('two', 'Not rated', '2019-01-01', '2019-02-01', NULL), ('two', 'Good', '2019-02-01', '2019-04-01', '2019-02-01'),
  ('two', 'Requires improvement', '2019-04-01', '2019-06-01', '2019-04-01'), ('two', 'Inadequate', '2019-06-01', '2020-01-01', '2019-06-01'),
  ('two', 'Good', '2020-01-01', NULL, '2020-01-01'),
  ('ends', 'Not rated', '2018-06-01', '2018-12-01', NULL), ('ends', 'Not rated', '2019-01-15', '2019-02-01', NULL),
  ('ends', 'Good', '2019-02-01', '2019-03-01', '2019-02-01'), ('ends', 'Requires improvement', '2019-03-01', '2019-08-01', '2019-03-01'),
  ('ends', 'Good', '2019-08-01', NULL, '2019-02-01'),
  ('equal', 'Not rated', '2019-01-01', '2019-02-01', NULL), ('equal', 'Good', '2019-02-01', '2019-05-01', '2019-02-01'), ('equal', 'Good', '2019-05-01', NULL, '2019-05-01'),
  ('same date', 'Not rated', '2019-01-01', '2019-02-01', NULL), ('same date', 'Requires improvement', '2019-02-01', NULL, '2019-02-01'),
  ('inherited', 'Requires improvement', '2019-01-01', NULL, '2018-02-01'),
  ('one', 'Not rated', '2019-01-01', '2019-02-01', NULL), ('one', 'Good', '2019-02-01', '2019-09-01', '2019-02-01');
CREATE TEMP TABLE worst AS
SELECT site, care_worst(history) AS history
FROM (SELECT site, service, care_history(rating, published, registered, deregistered) AS history FROM services GROUP BY site, service) s GROUP BY site;
SELECT site, p.* FROM worst, care_periods(history) p EXCEPT ALL TABLE expected ORDER BY 1, 3;
TABLE expected EXCEPT ALL SELECT site, p.* FROM worst, care_periods(history) p ORDER BY 1, 3;
SELECT sum(care_conflicts(history)) AS conflicts FROM worst;

-- On any day: the worst of what the services hold that day; for generated services too.
CREATE TEMP TABLE many AS
SELECT l, s, care_history((ARRAY['Good', 'RI', 'Outstanding', 'Inadequate', 'unrated'])[1 + (l * 3 + i * 7 + s + l / 5) % 5],
         date '2018-01-01' + (l * 37 + i * 211 + s * 97) % 900, date '2018-01-01' + (l * 11 + s * 150) % 500,
         CASE WHEN (l + s) % 3 = 0 THEN date '2019-06-01' + (l * 7 + s) % 400 END) AS history
FROM generate_series(1, 60) l, generate_series(1, 4) s, generate_series(0, 2) i GROUP BY l, s;
CREATE TEMP TABLE many_worst AS SELECT l, care_worst(history) AS history FROM many GROUP BY l;
SELECT count(*) AS days,
       count(*) FILTER (WHERE care_rating_at(w.history, day::date) IS DISTINCT FROM
         (SELECT care_worst(care_rating_at(history, day::date)) FROM many m WHERE m.l = w.l AND care_rating_at(history, day::date) IS NOT NULL)) AS wrong_rating,
       count(*) FILTER (WHERE care_published_at(w.history, day::date) IS DISTINCT FROM
         (SELECT max(care_published_at(history, day::date)) FROM many m WHERE m.l = w.l AND care_rating_at(history, day::date) = care_rating_at(w.history, day::date))) AS wrong_published
FROM many_worst w, generate_series(date '2017-12-20', date '2021-01-20', interval '9 days') day;
-- worst of worst, in parts, in any order, and twice: the same ratings on every day.
SELECT count(*) FILTER (WHERE in_parts <> w.history) AS in_parts, count(*) FILTER (WHERE twice <> w.history) AS twice
FROM (SELECT l, care_worst(part) AS in_parts FROM (SELECT l, care_worst(history) AS part FROM many GROUP BY l, s % 2) p GROUP BY l) x
     JOIN (SELECT l, care_worst(history ORDER BY s DESC) AS twice FROM (TABLE many UNION ALL TABLE many) t GROUP BY l) y USING (l) JOIN many_worst w USING (l);

-- The way it is used: services to locations to a trend
SELECT as_at, locations, rated, good, requires_improvement, inadequate, not_rated, improved, declined
FROM (SELECT care_trend(history) FROM worst) t (trend), care_monthly(trend, since => '2019-01-01', until => '2020-02-01') ORDER BY as_at;
