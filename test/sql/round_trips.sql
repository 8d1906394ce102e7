-- Text, JSON and binary forms: what comes out goes in again, and is the same; anything else is refused.

SET datestyle = ISO;
CREATE TEMP TABLE rt_values (n int, rating care_rating, tally care_tally_summary, history care_history_summary, trend care_trend_summary);
INSERT INTO rt_values
SELECT l, (l % 5)::care_rating, care_tally(r), care_history(r, published, registered, deregistered), care_trend(l * i, r, published, registered, deregistered)
FROM (SELECT l, i, ((l + i * i) % 5)::care_rating AS r, date '2015-01-01' + (l * 37 + i * 211) % 1900 AS published,
             CASE WHEN l % 3 > 0 THEN date '2015-01-01' + l * 11 % 1500 END AS registered, CASE WHEN (l + i) % 4 = 0 THEN date '2020-01-01' + l END AS deregistered
      FROM generate_series(1, 150) l, generate_series(1, 1 + l % 9) i) e
GROUP BY l;
-- of every other kind
INSERT INTO rt_values (n, tally, history, trend)
SELECT 1000, care_tally(r, 5000000000), care_worst(h), care_rollup(t)
FROM (SELECT tally, history, trend, rating FROM rt_values WHERE n < 40) v (tl, h, t, r);
INSERT INTO rt_values (n, trend) SELECT 1001, care_trend(history, n) FROM rt_values WHERE n < 50;
INSERT INTO rt_values (n, trend) SELECT 1002, care_trend_of_snapshots(n % 20, rating, date '2019-01-01' + n % 400) FROM rt_values WHERE n < 1000;
INSERT INTO rt_values (n, trend) SELECT 1003, care_trend_of_periods(n % 20, rating, date '2019-01-01' + n, date '2019-01-01' + 3 * n) FROM rt_values WHERE n < 1000;
INSERT INTO rt_values (n, trend) SELECT 1004, care_trend_of_tallies(tally, (date '2019-01-01' + n % 30 * interval '1 month')::date) FROM rt_values WHERE n < 1000;
INSERT INTO rt_values (n, trend) SELECT 1005, care_rollup(trend) FROM rt_values WHERE n IN (7, 1002, 1003, 1004);
INSERT INTO rt_values (n, tally, history, trend)
VALUES (1006, care_tally_of(0, 0, 0, 9223372036854775807), '{"version": 1, "first": "1900-01-01", "registered": [["1900-01-01", "2199-12-31"]], "ratings": []}',
        '{"version": 1, "conflicts": 0, "months": {}}');

-- As text, as jsonb, whatever the settings that others obey
CREATE FUNCTION pg_temp.reread() RETURNS TABLE (ratings bigint, tallies bigint, histories bigint, trends bigint, jsons bigint) LANGUAGE sql AS $$
  SELECT count(*) FILTER (WHERE rating::text::care_rating = rating), count(*) FILTER (WHERE tally::text::care_tally_summary = tally),
         count(*) FILTER (WHERE history::text::care_history_summary = history), count(*) FILTER (WHERE trend::text::care_trend_summary = trend),
         count(*) FILTER (WHERE (tally IS NULL OR tally::jsonb::text::care_tally_summary = tally) AND (history IS NULL OR history::jsonb::text::care_history_summary = history)
                            AND trend::jsonb::text::care_trend_summary = trend)
  FROM rt_values $$;
SELECT count(rating) AS ratings, count(tally) AS tallies, count(history) AS histories, count(trend) AS trends, count(*) AS jsons FROM rt_values;
SELECT * FROM pg_temp.reread();
SET datestyle = 'German, DMY'; SET extra_float_digits = -5; SET timezone = 'Asia/Tokyo'; SET intervalstyle = iso_8601;
SELECT * FROM pg_temp.reread();
SELECT history FROM rt_values WHERE n = 1;
RESET datestyle; RESET extra_float_digits; RESET timezone; RESET intervalstyle;
-- White space and the order of keys are JSON's.
SELECT '  {"good":2,"outstanding":1 , "inadequate":0,"requires_improvement":3,"not_rated":4,"version":1}'::care_tally_summary = care_tally_of(1, 2, 3, 0, 4) AS same;

