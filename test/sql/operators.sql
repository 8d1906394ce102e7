-- Operators and operator classes: valid, an order, and alike for equality, hash, sort and index.

SET jit = off;

-- Every operator class of the extension is as PostgreSQL wants it.
SELECT am.amname, opc.opcname, opc.opcintype::regtype, opc.opcdefault, amvalidate(opc.oid)
FROM pg_opclass opc JOIN pg_am am ON am.oid = opc.opcmethod
     JOIN pg_depend d ON d.classid = 'pg_opclass'::regclass AND d.objid = opc.oid AND d.deptype = 'e'
     JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
WHERE e.extname = 'care_quality' AND opcintype::regtype::text
      IN ('care_rating', 'care_tally_summary', 'care_history_summary', 'care_trend_summary', 'care_survival_summary', 'care_ages_summary')
ORDER BY opc.opcintype::regtype::text, am.amname;
SELECT count(*) AS classes_that_are_not_valid
FROM pg_opclass opc JOIN pg_depend d ON d.classid = 'pg_opclass'::regclass AND d.objid = opc.oid AND d.deptype = 'e'
     JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
WHERE e.extname = 'care_quality' AND NOT amvalidate(opc.oid);

-- Every type of the extension can be compared, sorted and hashed, but for the states of aggregates, which nobody stores.
SELECT t.oid::regtype AS incomplete
FROM pg_type t JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e'
     JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
WHERE e.extname = 'care_quality' AND t.typtype = 'b' AND t.typcategory <> 'A' AND t.typname !~ '_state$'
  AND (SELECT count(DISTINCT opc.opcmethod) FROM pg_opclass opc JOIN pg_am am ON am.oid = opc.opcmethod
       WHERE opc.opcintype = t.oid AND opc.opcdefault AND am.amname IN ('btree', 'hash')) <> 2
ORDER BY 1;

-- Comparison of ratings is that of their numbers 0 to 4, over the whole cross product.
SELECT count(*) AS pairs,
       count(*) FILTER (WHERE ((ra = rb), (ra <> rb), (ra < rb), (ra <= rb), (ra > rb), (ra >= rb))
                              = ((a = b), (a <> b), (a < b), (a <= b), (a > b), (a >= b))) AS alike,
       count(*) FILTER (WHERE sign(care_rating_cmp(ra, rb)) = sign(a - b)) AS cmp_alike,
       count(*) FILTER (WHERE (care_rating_hash(ra) = care_rating_hash(rb)) = (a = b)) AS hash_alike,
       count(*) FILTER (WHERE (care_rating_hash_extended(ra, 42) = care_rating_hash_extended(rb, 42)) = (a = b)) AS hash64_alike
FROM (SELECT a, b, a::care_rating AS ra, b::care_rating AS rb FROM generate_series(0, 4) a, generate_series(0, 4) b) v;

-- Summaries: distinct values of each type, small and large ones among them.
CREATE TEMP TABLE tallies AS
SELECT n, care_tally_of(n % 3, n / 3 % 3, n / 9 % 3, n / 27, n % 2) AS v FROM generate_series(0, 53) n;
INSERT INTO tallies VALUES (100, '{"version": 1, "outstanding": 1, "good": 0, "requires_improvement": 0, "inadequate": 0, "not_rated": 0, "weighted": true}');
CREATE TEMP TABLE histories AS
SELECT n, care_history(rating, published, registered, deregistered) AS v
FROM (SELECT n, (n + i) % 5 AS number, date '2015-01-01' + 40 * i + n, date '2014-01-01' + n % 7,
             CASE WHEN n % 3 = 0 THEN date '2020-01-01' + n END
      FROM generate_series(0, 59) n, generate_series(0, n % 10) i) r (n, number, published, registered, deregistered),
     LATERAL (SELECT number::care_rating AS rating) c
GROUP BY n;
CREATE TEMP TABLE trends AS
SELECT n % 40 AS n, care_trend(v) AS v FROM histories GROUP BY n % 40;

