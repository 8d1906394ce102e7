-- One set of views for everything that reads: report, page, BI tools, spreadsheets.
--
--   psql -v ON_ERROR_STOP=1 -1 -v target=85 -f examples/views.sql
--
-- load.sql runs it at the end of every load. Over a council's own tables it makes the same: give them these
-- names by views in the current schema, with these columns (NULL where you have none). What there is not is
-- made as an empty table. service and question are 'Overall' for a location's own rating.
--
--   locations     location_id, site_id, name, service_type, beds, local_authority, registered, deregistered,
--                 provider_id, provider, brand_id, brand, postcode, ward, constituency, icb, region, latitude, longitude
--   ratings       location_id, service, question, rating, published
--   waiting       local_authority, request_type, requested, completed, removed
--   benchmark     as_at, rated, good_or_better
--   benchmark_service_type   as_at, service_type, rated, good_or_better, councils
--   assessment    local_authority, published, number, theme, statement, score
--   site_links    location_id, related_location_id, source
--   loaded_files  kind, as_at, known_as_at
--
-- Each view is of one grain, which its comment names with its key; nobody's total stands among its parts.
-- Every view but calendar begins with council_key and local_authority. Columns are plain: dates, numbers,
-- text; ratings are text. percent_… is rounded to one decimal, to read, fraction_… is the same from 0 to 1,
-- not rounded, to calculate with; …_points are rounded to one decimal, too. month joins the views and calendar.
--
--   area_month, council_month, service_type_month    how good the services are: all, by council, by type
--   movement_month, council_change, change_cause     what moved, whether the change is real, and why
--   publication_month                                what was published, with its charts
--   age_month, question_month                        ages of ratings; the key questions
--   neighbour_month, mix_month                       councils side by side
--   service_today, rating_period                     every service; every rating
--   provider_today, brand_today, market_year         the market
--   waiting_month, waiting_total_month, waiting_band_month
--   benchmark_month, benchmark_service_type_month, assessment_statement, proposed_successors, known_span, calendar
--
-- What takes long is stored as summaries, materialised (views/stored.sql): CALL refresh_views() brings them
-- up to date while others read. Settings, each as -v NAME=value, else they stay as they are in table setting:
--
--   target            percent good or better   (at first: 85)
--   targets           targets that change, e.g. '{"2022-04-01": 85, "2024-04-01": 87}'
--   waiting_targets   how many may wait for what, e.g. '{"Care Act assessment": 2000}'
--   reader            a role that may read the views and nothing else, e.g. that of a BI tool

\set ON_ERROR_STOP 1
SET client_min_messages = warning;

DO $$
DECLARE
  elsewhere text;
BEGIN
  IF EXISTS (SELECT FROM pg_class WHERE oid IN (to_regclass('locations'), to_regclass('ratings')) AND relnamespace <> current_schema()::regnamespace) THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_schema_name',
      MESSAGE = format('locations and ratings are not in the current schema "%s"', current_schema()),
      HINT = 'SET search_path to the schema that has them, or make views over them in this one.';
  END IF;
  -- Else what is not there is made, empty. If nothing is, and views are elsewhere, those were meant.
  elsewhere := (SELECT string_agg(relnamespace::regnamespace::text, ', ')
                  FROM pg_class
                 WHERE relname = 'council_month' AND relkind = 'v' AND relpersistence = 'p' AND obj_description(oid, 'pg_class') ~ '\(key: '
                   AND relnamespace <> current_schema()::regnamespace);
  IF elsewhere IS NOT NULL AND NOT EXISTS (
    SELECT FROM unnest('{locations,ratings,waiting,benchmark,benchmark_service_type,assessment,site_links,loaded_files}'::text[]) name
     WHERE to_regclass(name) IS NOT NULL) THEN
    RAISE EXCEPTION USING ERRCODE = 'invalid_schema_name',
      MESSAGE = format('none of the tables is in the current schema "%s"', current_schema()),
      DETAIL = format('There are views over some in %s.', elsewhere),
      HINT = 'SET search_path to the schema that has them.';
  END IF;
END
$$;
\ir load/tables.sql

\ir views/path.sql
\ir views/settings.sql
\ir views/histories.sql
\ir views/stored.sql
\ir views/span.sql
\ir views/levels.sql
\ir views/movements.sql
\ir views/publications.sql
\ir views/ages.sql
\ir views/questions.sql
\ir views/neighbours.sql
\ir views/services.sql
\ir views/market.sql
\ir views/waiting.sql
\ir views/others.sql
\ir views/successors.sql
\ir views/calendar.sql
\ir views/words.sql
\ir views/reader.sql

CALL refresh_views();
RESET client_min_messages;
