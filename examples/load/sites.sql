-- Which registrations are one site: those that your own list says, CQC's dual
-- registrations, predecessors from its documents, and successors of which there is no doubt.

INSERT INTO site_links (location_id, related_location_id, source)
SELECT cell ->> 'location_id', cell ->> 'related_location_id', CASE WHEN lower(cell ->> 'source') = 'refused' THEN 'refused' ELSE 'list' END
  FROM source
 WHERE kind = 'site links'
UNION
SELECT cell ->> 'location_id', cell ->> 'linked_organisation_id', 'dual registration'
  FROM source
 WHERE kind = 'dual registrations' AND cell ->> 'linked_organisation_id' IN (SELECT location_id FROM locations)
   AND cell ->> 'location_id' IN (SELECT location_id FROM locations)
UNION
SELECT location_id, columns ->> 'primary_id', 'dual registration'
  FROM locations
 WHERE columns ->> 'primary_id' IN (SELECT location_id FROM locations) AND columns ->> 'primary_id' <> location_id
    ON CONFLICT DO NOTHING;

-- Predecessors that CQC's documents tell, if examples/fetch keeps some here, in whatever schema: those of the
-- newest of each location, which may take back what an earlier one said.
SELECT coalesce(string_agg(format('SELECT location_id, fetched, body FROM %s WHERE fault IS NULL', oid::regclass), ' UNION ALL '),
                'SELECT NULL::text AS location_id, NULL::date AS fetched, NULL::jsonb AS body') AS documents
  FROM pg_class
 WHERE relname = 'documents' AND has_table_privilege(oid, 'SELECT')
   AND (SELECT array_agg(attname || ' ' || atttypid::regtype ORDER BY attnum)
          FROM pg_attribute
         WHERE attrelid = pg_class.oid AND attnum > 0) = '{location_id text,fetched date,body jsonb,fault text}' \gset

CREATE TEMPORARY TABLE told ON COMMIT DROP AS
SELECT d.location_id, r.related_location_id
  FROM (SELECT DISTINCT ON (location_id) location_id, body
          FROM (:documents) d
         WHERE body IS NOT NULL AND location_id IN (SELECT location_id FROM locations)
         ORDER BY location_id, fetched DESC) d
  LEFT JOIN LATERAL care_relationships(d.body) r ON r.type ~ '(Predecessor|Successor)$';

DELETE FROM site_links k
 WHERE source = 'predecessor'
   AND EXISTS (SELECT FROM told t WHERE t.location_id = k.location_id)
   AND NOT EXISTS (SELECT FROM told t WHERE (t.location_id, t.related_location_id) = (k.location_id, k.related_location_id));
INSERT INTO site_links
SELECT location_id, related_location_id, 'predecessor'
  FROM told
 WHERE related_location_id IS NOT NULL
    ON CONFLICT DO NOTHING;

DELETE FROM site_links k
 WHERE source = 'same place'
   AND NOT EXISTS (SELECT FROM proposed_successors p
                    WHERE p.certain AND (p.location_id, p.successor_id) = (k.location_id, k.related_location_id));
INSERT INTO site_links
SELECT location_id, successor_id, 'same place'
  FROM proposed_successors
 WHERE certain
    ON CONFLICT DO NOTHING;

-- Everything that is linked, over however many steps, is one site: that of your list, or the
-- name of its first registration.
CREATE TEMPORARY TABLE site ON COMMIT DROP AS
WITH RECURSIVE pair AS (
  SELECT location_id, related_location_id AS other FROM site_links WHERE source <> 'refused'
  UNION
  SELECT location_id, 'site ' || listed_site FROM locations WHERE listed_site IS NOT NULL
), edge AS (
  SELECT location_id AS a, other AS b FROM pair
  UNION
  SELECT other, location_id FROM pair
), reached AS (
  SELECT a, b FROM edge
  UNION
  SELECT r.a, e.b FROM reached r JOIN edge e ON e.a = r.b
)
SELECT r.a AS location_id, coalesce(min(l.listed_site), min(l.location_id)) AS site_id
  FROM reached r
  JOIN locations l ON l.location_id = r.b
 GROUP BY r.a;

UPDATE locations l
   SET site_id = s.site_id
  FROM (SELECT location_id, s.site_id FROM locations LEFT JOIN site s USING (location_id)) s
 WHERE s.location_id = l.location_id AND l.site_id IS DISTINCT FROM s.site_id;
