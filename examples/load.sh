#!/bin/bash
# Load the files of a folder into a database that has care_quality; next month's into the same.
#
#   examples/load.sh FOLDER [psql option…]        e.g. examples/load.sh ~/cqc -d council -h dbserver
#   make load DATA=FOLDER COUNCIL=Norfolk         with the database of PGDATABASE, PGHOST, …
#
# More settings, in the environment or after make load:
#   COUNCIL   the council to keep, or several separated by semicolons   (default: all)
#   OLDER=1   take in files older than what is there, as history
#   ENCODING  of CSV files   (default: UTF8; WIN1252 if Excel wrote plain "CSV")
#
# examples/load.sql says which files, and what becomes of them.

data=${1:-${DATA:-}}
examples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
[ -d "$data" ] || { echo "load.sh: \"$data\" is no folder; say which: load.sh FOLDER, or make load DATA=FOLDER" >&2; exit 1; }
shift

# Ctrl-C stops psql, whose last word is to be seen.
set -o pipefail
{
  psql -X -q -v ON_ERROR_STOP=1 -v data="$data" -v examples="$examples" -v councils="${COUNCIL:-}" \
    -v older="${OLDER:-0}" -v encoding="${ENCODING:-UTF8}" "$@" -f "$examples/load.sql" 2>&1 >&3 |
    (trap '' INT; exec sed -E 's/^psql:[^:]+:[0-9]+: //' >&2)
} 3>&1
