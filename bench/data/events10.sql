-- Ten times the events, of ten times the locations.
--@ needs events
CREATE TABLE events10 AS
SELECT copy || substr(location, 2) AS location, rating, published, registered, deregistered, council
  FROM events, generate_series(0, 9) copy;
VACUUM (ANALYZE) events10;
