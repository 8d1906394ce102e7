-- How long 1 million things lasted, days; a third are not over yet
CREATE TABLE lasted AS
SELECT floor(-900 * ln((1 + h / 4294967296 % 100000) / 100001.0))::integer AS days, h % 3 > 0 AS ended, (h / 16 % 150)::integer AS council
  FROM generate_series(1, 1000000) i,
       LATERAL (SELECT hashint8extended(i, 9) & 4611686018427387903 AS h) hashed;
VACUUM (ANALYZE) lasted;
