-- care_trend: what shows at the first of each month, with cases worked out by hand on every boundary.

SET datestyle = ISO;
-- Rows of one site each. Months: what should show at the firsts of January to June 2020, a letter each:
-- . outside, N not rated, I, R, G, O. Published: how many ratings since the first before.
CREATE TEMP TABLE cases (site text PRIMARY KEY, months text, published text, good_published text);
INSERT INTO cases VALUES
  ('published on the 1st', 'NNGGGG', '001000', '001000'), ('published on the 2nd', 'NNNGGG', '000100', '000100'),
  ('published on the last', 'NNGGGG', '001000', '001000'),
  ('registered on the 1st', '.NNNNN', '000000', '000000'), ('registered on the 2nd', '..NNNN', '000000', '000000'),
  ('deregistered on the 1st', 'NNN...', '000000', '000000'), ('deregistered on the 2nd', 'NNNN..', '000000', '000000'),
  ('within a month', '......', '000100', '000100'), ('until the 1st', '......', '000000', '000000'),
  ('over one 1st', '...N..', '000000', '000000'),
  ('leap day: published', 'NNGGGG', '001000', '001000'), ('leap day: registered', '..NNNN', '000000', '000000'),
  ('leap day: deregistered', 'NN....', '000000', '000000'),
  ('two in a month', 'NNNGGG', '000200', '000100'), ('down and up again', 'GGGGGG', '000200', '000100'),
  ('up and down', 'NROIIG', '011101', '001001'),
  ('inherited', '..GGGG', '000000', '000000'), ('inherited on the day', '..GGGG', '001000', '001000'),
  ('no registration date', '..GGRR', '001010', '001000'), ('-infinity', '..GGGG', '001000', '001000'),
  ('infinity', 'GGGGGG', '000000', '000000'),
  ('published before the gap ends', 'GG..RR', '000000', '000000'),
  ('gap within a month', 'GGGGGG', '000000', '000000'), ('gap over a 1st', 'GG.GGG', '000000', '000000'),
  ('overlap', 'GGGRRR', '000100', '000000'), ('touching', 'GGGGGG', '000000', '000000'),
  ('re-registered under another id', 'GGGRRR', '000100', '000000'),
  ('published when closed', 'GG....', '000000', '000000'), ('published on the day of closing', 'GG....', '000000', '000000'),
  ('not rated displaces nothing', 'GGGGGG', '000000', '000000'), ('undated', 'NNNNNN', '000000', '000000'),
  ('conflict', 'NNRRRR', '001000', '000000'), ('rated and not on one day', 'NNGGGG', '001000', '001000'),
  ('empty span', '......', '000000', '000000'), ('same rating again', 'GGGGGG', '011000', '011000');
