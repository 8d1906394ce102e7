-- Properties over generated data, all against plain SQL: 1,500 locations with every trap of real data, 100 months.

SET jit = off;
SET datestyle = ISO;
CREATE FUNCTION pg_temp.dice(what text, sides int) RETURNS int LANGUAGE sql IMMUTABLE
  AS $$ SELECT ('x' || substr(md5(what), 1, 7))::bit(28)::int % sides $$;
-- One or two registrations a location (a second one after a gap, at once, or overlapping), some without a first date, some closed;
CREATE TEMP TABLE registrations AS
SELECT l, s, 1 + pg_temp.dice('beds' || l, 80)::bigint AS beds,
       CASE WHEN s = 1 AND pg_temp.dice('undated' || l, 8) = 0 THEN NULL WHEN s = 1 THEN start ELSE stop + pg_temp.dice('gap' || l, 120) - 40 END AS registered,
       CASE WHEN s = 1 AND (pg_temp.dice('twice' || l, 4) = 0 OR pg_temp.dice('closed' || l, 3) = 0) THEN stop
            WHEN s = 2 AND pg_temp.dice('closed again' || l, 3) = 0 THEN stop + 500 END AS deregistered
FROM (SELECT l, date '2014-01-01' + pg_temp.dice('start' || l, 1500) AS start FROM generate_series(1, 1500) l) x,
     LATERAL (SELECT start + 100 + pg_temp.dice('stop' || l, 1200) AS stop OFFSET 0) y, generate_series(1, CASE WHEN pg_temp.dice('twice' || l, 4) = 0 THEN 2 ELSE 1 END) s;
-- up to six reports, some before the start, some after the end, two on one day, not rated ones; some locations have none.
CREATE TEMP TABLE reports AS
SELECT l, i, date '2013-06-01' + CASE WHEN pg_temp.dice('same day' || l, 6) = 0 THEN 700 + pg_temp.dice('day' || l, 300) ELSE pg_temp.dice('day' || l || '/' || i, 2900) END AS published,
       pg_temp.dice('rating' || l || '/' || i, 6) % 5 AS number
FROM generate_series(1, 1500) l, generate_series(1, 6) i WHERE i <= pg_temp.dice('reports' || l, 7);
UPDATE reports SET published = date_trunc('month', published)::date WHERE pg_temp.dice('first' || l || '/' || i, 5) = 0;
-- As a council joins them: a row for each report under each registration, one for registrations without reports
CREATE TEMP TABLE rows AS
SELECT r.l, number::care_rating AS rating, published, registered, deregistered, beds FROM registrations r LEFT JOIN reports USING (l)
WHERE NOT (registered IS NULL AND published IS NULL) AND (registered <= deregistered) IS NOT FALSE;
-- A location of whose registration only the end is known, before anything else of it, is refused.
DELETE FROM rows USING (SELECT l AS of, least(min(registered), min(published)) AS first FROM rows GROUP BY l HAVING count(registered) = 0) f
WHERE l = of AND deregistered < first;
SELECT count(DISTINCT l) > 1300 AS locations, count(*) > 4000 AS rows FROM rows;

-- Plain SQL: spans of existence; on each first of a month who exists and the latest actual rating published until then, of equal dates the lowest
CREATE TEMP TABLE spans AS
SELECT DISTINCT l, coalesce(registered, first) AS from_day, coalesce(deregistered, 'infinity') AS until_day, beds
FROM rows JOIN (SELECT l, least(min(registered), min(published)) AS first FROM rows GROUP BY l) f USING (l);
CREATE INDEX ON spans (l);
CREATE TEMP TABLE rated AS SELECT l, published, min(rating) AS rating, count(DISTINCT rating) > 1 AS conflict FROM rows WHERE rating > 'Not rated' GROUP BY l, published;
CREATE INDEX ON rated (l, published);
ANALYZE spans, rated;
CREATE TEMP TABLE plain AS
SELECT l, month::date AS as_at, beds, coalesce(r.rating, 'Not rated') AS rating, r.published
FROM generate_series(date '2014-01-01', date '2022-04-01', interval '1 month') month
     CROSS JOIN LATERAL (SELECT DISTINCT l, beds FROM spans WHERE from_day <= month AND month < until_day) s
     LEFT JOIN LATERAL (SELECT rating, published FROM rated WHERE rated.l = s.l AND rated.published <= month ORDER BY rated.published DESC LIMIT 1) r ON true;
CREATE INDEX ON plain (l, as_at);
ANALYZE plain;

CREATE TEMP TABLE t AS
SELECT care_trend(l, rating, published, registered, deregistered) AS trend, care_trend(l, rating, published, registered, deregistered, beds) AS weighted FROM rows;

