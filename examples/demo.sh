#!/bin/bash
# From nothing to a council's monthly report: install what is missing, build
# care_quality, start a throw-away server, load the files, print the report.
#
#   make demo                                   the sample, Larkshire as at July 2023
#   make demo DATA=directory COUNCIL=Norfolk    CQC's files as they were downloaded, or your own
#
# examples/load.sql says which files. More settings, each as NAME=value after make demo:
#   COUNCIL   the one to keep, or several separated by semicolons   (default: all)
#   AS_AT     the first of a month   (default: the last of which the files tell; of the sample, 2023-07-01)
#   SINCE     the first to compare with   (default: a year earlier; of the sample, 2022-12-01)
#   TARGET    percent good or better   (default: 85)
#   ENCODING  of the files   (default: UTF8; WIN1252 if Excel wrote plain "CSV")
#   STAY=1    afterwards, psql on the same tables

set -o pipefail
started=$SECONDS
data=${1:-} sample=
settings=(-v target="${TARGET:-85}" -v encoding="${ENCODING:-UTF8}" -v councils="${COUNCIL:-}")

. "$(dirname "${BASH_SOURCE[0]}")/../tools/server.sh"
. "$(dirname "${BASH_SOURCE[0]}")/load/packages.sh"

if [ "$data" ]; then
  [ -d "$data" ] || die "DATA=$data is not a directory"
  has_files "$data" || die "there is no .csv, .ods or .xlsx file in $data; examples/sample/README.md describes the files"
  data=$(cd "$data" && pwd -P)
else
  sample=1
  data=$ROOT/examples/sample
  AS_AT=${AS_AT:-2023-07-01}
  SINCE=${SINCE:-$( [ "$AS_AT" = 2023-07-01 ] && echo 2022-12-01 )}
fi
check_days AS_AT SINCE
[ "${AS_AT:-}" ] && settings+=(-v as_at="$AS_AT")
[ "${SINCE:-}" ] && settings+=(-v since="$SINCE")

# run FILE: psql on one of the scripts here. Errors are shown without the place in the script.
run()
{
  {
    as_user psql -X -q -v data="$data" -v examples="$TREE/examples" "${settings[@]}" -f "$TREE/examples/$1" 2>&1 >&3 |
      sed -E -e 's/^psql:[^:]+:[0-9]+: //' \
        -e '/invalid byte sequence/a HINT:  If Excel wrote the files as plain "CSV", add ENCODING=WIN1252.' >&2
  } 3>&1
}

say "[1/4] PostgreSQL, its headers, a compiler, and what reads the files"
server_packages
reader_packages "$data" || exit
say "[2/4] the extension"
server_prepare
say "[3/4] a throw-away server"
server_start
say "[4/4] the files in $data"
data=$(server_can_read "$data") || exit
as_user psql -X -q -c 'CREATE EXTENSION care_quality' || exit
run load.sql || exit
say ''
[ "$sample" ] && say 'Larkshire does not exist: its services, its figures and its benchmark are invented.'
run report.sql || exit

say ''
if [ "${STAY:-}" ]; then
  say 'The tables are locations, ratings, waiting, assessment and benchmark, the views council_month, service_today and others (\dv+); \q ends.'
  as_user bash -c 'cd "$1" && exec psql -X' psql "$TREE"
else
  say "Made from nothing in $((SECONDS - started)) seconds. STAY=1 opens psql on these tables; DATA=directory takes your own."
fi
