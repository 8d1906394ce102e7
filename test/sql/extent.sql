-- How far a trend reaches, and how much is in it.
SET datestyle = 'ISO';

-- To follow by hand: a feed that stopped in February 2025. The report of the 14th shows on 1 March, and nothing after.
CREATE TEMP TABLE report (location text, rating text, published date, registered date, deregistered date);
INSERT INTO report VALUES
  ('a', 'Good', '2024-03-01', '2019-05-20', NULL),
  ('a', 'Outstanding', '2025-02-14', '2019-05-20', NULL),
  ('b', 'Inadequate', '2023-01-10', '2020-01-01', '2024-06-30'),
  ('b', 'Good', '2024-08-01', '2020-01-01', '2024-06-30'),   -- after it closed: not counted
  ('c', NULL, NULL, '2024-12-02', NULL);
SELECT e.* FROM (SELECT care_trend(location, rating, published, registered, deregistered) AS trend FROM report) t, care_extent(trend) e;

-- What is dated in the future has not happened: it makes no data new, opens and closes nothing.
SELECT e.* FROM (SELECT care_trend(location, rating, published, registered, deregistered) AS trend
                   FROM (TABLE report UNION ALL VALUES ('c', 'Good', date '2199-01-01', date '2024-12-02', date '2199-12-31'),
                                                       ('d', NULL, NULL, '2150-05-05', NULL)) r) t, care_extent(trend) e;
-- What was published today shows on the first of the next month.
SELECT last_as_at = date_trunc('month', current_date + interval '1 month - 1 day') AS today, published
  FROM care_extent((SELECT care_trend('x'::text, 'Good', current_date, '2020-01-01', NULL)));
-- A placeholder of long ago is a date like any other.
SELECT e.* FROM (SELECT care_trend(location, rating, published, registered, deregistered) AS trend
                   FROM (TABLE report UNION ALL VALUES ('e', NULL, NULL::date, date '1900-01-01', NULL::date)) r) t, care_extent(trend) e;
-- Who leaves and comes back counts twice, as in care_monthly; who was there between two firsts only, not at all.
SELECT e.* FROM (SELECT care_trend(location, rating, published, registered, deregistered) AS trend
                   FROM (VALUES ('f', NULL::text, NULL::date, date '2020-01-01', date '2021-01-01'), ('f', NULL, NULL, '2022-01-01', NULL),
                                ('g', 'Good', '2023-05-05', '2023-05-03', '2023-05-30')) r (location, rating, published, registered, deregistered)) t,
       care_extent(trend) e;
-- One month's latest ratings and nothing else: about one publication a location, and no departures.
SELECT published::float8 / locations AS each, departed
  FROM care_extent((SELECT care_trend(i, 'Good', date '2020-01-01' + i, '2015-01-01', NULL) FROM generate_series(1, 1000) i));

-- 200 locations over twelve years, against every month of every location in plain SQL.
CREATE TEMP TABLE location AS
SELECT i AS location, registered, CASE WHEN i % 3 = 0 THEN registered + 30 + (i * 7919 % 1500)::int END AS deregistered
  FROM (SELECT i, date '2014-01-15' + (i * i * 271 % 2000)::int AS registered FROM generate_series(1, 200::bigint) i) s;
CREATE TEMP TABLE rating AS
SELECT location, (ARRAY['Outstanding', 'Good', 'Requires improvement', 'Inadequate'])[1 + (location * n * 31 % 4)] AS rating,
       registered + (location * n * 4271 % 2400)::int - 100 AS published
  FROM location, generate_series(1, 4) n WHERE location % 5 > 0;
CREATE INDEX ON rating (location, published);
CREATE TEMP TABLE shown AS
SELECT month::date AS as_at, location, exists, CASE WHEN exists THEN r.rating END AS rating, CASE WHEN exists THEN r.published END AS published
  FROM generate_series(timestamp '2013-01-01', '2026-01-01', '1 month') month,
       LATERAL (SELECT *, registered <= month AND coalesce(deregistered, 'infinity') > month AS exists FROM location) l
  LEFT JOIN LATERAL (SELECT rating, published FROM rating r WHERE r.location = l.location AND published <= month
                      ORDER BY published DESC, array_position(ARRAY['Inadequate', 'Requires improvement', 'Good', 'Outstanding'], rating) LIMIT 1) r ON true;
CREATE TEMP TABLE change AS
SELECT as_at, exists AND NOT was AS joined, was AND NOT exists AS departed
  FROM (SELECT *, lag(exists) OVER w AS was, lag(rating) OVER w AS was_rating, lag(published) OVER w AS was_published
          FROM shown WINDOW w AS (PARTITION BY location ORDER BY as_at)) s
 WHERE exists <> was OR rating IS DISTINCT FROM was_rating OR published IS DISTINCT FROM was_published;
