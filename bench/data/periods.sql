-- Validity intervals: 1 million, ten of each of 100,000 locations, one after the other, in no order.
CREATE TABLE periods AS
SELECT '1-' || 1000000000 + l * 7919 AS location,
       CASE WHEN h % 1024 < 20 THEN 'Not rated'
            WHEN h % 1024 < 50 THEN 'Inadequate'
            WHEN h % 1024 < 220 THEN 'Requires improvement'
            WHEN h % 1024 < 980 THEN 'Good'
            ELSE 'Outstanding' END AS rating,
       '2013-01-01'::date + (l % 700 + k * 400 + h / 1024 % 400)::integer AS valid_from,
       CASE WHEN k < 9 OR l % 10 < 3
            THEN '2013-01-01'::date + (l % 700 + (k + 1) * 400 + next / 1024 % 400)::integer END AS valid_to
  FROM generate_series(1, 1000000) i,
       LATERAL (SELECT i::bigint * 7919 % 1000000 AS n) shuffled,
       LATERAL (SELECT n % 100000 AS l, n / 100000 AS k) location,
       LATERAL (SELECT hashint8extended(n, 4) & 4611686018427387903 AS h,
                       hashint8extended(n + 100000, 4) & 4611686018427387903 AS next) hashed;
VACUUM (ANALYZE) periods;
