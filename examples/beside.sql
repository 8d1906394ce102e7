-- For tables in a database on which nothing can be installed: a small server beside it does the work.
--
--   psql -v ON_ERROR_STOP=1 -v host=… -v dbname=… -v user=care_reader -v password=… -f examples/beside.sql
--
-- Run it in a database of the small server, as an administrator; the other database is called hosted. Its
-- tables are read, never written, by a role that may SELECT and no more. Without -v password it asks for it.
-- More settings, each as -v NAME=value:
--
--   port, sslmode   of the hosted server             (default: 5432, prefer; require for a cloud's)
--   schema          where its tables are             (default: public)
--   tables          which of them to see             (default: locations, ratings, waiting)
--   reader          a role for the BI tool           (as in views.sql, with all its settings)
--
-- Afterwards there are foreign tables in schema hosted, and in the current schema the tables of load.sql,
-- filled from them, with every view of views.sql. CALL visit_hosted() brings all up to date, every morning
-- if there is pg_cron. hosted_state says as at when the figures are, and why they are old, if they are.
--
-- A foreign server hosted and a schema hosted that are there already, of tds_fdw for example, are taken as
-- they are. hosted.locations, hosted.ratings and hosted.waiting may be views, too: if the hosted tables have other
-- names or columns, see them with -v tables='…' and write views over them. Columns are known by name, those
-- of load/tables.sql; others are left where they are, and a column that is missing is empty.

\set ON_ERROR_STOP 1
\if :{?port}
\else
  \set port 5432
\endif
\if :{?sslmode}
\else
  \set sslmode prefer
\endif
\if :{?schema}
\else
  \set schema public
\endif
\if :{?tables}
\else
  \set tables 'locations, ratings, waiting'
\endif

\set was_quiet :QUIET
\set QUIET on
SET client_min_messages = warning;
BEGIN;

CREATE EXTENSION IF NOT EXISTS care_quality;
CREATE EXTENSION IF NOT EXISTS postgres_fdw;

-- The way there. A server that does not answer is given up after ten seconds; no connection stays open, from
-- PostgreSQL 14 on.
SELECT NOT EXISTS (SELECT FROM pg_foreign_server WHERE srvname = 'hosted') AS is_new,
       current_setting('server_version_num')::integer >= 140000 AS can_close \gset
\if :is_new
  \if :{?password}
  \else
    \prompt 'Password: ' password
  \endif
  CREATE SERVER hosted FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host :'host', port :'port', dbname :'dbname', sslmode :'sslmode', connect_timeout '10', fetch_size '10000',
             updatable 'false');
  \if :can_close
    ALTER SERVER hosted OPTIONS (ADD keep_connections 'off');
  \endif
  CREATE USER MAPPING FOR CURRENT_USER SERVER hosted OPTIONS (user :'user', password :'password');
  CREATE SCHEMA hosted;
  IMPORT FOREIGN SCHEMA :"schema" LIMIT TO (:tables) FROM SERVER hosted INTO hosted;
\endif

-- What is taken from there, under the names that everything else reads. A rating is the location's own
-- unless it says otherwise.
\ir load/tables.sql
ALTER TABLE ratings ALTER service SET DEFAULT 'Overall', ALTER question SET DEFAULT 'Overall';
\ir views.sql
SET client_min_messages = warning;

CREATE TABLE IF NOT EXISTS hosted_visit (
  tried_at timestamptz PRIMARY KEY,
  rows     text,            -- how many were taken of what
  problem  text             -- NULL: none
);
COMMENT ON TABLE hosted_visit IS 'When the hosted database was asked, how many rows came, or what was wrong';

-- All rows of a table of schema hosted, by the columns that are here, too.
CREATE OR REPLACE FUNCTION take_hosted(table_name name) RETURNS bigint
LANGUAGE plpgsql SET search_path = :path AS $$
DECLARE
  columns text := (SELECT string_agg(quote_ident(attname), ', ')
                     FROM pg_attribute h
                     JOIN pg_attribute t USING (attname)
                    WHERE t.attrelid = table_name::regclass AND h.attrelid = format('hosted.%I', table_name)::regclass
                      AND h.attnum > 0 AND t.attgenerated = '');
  rows bigint;
