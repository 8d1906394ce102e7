#!/bin/bash
# make check-dashboard: the page of examples/dashboard in headless Chromium.
#
# Builds it of the sample, of a region of several councils and of a county with next to nothing, and lets
# test/clients/dashboard.mjs look at the pages: figures against SQL, accessibility, no calls to anybody.
# What is missing is installed: Chromium, Node.js and the libraries. The last line is "N passed, N failed".
# LIMIT is how long the browser may take (10m).

. "$(dirname "$0")/server.sh"
. "$ROOT/examples/dashboard/libraries.sh"
LIMIT=${LIMIT:-10m}

# psql_in DATABASE OPTION…: any error is the end.
psql_in() { as_user psql -X -q -v ON_ERROR_STOP=1 -d "$@" </dev/null >/dev/null || die "the database $1 could not be made"; }

# database NAME FOLDER: a database with the files of a folder and the views over them.
database()
{
  as_user createdb "$1" && psql_in "$1" -c 'CREATE EXTENSION care_quality' &&
    psql_in "$1" -v data="$2" -v examples="$TREE/examples" "${@:3}" -f "$TREE/examples/load.sql" -c 'CREATE INDEX ON locations (coalesce(site_id, location_id))' \
      -c 'CREATE INDEX ON ratings (location_id, published)' -c ANALYZE
}

server_packages
dashboard_packages
# The smaller one is enough; not every release has it.
browsers=(chromium-headless-shell chromium chromium-browser google-chrome)
CHROMIUM=$(type -P "${browsers[@]}" | head -n 1)
if [ -z "$CHROMIUM" ]; then
  apt_update
  for browser in "${browsers[@]}"; do
    apt_has "$browser" && break
  done
  # Where Liberation is all there is, a monospaced one of it is the system's font.
  apt_install "$browser" fonts-liberation fonts-dejavu-core || exit
  CHROMIUM=$(type -P "$browser") || die "there is no $browser"
fi
server_prepare
dashboard_libraries
server_start

data=$(server_can_read "$ROOT/examples/sample") || exit
database sample "$data"
psql_in sample -f "$TREE/examples/dashboard/neighbours.sql"

# Who sees the views and nothing else
psql_in sample -c 'CREATE ROLE reader LOGIN'
psql_in sample -v waiting_targets='{"Care Act assessment": 2000}' -v reader=reader -f "$TREE/examples/views.sql"

# Several councils, one with a name that would be markup; targets that change; no benchmark, list or assessment
database region "$data"
psql_in region -c "UPDATE locations SET local_authority = (ARRAY['Northshire', 'Southshire', 'East & <b>West</b> O''Shire', 'Midshire'])[1 + (hashtext(coalesce(site_id, location_id)) & 3)]" \
  -c 'TRUNCATE benchmark, benchmark_service_type, waiting, assessment' \
  -c "INSERT INTO benchmark_service_type VALUES ('2023-06-05', 'Home care', 8000, 7000, 151)"
psql_in region -v targets='{"2022-04-01": 85, "2023-04-01": 60}' -f "$TREE/examples/views.sql"

# Of real files of all England, as they were published, one council; where they are
england=${CARE_QUALITY_DATA:-$ROOT/../shared/data}/01_latest_overall_ratings_england_2021-02.csv.gz
if [ -e "$england" ]; then
  as_user mkdir "$WORK/england" && as_user tee "$WORK/england/${england##*/}" <"$england" >/dev/null
  database norfolk "$WORK/england" -v councils=Norfolk
fi

# One service without a rating, and nothing else
database small "$data"
psql_in small -c 'TRUNCATE ratings, waiting, assessment, benchmark, benchmark_service_type' -c "DELETE FROM locations WHERE location_id <> 'LARK-0003'" \
  -c 'UPDATE locations SET deregistered = NULL' -c 'CALL refresh_views()'

# No services, and no views
as_user createdb -T small empty && psql_in empty -c 'TRUNCATE locations, ratings' -c 'CALL refresh_views()'
as_user createdb bare && psql_in bare -c 'CREATE EXTENSION care_quality'

# By the server's user, for a browser is not for root; and one that hangs must not hang the rest.
as_user env CHROMIUM="$CHROMIUM" PAGES="$WORK/tmp" REAL="$([ -e "$england" ] && say norfolk)" timeout --kill-after=10 "$LIMIT" node "$TREE/test/clients/dashboard.mjs"
status=$?
[ $status != 124 ] && [ $status != 137 ] ||
  printf '%s\n' "not ok - the browser took longer than $LIMIT" '' '0 passed, 1 failed'
exit $status
