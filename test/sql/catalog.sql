-- The general rules of the SQL interface, read from the catalog. Every query lists what breaks a rule.

CREATE TEMP VIEW functions AS
SELECT p.*, p.oid::regprocedure AS signature FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
       JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'care_quality';
CREATE TEMP VIEW types AS
SELECT t.* FROM pg_type t JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
       JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'care_quality'
WHERE t.typcategory <> 'A';
CREATE TEMP VIEW aggregates AS
SELECT f.signature, f.proparallel, a.* FROM pg_aggregate a JOIN functions f ON f.oid = a.aggfnoid;
SELECT count(*) > 150 AS functions, count(*) FILTER (WHERE prokind = 'a') > 40 AS aggregates, (SELECT count(*) > 8 FROM types) AS types FROM functions;

-- Names: public ones begin with care_ or to_care_, operators and min and max apart.
SELECT signature FROM functions WHERE proname !~ '^(care_|to_care_)' AND NOT (prokind = 'a' AND proname IN ('min', 'max')) ORDER BY signature::text;
SELECT typname FROM types WHERE typname !~ '^care_' ORDER BY 1;
SELECT c.relname FROM pg_class c JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
  JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'care_quality' WHERE c.relname !~ '^care_' ORDER BY 1;
-- No type shares its name with a function: f(x) would be read as a cast.
SELECT typname FROM types WHERE typname IN (SELECT proname FROM pg_proc) ORDER BY 1;
-- What is in the extension but neither function, type, operator, class, family nor cast
SELECT DISTINCT d.classid::regclass FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'care_quality'
WHERE d.deptype = 'e' AND d.classid NOT IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_class'::regclass, 'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_opfamily'::regclass, 'pg_cast'::regclass);

-- Aggregates: parallel safe, with combine function, and a state that is an ordinary type with binary I/O whose size is told.
SELECT signature FROM aggregates WHERE aggtranstype = 'internal'::regtype OR aggmtranstype = 'internal'::regtype ORDER BY signature::text;
SELECT signature FROM aggregates WHERE aggcombinefn = 0 ORDER BY signature::text;
SELECT signature FROM aggregates WHERE aggserialfn <> 0 OR aggdeserialfn <> 0 ORDER BY signature::text;
SELECT signature FROM aggregates JOIN pg_type t ON t.oid = aggtranstype WHERE t.typtype = 'p' OR t.typsend = 0 OR t.typreceive = 0 ORDER BY signature::text;
SELECT signature FROM aggregates JOIN pg_type t ON t.oid = aggtranstype WHERE aggtransspace = 0 AND t.typlen < 0 ORDER BY signature::text;
SELECT signature FROM aggregates WHERE proparallel <> 's' OR aggfinalmodify <> 'r' OR aggmfinalmodify <> 'r' ORDER BY signature::text;
-- Moving aggregates are the same with and without the moving mode.
SELECT signature FROM aggregates WHERE aggmtransfn <> 0 AND (aggminvtransfn = 0 OR aggmtranstype <> aggtranstype OR aggmfinalfn <> aggfinalfn
  OR agginitval IS DISTINCT FROM aggminitval OR aggmtransfn <> aggtransfn) ORDER BY signature::text;
SELECT signature FROM functions WHERE prokind = 'a' AND signature::text ~ '^care_(tally|percent_good_or_better|target_gap)\(|^care_rollup\(care_tally'
  AND oid NOT IN (SELECT aggfnoid FROM pg_aggregate WHERE aggminvtransfn <> 0) ORDER BY signature::text;
-- Tallies of no rows are empty, everything else NULL: only tallies have an initial state.
SELECT signature FROM aggregates WHERE (agginitval IS NOT NULL) <> (aggtranstype = 'care_tally_summary'::regtype) ORDER BY signature::text;
-- Aggregates of one topic share their transition function, and so PostgreSQL runs them once.
SELECT count(DISTINCT aggtransfn) AS transitions FROM aggregates WHERE signature::text IN ('care_tally(text)', 'care_percent_good_or_better(text)');

