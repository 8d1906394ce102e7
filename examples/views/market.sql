-- Who opened and closed in each financial year, April to March, and with how many beds.
CREATE OR REPLACE VIEW market_year AS
WITH council AS (
  SELECT council_key, local_authority, care_rollup(trend) AS trend, care_rollup(beds_trend) AS beds_trend
    FROM council_trend
   GROUP BY council_key, local_authority
), month AS (
  SELECT c.council_key, c.local_authority, u.unit, m.as_at, (date_trunc('year', m.month - interval '3 months') + interval '3 months')::date AS year,
         m.locations, m.joined, m.departed
    FROM council c, stored_span k,
         LATERAL (VALUES ('services', c.trend), ('beds', c.beds_trend)) u (unit, trend),
         care_monthly(u.trend, since => k.since_as_at, until => k.until_as_at) m
   WHERE k.since_as_at IS NULL OR m.as_at > k.since_as_at
), moved AS (
  SELECT council_key, unit, year,
         coalesce(sum(locations) FILTER (WHERE care_is_good_or_better(from_rating)), 0) AS good_or_better,
         coalesce(sum(locations) FILTER (WHERE care_is_rated(from_rating) AND NOT care_is_good_or_better(from_rating)), 0) AS below_good,
         coalesce(sum(locations) FILTER (WHERE NOT care_is_rated(from_rating)), 0) AS not_rated
    FROM (SELECT c.council_key, u.unit, (date_trunc('year', v.month - interval '3 months') + interval '3 months')::date AS year, v.from_rating, v.locations
            FROM council c, stored_span k,
                 LATERAL (VALUES ('services', c.trend), ('beds', c.beds_trend)) u (unit, trend),
                 care_movements(u.trend) v
           WHERE v.to_rating IS NULL AND v.as_at <= k.until_as_at AND (k.since_as_at IS NULL OR v.as_at > k.since_as_at)) v
   GROUP BY council_key, unit, year
), total AS (
  SELECT council_key, local_authority, unit, year, count(*) AS months, sum(joined) AS joined, sum(departed) AS departed,
         (array_agg(locations - joined + departed ORDER BY as_at))[1] AS at_start,
         (array_agg(locations ORDER BY as_at DESC))[1] AS at_end
    FROM month
   GROUP BY council_key, local_authority, unit, year
)
SELECT s.council_key, s.local_authority, to_char(s.year, 'YYYY') || '/' || to_char(s.year + interval '1 year', 'YY') AS financial_year,
       s.year AS financial_year_start, s.months, s.at_start AS locations_start, s.joined::bigint, s.departed::bigint,
       coalesce(v.good_or_better, 0)::bigint AS departed_good_or_better, coalesce(v.below_good, 0)::bigint AS departed_below_good,
       coalesce(v.not_rated, 0)::bigint AS departed_not_rated, s.at_end AS locations_end,
       round(100.0 * s.departed / nullif(s.at_start, 0), 1)::double precision AS percent_departed,
       s.departed::double precision / nullif(s.at_start, 0) AS fraction_departed,
       round(100.0 * (s.joined + s.departed) / nullif(s.at_start, 0), 1)::double precision AS percent_churn,
       (s.joined + s.departed)::double precision / nullif(s.at_start, 0) AS fraction_churn,
       coalesce(b.at_start, 0) AS beds_start, coalesce(b.joined, 0)::bigint AS beds_gained, coalesce(b.departed, 0)::bigint AS beds_lost,
       coalesce(w.below_good, 0)::bigint AS beds_lost_below_good, coalesce(b.at_end, 0) AS beds_end
  FROM total s
  LEFT JOIN moved v ON (v.council_key, v.unit, v.year) = (s.council_key, 'services', s.year)
  LEFT JOIN total b ON (b.council_key, b.unit, b.year) = (s.council_key, 'beds', s.year)
  LEFT JOIN moved w ON (w.council_key, w.unit, w.year) = (s.council_key, 'beds', s.year)
 WHERE s.unit = 'services';
COMMENT ON VIEW market_year IS 'Services and beds that each council gained and lost in each financial year (key: council_key, financial_year)';
