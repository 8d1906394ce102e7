-- A register, month after month: 20 million rows, 40 months by 150 councils, in no order.
CREATE TABLE snapshot AS
SELECT label::care_rating AS care,
       label AS rating,
       (h / 1048576 % 150)::integer AS council,
       months[1 + h / 1099511627776 % 40] AS month
  FROM (SELECT array_agg(m::date) AS months
          FROM generate_series('2022-01-01'::timestamp, '2025-04-01', '1 month') m) calendar,
       generate_series(1, 20000000) i,
       LATERAL (SELECT hashint8extended(i, 1) & 4611686018427387903 AS h) hashed,
       LATERAL (SELECT CASE WHEN h % 1024 < 5 THEN 'Not rated'
                            WHEN h % 1024 < 20 THEN 'Inadequate'
                            WHEN h % 1024 < 190 THEN 'Requires improvement'
                            WHEN h % 1024 < 980 THEN 'Good'
                            ELSE 'Outstanding' END AS label) labelled;
VACUUM (ANALYZE) snapshot;
