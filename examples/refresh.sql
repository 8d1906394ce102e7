-- The views brought up to date, now and every morning at six.
--
--   psql -v ON_ERROR_STOP=1 -f examples/refresh.sql
--
-- load.sql does so after every load; this is for tables that change by other ways. Readers do not wait. With
-- pg_cron in the database (CREATE EXTENSION pg_cron) the server does it by itself from now on; without, let any
-- scheduler run this file, or psql -c 'CALL refresh_views()'.

\set ON_ERROR_STOP 1

CALL refresh_views();

-- The job runs in this database as you; times are those of cron.timezone. A second run replaces the job.
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') AS has_cron \gset
\if :has_cron
  SELECT cron.schedule('refresh_views', '0 6 * * *', format('CALL %I.refresh_views()', current_schema()));
\endif
