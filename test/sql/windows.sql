-- Window frames: moving aggregation equals plain aggregation, and every aggregate works in a window.

SET jit = off;
SET datestyle = ISO;
CREATE TEMP TABLE r AS
SELECT n, n % 3 AS area, (ARRAY['Good', 'RI', 'Outstanding', NULL, 'inadequate', 'Not rated', 'good'])[1 + (n * n + n / 7) % 7] AS label,
       CASE WHEN n % 11 > 0 THEN n * 37 % 100 END::bigint AS beds
FROM generate_series(1, 200) n;
CREATE TEMP TABLE t AS
SELECT n, CASE WHEN n % 5 = 0 THEN NULL WHEN n % 7 = 0 THEN care_tally_of(0, 0, 0, 0) ELSE care_tally_of(n % 4, n % 6, n % 3, n % 2, n % 5) END AS tally,
       CASE WHEN n % 5 = 0 THEN NULL WHEN n % 7 = 0 THEN care_tally_of(0, 0, 0, 0) ELSE w.tally END AS weighted
FROM generate_series(1, 200) g (n), LATERAL (SELECT care_tally(label, r.beds) FROM r WHERE r.n BETWEEN g.n AND g.n + 3) w (tally);

-- A volatile FILTER turns the moving mode off: both ways give the same in every frame.
CREATE FUNCTION pg_temp.moving(aggregate text, source text) RETURNS TABLE (call text, differ bigint, "values" bigint) LANGUAGE plpgsql AS $$
DECLARE
  frame text;