CREATE TEMP TABLE rows (site text, id text, rating text, published date, registered date, deregistered date);
INSERT INTO rows (site, rating, published, registered, deregistered) VALUES
  ('published on the 1st', 'Good', '2020-03-01', '2019-05-05', NULL), ('published on the 2nd', 'Good', '2020-03-02', '2019-05-05', NULL),
  ('published on the last', 'Good', '2020-02-29', '2019-05-05', NULL),
  ('registered on the 1st', NULL, NULL, '2020-02-01', NULL), ('registered on the 2nd', NULL, NULL, '2020-02-02', NULL),
  ('deregistered on the 1st', NULL, NULL, '2019-05-05', '2020-04-01'), ('deregistered on the 2nd', NULL, NULL, '2019-05-05', '2020-04-02'),
  ('within a month', 'Good', '2020-03-03', '2020-03-02', '2020-03-31'), ('until the 1st', NULL, NULL, '2020-03-02', '2020-04-01'),
  ('over one 1st', NULL, NULL, '2020-03-02', '2020-04-02'),
  ('leap day: published', 'Good', '2020-02-29', '2016-02-29', NULL), ('leap day: registered', NULL, NULL, '2020-02-29', NULL),
  ('leap day: deregistered', NULL, NULL, '2019-02-28', '2020-02-29'),
  ('two in a month', 'RI', '2020-03-05', '2019-05-05', NULL), ('two in a month', 'Good', '2020-03-20', '2019-05-05', NULL),
  ('down and up again', 'Good', '2019-06-01', '2019-05-05', NULL), ('down and up again', 'RI', '2020-03-05', '2019-05-05', NULL),
  ('down and up again', 'Good', '2020-04-01', '2019-05-05', NULL),
  ('up and down', 'RI', '2020-01-15', '2019-05-05', NULL), ('up and down', 'Outstanding', '2020-02-15', '2019-05-05', NULL),
  ('up and down', 'Inadequate', '2020-03-15', '2019-05-05', NULL), ('up and down', 'Good', '2020-05-15', '2019-05-05', NULL),
  ('inherited', 'RI', '2017-05-05', '2020-02-02', NULL), ('inherited', 'Good', '2018-05-05', '2020-02-02', NULL),
  ('inherited on the day', 'Good', '2020-02-02', '2020-02-02', NULL),
  ('no registration date', 'Good', '2020-02-02', NULL, NULL), ('no registration date', 'RI', '2020-04-04', NULL, NULL),
  ('-infinity', 'Good', '2020-02-02', '-infinity', NULL), ('infinity', 'Good', '2019-05-05', '2019-05-05', 'infinity'),
  ('published before the gap ends', 'Good', '2019-06-01', '2019-05-05', '2020-02-10'), ('published before the gap ends', 'RI', '2020-03-10', '2020-04-15', NULL),
  ('gap within a month', 'Good', '2019-06-01', '2019-05-05', '2020-02-10'), ('gap within a month', NULL, NULL, '2020-02-20', NULL),
  ('gap over a 1st', 'Good', '2019-06-01', '2019-05-05', '2020-02-10'), ('gap over a 1st', NULL, NULL, '2020-03-20', NULL),
  ('overlap', 'Good', '2019-06-01', '2019-05-05', '2020-05-10'), ('overlap', 'RI', '2020-03-10', '2020-02-02', NULL),
  ('touching', 'Good', '2019-06-01', '2019-05-05', '2020-03-01'), ('touching', NULL, NULL, '2020-03-01', NULL),
  ('published when closed', 'Good', '2019-06-01', '2019-05-05', '2020-02-10'), ('published when closed', 'RI', '2020-02-11', '2019-05-05', '2020-02-10'),
  ('published on the day of closing', 'Good', '2019-06-01', '2019-05-05', '2020-03-01'), ('published on the day of closing', 'RI', '2020-03-01', '2019-05-05', '2020-03-01'),
  ('not rated displaces nothing', 'Good', '2019-06-01', '2019-05-05', NULL), ('not rated displaces nothing', 'No published rating', '2020-02-02', '2019-05-05', NULL),
  ('not rated displaces nothing', '', NULL, '2019-05-05', NULL), ('undated', 'Not yet inspected', NULL, '2019-05-05', NULL),
  ('conflict', 'Good', '2020-02-02', '2019-05-05', NULL), ('conflict', 'RI', '2020-02-02', '2019-05-05', NULL),
  ('rated and not on one day', 'Unrated', '2020-02-02', '2019-05-05', NULL), ('rated and not on one day', 'Good', '2020-02-02', '2019-05-05', NULL),
  ('empty span', NULL, NULL, '2020-03-01', '2020-03-01'), ('same rating again', 'Good', '2019-06-01', '2019-05-05', NULL),
  ('same rating again', 'Good', '2020-01-20', '2019-05-05', NULL), ('same rating again', 'Good', '2020-02-20', '2019-05-05', NULL);
INSERT INTO rows VALUES
  ('re-registered under another id', '1-101', 'Good', '2019-06-01', '2019-05-05', '2020-03-10'),
  ('re-registered under another id', '1-102', 'RI', '2020-03-20', '2020-03-10', NULL);

-- Each site by itself: what shows, and what was published
SELECT c.site, c.months, m.shows, c.published, m.published, c.good_published, m.good_published
FROM cases c LEFT JOIN (
  SELECT site, string_agg(CASE WHEN locations = 0 THEN '.' WHEN outstanding = 1 THEN 'O' WHEN good = 1 THEN 'G' WHEN requires_improvement = 1 THEN 'R'
                               WHEN inadequate = 1 THEN 'I' WHEN not_rated = 1 THEN 'N' END, '' ORDER BY as_at) AS shows,
         string_agg(published::text, '' ORDER BY as_at) AS published, string_agg(published_good_or_better::text, '' ORDER BY as_at) AS good_published
  FROM (SELECT site, care_trend(site, rating, published, registered, deregistered) AS trend FROM rows GROUP BY site) t,
       care_monthly(trend, since => '2020-01-01', until => '2020-06-01')
  GROUP BY site) m USING (site)
