-- Hostile input for care_quality: make fuzz, and a slice of it in test/t/040_fuzz.pl.
--
-- fuzz.run(surface, seed, cases) tries so many cases on one surface and returns the failures, one a row. The
-- same surface, seed and number give the same cases on the same PostgreSQL. A case passes if it gives a value
-- that keeps the promises below, or an error of the caller's making: class 22 (data), 0A (not supported),
-- 54 (limits), 42 (no such function for these types); for a message cut short 08P01; never XX (internal). A crash ends the server, and the
-- sanitizers under which make fuzz runs end it at the first bad access.
--
--   text     text input of every type: what is accepted survives text and binary; soft errors are errors
--   recv     binary input (COPY BINARY): what is accepted has these bytes again, through text too
--   state    aggregate states in combine and final functions, mutated or of another aggregate
--   row      a row added to such a state
--   call     every function, aggregate and window function of the extension, with arguments out of range
--   document care_events on broken documents
--
-- Every result of a call is printed; a percentage or date that is not finite is a failure.

CREATE SCHEMA fuzz;
SET search_path = fuzz, public;

CREATE TYPE care_enum AS ENUM ('Outstanding', 'Good', 'Requires improvement', 'Inadequate', 'Not rated', 'TBC');

-- ---- chance ----

-- From 0 to n - 1
CREATE FUNCTION below(n integer) RETURNS integer LANGUAGE sql AS
  'SELECT floor(random() * n)::integer';

CREATE FUNCTION pick(list anyarray) RETURNS anyelement LANGUAGE sql AS
  'SELECT list[1 + floor(random() * cardinality(list))::integer]';

CREATE FUNCTION noise(n integer) RETURNS bytea LANGUAGE sql AS
  $$SELECT coalesce(string_agg(set_byte('\x00', 0, floor(random() * 256)::integer), ''), '') FROM generate_series(1, n)$$;

-- One to four changes, most of them small. Numbers of four bytes at the borders are what headers are made of.
CREATE FUNCTION mutate(was bytea, other bytea) RETURNS bytea LANGUAGE plpgsql AS $$
DECLARE
	v bytea := was;
	n integer;
	at integer;
	len integer;
BEGIN
	FOR i IN 0 .. floor(random() * random() * 4)::integer LOOP
		n := length(v);
		at := floor(random() * (n + 1));
		len := 1 + floor(random() * random() * 12);
		CASE floor(random() * 11)::integer
			WHEN 0, 1 THEN
				IF at < n THEN v := set_byte(v, at, floor(random() * 256)::integer); END IF;
			WHEN 2, 3 THEN
				IF at < n THEN v := set_byte(v, at, fuzz.pick('{0,1,2,3,4,5,127,128,129,255}'::integer[])); END IF;
			WHEN 4 THEN
				IF at < n THEN v := set_bit(v, at * 8 + floor(random() * 8)::integer, floor(random() * 2)::integer); END IF;
			WHEN 5 THEN v := substr(v, 1, at) || fuzz.noise(len) || substr(v, at + 1);
			WHEN 6 THEN v := substr(v, 1, at) || substr(v, at + 1 + len);
			WHEN 7 THEN v := substr(v, 1, at);
			WHEN 8 THEN v := substr(v, 1, at) || substr(v, greatest(at - len, 0) + 1);
			WHEN 9 THEN v := substr(v, 1, at) || substr(other, floor(random() * (length(other) + 1))::integer + 1);
			ELSE
				v := substr(v, 1, at / 4 * 4) || fuzz.pick(ARRAY['\x00000000', '\xffffffff', '\xffffff7f', '\x00000080',
					'\x01000000', '\xf0ffffff', '\x0000000000000080', '\xffffffffffffff7f', '\xffffffffffffffff']::bytea[]) ||
					substr(v, at / 4 * 4 + 5);
		END CASE;
	END LOOP;
	RETURN v;
END $$;

