-- Many locations with two rating events each
CREATE TABLE small_100000 AS
SELECT '1-' || 1000000000 + l * 7919 AS location,
       (ARRAY['Good', 'Outstanding', 'Requires improvement', 'Good'])[1 + h % 4] AS rating,
       '2014-01-01'::date + (h / 1024 % 4018)::integer AS published,
       '2013-01-01'::date + l % 360 AS registered,
       NULL::date AS deregistered
  FROM generate_series(1, 200000) i,
       LATERAL (SELECT i % 100000 AS l, hashint8extended(i, 5) & 4611686018427387903 AS h) hashed;
CREATE TABLE small_50000 AS SELECT s.* FROM (SELECT DISTINCT location FROM small_100000 ORDER BY 1 LIMIT 50000) l JOIN small_100000 s USING (location);
CREATE TABLE small_25000 AS SELECT s.* FROM (SELECT DISTINCT location FROM small_100000 ORDER BY 1 LIMIT 25000) l JOIN small_100000 s USING (location);
CREATE TABLE small_12500 AS SELECT s.* FROM (SELECT DISTINCT location FROM small_100000 ORDER BY 1 LIMIT 12500) l JOIN small_100000 s USING (location);
VACUUM (ANALYZE) small_12500, small_25000, small_50000, small_100000;
