-- How old the ratings in force are, how good by age, and who was never rated.
SELECT band AS "age of rating", locations AS services, percent::numeric(5,1) AS "share %",
       percent_good_or_better::numeric(5,1) AS "% good or outstanding",
       repeat('#', (percent / 6)::integer) AS "share"
  FROM (SELECT care_rollup(ages) AS ages FROM council_trend) county,
       care_ages_monthly(ages, since => :'as_at', until => :'as_at')
 ORDER BY band_number;