-- Levels and ages, month by month
CREATE TEMP TABLE levels AS
SELECT as_at, count(l) AS locations, count(l) FILTER (WHERE rating > 'Not rated') AS rated, count(l) FILTER (WHERE rating = 'Outstanding') AS outstanding, count(l) FILTER (WHERE rating = 'Good') AS good,
       count(l) FILTER (WHERE rating = 'Requires improvement') AS requires_improvement, count(l) FILTER (WHERE rating = 'Inadequate') AS inadequate, count(l) FILTER (WHERE rating = 'Not rated') AS not_rated,
       count(l) FILTER (WHERE rating >= 'Good') AS good_or_better, avg(as_at - published) AS age,
       coalesce(sum(beds), 0) AS beds, coalesce(sum(beds) FILTER (WHERE rating >= 'Good'), 0) AS good_beds, sum(beds * (as_at - published)) / sum(beds) FILTER (WHERE published IS NOT NULL) AS age_of_beds
FROM generate_series(date '2014-01-01', date '2022-04-01', interval '1 month') m (month), LATERAL (SELECT month::date AS as_at) d LEFT JOIN plain USING (as_at) GROUP BY as_at;
SELECT count(*) AS months,
       count(*) FILTER (WHERE (m.locations, m.rated, m.outstanding, m.good, m.requires_improvement, m.inadequate, m.not_rated, m.good_or_better)
          IS DISTINCT FROM (p.locations, p.rated, p.outstanding, p.good, p.requires_improvement, p.inadequate, p.not_rated, p.good_or_better)) AS wrong_levels,
       count(*) FILTER (WHERE abs(m.percent_good_or_better - 100.0 * p.good_or_better / nullif(p.rated, 0)) > 1e-9 OR m.percent_good_or_better IS NULL <> (p.rated = 0)) AS wrong_percent,
       count(*) FILTER (WHERE abs(m.mean_age_days - p.age) > 1e-6 OR (m.mean_age_days IS NULL) <> (p.age IS NULL)) AS wrong_age,
       count(*) FILTER (WHERE (w.locations, w.good_or_better) IS DISTINCT FROM (p.beds, p.good_beds)) AS wrong_beds,
       count(*) FILTER (WHERE abs(w.mean_age_days - p.age_of_beds) > 1e-6) AS wrong_age_of_beds
FROM t, care_monthly(trend, since => '2014-01-01', until => '2022-04-01') m JOIN levels p USING (as_at) JOIN LATERAL care_monthly(weighted, since => '2014-01-01', until => '2022-04-01') w USING (as_at);

-- Movements: every pair of states between two firsts, and their sums
CREATE TEMP TABLE moves AS
SELECT coalesce(n.as_at, (b.as_at + interval '1 month')::date) AS as_at, b.rating AS from_rating, n.rating AS to_rating, count(*) AS locations
FROM plain n FULL JOIN plain b ON b.l = n.l AND b.as_at + interval '1 month' = n.as_at
WHERE n.rating IS DISTINCT FROM b.rating AND coalesce(n.as_at, (b.as_at + interval '1 month')::date) BETWEEN '2014-02-01' AND '2022-04-01' GROUP BY 1, 2, 3;
SELECT count(*) > 800 AS many_moves FROM moves;
SELECT m.* FROM t, care_movements(trend) m WHERE as_at BETWEEN '2014-02-01' AND '2022-04-01' EXCEPT ALL SELECT as_at, (as_at - interval '1 month')::date, from_rating::text, to_rating::text, locations FROM moves ORDER BY 1, 2, 3;
SELECT as_at, (as_at - interval '1 month')::date AS month, from_rating::text, to_rating::text, locations FROM moves EXCEPT ALL SELECT m.* FROM t, care_movements(trend) m WHERE as_at BETWEEN '2014-02-01' AND '2022-04-01' ORDER BY 1, 2, 3;
SELECT count(*) AS months, count(*) FILTER (WHERE (joined, departed, improved, declined, newly_rated) IS DISTINCT FROM (j, d, i, w, n)) AS wrong_sums,
       count(*) FILTER (WHERE locations <> before + joined - departed) AS not_adding_up