BEGIN
  EXECUTE format('INSERT INTO %I (%s) SELECT %2$s FROM hosted.%1$I', table_name, columns);
  GET DIAGNOSTICS rows = ROW_COUNT;
  RETURN rows;
END
$$;

-- Everything anew, in one transaction: readers do not wait, and whatever goes wrong, what was here stays,
-- and hosted_state says so.
CREATE OR REPLACE PROCEDURE visit_hosted()
LANGUAGE plpgsql SET search_path = :path AS $$
DECLARE
  visit hosted_visit;
  taken name[] := (SELECT array_agg(name ORDER BY number)
                     FROM unnest('{locations,ratings,waiting}'::name[]) WITH ORDINALITY u (name, number)
                    WHERE to_regclass(format('hosted.%I', name)) IS NOT NULL);
BEGIN
  LOCK TABLE hosted_visit IN SHARE ROW EXCLUSIVE MODE;
  visit.tried_at := clock_timestamp();
  BEGIN
    FOR i IN REVERSE cardinality(taken) .. 1 LOOP
      EXECUTE format('DELETE FROM %I', taken[i]);
    END LOOP;
    FOR i IN 1 .. cardinality(taken) LOOP
      visit.rows := concat_ws(', ', visit.rows, format('%s %s', take_hosted(taken[i]), taken[i]));
    END LOOP;
    CALL refresh_views();
  EXCEPTION WHEN OTHERS THEN
    visit.rows := NULL;
    visit.problem := SQLERRM;
    RAISE WARNING 'the hosted database was not taken in: %', SQLERRM USING HINT = 'The figures are as they were.';
  END;
  INSERT INTO hosted_visit VALUES (visit.*);
END
$$;
COMMENT ON PROCEDURE visit_hosted() IS 'Take the rows of the hosted database, and bring every view up to date';

CREATE OR REPLACE VIEW hosted_state AS
SELECT s.council_key, s.local_authority, taken.tried_at AS known_at, taken.rows, last.tried_at, last.problem,
       concat(coalesce('Figures as at ' || to_char(taken.tried_at, 'FMDD FMMonth YYYY HH24:MI'), 'No figures yet'), '. ',
              CASE WHEN last.problem IS NOT NULL
                     THEN concat('The database was not to be read on ', to_char(last.tried_at, 'FMDD FMMonth YYYY HH24:MI'), ': ', last.problem)
                   WHEN last.tried_at < now() - interval '36 hours' THEN 'Nothing has asked the database since.'
                   ELSE 'They are up to date.' END) AS says
  FROM (SELECT tried_at, problem FROM hosted_visit ORDER BY tried_at DESC LIMIT 1) last
  LEFT JOIN (SELECT tried_at, rows FROM hosted_visit WHERE problem IS NULL ORDER BY tried_at DESC LIMIT 1) taken ON true
  LEFT JOIN stored_span s ON true;
COMMENT ON VIEW hosted_state IS 'As at when the figures are, and what is wrong if they are old: one row (key: council_key)';
COMMENT ON COLUMN hosted_state.council_key IS 'The council''s code, or its name in small letters, hyphens between the words';
COMMENT ON COLUMN hosted_state.local_authority IS 'The council, or All councils';
COMMENT ON COLUMN hosted_state.known_at IS 'When the hosted database was last read';
COMMENT ON COLUMN hosted_state.rows IS 'What was taken then';
COMMENT ON COLUMN hosted_state.tried_at IS 'When that was last tried';
COMMENT ON COLUMN hosted_state.problem IS 'What was wrong then; NULL: nothing';
COMMENT ON COLUMN hosted_state.says IS 'The same in words, for the foot of a report';

\ir views/reader.sql
COMMIT;

CALL visit_hosted();
RESET client_min_messages;
\set QUIET :was_quiet
SELECT rows, says FROM hosted_state;

-- Every morning at six, by the server itself; times are those of cron.timezone.
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') AS has_cron, current_schema() AS here \gset
\if :has_cron
  SELECT cron.schedule('visit hosted', '0 6 * * *', format('CALL %I.visit_hosted()', :'here'));
\endif