-- Binary: what send gives, recv takes (through COPY: see the TAP tests); version first, and small.
SELECT encode(care_tally_summary_send(care_tally_of(1, 2, 3, 4, 5)), 'hex') AS tally;
SELECT encode(care_history_summary_send(care_history('good', '2020-01-15', '2020-01-01', NULL)), 'hex') AS history;
SELECT encode(care_trend_summary_send(care_trend('a', 'good', '2020-01-15', '2020-01-01', NULL)), 'hex') AS trend;
SELECT max(pg_column_size(history)) < 100 AS histories_are_small, max(pg_column_size(tally)) <= 64 AS tallies_are_small FROM rt_values WHERE n < 1000;

-- Refused
CREATE FUNCTION pg_temp.refused(type regtype, value text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  detail text;
  valid boolean := false;
BEGIN
  IF current_setting('server_version_num')::integer >= 160000 THEN
    EXECUTE 'SELECT pg_input_is_valid($1, $2)' INTO valid USING value, type::text;
  END IF;
  IF valid THEN
    RETURN 'no soft error';
  END IF;
  EXECUTE format('SELECT %L::%s', value, type);
  RETURN 'no error';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
  RETURN SQLSTATE || ' ' || CASE WHEN SQLSTATE = '22P02' AND detail <> '' THEN detail ELSE SQLERRM END;
END $$;
SELECT value, pg_temp.refused('care_tally_summary', value) FROM (VALUES (3, '[]'), (4, '1'), (5, '{}'), (6, '{"version": 1}'),
  (7, '{"version": 2, "outstanding": 1, "good": 1, "requires_improvement": 1, "inadequate": 1, "not_rated": 1}'),
  (8, '{"version": 1, "outstanding": -1, "good": 1, "requires_improvement": 1, "inadequate": 1, "not_rated": 1}'),
  (9, '{"version": 1, "outstanding": 1.5, "good": 1, "requires_improvement": 1, "inadequate": 1, "not_rated": 1}'),
  (10, '{"version": 1, "outstanding": "1", "good": 1, "requires_improvement": 1, "inadequate": 1, "not_rated": 1}'),
  (11, '{"version": 1, "outstanding": 1, "good": 1, "requires_improvement": 1, "inadequate": 1, "not_rated": 1, "beds": 3}'),
  (12, '{"version": 1, "outstanding": 9223372036854775808, "good": 1, "requires_improvement": 1, "inadequate": 1, "not_rated": 1}'),
  (13, '{"version": 1, "outstanding": 1, "good": 1, "requires_improvement": 1, "inadequate": 1, "not_rated": 1, "weighted": "yes"}'),
  (14, '{"version": null, "outstanding": 1, "good": 1, "requires_improvement": 1, "inadequate": 1, "not_rated": 1}')) v (n, value) ORDER BY n;
SELECT value, pg_temp.refused('care_history_summary', value) FROM (VALUES (1, '{"version": 1}'), (2, '{"version": 3, "first": "2020-01-01", "registered": [], "ratings": []}'),
  (3, '{"version": 1, "first": "2020-02-30", "registered": [], "ratings": []}'), (4, '{"version": 1, "first": null, "registered": [], "ratings": []}'),
  (5, '{"version": 1, "first": "2020-01-01", "registered": [["2020-01-02", "2020-01-02"]], "ratings": []}'), (6, '{"version": 1, "first": "2020-01-01", "registered": [["2020-01-02"]], "ratings": []}'),
  (7, '{"version": 1, "first": "2020-01-01", "registered": [[null, null]], "ratings": []}'), (8, '{"version": 1, "first": "2020-01-01", "registered": {}, "ratings": []}'),
  (9, '{"version": 1, "first": "2020-01-01", "registered": [], "ratings": [{"from": "2020-01-01", "rating": "TBC"}]}'), (10, '{"version": 1, "first": "2020-01-01", "registered": [], "ratings": [{"from": "2020-01-01"}]}'),
  (11, '{"version": 1, "first": "2020-01-01", "registered": [], "ratings": [{"from": "2020-01-01", "rating": "Good", "published": "2020-02-01"}]}'),
  (12, '{"version": 1, "first": "2020-01-01", "registered": [], "ratings": [{"from": "2020-01-01", "rating": "Good", "published": null}]}'),
  (13, '{"version": 1, "first": "2020-01-01", "registered": [], "ratings": [{"from": "2020-01-01", "rating": "Good", "beds": 1}]}'),
  (14, '{"version": 1, "first": "2020-01-01", "registered": [], "ratings": [{"from": "2020-01-01", "rating": "Not rated"}]}'),
  (15, '{"version": 1, "first": "2020-01-01", "registered": [], "ratings": [1]}'), (16, '{"version": 1, "first": "2200-01-01", "registered": [], "ratings": []}'),
  (17, '{"version": 1, "first": "2020-01-01", "registered": [], "ratings": [], "until": 1}'), (18, '{"version": 1, "first": "2020-01-01", "registered": [5], "ratings": []}')) v (n, value) ORDER BY n;
SELECT value, pg_temp.refused('care_trend_summary', value) FROM (VALUES (1, '{"version": 1}'), (2, '{"version": 9, "conflicts": 0, "months": {}}'), (3, '{"version": 1, "conflicts": -1, "months": {}}'),
  (4, '{"version": 1, "conflicts": 0, "months": []}'), (5, '{"version": 1, "conflicts": 0, "months": {"2020-01-02": {}}}'), (6, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": 1}}'),
  (7, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"outside -> Great": 1}}}'), (8, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"Good -> Good": 1}}}'),
  (9, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"outside -> Good": -1}}}'), (10, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"Good -> outside": 1}}}'),
  (11, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"known": 1}}}'),
  (13, '{"version": 1, "snapshots": true, "conflicts": 0, "months": {"2020-01-01": {"Good": 2}}}'), (14, '{"version": 1, "snapshots": false, "conflicts": 0, "months": {}}'),
  (15, '{"version": 1, "snapshots": true, "undated": true, "conflicts": 0, "months": {"2020-01-01": {"known": 1, "Good": 1}, "2020-02-01": {"known": 1, "Good": 1, "Good, then Good": 2}}}'),
  (16, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"outside -> Good": 1, "published_good_or_better": 1}}}'), (17, '{"version": 1, "conflicts": 0, "months": {"1899-12-01": {}}}'),
  (18, '{"version": 1, "conflicts": 0, "months": {}, "comment": "hello"}'), (19, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"outside -> Good": 1e30}}}'),
  (20, '{"version": 1, "conflicts": 0, "months": {"2020-01-01": {"published_days": 5}}}')) v (n, value) ORDER BY n;

