-- The trends of 150 councils as text
--@ needs council_trends
CREATE TABLE texts AS SELECT trend::text AS t FROM council_trends;
VACUUM (ANALYZE) texts;
