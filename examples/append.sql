-- The monthly figures kept up to date from new rows alone, never from all of them.
--
--   psql -v ON_ERROR_STOP=1 -f examples/append.sql
--
-- Over the tables that load.sql makes, in the current schema. Afterwards:
--
--   INSERT INTO new_ratings …;       what was published since; COPY for example
--   UPDATE or INSERT locations …;    as registrations change
--   CALL append_ratings();           both are taken in
--
-- What is kept is one history for each location, some twenty bytes, and one
-- trend for each council and type of service. The history of the new rows of a
-- location is merged into its own, and the trends of those groups in which
-- something changed are made again from histories. That equals a full rebuild.
--
-- A history can be added to, but a registration that was open stays open: closing
-- it is a change of what was said before. So the few locations whose
-- registration changed have their histories made again from their own ratings.

\set ON_ERROR_STOP 1

BEGIN;

CREATE TABLE location_history (
  location_id     text PRIMARY KEY,
  site            text NOT NULL,         -- what stays the same when the owner changes
  local_authority text,
  service_type    text,
  registered      date,
  deregistered    date,
  history         care_history_summary   -- of one registration
);

CREATE TABLE council_history_trend (
  local_authority text,
  service_type    text,
  trend           care_trend_summary,
  UNIQUE (local_authority, service_type)
);

CREATE TABLE new_ratings (LIKE ratings);
CREATE INDEX ON location_history (local_authority, service_type);
CREATE INDEX ON ratings (location_id);

CREATE PROCEDURE append_ratings() LANGUAGE plpgsql AS $$
BEGIN
  -- The new rows become part of the table; only they and what they touch are read from here on.
  CREATE TEMPORARY TABLE arrived ON COMMIT DROP AS
  WITH moved AS (DELETE FROM new_ratings RETURNING *)
  SELECT * FROM moved;

  INSERT INTO ratings SELECT * FROM arrived;

  -- Locations that are new, or gone, or not as they were
  CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
  SELECT coalesce(l.location_id, h.location_id) AS location_id,
         h.local_authority AS old_authority, h.service_type AS old_type,
         l.local_authority AS new_authority, l.service_type AS new_type
    FROM locations l
    FULL JOIN location_history h USING (location_id)
   WHERE (l.location_id, coalesce(l.site_id, l.location_id), l.local_authority, l.service_type, l.registered, l.deregistered)
         IS DISTINCT FROM
         (h.location_id, h.site, h.local_authority, h.service_type, h.registered, h.deregistered);

  DELETE FROM location_history h USING changed c WHERE h.location_id = c.location_id;

  INSERT INTO location_history
  SELECT l.location_id, coalesce(l.site_id, l.location_id), l.local_authority, l.service_type, l.registered, l.deregistered,
         care_history(r.rating, r.published, l.registered, l.deregistered)
    FROM changed c
    JOIN locations l USING (location_id)
    LEFT JOIN ratings r ON r.location_id = l.location_id AND r.service = 'Overall' AND r.question = 'Overall'
   GROUP BY l.location_id;

  -- The others: their history and that of their new rows as one
  UPDATE location_history h
     SET history = merged.history
    FROM (SELECT location_id, care_rollup(piece) AS history
            FROM (SELECT location_id, care_history(a.rating, a.published, k.registered, k.deregistered) AS piece
                    FROM arrived a
                    JOIN location_history k USING (location_id)
                   WHERE a.service = 'Overall' AND a.question = 'Overall'
                     AND location_id NOT IN (SELECT location_id FROM changed)
                   GROUP BY location_id
                  UNION ALL
                  SELECT location_id, history
                    FROM location_history
                   WHERE location_id IN (SELECT location_id FROM arrived)) pieces
           GROUP BY location_id) merged
   WHERE h.location_id = merged.location_id
     AND h.history <> merged.history;

  -- The groups in which something is different
  CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
  SELECT old_authority AS local_authority, old_type AS service_type FROM changed
  UNION
  SELECT new_authority, new_type FROM changed
  UNION
  SELECT h.local_authority, h.service_type FROM location_history h JOIN arrived USING (location_id);

  DELETE FROM council_history_trend t USING touched g
   WHERE t.local_authority IS NOT DISTINCT FROM g.local_authority AND t.service_type IS NOT DISTINCT FROM g.service_type;

  INSERT INTO council_history_trend
  SELECT local_authority, service_type, care_trend(history)
    FROM (SELECT h.local_authority, h.service_type, h.site, care_rollup(h.history) AS history
            FROM location_history h
            JOIN touched g ON h.local_authority IS NOT DISTINCT FROM g.local_authority
                          AND h.service_type IS NOT DISTINCT FROM g.service_type
           GROUP BY h.local_authority, h.service_type, h.site) site
   GROUP BY local_authority, service_type;

  DROP TABLE arrived, changed, touched;
END $$;

-- The first time everything is new.
CALL append_ratings();

COMMIT;
