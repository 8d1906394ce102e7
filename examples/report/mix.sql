-- Of the points to the benchmark, those that the mix of services makes and those that their ratings
-- make. It takes a benchmark by service type, of this month, with every service type that is here.
WITH there AS (
  SELECT service_type, councils, care_tally_of(0, good_or_better, rated - good_or_better, 0) AS tally
    FROM benchmark_service_type
   WHERE as_at = (SELECT max(as_at) FROM benchmark_service_type WHERE date_trunc('month', as_at) = :'as_at')
), here AS (
  SELECT service_type, care_tally_at(care_trend(history), :'as_at') AS tally
    FROM site_history
   GROUP BY service_type
), parts AS (
  SELECT max(councils) AS councils, (care_standardise(here.tally, there.tally)).*
    FROM there
    LEFT JOIN here USING (service_type)
), lacking AS (
  SELECT string_agg(service_type, ', ' ORDER BY service_type) AS types
    FROM here
   WHERE care_rated(tally) > 0 AND service_type NOT IN (SELECT service_type FROM there WHERE care_rated(tally) > 0)
)
SELECT CASE
         WHEN reference_percent IS NULL
           THEN 'What of it is the mix of services cannot be told: no benchmark by service type is of this month.'
         WHEN types IS NOT NULL
           THEN format('What of it is the mix of services cannot be told: the benchmark is without %s.', types)
         WHEN sign(round(mix_points::numeric, 1)) * sign(round(rating_points::numeric, 1)) < 0
           THEN format('Of the %s points to %s (%s%%) the mix of services makes %s, the ratings %s.',
                       to_char(percent - reference_percent, 'SGFM990.0'), reference, reference_percent::numeric(5,1),
                       to_char(mix_points, 'SGFM990.0'), to_char(rating_points, 'SGFM990.0'))
         ELSE format('Of the %s points to %s (%s%%) %s are the mix of services, %s the ratings.',
                     abs(percent - reference_percent)::numeric(5,1), reference, reference_percent::numeric(5,1),
                     abs(mix_points)::numeric(5,1), abs(rating_points)::numeric(5,1))
       END
  FROM parts, lacking,
       LATERAL (SELECT coalesce('all ' || councils || ' councils', 'the benchmark') AS reference) named
 WHERE reference_percent IS NULL OR percent IS NOT NULL;