CREATE FUNCTION mutate(was text, other text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	v text := was;
	n integer;
	at integer;
	len integer;
BEGIN
	FOR i IN 0 .. floor(random() * random() * 4)::integer LOOP
		n := length(v);
		at := floor(random() * (n + 1));
		len := 1 + floor(random() * random() * 12);
		CASE floor(random() * 8)::integer
			WHEN 0 THEN v := overlay(v PLACING chr(32 + floor(random() * 95)::integer) FROM at + 1 FOR 1);
			WHEN 1 THEN v := left(v, at) || substr(v, at + 1 + len);
			WHEN 2 THEN v := left(v, at) || substr(v, greatest(at - len, 0) + 1);
			WHEN 3 THEN v := left(v, at) || substr(other, 1 + floor(random() * (length(other) + 1))::integer);
			-- another number, date or word in the place of one
			WHEN 4, 5 THEN
				v := left(v, at) || regexp_replace(substr(v, at + 1), '[0-9]+',
					fuzz.pick('{0,1,2,-1,1.5,1e3,1e400,9223372036854775807,9223372036854775808,536870912,536870913,007,"",null}'::text[]));
			WHEN 6 THEN
				v := left(v, at) || regexp_replace(substr(v, at + 1), '[0-9]{4}-[0-9]{2}-[0-9]{2}', fuzz.pick(
					'{1899-12-31,1900-01-01,2199-12-31,2200-01-01,2023-02-29,2024-02-29,2024-01-01,0000-00-00,infinity,-infinity}'::text[]));
			ELSE
				v := left(v, at) || regexp_replace(substr(v, at + 1), '"[^"]*"|null|true', fuzz.pick(
					'{"Good","Not rated","outside","known","waiting",null,true,false,[],{},"\u0000","é","",[[[[]]]]}'::text[]));
		END CASE;
	END LOOP;
	RETURN v;
END $$;

-- ---- good values, to be damaged ----

-- Rows of some locations: reratings, ties, gaps, rows without dates of registration
CREATE TABLE rows AS
SELECT 'L' || i % 9 || CASE WHEN i % 9 = 8 THEN repeat('-long', 10) ELSE '' END AS location,
       (i * 7 % 5)::care_rating AS rating,
       date '2019-01-10' + i * 131 % 1500 AS published,
       CASE WHEN i % 9 > 2 THEN date '2018-06-01' + i % 9 * 200 END AS registered,
       CASE WHEN i % 9 IN (1, 5) THEN date '2023-03-01' END AS deregistered,
       i AS weight
FROM generate_series(1, 40) i;

CREATE TABLE good (type text, id serial, form text, bytes bytea);

INSERT INTO good (type, form, bytes)
SELECT 'care_rating', v::text, care_rating_send(v)
FROM unnest(ARRAY['Good', 'Not rated', 'Requires improvement', 'Outstanding', 'Inadequate']::care_rating[]) v;
INSERT INTO good (type, form, bytes)
SELECT 'care_tally_summary', v::text, care_tally_summary_send(v)
FROM (SELECT care_tally(rating) FROM rows UNION ALL SELECT care_tally(rating, weight) FROM rows
      UNION ALL SELECT care_tally(rating) FROM rows WHERE false
      UNION ALL SELECT care_tally_of(9223372036854775807, 0, 0, 0, 0)) t (v);
INSERT INTO good (type, form, bytes)
SELECT 'care_history_summary', v::text, care_history_summary_send(v)
FROM (SELECT care_history(rating, published, registered, deregistered) FROM rows GROUP BY location
      UNION ALL SELECT care_history('Good', '1900-01-01', '1900-01-01', '2199-12-31')
      UNION ALL SELECT care_history(NULL::text, NULL, '2020-01-01', NULL)
      UNION ALL SELECT care_worst(h) FROM (SELECT care_history(rating, published, registered, deregistered) AS h
                                           FROM rows GROUP BY location) s) h (v);
INSERT INTO good (type, form, bytes)
SELECT 'care_trend_summary', v::text, care_trend_summary_send(v)
FROM (SELECT care_trend(location, rating, published, registered, deregistered) FROM rows
      UNION ALL SELECT care_trend(location, rating, published, registered, deregistered) FROM rows WHERE location = 'L4'
      UNION ALL SELECT care_trend(location, rating, published, registered, deregistered, 10) FROM rows
      UNION ALL SELECT care_trend_of_snapshots(location, rating, date_trunc('month', published)::date) FROM rows
      UNION ALL SELECT care_trend_of_periods(location, rating, published, published + weight * 40) FROM rows
      UNION ALL SELECT care_trend_of_tallies(care_tally_of(weight, 2, 3, 4, 5), date_trunc('month', published)::date) FROM rows
      UNION ALL SELECT care_trend('x', 'Good', '2200-01-01'::date - 1, '1900-01-01', NULL)) t (v);
INSERT INTO good (type, form, bytes)
SELECT 'care_waiting_summary', v::text, care_waiting_summary_send(v)
FROM (SELECT care_waiting(published, deregistered, published + weight) FROM rows WHERE published < '2023-01-01'
      UNION ALL SELECT care_waiting(published, NULL) FROM rows WHERE weight < 5
      UNION ALL SELECT care_rollup(NULL::care_waiting_summary)
      UNION ALL SELECT '{"version": 1, "entries": [["1900-01-01", "2199-12-31", "removed", 536870912],
                        ["2199-12-31", null, "waiting", 1]]}'::care_waiting_summary) w (v)
WHERE v IS NOT NULL;
INSERT INTO good (type, form, bytes)
SELECT 'care_survival_summary', v::text, care_survival_summary_send(v)
FROM (SELECT care_survival(published - date '2000-01-01', weight % 3 > 0) FROM rows
      UNION ALL SELECT care_survival(weight, true) FROM rows
      UNION ALL SELECT '{"version": 1, "entries": [[0, 4294967296, 1], [2147483647, 0, 4294967296]]}'::care_survival_summary) w (v);
INSERT INTO good (type, form, bytes)
SELECT 'care_ages_summary', v::text, care_ages_summary_send(v)
FROM (SELECT care_ages(location, rating, published, registered, deregistered) FROM rows
      UNION ALL SELECT care_ages(location, rating, published, registered, deregistered) FROM rows WHERE weight < 5
      UNION ALL SELECT '{"version": 1, "changes": [["Not rated", "1900-01-01", "1900-01-01", 2147483647],
                        ["Outstanding", "2199-12-01", "2199-12-01", 1]]}'::care_ages_summary) a (v)
WHERE v IS NOT NULL;
-- The smallest numbers say more about the form than the largest.
DELETE FROM good WHERE length(bytes) > 1500;

-- ---- the surface text ----

CREATE TABLE failure (surface text, seed integer, at integer, what text);

-- What must hold for a value that was accepted, and every reader of it
CREATE FUNCTION verdict_rating(v care_rating) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	IF v::text::care_rating IS DISTINCT FROM v THEN RETURN 'text changes it'; END IF;
	IF v::integer NOT BETWEEN 0 AND 4 THEN RETURN 'it is no rating'; END IF;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN 'accepted, but ' || SQLSTATE || ' ' || SQLERRM;
END $$;

CREATE FUNCTION verdict_tally(v care_tally_summary) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	IF care_tally_summary_send(v::text::care_tally_summary) <> care_tally_summary_send(v) THEN RETURN 'text changes it'; END IF;
	BEGIN
		IF to_jsonb(care_summary(v, target => 85))::text ~ 'NaN|Inf|-[0-9]+,' AND care_locations(v) < 0 THEN RETURN 'odd summary'; END IF;
	EXCEPTION WHEN numeric_value_out_of_range THEN NULL;	-- the sum of its counts
	END;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN 'accepted, but ' || SQLSTATE || ' ' || SQLERRM;
END $$;

CREATE FUNCTION verdict_history(v care_history_summary) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	IF care_history_summary_send(v::text::care_history_summary) <> care_history_summary_send(v) THEN RETURN 'text changes it'; END IF;
	IF EXISTS (SELECT FROM care_periods(v) p WHERE p.valid_from >= p.valid_to OR p.published > p.valid_from) THEN
		RETURN 'odd periods';
	END IF;
	IF (SELECT care_rollup(r) <> v FROM (VALUES (v)) s (r)) THEN RETURN 'rollup of it alone is another'; END IF;
	PERFORM care_conflicts(v), care_rating_at(v, '2021-05-01'), care_published_at(v, '2021-05-01');
	BEGIN
		PERFORM care_trend(v);
	EXCEPTION WHEN datetime_field_overflow THEN
		-- a history may be a piece, to which an earlier day is still to be added; it cannot be counted before
		IF SQLERRM !~ '^a location without registration date was deregistered on' THEN RAISE; END IF;
	END;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN 'accepted, but ' || SQLSTATE || ' ' || SQLERRM;
