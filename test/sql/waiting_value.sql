-- Waiting lists as values: text and stored form, comparison, rollup, errors.

CREATE TEMP TABLE request AS
SELECT i, i % 12 AS council, requested, CASE WHEN i % 5 > 0 THEN requested + wait END AS completed,
       CASE WHEN i % 7 = 0 THEN requested + wait / 2 END AS removed
  FROM (SELECT i, date '2020-01-01' + (i::bigint * i * 7919 % 1461)::int AS requested,
               (i::bigint * 48271 % 2147483647 % 301)::int AS wait
          FROM generate_series(1, 20000) i) s;
CREATE TEMP TABLE list AS SELECT care_waiting(requested, completed, removed) AS w FROM request;

-- The text form says what is in it: entries as GROUP BY counts them.
SELECT count(*) AS entries, count(*) FILTER (WHERE e IS DISTINCT FROM g) AS different
  FROM (SELECT jsonb_array_elements(w::jsonb -> 'entries') AS e FROM list) l
  FULL JOIN (SELECT jsonb_build_array(requested, ended, kind, count(*)) AS g
               FROM (SELECT requested, least(completed, removed) AS ended,
                            CASE WHEN completed <= coalesce(removed, 'infinity') THEN 'completed'
                                 WHEN removed IS NOT NULL THEN 'removed' ELSE 'waiting' END AS kind
                       FROM request) r
              GROUP BY requested, ended, kind) s ON e = g;

-- Text in and out, jsonb, and any order of the entries.
SELECT w::text::care_waiting_summary = w AS text, w::jsonb::text::care_waiting_summary = w AS jsonb,
       (SELECT jsonb_build_object('version', 1, 'entries', jsonb_agg(e ORDER BY e DESC))
          FROM jsonb_array_elements(w::jsonb -> 'entries') e)::text::care_waiting_summary = w AS reversed
  FROM list;
SELECT '{"entries": [["2022-01-04", null, "waiting", 1], ["2022-01-03", "2022-02-01", "completed", 3]], "version": 1}'::care_waiting_summary;
SET datestyle = 'German, DMY';
SELECT care_waiting('03.01.2022', '01.02.2022');
RESET datestyle;

-- The stored form, worked out by hand: version 1; 2022-01-03 is day 44,562 (0x92 0xdc 0x02), one entry,
-- completed after 29 days is code 59, so 2 x 59 + 1 (0x77), 3 - 2; the next day with two entries:
-- waiting is code 0, then removed after 0 days is code 2, so 2 x (2 - 0 - 1).
SELECT date '2022-01-03' - date '1900-01-01' AS day, 18 + 92 * 128 + 2 * 16384 AS of_varint;
SELECT care_waiting_summary_send('{"version": 1, "entries": [["2022-01-03", "2022-02-01", "completed", 3],
  ["2022-01-04", null, "waiting", 1], ["2022-01-04", "2022-01-04", "removed", 1]]}') AS stored;

-- The ends of the calendar, and of the count.
SELECT care_waiting(requested, completed)
  FROM (VALUES (date '1900-01-01', date '2199-12-31'), ('2199-12-31', NULL), ('2199-12-31', '2199-12-31')) v (requested, completed);
SELECT longest_days, completed, completed_median_days, long_waits
  FROM care_waiting_monthly('{"version": 1, "entries": [["1900-01-01", "2199-12-31", "completed", 536870912], ["1900-01-01", null, "waiting", 1]]}',
                            since => '2199-12-01', until => '2199-12-31');
SELECT date '2199-12-31' - date '1900-01-01' AS days;
SELECT waiting, added FROM care_waiting_at('{"version": 1, "entries": [["2000-01-01", null, "waiting", 1]]}', '2000-01-31');
-- Requests of one day that leave in one month are added up, however many.
SELECT as_at, waiting, added, completed, removed, mean_days, completed_mean_days, completed_within
  FROM (SELECT jsonb_build_object('version', 1, 'entries', jsonb_agg(jsonb_build_array('2022-01-03', CASE kind WHEN 'waiting' THEN NULL ELSE date '2022-02-04' + i END, kind, 536870912)))::text::care_waiting_summary AS w
          FROM generate_series(0, 8) i, LATERAL (SELECT CASE WHEN i = 8 THEN 'waiting' WHEN i = 7 THEN 'removed' ELSE 'completed' END AS kind) k) s,
       care_waiting_monthly(w, within => '35 days', since => '2022-01-01', until => '2022-03-31');

-- The size of 20,000 requests in four years.
SELECT octet_length(care_waiting_summary_send(w)) AS bytes, jsonb_array_length(w::jsonb -> 'entries') AS entries FROM list;

-- Rolled up it is what it would be in one go, whatever the pieces; byte for byte.
CREATE TEMP TABLE piece AS SELECT council, care_waiting(requested, completed, removed) AS w FROM request GROUP BY council;
SELECT care_rollup(p.w) = l.w AS rollup, care_waiting_summary_send(care_rollup(p.w)) = care_waiting_summary_send(l.w) AS bytes
  FROM piece p, list l GROUP BY l.w;
