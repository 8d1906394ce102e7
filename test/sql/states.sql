-- States, stored values and result types from elsewhere. Anybody can make an aggregate out of the support functions, and a
-- superuser can bind a function to any type: what does not fit is an error, and never believed.

SET datestyle = ISO;

-- A tally that begins full, that begins with nothing, and rows taken back that were never added
\set nothing '{"version": 1, "outstanding": 0, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}'
CREATE AGGREGATE pg_temp.full_up(care_rating) (SFUNC = care_tally_add, STYPE = care_tally_summary,
  INITCOND = '{"version": 1, "outstanding": 0, "good": 9223372036854775807, "requires_improvement": 0, "inadequate": 0, "not_rated": 0}');
CREATE AGGREGATE pg_temp.from_null(care_rating) (SFUNC = care_tally_add, STYPE = care_tally_summary);
CREATE AGGREGATE pg_temp.taken_back(care_rating) (SFUNC = care_tally_remove, STYPE = care_tally_summary, INITCOND = :'nothing');
CREATE AGGREGATE pg_temp.taken_back(care_rating, bigint) (SFUNC = care_tally_remove, STYPE = care_tally_summary, INITCOND = :'nothing');
CREATE AGGREGATE pg_temp.taken_back(care_tally_summary) (SFUNC = care_tally_uncombine, STYPE = care_tally_summary, INITCOND = :'nothing');
CREATE AGGREGATE pg_temp.taken_back(care_rating, text) (SFUNC = care_one_step_remove, STYPE = bytea);
SELECT pg_temp.full_up('Good'::care_rating);
SELECT pg_temp.from_null('Good'::care_rating);
SELECT pg_temp.taken_back('Good'::care_rating);
SELECT pg_temp.taken_back('Good'::care_rating, 3);
SELECT pg_temp.taken_back(care_tally_of(1, 0, 0, 0)) IS NULL AS begins_afresh;
SELECT pg_temp.taken_back('Good'::care_rating, 'rated');

-- A log of records that says it is in order, and is not: those of a waiting list, whose last two change places
CREATE AGGREGATE pg_temp.state(date, date) (SFUNC = care_waiting_add, STYPE = bytea);
CREATE FUNCTION pg_temp.given(state bytea, value bytea) RETURNS bytea LANGUAGE sql AS 'SELECT value';
CREATE AGGREGATE pg_temp.finished(bytea) (SFUNC = pg_temp.given, STYPE = bytea, FINALFUNC = care_waiting_final);
CREATE TEMP TABLE log AS SELECT pg_temp.state(day, NULL) AS state FROM (VALUES (date '2020-01-01'), ('2020-01-02')) v (day);
-- kind, flags and two zeros, 8 bytes that say how many there are, 8 how many are in order, then the records
CREATE TEMP VIEW sorted AS
SELECT substr(state, 1, 12) || substr(state, 5, 8) || substr(state, 21, 16) || substr(state, 37) AS rightly,
       substr(state, 1, 12) || substr(state, 5, 8) || substr(state, 29, 8) || substr(state, 21, 8) || substr(state, 37) AS wrongly,
       substr(state, 1, 12) || substr(state, 5, 8) || substr(state, 21, 8) || substr(state, 21, 8) || substr(state, 37) AS twice
FROM log;
SELECT pg_temp.finished(rightly) FROM sorted;
SELECT pg_temp.finished(wrongly) FROM sorted;
SELECT pg_temp.finished(twice) FROM sorted;

CREATE AGGREGATE pg_temp.other(anycompatiblenonarray, care_rating, date, date, date) (SFUNC = care_ledger_add_rating, STYPE = bytea);
-- Large ones: from memory, from rows, of each other; as a window shows them, row by row; and one of another aggregate
CREATE AGGREGATE pg_temp.states(bytea) (SFUNC = care_waiting_combine, STYPE = bytea);
CREATE AGGREGATE pg_temp.list(bytea) (SFUNC = care_waiting_combine, STYPE = bytea, FINALFUNC = care_waiting_final);
CREATE TEMP TABLE requests AS SELECT n % 5 AS part, date '2000-01-01' + n % 9001 AS requested, date '2025-01-01' + n % 997 AS completed FROM generate_series(1, 100000) n;
SELECT pg_temp.list(state) = (SELECT care_waiting(requested, completed) FROM requests) AS from_memory
FROM (SELECT pg_temp.state(requested, completed) FROM requests WHERE part < 2 UNION ALL SELECT pg_temp.state(requested, completed) FROM requests WHERE part >= 2) v (state);
WITH states AS MATERIALIZED (SELECT part, pg_temp.state(requested, completed) AS state FROM requests GROUP BY part)
SELECT min(length(state)) > 65536 AS large, pg_temp.list(state) = (SELECT care_waiting(requested, completed) FROM requests) AS from_rows,
       (SELECT pg_temp.list(state) FROM (SELECT pg_temp.states(state) FROM states GROUP BY part % 2) v (state)) = pg_temp.list(state) AS of_each_other FROM states;
