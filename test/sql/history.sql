-- care_history: the rules of time, one location at a time, with cases worked out by hand.

SET datestyle = ISO;
CREATE TEMP TABLE rows (site text, rating text, published date, registered date, deregistered date);
INSERT INTO rows VALUES
  ('plain', 'Good', '2019-03-15', '2019-01-10', NULL), ('plain', 'Requires Improvement', '2020-06-01', '2019-01-10', NULL),
  -- deregistered on d: not there on d, nor is a rating published that day
  ('closed', 'Good', '2019-05-05', '2019-01-01', '2020-01-01'), ('closed', 'RI', '2020-01-01', '2019-01-01', '2020-01-01'),
  -- ratings of a predecessor: the latest counts from the first day
  ('inherited', 'RI', '2018-07-07', '2020-04-01', NULL), ('inherited', 'Good', '2019-02-02', '2020-04-01', NULL),
  -- published in a gap between two registrations: counts from the second
  ('gap', 'Good', '2019-02-01', '2019-01-01', '2019-06-01'), ('gap', 'RI', '2019-07-15', '2019-09-01', NULL),
  ('overlap', 'Inadequate', '2019-07-01', '2019-01-01', '2019-08-01'), ('overlap', NULL, NULL, '2019-06-01', '2020-01-01'),
  ('touching', NULL, NULL, '2019-01-01', '2019-06-01'), ('touching', '', NULL, '2019-06-01', NULL),
  -- a row that is not rated displaces nothing, but dates the location
  ('not rated later', 'Good', '2019-02-01', '2019-01-01', NULL), ('not rated later', 'Not rated', '2019-05-01', '2019-01-01', NULL),
  ('not rated first', 'Unrated', '2019-02-01', NULL, NULL), ('not rated first', 'Good', '2019-05-01', NULL, NULL),
  -- different ratings on one date: the lowest counts; equal ones are no conflict
  ('conflict', 'Good', '2019-03-01', '2019-01-01', NULL), ('conflict', 'RI', '2019-03-01', '2019-01-01', NULL),
  ('conflict', 'Outstanding', '2019-03-01', '2019-01-01', NULL), ('conflict', 'Good', '2020-01-01', '2019-01-01', NULL),
  ('conflict', 'good', '2020-01-01', '2019-01-01', NULL), ('conflict', 'No published rating', '2020-01-01', '2019-01-01', NULL),
  ('infinite', 'Good', '2019-03-03', '-infinity', 'infinity'),
  -- without a registration date: from the first date known, until its own deregistration
  ('half dated', 'Good', '2019-02-02', NULL, '2019-06-01'), ('half dated', 'RI', '2019-10-01', '2019-09-01', NULL),
  ('never rated', NULL, NULL, '2019-01-01', NULL),
  ('leap', 'Good', '2020-02-29', '2020-02-29', '2024-02-29'),
  ('never there', 'Good', '2019-01-01', '2019-01-01', '2019-01-01'),
  ('empty, then real', NULL, NULL, '2019-01-01', '2019-01-01'), ('empty, then real', 'Good', '2018-01-01', '2020-01-01', NULL),
  ('republished', 'Good', '2019-02-01', '2019-01-01', NULL), ('republished', 'Good', '2020-02-01', '2019-01-01', NULL),
  ('first day', 'Outstanding', '2019-01-01', '2019-01-01', NULL),
  ('limits', 'Good', '1900-01-01', '1900-01-01', '2199-12-31');
CREATE TEMP TABLE histories AS
SELECT site, care_history(rating, published, registered, deregistered) AS history FROM rows GROUP BY site;