END $$;

CREATE FUNCTION verdict_trend(v care_trend_summary) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	IF care_trend_summary_send(v::text::care_trend_summary) <> care_trend_summary_send(v) THEN RETURN 'text changes it'; END IF;
	IF (SELECT care_rollup(r) <> v FROM (VALUES (v)) s (r)) THEN RETURN 'rollup of it alone is another'; END IF;
	BEGIN
		-- long trends are read now and then only: they have 3,600 months
		IF length(care_trend_summary_send(v)) < 60 OR random() < 0.1 THEN
			IF EXISTS (SELECT FROM care_monthly(v) m
					   WHERE m.good_or_better > m.rated OR m.rated > m.locations OR m.published_good_or_better > m.published
					      OR m.outstanding < 0 OR m.good < 0 OR m.requires_improvement < 0 OR m.inadequate < 0 OR m.not_rated < 0
					      OR m.joined < 0 OR m.departed < 0) THEN
				RETURN 'odd months';
			END IF;
		END IF;
		PERFORM care_conflicts(v);
		PERFORM FROM care_movements(v);
	EXCEPTION WHEN numeric_value_out_of_range THEN NULL;
	          WHEN feature_not_supported THEN
		IF SQLERRM NOT LIKE '%levels%' THEN RAISE; END IF;
	END;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN 'accepted, but ' || SQLSTATE || ' ' || SQLERRM;
END $$;

CREATE FUNCTION verdict_waiting(v care_waiting_summary) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	IF care_waiting_summary_send(v::text::care_waiting_summary) <> care_waiting_summary_send(v) THEN RETURN 'text changes it'; END IF;
	IF (SELECT care_rollup(r) <> v FROM (VALUES (v)) s (r)) THEN RETURN 'rollup of it alone is another'; END IF;
	IF EXISTS (SELECT FROM care_waiting_monthly(v, since => '2020-01-01', until => '2021-12-31') m
			   WHERE m.waiting < 0 OR m.long_waits > m.waiting OR m.median_days > m.p90_days OR m.p90_days > m.longest_days) THEN
		RETURN 'odd months';
	END IF;
	PERFORM FROM care_waiting_bands(v, '2021-06-30');
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN 'accepted, but ' || SQLSTATE || ' ' || SQLERRM;
END $$;

CREATE FUNCTION verdict_survival(v care_survival_summary) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	IF care_survival_summary_send(v::text::care_survival_summary) <> care_survival_summary_send(v) THEN RETURN 'text changes it'; END IF;
	IF (SELECT care_rollup(r) <> v FROM (VALUES (v)) s (r)) THEN RETURN 'rollup of it alone is another'; END IF;
	IF EXISTS (SELECT FROM (SELECT *, lag(percent) OVER (ORDER BY days) AS before FROM care_survival_curve(v)) c
			   WHERE at_risk < ended OR ended < 1 OR percent < 0 OR percent > before OR lower > percent OR upper < percent OR lower < 0 OR upper > 100
			      OR percent IN ('NaN', 'Infinity') OR lower = 'NaN' OR upper = 'NaN') THEN
		RETURN 'odd curve';
	END IF;
	PERFORM care_survival_at(v, 100), care_survival_days(v);
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN 'accepted, but ' || SQLSTATE || ' ' || SQLERRM;
END $$;

CREATE FUNCTION verdict_ages(v care_ages_summary) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	IF care_ages_summary_send(v::text::care_ages_summary) <> care_ages_summary_send(v) THEN RETURN 'text changes it'; END IF;
	IF (SELECT care_rollup(r) <> v FROM (VALUES (v)) s (r)) THEN RETURN 'rollup of it alone is another'; END IF;
	IF EXISTS (SELECT FROM care_ages_monthly(v, since => '2019-12-01', until => '2020-03-01') m
			   WHERE m.locations < 0 OR good_or_better < 0 OR good_or_better > m.locations OR percent > 100) THEN
		RETURN 'odd months';
	END IF;
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	RETURN 'accepted, but ' || SQLSTATE || ' ' || SQLERRM;
END $$;

