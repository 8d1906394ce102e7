-- Registrations without a link that are likely to be one site. With a new provider a service gets a new
-- location id and keeps its rating: so the other has the same last rating, published the same day, was
-- registered within 31 days before to 92 days after the end of the first, and is of the same council, if
-- both have one. Certain if also the postcode or the name is the same, and no third fits. Of 670 home care
-- services of England that ended in 2023, 261 have such a partner; windows in which there can be none find
-- about 36, so without the place it is no more than likely.
CREATE OR REPLACE VIEW proposed_successors AS
WITH last_rating AS (
  SELECT DISTINCT ON (l.location_id) l.location_id, l.name, l.local_authority, l.postcode, l.deregistered, r.rating, r.published
    FROM locations l
    JOIN ratings r USING (location_id)
   WHERE l.deregistered IS NOT NULL AND r.service = 'Overall' AND r.question = 'Overall' AND care_is_rated(r.rating)
   ORDER BY l.location_id, r.published DESC, r.rating
), pair AS (
  SELECT DISTINCT coalesce(o.local_authority, n.local_authority, 'Not known') AS local_authority,
         o.location_id, o.name, o.deregistered, n.location_id AS successor_id, n.name AS successor_name, n.registered,
         o.rating::text AS rating, o.published, n.registered - o.deregistered AS days_after,
         o.postcode = n.postcode OR lower(o.name) = lower(n.name) AS same_place
    FROM last_rating o
    JOIN ratings r ON r.rating = o.rating AND r.published = o.published AND r.location_id <> o.location_id
                  AND r.service = 'Overall' AND r.question = 'Overall'
    JOIN locations n ON n.location_id = r.location_id
   WHERE n.registered BETWEEN o.deregistered - 31 AND o.deregistered + 92
     AND (name_key(o.local_authority) = name_key(n.local_authority)) IS NOT FALSE
     AND NOT EXISTS (SELECT FROM site_links k
                      WHERE k.source = 'refused' AND (k.location_id, k.related_location_id) IN
                            ((o.location_id, n.location_id), (n.location_id, o.location_id)))
)
SELECT coalesce(k.council_key, name_key(p.local_authority)) AS council_key, p.local_authority, location_id, name, deregistered, successor_id, successor_name,
       registered, rating, published, days_after,
       coalesce(same_place, false)
       AND count(*) FILTER (WHERE same_place) OVER (PARTITION BY location_id) = 1
       AND count(*) FILTER (WHERE same_place) OVER (PARTITION BY successor_id) = 1 AS certain
  FROM pair p
  LEFT JOIN council_codes k ON k.name_key = name_key(p.local_authority);
COMMENT ON VIEW proposed_successors IS
  'Registrations that are likely, or certain, to have followed one that ended (key: location_id, successor_id)';