CREATE TEMP TABLE publication AS
SELECT DISTINCT location, published, date_trunc('month', published + interval '1 month - 1 day')::date AS as_at
  FROM rating JOIN location USING (location) WHERE published >= registered AND published < coalesce(deregistered, 'infinity');
CREATE TEMP TABLE trend AS
SELECT care_trend(location, rating, published, registered, deregistered) AS trend FROM location LEFT JOIN rating USING (location);
CREATE TEMP VIEW plain AS
SELECT least((SELECT min(as_at) FROM change), (SELECT min(as_at) FROM publication)) AS first_as_at,
       greatest((SELECT max(as_at) FROM change), (SELECT max(as_at) FROM publication)) AS last_as_at,
       (SELECT count(*) FILTER (WHERE joined) FROM change) AS locations, (SELECT count(*) FILTER (WHERE departed) FROM change) AS departed,
       (SELECT count(*) FROM publication) AS published;
SELECT p.*, e::text = p::text AS equal FROM trend, care_extent(trend) e, plain p;
-- Months that nothing shows in do not matter, nor does how the trend was built.
SELECT care_extent(care_rollup(t)) = (SELECT care_extent(trend) FROM trend) AS rollup
  FROM (SELECT care_trend(location, rating, published, registered, deregistered) AS t FROM location LEFT JOIN rating USING (location) GROUP BY location % 7) s;

-- What each kind of trend can tell. Periods know no publications;
CREATE TEMP TABLE kind AS
SELECT 'periods' AS kind, care_trend_of_periods(location, coalesce(rating, 'Not rated'), greatest(published, registered), deregistered) AS trend
  FROM location LEFT JOIN rating USING (location) WHERE greatest(published, registered) < coalesce(deregistered, 'infinity')
UNION ALL
-- snapshots, every month of them, tell who came and went;
SELECT 'snapshots', care_trend_of_snapshots(location, coalesce(rating, 'Not rated'), as_at) FROM shown WHERE exists
UNION ALL
-- those with a gap do not;
SELECT 'gap', care_trend_of_snapshots(location, coalesce(rating, 'Not rated'), as_at) FROM shown WHERE exists AND as_at <> '2018-05-01'
UNION ALL
-- nor do levels.
SELECT 'levels', care_trend_of_tallies(t, as_at) FROM (SELECT as_at, care_tally(rating) AS t FROM shown WHERE exists GROUP BY as_at) s
UNION ALL
SELECT 'weighted', care_trend(location, rating, published, registered, deregistered, 10) FROM location LEFT JOIN rating USING (location);
SELECT kind, e.* FROM kind, care_extent(trend) e ORDER BY kind;

-- Mixed: locations known at all times, in one council, and snapshots of another: what is known where both are.
SELECT e.*, e.locations = moves.joined + first.locations AS locations_add_up, e.departed = moves.departed AS departures_add_up
  FROM (SELECT care_rollup(trend) AS trend FROM (SELECT trend FROM trend UNION ALL
          SELECT care_trend_of_snapshots(location, coalesce(rating, 'Not rated'), as_at) FROM shown WHERE exists AND location % 2 = 0 AND as_at BETWEEN '2016-01-01' AND '2020-01-01') s) t,
       care_extent(trend) e,
       LATERAL (SELECT sum(joined) AS joined, sum(departed) AS departed FROM care_monthly(trend, since => '2010-01-01', until => '2026-01-01')) moves,
       LATERAL (SELECT locations FROM care_monthly(trend, since => '2016-01-01', until => '2016-01-01')) first;
-- The same for all kinds, out of care_monthly.
SELECT kind, e.locations = m.joined + f.locations AS locations, e.departed = m.departed AS departed, e.published = m.published AS published
  FROM kind, care_extent(trend) e,
       LATERAL (SELECT locations FROM care_monthly(trend, since => first_as_at, until => first_as_at)) f,
       LATERAL (SELECT sum(joined) FILTER (WHERE as_at > first_as_at) AS joined, sum(departed) AS departed, sum(published) AS published
                  FROM care_monthly(trend, since => first_as_at)) m ORDER BY kind;

-- Nothing in it; NULL; too much in it.
SELECT e.* FROM care_extent('{"version": 1, "conflicts": 0, "months": {}}') e;
SELECT e.* FROM care_extent('{"version": 1, "undated": true, "snapshots": true, "levels_only": true, "conflicts": 0, "months": {"2024-01-01": {"known": 1}}}') e;
SELECT care_extent(NULL) IS NULL AS of_null;
SELECT care_extent('{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"published": 9223372036854775807}, "2021-01-01": {"published": 1}}}');