WHERE (c.months, c.published, c.good_published) IS DISTINCT FROM (m.shows, m.published, m.good_published)
ORDER BY site;

-- The same in two steps, equal to one step, byte for byte
SELECT site AS differs
FROM (SELECT site, care_trend(site, rating, published, registered, deregistered) AS one, care_history(rating, published, registered, deregistered) AS history
      FROM rows GROUP BY site) v
GROUP BY site, one HAVING care_trend(history) <> one ORDER BY site;

-- All of them together: levels are how often a letter occurs, movements how often a pair of letters does.
CREATE TEMP TABLE whole AS SELECT care_trend(site, rating, published, registered, deregistered) AS trend FROM rows;
CREATE TEMP TABLE letters AS
SELECT site, (date '2020-01-01' + i * interval '1 month')::date AS as_at, substr(months, i + 1, 1) AS letter, substr(months, i, 1) AS before
FROM cases, generate_series(0, 5) i;
SELECT m.as_at, (m.locations, m.outstanding, m.good, m.requires_improvement, m.inadequate, m.not_rated) = (l.locations, l.o, l.g, l.r, l.i, l.n) AS levels,
       m.rated = l.o + l.g + l.r + l.i AS rated, m.good_or_better = l.o + l.g AS good,
       m.percent_good_or_better = 100.0 * (l.o + l.g) / (l.o + l.g + l.r + l.i) AS percent,
       as_at = '2020-01-01' OR (m.joined, m.departed, m.improved, m.declined, m.newly_rated) = (l.joined, l.departed, l.improved, l.declined, l.newly_rated) AS moves,
       m.joined, m.departed, m.improved, m.declined, m.newly_rated
FROM whole, care_monthly(trend, since => '2020-01-01', until => '2020-06-01') m JOIN (
  SELECT as_at, count(*) FILTER (WHERE letter <> '.') AS locations, count(*) FILTER (WHERE letter = 'O') AS o, count(*) FILTER (WHERE letter = 'G') AS g,
         count(*) FILTER (WHERE letter = 'R') AS r, count(*) FILTER (WHERE letter = 'I') AS i, count(*) FILTER (WHERE letter = 'N') AS n,
         count(*) FILTER (WHERE before = '.' AND letter <> '.') AS joined, count(*) FILTER (WHERE before <> '.' AND letter = '.') AS departed,
         count(*) FILTER (WHERE strpos('IRGO', letter) > strpos('IRGO', before) AND strpos('IRGO', before) > 0) AS improved,
         count(*) FILTER (WHERE strpos('IRGO', letter) < strpos('IRGO', before) AND strpos('IRGO', letter) > 0) AS declined,
         count(*) FILTER (WHERE before = 'N' AND letter IN ('I', 'R', 'G', 'O')) AS newly_rated
  FROM letters GROUP BY as_at) l USING (as_at)
ORDER BY as_at;
CREATE TEMP TABLE by_hand AS
SELECT as_at, (as_at - interval '1 month')::date AS month, b.name AS from_rating, n.name AS to_rating, count(*) AS locations
FROM letters JOIN (VALUES ('.', NULL), ('N', 'Not rated'), ('I', 'Inadequate'), ('R', 'Requires improvement'), ('G', 'Good'), ('O', 'Outstanding')) b (letter, name) ON b.letter = letters.before
     JOIN (VALUES ('.', NULL), ('N', 'Not rated'), ('I', 'Inadequate'), ('R', 'Requires improvement'), ('G', 'Good'), ('O', 'Outstanding')) n (letter, name) ON n.letter = letters.letter