CREATE TEMP TABLE curves AS
SELECT n, care_survival(n * i % 97, i % 3 > 0) AS v FROM generate_series(1, 50) n, generate_series(1, n) i GROUP BY n;
CREATE TEMP TABLE ages AS
SELECT n % 40 AS n, care_ages(v) AS v FROM histories GROUP BY n % 40;

CREATE FUNCTION pg_temp.laws(type text, source text) RETURNS TABLE (of text, "values" bigint, wrong_pairs bigint, not_transitive bigint)
LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE format($f$
    WITH pair AS (
      SELECT a.n AS n, b.n AS m, a.v AS a, b.v AS b, %1$s_cmp(a.v, b.v) AS cmp FROM %2$s a, %2$s b)
    SELECT %1$L, (SELECT count(*) FROM %2$s),
      (SELECT count(*) FROM pair
       WHERE (a = b) <> (n = m) OR (a <> b) <> (n <> m) OR (a = b) <> (cmp = 0)
          OR (a < b) <> (cmp < 0) OR (a <= b) <> (cmp <= 0) OR (a > b) <> (cmp > 0) OR (a >= b) <> (cmp >= 0)
          OR (a < b) <> (b > a) OR (a = b) <> (b = a)
          OR (a = b) <> (a::text = b::text)
          OR (a = b AND %1$s_hash(a) <> %1$s_hash(b))
          OR (a = b AND %1$s_hash_extended(a, 7) <> %1$s_hash_extended(b, 7))),
      (SELECT count(*) FROM pair x JOIN pair y ON x.m = y.n WHERE x.cmp < 0 AND y.cmp < 0 AND NOT x.a < y.b)
    $f$, type, source);
END $$;
SELECT * FROM pg_temp.laws('care_tally_summary', 'tallies');
SELECT * FROM pg_temp.laws('care_history_summary', 'histories');
SELECT * FROM pg_temp.laws('care_trend_summary', 'trends');
SELECT * FROM pg_temp.laws('care_survival_summary', 'curves');
SELECT * FROM pg_temp.laws('care_ages_summary', 'ages');

-- Hashes are spread: hardly two of these values share one.
SELECT (SELECT count(DISTINCT care_tally_summary_hash(v)) FROM tallies) > 50 AS tallies,
       (SELECT count(DISTINCT care_history_summary_hash(v)) FROM histories) > 55 AS histories,
       (SELECT count(DISTINCT care_trend_summary_hash(v)) FROM trends) > 35 AS trends,
       (SELECT count(DISTINCT care_survival_summary_hash(v)) FROM curves) > 45 AS curves,
       (SELECT count(DISTINCT care_ages_summary_hash(v)) FROM ages) > 35 AS ages;

