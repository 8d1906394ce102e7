-- care_monthly and care_movements: which months, which denominator, which target.

SET datestyle = ISO;
-- Ten locations from 15 January 2020; 8 rated by April: 5 good on 1 February, 6 on 1 March, 7 on 1 April; one closes in May.
CREATE TEMP TABLE events (id int, rating text, published date, registered date, deregistered date);
INSERT INTO events
SELECT id, CASE WHEN id <= 5 THEN 'Good' WHEN id <= 8 THEN 'RI' END, CASE WHEN id <= 8 THEN date '2020-01-20' END, '2020-01-15',
       CASE WHEN id = 10 THEN date '2020-05-05' END
FROM generate_series(1, 10) id;
INSERT INTO events VALUES (6, 'Good', '2020-02-10', '2020-01-15', NULL), (7, 'Outstanding', '2020-03-10', '2020-01-15', NULL);
CREATE TEMP TABLE t AS SELECT care_trend(id, rating, published, registered, deregistered) AS trend FROM events;

SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate, not_rated, good_or_better, percent_good_or_better, change_points
FROM t, care_monthly(trend, until => '2020-06-01') ORDER BY as_at;
SELECT as_at, target, target_gap_points, locations_to_target, joined, departed, improved, declined, newly_rated, published, published_good_or_better, mean_age_days
FROM t, care_monthly(trend, 85, until => '2020-06-01') ORDER BY as_at;
-- of all locations, rated or not
SELECT as_at, percent_good_or_better, change_points, target_gap_points, locations_to_target
FROM t, care_monthly(trend, target => 85, until => '2020-06-01', denominator => 'all') ORDER BY as_at;

-- since and until: any day; months whose first is within. A first row is still compared with the month before.
SELECT as_at, change_points, joined, newly_rated, improved, published FROM t, care_monthly(trend, NULL, '2020-03-01', '2020-04-30') ORDER BY as_at;
SELECT as_at FROM t, care_monthly(trend, since => '2020-03-02', until => '2020-05-01') ORDER BY as_at;
SELECT as_at FROM t, care_monthly(trend, since => '2020-03-02', until => '2020-03-31') ORDER BY as_at;
SELECT as_at FROM t, care_monthly(trend, since => '2020-04-01', until => '2020-03-01') ORDER BY as_at;
SELECT as_at FROM t, care_monthly(trend, since => '2020-02-29', until => '2020-02-29') ORDER BY as_at;
SELECT as_at, locations, percent_good_or_better, joined FROM t, care_monthly(trend, since => '2019-12-25', until => '2020-02-01') ORDER BY as_at;
SELECT count(*), min(as_at), max(as_at), sum(joined) - sum(departed) AS "left" FROM t, care_monthly(trend, since => '1900-01-01', until => '2199-12-31');
SELECT as_at, locations, mean_age_days FROM t, care_monthly(trend, since => '2030-01-01', until => '2030-01-31');
-- Default: from the first month with a location to this month, for every group the same end.
SELECT min(as_at) AS first, max(as_at) = date_trunc('month', current_date)::date AS until_now, count(*) = count(DISTINCT as_at) AS once,
       count(*) = 12 * (extract(year FROM current_date) - 2020) + extract(month FROM current_date) - 1 AS no_gaps
FROM t, care_monthly(trend);
SELECT id % 2 AS half, max(m.as_at) = date_trunc('month', current_date)::date AS until_now
FROM (SELECT id, care_trend(id, rating, published, registered, coalesce(deregistered, '2020-04-15')) AS trend FROM events GROUP BY id) e, care_monthly(trend) m
GROUP BY 1 ORDER BY 1;

-- Published before it was registered: the trend begins before its first location, with which the rows begin.
SELECT min(as_at) AS first, count(*) AS months, care_tally_at(trend, '2020-02-01') = care_tally_of(0, 0, 0, 0, 0) AS none_before
FROM (SELECT care_trend('a', 'Good'::text, '2019-06-15', '2020-02-10', NULL) AS trend) t, care_monthly(trend, until => '2020-05-01') GROUP BY trend;
SELECT min(as_at) AS first FROM care_monthly('{"version": 1, "conflicts": 0, "months": {"2020-02-01": {"published": 1}, "2020-05-01": {"outside -> Good": 1}}}',
  until => '2020-06-01');