-- Every text form with a character changed, dropped or doubled is refused cleanly, or read as some value that is again written and read.
CREATE FUNCTION pg_temp.survives(type regtype, value text, OUT sqlstates text[], OUT broken bigint) LANGUAGE plpgsql AS $$
DECLARE
  again boolean;
BEGIN
  broken := 0;
  BEGIN
    EXECUTE format('SELECT (v::text)::%1$s = v FROM (SELECT %2$L::%1$s) s (v)', type, value) INTO again;
    IF NOT again THEN broken := 1; END IF;
    sqlstates := '{}';
  EXCEPTION WHEN OTHERS THEN
    sqlstates := ARRAY[SQLSTATE::text];
    IF SQLSTATE NOT IN ('22P02', '0A000') THEN broken := 1; END IF;
  END;
END $$;
CREATE TEMP TABLE mutants AS
SELECT type, CASE i % 4 WHEN 0 THEN overlay(value placing '9' from p for 1) WHEN 1 THEN overlay(value placing '' from p for 1)
                        WHEN 2 THEN overlay(value placing substr(value, p, 1) || substr(value, p, 1) from p for 1) ELSE left(value, p) END AS value
FROM (SELECT 'care_tally_summary' AS type, tally::text AS value FROM rt_values WHERE n = 3 UNION ALL SELECT 'care_history_summary', history::text FROM rt_values WHERE n IN (7, 26)
      UNION ALL SELECT 'care_trend_summary', trend::text FROM rt_values WHERE n IN (7, 26) UNION ALL SELECT 'care_trend_summary', trend::text FROM rt_values WHERE n = 1004) s,
     generate_series(1, 250) i, LATERAL (SELECT 1 + i * 7919 % length(value)) l (p);