-- DISTINCT, UNION, GROUP BY, ORDER BY, joins: the same by sorting and by hashing.
CREATE FUNCTION pg_temp.distinct_counts(source text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
  hashing boolean;
  counts text;
BEGIN
  FOREACH hashing IN ARRAY ARRAY[true, false] LOOP
    PERFORM set_config('enable_hashagg', hashing::text, true), set_config('enable_hashjoin', hashing::text, true),
            set_config('enable_sort', (NOT hashing)::text, true), set_config('enable_mergejoin', (NOT hashing)::text, true),
            set_config('enable_nestloop', 'off', true);
    EXECUTE format($f$
      SELECT concat_ws(' ', (SELECT count(*) FROM (SELECT DISTINCT v FROM twice) d),
        (SELECT count(*) FROM (SELECT v FROM twice GROUP BY v HAVING count(*) = 2) g),
        (SELECT count(*) FROM (SELECT v FROM twice UNION SELECT v FROM %1$s) u),
        (SELECT count(*) FROM (SELECT v FROM twice EXCEPT ALL SELECT v FROM %1$s) x),
        (SELECT count(*) FROM (SELECT v FROM twice INTERSECT SELECT v FROM %1$s) i),
        (SELECT count(*) FROM twice a JOIN %1$s b USING (v)), (SELECT count(DISTINCT v) FROM twice))
      FROM (SELECT) one
      $f$, source) INTO counts;
    RETURN NEXT counts;
  END LOOP;
END $$;
CREATE TEMP VIEW twice AS SELECT v FROM tallies UNION ALL SELECT v FROM tallies;
SELECT pg_temp.distinct_counts('tallies');
DROP VIEW twice;
CREATE TEMP VIEW twice AS SELECT v FROM histories UNION ALL SELECT v FROM histories;
SELECT pg_temp.distinct_counts('histories');
DROP VIEW twice;
CREATE TEMP VIEW twice AS SELECT v FROM trends UNION ALL SELECT v FROM trends;
SELECT pg_temp.distinct_counts('trends');
DROP VIEW twice;
CREATE TEMP VIEW twice AS SELECT v FROM curves UNION ALL SELECT v FROM curves;
SELECT pg_temp.distinct_counts('curves');
DROP VIEW twice;
SELECT count(*) AS sorted FROM (SELECT v, lag(v) OVER (ORDER BY v) AS before FROM trends) s WHERE before < v;

-- Indexes: unique, btree and hash, find what is there.
CREATE UNIQUE INDEX ON tallies (v);
CREATE INDEX ON trends USING hash (v);
CREATE UNIQUE INDEX ON histories (v);
SET enable_seqscan = off;
SELECT count(*) FROM tallies WHERE v = (SELECT v FROM tallies WHERE n = 17);
SELECT count(*) FROM trends WHERE v = (SELECT v FROM trends WHERE n = 17);
SELECT count(*) FROM histories WHERE v = (SELECT v FROM histories WHERE n = 17);
RESET enable_seqscan;

-- An index on ratings, used for =, ranges, order, min and max; as a range boundary and in arrays.
CREATE TEMP TABLE rated AS SELECT n, (n % 5)::care_rating AS rating FROM generate_series(1, 1000) n;
CREATE INDEX ON rated (rating);
CREATE INDEX ON rated USING hash (rating);
ANALYZE rated;
SET enable_seqscan = off;
SELECT count(*) FILTER (WHERE rating = 'Good') AS good,
       (SELECT count(*) FROM rated WHERE rating = 'good') AS by_index,
       (SELECT count(*) FROM rated WHERE rating >= 'Good') AS good_or_better,
       (SELECT count(*) FROM rated WHERE rating < 'Requires improvement') AS below,
       (SELECT count(*) FROM rated WHERE rating IN ('Good', 'Inadequate')) AS two,
       (SELECT count(*) FROM rated WHERE rating BETWEEN 'Inadequate' AND 'Good') AS "between"
FROM rated;
SELECT min(rating), max(rating), min(rating) FILTER (WHERE care_is_rated(rating)) AS lowest_rated FROM rated;
RESET enable_seqscan;
SELECT rating, count(*) FROM rated GROUP BY rating ORDER BY rating DESC;
SELECT min(rating), max(rating) FROM rated WHERE false;
SELECT max(rating) OVER (ORDER BY n ROWS 1 PRECEDING) AS moving_max FROM rated WHERE n < 6 ORDER BY n;
SELECT greatest('Good'::care_rating, 'Inadequate', NULL), least('Good'::care_rating, 'Inadequate'),
       'Good'::care_rating = ANY ('{Good,Outstanding}'::care_rating[]) AS found,
       array_agg(DISTINCT rating ORDER BY rating DESC) AS every_rating
FROM rated;
SELECT nullif('good'::care_rating, 'Good') IS NULL AS same,
       'Good'::care_rating IS DISTINCT FROM NULL AS distinct_from_null,
       CASE 'RI'::care_rating WHEN 'Requires improvement' THEN 'found' END AS in_case,
       ('Good'::care_rating, 1) < ('Outstanding'::care_rating, 0) AS as_row;
