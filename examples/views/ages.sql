-- How old the ratings in force are, and who was never rated.
CREATE OR REPLACE VIEW age_month AS
SELECT t.council_key, t.local_authority, a.as_at, a.month, a.band_number, a.band, a.locations,
       round(a.percent::numeric, 1)::double precision AS percent_locations, a.percent / 100 AS fraction_locations,
       a.good_or_better, round(a.percent_good_or_better::numeric, 1)::double precision AS percent_good_or_better,
       a.percent_good_or_better / 100 AS fraction_good_or_better
  FROM (SELECT council_key, local_authority, care_rollup(ages) AS ages
          FROM council_trend
         GROUP BY council_key, local_authority) t,
       stored_span k, care_ages_monthly(t.ages, since => k.since_as_at, until => k.until_as_at) a;
COMMENT ON VIEW age_month IS 'Services of each council by the age of their rating, month by month (key: council_key, as_at, band_number)';