BEGIN
  call := aggregate;
  differ := 0;
  FOREACH frame IN ARRAY ARRAY['ROWS BETWEEN 12 PRECEDING AND CURRENT ROW', 'ROWS BETWEEN 3 FOLLOWING AND 8 FOLLOWING',
      'ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING', 'ROWS BETWEEN CURRENT ROW AND CURRENT ROW',
      'RANGE BETWEEN 5 PRECEDING AND 5 FOLLOWING', 'GROUPS BETWEEN 2 PRECEDING AND 1 PRECEDING',
      'ROWS BETWEEN 4 PRECEDING AND 4 FOLLOWING EXCLUDE CURRENT ROW', 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW']
  LOOP
    EXECUTE format($f$
      SELECT count(*) FILTER (WHERE moving IS DISTINCT FROM plain) + $1, count(DISTINCT moving)
      FROM (SELECT %1$s OVER w AS moving, %1$s FILTER (WHERE random() >= 0) OVER w AS plain
            FROM %2$s WINDOW w AS (ORDER BY n %3$s)) v $f$, aggregate, source, frame)
      INTO differ, "values" USING differ;
  END LOOP;
  RETURN NEXT;
END $$;
SELECT call, differ, "values" > 50 AS many_values FROM pg_temp.moving('care_tally(label)', 'r');
SELECT call, differ FROM pg_temp.moving('care_tally(label::care_rating)', 'r');
SELECT call, differ FROM pg_temp.moving('care_tally(label, beds)', 'r');
SELECT call, differ FROM pg_temp.moving('care_tally(label::care_rating, beds)', 'r');
SELECT call, differ FROM pg_temp.moving('care_rollup(tally)', 't');
SELECT call, differ FROM pg_temp.moving('care_rollup(weighted)', 't');
SELECT call, differ FROM pg_temp.moving('care_percent_good_or_better(label)', 'r');
SELECT call, differ FROM pg_temp.moving('care_percent_good_or_better(label::care_rating)', 'r');
CREATE TYPE pg_temp.quality AS ENUM ('Good', 'RI', 'Outstanding', 'inadequate', 'Not rated', 'good');
SELECT call, differ FROM pg_temp.moving('care_tally(label::pg_temp.quality)', 'r');
SELECT call, differ FROM pg_temp.moving('care_tally(label::pg_temp.quality, beds)', 'r');
SELECT call, differ FROM pg_temp.moving('care_percent_good_or_better(label::pg_temp.quality)', 'r');

-- A question that comes with every row
SELECT f.call, f.differ, f."values" > 20 AS many_values
FROM (VALUES ('label'), ('label::care_rating'), ('label::pg_temp.quality')) r (rating),
     (VALUES (1, 'care_percent_good_or_better(%s, ''rated'')'), (2, 'care_percent_good_or_better(%s, ''all'')'), (3, 'care_target_gap(%s, 85)'),
       (4, 'care_target_gap(%s, 62.5, ''rated'')'), (5, 'care_target_gap(%s, 85, ''all'')')) c (k, call),
     pg_temp.moving(format(c.call, rating), 'r') f
ORDER BY k, rating;
SELECT call, differ, "values" FROM pg_temp.moving('care_target_gap(label, NULL)', 'r');
-- and that may be another one in another frame, but not within one.
SELECT count(*) FILTER (WHERE moving IS DISTINCT FROM care_target_gap(care_tally_of(0, 1, 0, 0), n + 1)) AS differ
FROM (SELECT n, care_target_gap('good'::text, n + 1) OVER (ORDER BY n ROWS BETWEEN CURRENT ROW AND CURRENT ROW) AS moving FROM generate_series(1, 100) n) v;
SELECT care_target_gap('good'::text, n + 1) OVER (ORDER BY n ROWS 1 PRECEDING) FROM generate_series(1, 3) n;
SELECT care_percent_good_or_better('good'::text, CASE WHEN n < 3 THEN 'rated' ELSE 'all' END) OVER (ORDER BY n ROWS 1 PRECEDING) FROM generate_series(1, 3) n;

-- Histories on a day: one that does not exist then, or is NULL, counts for nothing.
CREATE TEMP TABLE g AS
SELECT n, n * 37 % 90 AS beds, CASE WHEN n % 9 > 0 THEN care_history(rating, published, registered, deregistered) END AS history
FROM (SELECT n, rating, date '2018-01-01' + n * 11 % 700 AS published, date '2017-06-01' + n * 17 % 400 AS registered,
             CASE WHEN n % 4 = 0 THEN date '2018-12-01' + n * 5 % 300 END AS deregistered
      FROM generate_series(1, 200) n, (VALUES ('Good'), ('RI'), ('Inadequate'), ('Outstanding')) v (rating)
      WHERE length(rating) % 3 = n % 3 OR n % 2 = 0) e
GROUP BY n;
SELECT f.call, f.differ, f."values" > 20 AS many_values
FROM (VALUES (1, 'care_tally(history, ''2019-03-01'')'), (2, 'care_tally(history, ''2019-03-01'', beds)'), (3, 'care_tally(history, date ''2018-01-01'' + n)'),
    (4, 'care_tally(history, date ''2018-01-01'' + n, CASE WHEN n % 5 > 0 THEN n % 3 END)')) c (k, call), pg_temp.moving(call, 'g') f
ORDER BY k;

-- These have a moving mode.
SELECT aggfnoid::regprocedure AS no_moving_mode FROM pg_aggregate
WHERE aggfnoid::regprocedure::text IN ('care_tally(care_rating)', 'care_tally(text)', 'care_tally(anyenum)', 'care_tally(care_rating,bigint)',
  'care_tally(text,bigint)', 'care_tally(anyenum,bigint)', 'care_rollup(care_tally_summary)', 'care_tally(care_history_summary,date)',
  'care_tally(care_history_summary,date,bigint)') AND aggminvtransfn = 0
  OR aggfnoid::regprocedure::text ~ '^care_(percent_good_or_better|target_gap)\(' AND aggminvtransfn = 0;

-- The same against a plain aggregate over each frame's rows
SELECT count(*) AS unlike FROM (
  SELECT n, care_tally(label) OVER (ORDER BY n ROWS 9 PRECEDING) AS moving FROM r) w
WHERE moving <> (SELECT care_tally(label) FROM r WHERE r.n BETWEEN w.n - 9 AND w.n);
SELECT count(*) AS unlike FROM (
  SELECT n, care_rollup(weighted) OVER (ORDER BY n ROWS 9 PRECEDING) AS moving FROM t) w
WHERE moving <> (SELECT care_rollup(weighted) FROM t WHERE t.n BETWEEN w.n - 9 AND w.n);

-- Weights of 0 and NULL, and the largest there is, come and go.
SELECT n, w, care_tally('good', w) OVER (ORDER BY n ROWS 1 PRECEDING) AS moving
FROM (VALUES (1, 5::bigint), (2, NULL), (3, 0), (4, 9223372036854775807), (5, 0), (6, 7)) v (n, w) ORDER BY n;
-- A frame may hold locations now and weights later, but not both.
CREATE TEMP TABLE mixed AS
SELECT n, CASE n % 3 WHEN 0 THEN care_tally_of(n, 0, 0, 0) WHEN 1 THEN care_tally_of(0, 0, 0, 0) END AS tally FROM generate_series(1, 9) n;
UPDATE mixed SET tally = t FROM (SELECT k, care_tally('good', 10 * k) FROM generate_series(1, 9) k GROUP BY k) w (k, t) WHERE k = n AND n % 3 = 2;
SELECT n, care_rollup(tally) OVER (ORDER BY n ROWS BETWEEN CURRENT ROW AND CURRENT ROW) = tally AS itself FROM mixed ORDER BY n;
SELECT n, care_rollup(tally) OVER (ORDER BY n ROWS 1 PRECEDING) AS moving FROM mixed WHERE n < 5 ORDER BY n;

-- Every other aggregate in a window: growing and sliding frames, as the aggregate over the frame's rows.
CREATE TEMP TABLE e AS
SELECT n, 'L' || n % 23 AS location_id, (n * 7 % 5)::care_rating AS rating, date '2018-01-01' + n * 11 % 700 AS published,
       date '2017-06-01' + n % 23 * 9 AS registered, (1 + n % 23)::bigint AS beds
FROM generate_series(1, 300) n;
CREATE FUNCTION pg_temp.framed(aggregate text, source text) RETURNS TABLE (call text, frames bigint, differ bigint) LANGUAGE plpgsql AS $$
BEGIN
  call := aggregate;
  EXECUTE format($f$
    SELECT count(*), count(*) FILTER (WHERE growing IS DISTINCT FROM (SELECT %1$s FROM %2$s x WHERE x.n <= w.n)
                                         OR sliding IS DISTINCT FROM (SELECT %1$s FROM %2$s x WHERE x.n BETWEEN w.n - 20 AND w.n))
    FROM (SELECT n, %1$s OVER (ORDER BY n) AS growing, %1$s OVER (ORDER BY n ROWS 20 PRECEDING) AS sliding FROM %2$s) w
    WHERE n %% 10 = 0 $f$, aggregate, source) INTO frames, differ;
  RETURN NEXT;
END $$;
CREATE TEMP TABLE h AS
SELECT row_number() OVER (ORDER BY location_id) AS n, care_history(rating, published, registered, NULL) AS history, min(beds) AS beds,
       care_trend(location_id, rating, published, registered, NULL) AS trend, care_survival(published - registered + 999, rating > 'Good') AS survival, care_tally(rating) AS tally
FROM e GROUP BY location_id;
INSERT INTO h SELECT 23 + n, NULL, 3, NULL, NULL, NULL FROM generate_series(1, 50) n;
SELECT f.* FROM (VALUES (1, 'care_worst(rating)', 'e'), (2, 'care_percent_good_or_better(rating, ''all'')', 'e'),
    (3, 'care_target_gap(rating, 85)', 'e'), (4, 'care_history(rating, published, registered, NULL)', 'e'),
    (5, 'care_trend(location_id, rating, published, registered, NULL)', 'e'), (6, 'care_trend(location_id, rating, published, registered, NULL, beds)', 'e'),
    (7, 'care_trend_of_snapshots(location_id, rating, published)', 'e'), (8, 'care_trend_of_periods(location_id, rating, published, published + 200)', 'e'),
    (9, 'care_trend_of_tallies(care_tally_of(n, 1, 2, 3), date_trunc(''month'', published)::date)', 'e'), (10, 'care_trend(history)', 'h'),
    (11, 'care_trend(history, beds)', 'h'), (12, 'care_rollup(history)', 'h'), (13, 'care_worst(history)', 'h'), (14, 'care_rollup(trend)', 'h'),
    (15, 'care_tally(history, ''2019-03-01'')', 'h'), (16, 'care_tally(history, ''2019-03-01'', beds)', 'h'),
    (17, 'care_survival(n * 7 % 31, n % 3 > 0)', 'e'), (18, 'care_rollup(survival)', 'h'), (19, 'care_standardise(tally, care_tally_of(n % 5, 20, 9, 3))', 'h'),
    (20, 'care_standardise(tally, tally, 0.9)', 'h')) c (k, aggregate, source),
  pg_temp.framed(aggregate, source) f
ORDER BY k;
-- The same state is read many times and still grows: a year to date, beside the total.
SELECT count(DISTINCT growing) > 100 AS values_differ, bool_and(total = (SELECT care_trend(location_id, rating, published, registered, NULL) FROM e)) AS total_is_right
FROM (SELECT care_trend(location_id, rating, published, registered, NULL) OVER (ORDER BY n) AS growing,
             care_trend(location_id, rating, published, registered, NULL) OVER () AS total FROM e) v;

-- What an analyst asks: the percentage over the last four quarters, and by area.
SELECT quarter, care_percent_good_or_better(t)::numeric(5,1) AS quarter_percent,
       care_percent_good_or_better(care_rollup(t) OVER (ORDER BY quarter ROWS 3 PRECEDING))::numeric(5,1) AS year_percent
FROM (SELECT n / 50 AS quarter, care_tally(label) AS t FROM r GROUP BY 1) q ORDER BY quarter;
