-- The ratings of each of these locations (NULL: of all) through time, overall or for a key question. A
-- location that CQC rates service by service (its own line says Not Rated) is judged by its
-- services, the worst of them, from the day of their first rating; until then by its own.
CREATE OR REPLACE FUNCTION location_histories(of_locations text[] DEFAULT NULL, of_question text DEFAULT 'Overall')
RETURNS TABLE (location_id text, history care_history_summary, by_service_since date)
LANGUAGE sql STABLE SET search_path = :path AS $$
  WITH place AS (
    SELECT l.location_id, l.registered, l.deregistered
      FROM locations l
     WHERE of_locations IS NULL OR l.location_id = ANY (of_locations)
  ), rating AS (
    SELECT r.location_id, r.service, r.rating, r.published
      FROM ratings r
     WHERE r.question = of_question AND (of_locations IS NULL OR r.location_id = ANY (of_locations))
  ), own AS (
    SELECT r.location_id, max(r.published) FILTER (WHERE care_is_rated(r.rating)) AS last_rated,
           bool_or(NOT care_is_rated(r.rating)) OR NOT bool_or(care_is_rated(r.rating)) AS is_unrated
      FROM rating r
     WHERE r.service = 'Overall'
     GROUP BY r.location_id
  ), by_service AS (
    SELECT r.location_id, min(r.published) AS since
      FROM rating r
      LEFT JOIN own o USING (location_id)
     WHERE r.service <> 'Overall' AND care_is_rated(r.rating)
       AND r.published > coalesce(o.last_rated, '-infinity') AND coalesce(o.is_unrated, true)
     GROUP BY r.location_id
  ), part AS (
    -- Its own line, as long as that is what counts
    SELECT l.location_id, care_history(r.rating, r.published, l.registered, least(l.deregistered, s.since)) AS history
      FROM place l
      LEFT JOIN by_service s USING (location_id)
      LEFT JOIN rating r ON r.location_id = l.location_id AND r.service = 'Overall'
     WHERE s.since IS NULL OR s.since > coalesce(l.registered, '-infinity')
     GROUP BY l.location_id
    UNION ALL
    -- And each of its services since
    SELECT l.location_id, care_history(r.rating, r.published, greatest(l.registered, s.since), l.deregistered)
      FROM place l
      JOIN by_service s ON s.location_id = l.location_id AND s.since < coalesce(l.deregistered, 'infinity')
      JOIN rating r ON r.location_id = l.location_id AND r.service <> 'Overall'
     GROUP BY l.location_id, r.service
  )
  SELECT p.location_id, care_worst(p.history), s.since
    FROM part p
    LEFT JOIN by_service s USING (location_id)
   GROUP BY p.location_id, s.since
$$;
COMMENT ON FUNCTION location_histories(text[], text) IS 'Ratings of these locations through time, of their services where they have none of their own; NULL: of all';