-- What each came to, and what it should (worked out by hand)
CREATE TEMP TABLE expected (site text, rating text, valid_from date, valid_to date, published date);
INSERT INTO expected VALUES
  ('plain', 'Not rated', '2019-01-10', '2019-03-15', NULL), ('plain', 'Good', '2019-03-15', '2020-06-01', '2019-03-15'),
  ('plain', 'Requires improvement', '2020-06-01', NULL, '2020-06-01'),
  ('closed', 'Not rated', '2019-01-01', '2019-05-05', NULL), ('closed', 'Good', '2019-05-05', '2020-01-01', '2019-05-05'),
  ('inherited', 'Good', '2020-04-01', NULL, '2019-02-02'),
  ('gap', 'Not rated', '2019-01-01', '2019-02-01', NULL), ('gap', 'Good', '2019-02-01', '2019-06-01', '2019-02-01'),
  ('gap', 'Requires improvement', '2019-09-01', NULL, '2019-07-15'),
  ('overlap', 'Not rated', '2019-01-01', '2019-07-01', NULL), ('overlap', 'Inadequate', '2019-07-01', '2020-01-01', '2019-07-01'),
  ('touching', 'Not rated', '2019-01-01', NULL, NULL),
  ('not rated later', 'Not rated', '2019-01-01', '2019-02-01', NULL), ('not rated later', 'Good', '2019-02-01', NULL, '2019-02-01'),
  ('not rated first', 'Not rated', '2019-02-01', '2019-05-01', NULL), ('not rated first', 'Good', '2019-05-01', NULL, '2019-05-01'),
  ('conflict', 'Not rated', '2019-01-01', '2019-03-01', NULL), ('conflict', 'Requires improvement', '2019-03-01', '2020-01-01', '2019-03-01'),
  ('conflict', 'Good', '2020-01-01', NULL, '2020-01-01'),
  ('infinite', 'Good', '2019-03-03', NULL, '2019-03-03'),
  ('half dated', 'Good', '2019-02-02', '2019-06-01', '2019-02-02'), ('half dated', 'Good', '2019-09-01', '2019-10-01', '2019-02-02'),
  ('half dated', 'Requires improvement', '2019-10-01', NULL, '2019-10-01'),
  ('never rated', 'Not rated', '2019-01-01', NULL, NULL),
  ('leap', 'Good', '2020-02-29', '2024-02-29', '2020-02-29'),
  ('empty, then real', 'Good', '2020-01-01', NULL, '2018-01-01'),
  ('republished', 'Not rated', '2019-01-01', '2019-02-01', NULL), ('republished', 'Good', '2019-02-01', '2020-02-01', '2019-02-01'),
  ('republished', 'Good', '2020-02-01', NULL, '2020-02-01'),
  ('first day', 'Outstanding', '2019-01-01', NULL, '2019-01-01'),
  ('limits', 'Good', '1900-01-01', '2199-12-31', '1900-01-01');
SELECT site, p.* FROM histories, care_periods(history) p EXCEPT ALL TABLE expected ORDER BY 1, 3;
TABLE expected EXCEPT ALL SELECT site, p.* FROM histories, care_periods(history) p ORDER BY 1, 3;
-- They come in order of time.
SELECT p.valid_from FROM histories, care_periods(history) p WHERE site = 'gap';

-- care_rating_at and care_published_at say of every day around every boundary what the periods say.
CREATE TEMP TABLE days AS
SELECT DISTINCT d + o AS day FROM (SELECT valid_from FROM expected UNION SELECT valid_to FROM expected UNION SELECT published FROM expected) b (d),
  generate_series(-1, 1) o WHERE d + o BETWEEN '1900-01-01' AND '2199-12-31';
SELECT count(*) > 800 AS many,
       count(*) FILTER (WHERE care_rating_at(history, day)::text IS DISTINCT FROM e.rating) AS wrong_rating,
       count(*) FILTER (WHERE care_published_at(history, day) IS DISTINCT FROM e.published) AS wrong_published
FROM histories h CROSS JOIN days
     LEFT JOIN expected e ON e.site = h.site AND e.valid_from <= day AND (day < e.valid_to OR e.valid_to IS NULL);
SELECT care_rating_at(history => history, as_at => '2019-03-14') AS day_before, care_rating_at(history, '2019-03-15') AS that_day,
       care_published_at(history => history, as_at => '2025-01-01') AS published, care_rating_at(history, '2019-01-09') IS NULL AS not_yet
FROM histories WHERE site = 'plain';

SELECT site, care_conflicts(history) AS conflicts FROM histories WHERE care_conflicts(history) > 0 ORDER BY site;

-- The text form, for those who read it
SELECT history FROM histories WHERE site IN ('inherited', 'half dated', 'conflict') ORDER BY site;

-- No order of rows makes a difference, and every rating type gives the same.
SELECT count(*) AS sites,
       count(*) FILTER (WHERE a = h.history AND b = h.history AND c = h.history AND d = h.history) AS any_order,
       count(*) FILTER (WHERE varchars = h.history AND chars = h.history AND ratings = h.history) AS any_type
FROM (SELECT site, care_history(rating, published, registered, deregistered ORDER BY published DESC NULLS FIRST) AS a,
             care_history(rating, published, registered, deregistered ORDER BY rating DESC NULLS LAST) AS b,
             care_history(rating, published, registered, deregistered ORDER BY registered DESC, published) AS c,
             care_history(DISTINCT rating, published, registered, deregistered) AS d,
             care_history(rating::varchar(30), published, registered, deregistered) AS varchars,
             care_history(rating::char(30), published, registered, deregistered) AS chars,
             care_history(rating::care_rating, published, registered, deregistered) AS ratings
      FROM rows GROUP BY site) v JOIN histories h USING (site);

