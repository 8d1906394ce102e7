-- Percentages of 10,000 partitions of 100 rows: x good of n, in an order i
CREATE TABLE areas AS
SELECT i / 100 AS part, i % 100 AS i, round(n * (0.6 + h / 65536 % 300 / 1000.0))::double precision AS x, n::double precision AS n
  FROM generate_series(0, 999999) i,
       LATERAL (SELECT hashint8extended(i, 8) & 4611686018427387903 AS h) hashed,
       LATERAL (SELECT 20 + h % 200 AS n) size;
VACUUM (ANALYZE) areas;
