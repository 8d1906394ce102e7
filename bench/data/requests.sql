-- A waiting list: 1 million requests over ten years; most wait some weeks, some over a year.
CREATE TABLE requests AS
SELECT requested,
       CASE WHEN kind > 0 AND ended <= '2025-03-31' THEN ended END AS completed,
       CASE WHEN kind = 0 AND ended <= '2025-03-31' THEN ended END AS removed
  FROM generate_series(1, 1000000) i,
       LATERAL (SELECT hashint8extended(i, 7) & 4611686018427387903 AS h) hashed,
       LATERAL (SELECT '2015-04-01'::date + (h % 3650)::integer AS requested,
                       h / 1048576 % 20 AS kind) r,
       LATERAL (SELECT requested + floor(-80 * ln((1 + h / 4294967296 % 100000) / 100001.0))::integer AS ended) e;
VACUUM (ANALYZE) requests;