-- care_tally of histories on a day: those that exist that very day, and nobody else.
SELECT day, t.* FROM (VALUES (date '2018-12-31'), (date '2019-01-01'), (date '2019-06-01'), (date '2019-12-31'), (date '2020-01-01'), (date '2020-02-29'), (date '2024-02-29')) d (day),
  LATERAL (SELECT care_tally(history, day) FROM histories) v (tally), LATERAL (
    SELECT care_locations(tally) AS locations, care_rated(tally) AS rated, care_good_or_better(tally) AS good,
           tally = (SELECT care_tally(e.rating) FROM expected e WHERE e.valid_from <= day AND (day < e.valid_to OR e.valid_to IS NULL)) AS as_expected) t
ORDER BY day;
SELECT care_tally(history, '2019-06-01', length(site)) =
       (SELECT care_tally(e.rating, length(e.site)) FROM expected e WHERE e.valid_from <= '2019-06-01' AND (date '2019-06-01' < e.valid_to OR e.valid_to IS NULL)) AS weighted
FROM histories;

-- Adding pieces: registrations join, ratings merge, a conflict between pieces is found, and one within stays one.
SELECT care_conflicts(care_rollup(h)) AS conflicts, care_rating_at(care_rollup(h), '2019-03-01') AS lowest
FROM (SELECT care_history(rating, published, registered, deregistered) FROM rows WHERE site = 'conflict' GROUP BY rating) v (h);
SELECT care_rollup(h) = (SELECT history FROM histories WHERE site = 'half dated') AS same
FROM (SELECT care_history(rating, published, registered, deregistered) FROM rows WHERE site = 'half dated' GROUP BY rating) v (h);
-- A later piece moves the first date of a location whose registration is not dated.
SELECT p.* FROM (SELECT care_rollup(h) FROM (SELECT care_history('good', '2019-05-01', NULL, NULL) UNION ALL
                                             SELECT care_history('unrated', '2019-02-01', NULL, NULL)) v (h)) r (history), care_periods(history) p ORDER BY valid_from;

-- What is refused
SELECT care_history('good', NULL, '2019-01-01', NULL);
SELECT care_history(NULL::text, NULL, NULL, NULL);
SELECT care_history('not rated', NULL, NULL, '2020-01-01');
SELECT care_history('good', '2019-01-01', '2020-01-01', '2019-12-31');
SELECT care_history('good', 'infinity', '2019-01-01', NULL);
SELECT care_history('good', '1899-12-31', NULL, NULL);
SELECT care_history('good', '2019-01-01', '2200-01-01', NULL);
SELECT care_history('good', '2019-01-01', '1899-12-31', NULL);
SELECT care_history('good', '2019-01-01', NULL, '2200-01-01');
SELECT care_history('good', '2019-01-01', NULL, '1899-12-31');
SELECT care_history('good', '2019-01-01', 'infinity', NULL);
SELECT care_history('good', '2019-01-01', NULL, '-infinity');
SELECT care_history('great', '2019-01-01', NULL, NULL);
SELECT care_rating_at(history, '2200-01-01') FROM histories WHERE site = 'plain';
SELECT care_rating_at(history, 'infinity') FROM histories WHERE site = 'plain';
SELECT care_tally(history, NULL::date) FROM histories;
SELECT care_tally(history, '2019-01-01', -1) FROM histories;
-- and of rows that the filter leaves out, nothing is said.
SELECT count(care_history) FROM (
  SELECT care_history(rating, published, registered, deregistered) FILTER (WHERE coalesce(registered, published) IS NOT NULL)
  FROM (VALUES ('a', NULL, NULL::date, NULL::date, NULL::date), ('b', 'good', '2019-01-01', NULL, NULL)) v (site, rating, published, registered, deregistered)
  GROUP BY site) h;

