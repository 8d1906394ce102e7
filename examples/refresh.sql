-- The monthly figures in materialised views, refreshed every morning.
--
--   psql -v ON_ERROR_STOP=1 -v target=85 -f examples/refresh.sql
--
-- Over what load.sql makes, in the current schema. target: default 85.
-- The materialised views keep summaries, a few kilobytes each. Over each of them
-- stand plain views of plain columns: those are for Power BI, Excel, Tableau and
-- Metabase, several of which do not list materialised views. With pg_cron in the
-- database (CREATE EXTENSION pg_cron) the refresh is scheduled, too.

\set ON_ERROR_STOP 1
\if :{?target}
\else
  \set target 85
\endif

BEGIN;

-- One trend for each council and type of service, as locations and ratings are now
CREATE MATERIALIZED VIEW council_trend AS
SELECT local_authority, service_type, care_trend(history) AS trend
  FROM site_history
 GROUP BY local_authority, service_type;

CREATE MATERIALIZED VIEW waiting_list AS
SELECT request_type, care_waiting(requested, completed, removed) AS list
  FROM waiting
 GROUP BY request_type;

-- REFRESH … CONCURRENTLY needs to know what makes a row unique. It leaves rows
-- alone whose summary is the same, and readers never wait for it.
CREATE UNIQUE INDEX ON council_trend (local_authority, service_type);
CREATE UNIQUE INDEX ON waiting_list (request_type);

-- For reports: each council and type of service by month, and each council, from and until when the
-- files tell of them
CREATE VIEW service_month AS
SELECT t.local_authority, t.service_type, m.*
  FROM council_trend t, known_span k,
       care_monthly(t.trend, target => :target, since => k.since_as_at, until => k.until_as_at) m;

CREATE VIEW council_month AS
SELECT t.local_authority, m.*
  FROM (SELECT local_authority, care_rollup(trend) AS trend FROM council_trend GROUP BY local_authority) t,
       known_span k, care_monthly(t.trend, target => :target, since => k.since_as_at, until => k.until_as_at) m;

CREATE VIEW council_movement AS
SELECT t.local_authority, t.service_type, m.*
  FROM council_trend t, known_span k, care_movements(t.trend) m
 WHERE m.as_at <= k.until_as_at AND (k.since_as_at IS NULL OR m.as_at > k.since_as_at);

CREATE VIEW waiting_month AS
SELECT w.request_type, m.*
  FROM waiting_list w, care_waiting_monthly(w.list) m;

COMMIT;

-- Every morning at six, by the server itself. The job runs in this database as
-- you; times are those of cron.timezone. A second run replaces the job.
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') AS has_cron \gset
\if :has_cron
  SELECT cron.schedule('refresh ' || matviewname, '0 6 * * *',
                       format('REFRESH MATERIALIZED VIEW CONCURRENTLY %I.%I', schemaname, matviewname))
    FROM pg_matviews
   WHERE matviewname IN ('council_trend', 'waiting_list') AND schemaname = current_schema();
\endif
