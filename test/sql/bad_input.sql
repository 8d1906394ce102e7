-- Bad input: the right SQLSTATE, the offending value, and what to do. Nothing is dropped or guessed. What PostgreSQL
-- itself says of a function that is not there changes with its versions: the SQLSTATE is enough.

SET datestyle = ISO;
CREATE FUNCTION pg_temp.fails(sql text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  detail text;
  hint text;
BEGIN
  EXECUTE sql;
  RETURN 'no error';
EXCEPTION WHEN undefined_function THEN
  RETURN SQLSTATE;
WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  RETURN concat_ws(E'\n', SQLSTATE || ' ' || SQLERRM, nullif('DETAIL ' || detail, 'DETAIL '), nullif('HINT ' || hint, 'HINT '));
END $$;
CREATE TYPE pg_temp.mood AS ENUM ('Good', 'happy');
CREATE TEMP TABLE v AS
SELECT care_tally_of(1, 2, 3, 4, 5) AS t, care_history('good', '2020-01-15', '2020-01-01', NULL) AS h,
       care_trend('a', 'good', '2020-01-15', '2020-01-01', NULL) AS tr;
\pset format unaligned
\pset tuples_only on

-- Labels, wherever a rating is taken
SELECT pg_temp.fails(sql) FROM (VALUES (1, $$SELECT 'TBC'::care_rating$$), (2, $$SELECT care_rating '3'$$), (3, $$SELECT care_tally('TBC'::text)$$),
  (4, $$SELECT care_tally('happy'::pg_temp.mood)$$), (5, $$SELECT care_tally('TBC'::text, 3)$$), (6, $$SELECT care_worst('TBC'::text)$$),
  (7, $$SELECT care_percent_good_or_better('TBC'::text)$$), (8, $$SELECT care_percent_good_or_better('TBC'::varchar, 'all')$$), (9, $$SELECT care_target_gap('TBC'::text, 85)$$),
  (10, $$SELECT care_is_rated('TBC')$$), (11, $$SELECT care_is_good_or_better('happy'::pg_temp.mood)$$), (12, $$SELECT care_count(t, 'TBC') FROM v$$),
  (13, $$SELECT care_percent(t, 'happy'::pg_temp.mood) FROM v$$), (14, $$SELECT care_history('TBC', '2020-01-01', NULL, NULL)$$),
  (15, $$SELECT care_trend('a', 'TBC', '2020-01-01', NULL, NULL)$$), (16, $$SELECT care_trend_of_snapshots('a', 'TBC', '2020-01-01')$$),
  (17, $$SELECT care_trend_of_periods('a', 'happy'::pg_temp.mood, '2020-01-01', NULL)$$), (18, $$SELECT 7::care_rating$$)) c (n, sql) ORDER BY n;

-- Targets, denominators, confidence
SELECT pg_temp.fails(sql) FROM (VALUES (1, $$SELECT care_target_gap(t, 101) FROM v$$), (2, $$SELECT care_target_gap(t, 'NaN') FROM v$$), (3, $$SELECT care_locations_to_target(t, -0.001) FROM v$$),
  (4, $$SELECT care_target_gap('good'::text, 1000)$$), (5, $$SELECT care_target_gap(r, g) FROM (VALUES ('good', 80), ('good', 85)) x (r, g)$$),
  (6, $$SELECT care_percent_good_or_better(t, 'ALL') FROM v$$), (7, $$SELECT care_percent_good_or_better(t, '') FROM v$$), (8, $$SELECT care_percent(t, 'good', 'rated ') FROM v$$),
  (9, $$SELECT care_percent(t, 'Not rated') FROM v$$), (10, $$SELECT care_percent_good_or_better('good'::text, 'some')$$), (11, $$SELECT care_percent_good_or_better('good'::text, NULL)$$),
  (12, $$SELECT care_summary(t, confidence => 1) FROM v$$), (13, $$SELECT care_summary(t, confidence => 0) FROM v$$), (14, $$SELECT care_summary(t, confidence => 95) FROM v$$),
  (15, $$SELECT care_summary(t, confidence => NULL) FROM v$$), (16, $$SELECT care_summary(t, denominator => NULL) FROM v$$), (17, $$SELECT care_monthly(tr, denominator => 'x') FROM v$$),
  (18, $$SELECT care_monthly(tr, 101) FROM v$$), (19, $$SELECT care_monthly(tr, 85, targets => '{}') FROM v$$), (20, $$SELECT care_monthly(tr, targets => '{"soon": 85}') FROM v$$)) c (n, sql) ORDER BY n;

-- Counts and weights
SELECT pg_temp.fails(sql) FROM (VALUES (1, $$SELECT care_tally_of(1, 2, 3, -4)$$), (2, $$SELECT care_tally_of(1.5, 2, 3, 4)$$), (3, $$SELECT care_tally_of(1, NULL, 3, 4)$$),
  (4, $$SELECT care_tally_of(1, 2, 3, 4, NULL)$$), (5, $$SELECT care_tally_of('NaN', 2, 3, 4)$$), (6, $$SELECT care_tally_of(1, 2, 3, 0.0001)$$),
  (7, $$SELECT care_tally('good'::text, -1)$$), (8, $$SELECT care_trend('a', 'good', '2020-01-01', NULL, NULL, -1)$$), (9, $$SELECT care_trend(h, -1) FROM v$$),
  (10, $$SELECT care_tally(h, '2020-02-01', -1) FROM v$$), (11, $$SELECT care_trend('a', 'good', '2020-01-01', NULL, NULL, w) FROM generate_series(2, 3) w$$),
  (12, $$SELECT t - care_tally_of(1, 2, 3, 4, 6) FROM v$$), (13, $$SELECT care_rollup(x) FROM (SELECT care_tally('good'::text, 2) UNION ALL SELECT t FROM v) u (x)$$),
  (14, $$SELECT t + x FROM v, (SELECT care_tally('good'::text, 2)) u (x)$$), (15, $$SELECT care_tally('good'::text, w) FROM (VALUES (9223372036854775807), (1)) u (w)$$),
  (16, $$SELECT care_tally_of(1e30, 2, 3, 4)$$)) c (n, sql) ORDER BY n;

-- Dates and locations
SELECT pg_temp.fails(sql) FROM (VALUES (1, $$SELECT care_trend(NULL::text, 'good', '2020-01-01', NULL, NULL)$$), (2, $$SELECT care_trend('x', 'good', NULL, '2020-01-01', NULL)$$),
  (3, $$SELECT care_trend('x', NULL::text, NULL, NULL, NULL)$$), (4, $$SELECT care_trend('x', 'good', '2020-01-01', '2020-02-02', '2020-02-01')$$),
  (5, $$SELECT care_trend('x', 'good', '1899-12-31', NULL, NULL)$$), (6, $$SELECT care_trend('x', 'good', '2200-01-01', NULL, NULL)$$),
  (7, $$SELECT care_trend('x', 'good', '20200-01-01', NULL, NULL)$$), (8, $$SELECT care_trend('x', 'good', '0200-01-01 BC', NULL, NULL)$$),
  (9, $$SELECT care_trend('x', 'good', '2020-01-01', 'infinity', NULL)$$), (10, $$SELECT care_trend('x', 'good', '-infinity', NULL, NULL)$$),
  (11, $$SELECT care_history('good', NULL, NULL, NULL)$$), (12, $$SELECT care_history('', NULL, '-infinity', 'infinity')$$), (13, $$SELECT care_history('good', '2020-01-01', '2020-02-02', '2020-02-01')$$),
  (14, $$SELECT care_trend_of_snapshots(NULL::uuid, 'good', '2020-01-01')$$), (15, $$SELECT care_trend_of_snapshots('x', 'good', NULL)$$),
  (16, $$SELECT care_trend_of_periods('x', 'good', NULL, NULL)$$), (17, $$SELECT care_trend_of_periods('x', 'good', '2020-02-02', '2020-02-01')$$),
  (18, $$SELECT care_trend_of_tallies(t, '2020-01-02') FROM v$$), (19, $$SELECT care_trend_of_tallies(t, NULL) FROM v$$), (20, $$SELECT care_tally_at(tr, '2020-01-02') FROM v$$),
  (21, $$SELECT care_tally_at(tr, '1899-01-01') FROM v$$), (22, $$SELECT care_rating_at(h, '1899-12-31') FROM v$$), (23, $$SELECT care_published_at(h, 'infinity') FROM v$$),
  (24, $$SELECT care_tally(h, NULL::date) FROM v$$), (25, $$SELECT care_monthly(tr, since => '1000-01-01') FROM v$$), (26, $$SELECT care_monthly(tr, until => 'infinity') FROM v$$)) c (n, sql) ORDER BY n;
-- The last days that can be stored, and the first that cannot
SELECT pg_temp.fails(sql) FROM (VALUES (1, $$SELECT care_trend('x', 'good', '1900-01-01', '1900-01-01', '2199-12-31')$$), (2, $$SELECT care_trend_of_periods('x', 'good', '1900-01-01', '2199-12-31')$$),
  (3, $$SELECT care_trend_of_snapshots('x', 'good', d) FROM (VALUES (date '1900-01-01'), ('2199-12-31')) u (d)$$), (4, $$SELECT care_trend('x', 'good', '2199-12-31', NULL, '2199-12-31')$$)) c (n, sql) ORDER BY n;

-- Keys of summaries: what was found is shown, 40 bytes of it and 400 of the text, whole characters only (here in two bytes
-- each, of which no half is shown). Figures that would overflow do not fit.
SELECT pg_temp.fails($$SELECT '{"version": true}'::care_tally_summary$$);
SELECT octet_length(e) AS bytes, regexp_replace(regexp_replace(e, 'é+', ' ééé ', 'g'), '0{10,}', ' 000 ', 'g') AS error FROM (VALUES (1, 'care_waiting_summary', '{"version": 1, "entries": [], "' || repeat('é', 3000) || '": 1}'),
  (2, 'care_waiting_summary', '{"version": 1, "entries": [["2020-01-01", null, "x' || repeat('é', 3000) || '", 1]]}'), (3, 'care_ages_summary', '{"version": 1, "changes": [["x' || repeat('é', 3000) || '", "2020-01-01", "2020-02-01", 1]]}'),
  (4, 'care_trend_summary', '{"version": 1, "conflicts": 0, "months": {"' || repeat('é', 3000) || '": {}}}'), (5, 'care_history_summary', '{"version": 1, "first": "x' || repeat('é', 3000) || '"}'),
  (6, 'care_tally_summary', '{"version": 1' || repeat('0', 3000) || '}'),
  (7, 'care_waiting_summary', '{"version": 1, "entries": [], "' || repeat('é', 20) || '": 1}'), (8, 'care_waiting_summary', '{"version": 1, "entries": [], "' || repeat('é', 20) || 'x": 1}')) c (n, type, text), pg_temp.fails(format('SELECT %L::%I', text, type)) e ORDER BY n;
SELECT pg_temp.fails(format('SELECT %L::care_trend_summary', '{"version": 1, "undated": true, "snapshots": true, "conflicts": 0, "months": {' || months || '}}'))
FROM (VALUES (1, '"2020-02-01": {"known": 1, "Good": 5000000000000000000}, "2020-03-01": {"known": 1, "Inadequate": 5000000000000000000, "Good, then Inadequate": 5000000000000000000, "outside -> Good": 9000000000000000000, "Good -> Inadequate": 9000000000000000000}'),
  (2, '"2020-02-01": {"known": 1, "Good": 1}, "2020-03-01": {"known": 1, "Inadequate": 5000000000000000000, "outside -> Inadequate": 9000000000000000000, "Inadequate -> outside": 9000000000000000000}'),
  (3, '"2020-02-01": {"known": 1, "Good": 1, "published_days": 100}, "2020-05-01": {"known": 1, "Good": 1}'),
  (4, '"2020-02-01": {"outside -> Good": 5000000000000000000}, "2020-05-01": {"outside -> Good": 5000000000000000000}'),
  (5, '"2020-02-01": {"known": 1, "Good": 5000000000000000000}, "2020-03-01": {"known": 1, "outside -> Good": 9000000000000000000, "Good -> outside": 9000000000000000000}')) c (n, months) ORDER BY n;
-- A text as it is written and one with other white space are judged alike: a comma before nothing, a mark that is a number,
-- a number that begins with 0, a brace that is missing.
SELECT pg_temp.fails(format('SELECT %L::care_trend_summary', replace(text, ': ', spaced)))
FROM (VALUES (1, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"outside -> Good": 1}, }}'), (2, '{"version": 1, "conflicts": 0, "months": {, "2020-01-01": {"outside -> Good": 1}}}'),
  (3, '{"version": 1, "undated": true, "snapshots": true, "conflicts": 0, "months": {"2020-01-01": {"known": 2, "Good": 1}}}'),
  (4, '{"version": 1, "conflicts": 07, "months": {"2020-01-01": {"outside -> Good": 1}}}'), (5, '{"version": 1, "conflicts": 7, "months": {"2020-01-01": {"outside -> Good": 01}}}'),
  (6, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {}}'), (7, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"Good -> outside": 0}}')) c (n, text), unnest(ARRAY[': ', ' : ']) spaced ORDER BY n, spaced;
