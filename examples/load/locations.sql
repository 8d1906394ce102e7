-- What the files say of locations, laid over what is there: of every value the newest.

-- The names of the columns that are Y, without what all of them begin with.
CREATE OR REPLACE FUNCTION pg_temp.flagged(of_file text, of_kind text, cell jsonb, prefix text) RETURNS text[]
LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN count(*) > 0 THEN
           coalesce(array_agg(CASE WHEN t.titles ->> c.key LIKE '%-%' THEN regexp_replace(t.titles ->> c.key, '^[^-]*- *', '')
                                   ELSE replace(substr(c.key, length(prefix) + 1), '_', ' ') END ORDER BY c.key)
                      FILTER (WHERE pg_temp.yes(c.value)), '{}')
         END
    FROM jsonb_each_text(cell) c,
         LATERAL (SELECT titles FROM title WHERE file = of_file AND kind = of_kind ORDER BY line LIMIT 1) t
   WHERE starts_with(c.key, prefix)
$$;

-- Columns one over the other, the last on top.
CREATE AGGREGATE pg_temp.laid_over(jsonb) (SFUNC = jsonb_concat, STYPE = jsonb, INITCOND = '{}');

-- The layers: what is there; the rows of lists; and, for locations that are in no list, of ratings.
-- The higher the rank the more it is to be believed: closed before open, if as at the same day.
CREATE TEMPORARY TABLE layer ON COMMIT DROP AS
SELECT location_id, as_at, true AS is_there, CASE WHEN deregistered IS NULL OR gone THEN 0 ELSE 2 END AS rank, true AS knows_end,
       name, services, user_bands, care_home, dormant, beds, local_authority, region, icb, constituency, postcode,
       latitude, longitude, provider_id, provider, brand_id, brand, registered,
       CASE WHEN NOT gone THEN deregistered END AS deregistered, listed_site, last_seen, columns
  FROM locations
UNION ALL
SELECT r.location_id, r.as_at, false,
       CASE r.kind WHEN 'ratings' THEN -1 WHEN 'active locations' THEN 1 WHEN 'deactivated locations' THEN 3
                   ELSE 4 + (r.deregistered IS NOT NULL)::integer END,
       r.kind <> 'ratings', r.cell ->> 'location_name',
       coalesce(pg_temp.flagged(r.file, r.kind, r.cell, 'service_type_'), string_to_array(r.cell ->> 'service_types', ', ')),
       coalesce(pg_temp.flagged(r.file, r.kind, r.cell, 'service_user_band_'), string_to_array(r.cell ->> 'service_users_supported', ', ')),
       pg_temp.yes(r.cell ->> 'care_home'), pg_temp.yes(r.cell ->> 'dormant'),
       (r.cell ->> 'care_homes_beds')::numeric::integer, r.cell ->> 'local_authority', r.cell ->> 'region',
       r.cell ->> 'icb', r.cell ->> 'constituency', r.cell ->> 'postcode',
       (r.cell ->> 'latitude')::double precision, (r.cell ->> 'longitude')::double precision,
       r.cell ->> 'provider_id', r.cell ->> 'provider_name',
       nullif(r.cell ->> 'brand_id', '-'), nullif(r.cell ->> 'brand_name', '-'), r.registered, r.deregistered,
       r.cell ->> 'site_id',
       CASE WHEN r.kind IN ('ratings', 'active locations') AND r.known_as_at THEN r.as_at END, r.cell
  FROM (SELECT l.file, l.kind, l.as_at, f.known_as_at, l.cell, l.location_id, l.registered, l.deregistered
          FROM location_row l JOIN file f USING (file, kind)
        UNION ALL
        SELECT DISTINCT ON (r.file, r.location_id) r.file, r.kind, r.as_at, f.known_as_at,
               r.cell - '{service_population_group,domain,latest_rating,publication_date,report_type,inherited_rating}'::text[],
               r.location_id, NULL, NULL
          FROM rating_row r JOIN file f USING (file, kind)
         WHERE r.kind = 'ratings' AND r.cell ->> 'local_authority' IS NOT NULL) r;