SELECT type, count(*) AS mutants, sum(broken) AS broken, count(*) FILTER (WHERE sqlstates = '{}') < count(*) / 3 AS mostly_refused
FROM mutants, pg_temp.survives(type::regtype, value) GROUP BY type ORDER BY type;

-- States of aggregates, had by an aggregate without a final function, and damaged: refused, never believed.
CREATE AGGREGATE pg_temp.history_state(text, date, date, date) (SFUNC = care_history_add, STYPE = bytea);
CREATE AGGREGATE pg_temp.ratings_state(anycompatiblenonarray, text, date, date, date) (SFUNC = care_ledger_add_rating, STYPE = bytea);
CREATE AGGREGATE pg_temp.snapshots_state(anycompatiblenonarray, text, date) (SFUNC = care_ledger_add_snapshot, STYPE = bytea);
CREATE AGGREGATE pg_temp.periods_state(anycompatiblenonarray, text, date, date) (SFUNC = care_ledger_add_period, STYPE = bytea);
CREATE AGGREGATE pg_temp.worst_state(care_history_summary) (SFUNC = care_history_worst_add, STYPE = bytea);
CREATE AGGREGATE pg_temp.asked_state(text, double precision) (SFUNC = care_one_step_gap_add, STYPE = bytea);
CREATE AGGREGATE pg_temp.finish_history(bytea) (SFUNC = care_history_combine, STYPE = bytea, FINALFUNC = care_history_final);
CREATE AGGREGATE pg_temp.finish_ratings(bytea) (SFUNC = care_ledger_combine, STYPE = bytea, FINALFUNC = care_trend_of_ratings_final);
CREATE AGGREGATE pg_temp.finish_snapshots(bytea) (SFUNC = care_ledger_combine, STYPE = bytea, FINALFUNC = care_trend_of_snapshots_final);
CREATE AGGREGATE pg_temp.finish_periods(bytea) (SFUNC = care_ledger_combine, STYPE = bytea, FINALFUNC = care_trend_of_periods_final);
CREATE AGGREGATE pg_temp.finish_worst(bytea) (SFUNC = care_history_worst_combine, STYPE = bytea, FINALFUNC = care_history_worst_final);
CREATE AGGREGATE pg_temp.finish_asked(bytea) (SFUNC = care_one_step_combine, STYPE = bytea, FINALFUNC = care_one_step_gap_final);
CREATE TEMP TABLE states AS
WITH e AS (SELECT n, n % 5 AS l, (n * 7 % 5)::care_rating::text AS r, date '2019-01-01' + n * 31 AS p, date '2018-01-01' + n % 5 AS reg FROM generate_series(1, 20) n),
     h AS (SELECT care_history(r, p, reg, NULL) AS h FROM e GROUP BY l)
SELECT 'history' AS kind, pg_temp.history_state(r, p, reg, NULL) AS state FROM e
UNION ALL SELECT 'ratings', pg_temp.ratings_state(l, r, p, reg, NULL) FROM e UNION ALL SELECT 'snapshots', pg_temp.snapshots_state(l, r, p) FROM e
UNION ALL SELECT 'periods', pg_temp.periods_state(l, r, reg, p) FROM e UNION ALL SELECT 'worst', pg_temp.worst_state(h) FROM h
UNION ALL SELECT 'asked', pg_temp.asked_state(r, 85) FROM e;
CREATE FUNCTION pg_temp.finish(kind text, state bytea, OUT code text) LANGUAGE plpgsql AS $$
DECLARE
  result text;
