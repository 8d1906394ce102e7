-- Fair comparison: an area beside a reference, stratum by stratum. Plain SQL as a second opinion, and the edges. The
-- published figures of Norfolk are in test/t/014_fair_real.pl.

-- 40 areas of up to six strata; the reference is all of them together.
CREATE TEMP TABLE stratum AS
  SELECT area, s, r % 7 AS o, r / 8 % 60 AS g, r / 512 % 20 AS ri, r / 16384 % 5 AS i, r / 131072 % 4 AS u
    FROM generate_series(1, 40) area, generate_series(1, 6) s, LATERAL (SELECT ('x' || substr(md5(area || '-' || s), 1, 7))::bit(28)::int AS r) random
   WHERE (area + s) % 9 <> 0;
CREATE TEMP TABLE compared AS
  SELECT area, s, care_tally_of(o, g, ri, i, u) AS tally, care_tally_of(all_o, all_g, all_ri, all_i, all_u) AS reference,
         o + g AS x, o + g + ri + i AS n, all_o + all_g AS ref_x, all_o + all_g + all_ri + all_i AS ref_n
    FROM (SELECT a.area, r.*, coalesce(o, 0) AS o, coalesce(g, 0) AS g, coalesce(ri, 0) AS ri, coalesce(i, 0) AS i, coalesce(u, 0) AS u
            FROM (SELECT DISTINCT area FROM stratum) a
           CROSS JOIN (SELECT s, sum(o) AS all_o, sum(g) AS all_g, sum(ri) AS all_ri, sum(i) AS all_i, sum(u) AS all_u FROM stratum GROUP BY s) r
            LEFT JOIN stratum USING (area, s)) j;
CREATE TEMP TABLE result AS
  SELECT area, (f).* FROM (SELECT area, care_standardise(tally, reference, 0.9) AS f FROM compared GROUP BY area) c;
-- Where the area has no stratum it is like the reference. The mix is Kitagawa's, stratum by stratum.
CREATE TEMP TABLE opinion AS
  SELECT area, sum(x) AS x, sum(n) AS n, sum(n * ref_p) AS expected, 100 * sum(x) / sum(n) AS percent, 100 * sum(ref_n / all_ref_n * p) AS direct, 100 * sum(ref_x) / sum(ref_n) AS reference,
         100 * sum((n / all_n - ref_n / all_ref_n) * (p + ref_p) / 2) AS mix, 100 * sum((p - ref_p) * (n / all_n + ref_n / all_ref_n) / 2) AS rating
    FROM (SELECT area, x::float8, n::float8, ref_x::float8, ref_n::float8, ref_x::float8 / ref_n AS ref_p, coalesce(x::float8 / nullif(n, 0), ref_x::float8 / ref_n) AS p,
                 sum(n) OVER (PARTITION BY area)::float8 AS all_n, sum(ref_n) OVER (PARTITION BY area)::float8 AS all_ref_n FROM compared) c
   GROUP BY area;
SELECT count(*), bool_and(r.rated = o.n AND r.good_or_better = o.x) AS counts, bool_and(abs(r.expected - o.expected) < 1e-9) AS expected, bool_and(abs(r.ratio - o.x / o.expected) < 1e-9) AS ratio,
       bool_and(abs(r.percent - o.percent) < 1e-9) AS percent, bool_and(abs(indirect_percent - o.x / o.expected * o.reference) < 1e-9) AS indirect, bool_and(abs(direct_percent - o.direct) < 1e-9) AS direct,
       bool_and(abs(reference_percent - o.reference) < 1e-9) AS reference, bool_and(abs(mix_points - o.mix) < 1e-9) AS mix, bool_and(abs(rating_points - o.rating) < 1e-9) AS rating,
       bool_and(abs(mix_points + rating_points - (r.percent - reference_percent)) < 1e-12) AS adds_up, bool_and(abs(r.lower - q.lower) < 1e-9 AND abs(r.upper - q.upper) < 1e-9) AS limits
  FROM result r JOIN opinion o USING (area), care_ratio(o.x, o.expected, 0.9) q;
-- Without a confidence it is 0.95. Few good ones have exact limits.
SELECT count(*), bool_and(a = b) AS same FROM (SELECT care_standardise(tally, reference) AS a, care_standardise(tally, reference, 0.95) AS b FROM compared GROUP BY area) s;
SELECT ratio, round(lower::numeric, 6) AS lower, round(upper::numeric, 6) AS upper, (SELECT round(r.upper::numeric, 6) FROM care_ratio(4, 8) r) AS exact
  FROM (SELECT (care_standardise(care_tally_of(0, 4, 6, 0), care_tally_of(0, 80, 20, 0))).*) s;

-- Neither the order of rows counts nor how they come together, to the last bit.
CREATE TEMP TABLE shuffled AS SELECT * FROM compared ORDER BY md5(area || '/' || s);
SELECT bool_and(a = b AND a = c) AS same
  FROM (SELECT care_standardise(tally, reference ORDER BY s) AS a, care_standardise(tally, reference ORDER BY md5(s::text)) AS b, care_standardise(tally, reference ORDER BY s DESC) AS c
          FROM shuffled GROUP BY area) f;