SELECT care_rollup(w) = (SELECT w FROM list) AS with_nulls
  FROM (SELECT w FROM piece UNION ALL SELECT NULL) p;
SELECT care_rollup(two) = (SELECT w FROM list) AS of_rollups
  FROM (SELECT care_rollup(w) AS two FROM piece GROUP BY council / 5) p;
SELECT bool_and(w = (SELECT care_rollup(w) FROM piece q WHERE q.council <= p.council)) AS window
  FROM (SELECT council, care_rollup(w) OVER (ORDER BY council) AS w FROM piece) p;
SELECT care_waiting_summary_send(care_rollup(w)) = care_waiting_summary_send((SELECT w FROM piece WHERE council = 3)) AS of_one
  FROM piece WHERE council = 3;
SELECT (care_waiting_at(care_rollup(w), '2022-06-30')).waiting AS twice, (SELECT 2 * (care_waiting_at(w, '2022-06-30')).waiting FROM list) AS expected
  FROM (SELECT w FROM list UNION ALL SELECT w FROM list) t;

-- Any order of rows.
SELECT care_waiting(requested, completed, removed ORDER BY completed DESC, requested, i) = (SELECT w FROM list) AS one_order,
       care_waiting(requested, completed, removed ORDER BY i * 7919 % 20011) = (SELECT w FROM list) AS another
  FROM request;

-- Many alike: a state that fills up with the same few entries.
SELECT care_waiting(date '2022-01-01' + i % 3, date '2022-02-01') AS alike FROM generate_series(1, 1200000) i;

-- DISTINCT, GROUP BY, ORDER BY, hash joins.
SELECT count(DISTINCT w) AS pieces, count(*) AS rows FROM (SELECT w FROM piece UNION ALL SELECT w FROM piece) p;
SELECT count(*) AS joined FROM piece a JOIN piece b ON a.w = b.w;
SELECT count(*) FROM (SELECT w FROM piece GROUP BY w ORDER BY w) g;
SELECT bool_and(amvalidate(oid)) AS valid FROM pg_opclass WHERE opcname = 'care_waiting_summary_ops';

-- Rows that cannot be.
SELECT care_waiting(NULL, date '2022-01-01');
SELECT care_waiting(date 'infinity', NULL);
SELECT care_waiting(date '-infinity', NULL, NULL);
SELECT care_waiting(date '1899-12-31', NULL);
SELECT care_waiting(date '2022-01-01', '2200-01-01');
SELECT care_waiting(date '2022-01-01', '1899-12-31');
SELECT care_waiting(date '2022-01-01', '-infinity');
SELECT care_waiting(date '2022-01-02', '2022-01-01');
SELECT care_waiting(date '2022-01-02', '2022-01-03', '2022-01-01');

-- Questions that cannot be.
SELECT care_waiting_at(w, '2200-01-01') FROM list;
SELECT care_waiting_at(w, 'infinity') FROM list;
SELECT care_waiting_at(w, '2022-01-01', long_wait => '-1 month') FROM list;
SELECT care_waiting_at(w, '2022-01-01', within => '-1 day') FROM list;
SELECT care_waiting_at(w, '2022-01-01', target => -1) FROM list;
SELECT m.* FROM list, care_waiting_monthly(w, since => '1066-10-14') m;
SELECT m.* FROM list, care_waiting_monthly(w, until => 'infinity') m;
SELECT b.* FROM list, care_waiting_bands(w, '2022-01-01', '{3 months,28 days}') b;
SELECT b.* FROM list, care_waiting_bands(w, '2022-01-01', '{28 days,28 days}') b;
SELECT b.* FROM list, care_waiting_bands(w, '2022-03-15', '{29 days,1 month}') b;
SELECT b.* FROM list, care_waiting_bands(w, '2022-01-01', '{0 days}') b;
SELECT b.* FROM list, care_waiting_bands(w, '2022-01-01', '{36 hours}') b;
SELECT b.* FROM list, care_waiting_bands(w, '2022-01-01', '{1 day,NULL}') b;
SELECT b.* FROM list, care_waiting_bands(w, '2022-01-01', '{}') b;

