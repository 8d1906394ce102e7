-- How old ratings are, month by month.
SET datestyle = 'ISO';

-- To follow by hand: a rating of 8 May 2019 is under a year old on 1 May 2020 and not on 1 June; registered on
-- 15 June 2019, without a rating ever since; a rating inherited at registration keeps its age.
CREATE TEMP TABLE report (location text, rating text, published date, registered date, deregistered date);
INSERT INTO report VALUES
  ('a', 'Good', '2019-05-08', '2015-01-01', NULL), ('b', NULL, NULL, '2019-06-15', NULL),
  ('c', 'Inadequate', '2014-06-01', '2018-02-03', '2020-05-20');
CREATE TEMP TABLE hand AS SELECT care_ages(location, rating, published, registered, deregistered) AS ages FROM report;
SELECT ages FROM hand;
SELECT m.* FROM hand, care_ages_monthly(ages, since => '2020-04-15', until => '2020-07-31') m WHERE locations > 0 OR as_at = '2020-07-01';
-- To the day: an age of exactly an edge is in the band that begins with it; of never rated as well.
SELECT m.as_at, string_agg(band || ': ' || m.locations, '; ' ORDER BY band_number) AS bands
  FROM (SELECT care_ages(location, rating, published, registered, NULL) AS ages
          FROM (VALUES (1, 'Good', date '2019-06-01', date '2019-06-01'), (2, 'Good', '2019-06-02', '2019-06-01'),
                       (3, NULL, NULL, '2019-06-01'), (4, NULL, NULL, '2019-06-02')) v (location, rating, published, registered)) a,
       care_ages_monthly(ages, '{1 year}', since => '2020-06-01', until => '2020-06-01') m GROUP BY as_at;
-- Edges in words; days and months; 29 days may be longer than a month, and then that band is empty.
SELECT band_number, band, locations FROM hand, care_ages_monthly(ages, '{29 days,1 month,18 months,2 years 15 days}', '2021-03-01', '2021-03-01');
-- By default from the first month with a location to this month.
SELECT min(as_at) AS first, max(as_at) = date_trunc('month', current_date) AS to_this_month, count(*) = 7 * count(DISTINCT as_at) AS bands
  FROM hand, care_ages_monthly(ages);
SELECT count(*) AS backwards FROM hand, care_ages_monthly(ages, since => '2020-02-02', until => '2020-02-20');
-- "Inspected but not rated" changes nothing; a rating that is withdrawn leaves none from that day on.
SELECT care_ages(l, r, p, date '2020-01-15', NULL)
  FROM (VALUES (1, 'Good', date '2020-02-02'), (1, 'Inspected but not rated', '2021-01-01')) v (l, r, p);
SELECT care_ages('{"version": 1, "first": "2020-01-15", "registered": [["2020-01-15", null]], "ratings": [{"from": "2020-02-02", "rating": "Good"}, {"from": "2021-03-03", "rating": "Not rated", "published": null}, {"from": "2021-05-05", "rating": "Not rated", "published": null}]}'::care_history_summary);
-- One that is there between two firsts only shows nowhere; one that comes back has its registration anew.
SELECT care_ages(1, NULL::text, NULL, date '2020-01-02', date '2020-01-31');
SELECT care_ages(1, NULL::text, NULL, r, d) FROM (VALUES (date '2020-01-01', date '2020-03-10'), ('2021-01-20', NULL)) v (r, d);

-- 300 locations over twelve years against every month of every location in plain SQL.
CREATE TEMP TABLE location AS
SELECT i AS location, i % 4 AS council, registered, CASE WHEN i % 3 = 0 THEN registered + 30 + (i * 7919 % 1500)::int END AS deregistered
  FROM (SELECT i, date '2010-01-15' + (i * i * 271 % 3000)::int AS registered FROM generate_series(1, 300::bigint) i) s;
