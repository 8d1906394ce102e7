-- care_trend_of_periods: half-open validity intervals.

SET datestyle = ISO;
-- Sites as in the test of trends: what shows at the firsts of January to June 2020, worked out by hand.
CREATE TEMP TABLE cases (site text PRIMARY KEY, months text);
INSERT INTO cases VALUES ('open', 'GGGGGG'), ('infinite', 'GGGGGG'), ('from the 1st to the 1st', '.GGG..'), ('from the 2nd to the 2nd', '..GGG.'),
  ('one after the other', 'RRGGGG'), ('gap over a 1st', 'GG.RRR'), ('gap within a month', 'GGGRRR'), ('gap not rated', 'GGNNRR'),
  -- where they overlap, that which began later counts, then the lower; rated before not rated
  ('overlap', 'GGRRRR'), ('overlap inside', 'GGRRGG'), ('same start', 'RRRRGG'), ('not rated later', 'GGGGNN'), ('not rated inside', 'GGGGGG'),
  ('three deep', 'GRIIRG'), ('rated inside', 'NNGGNN'), ('back to rated', 'RRRGGG'), ('empty', '......'), ('empty beside', 'GGGGGG'), ('same twice', 'GGGG..'), ('leap', '..G...'), ('touching', 'GGGGGG');
CREATE TEMP TABLE periods (site text, rating text, valid_from date, valid_to date);
INSERT INTO periods VALUES ('open', 'Good', '2019-05-05', NULL), ('infinite', 'Good', '2019-05-05', 'infinity'),
  ('from the 1st to the 1st', 'Good', '2020-02-01', '2020-05-01'), ('from the 2nd to the 2nd', 'Good', '2020-02-02', '2020-05-02'),
  ('one after the other', 'RI', '2019-05-05', '2020-02-10'), ('one after the other', 'Good', '2020-02-10', NULL),
  ('gap over a 1st', 'Good', '2019-05-05', '2020-02-10'), ('gap over a 1st', 'RI', '2020-03-10', NULL),
  ('gap within a month', 'Good', '2019-05-05', '2020-03-10'), ('gap within a month', 'RI', '2020-03-20', NULL),
  ('gap not rated', 'Good', '2019-05-05', '2020-02-10'), ('gap not rated', NULL, '2020-02-10', '2020-04-10'), ('gap not rated', 'RI', '2020-04-10', NULL),
  ('overlap', 'Good', '2019-05-05', '2020-05-01'), ('overlap', 'RI', '2020-02-10', NULL),
  ('overlap inside', 'Good', '2019-05-05', NULL), ('overlap inside', 'RI', '2020-02-10', '2020-04-10'),
  ('same start', 'Good', '2019-05-05', NULL), ('same start', 'RI', '2019-05-05', '2020-04-10'),
  ('not rated later', 'Good', '2019-05-05', '2020-04-10'), ('not rated later', '', '2020-02-10', NULL),
  ('not rated inside', 'Good', '2019-05-05', NULL), ('not rated inside', 'Unrated', '2020-02-10', '2020-04-10'),
  ('three deep', 'Good', '2019-05-05', NULL), ('three deep', 'RI', '2020-01-10', '2020-05-10'), ('three deep', 'Inadequate', '2020-02-10', '2020-04-10'),
  ('rated inside', NULL, '2019-05-05', NULL), ('rated inside', 'Good', '2020-02-10', '2020-04-10'),
  ('back to rated', 'Good', '2019-05-05', NULL), ('back to rated', NULL, '2019-06-05', NULL), ('back to rated', 'RI', '2019-07-05', '2020-03-10'),
  ('back to rated', 'Unrated', '2019-08-05', NULL),
  ('empty', 'Good', '2020-03-01', '2020-03-01'), ('empty beside', 'Good', '2019-05-05', NULL), ('empty beside', 'RI', '2020-03-01', '2020-03-01'),
  ('same twice', 'Good', '2019-05-05', '2020-03-10'), ('same twice', 'Good', '2019-05-05', '2020-04-10'),
  ('leap', 'Good', '2020-02-29', '2020-03-02'), ('touching', 'Good', '2019-05-05', '2020-03-01'), ('touching', 'Good', '2020-03-01', NULL);
