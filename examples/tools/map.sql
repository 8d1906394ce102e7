-- Services on a map: points, and the figures of every ward, constituency or other area, with PostGIS.
--
--   psql -v kind=ward -v file=wards.geojson -v code=WD24CD -v name=WD24NM -f examples/tools/map.sql
--
-- file is a GeoJSON file of boundaries in degrees (WGS 84), as the Office for National Statistics gives them; code and
-- name are the properties in it that hold an area's code and name. Run it once for each kind of area. Over the views of
-- views.sql: the regulator's list has the latitude and longitude of most services. PostGIS must be installed, and the
-- first run needs a superuser. With -v reader=ROLE that role may read it all.
--
--   area             one row for each area, with its boundary
--   area_today       the figures of each, for QGIS (Layer, Add Layer, Add PostGIS Layers) as it is
--   service_point    one row for each service of today, the same
--   area_map         one GeoJSON document for each kind, for a page:
--
--     psql -XAtq -c "SELECT document FROM area_map WHERE kind = 'ward'" >wards_today.geojson

\set ON_ERROR_STOP 1
SET client_min_messages = warning;

BEGIN;

-- The file, line by line as it is: no character of it separates or quotes
CREATE TEMPORARY TABLE line (number integer GENERATED ALWAYS AS IDENTITY, text text) ON COMMIT DROP;
SET LOCAL client_encoding = 'UTF8';
\set take '\\copy line (text) FROM ' :'file' ' WITH (FORMAT csv, DELIMITER E''\\x01'', QUOTE E''\\x02'', NULL E''\\x03'')'
:take

CREATE EXTENSION IF NOT EXISTS postgis;

CREATE TABLE IF NOT EXISTS area (
  id    integer GENERATED ALWAYS AS IDENTITY UNIQUE, -- QGIS asks for a number
  kind  text,
  code  text,
  name  text NOT NULL,
  shape geometry(MultiPolygon, 4326) NOT NULL,
  PRIMARY KEY (kind, code)
);
CREATE INDEX IF NOT EXISTS area_shape ON area USING gist (shape);
COMMENT ON TABLE area IS 'Wards, constituencies and other areas, with their boundaries';

-- The areas of the file in place of those of its kind that were here
DELETE FROM area WHERE kind = :'kind';
INSERT INTO area (kind, code, name, shape)
SELECT :'kind', f -> 'properties' ->> :'code', f -> 'properties' ->> :'name',
       ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON(f -> 'geometry'), 4326)), 3))
  FROM (SELECT string_agg(text, E'\n' ORDER BY number)::jsonb AS document FROM line) d, jsonb_array_elements(document -> 'features') f;

CREATE OR REPLACE VIEW service_point AS
SELECT (row_number() OVER (ORDER BY site_id))::integer AS id, council_key, local_authority, site_id, name, service_type, beds, rating, published,
       ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geometry(Point, 4326) AS point
  FROM service_today
 WHERE longitude IS NOT NULL AND latitude IS NOT NULL;
COMMENT ON VIEW service_point IS 'Services of today where the regulator says they are';

-- A service on a boundary belongs to one of the two areas. Areas without services have figures, too: 0, and NULL.
CREATE OR REPLACE VIEW area_today AS
SELECT a.id, a.kind, a.code, a.name, s.locations, s.rated, s.good_or_better,
       round(s.percent_good_or_better::numeric, 1)::double precision AS percent_good_or_better,
       round(s.lower::numeric, 1)::double precision AS percent_lower, round(s.upper::numeric, 1)::double precision AS percent_upper,
       a.shape
  FROM area a
  LEFT JOIN (SELECT kind, code, care_tally(rating) AS tally
               FROM (SELECT DISTINCT ON (a.kind, p.site_id) a.kind, a.code, p.rating
                       FROM area a
                       JOIN service_point p ON ST_Covers(a.shape, p.point)
                      ORDER BY a.kind, p.site_id, a.code) within
              GROUP BY kind, code) t USING (kind, code)
 CROSS JOIN care_summary(coalesce(t.tally, care_tally_of(0, 0, 0, 0))) s;
COMMENT ON VIEW area_today IS 'Ratings of today in each area, with 95% limits';

CREATE OR REPLACE VIEW area_map AS
SELECT kind, json_build_object('type', 'FeatureCollection', 'features', json_agg(ST_AsGeoJSON(a, 'shape', 6)::json ORDER BY code)) AS document
  FROM area_today a
 GROUP BY kind;
COMMENT ON VIEW area_map IS 'area_today as a GeoJSON document for each kind';

\if :{?reader}
  GRANT SELECT ON area, service_point, area_today, area_map TO :"reader";
\endif

COMMIT;
RESET client_min_messages;
