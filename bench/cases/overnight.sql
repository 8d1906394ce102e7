-- all that a region needs overnight, at the size of England: 60,000 locations, 1.7 million ratings
--@ needs region
--@ before store DROP TABLE IF EXISTS night_trends
--@ before sums DROP TABLE IF EXISTS night_sums
--@ before unfold DROP TABLE IF EXISTS night_rows; SET parallel_tuple_cost = 0
--@ before unfold_floor DROP TABLE IF EXISTS night_rows; RESET parallel_tuple_cost
--@ target store / ms <= 1000
--@ target sums / ms <= 500
--@ target unfold / ms <= 1000
--@ show store / store_floor
--@ show unfold / unfold_floor

-- The trend of each council, service type and question
--@ run store 2
CREATE TABLE night_trends AS
SELECT council, service, question, care_trend(location, rating, published, registered, deregistered) AS trend
  FROM region GROUP BY council, service, question;

-- All sums of these; PostgreSQL makes grouping sets in one process
--@ run sums 1
CREATE TABLE night_sums AS
SELECT council, service, question, care_rollup(trend) AS trend
  FROM region_trends GROUP BY CUBE (council, service, question);

-- Month by month: 1.1 million rows. To pass them on is cheaper than PostgreSQL believes.
--@ run unfold 2
CREATE TABLE night_rows AS
SELECT council, service, question, m.*
  FROM region_sums, care_monthly(trend, since => '2012-12-01', until => '2025-01-01') m;

-- The same without our trends and months: reading and grouping; writing as many rows of the same columns
--@ run store_floor 2
SELECT council, service, question, count(location), count(rating), max(published), max(registered), max(deregistered)
  FROM region GROUP BY council, service, question;

--@ run unfold_floor 1
CREATE TABLE night_rows AS
SELECT i AS council, i AS service, i AS question, r.*
  FROM generate_series(1, 7546) i,
       LATERAL (SELECT m.* FROM generate_series(1, 146) month,
                       (SELECT m.* FROM region_trends t, care_monthly(trend, since => '2024-01-01', until => '2024-01-01') m
                         WHERE (council, service, question) = (1, 1, 1)) m) r;