-- Targets that change: the latest that has begun, also in the middle of a month; before the first none
SELECT as_at, percent_good_or_better AS percent, target, target_gap_points, locations_to_target
FROM t, care_monthly(trend, targets => '{"2020-03-01": 80, "2020-04-15": 90.5, "2020-02-02": 50}', until => '2020-06-01') ORDER BY as_at;
SELECT as_at, target FROM t, care_monthly(trend, targets => '{}', until => '2020-03-01') ORDER BY as_at;
SELECT as_at, target FROM t, care_monthly(trend, targets => '{"1900-01-01": 0, "2199-12-31": 100}', until => '2020-03-01') ORDER BY as_at;
SELECT as_at FROM t, care_monthly(trend, 85, targets => '{"2020-03-01": 80}');
SELECT as_at FROM t, care_monthly(trend, targets => '{"2020-3-1": 80}');
SELECT as_at FROM t, care_monthly(trend, targets => '{"2020-02-30": 80}');
-- No character of a day may be another; there is no year, month or day 0.
CREATE FUNCTION pg_temp.code(targets text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM care_monthly(trend, targets => $1::jsonb) FROM t;
  RETURN 'read';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;
SELECT pg_temp.code(format('{"%s": 80}', overlay('2020-02-10' PLACING other FROM i))) AS code, count(*) FROM generate_series(1, 10) i, unnest('{/,:,x}'::text[]) other GROUP BY code;
SELECT day, pg_temp.code(format('{"%s": 80}', day)) AS code FROM unnest('{0001-01-01,0000-01-01,2020-00-01,2020-01-00,2020-13-01,2020-01-32}'::text[]) day;
SELECT as_at FROM t, care_monthly(trend, targets => '{"2020-03-01": "80"}');
SELECT as_at FROM t, care_monthly(trend, targets => '{"2020-03-01": null}');
SELECT as_at FROM t, care_monthly(trend, targets => '{"2020-03-01": 101}');
SELECT as_at FROM t, care_monthly(trend, targets => '{"2020-03-01": -0.1}');
SELECT as_at FROM t, care_monthly(trend, targets => '{"2020-03-01": {"target": 80}}');
SELECT as_at FROM t, care_monthly(trend, targets => '[80]');
SELECT as_at FROM t, care_monthly(trend, targets => '80');
SELECT as_at FROM t, care_monthly(trend, 85.5, denominator => 'rating');
SELECT as_at FROM t, care_monthly(trend, 850);
SELECT as_at FROM t, care_monthly(trend, since => '1899-12-31');
SELECT as_at FROM t, care_monthly(trend, until => '2200-01-01');
-- More beds than a bigint holds leave in one month
SELECT as_at, departed FROM care_monthly('{"version": 1, "weighted": true, "conflicts": 0, "months": {
    "2020-02-01": {"outside -> Good": 5000000000000000000},
    "2020-03-01": {"Good -> outside": 5000000000000000000, "outside -> Inadequate": 5000000000000000000,
                   "Inadequate -> outside": 5000000000000000000}}}', since => '2020-03-01', until => '2020-03-01');

-- The arguments one by one in order: trend, target, since, until, denominator, targets
SELECT as_at, target, percent_good_or_better FROM t, care_monthly(trend, NULL, '2020-04-01', '2020-04-01', '{"2020-01-01": 70}', 'all') ORDER BY as_at;
-- In the select list, and all of a row at once
SELECT (care_monthly(trend, until => '2020-02-01')).as_at, (care_monthly(trend, until => '2020-02-01')).locations FROM t;
SELECT care_monthly(trend, 85, '2020-03-01', '2020-03-01') FROM t;
-- The columns, by name and type
SELECT attname, atttypid::regtype FROM pg_attribute WHERE attrelid = 'care_monthly_row'::regclass ORDER BY attnum;
SELECT attname, atttypid::regtype FROM pg_attribute WHERE attrelid = 'care_movements_row'::regclass ORDER BY attnum;

-- Movements: named, and NULL for outside the register
SELECT m.* FROM t, care_movements(trend) m ORDER BY as_at, from_rating NULLS FIRST, to_rating NULLS FIRST;

-- One statement for all and for each: a council and the country, without reading the rows twice
SELECT coalesce(area::text, 'all') AS area, as_at, locations, percent_good_or_better::numeric(5,1) AS percent, target_gap_points::numeric(5,1) AS gap, locations_to_target AS "more"
FROM (SELECT id % 2 AS area, care_trend(id, rating, published, registered, deregistered) AS trend FROM events GROUP BY ROLLUP (id % 2)) a,
     care_monthly(trend, target => 85, since => '2020-03-01', until => '2020-04-01') ORDER BY a.area NULLS FIRST, as_at;
SELECT area, as_at, good_or_better
FROM (SELECT id % 2 AS area, care_trend(id, rating, published, registered, deregistered) FILTER (WHERE id <> 9) AS trend FROM events GROUP BY GROUPING SETS ((id % 2), ())) a,
     care_monthly(trend, since => '2020-04-01', until => '2020-04-01') ORDER BY area;