FROM (SELECT m.*, lag(m.locations) OVER (ORDER BY as_at) AS before,
        (SELECT coalesce(sum(locations), 0) FROM moves WHERE moves.as_at = m.as_at AND from_rating IS NULL) AS j, (SELECT coalesce(sum(locations), 0) FROM moves WHERE moves.as_at = m.as_at AND to_rating IS NULL) AS d,
        (SELECT coalesce(sum(locations), 0) FROM moves WHERE moves.as_at = m.as_at AND from_rating > 'Not rated' AND to_rating > from_rating) AS i,
        (SELECT coalesce(sum(locations), 0) FROM moves WHERE moves.as_at = m.as_at AND to_rating > 'Not rated' AND to_rating < from_rating) AS w,
        (SELECT coalesce(sum(locations), 0) FROM moves WHERE moves.as_at = m.as_at AND from_rating = 'Not rated' AND to_rating IS NOT NULL) AS n
      FROM t, care_monthly(trend, since => '2014-02-01', until => '2022-04-01') m) v;
-- The change in each rating from any month to any other is the sum of the movements between.
SELECT count(*) AS wrong FROM (VALUES (date '2014-06-01', date '2016-03-01'), ('2015-01-01', '2022-04-01'), ('2019-12-01', '2020-01-01'), ('2014-01-01', '2022-04-01')) p (since, until), t,
  unnest(ARRAY['Not rated', 'Inadequate', 'Requires improvement', 'Good', 'Outstanding']) r (rating)
WHERE care_count(care_tally_at(trend, until), rating) - care_count(care_tally_at(trend, since), rating)
      <> (SELECT coalesce(sum(CASE WHEN to_rating = rating THEN locations WHEN from_rating = rating THEN -locations END), 0) FROM care_movements(trend) WHERE as_at > since AND as_at <= until);

-- Publications: days on which a location that exists then got a rating, since the first before
SELECT count(*) AS months, sum(m.published) > 1500 AS many, count(*) FILTER (WHERE (m.published, m.published_good_or_better) IS DISTINCT FROM (p.n, p.good)) AS wrong
FROM t, care_monthly(trend, since => '2014-02-01', until => '2022-04-01') m, LATERAL (
  SELECT count(*) AS n, count(*) FILTER (WHERE rating >= 'Good') AS good FROM rated
  WHERE published > m.as_at - interval '1 month' AND published <= m.as_at AND EXISTS (SELECT FROM spans WHERE spans.l = rated.l AND from_day <= published AND published < until_day)) p;
SELECT care_conflicts(trend) = (SELECT count(*) FROM rated WHERE conflict) AS conflicts, care_conflicts(trend) > 20 AS some FROM t;

-- Histories say so on any day, too.
CREATE TEMP TABLE histories AS SELECT l, min(beds) AS beds, care_history(rating, published, registered, deregistered) AS history FROM rows GROUP BY l;
SELECT count(*) > 14000 AS many, count(*) FILTER (WHERE care_rating_at(history, day) IS DISTINCT FROM CASE WHEN e THEN coalesce(r.rating, 'Not rated') END) AS wrong_rating,
       count(*) FILTER (WHERE care_published_at(history, day) IS DISTINCT FROM CASE WHEN e THEN r.published END) AS wrong_published
FROM (SELECT l, history, date '2013-12-20' + pg_temp.dice('look' || l || '/' || k, 3000) AS day FROM histories, generate_series(1, 10) k OFFSET 0) h
     CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM spans WHERE spans.l = h.l AND from_day <= day AND day < until_day)) x (e)
     LEFT JOIN LATERAL (SELECT rating, published FROM rated WHERE rated.l = h.l AND rated.published <= day ORDER BY rated.published DESC LIMIT 1) r ON true;
SELECT count(*) FILTER (WHERE care_tally_at(trend, as_at) <> (SELECT care_tally(history, as_at) FROM histories)) AS unlike_tallies,
       count(*) FILTER (WHERE care_tally_at(weighted, as_at) <> (SELECT care_tally(history, as_at, beds) FROM histories)) AS unlike_weighted
FROM t, levels WHERE extract(month FROM as_at) = 4;

-- One step, two steps, any order, any partition: one value.
SELECT care_trend(l, rating, published, registered, deregistered ORDER BY md5(l || '/' || published)) = trend AS any_order,
       (SELECT care_trend(history) FROM histories) = trend AS two_steps, (SELECT care_trend(history, beds) FROM histories) = weighted AS two_steps_weighted
FROM rows, t GROUP BY trend, weighted;
SELECT parts, care_rollup(p.trend) = t.trend AS equal, sum(care_conflicts(p.trend)) = care_conflicts(t.trend) AS conflicts
FROM (SELECT parts, care_trend(l, rating, published, registered, deregistered) AS trend FROM rows, unnest(ARRAY[2, 7, 1500]) parts GROUP BY parts, pg_temp.dice('part' || l, parts)) p, t
GROUP BY parts, t.trend ORDER BY parts;