SELECT site, c.months, m.shows
FROM cases c LEFT JOIN (
  SELECT site, string_agg(CASE WHEN locations = 0 THEN '.' WHEN outstanding = 1 THEN 'O' WHEN good = 1 THEN 'G' WHEN requires_improvement = 1 THEN 'R'
                               WHEN inadequate = 1 THEN 'I' WHEN not_rated = 1 THEN 'N' END, '' ORDER BY as_at) AS shows
  FROM (SELECT site, care_trend_of_periods(site, rating, valid_from, valid_to) AS trend FROM periods GROUP BY site) t,
       care_monthly(trend, since => '2020-01-01', until => '2020-06-01') GROUP BY site) m USING (site)
WHERE c.months IS DISTINCT FROM m.shows ORDER BY site;

-- All together, in any order, of any type
CREATE TEMP TABLE t AS SELECT care_trend_of_periods(site, rating, valid_from, valid_to) AS trend FROM periods;
SELECT as_at, locations, rated, not_rated, joined, departed, improved, declined, newly_rated, published, published_good_or_better, mean_age_days
FROM t, care_monthly(trend, since => '2020-01-01', until => '2020-03-01') ORDER BY as_at;
SELECT m.as_at, count(*) FILTER (WHERE letter <> '.') = m.locations AS locations, count(*) FILTER (WHERE before = '.' AND letter <> '.') = m.joined AS joined,
       count(*) FILTER (WHERE before <> '.' AND letter = '.') = m.departed AS departed
FROM t, care_monthly(trend, since => '2020-02-01', until => '2020-06-01') m,
     LATERAL (SELECT substr(months, 1 + (extract(month FROM m.as_at) - 1)::int, 1), substr(months, (extract(month FROM m.as_at) - 1)::int, 1) FROM cases) l (letter, before)
GROUP BY m.as_at, m.locations, m.joined, m.departed ORDER BY m.as_at;
SELECT care_trend_of_periods(site, rating, valid_from, valid_to ORDER BY valid_to DESC, rating) = trend AS any_order,
       care_trend_of_periods(site::char(40), rating::care_rating, valid_from, valid_to) = trend AS any_type
FROM periods, t GROUP BY trend;

-- The periods of histories give the levels and movements of the histories.
CREATE TEMP TABLE events AS
SELECT l AS id, (ARRAY['Good', 'RI', 'Outstanding', 'Inadequate', 'unrated'])[1 + (l * 3 + i * 7 + l / 5) % 5] AS rating,
       date '2018-01-01' + (l * 37 + i * 211) % 900 AS published, date '2018-01-01' + l * 11 % 500 AS registered,
       CASE WHEN l % 4 = 0 THEN date '2019-06-01' + l * 7 % 400 END AS deregistered
FROM generate_series(1, 300) l, generate_series(0, 3) i;
CREATE TEMP TABLE both_ways AS
SELECT (SELECT care_trend(id, rating, published, registered, deregistered) FROM events) AS events,
       (SELECT care_trend_of_periods(id, p.rating, p.valid_from, p.valid_to)
        FROM (SELECT id, care_history(rating, published, registered, deregistered) AS history FROM events GROUP BY id) h, care_periods(history) p) AS periods;
SELECT count(*) > 40 AS months,
       count(*) FILTER (WHERE care_tally_at(events, m::date) <> care_tally_at(periods, m::date)) AS levels_differ
FROM both_ways, generate_series(date '2017-12-01', date '2021-06-01', interval '1 month') m;
SELECT m.* FROM both_ways, care_movements(periods) m EXCEPT ALL SELECT m.* FROM both_ways, care_movements(events) m ORDER BY 1, 2, 3;
SELECT m.* FROM both_ways, care_movements(events) m EXCEPT ALL SELECT m.* FROM both_ways, care_movements(periods) m ORDER BY 1, 2, 3;

-- What is refused
SELECT care_trend_of_periods('a', 'good', NULL, '2020-01-01');
SELECT care_trend_of_periods('a', 'good', '2020-01-02', '2020-01-01');
SELECT care_trend_of_periods('a', 'good', '-infinity', '2020-01-01');
SELECT care_trend_of_periods('a', 'good', '2020-01-01', '2200-01-01');
SELECT care_trend_of_periods(NULL::int, 'good', '2020-01-01', NULL);
