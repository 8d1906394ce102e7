-- What Citus asks of an aggregate before it runs on the nodes: a combine function, a state of an ordinary
-- type, and a state that is the same after it went from one node to another as text. Every aggregate of
-- the catalog is tried, so that a new one cannot be forgotten.

-- The aggregates of the extension
CREATE TEMP VIEW ours AS
SELECT a.*, p.proargtypes, p.proargnames, p.pronargs, t.typtype, a.aggfnoid::regprocedure AS name
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
       care_trend(location, rating, published, registered, deregistered) AS trend, care_waiting(requested, completed, removed) AS w
FROM dist_rows GROUP BY node, area, location;

-- What each argument is given, by its type and name. A new kind of argument must be added here.
CREATE TEMP TABLE argument (type regtype, name text, source text, expression text);
INSERT INTO argument VALUES
  ('care_rating', NULL, 'dist_rows', 'rating::care_rating'), ('text', 'rating', 'dist_rows', 'rating'),
  ('anyenum', 'rating', 'dist_rows', 'lower(replace(rating, '' '', ''_''))::dist_enum'),
  ('anycompatiblenonarray', 'location', 'dist_rows', 'location'),
  ('date', 'published', 'dist_rows', 'published'), ('date', 'registered', 'dist_rows', 'registered'),
  ('date', 'deregistered', 'dist_rows', 'deregistered'), ('date', 'valid_from', 'dist_rows', 'published'),
  ('date', 'valid_to', 'dist_rows', 'published + 700'), ('date', 'requested', 'dist_rows', 'requested'),
  ('date', 'completed', 'dist_rows', 'completed'), ('date', 'removed', 'dist_rows', 'removed'),
  ('date', 'as_at', NULL, 'date ''2015-06-01'''), ('bigint', 'weight', NULL, 'weight'),
  ('double precision', 'target', NULL, '85'), ('text', 'denominator', NULL, '''all'''),
  ('care_tally_summary', NULL, 'dist_stored', 'tally'), ('care_history_summary', NULL, 'dist_stored', 'history'),
  ('care_trend_summary', NULL, 'dist_stored', 'trend'), ('care_waiting_summary', NULL, 'dist_stored', 'w');

-- Runs an aggregate as Citus does: the states of each node, as text, read again, combined, finished.
CREATE FUNCTION pg_temp.distributed(agg ours) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  state text := format_type(agg.aggtranstype, NULL);
  source text;
  call text;
  arguments text;
  at_once text;
  on_nodes text;
  exact boolean;
BEGIN
  SELECT max(a.source), string_agg(a.expression, ', ' ORDER BY n), string_agg(format_type(t, NULL), ', ' ORDER BY n)
    INTO source, arguments, call
    FROM unnest(agg.proargtypes::oid[]) WITH ORDINALITY u (t, n)
    LEFT JOIN argument a ON a.type = u.t AND (a.name IS NULL OR a.name = agg.proargnames[u.n]);
  IF source IS NULL OR cardinality(string_to_array(arguments, ', ')) < agg.pronargs THEN
    RETURN 'this test knows no value for an argument';
  END IF;
  EXECUTE format('CREATE AGGREGATE pg_temp.state_of(%s) (SFUNC = %s, STYPE = %s %s)', call, agg.aggtransfn, state,
                 ', INITCOND = ' || quote_literal(agg.agginitval));
  EXECUTE format('CREATE AGGREGATE pg_temp.states_as_one(%1$s) (SFUNC = %2$s, STYPE = %1$s %3$s %4$s)', state, agg.aggcombinefn,
                 ', FINALFUNC = ' || nullif(agg.aggfinalfn::regproc::text, '-'), ', INITCOND = ' || quote_literal(agg.agginitval));
  EXECUTE format('SELECT string_agg(r, chr(10) ORDER BY area) FROM (SELECT area, area || %s(%s)::text AS r FROM %s GROUP BY area) q',
                 agg.aggfnoid::regproc, arguments, source) INTO at_once;
  EXECUTE format('CREATE TEMP TABLE node_states AS SELECT node, area, pg_temp.state_of(%s) AS state FROM %s GROUP BY node, area',
                 arguments, source);
  EXECUTE format('SELECT bool_and(state::text::%s = state AND state::text::%1$s::text = state::text) FROM node_states', state)
    INTO exact;
  EXECUTE format('SELECT string_agg(r, chr(10) ORDER BY area) FROM
                  (SELECT area, area || pg_temp.states_as_one(state::text::%s)::text AS r FROM node_states GROUP BY area) q', state)
    INTO on_nodes;
  DROP TABLE node_states;
  EXECUTE format('DROP AGGREGATE pg_temp.state_of(%s), pg_temp.states_as_one(%s)', call, state);
  RETURN CASE WHEN at_once IS NULL THEN 'no result'
              WHEN exact IS NOT TRUE THEN 'the state is another after its text form'
              WHEN on_nodes IS DISTINCT FROM at_once THEN 'another result from several nodes'
              ELSE 'equal' END;
END $$;

SELECT pg_temp.distributed(o) AS over_nodes, count(*) > 40 AS all_of_them FROM ours o GROUP BY 1 ORDER BY 1;
-- by name, if any is not equal
SELECT name, result FROM (SELECT name, pg_temp.distributed(o) AS result FROM ours o) r
WHERE result <> 'equal' ORDER BY name::text COLLATE "C";

-- Stored summaries move as text too: one value has one text form, and it reads as that value.
SELECT count(*) > 0 AS there_are_values,
       bool_and(tally::text::care_tally_summary = tally AND history::text::care_history_summary = history
                AND trend::text::care_trend_summary = trend AND w::text::care_waiting_summary = w) AS exact
FROM dist_stored;
DROP TYPE dist_enum CASCADE;
