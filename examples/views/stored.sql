-- The summaries that everything is read from, each kept until the next CALL refresh_views(). They are for
-- the functions of care_quality, which answer for any day; to look at, there are the plain views.

-- One row per site: with a new provider comes a new location id, and it is neither a closure nor a new
-- service. What else is said of a site is what its newest registration says.
CREATE MATERIALIZED VIEW IF NOT EXISTS site_history AS
SELECT s.site_id, s.location_id, s.name, c.council_key, (min(s.local_authority COLLATE "C") OVER (PARTITION BY c.council_key)) COLLATE "default"
         AS local_authority, s.service_type, s.beds, s.registrations,
       s.by_service_since, s.history
  FROM (SELECT coalesce(l.site_id, l.location_id) AS site_id,
               (array_agg(l.location_id ORDER BY l.registered DESC NULLS LAST, l.location_id))[1] AS location_id,
               (array_agg(l.name ORDER BY l.registered DESC NULLS LAST, l.location_id))[1] AS name,
               coalesce((array_agg(l.local_authority ORDER BY l.registered DESC NULLS LAST, l.location_id))[1], 'Not known')
                 AS local_authority,
               (array_agg(l.service_type ORDER BY l.registered DESC NULLS LAST, l.location_id))[1] AS service_type,
               (array_agg(l.beds ORDER BY l.registered DESC NULLS LAST, l.location_id))[1] AS beds,
               count(*) AS registrations, max(h.by_service_since) AS by_service_since, care_rollup(h.history) AS history
          FROM locations l
          JOIN location_histories() h USING (location_id)
         GROUP BY 1) s
  LEFT JOIN council_codes k ON k.name_key = name_key(s.local_authority),
       LATERAL (SELECT coalesce(k.council_key, name_key(s.local_authority)) AS council_key) c
  WITH NO DATA;
CREATE UNIQUE INDEX IF NOT EXISTS site_history_key ON site_history (site_id);
COMMENT ON MATERIALIZED VIEW site_history IS 'Ratings of each service through time, whoever owned it, as a summary (key: site_id)';

