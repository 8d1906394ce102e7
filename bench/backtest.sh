#!/bin/bash
# make backtest: how well care_forecast would have done, on every rating of English home care from 2014 to 2025.
#
# It needs that file, 02_rating_history_homecare_england_2014_2025.csv.gz, in CARE_QUALITY_DATA or ../shared/data.
# What is tried and how is in backtest.sql; the tables stand in doc/forecast.md.

. "$(dirname "$0")/../tools/server.sh"

file=${CARE_QUALITY_DATA:-$ROOT/../shared/data}/02_rating_history_homecare_england_2014_2025.csv.gz
[ -e "$file" ] || die "cannot run: there is no $file"

server_packages
server_prepare
server_start autovacuum=off jit=off

as_user psql -X -q -v ON_ERROR_STOP=1 -c 'CREATE EXTENSION care_quality' -c 'CREATE TABLE report (source_row int,
  location_id text, published date, rating text, rating_clean text, ownership text, registered date,
  deregistered date, local_authority text, region text, category text)' || exit
gzip -dc "$file" | as_user psql -X -q -v ON_ERROR_STOP=1 -c 'COPY report FROM STDIN (FORMAT csv, HEADER)' || exit
as_user psql -X -q -v ON_ERROR_STOP=1 -f "$TREE/bench/backtest.sql"
