-- Load CQC's files, as they are, or your own into tables; next month's into the same.
--
--   psql -v data=FOLDER -f examples/load.sql
--
-- Every .csv, .ods and .xlsx in the folder is read and known by its titles: active locations,
-- deactivated locations, latest ratings (one or many months), lists laid out like examples/sample,
-- waiting lists, the council's assessment, figures to compare with. What is there already is
-- corrected and added to; what the files no longer have is told. More settings, each as -v NAME=value:
--
--   councils   those to keep, separated by semicolons   (default: all)
--   older      1: take in files older than what is there, as history
--   encoding   of CSV files, if not UTF8, e.g. WIN1252 for what Excel calls "CSV (Comma delimited)"
--   examples   this folder   (default: examples, or the current one)
--
-- The tables (load/tables.sql) are made in the current schema of a database that has care_quality.
-- It is one transaction: if anything is wrong nothing is changed, and the error names file, line,
-- column and value.

\set ON_ERROR_STOP 1
\if :{?data}
\else
  \set data .
\endif
\if :{?councils}
\else
  \set councils ''
\endif
\if :{?encoding}
\else
  \set encoding UTF8
\endif
\if :{?older}
\else
  \set older 0
\endif
\if :{?examples}
\else
  \set examples `test -e load/read.pl && echo . || echo examples`
\endif
\set was_quiet :QUIET
\set QUIET on
SET client_encoding = 'UTF8';
SET client_min_messages = warning;

BEGIN;
\ir load/rows.sql
\ir load/tables.sql
\ir load/files.sql
\ir load/check.sql
\ir load/locations.sql
\ir load/ratings.sql
\ir load/others.sql
\ir views/settings.sql
\ir load/benchmark.sql
\ir views/successors.sql
\ir load/sites.sql
\ir views.sql
\ir load/said.sql
COMMIT;

RESET client_encoding;
RESET client_min_messages;
\set QUIET :was_quiet
