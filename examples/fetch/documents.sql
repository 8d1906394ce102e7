-- CQC's location documents, as they were on every day they were fetched, and what
-- follows from them.
--
--   psql -v ON_ERROR_STOP=1 -f examples/fetch/documents.sql
--
-- In the current schema of a database that has care_quality. fetch.py does this itself, and then
-- fills documents; so may anything else that has documents.
--
--   documents               a document on the day it was first seen so
--   documents_known(day)    the newest of each location, as known on a day
--   rating_spans(day)       from when until when each published rating was in force
--   document_histories(day) one row per location: its ratings through time
--   document_history        the same as known now, kept (refreshed by fetch.py)
--   document_council_month  each council by month, re-registrations healed: plain columns
--   withdrawn_ratings       locations that had a rating and have none now
--   document_faults         what could not be read or placed, for you to look at
--
-- None of them has a name of ../load.sql or ../views.sql, so both can be in one schema.

BEGIN;

CREATE TABLE documents (
  location_id text NOT NULL,
  fetched     date NOT NULL,
  body        jsonb,              -- NULL: from that day on CQC had no such location
  fault       text,               -- why it cannot be read, NULL if it can
  PRIMARY KEY (location_id, fetched)
);

-- A name by its letters, to compare it.
CREATE FUNCTION document_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT regexp_replace(lower(name), '[^[:alnum:]]', '', 'g') $$;