SELECT pg_temp.fails(format('SELECT care_rollup(t::care_trend_summary) FROM (VALUES (%L), (%L)) v (t)', '{"version": 1, "conflicts": ' || a || '}}', '{"version": 1, "conflicts": ' || b || '}}'))
FROM (VALUES (1, '0, "months": {"2020-02-01": {"outside -> Good": 5000000000000000000}', '0, "months": {"2020-02-01": {"outside -> Good": 5000000000000000000}'),
  (2, '0, "months": {"2020-02-01": {"outside -> Good": 5000000000000000000}', '0, "months": {"2020-05-01": {"outside -> Inadequate": 5000000000000000000}'),
  (3, '5000000000000000000, "months": {"2020-02-01": {"outside -> Good": 1}', '5000000000000000000, "months": {"2020-02-01": {"outside -> Good": 1}')) c (n, a, b) ORDER BY n;

-- A weight that cannot be multiplied by the days since 1900
SELECT pg_temp.fails($$SELECT care_trend('x', 'good', '2020-01-01', NULL, NULL, 9223372036854775807)$$);

-- A trend of levels knows no movements; what is weighted does not mix; the wrong things are no functions.
SELECT pg_temp.fails(sql) FROM (VALUES (1, $$SELECT care_movements(care_trend_of_tallies) FROM (SELECT care_trend_of_tallies(t, '2020-01-01') FROM v) u$$),
  (2, $$SELECT care_rollup(x) FROM (SELECT tr FROM v UNION ALL SELECT care_trend('b', 'good', '2020-01-15', NULL, NULL, 10)) u (x)$$),
  (3, $$SELECT care_trend(h) + 1 FROM v$$), (4, $$SELECT care_tally(5)$$), (5, $$SELECT care_tally(ARRAY['good'])$$), (6, $$SELECT care_trend(ARRAY[1], 'good', '2020-01-01', NULL, NULL)$$)) c (n, sql) ORDER BY n;