-- The reference beside itself; the same mix; the same ratings.
CREATE FUNCTION pg_temp.rounded(f care_standardise_row, OUT rated bigint, OUT good_or_better bigint, OUT expected numeric, OUT ratio numeric, OUT lower numeric, OUT upper numeric, OUT percent numeric,
                                OUT indirect numeric, OUT direct numeric, OUT reference numeric, OUT mix numeric, OUT rating numeric) LANGUAGE sql AS
'SELECT f.rated, f.good_or_better, round(f.expected::numeric, 4), round(f.ratio::numeric, 4), round(f.lower::numeric, 4), round(f.upper::numeric, 4), round(f.percent::numeric, 4),
        round(f.indirect_percent::numeric, 4), round(f.direct_percent::numeric, 4), round(f.reference_percent::numeric, 4), round(f.mix_points::numeric, 4), round(f.rating_points::numeric, 4)';
SELECT r.* FROM (SELECT care_standardise(reference, reference) AS f FROM (SELECT DISTINCT s, reference FROM compared) r) c, pg_temp.rounded(f) r;
SELECT mix_points, rating_points FROM (SELECT (care_standardise(care_tally_of(0, n / 2, n / 2, 0), care_tally_of(0, 3 * n, n, 0))).* FROM unnest('{8,16,32}'::int[]) n) s;
SELECT mix_points::numeric(9,6), rating_points::numeric(9,6) FROM (SELECT (care_standardise(care_tally_of(0, g, 100 - g, 0), care_tally_of(0, k * g, k * (100 - g), 0))).* FROM (VALUES (90, 1), (70, 4)) v (g, k)) s;

-- NULL and empty tallies are strata that the area lacks, or nothing at all; what cannot be known is NULL.
SELECT r.* FROM (SELECT care_standardise(t, r) AS f FROM (VALUES (care_tally_of(0, 3, 1, 0), care_tally_of(0, 50, 50, 0)), (NULL, care_tally_of(0, 20, 80, 0)), (care_tally_of(0, 0, 0, 0, 9), NULL), (NULL, NULL)) v (t, r)) c, pg_temp.rounded(f) r;
SELECT r.* FROM (SELECT care_standardise(NULL, r) AS f FROM (VALUES (care_tally_of(0, 50, 50, 0))) v (r)) c, pg_temp.rounded(f) r;
SELECT r.* FROM (SELECT care_standardise(t, r) AS f FROM (VALUES (care_tally_of(0, 3, 1, 0), care_tally_of(0, 0, 50, 0))) v (t, r)) c, pg_temp.rounded(f) r;
SELECT r.* FROM (SELECT care_standardise(t, t) AS f FROM (VALUES (care_tally_of(0, 0, 0, 0))) v (t)) c, pg_temp.rounded(f) r;
SELECT care_standardise(tally, reference) FROM compared WHERE false;
SELECT rated, expected, ratio, percent FROM (SELECT r.* FROM (SELECT care_standardise(t, t) AS f FROM (VALUES (care_tally_of(9223372036854775807, 0, 0, 0))) v (t)) s) c, pg_temp.rounded(f) r;

-- What cannot be.
SELECT care_standardise(care_tally_of(1, 1, 1, 1), NULL);
SELECT care_standardise(care_tally_of(1, 1, 1, 1), care_tally_of(0, 0, 0, 0, 5));
SELECT care_standardise(tally, reference, confidence) FROM (SELECT tally, reference, 0.9 + area % 2 * 0.05 AS confidence FROM compared) c;
SELECT care_standardise(tally, reference, 95) FROM compared;
SELECT care_standardise(tally, reference, NULL) FROM compared;
SELECT care_standardise(w, w) FROM (SELECT care_tally('good', 10) AS w) s;
SELECT care_standardise(t, w) FROM (SELECT care_tally('good') AS t, care_tally('good', 10) AS w) s;
SELECT care_standardise(t, t) FROM (SELECT care_tally_of(9223372036854775807, 0, 0, 0) AS t FROM generate_series(1, 2)) s;
-- States of other kinds, and damaged ones, are refused.
CREATE AGGREGATE pg_temp.finish(bytea) (SFUNC = care_standardise_combine, STYPE = bytea, FINALFUNC = care_standardise_final);
CREATE AGGREGATE pg_temp.state_of(care_tally_summary, care_tally_summary) (SFUNC = care_standardise_add, STYPE = bytea);
SELECT pg_temp.finish(state) = (SELECT care_standardise(tally, reference) FROM compared) AS same FROM (SELECT pg_temp.state_of(tally, reference) AS state FROM compared GROUP BY area) s;
CREATE FUNCTION pg_temp.code(state bytea) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT pg_temp.finish(x)::text FROM (VALUES (state), (state)) v (x)) IS NOT NULL;
EXCEPTION WHEN OTHERS THEN
  RETURN SQLSTATE;
END $$;
SELECT string_agg(DISTINCT code, ' ' ORDER BY code) AS codes
  FROM (SELECT pg_temp.state_of(tally, reference) AS state FROM compared) s, generate_series(0, 799) i,
       pg_temp.code(CASE WHEN i % 4 = 0 THEN substr(state, 1, i % length(state)) ELSE set_byte(state, i * 7919 % length(state), i * 104729 % 256) END) code;