-- The last value there is, in the order of the aggregate.
CREATE OR REPLACE FUNCTION pg_temp.later(older anyelement, newer anyelement) RETURNS anyelement
LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT newer $$;
CREATE AGGREGATE pg_temp.newest(anyelement) (SFUNC = pg_temp.later, STYPE = anyelement);

-- Of each location every value from the highest layer that has it; whether it is closed, from the
-- highest that can know.
CREATE TEMPORARY TABLE merged ON COMMIT DROP AS
SELECT location_id, max(as_at) AS as_at, max(last_seen) AS last_seen,
       pg_temp.newest(name ORDER BY as_at NULLS FIRST, rank) AS name,
       pg_temp.newest(services ORDER BY as_at NULLS FIRST, rank) AS services,
       pg_temp.newest(user_bands ORDER BY as_at NULLS FIRST, rank) AS user_bands,
       pg_temp.newest(care_home ORDER BY as_at NULLS FIRST, rank) AS care_home,
       pg_temp.newest(dormant ORDER BY as_at NULLS FIRST, rank) AS dormant,
       pg_temp.newest(beds ORDER BY as_at NULLS FIRST, rank) AS beds,
       pg_temp.newest(local_authority ORDER BY as_at NULLS FIRST, rank) AS local_authority,
       pg_temp.newest(region ORDER BY as_at NULLS FIRST, rank) AS region,
       pg_temp.newest(icb ORDER BY as_at NULLS FIRST, rank) AS icb,
       pg_temp.newest(constituency ORDER BY as_at NULLS FIRST, rank) AS constituency,
       pg_temp.newest(postcode ORDER BY as_at NULLS FIRST, rank) AS postcode,
       pg_temp.newest(latitude ORDER BY as_at NULLS FIRST, rank) AS latitude,
       pg_temp.newest(longitude ORDER BY as_at NULLS FIRST, rank) AS longitude,
       pg_temp.newest(provider_id ORDER BY as_at NULLS FIRST, rank) AS provider_id,
       pg_temp.newest(provider ORDER BY as_at NULLS FIRST, rank) AS provider,
       pg_temp.newest(brand_id ORDER BY as_at NULLS FIRST, rank) AS brand_id,
       pg_temp.newest(brand ORDER BY as_at NULLS FIRST, rank) AS brand,
       pg_temp.newest(registered ORDER BY as_at NULLS FIRST, rank) AS registered,
       (array_agg(deregistered ORDER BY as_at DESC NULLS LAST, rank DESC) FILTER (WHERE knows_end))[1] AS deregistered,
       pg_temp.newest(listed_site ORDER BY as_at NULLS FIRST, rank) AS listed_site,
       jsonb_strip_nulls(pg_temp.laid_over(columns ORDER BY as_at NULLS FIRST, rank)) AS columns
  FROM layer
 WHERE location_id IN (SELECT location_id FROM layer WHERE NOT is_there)
 GROUP BY location_id;

