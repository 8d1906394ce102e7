-- What you set: targets, since when the causes of change are told, councils' codes, neighbours.

-- targets: percent good or better, each from its day on; waiting_targets: how many may wait for what;
-- last_report: the month from which change_cause tells (NULL: a year before the latest).
CREATE TABLE IF NOT EXISTS setting (
  targets         jsonb NOT NULL DEFAULT '{"1900-01-01": 85}',
  waiting_targets jsonb NOT NULL DEFAULT '{}',
  last_report     date,
  only_one        boolean PRIMARY KEY DEFAULT true CHECK (only_one)
);
INSERT INTO setting DEFAULT VALUES ON CONFLICT DO NOTHING;
\if :{?target}
  UPDATE setting SET targets = jsonb_build_object('1900-01-01', :target::numeric);
\endif
\if :{?targets}
  UPDATE setting SET targets = :'targets';
\endif
\if :{?waiting_targets}
  UPDATE setting SET waiting_targets = :'waiting_targets';
\endif

-- A council is known by its name in small letters, kingston-upon-hull-city-of, however it is written.
CREATE OR REPLACE FUNCTION name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g'), '-')
$$;
COMMENT ON FUNCTION name_key(text) IS 'A name in small letters, with hyphens for whatever else is in it';

-- Its ONS code, for maps and for joins with other statistics, where you have put it: CQC's files
-- have names only.
CREATE TABLE IF NOT EXISTS council_codes (
  local_authority text PRIMARY KEY,
  council_key     text NOT NULL UNIQUE,
  name_key        text UNIQUE GENERATED ALWAYS AS (name_key(local_authority)) STORED
);

-- Published counts of councils to compare with that are not in locations.
CREATE TABLE IF NOT EXISTS neighbours (
  local_authority text,
  as_at           date CHECK (extract(day FROM as_at) = 1),
  rated           bigint NOT NULL CHECK (rated >= 0),
  good_or_better  bigint NOT NULL CHECK (good_or_better BETWEEN 0 AND rated),
  PRIMARY KEY (local_authority, as_at)
);

-- A benchmark by type of service: of a list of your own, as at the first of a month; or, of the regulator's files of
-- which only some councils are kept, all councils of the file, as at its day (load/benchmark.sql).
CREATE TABLE IF NOT EXISTS benchmark_service_type (
  as_at           date,
  service_type    text,           -- as in locations
  rated           bigint NOT NULL CHECK (rated >= 0),
  good_or_better  bigint NOT NULL CHECK (good_or_better BETWEEN 0 AND rated),
  councils        bigint,         -- how many are in that file; NULL: your own list
  PRIMARY KEY (as_at, service_type)
);
