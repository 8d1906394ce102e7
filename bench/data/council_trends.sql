-- The trend of each of 150 councils, stored
--@ needs events
CREATE TABLE council_trends AS
SELECT council, care_trend(location, rating, published, registered, deregistered) AS trend
  FROM events GROUP BY council;
VACUUM (ANALYZE) council_trends;