CREATE TEMP TABLE rating AS
SELECT location, (ARRAY['Outstanding', 'Good', 'Requires improvement', 'Inadequate'])[1 + (location * n * 31 % 4)] AS rating,
       registered + (location * n * 4271 % 3400)::int - 200 AS published
  FROM location, generate_series(1, 4) n WHERE location % 5 > 0;
CREATE INDEX ON rating (location, published);
CREATE TEMP TABLE shown AS
SELECT month::date AS as_at, council, l.registered, r.rating, r.published
  FROM generate_series(timestamp '2009-01-01', '2022-01-01', '1 month') month JOIN location l ON registered <= month AND coalesce(deregistered, 'infinity') > month
  LEFT JOIN LATERAL (SELECT rating, published FROM rating r WHERE r.location = l.location AND published <= month
                      ORDER BY published DESC, array_position(ARRAY['Inadequate', 'Requires improvement', 'Good', 'Outstanding'], rating) LIMIT 1) r ON true;
CREATE TEMP TABLE council AS
SELECT council, care_ages(location, rating, published, registered, deregistered) AS ages FROM location LEFT JOIN rating USING (location) GROUP BY council;
CREATE FUNCTION pg_temp.compare(edges interval[], OUT rows bigint, OUT filled bigint, OUT different bigint) LANGUAGE sql AS $$
WITH ours AS (
  SELECT council, m.* FROM council, care_ages_monthly(ages, edges, since => '2009-01-01', until => '2022-01-01') m),
theirs AS (
  SELECT *, 100.0::float8 * n / sum(n) OVER (PARTITION BY council, as_at) AS share
    FROM (SELECT council, as_at, band, count(*) AS n, count(*) FILTER (WHERE rating IN ('Good', 'Outstanding')) AS good
            FROM (SELECT *, CASE WHEN rating IS NOT NULL THEN 1 + (SELECT count(*) FROM unnest(edges) edge WHERE published <= as_at - edge)
                                 ELSE cardinality(edges) + 2 + (registered <= as_at - interval '1 year')::int END AS band FROM shown) s
           GROUP BY council, as_at, band) t)
SELECT count(*), count(t.n),
       count(*) FILTER (WHERE o.council IS NULL OR o.locations <> coalesce(n, 0) OR o.percent <> coalesce(share, 0)
         OR o.good_or_better IS DISTINCT FROM CASE WHEN band_number <= cardinality(edges) + 1 THEN coalesce(good, 0) END
         OR o.percent_good_or_better IS DISTINCT FROM CASE WHEN band_number <= cardinality(edges) + 1 THEN 100.0::float8 * good / n END)
  FROM ours o FULL JOIN theirs t ON o.council = t.council AND o.as_at = t.as_at AND o.band_number = t.band $$;
SELECT * FROM pg_temp.compare('{1 year,2 years,4 years,6 years}');
SELECT * FROM pg_temp.compare('{2 years}');
SELECT * FROM pg_temp.compare('{1 day,28 days,1 month,100 days,1 year 1 day,18 months,3 years}');

-- It agrees with the trend of the same rows: how many there are, how many of them rated, how many good.
SELECT count(*) AS months, count(*) FILTER (WHERE (a.locations, a.rated, a.good) IS DISTINCT FROM (m.locations, m.rated, m.good_or_better)) AS different
  FROM (SELECT as_at, sum(m.locations) AS locations, sum(m.locations) FILTER (WHERE band NOT LIKE 'never%') AS rated, sum(good_or_better) AS good
          FROM (SELECT care_rollup(ages) AS ages FROM council) r, care_ages_monthly(ages) m GROUP BY as_at) a
  JOIN care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM location LEFT JOIN rating USING (location))) m USING (as_at);

-- One value: in one step, in two, in pieces, in any order of rows, with any type of location and rating.
CREATE TEMP TABLE england AS SELECT care_ages(location, rating, published, registered, deregistered) AS ages FROM location LEFT JOIN rating USING (location);
SELECT care_ages(history) = (SELECT ages FROM england) AS two_steps
  FROM (SELECT care_history(rating, published, registered, deregistered) AS history FROM location LEFT JOIN rating USING (location) GROUP BY location) h;
