-- The tables that the files are loaded into.
--
-- Made once; every later load merges into them, so views over them stay. The extension itself
-- needs none of them: they are an example's, and yours to change.
--
--   locations     one row per registration: what the newest file says of it
--   ratings       one row per published rating of a location, a service, a question
--   site_links    which registrations are one site, and who says so
--   waiting, assessment, benchmark
--   loaded_files  which files were taken in, and as at when
--
-- ../views.sql says which views are made over them.

DO LANGUAGE plpgsql $$ BEGIN
  IF to_regtype('care_rating') IS NULL THEN
    RAISE EXCEPTION USING ERRCODE = 'undefined_object',
      MESSAGE = format('care_quality is not in database "%s", or not in search_path', current_database()),
      HINT = coalesce((SELECT format('It is in schema %s: SET search_path to yours and to that.', extnamespace::regnamespace)
                         FROM pg_extension WHERE extname = 'care_quality'), 'CREATE EXTENSION care_quality;');
  END IF;
END $$;

CREATE TABLE IF NOT EXISTS loaded_files (
  file       text,
  kind       text,                -- ratings, active locations, waiting list, …
  councils   text NOT NULL,       -- those kept; empty: all
  as_at      date,                -- what the file says, or its name, or the newest date in it
  known_as_at boolean NOT NULL,   -- false: the newest date in it
  rows       bigint NOT NULL,     -- taken from it
  digest     text NOT NULL,       -- of its bytes
  loaded_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (file, kind, councils)
);

CREATE TABLE IF NOT EXISTS locations (
  location_id     text PRIMARY KEY,
  site_id         text,           -- of several registrations that are one site; NULL: it stands alone
  name            text NOT NULL,
  service_type    text NOT NULL DEFAULT 'Other', -- one of its services, for tables that must add up
  services        text[] NOT NULL DEFAULT '{}',
  user_bands      text[] NOT NULL DEFAULT '{}',
  care_home       boolean,
  dormant         boolean,
  beds            integer NOT NULL DEFAULT 0,
  local_authority text,
  region          text,
  icb             text,
  constituency    text,
  postcode        text,
  latitude        double precision,
  longitude       double precision,
  provider_id     text,
  provider        text,
  brand_id        text,
  brand           text,
  registered      date,
  deregistered    date,           -- from this day on it exists no longer
  gone            boolean NOT NULL DEFAULT false, -- no file says when: it was missing from the list of that day
  last_seen       date,           -- as at when a list of active locations last had it
  listed_site     text,           -- Site ID, where your own list has one
  as_at           date,           -- of the file that these values are from
  columns         jsonb DEFAULT '{}', -- every column of the files: the title in small letters, with underscores
  ward            text GENERATED ALWAYS AS (columns ->> 'ward') STORED -- where your own list has one
);

-- service and question are 'Overall' for a location's own rating.
CREATE TABLE IF NOT EXISTS ratings (
  location_id text NOT NULL REFERENCES locations,
  service     text NOT NULL,
  question    text NOT NULL,
  rating      care_rating NOT NULL,
  published   date,
  inherited   boolean,
  as_at       date,               -- of the newest file that has the row
  columns     jsonb DEFAULT '{}'  -- every column of the file that is not the location's
);

-- Unless it is a view over your own
SELECT relkind = 'r' AS is_table FROM pg_class WHERE oid = 'ratings'::regclass \gset
\if :is_table
  CREATE INDEX IF NOT EXISTS ratings_location_id ON ratings (location_id);
\endif

CREATE TABLE IF NOT EXISTS site_links (
  location_id         text,
  related_location_id text,
  source              text,       -- predecessor, dual registration, list, same place; or refused: they are not
  PRIMARY KEY (location_id, related_location_id, source)
);

CREATE TABLE IF NOT EXISTS waiting (
  request_id     text,
  request_type   text NOT NULL,
  requested      date NOT NULL,
  completed      date,
  removed        date,
  removal_reason text,
  local_authority text            -- NULL: the only one there is
);

CREATE TABLE IF NOT EXISTS assessment (
  local_authority text NOT NULL,
  published       date NOT NULL,
  number          integer NOT NULL,
  theme           text,
  statement       text NOT NULL,
  score           integer NOT NULL,
  PRIMARY KEY (local_authority, published, number)
);

CREATE TABLE IF NOT EXISTS benchmark (
  as_at          date PRIMARY KEY,
  rated          bigint NOT NULL,
  good_or_better bigint NOT NULL
);
