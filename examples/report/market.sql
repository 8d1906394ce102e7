-- Services that opened and closed within a year, or since the first month known, counted by location, where every change of
-- owner looks like a closure; by site; and by site with the successors that are only likely.
WITH pair AS (
  SELECT coalesce(o.site_id, o.location_id) AS site_id, coalesce(n.site_id, n.location_id) AS other
    FROM proposed_successors p
    JOIN locations o ON o.location_id = p.location_id
    JOIN locations n ON n.location_id = p.successor_id
), likely AS (
  SELECT DISTINCT site_id, care_site(site_id, other) OVER () AS likely_id
    FROM (SELECT site_id, other FROM pair
          UNION ALL SELECT other, site_id FROM pair
          UNION ALL SELECT site_id, NULL FROM site_history) linked
)
SELECT counted AS "counted by",
       care_locations(care_tally_at(services, :'year_ago')) AS "then",
       coalesce(sum(s.locations) FILTER (WHERE s.from_rating IS NULL), 0) AS opened,
       coalesce(sum(s.locations) FILTER (WHERE s.to_rating IS NULL), 0) AS closed,
       care_locations(care_tally_at(services, :'as_at')) AS now,
       (100.0 * coalesce(sum(s.locations) FILTER (WHERE s.to_rating IS NULL), 0)
        / nullif(care_locations(care_tally_at(services, :'year_ago')), 0))::numeric(5,1) AS "% closed",
       coalesce(sum(s.locations) FILTER (WHERE s.to_rating IS NULL AND care_is_good_or_better(s.from_rating)), 0)
         AS "were good",
       coalesce(sum(s.locations) FILTER (WHERE s.to_rating IS NULL AND care_is_rated(s.from_rating)
                                           AND NOT care_is_good_or_better(s.from_rating)), 0) AS "below good",
       coalesce(sum(s.locations) FILTER (WHERE s.to_rating IS NULL AND NOT care_is_rated(s.from_rating)), 0)
         AS "not rated",
       (SELECT coalesce(sum(b.locations), 0)
          FROM care_movements(beds) b
         WHERE b.as_at > :'year_ago' AND b.as_at <= :'as_at' AND b.to_rating IS NULL) AS "beds lost"
  FROM (SELECT 'location' AS counted, care_trend(history) AS services, care_trend(history, beds) AS beds
          FROM location_histories()
          JOIN locations USING (location_id)
        UNION ALL
        SELECT 'site', care_trend(history), care_trend(history, beds)
          FROM site_history
        UNION ALL
        SELECT 'likely site', care_trend(history), care_trend(history, beds)
          FROM (SELECT care_rollup(history) AS history, max(beds) AS beds
                  FROM site_history
                  JOIN likely USING (site_id)
                 GROUP BY likely_id) sites
         WHERE EXISTS (SELECT FROM likely WHERE likely_id <> site_id)) t
  LEFT JOIN care_movements(services) s ON s.as_at > :'year_ago' AND s.as_at <= :'as_at'
 WHERE services IS NOT NULL
 GROUP BY counted, services, beds
 ORDER BY counted = 'likely site', counted;
