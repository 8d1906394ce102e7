-- What Citus asks of an aggregate before it runs on the nodes: declared argument types, a combine function, a state of
-- an ordinary type, and a state that is the same after it went from one node to another, as text or in binary. Every aggregate of
-- the catalog is tried, so that a new one cannot be forgotten.

-- The aggregates of the extension
CREATE TEMP VIEW ours AS
SELECT a.*, p.proname, p.proargtypes, p.proargnames, p.pronargs, p.prorettype::regtype::text AS result, t.typtype, a.aggfnoid::regprocedure AS name
FROM pg_aggregate a
JOIN pg_proc p ON p.oid = a.aggfnoid
JOIN pg_type t ON t.oid = a.aggtranstype
JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND e.extname = 'care_quality';

SELECT count(*) > 40 AS there_are_many FROM ours;
SELECT name FROM ours WHERE aggcombinefn = 0 ORDER BY name::text COLLATE "C";
SELECT name, aggtranstype::regtype FROM ours WHERE typtype <> 'b' ORDER BY name::text COLLATE "C";
-- No serial functions are needed, no arguments are left for the final function, no order is asked for.
SELECT name FROM ours
WHERE aggserialfn <> 0 OR aggdeserialfn <> 0 OR aggfinalextra OR aggkind <> 'n' ORDER BY name::text COLLATE "C";
SELECT DISTINCT aggtranstype::regtype AS state FROM ours ORDER BY 1;
-- Citus refuses aggregates with polymorphic arguments. These cannot be sent to the nodes; for each of them that
-- takes a location stands one that can, with a location and a rating of declared types.
SELECT name, EXISTS (SELECT FROM ours d WHERE d.proname = p.proname AND d.pronargs = p.pronargs
                     AND d.proargtypes::oid[] = array_replace(array_replace(p.proargtypes::oid[], 'anycompatiblenonarray'::regtype::oid, 'text'::regtype::oid),
                                                              'anyenum'::regtype::oid, 'care_rating'::regtype::oid)) AS can_be_written_so_that_it_can
FROM ours p WHERE proargtypes::oid[] && ARRAY['anyenum', 'anycompatiblenonarray']::regtype[]::oid[] ORDER BY name::text COLLATE "C";

-- Rows of three nodes. A location has all its rows on one node: that is how to distribute.
CREATE TYPE dist_enum AS ENUM ('good', 'outstanding', 'inadequate', 'requires_improvement', 'not_rated');
CREATE TEMP TABLE dist_rows AS
SELECT l % 3 AS node, 'area ' || l % 4 AS area, 'L' || l AS location,
       (ARRAY['Not rated', 'Inadequate', 'Requires improvement', 'Good', 'Outstanding'])[1 + (l * 3 + i * i + l / 7) % 5] AS rating,
       date '2014-01-01' + l % 800 + 211 * i AS published, date '2013-06-01' + l % 500 AS registered,
       CASE WHEN l % 8 = 0 THEN date '2017-01-01' + l % 400 END AS deregistered,
       date '2015-01-01' + l % 300 AS requested, date '2015-12-01' + l % 90 AS completed,
       CASE WHEN l % 5 = 0 THEN date '2015-11-15' END AS removed, 1 + l % 50 AS weight
FROM generate_series(1, 240) l, generate_series(0, 3) i;
-- Stored summaries, as the roll-ups read them
CREATE TEMP TABLE dist_stored AS
SELECT node, area, location, min(weight) AS weight, care_tally(rating) AS tally,
       care_history(rating, published, registered, deregistered) AS history,
       care_trend(location, rating, published, registered, deregistered) AS trend, care_waiting(requested, completed, removed) AS w,
       care_ages(location, rating, published, registered, deregistered) AS ages,
       care_survival(published - requested + 999, completed < published) AS survival
FROM dist_rows GROUP BY node, area, location;