-- Functions: parallel safe, none volatile, none a security definer.
SELECT signature FROM functions WHERE proparallel <> 's' OR provolatile = 'v' OR prosecdef ORDER BY signature::text;
-- Leakproof are the comparisons that are PostgreSQL's own and are so there, and no function in C.
SELECT signature, prosrc, proleakproof FROM functions f
WHERE proleakproof <> EXISTS (SELECT FROM pg_proc own WHERE own.oid < 16384 AND own.prolang = 12 AND own.prosrc = f.prosrc AND own.proleakproof AND f.prolang = 12)
ORDER BY signature::text;
SELECT f.prorettype::regtype AS answers, count(*) AS leakproof FROM functions f WHERE proleakproof GROUP BY 1 ORDER BY 1;
-- what depends on the clock, on the labels of an enum or on how a location is printed is stable, all else immutable.
SELECT signature, provolatile FROM functions
WHERE prokind = 'f' AND (provolatile = 's') <> (proargtypes::oid[] && ARRAY['anyenum', 'anycompatiblenonarray', '"any"']::regtype[]::oid[] OR proname ~ '^care_(waiting_|ages_)?monthly$' OR proname IN ('care_forecast', 'care_extent')) ORDER BY signature::text;
-- in C or PostgreSQL's own; no PL/pgSQL.
SELECT signature, lanname FROM functions f JOIN pg_language l ON l.oid = f.prolang WHERE lanname NOT IN ('c', 'internal') ORDER BY signature::text;
-- rows are composite types of built-in types, named after their function, or what several share after the topic: no OUT
-- parameters, no RETURNS TABLE.
SELECT signature FROM functions WHERE proargmodes IS NOT NULL ORDER BY signature::text;
SELECT f.signature, t.typname FROM functions f JOIN pg_type t ON t.oid = f.prorettype WHERE (f.proretset OR t.typtype = 'c')
  AND t.typname NOT IN (regexp_replace(proname, '_final$', '') || '_row', 'care_limits_row', 'care_waiting_row') ORDER BY f.signature::text;
SELECT t.typname, a.attname, a.atttypid::regtype FROM types t JOIN pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0
WHERE t.typtype = 'c' AND a.atttypid::regtype NOT IN ('bigint'::regtype, 'integer'::regtype, 'double precision'::regtype, 'date'::regtype, 'text'::regtype, 'text[]'::regtype, 'boolean'::regtype) ORDER BY 1, a.attnum;
SELECT signature FROM functions WHERE proretset AND prorows IN (0, 1000) ORDER BY signature::text;
-- arguments of public functions have names, those with a default last; denominator is the last of what makes a percentage.
SELECT signature FROM functions f WHERE prokind = 'f' AND proargnames IS NULL AND pronargs > 0
  AND oid NOT IN (SELECT unnest(ARRAY[t.typinput, t.typoutput, t.typreceive, t.typsend]) FROM types t)
  AND oid NOT IN (SELECT unnest(ARRAY[aggtransfn, aggcombinefn, aggfinalfn, aggmtransfn, aggminvtransfn]::oid[]) FROM pg_aggregate)
  AND oid NOT IN (SELECT oprcode FROM pg_operator) AND oid NOT IN (SELECT amproc FROM pg_amproc) AND oid NOT IN (SELECT castfunc FROM pg_cast)
ORDER BY signature::text;
-- symbols: SQL-callable C functions are found in the library, whatever their name in SQL.
SELECT signature FROM functions JOIN pg_language l ON l.oid = prolang WHERE lanname = 'c' AND probin IS DISTINCT FROM '$libdir/care_quality' ORDER BY signature::text;

-- A public function for every kind of rating: rating, text, any enum (or anything, where there are several); enums have
-- no form of their own where the location is declared as text (see distributed.sql).
SELECT replace(replace(signature::text, 'care_rating)', 'RATING)'), 'care_rating,', 'RATING,') AS only_for_ratings
FROM functions r WHERE proargtypes::oid[] @> ARRAY['care_rating'::regtype::oid] AND proname !~ '^care_rating_|^min$|^max$|_combine$|_add(_|$)'
  AND NOT (proargnames[1] = 'location' AND proargtypes[0] = 'text'::regtype)
  AND (SELECT count(*) FROM functions o WHERE o.proname = r.proname AND o.pronargs = r.pronargs AND o.prokind = r.prokind
       AND (array_replace(o.proargtypes::oid[], 'text'::regtype::oid, 'care_rating'::regtype::oid) = array_replace(r.proargtypes::oid[], 'text'::regtype::oid, 'care_rating'::regtype::oid)
         OR array_replace(array_replace(array_replace(o.proargtypes::oid[], 'anyenum'::regtype::oid, 'care_rating'::regtype::oid), '"any"'::regtype::oid, 'care_rating'::regtype::oid), 'text'::regtype::oid, 'care_rating'::regtype::oid) = array_replace(r.proargtypes::oid[], 'text'::regtype::oid, 'care_rating'::regtype::oid))) < 3