-- Why a document cannot be read; NULL if it can.
CREATE FUNCTION document_fault(body jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  PERFORM care_location(body);
  PERFORM care_events(body);
  PERFORM care_relationships(body);
  RETURN NULL;
EXCEPTION WHEN data_exception THEN
  RETURN SQLERRM;
END $$;

-- Keeps a document if it is another than the newest that is kept, and says so: true, or NULL.
CREATE FUNCTION keep_document(location_id text, fetched date, body jsonb) RETURNS boolean
LANGUAGE sql AS $$
  INSERT INTO documents
  SELECT location_id, fetched, body, document_fault(body)
   WHERE body IS DISTINCT FROM (SELECT d.body FROM documents d
                                 WHERE d.location_id = keep_document.location_id
                                 ORDER BY d.fetched DESC LIMIT 1)
      ON CONFLICT ON CONSTRAINT documents_pkey DO UPDATE SET body = excluded.body, fault = excluded.fault
  RETURNING true;
$$;

-- From PostgreSQL 17 on a materialised view is filled without the caller's search_path, so what it calls has its own.

-- The newest readable document of each location. gone: CQC has none since; withdrawn: since
-- that day it has had no current rating of its own, though one was published before.
CREATE FUNCTION documents_known(as_known date DEFAULT 'infinity')
RETURNS TABLE (location_id text, fetched date, body jsonb, gone date, withdrawn date)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  WITH seen AS (
    SELECT d.*, coalesce(care_is_rated(to_care_rating(d.body #>> '{currentRatings,overall,rating}')), false)
                OR EXISTS (SELECT FROM care_events(d.body) e
                            WHERE e.service IS NULL AND e.question = 'Overall' AND e.status ~* 'current'
                              AND care_is_rated(e.rating)) AS is_rated
      FROM documents d
     WHERE d.fault IS NULL AND d.fetched <= as_known
  ), span AS (
    SELECT s.*, max(s.fetched) FILTER (WHERE s.body IS NOT NULL) OVER w AS newest,
           max(s.fetched) FILTER (WHERE s.is_rated) OVER w AS last_rated
      FROM seen s
    WINDOW w AS (PARTITION BY s.location_id)
  )
  SELECT s.location_id, max(s.newest), (array_agg(s.body) FILTER (WHERE s.fetched = s.newest))[1],
         min(s.fetched) FILTER (WHERE s.fetched > s.newest),
         min(s.fetched) FILTER (WHERE s.body IS NOT NULL AND s.fetched > coalesce(s.last_rated, '-infinity'))
    FROM span s
   WHERE s.newest IS NOT NULL
   GROUP BY s.location_id;
$$;

-- From when until when each rating was in force. A location's own rating is followed by its next, or by
-- ratings of its services; a service's by its next, or by one of the location as a whole. A service
-- that has only Historic ratings left, or is called so itself, has ended: on the day the document says, else
-- when another was next rated, else on the day that document was fetched. A Historic rating of the day of
-- one that is not is replaced by it. Names and statuses are compared by their letters.
CREATE FUNCTION rating_spans(as_known date DEFAULT 'infinity')
RETURNS TABLE (location_id text, service text, rating text, published date, valid_from date, valid_to date)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  WITH event AS (
    SELECT k.location_id, e.service, n.key, e.rating, e.published, e.ended, k.fetched, k.withdrawn,
           l.registered, least(l.deregistered, k.gone) AS deregistered,
           coalesce(e.status ~* 'historic', false)
           OR EXISTS (SELECT FROM jsonb_path_query(k.body, '$.assessmentServiceGroup[*] ? (@.status like_regex "historic" flag "i")') g
                       WHERE document_key(g ->> 'assessmentServiceName') = n.key) AS is_historic
      FROM documents_known(as_known) k, care_location(k.body) l, care_events(k.body) e,
           LATERAL (SELECT document_key(e.service) AS key) n
     WHERE e.question = 'Overall' AND care_is_rated(e.rating) AND e.published IS NOT NULL
  ), following AS (
    SELECT v.*,
           min(v.published) OVER (PARTITION BY v.location_id, v.key ORDER BY v.published
                                  RANGE BETWEEN '1 day' FOLLOWING AND UNBOUNDED FOLLOWING) AS next_same,
           min(v.published) FILTER (WHERE v.service IS NULL)
                            OVER (day RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS next_own,
           min(v.published) FILTER (WHERE v.service IS NOT NULL)
                            OVER (day RANGE BETWEEN '1 day' FOLLOWING AND UNBOUNDED FOLLOWING) AS next_service,
           min(v.published) OVER (day RANGE BETWEEN '1 day' FOLLOWING AND UNBOUNDED FOLLOWING) AS next_any,
           bool_and(v.is_historic) OVER (PARTITION BY v.location_id, v.key) AS has_ended,
           v.is_historic AND NOT bool_and(v.is_historic) OVER (PARTITION BY v.location_id, v.key, v.published) AS is_replaced
      FROM event v
    WINDOW day AS (PARTITION BY v.location_id ORDER BY v.published)
  ), span AS (
    SELECT f.*, greatest(f.published, f.registered) AS valid_from,
           least(f.deregistered, f.ended, f.next_same,
                 CASE WHEN f.service IS NULL THEN least(f.next_service, f.withdrawn) ELSE f.next_own END,
                 CASE WHEN f.service IS NOT NULL AND f.has_ended AND f.next_same IS NULL
                      THEN coalesce(f.next_any, f.fetched) END) AS valid_to
      FROM following f
  )
  SELECT s.location_id, s.service, s.rating, s.published, s.valid_from, s.valid_to
    FROM span s
   WHERE s.valid_from < coalesce(s.valid_to, 'infinity') AND NOT s.is_replaced;
$$;

-- One row per location: what it is, which site it belongs to, and its ratings through time, those of the
-- worst of its services where it is rated service by service.
CREATE FUNCTION document_histories(as_known date DEFAULT 'infinity')
RETURNS TABLE (location_id text, site_id text, name text, local_authority text, care_home boolean, beds integer,
               services text[], registered date, deregistered date, history care_history_summary)
LANGUAGE sql STABLE SET search_path FROM CURRENT AS $$
  WITH location AS (
    SELECT l.*, least(l.deregistered, k.gone) AS closed
      FROM documents_known(as_known) k, care_location(k.body) l
     WHERE l.type = 'Social Care Org' OR l.type IS NULL
  ), site AS (
    SELECT DISTINCT k.location_id, care_site(k.location_id, r.related_location_id) OVER () AS site_id
      FROM documents_known(as_known) k
      LEFT JOIN LATERAL care_relationships(k.body) r ON r.type ~ '(Predecessor|Successor)$'
  ), part AS (
    SELECT s.location_id, care_history(s.rating, s.published, s.valid_from, s.valid_to) AS history
      FROM rating_spans(as_known) s
     GROUP BY s.location_id, document_key(s.service)
    UNION ALL
    -- It exists without a rating, too.
    SELECT l.location_id, care_history(NULL::text, NULL, l.registered, l.closed)
      FROM location l
     WHERE l.registered < coalesce(l.closed, 'infinity')
     GROUP BY l.location_id
  )
  SELECT l.location_id, s.site_id, l.name, l.local_authority, l.care_home, l.beds, l.services, l.registered,
         l.closed, p.history
    FROM location l
    JOIN site s USING (location_id)
    JOIN (SELECT location_id, care_worst(history) AS history FROM part GROUP BY location_id) p USING (location_id);
$$;

CREATE MATERIALIZED VIEW document_history AS
SELECT * FROM document_histories();
CREATE UNIQUE INDEX ON document_history (location_id);

-- Each council by month. Registrations of one site are one; it counts where the newest of them is.
CREATE VIEW document_council_month AS
SELECT t.local_authority, m.*
  FROM (SELECT local_authority, care_trend(history) AS trend
          FROM (SELECT (array_agg(local_authority ORDER BY registered DESC NULLS LAST, location_id))[1] AS local_authority,
                       care_rollup(history) AS history
                  FROM document_history
                 GROUP BY site_id) site
         GROUP BY local_authority) t,
       care_monthly(t.trend) m;

CREATE VIEW withdrawn_ratings AS
SELECT k.location_id, l.name, l.local_authority, e.rating, e.published, k.withdrawn AS first_seen_without
  FROM documents_known() k, care_location(k.body) l,
       LATERAL (SELECT e.rating, e.published FROM care_events(k.body) e
                 WHERE e.service IS NULL AND e.question = 'Overall' AND care_is_rated(e.rating)
                 ORDER BY e.published DESC NULLS LAST LIMIT 1) e
 WHERE k.withdrawn IS NOT NULL AND l.deregistered IS NULL AND k.gone IS NULL
   AND NOT EXISTS (SELECT FROM care_events(k.body) s
                    WHERE s.service IS NOT NULL AND s.question = 'Overall' AND care_is_rated(s.rating)
                      AND coalesce(s.status !~* 'historic', true));

CREATE VIEW document_faults AS
SELECT location_id, fetched, fault FROM documents WHERE fault IS NOT NULL
UNION ALL
SELECT DISTINCT k.location_id, k.fetched, format('"%s" is no rating that is known', e.rating_text)
  FROM documents_known() k, care_events(k.body) e
 WHERE e.rating IS NULL
UNION ALL
SELECT DISTINCT k.location_id, k.fetched, format('%s of %s has no date', e.rating, coalesce(e.service, 'the location'))
  FROM documents_known() k, care_events(k.body) e
 WHERE e.question = 'Overall' AND e.published IS NULL AND care_is_rated(e.rating)
UNION ALL
SELECT k.location_id, k.fetched, 'it has no registration date'
  FROM documents_known() k, care_location(k.body) l
 WHERE l.registered IS NULL;

COMMENT ON TABLE documents IS 'CQC''s document of each location, on the day it was first seen so (body NULL: from then on there was none)';
COMMENT ON MATERIALIZED VIEW document_history IS 'Ratings of each location through time, from the documents as known at the last refresh (key: location_id)';
COMMENT ON VIEW document_council_month IS 'Each council by month, from the documents; registrations of one site are one (key: local_authority, as_at)';
COMMENT ON VIEW withdrawn_ratings IS 'Locations whose documents once had a rating and have none now (key: location_id)';
COMMENT ON VIEW document_faults IS 'What of the documents could not be read or placed';

COMMIT;