-- What each argument is given, by its type and name. A new kind of argument must be added here.
CREATE TEMP TABLE argument (type regtype, name text, source text, expression text);
INSERT INTO argument VALUES
  ('care_rating', NULL, 'dist_rows', 'rating::care_rating'), ('text', 'rating', 'dist_rows', 'rating'),
  ('anyenum', 'rating', 'dist_rows', 'lower(replace(rating, '' '', ''_''))::dist_enum'),
  ('anycompatiblenonarray', 'location', 'dist_rows', 'substr(location, 2)::integer'), ('text', 'location', 'dist_rows', 'location'),
  ('date', 'published', 'dist_rows', 'published'), ('date', 'registered', 'dist_rows', 'registered'),
  ('date', 'deregistered', 'dist_rows', 'deregistered'), ('date', 'valid_from', 'dist_rows', 'published'),
  ('date', 'valid_to', 'dist_rows', 'published + 700'), ('date', 'requested', 'dist_rows', 'requested'),
  ('date', 'completed', 'dist_rows', 'completed'), ('date', 'removed', 'dist_rows', 'removed'),
  ('date', 'as_at', NULL, 'date ''2015-06-01'''), ('bigint', 'weight', NULL, 'weight'),
  ('double precision', 'target', NULL, '85'), ('text', 'denominator', NULL, '''all'''),
  ('care_tally_summary', NULL, 'dist_stored', 'tally'), ('care_history_summary', NULL, 'dist_stored', 'history'),
  ('care_trend_summary', NULL, 'dist_stored', 'trend'), ('care_waiting_summary', NULL, 'dist_stored', 'w'),
  ('integer', 'days', NULL, 'completed - requested'), ('boolean', 'ended', 'dist_rows', 'removed IS NULL'), ('double precision', 'confidence', NULL, '0.9'),
  ('care_survival_summary', NULL, 'dist_stored', 'survival'), ('care_ages_summary', NULL, 'dist_stored', 'ages');

-- The call of an aggregate with these arguments: where its rows come from, its argument types, its arguments.
CREATE FUNCTION pg_temp.call_of(agg ours, OUT source text, OUT types text, OUT arguments text) LANGUAGE sql AS $$
  SELECT max(a.source), string_agg(format_type(t, NULL), ', ' ORDER BY n), string_agg(coalesce(a.expression, '?'), ', ' ORDER BY n)
    FROM unnest((agg).proargtypes::oid[]) WITH ORDINALITY u (t, n)
    LEFT JOIN argument a ON a.type = u.t AND (a.name IS NULL OR a.name = (agg).proargnames[u.n])
$$;
SELECT name, arguments AS no_value_for FROM ours o, pg_temp.call_of(o) WHERE source IS NULL OR arguments ~ '[?]' ORDER BY name::text COLLATE "C";

-- Runs an aggregate as Citus does: the states of each node, as text (up to Citus 13) or in binary (from 14), read
-- again, combined, finished.
CREATE FUNCTION pg_temp.distributed(agg ours) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  type text := format_type(agg.aggtranstype, NULL);
  call record := pg_temp.call_of(agg);
  file text := current_setting('data_directory') || '/node_states';
  at_once text;
  from_text text;
  from_binary text;
  exact boolean;
