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
-- What is kept is one history for each site, some twenty bytes, and one trend for each council and
-- type of service. The histories of the sites in which something is new are made again, from the
-- ratings of these alone, and the trends of their groups from histories. That equals a full rebuild.

\set ON_ERROR_STOP 1

BEGIN;

-- What was taken in of each registration
CREATE TABLE kept_location AS
SELECT location_id, coalesce(site_id, location_id) AS site_id, local_authority, service_type, registered, deregistered
  FROM locations
  WITH NO DATA;
ALTER TABLE kept_location ADD PRIMARY KEY (location_id);
CREATE INDEX ON kept_location (site_id);

CREATE TABLE kept_site (
  site_id         text PRIMARY KEY,
  local_authority text,
  service_type    text,
  history         care_history_summary
);
CREATE INDEX ON kept_site (local_authority, service_type);

CREATE TABLE council_history_trend (
  local_authority text,
  service_type    text,
  trend           care_trend_summary,
  UNIQUE (local_authority, service_type)
);

CREATE TABLE new_ratings (LIKE ratings);

CREATE PROCEDURE append_ratings() LANGUAGE plpgsql AS $$
DECLARE
  sites text[];
  members text[];
BEGIN
  -- Sites of the registrations that are new, or gone, or not as they were
  CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
  SELECT l.location_id, l.site_id, k.site_id AS old_site_id
    FROM (SELECT location_id, coalesce(site_id, location_id) AS site_id, local_authority, service_type, registered, deregistered
            FROM locations) l
    FULL JOIN kept_location k USING (location_id)
   WHERE l IS DISTINCT FROM k;

  -- and of new ratings, which become part of the table
  WITH arrived AS (
    DELETE FROM new_ratings RETURNING *
  ), taken AS (
    INSERT INTO ratings SELECT * FROM arrived RETURNING location_id
  )
  SELECT array_agg(DISTINCT site_id) INTO sites
    FROM (SELECT site_id FROM changed
          UNION ALL SELECT old_site_id FROM changed
          UNION ALL SELECT coalesce(l.site_id, l.location_id) FROM taken JOIN locations l USING (location_id)) s
   WHERE site_id IS NOT NULL;

  DELETE FROM kept_location k USING changed c WHERE k.location_id = c.location_id OR k.site_id = c.site_id;
  INSERT INTO kept_location
  SELECT location_id, coalesce(site_id, location_id), local_authority, service_type, registered, deregistered
    FROM locations
   WHERE coalesce(site_id, location_id) IN (SELECT site_id FROM changed)
      OR location_id IN (SELECT location_id FROM changed)
      ON CONFLICT DO NOTHING;
  SELECT array_agg(location_id) INTO members FROM kept_location WHERE site_id = ANY (sites);

  -- Their histories anew; the groups in which something is different
  CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
  SELECT local_authority, service_type FROM kept_site WHERE site_id = ANY (sites);

  DELETE FROM kept_site WHERE site_id = ANY (sites);
  INSERT INTO kept_site
  SELECT k.site_id,
         coalesce((array_agg(k.local_authority ORDER BY k.registered DESC NULLS LAST, k.location_id))[1], 'Not known'),
         (array_agg(k.service_type ORDER BY k.registered DESC NULLS LAST, k.location_id))[1],
         care_rollup(h.history)
    FROM location_histories(members) h
    JOIN kept_location k USING (location_id)
   WHERE members IS NOT NULL
   GROUP BY k.site_id;

  INSERT INTO touched SELECT local_authority, service_type FROM kept_site WHERE site_id = ANY (sites);

  DELETE FROM council_history_trend t USING touched g
   WHERE (t.local_authority, t.service_type) = (g.local_authority, g.service_type);
  INSERT INTO council_history_trend
  SELECT local_authority, service_type, care_trend(history)
    FROM kept_site
   WHERE (local_authority, service_type) IN (SELECT local_authority, service_type FROM touched)
   GROUP BY local_authority, service_type;

  DROP TABLE changed, touched;
END $$;

-- The first time everything is new.
CALL append_ratings();

COMMIT;
