-- 20,000 rated rows in order, and a history for each
CREATE TABLE frames AS
SELECT n, (n * 7919 % 5)::care_rating AS rating, care_history((n * k % 5)::care_rating, date '2018-01-01' + n * 11 * k % 2000, '2016-01-01', NULL) AS history
  FROM generate_series(1, 20000) n, generate_series(1, 3) k GROUP BY n;
VACUUM (ANALYZE) frames;
