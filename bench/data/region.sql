-- England in one table: 1.7 million ratings of 60,000 locations in 153 councils, of six service types, each
-- rated by six questions; the trend of each council, service type and question, 5,508 in all; and all sums of these
CREATE TABLE region AS
SELECT '1-' || 1000000000 + number * 7919 AS location,
       (number % 153)::integer AS council, (number / 153 % 6)::integer AS service, question,
       CASE WHEN h % 1024 < 30 THEN 1 WHEN h % 1024 < 200 THEN 2 WHEN h % 1024 < 980 THEN 3 ELSE 4 END::care_rating AS rating,
       '2014-01-01'::date + (h / 1048576 % 4018)::integer AS published, registered,
       CASE WHEN l % 1024 < 300 THEN registered + 200 + (l / 1048576 % 5000)::integer END AS deregistered
  FROM generate_series(1, 1700000) i,
       LATERAL (SELECT hashint8extended(i, 10) & 4611686018427387903 AS h) event_hash,
       LATERAL (SELECT (h / 4294967296 % 60000)::integer AS number, i % 6 AS question) n,
       LATERAL (SELECT hashint8extended(number, 11) & 4611686018427387903 AS l) location_hash,
       LATERAL (SELECT '2010-10-01'::date + (l / 1099511627776 % 3500)::integer AS registered) r;
CREATE TABLE region_trends AS
SELECT council, service, question, care_trend(location, rating, published, registered, deregistered) AS trend
  FROM region GROUP BY council, service, question;
CREATE TABLE region_sums AS
SELECT council, service, question, care_rollup(trend) AS trend
  FROM region_trends GROUP BY CUBE (council, service, question);
ALTER TABLE region_sums SET (parallel_workers = 1);
VACUUM (ANALYZE) region, region_trends, region_sums;
