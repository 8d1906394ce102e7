-- Councils side by side: those of the database, and the published counts of others. The funnel's limits are
-- adjusted for what councils differ by anyhow; they stand round the benchmark of the month, or round all
-- together where there is none. Three councils are the least that make a funnel.
CREATE OR REPLACE VIEW neighbour_month AS
SELECT council_key, local_authority, as_at, (as_at - interval '1 month')::date AS month, rated, good_or_better,
       round(100.0 * good_or_better / rated, 1)::double precision AS percent_good_or_better,
       good_or_better::double precision / rated AS fraction_good_or_better, is_published,
       round((f).benchmark::numeric, 1)::double precision AS percent_benchmark, (f).benchmark / 100 AS fraction_benchmark,
       round((f).lower_95::numeric, 1)::double precision AS percent_lower_95, (f).lower_95 / 100 AS fraction_lower_95,
       round((f).upper_95::numeric, 1)::double precision AS percent_upper_95, (f).upper_95 / 100 AS fraction_upper_95,
       round((f).lower_998::numeric, 1)::double precision AS percent_lower_998, (f).lower_998 / 100 AS fraction_lower_998,
       round((f).upper_998::numeric, 1)::double precision AS percent_upper_998, (f).upper_998 / 100 AS fraction_upper_998,
       (f).verdict
  FROM (SELECT c.*,
               CASE WHEN count(*) OVER (PARTITION BY as_at) >= 3
                    THEN care_funnel(good_or_better, rated, (SELECT 100.0 * b.good_or_better / nullif(b.rated, 0) FROM benchmark b WHERE b.as_at = c.as_at))
                           OVER (PARTITION BY as_at) END AS f
          FROM (SELECT council_key, local_authority, as_at, rated, good_or_better, false AS is_published
                  FROM council_month
                 WHERE rated > 0
                UNION ALL
                SELECT coalesce(k.council_key, name_key(n.local_authority)), n.local_authority, n.as_at, n.rated, n.good_or_better, true
                  FROM neighbours n
                  LEFT JOIN council_codes k ON k.name_key = name_key(n.local_authority)
                 WHERE n.rated > 0
                   AND NOT EXISTS (SELECT FROM council_trend t WHERE name_key(t.local_authority) = name_key(n.local_authority))) c) c;
COMMENT ON VIEW neighbour_month IS 'Councils side by side, month by month, in a funnel (key: council_key, as_at)';

-- The figures to compare with by type of service: of each month the latest.
CREATE OR REPLACE VIEW benchmark_service_type_month AS
SELECT 'benchmark'::text AS council_key, 'Benchmark'::text AS local_authority, service_type, date_trunc('month', as_at)::date AS as_at,
       (date_trunc('month', as_at) - interval '1 month')::date AS month, rated, good_or_better,
       round(100.0 * good_or_better / nullif(rated, 0), 1)::double precision AS percent_good_or_better,
       good_or_better::double precision / nullif(rated, 0) AS fraction_good_or_better, councils
  FROM benchmark_service_type b
 WHERE b.as_at = (SELECT max(m.as_at) FROM benchmark_service_type m WHERE date_trunc('month', m.as_at) = date_trunc('month', b.as_at));
COMMENT ON VIEW benchmark_service_type_month IS 'The figures to compare with by type of service, month by month (key: service_type, as_at)';

-- Of the points between a council and what it is compared with, some are the mix of its services, the others their ratings. It
-- is compared with the benchmark by type of service where the month has one, else with all councils of the database together.
-- A month in which the others lack some type of its services makes no row.
CREATE OR REPLACE VIEW mix_month AS
WITH stratum AS (
  SELECT t.council_key, t.local_authority, t.service_type, m.as_at, m.month,
         care_tally_of(m.outstanding, m.good, m.requires_improvement, m.inadequate, m.not_rated) AS tally
    FROM council_trend t, stored_span k, care_monthly(t.trend, since => k.since_as_at, until => k.until_as_at) m
), reference AS (
  SELECT service_type, as_at, month, care_tally_of(0, good_or_better, rated - good_or_better, 0) AS tally,
         coalesce('all ' || councils || ' councils of the regulator''s file', 'the benchmark by type of service') AS name
    FROM benchmark_service_type_month
  UNION ALL
  SELECT service_type, as_at, month, care_rollup(tally), 'all councils of the database'
    FROM stratum
   WHERE as_at NOT IN (SELECT as_at FROM benchmark_service_type_month)
   GROUP BY service_type, as_at, month
  HAVING (SELECT count(DISTINCT council_key) FROM council_trend) > 1
), standard AS (
  SELECT c.council_key, c.local_authority, r.as_at, r.month, r.name AS reference, care_standardise(s.tally, r.tally) AS s
    FROM (SELECT DISTINCT council_key, local_authority FROM council_trend) c
   CROSS JOIN reference r
    LEFT JOIN stratum s USING (council_key, service_type, as_at)
   GROUP BY c.council_key, c.local_authority, r.as_at, r.month, r.name
)
SELECT council_key, local_authority, as_at, month, (s).rated, (s).good_or_better,
       round((s).percent::numeric, 1)::double precision AS percent_good_or_better, (s).percent / 100 AS fraction_good_or_better,
       round((s).reference_percent::numeric, 1)::double precision AS percent_reference, (s).reference_percent / 100 AS fraction_reference,
       (s).ratio, (s).lower AS ratio_lower, (s).upper AS ratio_upper,
       round((s).mix_points::numeric, 1)::double precision AS mix_points, (s).mix_points / 100 AS fraction_mix,
       round((s).rating_points::numeric, 1)::double precision AS rating_points, (s).rating_points / 100 AS fraction_rating,
       reference
  FROM standard
 WHERE (s).rated > 0
   AND (s).rated = (SELECT sum(care_rated(o.tally)) FROM stratum o WHERE (o.council_key, o.as_at) = (standard.council_key, standard.as_at));
COMMENT ON VIEW mix_month IS 'Each council beside all together: what of the difference is its mix of services, what their ratings (key: council_key, as_at)';