WHERE letters.before <> letters.letter GROUP BY as_at, b.name, n.name;
SELECT count(*) > 15 AS several FROM by_hand;
SELECT m.* FROM whole, care_movements(trend) m WHERE as_at BETWEEN '2020-02-01' AND '2020-06-01' EXCEPT ALL TABLE by_hand ORDER BY 1, 2, 3;
TABLE by_hand EXCEPT ALL SELECT m.* FROM whole, care_movements(trend) m WHERE as_at BETWEEN '2020-02-01' AND '2020-06-01' ORDER BY 1, 2, 3;
SELECT care_conflicts(trend) AS conflicts FROM whole;

-- Without the site number that links them, the re-registration is a departure and an arrival.
SELECT m.as_at, m.locations, m.joined, m.departed, m.declined, m.good, m.requires_improvement
FROM (SELECT care_trend(id, rating, published, registered, deregistered) FROM rows WHERE id IS NOT NULL) t (trend),
     care_monthly(trend, since => '2020-03-01', until => '2020-05-01') m ORDER BY as_at;

-- No order of rows makes a difference.
SELECT care_trend(site, rating, published, registered, deregistered ORDER BY site DESC, published DESC NULLS FIRST) = trend AS by_site,
       care_trend(site, rating, published, registered, deregistered ORDER BY published, rating) = trend AS by_date,
       care_trend(site, rating, published, registered, deregistered ORDER BY md5(site || coalesce(published::text, ''))) = trend AS by_chance,
       care_trend(DISTINCT site, rating, published, registered, deregistered) = trend AS distinctly
FROM rows, whole GROUP BY trend;
-- Nor does an additional copy of every row.
SELECT care_trend(site, rating, published, registered, deregistered) = trend AS twice
FROM (TABLE rows UNION ALL TABLE rows) r, whole GROUP BY trend;

-- Mean age of the ratings in force, since their publication: by hand for two sites, 1 May and 1 June 2020
SELECT as_at, rated, mean_age_days,
       CASE as_at WHEN '2020-05-01' THEN (as_at - date '2020-03-15' + (as_at - date '2020-03-05')) / 2.0
                  WHEN '2020-06-01' THEN (as_at - date '2020-05-15' + (as_at - date '2020-03-05')) / 2.0 END AS by_hand
FROM (SELECT care_trend(site, rating, published, registered, deregistered) FROM rows
      WHERE site = 'up and down' OR site = 'two in a month' AND published < '2020-03-20') t (trend),
     care_monthly(trend, since => '2020-05-01', until => '2020-06-01') ORDER BY as_at;
-- inherited: since it was published, under whichever registration.
SELECT as_at, mean_age_days, as_at - date '2018-05-05' AS by_hand
FROM (SELECT care_trend(site, rating, published, registered, deregistered) FROM rows WHERE site = 'inherited') t (trend),
     care_monthly(trend, since => '2020-02-01', until => '2020-04-01') ORDER BY as_at;

-- Weighted with beds: every figure is a sum of beds, and NULL beds are none.
SELECT as_at, locations, rated, good_or_better, percent_good_or_better, joined, departed, improved, declined, newly_rated, published, mean_age_days
FROM (SELECT care_trend(site, rating, published, registered, deregistered, beds) FROM (VALUES
        ('a', 'Good', date '2020-01-15', date '2019-01-01', NULL::date, 30::bigint), ('a', 'RI', '2020-03-15', '2019-01-01', NULL, 30),
        ('b', 'Good', '2020-02-15', '2020-02-02', NULL, 10), ('c', 'Inadequate', '2020-02-15', '2019-01-01', '2020-04-15', NULL)) r (site, rating, published, registered, deregistered, beds)) t (trend),
     care_monthly(trend, since => '2020-01-01', until => '2020-05-01') ORDER BY as_at;

