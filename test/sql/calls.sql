-- Calls as users write them: every function and aggregate, over every type a rating or a location may have,
-- positional and named, in every place where SQL takes an aggregate.

SET datestyle = ISO;
CREATE TYPE calls_label AS ENUM ('Good', 'Requires improvement', 'Outstanding', 'Inadequate', 'Not rated');
CREATE DOMAIN calls_text AS text CHECK (value <> 'nonsense');
CREATE DOMAIN calls_varchar AS varchar(40) NOT NULL;
CREATE DOMAIN calls_rating AS care_rating;
CREATE DOMAIN calls_id AS bigint CHECK (value > 0);
CREATE DOMAIN calls_date AS date;
CREATE TEMP TABLE rows (id int, area text, label text, published date, registered date, deregistered date, beds int);
INSERT INTO rows VALUES (1, 'n', 'Good', '2020-01-15', '2019-01-01', NULL, 30), (1, 'n', 'Requires improvement', '2020-03-15', '2019-01-01', NULL, 30),
  (2, 'n', 'Outstanding', '2020-02-01', '2019-06-01', '2020-04-10', 12), (3, 's', 'Not rated', '2020-02-02', '2020-02-02', NULL, 7),
  (4, 's', 'Inadequate', '2019-12-31', '2018-01-01', NULL, 55), (4, 's', 'Good', '2020-03-01', '2018-01-01', NULL, 55);