-- one that has become small, and what was new in others
SELECT min(length(state)) < 200 AS small, pg_temp.list(state ORDER BY part) = (SELECT care_waiting(date '2020-01-01' + n % part, NULL) FROM generate_series(1, 9000) n, unnest('{9,1,2,3}'::integer[]) part WHERE part = 9 OR n < 4) AS equal
FROM (SELECT 0 AS part, pg_temp.state(date '2020-01-01' + n % 9, NULL) AS state FROM generate_series(1, 9000) n
      UNION ALL SELECT part, pg_temp.state(date '2020-01-01' + n % part, NULL) FROM generate_series(1, 3) n, generate_series(1, 3) part GROUP BY part) s;
SELECT n, length(state) FROM (SELECT n, pg_temp.state(requested, completed) OVER (ORDER BY n) AS state
                              FROM (SELECT row_number() OVER (ORDER BY requested, completed) AS n, requested, completed FROM requests) r WHERE n <= 8200) s WHERE n IN (8191, 8192, 8193, 8200);
SELECT pg_temp.list(state) FROM (SELECT state FROM log UNION ALL SELECT pg_temp.other(i::text, 'Good', '2020-01-01', NULL, NULL) FROM generate_series(1, 9000) i) v (state);

-- Stored values that nothing here has stored
CREATE FUNCTION pg_temp.raw_tally(bytea, bytea) RETURNS care_tally_summary LANGUAGE internal AS 'byteacat';
CREATE FUNCTION pg_temp.raw_trend(bytea, bytea) RETURNS care_trend_summary LANGUAGE internal AS 'byteacat';
SELECT care_locations(pg_temp.raw_tally('\x01', ''));
SELECT care_locations(pg_temp.raw_tally('', ''));
SELECT care_locations(pg_temp.raw_tally('\x02', ''));
SELECT care_conflicts(pg_temp.raw_trend('\x0100', '\x80'));
SELECT care_movements(pg_temp.raw_trend('\x0100', '\x80'));
SELECT care_rollup(t) FROM (SELECT pg_temp.raw_trend('\x0100', '\x80')) v (t);
SELECT care_rollup(t) FROM (SELECT pg_temp.raw_trend('\x0200', '\x80')) v (t);
-- Snapshots of January 1900, one Good service and the day it was published, and of February or March: without figures nobody is rated in
-- February, and the day has nobody to belong to.
SELECT count(*) AS january_and_february FROM care_movements(pg_temp.raw_trend('\x010600', '\x240204021d025f020402'));
SELECT care_movements(pg_temp.raw_trend('\x010600', '\x240204021d02df0102'));
-- survival: the last day, the most of a day, and beyond; nothing on a day, and a number that is missing
CREATE FUNCTION pg_temp.raw_survival(bytea, bytea) RETURNS care_survival_summary LANGUAGE internal AS 'byteacat';
CREATE FUNCTION pg_temp.code(entries text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT care_survival_at(pg_temp.raw_survival('\x01', decode(entries, 'hex')), 2147483647));
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;
SELECT entries, pg_temp.code(entries) FROM unnest('{ffffffff070100,80808080080100,ffffffff070001000100,03808080801000,03818080801000,03008080808010,03008180808010,030000,0301}'::text[]) entries;
-- waiting lists: the last day, the most of a day, an end on the last day, and beyond; an entry that is missing
CREATE FUNCTION pg_temp.raw_waiting(bytea, bytea) RETURNS care_waiting_summary LANGUAGE internal AS 'byteacat';
CREATE FUNCTION pg_temp.waiting(entries text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN pg_temp.raw_waiting('\x01', decode(entries, 'hex'))::text;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;
SELECT entries, pg_temp.waiting(entries) FROM unnest('{84d8060000,85d8060000,84d8060000000000,000001feffffff01,000001ffffffff01,84d8060002,84d8060006,0001}'::text[]) entries;
SELECT current_setting('data_directory') || '/states' AS file \gset
CREATE TEMP TABLE received (state care_trend_state);
COPY (SELECT '\x02'::bytea) TO :'file' (FORMAT binary);
COPY received FROM :'file' (FORMAT binary);
-- and a state of a trend in which one word after another is the highest number (2, where its table begins, says nothing: it has none)
CREATE FUNCTION pg_temp.bytes(care_trend_state, care_trend_state) RETURNS bytea LANGUAGE internal AS 'byteacat';
CREATE FUNCTION pg_temp.raw_state(bytea, bytea) RETURNS care_trend_state LANGUAGE internal AS 'byteacat';
CREATE AGGREGATE pg_temp.state(care_trend_summary) (SFUNC = care_trend_add_summary, STYPE = care_trend_state);
CREATE FUNCTION pg_temp.given(state care_trend_state, value care_trend_state) RETURNS care_trend_state LANGUAGE sql AS 'SELECT value';
CREATE AGGREGATE pg_temp.finished(care_trend_state) (SFUNC = pg_temp.given, STYPE = care_trend_state, FINALFUNC = care_trend_state_final);
CREATE FUNCTION pg_temp.finish(state bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.finished(pg_temp.raw_state(state, ''));
  RETURN 'is read';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE whole AS
SELECT pg_temp.bytes(s, s) AS bytes FROM (SELECT pg_temp.state(t) FROM (SELECT care_trend('a', 'Good'::text, '2020-02-10', NULL, NULL)) v (t)) v (s);
SELECT pg_temp.finish(substr(bytes, 1, length(bytes) / 2)) AS whole FROM whole;
SELECT word, pg_temp.finish(overlay(substr(bytes, 1, length(bytes) / 2) PLACING '\xffffffffffffffff' FROM 5 + 8 * word)) AS instead
FROM whole, generate_series(0, 5) word ORDER BY word;
-- The same of one with a table: of no whole months, of a month that is none, of more than is used; as the state that is finished, and
-- as one that is added to another. (Numbers stand in the machine's order.)
CREATE AGGREGATE pg_temp.both(care_trend_state) (SFUNC = care_trend_state_combine, STYPE = care_trend_state, FINALFUNC = care_trend_state_final);
CREATE FUNCTION pg_temp.added(state bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_temp.both(pg_temp.raw_state(s, '') ORDER BY n) FROM (SELECT 1 AS n, substr(bytes, 1, length(bytes) / 2) AS s FROM whole UNION ALL SELECT 2, state) v;
  RETURN 'is read';
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE FUNCTION pg_temp.word(n bigint) RETURNS bytea LANGUAGE sql AS $$
  SELECT CASE WHEN get_byte(bytes, 4) = 0 THEN int8send(n)
              ELSE (SELECT string_agg(substr(int8send(n), i, 1), '' ORDER BY i DESC) FROM generate_series(1, 8) i) END FROM whole
$$;
SELECT used, first, in_table, pg_temp.finish(state) AS finished, pg_temp.added(state) AS added
FROM whole, (VALUES (35, 24241, 70), (36, 24241, 72), (35, 4611686018427387904, 70), (34, 24241, 70), (35, 24241, 140), (35, 0, 70), (35, 22799, 70), (35, 26400, 70),
                    (70, 26400, 140), (35, 26401, 70)) v (used, first, in_table),
     LATERAL (SELECT substr(bytes, 1, 4) || pg_temp.word(used) || pg_temp.word(0) || pg_temp.word(first) || pg_temp.word(in_table)
                     || decode(repeat('00', 16 * 72), 'hex')) s (state);

-- A sum of many cells in few months has a table of these.
SELECT substr(pg_temp.bytes(state, state), 29, 8) > pg_temp.word(0) AS has_table
FROM (SELECT pg_temp.state(trend) AS state
      FROM (SELECT care_trend(i, (1 + i / 24 % 4)::care_rating, date '2000-01-10' + i % 24 * 31, NULL, NULL) AS trend FROM generate_series(0, 5999) i GROUP BY i / 100) t) s;

-- A rating that was in force from a day on was published before that day, and not before there are days.
CREATE AGGREGATE pg_temp.history(care_rating, date, date, date) (SFUNC = care_history_add, STYPE = bytea);
CREATE AGGREGATE pg_temp.finished_history(bytea) (SFUNC = pg_temp.given, STYPE = bytea, FINALFUNC = care_history_final);
CREATE FUNCTION pg_temp.finish_history(state bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN pg_temp.finished_history(state);
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
SELECT published, pg_temp.finish_history(substr(state, 1, 4) || pg_temp.word(1) || pg_temp.word((((date '2020-01-10' - epoch)::bigint << 40) | (1::bigint << 38) | (3::bigint << 33)) | (published - epoch)))
FROM (SELECT pg_temp.history('Good', '2020-01-10', NULL, NULL) AS state) h, (VALUES (date '1899-12-31')) e (epoch),
     unnest('{1899-12-31,1900-01-01,2020-01-09,2020-01-10}'::date[]) published ORDER BY published;

-- States of states, as a node sends them that has them from its own: those of many locations, which are kept side by side.
CREATE TEMP TABLE rows AS SELECT n % 7 AS part, n % 700 AS location, (n * 11 % 5)::care_rating AS rating, date '2020-01-01' + n % 900 AS published FROM generate_series(1, 32000) n;
CREATE AGGREGATE pg_temp.ledger(anycompatiblenonarray, care_rating, date, date, date) (SFUNC = care_ledger_add_rating, STYPE = bytea);
CREATE AGGREGATE pg_temp.ledgers(bytea) (SFUNC = care_ledger_combine, STYPE = bytea);
CREATE AGGREGATE pg_temp.trend(bytea) (SFUNC = care_ledger_combine, STYPE = bytea, FINALFUNC = care_trend_of_ratings_final);
CREATE TEMP TABLE parts AS SELECT part, pg_temp.ledger(location, rating, published, NULL, NULL) AS state FROM rows GROUP BY part;
WITH nodes AS (SELECT part % 2 AS node, pg_temp.ledgers(state) AS state FROM parts GROUP BY 1)
SELECT bool_and(length(state) > 65536) AS large, pg_temp.trend(state) = (SELECT care_trend(location, rating, published, NULL, NULL) FROM rows) AS equal FROM nodes;
-- and as they are in memory, in no row before
SELECT pg_temp.trend(state) = (SELECT care_trend(location, rating, published, NULL, NULL) FROM rows) AS equal
FROM (SELECT pg_temp.ledger(location, rating, published, NULL, NULL) FROM rows WHERE part < 4 UNION ALL SELECT pg_temp.ledger(location, rating, published, NULL, NULL) FROM rows WHERE part >= 4) v (state);

-- A large state is in order of the hashes of its locations. One that only says so is refused: of two orders of two locations
-- one is right. So are flags that nobody knows, and an item that cannot be.
CREATE FUNCTION pg_temp.ledger_trend(VARIADIC states bytea[]) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT care_locations(care_tally_at(pg_temp.trend(state), '2021-01-01')) FROM unnest(states) state);
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE two AS SELECT turn, pg_temp.ledger(location, 'Good', '2020-01-01', NULL, NULL ORDER BY location * turn) AS state
FROM generate_series(1001, 1002) location, unnest('{1,-1}'::integer[]) turn GROUP BY turn;
SELECT pg_temp.ledger_trend(state) AS as_it_came, count(*) FROM two GROUP BY 1;
SELECT pg_temp.ledger_trend(VARIADIC (SELECT array_agg(parts.state) FROM parts) || set_byte(state, 1, 1)) AS with_many, count(*) FROM two GROUP BY 1 ORDER BY 1;
SELECT pg_temp.ledger_trend(set_byte(state, 1, 2)) FROM two WHERE turn = 1;
SELECT pg_temp.ledger_trend(bad) AS alone, pg_temp.ledger_trend(VARIADIC bad || (SELECT array_agg(parts.state) FROM parts)) AS with_many
FROM (SELECT overlay(state PLACING '\x00000000' FROM 33) AS bad FROM two WHERE turn = 1) s;
-- A piece is the hash of its location, numbers (weight plus one, items, long items, length of the text), the text, the items.
SELECT what, pg_temp.ledger_trend(substr(state, 1, 4) || pg_temp.word(length(piece)) || piece)
FROM (SELECT state, substr(state, 13, 4) AS hash, substr(state, 22) AS items FROM (SELECT pg_temp.ledger('x'::text, 'Good', '2020-01-01', NULL, NULL) AS state) l) s,
     LATERAL (VALUES (1, 'as it is', hash || '\x0002010178' || items), (2, 'cut in the hash', substr(hash, 1, 3)), (3, 'cut in the numbers', hash || '\x0002'),
                     (4, 'a number too long', hash || '\x008200010178' || items), (5, 'a weight too high', hash || '\x8180808080808080800102010178' || items),
                     (6, 'no items', hash || '\x0000000178'), (7, 'more long items than items', hash || '\x0002030178' || items || items),
                     (8, 'one long item less', hash || '\x0002000178' || items), (9, 'one long item more', hash || '\x0002020178' || items || hash),
                     (10, 'a longer text', hash || '\x0002010f78' || items), (11, 'cut in the items', hash || '\x0002010178' || substr(items, 1, 11)),
                     (12, 'the last item is long', hash || '\x0001000178' || substr(items, 1, 4)),
                     (13, 'one item for two', hash || '\x0002000178' || substr(items, 1, 8)), (14, 'the highest weight', hash || '\x8080808080808080800102010178' || items)) v (n, what, piece) ORDER BY n;

-- Periods are no ratings: of one row, and of many.
CREATE AGGREGATE pg_temp.no_periods(anycompatiblenonarray, care_rating, date, date) (SFUNC = care_ledger_add_period, STYPE = bytea, FINALFUNC = care_trend_of_ratings_final);
SELECT pg_temp.no_periods('x'::text, 'Good', '2020-01-01', NULL);
SELECT pg_temp.no_periods(i, 'Good', '2020-01-01', NULL) FROM generate_series(1, 9000) i;

-- A location under a hash that is not its own would be two.
SELECT large, pg_temp.ledger_trend(VARIADIC CASE WHEN large THEN (SELECT array_agg(parts.state) FROM parts) END || state) AS rightly,
       pg_temp.ledger_trend(VARIADIC CASE WHEN large THEN (SELECT array_agg(parts.state) FROM parts) END || state || set_byte(state, 12, get_byte(state, 12) # 1)) AS wrongly
FROM (SELECT pg_temp.ledger('x'::text, 'Good', '2020-01-01', NULL, NULL) AS state) s, unnest('{false,true}'::boolean[]) large ORDER BY large;

-- An error in the middle of a change, and what was changed is refused from then on: what came with the row that failed may be lost.
CREATE FUNCTION pg_temp.tried(state bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN length(care_trend_of_ratings_weighted_final(state)::text) > 0;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE AGGREGATE pg_temp.tried(anycompatiblenonarray, care_rating, date, date, date, bigint) (SFUNC = care_ledger_add_rating, STYPE = bytea, FINALFUNC = pg_temp.tried);
CREATE TEMP TABLE turns AS SELECT 1 AS turn, n AS location, 1 AS weight FROM generate_series(1, 5000) n UNION ALL VALUES (2, 1, 2), (3, 1, 1);
CREATE TEMP VIEW tried_turns AS SELECT turn, pg_temp.tried(location, 'Good', '2020-01-01', NULL, NULL, weight) OVER (ORDER BY turn) AS tried FROM turns;
SELECT turn, tried FROM tried_turns GROUP BY 1, 2 ORDER BY 1;
DELETE FROM turns WHERE turn = 3;
SELECT turn, tried FROM tried_turns GROUP BY 1, 2 ORDER BY 1;
CREATE FUNCTION pg_temp.tried_ages(state bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN length(care_ages_final(state)::text) > 0;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE AGGREGATE pg_temp.tried(care_ages_summary) (SFUNC = care_ages_add_summary, STYPE = bytea, FINALFUNC = pg_temp.tried_ages);
CREATE TEMP TABLE aged AS
SELECT 1 AS turn, format('{"version": 1, "changes": [["Good", "%s", "2020-02-01", 2147483647]]}', date '1990-01-01' + n)::care_ages_summary AS ages FROM generate_series(1, 9000) n
UNION ALL VALUES (2, '{"version": 1, "changes": [["Good", "1990-01-09", "2020-02-01", 1]]}'::care_ages_summary), (3, '{"version": 1, "changes": [["Good", "2020-01-09", "2020-02-01", 1]]}');
CREATE TEMP VIEW tried_ages AS SELECT turn, pg_temp.tried(ages) OVER (ORDER BY turn) AS tried FROM aged;
SELECT turn, tried FROM tried_ages GROUP BY 1, 2 ORDER BY 1;
DELETE FROM aged WHERE turn = 3;
SELECT turn, tried FROM tried_ages GROUP BY 1, 2 ORDER BY 1;

-- Locations of one hash are still two, of one length or not.
CREATE TEMP TABLE alike AS SELECT min(id) AS a, max(id) AS b FROM (SELECT 'location ' || n AS id FROM generate_series(1, 200000) n) s
GROUP BY hashtext(id) HAVING count(*) = 2 ORDER BY length(min(id)) = length(max(id)), 1 LIMIT 3;
WITH visits AS (SELECT n % 3 AS part, CASE n / 3 % 2 WHEN 0 THEN a ELSE b END AS location, (1 + n % 4)::care_rating AS rating, date '2020-01-01' + n AS published FROM alike, generate_series(1, 300) n),
     states AS (SELECT pg_temp.ledger(location, rating, published, NULL, NULL) AS state FROM visits GROUP BY part),
     whole AS (SELECT pg_temp.ledger(location, rating, published, NULL, NULL) AS state FROM (SELECT location::text, rating, published FROM rows UNION ALL SELECT location, rating, published FROM visits) v)
SELECT (SELECT count(*) FROM alike) AS pairs, pg_temp.ledger_trend(VARIADIC array_agg(state)) AS small,
       pg_temp.ledger_trend(VARIADIC array_agg(state) || (SELECT array_agg(parts.state) FROM parts)) AS large,
       (SELECT pg_temp.ledger_trend(state, state) FROM whole) AS whole, pg_temp.trend(state) = (SELECT care_trend(location, rating, published, NULL, NULL) FROM visits) AS equal FROM states;

-- The least that a row can be: of a location without a name, and no rating
SELECT care_locations(care_tally_at(care_trend('', NULL::care_rating, NULL, '2020-01-01', NULL), '2020-02-01')) FROM generate_series(1, 2000);

-- Functions bound to another result: a number, a number in every row, a column of another type; only a column that it does
-- not know is left empty.
CREATE TYPE pg_temp.other_type AS (as_at text);
CREATE TYPE pg_temp.other_columns AS (note text, as_at date);
CREATE FUNCTION pg_temp.one_number(care_trend_summary, double precision, date, date, jsonb, text) RETURNS integer AS '$libdir/care_quality', 'care_monthly' LANGUAGE C;
CREATE FUNCTION pg_temp.numbers(care_trend_summary, double precision, date, date, jsonb, text) RETURNS SETOF integer AS '$libdir/care_quality', 'care_monthly' LANGUAGE C;
CREATE FUNCTION pg_temp.texts(care_trend_summary, double precision, date, date, jsonb, text) RETURNS SETOF pg_temp.other_type AS '$libdir/care_quality', 'care_monthly' LANGUAGE C;
CREATE FUNCTION pg_temp.columns(care_trend_summary, double precision, date, date, jsonb, text) RETURNS SETOF pg_temp.other_columns AS '$libdir/care_quality', 'care_monthly' LANGUAGE C;
CREATE TEMP TABLE one AS SELECT care_trend('a', 'Good'::text, '2020-02-10', NULL, NULL) AS trend;
SELECT pg_temp.one_number(trend, NULL, NULL, '2020-04-01', NULL, 'rated') FROM one;
SELECT n FROM one, pg_temp.numbers(trend, NULL, NULL, '2020-04-01', NULL, 'rated') n;
SELECT t.* FROM one, pg_temp.texts(trend, NULL, NULL, '2020-04-01', NULL, 'rated') t;
SELECT c.* FROM one, pg_temp.columns(trend, NULL, NULL, '2020-04-01', NULL, 'rated') c;