-- Support functions of aggregates refuse to be called by hand, and states that are not theirs.
SELECT p.oid::regprocedure || ': ' || pg_temp.fails(format('SELECT %s(%s)', p.proname, (SELECT string_agg('NULL::' || t.typ::regtype, ', ' ORDER BY n) FROM unnest(p.proargtypes) WITH ORDINALITY t (typ, n))))
FROM pg_proc p WHERE p.proname IN ('care_tally_add', 'care_tally_remove', 'care_history_add_summary', 'care_trend_add_summary', 'care_ledger_combine')
  AND NOT p.proargtypes::oid[] && ARRAY['anyenum', 'anycompatiblenonarray', '"any"']::regtype[]::oid[] ORDER BY p.oid::regprocedure::text;
SELECT pg_temp.fails(sql) FROM (VALUES (1, $$SELECT care_tally_combine(t, t) FROM v$$), (2, $$SELECT care_history_combine('\x00', '\x00')$$), (3, $$SELECT care_ledger_combine('\x0011223344556677', '\x')$$),
  (4, $$SELECT care_trend_state_combine('AAEAAA==', 'AAEAAA==')$$), (5, $$SELECT care_one_step_combine('\x00', '\x00')$$), (6, $$SELECT care_history_worst_combine('\x00', '\x00')$$),
  (7, $$SELECT care_history_final('\x')$$), (8, $$SELECT care_trend_of_ratings_final('\x')$$), (9, $$SELECT care_trend_state_final('AAEAAA==')$$), (10, $$SELECT care_one_step_gap_final('\x')$$),
  (11, $$SELECT care_history_worst_final('\x')$$), (12, $$SELECT care_trend_of_snapshots_final(repeat('x', 100)::bytea)$$), (13, $$SELECT care_trend_of_periods_final(decode(repeat('00', 64), 'hex'))$$),
  (14, $$SELECT care_history_final(decode('01000000ffffffff00000000' || repeat('ff', 40), 'hex'))$$), (15, $$SELECT ''::care_trend_state$$), (16, $$SELECT 'AgEAAA=='::care_trend_state$$),
  (17, $$SELECT 'AAEAAA'::care_trend_state$$), (18, $$SELECT 'x?'::care_trend_state$$), (19, $$SELECT 'AQEBAA=='::care_trend_state$$)) c (n, sql) ORDER BY n;

