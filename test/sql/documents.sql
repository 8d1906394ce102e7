-- What a location document says of the location, and which registrations are one site. The documents are made up;
-- only their layout is the regulator's.
SET datestyle = ISO;
SET extra_float_digits = 0;

CREATE TEMP TABLE document (name text, body jsonb);
INSERT INTO document VALUES ('all', '{
  "inspectionDirectorate": "Adult social care", "dormancy": "N", "careHome": "Y", "numberOfBeds": 42,
  "onspdLatitude": 52.628101, "onspdLongitude": -1.299, "uprn": "100090000001", "postalCode": "NR1 1AA",
  "constituency": "Norwich South", "region": "East", "localAuthority": "Norfolk", "brandName": "BRAND Made Up",
  "brandId": "BD001", "providerName": "Made Up Care Ltd", "providerId": "1-800000001", "type": "Social Care Org",
  "name": "Made Up House", "locationId": "1-900000001", "registrationDate": "2012-04-01",
  "deregistrationDate": "2023-06-30", "registrationStatus": "Deregistered",
  "gacServiceTypes": [{"name": "Nursing homes", "description": "Care home service with nursing"},
                      {"description": "Domiciliary care service"}, {"name": "Shared lives"}, {}, null],
  "relationships": [
    {"relatedLocationId": "1-900000009", "relatedLocationName": "Made Up House", "type": "HSCA Predecessor", "reason": "Provider Change"},
    {"type": "HSCA Successor", "relatedLocationId": "1-900000008"}, {}, null]}'),
 ('other spellings', '{"locationId": "1-900000002", "dormancy": "y", "careHome": false, "numberOfBeds": "0",
  "onspdLatitude": "52.5", "onspdLongitude": "-1e0", "uprn": 100090000002, "registrationDate": "2012-04-01T00:00:00",
  "name": "", "brandId": "", "deregistrationDate": "", "gacServiceTypes": {"name": "Homecare agencies"},
  "relationships": {"relatedLocationId": "1-900000009"}}'),
 ('nothing', '{"locationId": "1-900000003"}'),
 ('nulls', '{"locationId": "1-900000004", "name": null, "numberOfBeds": null, "careHome": null, "registrationDate": null,
  "onspdLatitude": null, "gacServiceTypes": null, "relationships": null}'),
 ('empties', '{"locationId": "1-900000005", "gacServiceTypes": [], "relationships": [], "careHome": "", "numberOfBeds": "",
  "dormancy": ""}');

\x on
SELECT d.name AS document, l.* FROM document d, care_location(body) l WHERE d.name IN ('all', 'other spellings') ORDER BY d.name;
\x off

-- Missing parts are NULL: nothing but the location is left.
SELECT d.name, l.location_id, num_nonnulls(VARIADIC ARRAY(SELECT value FROM jsonb_each_text(to_jsonb(l)))) AS known
  FROM document d, care_location(body) l WHERE d.name IN ('nothing', 'nulls', 'empties') ORDER BY d.name;
SELECT care_location(NULL) IS NULL AS of_null, (SELECT count(*) FROM care_relationships(NULL)) AS rows_of_null;

-- Many documents at one call site
SELECT (care_location(body)).location_id, (care_location(body)).beds FROM document ORDER BY 1;

SELECT r.* FROM document, care_relationships(body) r;

-- PostgreSQL's own operators find the same.
SELECT count(*) AS documents, count(*) FILTER (WHERE (l.location_id, l.name, l.local_authority, l.registered)
         IS NOT DISTINCT FROM (body ->> 'locationId', nullif(body ->> 'name', ''), body ->> 'localAuthority',
                               nullif(left(body ->> 'registrationDate', 10), '')::date)) AS same
  FROM document, care_location(body) l;

-- What is no location document, and parts that are not what they should be
SELECT care_location('[]');
SELECT care_location('{"providerId": "1-800000001"}');
SELECT * FROM care_relationships('{"locations": []}');
SELECT care_location('{"locationId": "1-900000006", "name": ["Made Up House"]}');
SELECT care_location('{"locationId": "1-900000006", "numberOfBeds": 4.5}');
SELECT care_location('{"locationId": "1-900000006", "numberOfBeds": -1}');
SELECT care_location('{"locationId": "1-900000006", "numberOfBeds": 3000000000}');
SELECT care_location('{"locationId": "1-900000006", "onspdLatitude": "north"}');
SELECT care_location('{"locationId": "1-900000006", "onspdLatitude": "inf"}');
SELECT care_location('{"locationId": "1-900000006", "careHome": "perhaps"}');
SELECT care_location('{"locationId": "1-900000006", "dormancy": 1}');
SELECT care_location('{"locationId": "1-900000006", "registrationDate": "01/04/2012"}');
SELECT care_location('{"locationId": "1-900000006", "deregistrationDate": "1012-04-01"}');
SELECT care_location('{"locationId": "1-900000006", "gacServiceTypes": ["Homecare agencies"]}');
SELECT * FROM care_relationships('{"locationId": "1-900000006", "relationships": "1-900000009"}');
DO $$
DECLARE
  bad jsonb;
