#!/bin/bash
# From nothing to a council's monthly report as a web page: install what is missing, build care_quality,
# start a throw-away server, load the files, build the page.
#
#   make dashboard                                   of the sample, Larkshire as at July 2023
#   make dashboard DATA=directory COUNCIL=Norfolk    of the regulator's files as they were downloaded, or your own
#
# examples/load.sql says which files. More settings, each as NAME=value after make dashboard:
#   OUT       the page   (default: dashboard.html)
#   FOLDER    instead, a folder: a page of all councils together, one of each, with links
#   MONTHS    in the folder, so many months back   (default: 1)
#   AREA      what all the councils together are called
#   AS_AT     the first of a month   (default: the last of which the files tell; of the sample, 2023-07-01)
#   SINCE     the first to compare with   (default: a year earlier; of the sample, 2022-12-01)
#   TARGET    percent good or better   (default: 85)
#   COUNCIL   the one to report on; others to compare with after semicolons   (default: all together)
#   ENCODING  of the files   (default: UTF8; WIN1252 if Excel wrote plain "CSV")

set -o pipefail
data=${1:-}
out=${OUT:-dashboard.html}
build=(--out "$out")
[ -z "${FOLDER:-}" ] || build=(--folder "$(realpath -m "$FOLDER")" --months "${MONTHS:-1}")
[ -z "${AREA:-}" ] || build+=(--area "$AREA")
targets=(-v target="${TARGET:-85}")

. "$(dirname "${BASH_SOURCE[0]}")/../../tools/server.sh"
. "$(dirname "${BASH_SOURCE[0]}")/libraries.sh"
. "$(dirname "${BASH_SOURCE[0]}")/../load/packages.sh"

if [ "$data" ]; then
  [ -d "$data" ] || die "DATA=$data is not a directory"
  has_files "$data" || die "there is no .csv, .ods or .xlsx file in $data; examples/sample/README.md describes the files"
  data=$(cd "$data" && pwd -P)
else
  data=$ROOT/examples/sample
  sample=1
  AS_AT=${AS_AT:-2023-07-01}
  SINCE=${SINCE:-$( [ "$AS_AT" = 2023-07-01 ] && [ -z "${FOLDER:-}" ] && echo 2022-12-01 )}
  targets+=(-v waiting_targets='{"Care Act assessment": 2000}')
  build+=(--invented --note 'Larkshire is an invented county. Every service, council and figure on this page is invented.')
fi
[ "${FOLDER:-}" ] || [ -w "$out" ] || [ ! -e "$out" -a -w "$(dirname "$out")" ] || die "$out cannot be written; OUT=/a/folder/page.html is another place"
check_days AS_AT SINCE
[ "${AS_AT:-}" ] && build+=(--as-at "$AS_AT")
[ "${SINCE:-}" ] && build+=(--since "$SINCE")
[ -z "${COUNCIL:-}" ] || [ "${FOLDER:-}" ] || build+=(--council "${COUNCIL%%;*}")

# run FILE [OPTION…]: psql on one of the examples. Errors are shown without the place in the script.
run()
{
  as_user psql -X -q -v ON_ERROR_STOP=1 "${@:2}" -f "$TREE/examples/$1" 2> >(sed -E 's/^psql:[^:]+:[0-9]+: //' >&2)
}

say "[1/5] PostgreSQL, its headers, a compiler and Node.js"
server_packages
reader_packages "$data" || exit
dashboard_packages
say "[2/5] the extension and the libraries of the page"
server_prepare
dashboard_libraries --omit=dev
say "[3/5] a throw-away server"
server_start
say "[4/5] the files in $data"
data=$(server_can_read "$data") || exit
as_user psql -X -q -c 'CREATE EXTENSION care_quality' || exit
run load.sql -v data="$data" -v examples="$TREE/examples" -v councils="${COUNCIL:-}" -v encoding="${ENCODING:-UTF8}" "${targets[@]}" || exit
[ ! "${sample:-}" ] || run dashboard/neighbours.sql || exit
say "[5/5] the page"
node "$DASHBOARD/build.mjs" "${build[@]}"