-- Any type of location; two are the same when their text forms are.
SELECT count(DISTINCT trend) AS trends FROM (
  SELECT care_trend(n, r, p, NULL, NULL) FROM (VALUES (1, 'Good', date '2020-02-02'), (2, 'RI', '2020-03-03'), (1, 'RI', '2020-04-04')) v (n, r, p)
  UNION ALL SELECT care_trend(n::bigint, r, p, NULL, NULL) FROM (VALUES (1, 'Good', date '2020-02-02'), (2, 'RI', '2020-03-03'), (1, 'RI', '2020-04-04')) v (n, r, p)
  UNION ALL SELECT care_trend(n::text, r::varchar, p, NULL, NULL) FROM (VALUES (1, 'Good', date '2020-02-02'), (2, 'RI', '2020-03-03'), (1, 'RI', '2020-04-04')) v (n, r, p)
  UNION ALL SELECT care_trend(n::text::char(8), r::char(20), p, NULL, NULL) FROM (VALUES (1, 'Good', date '2020-02-02'), (2, 'RI', '2020-03-03'), (1, 'RI', '2020-04-04')) v (n, r, p)
  UNION ALL SELECT care_trend(md5(n::text)::uuid, r::care_rating, p, NULL, NULL) FROM (VALUES (1, 'Good', date '2020-02-02'), (2, 'RI', '2020-03-03'), (1, 'RI', '2020-04-04')) v (n, r, p)
  UNION ALL SELECT care_trend(n::numeric, r, p, NULL, NULL) FROM (VALUES (1, 'Good', date '2020-02-02'), (2, 'RI', '2020-03-03'), (1, 'RI', '2020-04-04')) v (n, r, p)
) t (trend);

-- care_tally_at: the levels at a first of a month
SELECT care_tally_at(trend, '2020-03-01') = care_tally_of(m.outstanding, m.good, m.requires_improvement, m.inadequate, m.not_rated) AS same,
       care_tally_at(trend => trend, as_at => '2199-12-01') = care_tally_at(trend, '2020-06-01') AS carried_forward,
       care_locations(care_tally_at(trend, '1900-01-01')) AS long_before
FROM whole, care_monthly(trend, since => '2020-03-01', until => '2020-03-01') m;
SELECT care_tally_at(trend, '2020-03-02') FROM whole;

-- A location may be of any type, a rating of three kinds: whichever form of the aggregate that leads to, it is found,
-- and the answer is one.
CREATE DOMAIN pg_temp.location_code AS varchar(8) CHECK (value ~ '^[0-9]+$');
CREATE DOMAIN pg_temp.location_text AS text;
CREATE DOMAIN pg_temp.rating_text AS varchar(40);
CREATE DOMAIN pg_temp.rating_of AS care_rating;
CREATE TYPE pg_temp.rating_enum AS ENUM ('Outstanding', 'Good', 'Requires improvement', 'Inadequate');
CREATE TEMP TABLE any_type AS
SELECT 101 + i % 3 AS location, (ARRAY['Good', 'Inadequate', 'Outstanding', 'Requires improvement'])[1 + i % 4] AS rating,
       date '2020-01-10' + 40 * i AS day
