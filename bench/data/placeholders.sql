-- The stored trends of 5,000 areas of 10 locations, and the same with one location of each registered in 1900 or rated in 2099
CREATE TABLE placeholder_events AS
SELECT l % 5000 AS area, 'L' || l AS location, ((l * 7 + k * k * 3) % 5)::care_rating AS rating,
       date '2015-01-01' + (l * 131 + k * k * 377) % 900 + 420 * k AS published, date '2013-06-01' + l * 17 % 800 AS registered,
       CASE WHEN l < 5000 AND k = 5 THEN 'late' WHEN l >= 45000 THEN 'early' ELSE '' END AS odd
  FROM generate_series(0, 49999) l, generate_series(0, 5) k;
-- A table each: the third column of a row is further away than the first.
CREATE TABLE trends_plain AS
SELECT area, care_trend(location, rating, published, registered, NULL) AS trend
  FROM placeholder_events GROUP BY area;
CREATE TABLE trends_early AS
SELECT area, care_trend(location, rating, published, CASE WHEN odd = 'early' THEN '1900-01-01' ELSE registered END, NULL) AS trend
  FROM placeholder_events GROUP BY area;
CREATE TABLE trends_late AS
SELECT area, care_trend(location, rating, CASE WHEN odd = 'late' THEN '2099-12-31' ELSE published END, registered, NULL) AS trend
  FROM placeholder_events GROUP BY area;
VACUUM (ANALYZE) placeholder_events, trends_plain, trends_early, trends_late;