-- From and until when the data can be believed, and whose they are. A file of latest ratings tells what
-- was in force on its day, and nothing of the ratings before: the past begins with the oldest such file.
-- Ratings of which no file says as at when (put under one another, or from CQC's interface) tell
-- the past if there is one: more than about one rating for a location.
CREATE MATERIALIZED VIEW IF NOT EXISTS stored_span AS
WITH rating AS (
  SELECT count(*) AS published, count(DISTINCT location_id) AS rated, max(published) AS newest
    FROM (SELECT DISTINCT location_id, service, published
            FROM ratings
           WHERE question = 'Overall' AND care_is_rated(rating)) r
), place AS (
  SELECT count(*) AS locations, count(deregistered) AS departed, max(registered) AS newest,
         CASE WHEN count(DISTINCT name_key(coalesce(local_authority, 'Not known'))) = 1
              THEN coalesce(min(local_authority COLLATE "C"), 'Not known') COLLATE "default"
              ELSE 'All councils' END AS local_authority
    FROM locations
), file AS (
  SELECT min(as_at) FILTER (WHERE kind IN ('ratings', 'active locations')) AS oldest,
         bool_and(known_as_at) FILTER (WHERE kind = 'ratings') AS all_dated,
         max(as_at) FILTER (WHERE kind IN ('ratings', 'active locations') AND known_as_at) AS newest,
         max(as_at) FILTER (WHERE kind IN ('ratings', 'locations') AND NOT known_as_at) AS newest_date
    FROM loaded_files
), found AS (
  SELECT rating.*, local_authority, locations, departed, oldest,
         NOT coalesce(all_dated, false) AND departed > 0 AND rating.published >= 1.25 * rated AS has_past,
         greatest(date_trunc('month', file.newest),
                  least(date_trunc('month', greatest(rating.newest, place.newest, file.newest_date) - 1) + interval '1 month',
                        date_trunc('month', current_date)))::date AS until_as_at
    FROM rating, place, file
)
SELECT coalesce(k.council_key, name_key(f.local_authority)) AS council_key, f.local_authority,
       CASE WHEN has_past THEN NULL
            ELSE least(date_trunc('month', coalesce(oldest, until_as_at) + interval '1 month' - interval '1 day'), until_as_at)
       END::date AS since_as_at,
       until_as_at, locations, departed, rated, published
  FROM found f
  LEFT JOIN council_codes k ON k.name_key = name_key(f.local_authority)
  WITH NO DATA;
CREATE UNIQUE INDEX IF NOT EXISTS stored_span_key ON stored_span (council_key);
COMMENT ON MATERIALIZED VIEW stored_span IS 'From and until when the data can be believed, as known_span shows it (key: council_key)';

-- One trend for each council and type of service, of services and of their beds, and the ages of ratings.
CREATE MATERIALIZED VIEW IF NOT EXISTS council_trend AS
SELECT council_key, local_authority, service_type, care_trend(history) AS trend, care_trend(history, beds) AS beds_trend,
       care_ages(history) AS ages
  FROM site_history
 GROUP BY council_key, local_authority, service_type
  WITH NO DATA;
CREATE UNIQUE INDEX IF NOT EXISTS council_trend_key ON council_trend (council_key, service_type);
COMMENT ON MATERIALIZED VIEW council_trend IS 'Services of each council and type month by month, as summaries (key: council_key, service_type)';

-- The same for each key question, all types together.
CREATE MATERIALIZED VIEW IF NOT EXISTS question_trend AS
SELECT s.council_key, s.local_authority, q.question, care_trend(q.history) AS trend
  FROM (SELECT q.question, coalesce(l.site_id, l.location_id) AS site_id, care_rollup(h.history) AS history
          FROM (VALUES ('Safe'), ('Effective'), ('Caring'), ('Responsive'), ('Well-led')) q (question),
               LATERAL location_histories(NULL, q.question) h
          JOIN locations l USING (location_id)
         WHERE EXISTS (SELECT FROM ratings r WHERE r.question = q.question)
         GROUP BY 1, 2) q
  JOIN site_history s USING (site_id)
 GROUP BY s.council_key, s.local_authority, q.question
  WITH NO DATA;
CREATE UNIQUE INDEX IF NOT EXISTS question_trend_key ON question_trend (council_key, question);
COMMENT ON MATERIALIZED VIEW question_trend IS 'Services of each council by each key question, as summaries (key: council_key, question)';

-- One waiting list for each council and type of request; last_month: the last month's end that a council's
-- lists tell of.
CREATE MATERIALIZED VIEW IF NOT EXISTS waiting_list AS
SELECT council_key, (min(min(local_authority COLLATE "C")) OVER council) COLLATE "default" AS local_authority, request_type,
       least((date_trunc('month', max(max(greatest(requested, completed, removed))) OVER council) + interval '1 month')::date,
             date_trunc('month', current_date)::date) - 1 AS last_month,
       date_trunc('month', min(requested))::date AS first_month,
       care_waiting(requested, completed, removed) AS list
  FROM (SELECT coalesce(k.council_key, name_key(n.local_authority)) AS council_key, n.local_authority, w.request_type, w.requested, w.completed, w.removed
          FROM waiting w
         CROSS JOIN stored_span s
         CROSS JOIN LATERAL (SELECT coalesce(w.local_authority, s.local_authority) AS local_authority) n
          LEFT JOIN council_codes k ON k.name_key = name_key(n.local_authority)) w
 GROUP BY council_key, request_type
WINDOW council AS (PARTITION BY council_key)
  WITH NO DATA;
CREATE UNIQUE INDEX IF NOT EXISTS waiting_list_key ON waiting_list (council_key, request_type);
COMMENT ON MATERIALIZED VIEW waiting_list IS 'Waiting lists of each council and type of request, as summaries (key: council_key, request_type)';

-- Readers never wait for it, but the first time; a row whose summary is as it was is left alone.
CREATE OR REPLACE PROCEDURE refresh_views()
LANGUAGE plpgsql SET search_path = :path AS $$
DECLARE
  stored regclass;
BEGIN
  FOREACH stored IN ARRAY '{site_history,stored_span,council_trend,question_trend,waiting_list}'::regclass[] LOOP
    EXECUTE format('REFRESH MATERIALIZED VIEW %s %s',
                   (SELECT 'CONCURRENTLY' FROM pg_class WHERE oid = stored AND relispopulated), stored);
  END LOOP;
END
$$;
COMMENT ON PROCEDURE refresh_views() IS 'Bring the stored summaries up to date with the tables, and with them every view';
