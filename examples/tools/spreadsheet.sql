-- A spreadsheet as a table, with ogr_fdw: nothing is loaded, every query reads the file as it is then.
--
--   psql -v file=/srv/care/01_November_2026_HSCA_Active_Locations.ods -f examples/tools/spreadsheet.sql
--
-- .ods or .xlsx; the file must be where the server can read it. Every sheet becomes a table of the schema spreadsheet,
-- with names in small letters: "Location Latest Overall Rating" is location_latest_overall_rating. The regulator's cells
-- are text, so a date is to_date(publication_date, 'DD/MM/YYYY') and a number beds::integer. With -v reader=ROLE that
-- role may read them. The first run needs a superuser; DROP SERVER spreadsheet CASCADE takes it away.

\set ON_ERROR_STOP 1
SET client_min_messages = warning;

BEGIN;

CREATE EXTENSION IF NOT EXISTS ogr_fdw;
CREATE SCHEMA IF NOT EXISTS spreadsheet;

-- The first row has the titles, whatever is below.
SELECT upper(substring(:'file' FROM '\.(ods|xlsx)$')) AS format \gset
CREATE SERVER spreadsheet FOREIGN DATA WRAPPER ogr_fdw
  OPTIONS (datasource :'file', format :'format', config_options 'OGR_ODS_HEADERS=FORCE OGR_XLSX_HEADERS=FORCE');
IMPORT FOREIGN SCHEMA ogr_all FROM SERVER spreadsheet INTO spreadsheet;

\if :{?reader}
  GRANT USAGE ON FOREIGN SERVER spreadsheet TO :"reader";
  GRANT USAGE ON SCHEMA spreadsheet TO :"reader";
  GRANT SELECT ON ALL TABLES IN SCHEMA spreadsheet TO :"reader";
\endif

COMMIT;
RESET client_min_messages;

-- What the file says of today, in one statement:
--
--   SELECT location_local_authority, s.locations, s.rated, s.percent_good_or_better
--     FROM (SELECT location_local_authority, care_tally(location_latest_overall_rating) AS tally
--             FROM spreadsheet.hsca_active_locations GROUP BY 1) t, care_summary(tally, target => 85) s;