ORDER BY 1;
-- A location is any type that is no array; where it is text, there is a form for any type too.
SELECT signature FROM functions f WHERE 'location' = ANY (proargnames) AND NOT proargtypes::oid[] @> ARRAY['anycompatiblenonarray'::regtype::oid]
  AND NOT EXISTS (SELECT FROM functions o WHERE o.proname = f.proname AND o.proargnames = f.proargnames AND ARRAY(SELECT unnest(o.proargtypes)) =
                  (SELECT array_agg(CASE f.proargnames[n] WHEN 'location' THEN 'anycompatiblenonarray'::regtype::oid ELSE t END ORDER BY n)
                   FROM unnest(f.proargtypes::oid[]) WITH ORDINALITY a (t, n))) ORDER BY signature::text;

-- Types: binary and text I/O; summaries have a cast to jsonb, comparison, btree and hash; states are not for queries.
SELECT typname FROM types WHERE typtype = 'b' AND (typsend = 0 OR typreceive = 0) ORDER BY 1;
SELECT typname FROM types t WHERE typname ~ '_summary$' AND NOT EXISTS (SELECT FROM pg_cast WHERE castsource = t.oid AND casttarget = 'jsonb'::regtype AND castcontext = 'e') ORDER BY 1;
SELECT typname FROM types t WHERE typtype = 'b' AND typname !~ '_state$' AND (SELECT count(*) FROM pg_operator WHERE oprleft = t.oid AND oprright = t.oid AND oprname IN ('=', '<>', '<', '<=', '>', '>=')) <> 6 ORDER BY 1;
SELECT typname, typstorage FROM types WHERE typname ~ '_summary$' AND (typlen <> -1 OR typstorage = 'p') ORDER BY 1;
-- Operators: commutators, negators, selectivity; the hashable and mergeable are so.
SELECT o.oid::regoperator FROM pg_operator o JOIN types t ON t.oid = o.oprleft
WHERE (o.oprname IN ('=', '<>', '<', '<=', '>', '>=') AND (o.oprcom = 0 OR o.oprnegate = 0 OR o.oprrest = 0 OR o.oprjoin = 0)) OR (o.oprname = '=' AND NOT (o.oprcanhash AND o.oprcanmerge)) ORDER BY 1;
-- Casts: none implicit.
SELECT castsource::regtype, casttarget::regtype FROM pg_cast WHERE castcontext = 'i' AND (castsource IN (SELECT oid FROM types) OR casttarget IN (SELECT oid FROM types)) ORDER BY 1, 2;

-- Everything is explained: functions, types and their columns' type, operators, casts, classes.
SELECT pg_describe_object(d.classid, d.objid, 0) FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid AND e.extname = 'care_quality'
WHERE d.deptype = 'e' AND d.classid <> 'pg_class'::regclass AND obj_description(d.objid, d.classid::regclass::name) IS NULL
  AND NOT (d.classid = 'pg_type'::regclass AND (SELECT typcategory FROM pg_type WHERE oid = d.objid) = 'A') ORDER BY 1;
-- in ASCII, with a capital or a word at the start, and no function like another's by mistake of copying.
SELECT DISTINCT obj_description(oid) FROM functions WHERE obj_description(oid) ~ '[^ -~]' OR obj_description(oid) !~ '[.]$' ORDER BY 1;

-- The names and columns that other people's work is written against
SELECT proname, string_agg(DISTINCT array_to_string(proargnames, ', '), ' | ') AS arguments FROM functions
WHERE prokind = 'f' AND proname IN ('to_care_rating', 'care_is_rated', 'care_is_good_or_better', 'care_tally_of', 'care_locations', 'care_rated', 'care_good_or_better', 'care_count', 'care_percent',
  'care_percent_good_or_better', 'care_target_gap', 'care_locations_to_target', 'care_summary', 'care_rating_at', 'care_published_at', 'care_conflicts', 'care_periods', 'care_tally_at', 'care_monthly', 'care_movements')
GROUP BY proname ORDER BY proname;
SELECT t.typname, string_agg(a.attname || ' ' || a.atttypid::regtype, ', ' ORDER BY a.attnum) AS columns FROM types t JOIN pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0
WHERE t.typname IN ('care_summary_row', 'care_periods_row', 'care_movements_row') GROUP BY t.typname ORDER BY t.typname;
SELECT signature FROM functions WHERE prokind = 'a' AND proname IN ('care_worst', 'care_tally', 'care_rollup', 'care_history', 'care_trend', 'care_trend_of_snapshots', 'care_trend_of_periods', 'care_trend_of_tallies',
  'care_percent_good_or_better', 'care_target_gap') AND signature::text !~ 'waiting' ORDER BY signature::text;