-- A rating after the deregistration and nothing before it: no day on which the location is known to have been there. Where
-- both dates are written out that is an error; where the registration is not known, it is one too, wherever it would count.
SELECT care_trend('late'::text, 'Good', '2020-05-01', '2020-05-01', '2019-03-01');
SELECT care_trend('late'::text, 'Good', '2020-05-01', NULL, '2019-03-01');
SELECT care_trend(7, 'Good', '2020-05-01', NULL, '2019-03-01', 40);
CREATE TEMP TABLE late AS SELECT care_history('Good', '2020-05-01', NULL, '2019-03-01') AS piece;
SELECT care_trend(piece) FROM late;
SELECT care_trend(piece, 40) FROM late;
SELECT care_tally(piece, '2018-01-01') FROM late;
SELECT care_ages(piece) FROM late;
-- A history may be a piece, which another with an earlier date makes whole: equal to building it in one go.
SELECT (SELECT count(*) FROM care_periods(piece)) AS periods_of_the_piece, care_rating_at(piece, '2020-05-01') AS rating_of_the_piece,
       care_rollup = (SELECT care_history(rating, published, NULL, '2019-03-01') FROM (VALUES ('Good', date '2020-05-01'), ('RI', '2018-02-01')) v (rating, published)) AS as_in_one_go,
       care_rating_at(care_rollup, '2019-02-28') AS rating, (SELECT valid_to FROM care_periods(care_rollup)) AS until
FROM late, (SELECT care_rollup(h) FROM (SELECT piece FROM late UNION ALL SELECT care_history('RI', '2018-02-01', NULL, '2019-03-01')) p (h)) r;
-- Beside a registration that is known, a row whose own is not says nothing when it ended before.
SELECT care_trend('x'::text, 'Good', '2020-05-01', r, d) = care_trend('x'::text, 'Good', '2020-05-01', '2020-02-01', NULL) FILTER (WHERE r IS NOT NULL) AS same
FROM (VALUES (NULL::date, date '2019-03-01'), ('2020-02-01', NULL)) v (r, d);
-- On one day: there, and gone before it counted, as with both dates.
SELECT care_trend('x'::text, 'Good', '2020-05-01', NULL, '2020-05-01') = care_trend('x'::text, 'Good', '2020-05-01', '2020-05-01', '2020-05-01') AS same;
-- Another row without a registration date that is open, or ends later, says when the location was there.
SELECT as_at, locations, departed FROM care_monthly((SELECT care_trend('x'::text, 'Good', '2020-05-01', NULL, d) FROM (VALUES (date '2019-03-01'), ('2020-06-15')) v (d)),
                                          since => '2020-05-01', until => '2020-07-01');

-- A rating on every day that there is, twice: no history has more.
CREATE TEMPORARY TABLE every_day AS
SELECT (i % 4 + 1)::care_rating AS rating, date '1900-01-01' + i % 109573 AS day FROM generate_series(0, 2 * 109573 - 1) i;
SELECT count(*), min(valid_from), max(valid_from), count(*) FILTER (WHERE valid_to = valid_from + 1) AS one_day
FROM care_periods((SELECT care_history(rating, day, NULL, NULL) FROM every_day));
SELECT care_conflicts(care_history(rating, day, NULL, NULL)) = (SELECT count(*) FROM (SELECT FROM every_day GROUP BY day HAVING count(DISTINCT rating) > 1) s) AS conflicts,
       care_trend('one'::text, rating, day, NULL, NULL) = (SELECT care_trend(h) FROM (SELECT care_history(rating, day, NULL, NULL) AS h FROM every_day) s) AS one_step_is_two_steps
FROM every_day;
SELECT count(*) AS months, sum(m.rated) AS rated, sum(m.good_or_better) = (SELECT count(*) FROM (SELECT min(rating) AS lowest FROM every_day WHERE extract(day FROM day) = 1 GROUP BY day) s WHERE lowest >= 'Good') AS good
FROM care_monthly((SELECT care_trend_of_periods('one'::text, rating, day, nullif(day + 1, '2200-01-01')) FROM every_day), since => '1900-01-01', until => '2199-12-31') m;

-- Two pieces of a history speak of one day: of two ratings the lower counts, of two publications the later, and any rating
-- before none.
SELECT a, b, (SELECT care_rollup(h)::jsonb -> 'ratings' -> 0 FROM (SELECT replace(replace('{"version": 1, "first": "2019-01-01",
    "registered": [["2019-01-01", null]], "ratings": [{"from": "2020-02-10", "rating": "RATING"}]}', 'RATING"', rating), '!', '"')::care_history_summary
  FROM unnest(ARRAY[a, b]) rating) s (h)) AS together
FROM (VALUES (1, 'Good"', 'Requires improvement", !published!: !2020-01-31!'), (2, 'Good"', 'Not rated", !published!: null'),
  (3, 'Good", !published!: !2020-01-31!', 'Not rated", !published!: null'), (4, 'Good", !published!: !2020-01-31!', 'Good", !published!: !2020-01-10!'),
  (5, 'Good", !published!: !2020-01-31!', 'Inadequate", !published!: !2020-01-10!')) c (n, a, b) ORDER BY n;