-- A target or benchmark of 0.85 is 85%, a period of '180' is 180 seconds: neither is what was meant. 0 and 100 may be meant.
CREATE TEMP TABLE w AS SELECT care_waiting('2023-01-01', NULL) AS w;
SELECT pg_temp.fails(sql) FROM (VALUES (1, $$SELECT care_target_gap('Good'::text, 0.85)$$), (2, $$SELECT care_target_gap(t, 1) FROM v$$), (3, $$SELECT care_locations_to_target(t, 0.85) FROM v$$),
  (4, $$SELECT care_summary(t, 0.85) FROM v$$), (5, $$SELECT care_monthly(tr, 0.85) FROM v$$), (6, $$SELECT care_monthly(tr, targets => '{"2020-01-01": 0.85}') FROM v$$),
  (7, $$SELECT care_compare(t, 0.85) FROM v$$), (8, $$SELECT care_compare(3, 10, 0.85)$$), (9, $$SELECT care_funnel_limits(10, 0.85)$$), (10, $$SELECT care_target_gap('Good'::text, 0.85, 'all')$$),
  (11, $$SELECT care_waiting_at(w, '2024-01-01', long_wait => '180') FROM w$$), (12, $$SELECT care_waiting_at(w, '2024-01-01', within => '28') FROM w$$),
  (13, $$SELECT care_waiting_monthly(w, long_wait => '6.5 hours') FROM w$$), (14, $$SELECT care_waiting_bands(w, '2024-01-01', '{28}') FROM w$$)) c (n, sql) ORDER BY n;
SELECT care_target_gap(rating, 0) AS from_0, care_target_gap(rating, 100) AS from_100 FROM (VALUES ('Good')) v (rating);