BEGIN
  FOR bad IN VALUES ('[]'::jsonb), ('{}'), ('{"locationId": ""}'), ('{"locationId": "1", "numberOfBeds": "many"}'),
                    ('{"locationId": "1", "registrationDate": "soon"}'), ('{"locationId": "1", "registrationDate": "1812-01-01"}')
  LOOP
    BEGIN
      PERFORM care_location(bad);
      RAISE WARNING '% is accepted', bad;
    EXCEPTION WHEN OTHERS THEN
      RAISE NOTICE '%: %', bad, SQLSTATE;
    END;
  END LOOP;
END $$;

-- care_site: what is linked, over however many steps and whichever way it is told, is one site, by the name of its
-- least location; a location without links is a site of its own; the order of rows and the frame do not matter.
CREATE TEMP TABLE link (location_id text, related_location_id text);
INSERT INTO link VALUES ('c', 'b'), ('b', 'a'), ('a', NULL), ('d', NULL), ('f', 'e'), ('h', 'g'), ('h', 'f'), ('g', NULL),
  ('e', NULL), ('f', 'f'), (NULL, 'a'), ('10', '9'), ('z', 'elsewhere'), ('', 'y'), ('h', 'g');
SELECT location_id, related_location_id, care_site(location_id, related_location_id) OVER () AS site_id
  FROM link ORDER BY location_id COLLATE "C", related_location_id COLLATE "C";
SELECT count(*) AS rows, count(*) FILTER (WHERE framed IS DISTINCT FROM site_id) AS different
  FROM (SELECT care_site(location_id, related_location_id) OVER (ORDER BY location_id COLLATE "C" DESC ROWS 1 PRECEDING) AS framed,
               care_site(location_id, related_location_id) OVER () AS site_id FROM link) s;
SELECT location_id < 'd' AS part, location_id, care_site(location_id, related_location_id) OVER (PARTITION BY location_id < 'd') AS site_id
  FROM link WHERE location_id IN ('b', 'c', 'd', 'f') ORDER BY location_id COLLATE "C", related_location_id COLLATE "C";
SELECT count(*) AS none FROM (SELECT care_site(location_id, related_location_id) OVER () FROM link WHERE false) s;
SELECT care_site('a', 'b');

-- Against reachability in SQL, over 2,000 links at random among 5,000 locations, and a chain of 100,000
CREATE TEMP TABLE random_link AS
SELECT '1-' || (hashint4(i) & 2147483647) % 5000 AS location_id, '1-' || (hashint4(-i) & 2147483647) % 5000 AS related_location_id
  FROM generate_series(1, 2000) i;
WITH RECURSIVE both_ways AS (
  SELECT location_id AS a, related_location_id AS b FROM random_link UNION SELECT related_location_id, location_id FROM random_link
), reached AS (
  SELECT a, a AS b FROM both_ways UNION SELECT r.a, w.b FROM reached r JOIN both_ways w ON w.a = r.b
), truth AS (
  SELECT a, min(b COLLATE "C") AS site_id FROM reached GROUP BY a
), ours AS (
  SELECT location_id, care_site(location_id, related_location_id) OVER () AS site_id FROM random_link
)
SELECT count(DISTINCT location_id) > 1000 AS many, count(DISTINCT ours.site_id) BETWEEN 500 AND 1900 AS sites,
       count(*) FILTER (WHERE ours.site_id IS DISTINCT FROM truth.site_id) AS different
  FROM ours JOIN truth ON a = location_id;
SELECT count(*), min(site_id), max(site_id)
  FROM (SELECT care_site(lpad(i::text, 6, '0'), lpad((i + 1)::text, 6, '0')) OVER (ORDER BY hashint4(i)) AS site_id
          FROM generate_series(1, 100000) i) s;