-- Texts that cannot be.
CREATE TEMP TABLE bad (i serial, form text);
INSERT INTO bad (form) VALUES
  (''), ('[]'), ('{"version": 1}'), ('{"version": 2, "entries": []}'), ('{"version": 1, "entries": {}}'),
  ('{"version": 1, "entries": [], "more": 1}'), ('{"version": 1, "entries": [1]}'),
  ('{"version": 1, "entries": [["2022-01-03", null, "waiting"]]}'),
  ('{"version": 1, "entries": [["2022-01-03", null, "waiting", 0]]}'),
  ('{"version": 1, "entries": [["2022-01-03", null, "waiting", 536870913]]}'),
  ('{"version": 1, "entries": [["2022-01-03", null, "waiting", 1.5]]}'),
  ('{"version": 1, "entries": [["2022-01-03", null, "gone", 1]]}'),
  ('{"version": 1, "entries": [["2022-01-03", null, "completed", 1]]}'),
  ('{"version": 1, "entries": [["2022-01-03", "2022-01-04", "waiting", 1]]}'),
  ('{"version": 1, "entries": [["2022-01-03", "2022-01-02", "removed", 1]]}'),
  ('{"version": 1, "entries": [["2022-02-29", null, "waiting", 1]]}'),
  ('{"version": 1, "entries": [["1899-12-31", null, "waiting", 1]]}'),
  ('{"version": 1, "entries": [["today", null, "waiting", 1]]}'),
  ('{"version": 1, "entries": [[null, null, "waiting", 1]]}'),
  ('{"version": 1, "entries": [["2022-01-03", null, "waiting", 1], ["2022-01-03", null, "waiting", 1]]}');
CREATE FUNCTION pg_temp.complaint(form text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  detail text;
BEGIN
  RETURN 'accepted: ' || form::care_waiting_summary::text;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
  -- what jsonb says of a text that is no JSON differs between versions
  RETURN SQLSTATE || ' ' || CASE WHEN form = '' THEN '' WHEN SQLSTATE = '22P02' AND detail <> '' THEN detail ELSE SQLERRM END;
END $$;
SELECT pg_temp.complaint(form) AS complaint FROM bad ORDER BY i;
SELECT '{"version": 1, "entries": [["2022-01-03", null, "gone", 1]]}'::care_waiting_summary;

-- Too many of one kind to count.
SELECT care_rollup(w) FROM (SELECT '{"version": 1, "entries": [["2022-01-03", null, "waiting", 536870912]]}'::care_waiting_summary AS w
                              FROM generate_series(1, 2)) t;

-- A list that could be stored but not dumped and restored is refused, and the alternative named.
SELECT care_waiting(date '1900-01-01' + i / 1000, date '1900-01-01' + i / 1000 + i % 1000) FROM generate_series(0, 3355443) i;

-- Periods longer than the calendar, and longer than PostgreSQL's.
SELECT care_waiting_at(w, '2022-01-01', '301 years') FROM list;
SELECT care_waiting_at(w, '2022-01-01', within => '178000000 years') FROM list;
SELECT care_waiting_at(w, '2022-01-01', '-178000000 years') FROM list;
SELECT care_waiting_at(w, '2022-01-01', '2147483647 hours') FROM list;
SELECT care_waiting_monthly(w, within => '1000000 days') FROM list;
SELECT b.* FROM list, care_waiting_bands(w, '2022-01-01', '{1 year,1000 years}') b;
SELECT care_capacity(w, '2022-01-01', '1000000 months') FROM list;
SELECT long_waits = 0 AS none, completed_within = completed AS all_of_them FROM list, care_waiting_at(w, '2022-12-01', '300 years', '300 years');
SELECT target_waiting > 0 AS target FROM list, care_capacity(w, '2023-12-01', '300 years');
-- Hours make days in the name of a band too.
SELECT string_agg(b.band, ', ') FROM list, care_waiting_bands(w, '2022-01-01', '{48 hours,1 month -24 hours,1 month 24 hours}') b;
SELECT string_agg(b.band, ', ') FROM list, care_waiting_bands(w, '2022-01-01', '{48 hours,1 month 24 hours}') b;

-- Rows from the last day to the first: all that is sorted already comes behind what is new.
WITH request AS (SELECT date '2020-01-01' + i / 300 AS requested, date '2021-06-01' + i % 300 AS completed FROM generate_series(0, 139999) i)
SELECT jsonb_array_length(w::jsonb -> 'entries') AS entries, w = (SELECT care_waiting(requested, completed) FROM request) AS equal
FROM (SELECT care_waiting(requested, completed ORDER BY requested DESC, completed DESC) AS w FROM request) v;

-- Days before 2000, whose numbers are negative: the same as 28 years later, when the calendar is the same.
WITH request AS (SELECT date '1985-03-01' + i * 7919 % 1500 AS requested, i % 311 AS days, i % 3 = 0 AS waits, shift FROM generate_series(1, 2000) i, (VALUES (0), (10227)) v (shift)),
     list AS (SELECT shift, care_waiting(requested + shift, CASE WHEN NOT waits THEN requested + days + shift END) AS w FROM request GROUP BY shift),
     month AS (SELECT m.as_at - shift AS as_at, to_jsonb(m) - '{as_at,month}'::text[] AS figures FROM list, care_waiting_monthly(w, since => date '1985-01-01' + shift, until => date '1990-01-01' + shift) m)
SELECT count(*) AS months, count(DISTINCT (as_at, figures)) AS different FROM month;