-- Every aggregate over every type of rating gives what it gives over care_rating.
CREATE TEMP TABLE types (type text) ;
INSERT INTO types VALUES ('text'), ('varchar'), ('varchar(30)'), ('char(25)'), ('bpchar'), ('name'), ('calls_text'), ('calls_varchar'), ('calls_rating'), ('calls_label'), ('care_rating');
CREATE FUNCTION pg_temp.result(call text, type text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  result text;
BEGIN
  EXECUTE format('SELECT %s::text FROM rows', replace(call, 'RATING', 'label::' || type)) INTO result;
  RETURN result;
END $$;
SELECT call, string_agg(type, ', ' ORDER BY type) FILTER (WHERE r IS DISTINCT FROM pg_temp.result(call, 'care_rating')) AS differ
FROM unnest(ARRAY['care_tally(RATING)', 'care_tally(RATING, beds)', 'care_worst(RATING)', 'care_percent_good_or_better(RATING)', 'care_percent_good_or_better(RATING, ''all'')',
    'care_target_gap(RATING, 85)', 'care_target_gap(RATING, 85.5, ''all'')', 'care_history(RATING, published, registered, deregistered)',
    'care_trend(id, RATING, published, registered, deregistered)', 'care_trend(id, RATING, published, registered, deregistered, beds)',
    'care_trend_of_snapshots(id, RATING, published)', 'care_trend_of_periods(id, RATING, published, deregistered)',
    'array_agg(to_care_rating(RATING))', 'array_agg(care_is_rated(RATING))', 'array_agg(care_is_good_or_better(RATING))',
    'array_agg(care_count(care_tally_of(4, 3, 2, 1), RATING))', 'array_agg(care_percent(care_tally_of(4, 3, 2, 1), RATING, ''all''))']) call,
  types, LATERAL (SELECT pg_temp.result(call, type)) x (r)
GROUP BY call ORDER BY call;

-- Every type of location, and a domain of dates: the same trends.
SELECT type, pg_temp.result('care_trend(id::' || type || ', RATING, published, registered, deregistered)', 'text') = whole AS trend,
       pg_temp.result('care_trend(id::' || type || ', RATING, published::calls_date, registered::calls_date, NULL)', 'calls_label') IS NOT NULL AS with_enum,
       pg_temp.result('care_trend_of_snapshots(id::' || type || ', RATING, published)', 'text') = files AS snapshots,
       pg_temp.result('care_trend_of_periods(id::' || type || ', RATING, published, NULL)', 'text') = periods AS periods
FROM unnest(ARRAY['int', 'bigint', 'smallint', 'numeric', 'text', 'varchar', 'text::char(12)', 'text::name', 'calls_id', 'text::calls_text', 'oid']) type,
  LATERAL (SELECT pg_temp.result('care_trend(id, RATING, published, registered, deregistered)', 'text'), pg_temp.result('care_trend_of_snapshots(id, RATING, published)', 'text'),
                  pg_temp.result('care_trend_of_periods(id, RATING, published, NULL)', 'text')) w (whole, files, periods)
ORDER BY type;
SELECT care_trend(('00000000-0000-0000-0000-00000000000' || id)::uuid, label, published, registered, deregistered) = care_trend(id, label, published, registered, deregistered) AS uuid,
       care_trend((id, area), label, published, registered, deregistered) = care_trend(id, label, published, registered, deregistered) AS composite,
       care_trend(id::text::calls_varchar, label::calls_varchar, published, registered, deregistered) = care_trend(id, label, published, registered, deregistered) AS domains,
       care_trend('1-' || id, label, published, registered, deregistered) = care_trend(id, label, published, registered, deregistered) AS expression,
       care_trend(coalesce(NULL, id), label, published, registered, deregistered) = care_trend(id, label, published, registered, deregistered) AS coalesced
FROM rows;
-- char(n) pads: the padding is no part of the id. What else differs in text is another location.
SELECT care_locations(care_tally_at(care_trend(id, 'Good', '2020-01-01', NULL, NULL), '2020-02-01')) AS locations FROM (VALUES ('a'::char(3)), ('a  ')) v (id);
SELECT care_locations(care_tally_at(care_trend(id, 'Good', '2020-01-01', NULL, NULL), '2020-02-01')) AS locations FROM (VALUES ('a'), ('a '), ('A'), ('')) v (id);
SELECT care_locations(care_tally_at(care_trend(id, 'Good', '2020-01-01', NULL, NULL), '2020-02-01')) AS locations FROM (VALUES (repeat('x', 31)), (repeat('x', 32)), (repeat('x', 33)), (repeat('x', 5000)), (repeat('x', 33))) v (id);

-- Literals of unknown type, and NULL
SELECT care_tally('good') = care_tally_of(0, 1, 0, 0) AS tally, care_tally(NULL) = care_tally_of(0, 0, 0, 0, 1) AS "null", care_worst('ri') AS worst, care_worst(NULL) AS worst_null,
       care_percent_good_or_better('good') AS percent, care_percent_good_or_better('ri', 'all') AS percent_all, care_target_gap('good', 85) AS gap, care_target_gap('good', '85', 'rated') AS gap_rated,
       care_is_rated('good') AS rated, care_is_good_or_better('good') AS good, to_care_rating('good') AS rating;
SELECT care_trend('a', 'good', '2020-01-01', NULL, NULL) = care_trend(1, 'good', '2020-01-01', NULL, NULL) AS literals,
       care_trend('a', 'good', '2020-01-01', NULL, NULL, NULL) IS NOT NULL AS null_weight, care_trend('a', NULL, NULL, '2020-01-01', NULL) IS NOT NULL AS null_rating,
       care_history('good', '2020-01-01', NULL, NULL) IS NOT NULL AS history, care_history(NULL, NULL, '2020-01-01', NULL) IS NOT NULL AS null_history,
       care_trend_of_snapshots('a', NULL, '2020-01-01') IS NOT NULL AS snapshots, care_trend_of_periods('a', NULL, '2020-01-01', NULL) IS NOT NULL AS periods;
-- A timestamp is no date: it must be cast, and the error says so.
\set VERBOSITY sqlstate
SELECT care_history('good', now(), NULL, NULL);
\set VERBOSITY default
SELECT care_history(label, (published + time '12:00')::date, registered, deregistered) IS NOT NULL AS cast_timestamp FROM rows;

-- Named arguments of functions (PostgreSQL allows none for aggregates), in any order
CREATE TEMP TABLE s AS
SELECT care_tally(label) AS t, care_history(label, published, registered, deregistered) FILTER (WHERE id = 1) AS h, care_trend(id, label, published, registered, deregistered) AS tr FROM rows;
SELECT care_locations(tally => t), care_rated(tally => t), care_good_or_better(tally => t), care_count(rating => 'good', tally => t), care_percent(denominator => 'all', rating => 'good', tally => t)::numeric(4,1) AS percent,
       care_percent_good_or_better(denominator => 'all', tally => t)::numeric(4,1) AS good, care_target_gap(denominator => 'all', target => 85, tally => t)::numeric(4,1) AS gap,
       care_locations_to_target(denominator => 'all', target => 85, tally => t) AS "more", (care_summary(confidence => 0.9, denominator => 'all', target => 85, tally => t)).target FROM s;
SELECT care_rating_at(as_at => '2020-02-01', history => h), care_published_at(as_at => '2020-02-01', history => h), care_conflicts(history => h), care_conflicts(trend => tr),
       care_locations(care_tally_at(as_at => '2020-02-01', trend => tr)) AS n FROM s;
SELECT count(*) FROM s, care_periods(history => h);
SELECT count(*) FROM s, care_movements(trend => tr);
SELECT count(*) FROM s, care_monthly(targets => '{"2020-01-01": 85}', denominator => 'all', until => '2020-04-01', since => '2020-01-01', target => NULL, trend => tr);
SELECT care_tally_of(not_rated => 5, inadequate => 4, requires_improvement => 3, good => 2, outstanding => 1) = care_tally_of(1, 2, 3, 4, 5) AS tally_of;
SELECT to_care_rating(rating => 'x'::text) IS NULL AS none, care_is_rated(rating => 'good'::care_rating), care_is_good_or_better(rating => 'Good'::calls_label);

-- FILTER, DISTINCT, ORDER BY inside, GROUPING SETS, ROLLUP, CUBE, HAVING, subqueries, LATERAL
SELECT area, care_locations(care_tally(label)) AS n, care_locations(care_tally(label) FILTER (WHERE beds > 20)) AS large, care_locations(care_tally(DISTINCT label)) AS labels,
       care_rating_at(care_history(label, published, registered, deregistered ORDER BY published DESC) FILTER (WHERE id IN (1, 4)), '2020-03-20') AS rating
FROM rows GROUP BY area HAVING care_rated(care_tally(label)) > 1 ORDER BY area;
SELECT area, beds > 20 AS large, care_locations(care_tally_at(care_trend(id, label, published, registered, deregistered), '2020-04-01')) AS n
FROM rows GROUP BY CUBE (area, beds > 20) ORDER BY area, large;
SELECT coalesce(area, 'all') AS area, care_worst(label) AS worst, care_percent_good_or_better(label)::numeric(4,1) AS percent FROM rows GROUP BY ROLLUP (area) ORDER BY grouping(area), rows.area;
SELECT area, (SELECT care_percent_good_or_better(label) FROM rows i WHERE i.area = o.area)::numeric(4,1) AS percent FROM (SELECT DISTINCT area FROM rows) o ORDER BY area;
SELECT count(*) FROM rows WHERE care_is_good_or_better(label) GROUP BY care_is_good_or_better(label);
-- In views, prepared statements, and functions
CREATE TEMP VIEW report AS SELECT area, m.* FROM (SELECT area, care_trend(id, label, published, registered, deregistered) AS trend FROM rows GROUP BY area) t, care_monthly(trend, target => 85, until => '2020-04-01') m;
SELECT area, as_at, good_or_better, locations_to_target FROM report WHERE as_at >= '2020-03-01' ORDER BY area, as_at;
PREPARE gap (text, float8) AS SELECT care_target_gap(care_tally(label), $2)::numeric(5,1) FROM rows WHERE area = $1;
EXECUTE gap ('n', 85);
EXECUTE gap ('s', 50);
CREATE FUNCTION pg_temp.at(trend care_trend_summary, day date) RETURNS SETOF care_monthly_row LANGUAGE sql STABLE AS 'SELECT * FROM care_monthly($1, since => $2, until => $2)';
SELECT at.as_at, at.locations FROM s, pg_temp.at(tr, '2020-03-01') at;
DROP TYPE calls_label CASCADE;
DROP DOMAIN calls_text, calls_varchar, calls_rating, calls_id, calls_date;
