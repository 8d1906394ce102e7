-- The councils outside the limits of a funnel plot. These are adjusted for what councils differ by
-- anyhow, beyond chance. Of the points to all of them together, some are the mix of services (by
-- service type), the others the ratings.
WITH stratum AS (
  SELECT local_authority, service_type, care_tally_at(trend, :'as_at') AS tally
    FROM council_trend
   WHERE local_authority <> 'Not known'
), council AS (
  SELECT a.local_authority, care_standardise(s.tally, e.tally) AS standard
    FROM (SELECT DISTINCT local_authority FROM stratum) a
   CROSS JOIN (SELECT service_type, care_rollup(tally) AS tally FROM stratum GROUP BY service_type) e
    LEFT JOIN stratum s USING (local_authority, service_type)
   GROUP BY a.local_authority
), funnel AS (
  SELECT local_authority, (standard).*,
         care_funnel((standard).good_or_better, (standard).rated) OVER () AS f
    FROM council
   WHERE (standard).rated > 0
)
SELECT local_authority AS "outside the limits", rated, percent::numeric(5,1) AS "%",
       (percent - reference_percent)::numeric(5,1) AS "points to all",
       mix_points::numeric(5,1) AS "of these mix", rating_points::numeric(5,1) AS "of these ratings",
       (f).verdict AS "adjusted limits"
  FROM funnel
 WHERE (f).verdict <> 'within limits'
 ORDER BY (f).adjusted_z;