-- A location with several services counts under the first of these.
CREATE OR REPLACE FUNCTION pg_temp.service_type(services text[], care_home boolean, category text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(
    (SELECT t.name
       FROM (VALUES (1, 'shared lives', 'Shared Lives'),
                    (2, 'care home service with nursing', 'Nursing home'),
                    (3, 'care home service without nursing', 'Residential home'),
                    (4, 'domiciliary care service', 'Home care'),
                    (5, 'supported living service', 'Supported living'),
                    (6, 'extra care housing services', 'Extra care housing')) t (n, service, name)
      WHERE t.service IN (SELECT lower(s) FROM unnest(services) s)
      ORDER BY n LIMIT 1),
    CASE WHEN care_home THEN 'Care home'
         WHEN category ILIKE 'community based%' THEN 'Community care'
         ELSE 'Other' END)
$$;

-- What will be different, for the report of this load
CREATE TEMPORARY TABLE change ON COMMIT DROP AS
SELECT 'locations' AS what,
       CASE WHEN l.location_id IS NULL THEN 'new'
            WHEN m.deregistered IS NOT NULL AND (l.deregistered IS NULL OR l.gone) THEN 'closed'
            ELSE 'changed' END AS how,
       m.location_id AS id
  FROM merged m
  LEFT JOIN locations l USING (location_id)
 WHERE l.location_id IS NULL
    OR (m.name, m.registered, m.local_authority, m.columns) IS DISTINCT FROM (l.name, l.registered, l.local_authority, l.columns)
    OR m.deregistered IS DISTINCT FROM CASE WHEN NOT l.gone THEN l.deregistered END;

INSERT INTO locations AS l (location_id, name, service_type, services, user_bands, care_home, dormant, beds, local_authority, region,
                            icb, constituency, postcode, latitude, longitude, provider_id, provider, brand_id, brand, registered,
                            deregistered, listed_site, as_at, last_seen, columns)
SELECT location_id, coalesce(name, location_id),
       pg_temp.service_type(services, care_home, columns ->> 'primary_inspection_category'),
       coalesce(services, '{}'), coalesce(user_bands, '{}'), care_home, dormant, coalesce(beds, 0), local_authority, region,
       icb, constituency, postcode, latitude, longitude, provider_id, provider, brand_id, brand, registered,
       deregistered, listed_site, as_at, last_seen, columns
  FROM merged
    ON CONFLICT (location_id) DO UPDATE
   SET (name, service_type, services, user_bands, care_home, dormant, beds, local_authority, region, icb, constituency, postcode,
        latitude, longitude, provider_id, provider, brand_id, brand, registered, deregistered, gone, listed_site, as_at,
        last_seen, columns)
     = (excluded.name, excluded.service_type, excluded.services, excluded.user_bands, excluded.care_home, excluded.dormant,
        excluded.beds, excluded.local_authority, excluded.region, excluded.icb, excluded.constituency, excluded.postcode,
        excluded.latitude, excluded.longitude, excluded.provider_id, excluded.provider, excluded.brand_id, excluded.brand,
        excluded.registered, CASE WHEN l.gone THEN coalesce(excluded.deregistered, l.deregistered) ELSE excluded.deregistered END,
        l.gone AND excluded.deregistered IS NULL, excluded.listed_site, excluded.as_at, excluded.last_seen, excluded.columns);

-- The lists of what is active, of the councils asked for, as at when
INSERT INTO loaded_files AS l (file, kind, councils, as_at, known_as_at, rows, digest)
SELECT file, kind, councils, as_at, known_as_at, rows, digest
  FROM file
 WHERE NOT is_known AND kind IS NOT NULL
    ON CONFLICT (file, kind, councils) DO UPDATE
   SET (as_at, known_as_at, rows, digest, loaded_at)
     = (excluded.as_at, excluded.known_as_at, excluded.rows, excluded.digest, now());

-- What was active in one list, is not in the next, and has no end in any file, is gone since
-- then; what is there again is not.
CREATE TEMPORARY TABLE vanished ON COMMIT DROP AS
SELECT l.location_id, l.gone AS was_gone, min(f.as_at) AS since
  FROM locations l
  LEFT JOIN loaded_files f
    ON f.as_at > l.last_seen AND f.known_as_at
   AND (f.councils = '' OR lower(l.local_authority) IN (SELECT lower(btrim(c)) FROM unnest(string_to_array(f.councils, ';')) c))
   AND (f.kind = 'active locations'
        OR f.kind = 'ratings' AND NOT EXISTS (SELECT FROM loaded_files a WHERE a.kind = 'active locations'))
 WHERE l.deregistered IS NULL OR l.gone
 GROUP BY l.location_id
HAVING l.gone OR min(f.as_at) IS NOT NULL;

UPDATE locations l
   SET deregistered = v.since, gone = v.since IS NOT NULL
  FROM vanished v
 WHERE v.location_id = l.location_id AND (l.deregistered, l.gone) IS DISTINCT FROM (v.since, v.since IS NOT NULL);

DELETE FROM change USING vanished v WHERE id = v.location_id AND v.since IS NOT NULL AND what = 'locations' AND how <> 'new';
INSERT INTO change
SELECT 'locations', CASE WHEN was_gone THEN 'back' ELSE 'gone' END, location_id
  FROM vanished
 WHERE was_gone = (since IS NULL);
