-- Services that opened and closed within the year, without and with the site
-- number. Without it, every change of owner looks like a closure.
SELECT counted AS "counted by",
       care_locations(care_tally_at(services, :'year_ago')) AS "a year ago",
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
  FROM (SELECT 'location' AS counted,
               care_trend(l.location_id, r.rating, r.published, l.registered, l.deregistered) AS services,
               care_trend(l.location_id, r.rating, r.published, l.registered, l.deregistered, l.beds) AS beds
          FROM locations l
          LEFT JOIN ratings r ON r.location_id = l.location_id AND r.service = 'Overall' AND r.question = 'Overall'
        UNION ALL
        SELECT 'site',
               care_trend(coalesce(l.site_id, l.location_id), r.rating, r.published, l.registered, l.deregistered),
               care_trend(coalesce(l.site_id, l.location_id), r.rating, r.published, l.registered, l.deregistered,
                          l.beds)
          FROM locations l
          LEFT JOIN ratings r ON r.location_id = l.location_id AND r.service = 'Overall' AND r.question = 'Overall') t
  LEFT JOIN care_movements(services) s ON s.as_at > :'year_ago' AND s.as_at <= :'as_at'
 GROUP BY counted, services, beds
 ORDER BY counted;