BEGIN
  EXECUTE format('CREATE AGGREGATE pg_temp.state_of(%s) (SFUNC = %s, STYPE = %s %s)', call.types, agg.aggtransfn, type,
                 ', INITCOND = ' || quote_literal(agg.agginitval));
  EXECUTE format('CREATE AGGREGATE pg_temp.states_as_one(%1$s) (SFUNC = %2$s, STYPE = %1$s %3$s %4$s)', type, agg.aggcombinefn,
                 ', FINALFUNC = ' || nullif(agg.aggfinalfn::regproc::text, '-'), ', INITCOND = ' || quote_literal(agg.agginitval));
  EXECUTE format('SELECT string_agg(r, chr(10) ORDER BY area) FROM (SELECT area, area || %s(%s)::text AS r FROM %s GROUP BY area) q',
                 agg.aggfnoid::regproc, call.arguments, call.source) INTO at_once;
  EXECUTE format('CREATE TEMP TABLE node_states AS SELECT node, area, pg_temp.state_of(%s) AS state FROM %s GROUP BY node, area',
                 call.arguments, call.source);
  CREATE TEMP TABLE arrived (LIKE node_states);
  EXECUTE format('COPY node_states TO %L (FORMAT binary)', file);
  EXECUTE format('COPY arrived FROM %L (FORMAT binary)', file);
  EXECUTE format('SELECT bool_and(n.state::text::%1$s::text = n.state::text AND a.state::text = n.state::text)
                  FROM node_states n JOIN arrived a USING (node, area)', type) INTO exact;
  EXECUTE format('SELECT string_agg(r, chr(10) ORDER BY area) FROM
                  (SELECT area, area || pg_temp.states_as_one(state::text::%s)::text AS r FROM node_states GROUP BY area) q', type)
    INTO from_text;
  SELECT string_agg(r, chr(10) ORDER BY area) INTO from_binary
    FROM (SELECT area, area || pg_temp.states_as_one(state)::text AS r FROM arrived GROUP BY area) q;
  DROP TABLE node_states, arrived;
  EXECUTE format('DROP AGGREGATE pg_temp.state_of(%s), pg_temp.states_as_one(%s)', call.types, type);
  RETURN CASE WHEN at_once IS NULL THEN 'no result'
              WHEN exact IS NOT TRUE THEN 'the state is another after it was read'
              WHEN from_text IS DISTINCT FROM at_once THEN 'another result from several nodes, in text'
              WHEN from_binary IS DISTINCT FROM at_once THEN 'another result from several nodes, in binary'
              ELSE 'equal' END;
END $$;
SELECT pg_temp.distributed(o) AS over_nodes, count(*) > 40 AS all_of_them FROM ours o GROUP BY 1 ORDER BY 1;
-- by name, if any is not equal
SELECT name, result FROM (SELECT name, pg_temp.distributed(o) AS result FROM ours o) r
WHERE result <> 'equal' ORDER BY name::text COLLATE "C";

-- States of trends travel packed: as small as the trends themselves, whatever room they take in memory.
CREATE AGGREGATE pg_temp.trend_state(care_history_summary) (SFUNC = care_trend_add_history, STYPE = care_trend_state);
CREATE FUNCTION pg_temp.raw_state(care_trend_state) RETURNS bytea AS 'byteasend' LANGUAGE internal STRICT;
SELECT count(*) AS states, bool_and(length(pg_temp.raw_state(state)) > 10 * length(care_trend_state_send(state))) AS packed,
       bool_and(length(care_trend_state_send(state)) = 1 + length(care_trend_summary_send(trend))) AS as_small_as_trends,
       bool_and(length(state::text) <= 4 * ((length(care_trend_state_send(state)) + 2) / 3)) AS a_third_more_as_text
FROM (SELECT pg_temp.trend_state(history) AS state, care_trend(history) AS trend FROM dist_stored GROUP BY node, area) s;
-- A state that counts locations, none of them ever there, remembers it: weights cannot be added to it.
CREATE AGGREGATE pg_temp.one_trend(care_trend_state) (SFUNC = care_trend_state_combine, STYPE = care_trend_state, FINALFUNC = care_trend_state_final);
CREATE AGGREGATE pg_temp.weighted_state(care_history_summary, bigint) (SFUNC = care_trend_add_history, STYPE = care_trend_state);
CREATE TEMP TABLE nobody AS SELECT pg_temp.trend_state(history) AS state FROM (SELECT care_history('Good', '2020-01-01', '2020-01-01', '2020-01-01') AS history) h;
CREATE TEMP TABLE somebody AS SELECT pg_temp.weighted_state(history, 3) AS state FROM dist_stored;
SELECT pg_temp.one_trend(state::text::care_trend_state) FROM (TABLE nobody UNION ALL TABLE somebody) s;
SELECT pg_temp.one_trend(state::text::care_trend_state) = (SELECT pg_temp.one_trend(state) FROM somebody) AS weights_alone FROM somebody;

-- Stored summaries move as text too: one value has one text form, and it reads as that value.
SELECT count(*) > 0 AS there_are_values,
       bool_and(tally::text::care_tally_summary = tally AND history::text::care_history_summary = history
                AND trend::text::care_trend_summary = trend AND w::text::care_waiting_summary = w AND survival::text::care_survival_summary = survival
                AND ages::text::care_ages_summary = ages) AS exact
FROM dist_stored;

-- What a state and a value show of the memory that they were made in: nothing. Every aggregate is run over rows
-- whose first argument leaves a mark in the memory that the state may be given next, in several groups and in one of
-- all, with and without its final function. The mark is nowhere, and behind what a state uses there are zeros.
-- The bytes as they are in memory; only a superuser can make such functions.
SELECT format('CREATE FUNCTION pg_temp.raw(%s) RETURNS bytea AS ''byteasend'' LANGUAGE internal STRICT', type)
FROM (SELECT DISTINCT unnest(ARRAY[aggtranstype, prorettype])::regtype AS type FROM ours JOIN pg_proc p ON p.oid = aggfnoid) t
JOIN pg_type ON pg_type.oid = type WHERE typlen = -1 ORDER BY 1 \gexec
-- By the letter that a state begins with, what stands before its elements (NULL: it has none) and how large these are.
-- How many are used is a number of eight bytes in the machine's order; here it is below 2^24.
CREATE TEMP TABLE layout (kind "char", head integer, element integer);
INSERT INTO layout VALUES ('h', 12, 8), ('w', 12, 1), ('p', 12, 1), ('r', 20, 8), ('a', 20, 8), ('d', 12, 16), ('c', 36, 16), ('q', NULL, 0), ('s', NULL, 0);
CREATE FUNCTION pg_temp.spare_room(state bytea) RETURNS bytea LANGUAGE sql AS $$
  SELECT substr(state, 1 + coalesce(head, length(state)) + element * (SELECT sum(get_byte(state, 4 + i) << 8 * i) + sum(get_byte(state, 11 - i) << 8 * i)
                                             FROM generate_series(0, 2) i)::integer)
  FROM layout WHERE get_byte(state, 0) = ascii(kind::text)
$$;
CREATE FUNCTION pg_temp.shows(agg ours, OUT what text, OUT spare bigint) LANGUAGE plpgsql AS $$
DECLARE
  type text := format_type(agg.aggtranstype, NULL);
  call record := pg_temp.call_of(agg);
  rows text := format('%s, generate_series(1, 3) again (mark)', call.source);
  marked boolean;
  clean boolean;
BEGIN
  call.arguments := regexp_replace(call.arguments, '^[^,]+(\([^)]*\)[^,]*)?',
                                   'CASE WHEN length(repeat(''Zq7!'', (ARRAY[30, 900, 9000])[mark])) > 0 THEN \& END');
  EXECUTE format('CREATE AGGREGATE pg_temp.state_of(%s) (SFUNC = %s, STYPE = %s %s)', call.types, agg.aggtransfn, type,
                 ', INITCOND = ' || quote_literal(agg.agginitval));
  EXECUTE format('CREATE TEMP TABLE shown AS SELECT %1$s AS state, %2$s AS value FROM %3$s GROUP BY GROUPING SETS ((), (area))',
                 format(CASE WHEN type = 'care_rating' THEN 'NULL::bytea' ELSE 'pg_temp.raw(pg_temp.state_of(%s))' END, call.arguments),
                 format(CASE WHEN agg.result ~ '_summary$' THEN 'pg_temp.raw(%s(%s))' ELSE '%s(%s)::text::bytea' END,
                        agg.aggfnoid::regproc, call.arguments), rows);
  SELECT bool_or(position('Zq7!'::bytea IN coalesce(s.state, '')) > 0 OR position('Zq7!'::bytea IN s.value) > 0),
         CASE type WHEN 'care_rating' THEN true -- one byte
                    WHEN 'care_tally_summary' THEN bool_and(length(s.state) = 44 AND substr(s.state, 3, 2) = '\x0000')
                    ELSE bool_and(room = decode(repeat('00', length(room)), 'hex') AND substr(s.state, 3, 2) = '\x0000') END,
         sum(length(room))
    INTO marked, clean, spare FROM shown s CROSS JOIN pg_temp.spare_room(s.state) AS room;
  DROP TABLE shown;
  EXECUTE format('DROP AGGREGATE pg_temp.state_of(%s)', call.types);
  what := CASE WHEN marked IS NULL THEN 'no result' WHEN marked THEN 'pieces of other memory'
               WHEN clean THEN 'zeros' ELSE 'something behind its end' END;
END $$;
CREATE TEMP TABLE shows AS SELECT o.name, o.aggtranstype::regtype AS state, s.* FROM ours o, pg_temp.shows(o) s;
SELECT what, count(*) > 40 AS all_of_them FROM shows GROUP BY 1 ORDER BY 1;
SELECT name, what FROM shows WHERE what <> 'zeros' ORDER BY name::text COLLATE "C";
-- States with no room for more have not been looked at.
SELECT count(*) > 20 AS many_have_spare_room FROM shows WHERE spare > 0;
-- A large state that is sent holds what is alike once, in order, and no room for more.
CREATE AGGREGATE pg_temp.waiting_state(date, date) (SFUNC = care_waiting_add, STYPE = bytea);
SELECT length(state), length(spare) AS spare, substr(state, 5, 8) = substr(state, 13, 8) AS all_sorted
FROM (SELECT state, pg_temp.spare_room(state) AS spare
      FROM (SELECT pg_temp.waiting_state('2020-01-01', date '2021-01-01' + i % 9) AS state FROM generate_series(1, 1060000) i) a) b;
DROP TYPE dist_enum CASCADE;