BEGIN
  EXECUTE format('SELECT pg_temp.finish_%s(x)::text FROM (VALUES ($1), ($1)) v (x)', kind) INTO result USING state;
  code := 'read';
EXCEPTION WHEN OTHERS THEN
  code := SQLSTATE;
END $$;
SELECT kind, code FROM states, pg_temp.finish(kind, state) ORDER BY kind;
SELECT kind, count(*) AS damaged, string_agg(DISTINCT code, ' ' ORDER BY code) FILTER (WHERE code NOT IN ('read', '22P03', '0A000', '22003', '22023', '22004', '54000')) AS unexpected
FROM states, generate_series(0, 599) i, LATERAL (SELECT i * 7919 % length(state), i * 104729 % 256) d (p, b),
     pg_temp.finish(kind, CASE WHEN i % 3 = 0 THEN substr(state, 1, p) ELSE set_byte(state, CASE WHEN i % 3 = 1 THEN i / 3 % least(64, length(state)) ELSE p END, b) END) GROUP BY kind ORDER BY kind;
-- A state that travels packed: its text form with a character changed or dropped is refused, or another state.
CREATE AGGREGATE pg_temp.trend_state(care_history_summary) (SFUNC = care_trend_add_history, STYPE = care_trend_state);
CREATE FUNCTION pg_temp.reads(state text, OUT code text) LANGUAGE plpgsql AS $$
DECLARE
  again text;
BEGIN
  again := state::care_trend_state::text;
  code := CASE WHEN again::care_trend_state::text = again THEN 'read' ELSE 'read as two states' END;
EXCEPTION WHEN OTHERS THEN
  code := SQLSTATE;
END $$;
SELECT count(*) AS damaged, count(*) FILTER (WHERE code = '22P02') > 500 AS mostly_refused, string_agg(DISTINCT code, ' ') FILTER (WHERE code NOT IN ('read', '22P02')) AS unexpected
FROM (SELECT pg_temp.trend_state(care_history)::text AS state
      FROM (SELECT care_history(r, p, '2018-01-01', NULL) FROM (SELECT n % 5 AS l, (n * 7 % 5)::care_rating::text AS r, date '2019-01-01' + n * 31 AS p FROM generate_series(1, 20) n) e GROUP BY l) h) s,
     generate_series(1, 1000) i, LATERAL (SELECT 1 + i * 7919 % length(state)) d (p),
     pg_temp.reads(overlay(state placing CASE i % 3 WHEN 0 THEN '' WHEN 1 THEN 'A' ELSE chr(97 + i % 26) END FROM p FOR 1));
-- The state of one aggregate is none of another.
SELECT s.kind AS state, string_agg(DISTINCT code, ' ' ORDER BY code) AS codes
FROM states s, states f, pg_temp.finish(f.kind, s.state) WHERE f.kind <> s.kind AND code NOT IN ('read', '22P03', '0A000', '22004', '22023') GROUP BY s.kind;
CREATE AGGREGATE pg_temp.snapshots_of_ratings(anycompatiblenonarray, text, date, date, date) (SFUNC = care_ledger_add_rating, STYPE = bytea, FINALFUNC = care_trend_of_snapshots_final);
SELECT pg_temp.snapshots_of_ratings(1, 'good', '2020-01-01', NULL, NULL);
CREATE AGGREGATE pg_temp.ratings_of_periods(anycompatiblenonarray, text, date, date) (SFUNC = care_ledger_add_period, STYPE = bytea, FINALFUNC = care_trend_of_ratings_final);
SELECT pg_temp.ratings_of_periods(1, 'good', '2020-01-01', NULL);
CREATE AGGREGATE pg_temp.periods_of_ratings(anycompatiblenonarray, text, date, date, date) (SFUNC = care_ledger_add_rating, STYPE = bytea, FINALFUNC = care_trend_of_periods_final);
SELECT pg_temp.periods_of_ratings(1, 'good', '2020-01-01', NULL, NULL);
