-- Load CSV files laid out like examples/sample into tables.
--
--   psql -v ON_ERROR_STOP=1 -v data=examples/sample -f examples/load.sql
--
-- data: the directory of the files (default: the current one). locations.csv
-- and ratings.csv must be there; waiting.csv, assessment.csv and benchmark.csv
-- are read if they are. encoding: that of the files, if it is not UTF8, e.g.
-- WIN1252 for what Excel calls "CSV (Comma delimited)".
--
-- Tables of the same names are created in the current schema of a UTF-8 database
-- that has care_quality. If anything is wrong, nothing is created, and the error
-- names file, line, column and value.

\set ON_ERROR_STOP 1
\if :{?data}
\else
  \set data .
\endif
\if :{?encoding}
\else
  \set encoding UTF8
\endif
SET client_encoding = :'encoding';
SET client_min_messages = warning;

BEGIN;
\ir load/csv.sql
\ir load/check.sql
\ir load/tables.sql
COMMIT;

RESET client_encoding;
RESET client_min_messages;