SELECT care_rollup(ages) = (SELECT ages FROM england) AS rollup FROM council;
SELECT care_ages(location, rating, published, registered, deregistered ORDER BY published DESC) = (SELECT ages FROM england) AS another_order,
       care_ages(location::text, rating, published, registered, deregistered) = (SELECT ages FROM england) AS text,
       care_ages(location, rating::care_rating, published, registered, deregistered) = (SELECT ages FROM england) AS rating,
       care_ages(location::text, rating::care_rating, published, registered, deregistered) = (SELECT ages FROM england) AS both
  FROM location LEFT JOIN rating USING (location);
CREATE TYPE pg_temp.words AS ENUM ('Inadequate', 'Requires improvement', 'Good', 'Outstanding');
SELECT care_ages(location, rating::pg_temp.words, published, registered, deregistered) = (SELECT ages FROM england) AS enum
  FROM location LEFT JOIN rating USING (location);
SELECT council, care_ages(location, rating, published, registered, deregistered) = (SELECT ages FROM council c WHERE c.council = l.council) AS equal
  FROM location l LEFT JOIN rating USING (location) GROUP BY ROLLUP (council) ORDER BY council;
SELECT bool_and(ages::text::care_ages_summary = ages AND ages::text::care_ages_summary::text = ages::text) AS text, bool_and(ages::jsonb = ages::text::jsonb) AS jsonb,
       count(DISTINCT ages) AS distinct, count(DISTINCT care_ages_summary_hash(ages)) AS hashes FROM council;
SELECT bool_and(a = care_ages) AS window
  FROM (SELECT location, care_ages(history) OVER (ORDER BY location ROWS 20 PRECEDING) AS a
          FROM (SELECT location, care_history(rating, published, registered, deregistered) AS history FROM location LEFT JOIN rating USING (location) WHERE location < 60 GROUP BY location) h) w,
       LATERAL (SELECT care_ages(l.location, rating, published, registered, deregistered) FROM location l LEFT JOIN rating USING (location) WHERE l.location BETWEEN w.location - 20 AND w.location) p;
-- in parallel, from plans that are
SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
CREATE TABLE care_ages_history AS SELECT council, care_history(rating, published, registered, deregistered) AS history
  FROM location LEFT JOIN rating USING (location) GROUP BY council, location;
