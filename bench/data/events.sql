-- Rating events: 1 million over eleven years, of 100,000 locations in 150 councils, in no order.
-- Locations have text ids like the regulator's; three in ten have closed. Two events in a hundred are
-- Not rated; some locations have two different ratings on one day, and some none while they exist.
CREATE TABLE events AS
SELECT '1-' || 1000000000 + number * 7919 AS location,
       CASE WHEN h % 1024 < 20 THEN 'Not rated'
            WHEN h % 1024 < 50 THEN 'Inadequate'
            WHEN h % 1024 < 220 THEN 'Requires improvement'
            WHEN h % 1024 < 980 THEN 'Good'
            ELSE 'Outstanding' END AS rating,
       '2014-01-01'::date + (h / 1048576 % 4018)::integer AS published,
       registered,
       CASE WHEN l % 1024 < 300 THEN registered + 200 + (l / 1048576 % 5000)::integer END AS deregistered,
       (l / 4294967296 % 150)::integer AS council
  FROM generate_series(1, 1000000) i,
       LATERAL (SELECT hashint8extended(i, 2) & 4611686018427387903 AS h) event_hash,
       LATERAL (SELECT (h / 4294967296 % 100000)::integer AS number) n,
       LATERAL (SELECT hashint8extended(number, 3) & 4611686018427387903 AS l) location_hash,
       LATERAL (SELECT '2010-10-01'::date + (l / 1099511627776 % 3500)::integer AS registered) r;
VACUUM (ANALYZE) events;