-- Whether a text is one of a type, asked without an error; NULL before PostgreSQL 16, which cannot ask.
CREATE FUNCTION is_valid(type text, form text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	valid boolean;
BEGIN
	IF current_setting('server_version_num')::integer >= 160000 THEN
		EXECUTE 'SELECT pg_input_is_valid($1, $2)' INTO valid USING form, type;
	END IF;
	RETURN valid;
END $$;

CREATE FUNCTION try_text(type text, form text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	valid boolean := fuzz.is_valid(type, form);
	verdict text;
BEGIN
	verdict := CASE type
		WHEN 'care_rating' THEN fuzz.verdict_rating(form::care_rating)
		WHEN 'care_tally_summary' THEN fuzz.verdict_tally(form::care_tally_summary)
		WHEN 'care_history_summary' THEN fuzz.verdict_history(form::care_history_summary)
		WHEN 'care_trend_summary' THEN fuzz.verdict_trend(form::care_trend_summary)
		WHEN 'care_waiting_summary' THEN fuzz.verdict_waiting(form::care_waiting_summary)
		WHEN 'care_survival_summary' THEN fuzz.verdict_survival(form::care_survival_summary)
		WHEN 'care_ages_summary' THEN fuzz.verdict_ages(form::care_ages_summary)
	END;
	RETURN CASE WHEN NOT valid THEN 'accepted, but not where an error is soft' ELSE verdict END;
EXCEPTION WHEN OTHERS THEN
	IF valid THEN
		RETURN 'refused, but not where an error is soft';
	END IF;
	RAISE;
END $$;

-- ---- the surface recv ----

-- COPY writes a bytea as its length and its bytes, and reads any type from its length and bytes.
CREATE TABLE received (rating care_rating, tally care_tally_summary, history care_history_summary,
	trend care_trend_summary, waiting care_waiting_summary, survival care_survival_summary, ages care_ages_summary);

CREATE FUNCTION try_recv(type text, sent bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	file text := current_setting('data_directory') || '/fuzz.' || pg_backend_pid();
	col text := split_part(type, '_', 2);
	v fuzz.received;
	back bytea;
BEGIN
	EXECUTE format('COPY (SELECT %L::bytea) TO %L (FORMAT binary)', sent, file);
	EXECUTE format('COPY fuzz.received (%I) FROM %L (FORMAT binary)', col, file);
	SELECT * INTO STRICT v FROM fuzz.received;
	DELETE FROM fuzz.received;
	CASE type
		WHEN 'care_rating' THEN back := sent;
		WHEN 'care_tally_summary' THEN back := care_tally_summary_send(v.tally);
		WHEN 'care_history_summary' THEN back := care_history_summary_send(v.history);
		WHEN 'care_trend_summary' THEN back := care_trend_summary_send(v.trend);
		WHEN 'care_waiting_summary' THEN back := care_waiting_summary_send(v.waiting);
		WHEN 'care_survival_summary' THEN back := care_survival_summary_send(v.survival);
		WHEN 'care_ages_summary' THEN back := care_ages_summary_send(v.ages);
	END CASE;
	IF back <> sent THEN RETURN 'sent back as ' || back; END IF;
	CASE type
		WHEN 'care_rating' THEN RETURN fuzz.verdict_rating(v.rating);
		WHEN 'care_tally_summary' THEN RETURN fuzz.verdict_tally(v.tally);
		WHEN 'care_history_summary' THEN RETURN fuzz.verdict_history(v.history);
		WHEN 'care_trend_summary' THEN RETURN fuzz.verdict_trend(v.trend);
		WHEN 'care_waiting_summary' THEN RETURN fuzz.verdict_waiting(v.waiting);
		WHEN 'care_survival_summary' THEN RETURN fuzz.verdict_survival(v.survival);
		WHEN 'care_ages_summary' THEN RETURN fuzz.verdict_ages(v.ages);
	END CASE;
END $$;

-- ---- the surfaces state and row ----

-- Anyone may make an aggregate out of our support functions, and give it any state: state_… returns the state
-- of an aggregate as it is, final_… calls the final function on the state it is given, combine_… combines.
-- A state of another type than bytea is had from its binary form, which is what is mutated then.
CREATE FUNCTION given(state bytea, value bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT value';
CREATE FUNCTION given(state care_trend_state, value care_trend_state) RETURNS care_trend_state LANGUAGE sql IMMUTABLE AS 'SELECT value';
CREATE FUNCTION as_bytea(value bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT value';
CREATE FUNCTION as_care_trend_state(value bytea) RETURNS care_trend_state LANGUAGE sql IMMUTABLE AS
	$$SELECT encode(value, 'base64')::care_trend_state$$;

CREATE TABLE family (name text, finals text[], result text, type text DEFAULT 'bytea', id serial);
INSERT INTO family VALUES
	('care_one_step_combine', '{care_one_step_percent_final,care_one_step_gap_final}', NULL),
	('care_history_combine', '{care_history_final}', 'history'),
	('care_history_worst_combine', '{care_history_worst_final}', 'history'),
	('care_ledger_combine', '{care_trend_of_ratings_final,care_trend_of_ratings_weighted_final,care_trend_of_snapshots_final,care_trend_of_periods_final}', 'trend'),
	('care_waiting_combine', '{care_waiting_final}', 'waiting'),
	('care_standardise_combine', '{care_standardise_final}', NULL),
	('care_survival_combine', '{care_survival_final}', 'survival'),
	('care_ledger_combine', '{care_ages_of_ratings_final}', 'ages'),
	('care_ages_combine', '{care_ages_final}', 'ages');
INSERT INTO family VALUES
	('care_trend_state_combine', '{care_trend_state_final}', 'trend', 'care_trend_state');

DO $$
DECLARE
	f record;
BEGIN
	FOR f IN SELECT name, type, final FROM fuzz.family, unnest(finals) final LOOP
		EXECUTE format('CREATE AGGREGATE fuzz.%I(%s) (SFUNC = fuzz.given, STYPE = %2$s, FINALFUNC = %I)', 'final_' || f.final, f.type, f.final);
		EXECUTE format('CREATE AGGREGATE fuzz.%I(%s) (SFUNC = %I, STYPE = %2$s, FINALFUNC = %4$I)', 'combine_' || f.final, f.type, f.name, f.final);
	END LOOP;
	-- no aggregate whose state is no summary may be missing
	FOR f IN SELECT DISTINCT aggcombinefn::regproc::text AS name, aggtranstype::regtype::text AS type, aggfinalfn::regproc::text AS final FROM pg_aggregate
	         WHERE aggfnoid::text LIKE 'care\_%' AND aggtranstype IN ('bytea'::regtype, 'care_trend_state'::regtype) LOOP
		IF NOT EXISTS (SELECT FROM fuzz.family WHERE name = f.name AND type = f.type AND f.final = ANY (finals)) THEN
			RAISE 'fuzz.family lacks % with %', f.name, f.final;
		END IF;
	END LOOP;
END $$;

-- States as they are in the middle of an aggregate; the transition functions keep their argument types.
CREATE TABLE state (family text, id serial, bytes bytea);
CREATE AGGREGATE state_percent(care_rating, text) (SFUNC = care_one_step_percent_add, STYPE = bytea);
CREATE AGGREGATE state_gap(care_rating, double precision) (SFUNC = care_one_step_gap_add, STYPE = bytea);
CREATE AGGREGATE state_history(care_rating, date, date, date) (SFUNC = care_history_add, STYPE = bytea);
CREATE AGGREGATE state_history(care_history_summary) (SFUNC = care_history_add_summary, STYPE = bytea);
CREATE AGGREGATE state_worst(care_history_summary) (SFUNC = care_history_worst_add, STYPE = bytea);
CREATE AGGREGATE state_ratings(anycompatiblenonarray, care_rating, date, date, date) (SFUNC = care_ledger_add_rating, STYPE = bytea);
CREATE AGGREGATE state_ratings(anycompatiblenonarray, care_rating, date, date, date, bigint) (SFUNC = care_ledger_add_rating, STYPE = bytea);
CREATE AGGREGATE state_snapshots(anycompatiblenonarray, care_rating, date) (SFUNC = care_ledger_add_snapshot, STYPE = bytea);
CREATE AGGREGATE state_periods(anycompatiblenonarray, care_rating, date, date) (SFUNC = care_ledger_add_period, STYPE = bytea);
CREATE AGGREGATE state_trend(care_history_summary) (SFUNC = care_trend_add_history, STYPE = care_trend_state);
CREATE AGGREGATE state_trend(care_history_summary, bigint) (SFUNC = care_trend_add_history, STYPE = care_trend_state);
CREATE AGGREGATE state_tallies(care_tally_summary, date) (SFUNC = care_trend_add_tally, STYPE = care_trend_state);
CREATE AGGREGATE state_trend(care_trend_summary) (SFUNC = care_trend_add_summary, STYPE = care_trend_state);
CREATE AGGREGATE state_waiting(date, date) (SFUNC = care_waiting_add, STYPE = bytea);
CREATE AGGREGATE state_waiting(care_waiting_summary) (SFUNC = care_waiting_add_summary, STYPE = bytea);
CREATE AGGREGATE state_standard(care_tally_summary, care_tally_summary) (SFUNC = care_standardise_add, STYPE = bytea);
CREATE AGGREGATE state_survival(integer, boolean) (SFUNC = care_survival_add, STYPE = bytea);
CREATE AGGREGATE state_survival(care_survival_summary) (SFUNC = care_survival_add_summary, STYPE = bytea);
CREATE AGGREGATE state_ages(care_history_summary) (SFUNC = care_ages_add_history, STYPE = bytea);
CREATE AGGREGATE state_ages(care_ages_summary) (SFUNC = care_ages_add_summary, STYPE = bytea);

CREATE VIEW histories AS
	SELECT care_history(rating, published, registered, deregistered) AS history FROM rows GROUP BY location;

INSERT INTO state (family, bytes)
SELECT 'care_one_step_combine', state_percent(rating, 'rated') FROM rows
UNION ALL SELECT 'care_one_step_combine', state_gap(rating, 85) FROM rows
UNION ALL SELECT 'care_history_combine', state_history(rating, published, registered, deregistered) FROM rows WHERE weight < 12
UNION ALL SELECT 'care_history_combine', state_history(history) FROM histories
UNION ALL SELECT 'care_history_worst_combine', state_worst(history) FROM histories
UNION ALL SELECT 'care_ledger_combine', state_ratings(location, rating, published, registered, deregistered) FROM rows WHERE weight < 12
UNION ALL SELECT 'care_ledger_combine', state_ratings(location, rating, published, registered, deregistered) FROM rows WHERE weight < 2
UNION ALL SELECT 'care_ledger_combine', state_ratings(location, rating, published, registered, deregistered, 7) FROM rows
UNION ALL SELECT 'care_ledger_combine', state_snapshots(location, rating, published) FROM rows
UNION ALL SELECT 'care_ledger_combine', state_periods(location, rating, published, published + 400) FROM rows
UNION ALL SELECT 'care_trend_state_combine', care_trend_state_send(state_trend(history)) FROM histories
UNION ALL SELECT 'care_trend_state_combine', care_trend_state_send(state_trend(history, 3)) FROM histories
UNION ALL SELECT 'care_trend_state_combine', care_trend_state_send(state_tallies(care_tally_of(1, 2, 3, 4), '2020-01-01')) FROM rows
UNION ALL SELECT 'care_trend_state_combine', care_trend_state_send(state_trend(form::care_trend_summary)) FROM good WHERE id IN
	(SELECT min(id) FROM good WHERE type = 'care_trend_summary')
UNION ALL SELECT 'care_waiting_combine', state_waiting(published, published + weight) FROM rows WHERE weight < 20
UNION ALL SELECT 'care_waiting_combine', state_waiting(form::care_waiting_summary) FROM good WHERE type = 'care_waiting_summary'
UNION ALL SELECT 'care_standardise_combine', state_standard(care_tally_of(weight, 3, 2, 1), care_tally_of(9, weight, 5, 4)) FROM rows WHERE weight < 20
UNION ALL SELECT 'care_survival_combine', state_survival(weight::integer, weight % 2 = 0) FROM rows
UNION ALL SELECT 'care_survival_combine', state_survival(form::care_survival_summary) FROM good WHERE type = 'care_survival_summary' AND form !~ '4294967296'
UNION ALL SELECT 'care_ages_combine', state_ages(history) FROM histories
UNION ALL SELECT 'care_ages_combine', state_ages(form::care_ages_summary) FROM good WHERE type = 'care_ages_summary' AND form !~ '2147483647';

-- A state given to a final function, or two combined and finished.
CREATE FUNCTION try_state(final text, type text, result text, a bytea, b bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	v text;
BEGIN
	EXECUTE CASE WHEN b IS NULL THEN format('SELECT fuzz.%I(fuzz.%I($1))::text', 'final_' || final, 'as_' || type)
	             ELSE format('SELECT fuzz.%I(fuzz.%I(s))::text FROM (VALUES ($1), ($2)) v (s)', 'combine_' || final, 'as_' || type) END
	INTO v USING a, b;
	IF v ~ 'NaN|Infinity' THEN RETURN 'result ' || v; END IF;
	-- what an aggregate returns can be stored: it must be a value as any other
	BEGIN
		RETURN CASE result
			WHEN 'history' THEN fuzz.verdict_history(v::care_history_summary)
			WHEN 'trend' THEN fuzz.verdict_trend(v::care_trend_summary)
			WHEN 'waiting' THEN fuzz.verdict_waiting(v::care_waiting_summary)
			WHEN 'survival' THEN fuzz.verdict_survival(v::care_survival_summary)
			WHEN 'ages' THEN fuzz.verdict_ages(v::care_ages_summary) END;
	EXCEPTION WHEN OTHERS THEN
		RETURN 'returned, but ' || SQLSTATE || ' ' || SQLERRM;
	END;
END $$;

-- One row added to a state: the transition function of an aggregate that starts with it.
CREATE TABLE adder (id serial, family text, arguments text, sfunc text, row text, final text);
INSERT INTO adder (family, arguments, sfunc, row, final) VALUES
	('care_one_step_combine', 'care_rating, text', 'care_one_step_percent_add', '''Good'', ''rated''', 'care_one_step_percent_final'),
	('care_one_step_combine', 'care_rating, double precision', 'care_one_step_gap_add', '''Good'', 85', 'care_one_step_gap_final'),
	('care_history_combine', 'care_rating, date, date, date', 'care_history_add', '''Good'', ''2020-05-05'', ''2020-01-01'', NULL', 'care_history_final'),
	('care_history_combine', 'care_history_summary', 'care_history_add_summary', '(SELECT history FROM fuzz.histories LIMIT 1)', 'care_history_final'),
	('care_history_worst_combine', 'care_history_summary', 'care_history_worst_add', '(SELECT history FROM fuzz.histories LIMIT 1)', 'care_history_worst_final'),
	('care_ledger_combine', 'anycompatiblenonarray, care_rating, date, date, date', 'care_ledger_add_rating', '''L1''::text, ''Good'', ''2020-05-05'', ''2020-01-01'', NULL', 'care_trend_of_ratings_final'),
	('care_ledger_combine', 'anycompatiblenonarray, care_rating, date, date, date, bigint', 'care_ledger_add_rating', '''L1''::text, ''Good'', ''2020-05-05'', ''2020-01-01'', NULL, 7', 'care_trend_of_ratings_weighted_final'),
	('care_ledger_combine', 'anycompatiblenonarray, care_rating, date', 'care_ledger_add_snapshot', 'repeat(''L1'', 5000), ''Good'', ''2020-05-05''', 'care_trend_of_snapshots_final'),
	('care_ledger_combine', 'anycompatiblenonarray, care_rating, date, date', 'care_ledger_add_period', '''L1''::text, ''Good'', ''2020-05-05'', NULL', 'care_trend_of_periods_final'),
	('care_trend_state_combine', 'care_history_summary', 'care_trend_add_history', '(SELECT history FROM fuzz.histories LIMIT 1)', 'care_trend_state_final'),
	('care_trend_state_combine', 'care_history_summary, bigint', 'care_trend_add_history', '(SELECT history FROM fuzz.histories LIMIT 1), 3', 'care_trend_state_final'),
	('care_trend_state_combine', 'care_tally_summary, date', 'care_trend_add_tally', 'care_tally_of(1, 2, 3, 4), ''2020-01-01''', 'care_trend_state_final'),
	('care_trend_state_combine', 'care_trend_summary', 'care_trend_add_summary', '(SELECT form::care_trend_summary FROM fuzz.good WHERE type = ''care_trend_summary'' ORDER BY id LIMIT 1)', 'care_trend_state_final'),
	('care_waiting_combine', 'date, date', 'care_waiting_add', '''2020-01-01'', ''2020-02-01''', 'care_waiting_final'),
	('care_waiting_combine', 'care_waiting_summary', 'care_waiting_add_summary', '(SELECT form::care_waiting_summary FROM fuzz.good WHERE type = ''care_waiting_summary'' ORDER BY id LIMIT 1)', 'care_waiting_final'),
	('care_standardise_combine', 'care_tally_summary, care_tally_summary', 'care_standardise_add', 'care_tally_of(1, 2, 3, 4), care_tally_of(4, 3, 2, 1)', 'care_standardise_final'),
	('care_standardise_combine', 'care_tally_summary, care_tally_summary, double precision', 'care_standardise_add', 'care_tally_of(1, 2, 3, 4), care_tally_of(4, 3, 2, 1), 0.95', 'care_standardise_final'),
	('care_survival_combine', 'integer, boolean', 'care_survival_add', '7, true', 'care_survival_final'),
	('care_survival_combine', 'care_survival_summary', 'care_survival_add_summary', '(SELECT form::care_survival_summary FROM fuzz.good WHERE type = ''care_survival_summary'' ORDER BY id LIMIT 1)', 'care_survival_final'),
	('care_ages_combine', 'care_history_summary', 'care_ages_add_history', '(SELECT history FROM fuzz.histories LIMIT 1)', 'care_ages_final'),
	('care_ages_combine', 'care_ages_summary', 'care_ages_add_summary', '(SELECT form::care_ages_summary FROM fuzz.good WHERE type = ''care_ages_summary'' ORDER BY id LIMIT 1)', 'care_ages_final');

CREATE FUNCTION try_row(a adder, type text, state bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	v text;
BEGIN
	EXECUTE format('SELECT fuzz.%I($1)::text', 'as_' || type) INTO v USING state;
	EXECUTE format('CREATE AGGREGATE fuzz.tried(%s) (SFUNC = %I, STYPE = %s, INITCOND = %L, FINALFUNC = %I)',
		a.arguments, a.sfunc, type, v, a.final);
	EXECUTE format('SELECT fuzz.tried(%s)::text FROM generate_series(1, 2)', a.row) INTO v;
	RAISE SQLSTATE '22ZZZ' USING MESSAGE = CASE WHEN v ~ 'NaN|Infinity' THEN 'result ' || v ELSE '' END;
END $$;

-- ---- the surface call ----

-- Everything of the extension that SQL can call
CREATE TABLE callable AS
SELECT row_number() OVER (ORDER BY p.oid::regprocedure::text) AS id, p.oid::regprocedure::text AS signature,
       p.proname AS name, p.prokind AS kind, p.proretset AS many, p.prorettype = 'text'::regtype AS is_text,
       ARRAY(SELECT t::regtype::text FROM unnest(p.proargtypes) WITH ORDINALITY u (t, n) ORDER BY n) AS types
FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid
WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
  AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'care_quality')
  AND NOT 'internal'::regtype = ANY (p.proargtypes);

-- Arguments as SQL, good ones and bad ones
CREATE TABLE argument (type text, forms text[]);
INSERT INTO argument VALUES
	('date', ARRAY[NULL, '-infinity', 'infinity', '1899-12-31', '1900-01-01', '2199-12-31', '2200-01-01', '4713-01-01 BC', '5874897-12-31',
		'2024-02-29', '2021-01-01', '2021-03-15', '2019-12-31', '1582-10-04']),
	('bigint', ARRAY[NULL, '-1', '0', '1', '7', '4294967296', '9223372036854775807', '-9223372036854775808', '9007199254740993']),
	('smallint', ARRAY[NULL, '-1', '0', '1', '2', '3', '4', '5', '32767', '-32768']),
	('integer', ARRAY[NULL, '-1', '0', '1', '2', '3', '12', '2147483647', '-2147483648']),
	('double precision', ARRAY[NULL, 'NaN', 'Infinity', '-Infinity', '-0', '5e-324', '1.7e308', '-1.7e308', '0.5', '0.95', '1', '12', '85',
		'99.99999999999999', '100', '100.00000000000001', '9.3e18']),
	('numeric', ARRAY[NULL, 'NaN', '0', '1', '-1', '1.5', '9223372036854775807', '9223372036854775808', '1e100', '1e-100', '12.000']),
	('boolean', ARRAY[NULL, 'true', 'false']),
	('text', ARRAY[NULL, '', 'Good', 'rated', 'all', 'Requires improvement', 'TBC', 'é', 'not rated', 'RATED']),
	('care_rating', ARRAY[NULL, 'Good', 'Not rated', 'Outstanding', 'Inadequate']),
	('fuzz.care_enum', ARRAY[NULL, 'Good', 'TBC', 'Not rated']),
	('interval', ARRAY[NULL, '0', '28 days', '6 months', '-1 day', '1 mon -40 days', '178000000 years', '-178000000 years',
		'2147483647 days', '1 second', '24:00:00', '2562047788 hours']),
	('interval[]', ARRAY[NULL, '{}', '{28 days}', '{28 days,NULL}', '{3 months,28 days}', '{{1 day,2 days},{3 days,4 days}}',
		'[0:1]={1 day,2 days}', '{-1 day}', '{1 day,1 day}', '{178000000 years}', '{1 day,3 months,1 year}']),
	('integer[]', ARRAY[NULL, '{}', '{1,2,3,4}', '{4,4,4}', '{0}', '{5}', '{NULL}', '{2147483647,2147483647}', '{{1,2},{3,4}}', '[-5:-4]={3,3}']),
	('jsonb', ARRAY[NULL, '{}', '[]', '1', 'null', '{"2022-04-01": 85}', '{"2022-04-01": 1e400}', '{"2022-04-02": 85}', '{"": 1}',
		'{"2022-04-01": null}', '{"1899-01-01": 1, "2021-01-01": 101}', '{"2019-01-01": 50, "2021-01-01": 80}']),
	('oid', ARRAY['0', '1']),
	('cstring', ARRAY[NULL, '', 'Good', '{}', '{"version": 1}', '{"version": 2}']);

CREATE FUNCTION random_argument(type text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	v text;
BEGIN
	type := CASE type WHEN 'anyenum' THEN 'fuzz.care_enum' WHEN 'anycompatiblenonarray' THEN fuzz.pick('{text,bigint,date,interval}'::text[])
		WHEN '"any"' THEN 'bigint' ELSE type END;
	IF type LIKE 'care\_%\_summary' THEN
		SELECT CASE WHEN random() < 0.05 THEN NULL ELSE form END INTO v FROM fuzz.good g WHERE g.type = random_argument.type ORDER BY random() LIMIT 1;
	ELSIF type = 'bytea' THEN
		SELECT bytes::text INTO v FROM fuzz.state ORDER BY random() LIMIT 1;
	ELSIF type = 'care_trend_state' THEN
		SELECT encode(bytes, 'base64') INTO v FROM fuzz.state WHERE family = 'care_trend_state_combine' ORDER BY random() LIMIT 1;
	ELSE
		SELECT fuzz.pick(forms) INTO v FROM fuzz.argument a WHERE a.type = random_argument.type;
		IF NOT FOUND THEN
			RAISE 'fuzz.argument lacks type %', type;
		END IF;
	END IF;
	RETURN format('%L::%s', v, type);
END $$;

-- A call as an expression
CREATE FUNCTION random_call(c callable) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	arguments text;
BEGIN
	SELECT string_agg(fuzz.random_argument(t), ', ' ORDER BY n) INTO arguments FROM unnest(c.types) WITH ORDINALITY u (t, n);
	RETURN format('%I(%s)', c.name, arguments);
END $$;

CREATE FUNCTION try_call(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	v text;
BEGIN
	EXECUTE statement INTO v;
	RETURN CASE WHEN v ~* '\m(nan|-?infinity)\M' THEN 'result ' || v END;
END $$;

-- Aggregates get one to four rows, window functions as many in a partition; the rest is called once.
CREATE FUNCTION random_statement() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	c fuzz.callable;
	calls text;
	list text;
	chosen integer := 1 + fuzz.below((SELECT count(*) FROM fuzz.callable)::integer);
BEGIN
	SELECT * INTO STRICT c FROM fuzz.callable WHERE id = chosen;
	IF c.kind = 'f' THEN
		RETURN format('SELECT string_agg(to_jsonb(v)::text, '' '') FROM %s v', fuzz.random_call(c));
	END IF;
	SELECT string_agg('(' || (SELECT string_agg(fuzz.random_argument(CASE WHEN t = 'anycompatiblenonarray' THEN 'text' ELSE t END), ', ' ORDER BY n)
	                          FROM unnest(c.types) WITH ORDINALITY u (t, n)) || ')', ', ')
	INTO calls FROM generate_series(0, fuzz.below(4)) WHERE fuzz.id_is_not_null(generate_series);
	SELECT string_agg('a' || n, ', ' ORDER BY n) INTO list FROM generate_series(1, cardinality(c.types)) n;
	RETURN format('SELECT string_agg(to_jsonb(v)::text, '' '') FROM (SELECT %I(%s)%s FROM (VALUES %s) r (%s)) s (v)',
		c.name, list, CASE WHEN c.kind = 'w' OR random() < 0.2 THEN ' OVER ()' ELSE '' END, calls, list);
END $$;

-- The subquery above must be run for every row: this makes it depend on the row.
CREATE FUNCTION id_is_not_null(integer) RETURNS boolean LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN $1 IS NOT NULL; END';

-- ---- the surface document ----

CREATE TABLE document (id serial, form text);
INSERT INTO document (form) VALUES
('{"locationId": "1-1", "currentRatings": {"overall": {"rating": "Good", "reportDate": "2020-02-29", "keyQuestionRatings": [{"name": "Safe", "rating": "Requires improvement"}, {"name": "Well-led", "rating": "Good", "reportDate": "2020-03-01"}]}, "serviceRatings": [{"name": "Care", "rating": "Outstanding", "reportDate": "2021-01-05", "keyQuestionRatings": [{"name": "Caring", "rating": "Good"}]}]}, "historicRatings": [{"reportDate": "2017-07-07", "organisationId": "1-1", "overall": {"rating": "Inadequate", "keyQuestionRatings": [{"name": "Effective", "rating": "TBC"}]}, "serviceRatings": []}]}'),
('{"locationId": "1-2", "assessment": [{"assessmentPlanPublishedDateTime": "2024-05-06T07:08:09Z", "ratings": {"overall": [{"rating": "Good", "status": "Active", "keyQuestionRatings": [{"name": "Responsive", "percentageScore": "75", "rating": "Good", "status": "Active"}]}], "asgRatings": [{"assessmentPlanId": "x", "name": "Homecare", "rating": "Good", "keyQuestionRatings": []}]}}]}');

CREATE FUNCTION try_document(form text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	v text;
BEGIN
	SELECT string_agg(to_jsonb(e)::text, ' ') INTO v FROM care_events(form::jsonb) e;
	RETURN CASE WHEN v ~* 'infinity' THEN 'result ' || v END;
END $$;

-- ---- running ----

-- How often which SQLSTATE came; '' is a result.
CREATE TABLE outcome (surface text, state text, cases bigint);

CREATE FUNCTION run(surface text, seed integer, cases integer) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	g fuzz.good;
	o fuzz.good;
	f fuzz.family;
	a fuzz.adder;
	goods fuzz.good[] := ARRAY(SELECT x FROM fuzz.good x WHERE x.type <> 'care_rating' OR x.id < 3 ORDER BY id);
	states bytea[] := ARRAY(SELECT bytes FROM fuzz.state ORDER BY id);
	documents text[] := ARRAY(SELECT form FROM fuzz.document ORDER BY id);
	adders fuzz.adder[] := ARRAY(SELECT x FROM fuzz.adder x ORDER BY id);
	families fuzz.family[] := ARRAY(SELECT x FROM fuzz.family x ORDER BY id);
	final text;
	input text;
	bytes bytea;
	other bytea;
	verdict text;
	state text;
	seen jsonb := '{}';
BEGIN
	PERFORM setseed(sin(seed * 12.9898 + length(surface) * 78.233));
	FOR i IN 1 .. cases LOOP
		verdict := NULL;
		state := '';
		g := fuzz.pick(goods);
		o := fuzz.pick(goods);
		BEGIN
			CASE surface
				WHEN 'text' THEN
					input := CASE WHEN random() < 0.02 THEN encode(fuzz.noise(fuzz.below(40)), 'escape') ELSE fuzz.mutate(g.form, o.form) END;
					verdict := fuzz.try_text(g.type, input);
				WHEN 'recv' THEN
					bytes := CASE WHEN random() < 0.05 THEN substr(g.bytes, 1, 2) || fuzz.noise(fuzz.below(40)) ELSE fuzz.mutate(g.bytes, o.bytes) END;
					input := bytes::text;
					verdict := fuzz.try_recv(g.type, bytes);
				WHEN 'state' THEN
					f := fuzz.pick(families);
					final := fuzz.pick(f.finals);
					bytes := fuzz.pick(states);
					IF random() < 0.8 THEN
						SELECT s.bytes INTO bytes FROM fuzz.state s WHERE s.family = f.name ORDER BY random() LIMIT 1;
					END IF;
					other := fuzz.pick(states);
					bytes := CASE WHEN random() < 0.9 THEN fuzz.mutate(bytes, other) ELSE bytes END;
					other := CASE WHEN random() < 0.5 THEN fuzz.mutate(bytes, other) END;
					input := format('%s %s %s', final, bytes, other);
					verdict := fuzz.try_state(final, f.type, f.result, bytes, other);
				WHEN 'row' THEN
					a := fuzz.pick(adders);
					bytes := fuzz.pick(states);
					IF random() < 0.8 THEN
						SELECT s.bytes INTO bytes FROM fuzz.state s WHERE s.family = a.family ORDER BY random() LIMIT 1;
					END IF;
					bytes := fuzz.mutate(bytes, fuzz.pick(states));
					input := format('%s %s', a.sfunc, bytes);
					verdict := fuzz.try_row(a, (SELECT DISTINCT type FROM fuzz.family WHERE name = a.family), bytes);
				WHEN 'call' THEN
					input := fuzz.random_statement();
					verdict := fuzz.try_call(input);
				WHEN 'document' THEN
					input := fuzz.mutate(fuzz.pick(documents), fuzz.pick(documents));
					verdict := fuzz.try_document(input);
			END CASE;
		EXCEPTION WHEN OTHERS THEN
			state := SQLSTATE;
			verdict := CASE WHEN state = '22ZZZ' THEN nullif(SQLERRM, '')
			                WHEN (left(state, 2) NOT IN ('22', '0A', '54', '42') OR state IN ('42601', '42P01', '42703'))
			                     AND NOT (surface = 'recv' AND state = '08P01') THEN state || ' ' || SQLERRM END;
		END;
		seen := jsonb_set(seen, ARRAY[state], to_jsonb(coalesce((seen ->> state)::integer, 0) + 1));
		IF verdict IS NOT NULL THEN
			RETURN NEXT format('%s, seed %s, case %s: %s: %s', surface, seed, i, verdict, input);
		END IF;
	END LOOP;
	INSERT INTO fuzz.outcome SELECT run.surface, key, value::bigint FROM jsonb_each_text(seen);
END $$;