CREATE FUNCTION pg_temp.is_parallel(query text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  plan json;
BEGIN
  EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
  RETURN plan::text LIKE '%"Gather%' AND plan::text LIKE '%"Partial Mode": "Partial"%';
END $$;
SELECT pg_temp.is_parallel('SELECT care_ages(history) FROM care_ages_history') AS parallel;
SELECT care_ages(history) = (SELECT ages FROM england) AS equal FROM care_ages_history;
DROP TABLE care_ages_history;

-- Placeholders cost a record, not a calendar; what they say is counted.
SELECT pg_column_size(care_ages(l, 'Good'::text, '2019-05-08', '1900-01-01', '2199-12-31')) AS bytes FROM generate_series(1, 1000) l;
SELECT m.as_at, band, locations FROM care_ages_monthly(care_ages_summary '{"version": 1, "changes": [["Good", "1900-01-01", "1900-01-01", 1]]}', since => '2199-12-01', until => '2199-12-31') m WHERE locations > 0;
SELECT care_ages(1, 'Good'::text, date '2199-12-15', date '2199-12-02', NULL) AS beyond_the_last_month;

-- Nothing in, nothing out.
SELECT care_ages(location, rating, published, registered, deregistered) IS NULL AS of_no_rows FROM report WHERE false;
SELECT care_ages(h) IS NULL AS of_nulls, care_rollup(a) IS NULL AS of_null_ages FROM (VALUES (NULL::care_history_summary, NULL::care_ages_summary)) v (h, a);
SELECT care_rollup(a) = (SELECT ages FROM hand) AS nulls_are_skipped FROM (SELECT ages AS a FROM hand UNION ALL SELECT NULL) v;
SELECT count(*) AS of_null FROM care_ages_monthly(NULL);
SELECT count(*) AS of_empty, (SELECT count(*) FROM care_ages_monthly('{"version": 1, "changes": []}', since => '2020-01-01', until => '2020-01-01') WHERE locations = 0 AND percent IS NULL) AS one_month
  FROM care_ages_monthly('{"version": 1, "changes": []}');

-- Refused: rows, as care_trend refuses them;
SELECT care_ages(NULL::text, 'Good'::text, date '2020-01-01', NULL, NULL);
SELECT care_ages('x'::text, 'Good'::text, NULL::date, NULL, NULL);
SELECT care_ages('x'::text, NULL::text, NULL::date, NULL, NULL);
SELECT care_ages('x'::text, 'Fine'::text, date '2020-01-01', NULL, NULL);
-- arguments;
SELECT care_ages_monthly(ages, '{}') FROM hand;
SELECT care_ages_monthly(ages, '{2 years,1 year}') FROM hand;
SELECT care_ages_monthly(ages, '{365}') FROM hand;
SELECT care_ages_monthly(ages, ARRAY(SELECT make_interval(days => i) FROM generate_series(1, 101) i)) FROM hand;
SELECT care_ages_monthly(ages, since => '2200-01-01') FROM hand;
SELECT care_ages_monthly(ages, until => 'infinity') FROM hand;
-- the aggregate's functions, called by hand;
SELECT care_ages_add_history(NULL, NULL), care_ages_add_history(NULL, '{"version": 1, "first": "2020-01-15", "registered": [], "ratings": []}');
SELECT care_ages_final('\x00');
-- texts that cannot be.
CREATE TEMP TABLE bad (i serial, form text);
INSERT INTO bad (form) VALUES
  (''), ('[]'), ('{"version": 1}'), ('{"version": 2, "changes": []}'), ('{"version": 1, "changes": {}}'), ('{"version": 1, "changes": [], "more": 1}'),
  ('{"version": 1, "changes": [1]}'), ('{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-01"]]}'),
  ('{"version": 1, "changes": [["good", "2020-01-01", "2020-01-01", 1]]}'), ('{"version": 1, "changes": [[1, "2020-01-01", "2020-01-01", 1]]}'),
  ('{"version": 1, "changes": [["Good", "2020-01-32", "2020-01-01", 1]]}'), ('{"version": 1, "changes": [["Good", "2200-01-01", "2200-01-01", 1]]}'),
  ('{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-02", 1]]}'), ('{"version": 1, "changes": [["Good", "2020-01-02", "2020-01-01", 1]]}'),
  ('{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-01", 0]]}'), ('{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-01", 2147483648]]}'),
  ('{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-01", 1.5]]}'), ('{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-01", -1]]}'),
  ('{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-01", 1], ["Good", "2020-01-01", "2020-01-01", 1]]}'),
  ('{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-01", 1], ["Good", "2020-01-01", "2020-02-01", -2]]}'),
  ('{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-01", 5], ["Good", "2020-01-02", "2020-02-01", -2]]}');
CREATE FUNCTION pg_temp.verdict(form text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  detail text;
BEGIN
  RETURN form::care_ages_summary;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
  RETURN SQLSTATE || ' ' || CASE WHEN form LIKE '{"version": 1%' THEN detail ELSE '' END;
END $$;
SELECT i, pg_temp.verdict(form) FROM bad ORDER BY i;
-- In any order, and out in one.
SELECT care_ages_summary '{"changes": [["Good", "2020-01-01", "2020-03-01", -2], ["Inadequate", "2020-01-01", "2020-01-01", 7], ["Good", "2020-01-01", "2020-01-01", 2147483647]], "version": 1}' AS ages;
SELECT care_rollup(ages) FROM (VALUES (care_ages_summary '{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-01", 2147483647]]}'), ('{"version": 1, "changes": [["Good", "2020-01-01", "2020-01-01", 1]]}')) v (ages);