FROM generate_series(0, 11) i;
CREATE FUNCTION pg_temp.trend_as(location text, rating text, arguments text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  trend text;
BEGIN
  EXECUTE format(arguments, format('(location::text)::%s', location), format('(rating)::%s', rating)) INTO trend;
  RETURN trend;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SELECT arguments, count(*) AS forms, count(DISTINCT trend) AS answers, min(trend) ~ '^{"version"' AS trends
FROM unnest(ARRAY['text', 'varchar', 'varchar(5)', 'char(5)', 'name', 'pg_temp.location_code', 'pg_temp.location_text', 'integer', 'smallint', 'numeric', 'oid']) location,
     unnest(ARRAY['text', 'varchar', 'char(30)', 'care_rating', 'pg_temp.rating_text', 'pg_temp.rating_of', 'pg_temp.rating_enum']) rating,
     unnest(ARRAY['SELECT care_trend(%s, %s, day, ''2019-01-01'', NULL) FROM any_type',
                  'SELECT care_trend(%s, %s, day, ''2019-01-01'', NULL, 7) FROM any_type',
                  'SELECT care_trend_of_snapshots(%s, %s, day) FROM any_type',
                  'SELECT care_trend_of_periods(%s, %s, day, day + 90) FROM any_type']) arguments,
     pg_temp.trend_as(location, rating, arguments) trend GROUP BY arguments ORDER BY arguments;
-- Literals, with and without a type, and NULL
SELECT care_trend('101', 'Good', '2020-01-10', NULL, NULL) = care_trend('101'::text, 'Good', '2020-01-10', NULL, NULL) AS untyped,
       care_trend(101, 'Good', '2020-01-10', NULL, NULL) = care_trend('101', 'Good'::care_rating, '2020-01-10', NULL, NULL) AS typed,
       care_trend('101', NULL, NULL, '2020-01-10', NULL) = care_trend(101, NULL, NULL, '2020-01-10', NULL) AS unrated;
SELECT care_trend(NULL, 'Good', '2020-01-10', NULL, NULL);
-- Two forms are as good where another type becomes text by itself and is no kind of string; then a cast has to be
-- written. Of PostgreSQL's own types only "char" is so, and some that no column has.
SELECT castsource::regtype AS type FROM pg_cast JOIN pg_type t ON t.oid = castsource
WHERE casttarget = 'text'::regtype AND castcontext = 'i' AND typcategory <> 'S' AND castsource < 16384 AND typname !~ '^char$|^pg_' ORDER BY typname COLLATE "C";

-- Identifiers of every length, that differ in the last byte only, on both sides of the 32 bytes which are kept in place
SELECT length, care_locations(care_tally_at(care_trend(location, 'Good'::text, day, NULL, NULL), '2020-03-01')) AS locations,
       care_trend(location, 'Good'::text, day, NULL, NULL) = care_trend(short, 'Good'::text, day, NULL, NULL) AS as_short_ones
FROM (SELECT length, repeat('a', length - 1) || chr(48 + i % 70) AS location, i % 70 AS short, date '2020-01-02' + i % 30 AS day
      FROM generate_series(30, 34) length, generate_series(1, 2100) i) r
GROUP BY length ORDER BY length;

-- Placeholder dates: what a trend holds at every first of two centuries is what its histories hold on that day.
WITH rows (location, rating, published, registered, deregistered) AS (VALUES
  ('a', 'Good'::care_rating, date '2016-05-10', date '1900-01-01', NULL::date), ('a', 'Inadequate', '2018-05-10', '1900-01-01', NULL),
  ('b', 'Outstanding', '1951-12-01', '1950-02-28', '2099-12-31'), ('b', 'RI', '2099-12-31', '1950-02-28', '2099-12-31'),
  ('c', 'Good', '2099-12-31', '2016-06-02', NULL), ('d', NULL, NULL, '2017-01-01', '2150-01-01')),
histories AS (SELECT care_history(rating, published, registered, deregistered) AS history FROM rows GROUP BY location),
trend AS (SELECT care_trend(location, rating, published, registered, deregistered) AS trend FROM rows)
SELECT count(*) AS firsts, count(*) FILTER (WHERE care_tally_at(trend, as_at) IS DISTINCT FROM (SELECT care_tally(history, as_at) FROM histories)) AS differ,
       count(DISTINCT care_tally_at(trend, as_at)) AS tallies
FROM trend, LATERAL (SELECT d::date AS as_at FROM generate_series(timestamp '1900-01-01', '2199-12-01', '1 month') d) firsts;

-- Locations are told apart whose hashes are equal (where the lowest byte comes first): of one length and of two, kept in place and not; in
-- a large state and in small ones, whatever lies between two rows of one of them. Under other names their hashes differ.
CREATE TEMP TABLE alike AS
SELECT pair, row * 2 + side AS n, prefix || name AS location, ((row + side) % 4 + 1)::care_rating AS rating, date '2020-01-10' + 100 * row + 40 * side AS published
FROM (VALUES (1, 'a', '136740', '184512'), (2, 'a', '246055', '39477'), (3, repeat('b', 32), '159167', '280679'), (4, repeat('b', 32), '25573', '196434')) v (pair, prefix, one, two),
     LATERAL (VALUES (0, one), (1, two)) s (side, name), generate_series(0, 2) row;
SELECT care_trend(location, rating, published, NULL, NULL) = care_trend(md5(location), rating, published, NULL, NULL) AS large
FROM (SELECT location, rating, published FROM alike UNION ALL SELECT i::text, 'Good', '2020-01-01' FROM generate_series(1, 2000) i) r;
SELECT pair, rows, care_trend(location, rating, published, NULL, NULL ORDER BY n) = care_trend(md5(location), rating, published, NULL, NULL ORDER BY n) AS small
FROM alike, (VALUES (2), (6)) v (rows) WHERE n < rows GROUP BY pair, rows ORDER BY pair, rows;
