-- What the tables say, once for everything that is made of them: report, page, BI tools.

-- The ratings of each of these locations (NULL: of all) through time. A location that the
-- regulator rates service by service (its own line says Not Rated) is judged by its services, the
-- worst of them, from the day of their first rating; until then by its own.
CREATE OR REPLACE FUNCTION location_histories(of_locations text[])
RETURNS TABLE (location_id text, history care_history_summary, by_service_since date)
LANGUAGE sql STABLE AS $$
  WITH place AS (
    SELECT l.location_id, l.registered, l.deregistered
      FROM locations l
     WHERE of_locations IS NULL OR l.location_id = ANY (of_locations)
  ), rating AS (
    SELECT r.location_id, r.service, r.rating, r.published
      FROM ratings r
     WHERE r.question = 'Overall' AND (of_locations IS NULL OR r.location_id = ANY (of_locations))
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

COMMENT ON FUNCTION location_histories(text[]) IS 'Ratings of these locations through time, of their services where they have none of their own; NULL: of all';

CREATE OR REPLACE VIEW location_history AS
SELECT location_id, history, by_service_since FROM location_histories(NULL);

COMMENT ON VIEW location_history IS 'Ratings of each location through time, of its services where it has none of its own';
COMMENT ON COLUMN location_history.by_service_since IS 'From this day on it is judged by the worst of its services; NULL: by its own rating';

-- One row per site: with a new owner comes a new location id, and it is neither a closure nor a
-- new service. What else is said of a site is what its newest registration says.
CREATE OR REPLACE VIEW site_history AS
SELECT coalesce(l.site_id, l.location_id) AS site_id,
       (array_agg(l.location_id ORDER BY l.registered DESC NULLS LAST, l.location_id))[1] AS location_id,
       (array_agg(l.name ORDER BY l.registered DESC NULLS LAST, l.location_id))[1] AS name,
       coalesce((array_agg(l.local_authority ORDER BY l.registered DESC NULLS LAST, l.location_id))[1], 'Not known') AS local_authority,
       (array_agg(l.service_type ORDER BY l.registered DESC NULLS LAST, l.location_id))[1] AS service_type,
       (array_agg(l.beds ORDER BY l.registered DESC NULLS LAST, l.location_id))[1] AS beds,
       count(*) AS registrations,
       care_rollup(h.history) AS history,
       max(h.by_service_since) AS by_service_since
  FROM locations l
  JOIN location_history h USING (location_id)
 GROUP BY 1;

COMMENT ON VIEW site_history IS 'Ratings of each site through time, whoever owned it';

-- From and until when the data can be believed. A file of latest ratings tells what was in force
-- on its day, and nothing of the ratings before: the past begins with the oldest such file.
-- Ratings of which no file says as at when (put under one another, or from the regulator's
-- interface) tell the past if there is one: more than about one rating for a location.
CREATE OR REPLACE VIEW known_span AS
WITH rating AS (
  SELECT count(*) AS published, count(DISTINCT location_id) AS rated, max(published) AS newest
    FROM (SELECT DISTINCT location_id, service, published
            FROM ratings
           WHERE question = 'Overall' AND care_is_rated(rating)) r
), place AS (
  SELECT count(*) AS locations, count(deregistered) AS departed, max(registered) AS newest
    FROM locations
), file AS (
  SELECT min(as_at) FILTER (WHERE kind IN ('ratings', 'active locations')) AS oldest,
         bool_and(known_as_at) FILTER (WHERE kind = 'ratings') AS all_dated,
         max(as_at) FILTER (WHERE kind IN ('ratings', 'active locations') AND known_as_at) AS newest,
         max(as_at) FILTER (WHERE kind IN ('ratings', 'locations') AND NOT known_as_at) AS newest_date
    FROM loaded_files
), found AS (
  SELECT rating.*, locations, departed, oldest, coalesce(all_dated, false) AS all_dated,
         NOT coalesce(all_dated, false) AND departed > 0 AND rating.published >= 1.25 * rated AS has_past,
         greatest(date_trunc('month', file.newest),
                  least(date_trunc('month', greatest(rating.newest, place.newest, file.newest_date) - 1) + interval '1 month',
                        date_trunc('month', current_date)))::date AS until_as_at
    FROM rating, place, file
)
SELECT CASE WHEN has_past THEN NULL
            ELSE least(date_trunc('month', coalesce(oldest, until_as_at) + interval '1 month' - interval '1 day'), until_as_at)
       END::date AS since_as_at,
       until_as_at, locations, departed, rated, published
  FROM found;

COMMENT ON VIEW known_span IS 'From and until when the data can be believed';
COMMENT ON COLUMN known_span.since_as_at IS 'The first first of a month of which they tell; NULL: as far back as they go. Equal to until_as_at: the present alone';
COMMENT ON COLUMN known_span.until_as_at IS 'The last first of a month of which they tell';

-- Registrations without a link that are likely to be one site: the other has the same last rating,
-- published the same day, and was registered within 31 days before to 92 days after the end of
-- the first. Certain if also the postcode or the name is the same, and no third fits.
CREATE OR REPLACE VIEW proposed_successors AS
WITH last_rating AS (
  SELECT DISTINCT ON (l.location_id) l.location_id, l.name, l.postcode, l.site_id, l.deregistered, r.rating, r.published
    FROM locations l
    JOIN ratings r USING (location_id)
   WHERE l.deregistered IS NOT NULL AND r.service = 'Overall' AND r.question = 'Overall' AND care_is_rated(r.rating)
   ORDER BY l.location_id, r.published DESC, r.rating
), pair AS (
  SELECT DISTINCT o.location_id, o.name, o.deregistered, n.location_id AS successor_id, n.name AS successor_name, n.registered,
         o.rating::text AS rating, o.published, n.registered - o.deregistered AS days_after,
         o.postcode = n.postcode OR lower(o.name) = lower(n.name) AS same_place
    FROM last_rating o
    JOIN ratings r ON r.rating = o.rating AND r.published = o.published AND r.location_id <> o.location_id
                  AND r.service = 'Overall' AND r.question = 'Overall'
    JOIN locations n ON n.location_id = r.location_id
   WHERE n.registered BETWEEN o.deregistered - 31 AND o.deregistered + 92
     AND NOT EXISTS (SELECT FROM site_links k
                      WHERE k.source = 'refused' AND (k.location_id, k.related_location_id) IN
                            ((o.location_id, n.location_id), (n.location_id, o.location_id)))
)
SELECT location_id, name, deregistered, successor_id, successor_name, registered, rating, published, days_after,
       coalesce(same_place, false)
       AND count(*) FILTER (WHERE same_place) OVER (PARTITION BY location_id) = 1
       AND count(*) FILTER (WHERE same_place) OVER (PARTITION BY successor_id) = 1 AS certain
  FROM pair;

COMMENT ON VIEW proposed_successors IS 'Registrations that are likely, or certain, to have followed one that ended';

-- Sites that are one if every proposal is right
CREATE OR REPLACE VIEW likely_site AS
WITH RECURSIVE pair AS (
  SELECT coalesce(o.site_id, o.location_id) AS a, coalesce(n.site_id, n.location_id) AS b
    FROM proposed_successors p
    JOIN locations o ON o.location_id = p.location_id
    JOIN locations n ON n.location_id = p.successor_id
   WHERE coalesce(o.site_id, o.location_id) <> coalesce(n.site_id, n.location_id)
), edge AS (
  SELECT a, b FROM pair
  UNION
  SELECT b, a FROM pair
), reached AS (
  SELECT a, b FROM edge
  UNION
  SELECT r.a, e.b FROM reached r JOIN edge e ON e.a = r.b
)
SELECT a AS site_id, min(b) AS likely_site_id
  FROM reached
 GROUP BY a;

COMMENT ON VIEW likely_site IS 'Sites that proposed successors would join';
COMMENT ON COLUMN likely_site.likely_site_id IS 'The same for all that they would join';
