#!/bin/bash
# make check-clients: care_quality in the tools that analysts have, on a schedule, and as a Debian package.
#
#   tools/clients.sh [TEST…]   only these: odbc jdbc node binary pool python r notebook calc map sheet questions cron package
#
# Each test is a file test/clients/TEST.sh: packages_TEST says which Debian packages it lacks, run_TEST tries it; if
# something takes its time without anybody's help, begin_TEST sets it off before the first test. What is named, and
# everything with CI=true, is installed if it is missing: packages, and from npm what node and pool need, into
# test/clients/node_modules. Otherwise a test that lacks something is skipped and says how to ask for it.
#
# The drivers (odbc jdbc node binary python r) write down every value they get from the views of wire.sql, and that must
# be what plain SQL says (wire.value), with the types it has there. The others read the sample's views (council). All read
# as an ordinary role with a password, over TCP on 127.0.0.1. The last line is "N passed, N failed", and how many tests
# were skipped.

. "$(dirname "$0")/server.sh"

CLIENTS=$ROOT/test/clients
# Debian's modules are those of Debian's Python.
PYTHON=/usr/bin/python3
# In this order: the package takes the extension away.
all=(odbc jdbc node binary pool python r notebook calc map sheet questions cron package)
passed=0 failed=0 skipped=0

for name in "${all[@]}"; do
  . "$CLIENTS/$name.sh"
done

# ok NAME, not_ok NAME: one result.
ok() { passed=$((passed + 1)); }
not_ok() { failed=$((failed + 1)); say "not ok - $*"; }

# verdict NAME COMMAND…: passed if the command succeeds.
verdict()
{
  local name=$1
  shift
  if "$@"; then ok; else not_ok "$name"; fi
}

# trial NAME COMMAND…: a command that counts results, and a line that says how they were.
trial()
{
  local name=$1 before=$failed count=$passed
  shift
  "$@"
  say "test $name ... $([ $failed = $before ] && [ $passed -gt $count ] && say "ok ($((passed - count)))" || say FAILED)"
}

# query SQL [DATABASE]: as psql -At prints it.
query() { as_user psql -XAtq -v ON_ERROR_STOP=1 -d "${2:-postgres}" -c "$1" </dev/null; }

# script FILE DATABASE [OPTION…]: a file of SQL; what it prints is in $WORK/tmp/said.
script()
{
  as_user psql -Xq -v ON_ERROR_STOP=1 -f "$1" -d "${@:2}" >"$WORK/tmp/said" 2>&1 </dev/null ||
    { tail -n 5 "$WORK/tmp/said"; return 1; }
}

asked() { [[ " ${tests[*]} " = *" $1 "* ]]; }

# has_python MODULE…: whether Debian's Python has them all.
has_python() { $PYTHON -c "import $(IFS=,; say "$*")" 2>/dev/null; }

# The major version, in the names of packages
pg_major() { "$PG_CONFIG" --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/'; }

# Installs everything that the tests of these names need, or takes those that lack something out of them.
client_packages()
{
  local name want=() lacks kept=()
  for name in "${tests[@]}"; do
    lacks=$(packages_$name)
    if [ -z "$lacks" ] || [ "$only" ] || [ "${CI:-}" = true ]; then
      want+=($lacks) kept+=("$name")
    else
      skipped=$((skipped + 1))
      say "test $name ... skipped: it lacks" $lacks "(make check-clients TESTS=$name installs it)"
    fi
  done
  tests=("${kept[@]}")
  [ ${#want[@]} = 0 ] || apt_install $(printf '%s\n' "${want[@]}" | sort -u) || exit
}

# A port that nobody listens on
free_port()
{
  perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(Listen => 1, LocalAddr => "127.0.0.1")->sockport'
}

# The server, and a role that must show its password
start_server()
{
  PGPORT=$(free_port)
  BI_USER=bi BI_PASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  export PGPORT BI_USER BI_PASSWORD
  server_start "listen_addresses = '127.0.0.1'" "$@"
  printf '%s\n' 'local all all trust' 'host all bi 127.0.0.1/32 scram-sha-256' | as_user tee "$WORK/data/pg_hba.conf" >/dev/null
  query "SET password_encryption = 'scram-sha-256'; CREATE ROLE bi LOGIN PASSWORD '$BI_PASSWORD'; SELECT pg_reload_conf()" >/dev/null
}

# as_reader COMMAND…: by the server's user, with the environment that lets libpq reach the sample as the role bi.
as_reader()
{
  as_user env PGHOST=127.0.0.1 PGDATABASE=council PGUSER="$BI_USER" PGPASSWORD="$BI_PASSWORD" "$@"
}

# council: a database with the sample and its views, made when the first test asks for it.
council()
{
  [ -z "${council:-}" ] || return 0
  query 'CREATE DATABASE council' && query 'CREATE EXTENSION care_quality' council &&
    script "$TREE/examples/load.sql" council -v data="$TREE/examples/sample" -v examples="$TREE/examples" &&
    script "$TREE/examples/views.sql" council -v reader=bi || { not_ok 'the sample and its views'; return 1; }
  council=made
}

# The views, and what must arrive of them
prepare_wire()
{
  query 'CREATE EXTENSION care_quality' && script "$TREE/test/clients/wire.sql" postgres || die 'the views could not be made'
  query 'SELECT wire.value()' >"$WORK/expected" || die 'what must arrive could not be asked'

  # A function that returns rows and is in no view has been forgotten.
  local missing
  missing=$(query "
    SELECT p.oid::regprocedure FROM pg_proc p
    JOIN pg_depend e ON e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e'
    JOIN pg_extension x ON e.refclassid = 'pg_extension'::regclass AND e.refobjid = x.oid AND x.extname = 'care_quality'
    JOIN pg_type t ON t.oid = p.prorettype AND t.typtype = 'c'
    WHERE NOT EXISTS (SELECT FROM pg_aggregate a WHERE a.aggfinalfn = p.oid)
    AND NOT EXISTS (SELECT FROM pg_depend v WHERE v.classid = 'pg_rewrite'::regclass
                      AND v.refclassid = 'pg_proc'::regclass AND v.refobjid = p.oid)")
  verdict "wire.sql has no view over: $missing" [ -z "$missing" ]
  # A column that is always NULL shows nothing of its type.
  missing=$(awk -F '\t' '{ column[$1 "." $3] } $5 != "\\N" { value[$1 "." $3] }
    END { for (c in column) if (!(c in value)) print c }' "$WORK/expected")
  verdict "wire.sql has no value for: $missing" [ -z "$missing" ]
  # What a table function returns is of built-in types; only a location's particulars have flags and a list.
  missing=$(query "SELECT DISTINCT attrelid::regclass, attname FROM pg_attribute a JOIN pg_type t ON t.oid = atttypid
    WHERE attrelid IN (SELECT typrelid FROM pg_type WHERE typname ~ '^care_.*(_row|_limits)\$') AND attnum > 0
      AND atttypid NOT IN ('bigint'::regtype, 'integer'::regtype, 'double precision'::regtype, 'date'::regtype, 'text'::regtype)
      AND (attrelid <> 'care_location_row'::regclass OR atttypid NOT IN ('boolean'::regtype, 'text[]'::regtype))")
  verdict "not of a plain type: $missing" [ -z "$missing" ]
}

# hear NAME FILE STATUS: counts the lines "ok - …" and "not ok - …" that a program wrote.
hear()
{
  local line
  [ "$3" = 0 ] || not_ok "$1 ended with status $3: $(tail -n 5 "$2")"
  grep -q '^ok - ' "$2" || not_ok "$1 checked nothing"
  passed=$((passed + $(grep -c '^ok - ' "$2")))
  while IFS= read -r line; do not_ok "$1: ${line#not ok - }"; done < <(grep '^not ok - ' "$2")
}

# run_client NAME MODE OTHER COMMAND…: one program in one mode. OTHER is what it calls the types of the extension.
run_client() { trial "$1 $2" dump "$@"; }

dump()
{
  local name=$1 mode=$2 other=$3 got=$WORK/tmp/$1.$2 said=$WORK/tmp/$1.$2.said view
  shift 3
  as_user timeout 120 "$@" "$mode" "$got" >"$said" 2>&1 </dev/null
  hear "$name $mode" "$said" $?

  # One result for each view: every column of every row, with its type
  touch "$got"
  for view in $(cut -f 1 "$WORK/expected" | sort -u); do
    # They cannot read types that they do not know in binary.
    [[ "$name $mode" =~ ^(node|pool|python)\ binary$ ]] && [[ "$view" =~ ^(summaries|histories|ratings|long)$ ]] && continue
    grep "^$view"$'\t' "$WORK/expected" | sed -E "s/^(([^\t]*\t){3})(summary|care_rating)\t/\1${other:-\\3}\t/" | LC_ALL=C sort >"$WORK/must"
    grep "^$view"$'\t' "$got" | LC_ALL=C sort >"$WORK/is"
    if cmp -s "$WORK/must" "$WORK/is"; then
      ok
    else
      not_ok "$name $mode: $view"
      diff "$WORK/must" "$WORK/is" | head -n 6 | cut -c -200
    fi
  done
}

# program NAME COMMAND…: one that counts by itself and reads the sample.
program()
{
  local name=$1
  shift
  council || return
  as_reader timeout 180 "$@" >"$WORK/tmp/$name.said" 2>&1 </dev/null
  hear "$name" "$WORK/tmp/$name.said" $?
}

# compile NAME LIBRARY [FLAG…]: a program of test/clients.
compile()
{
  as_user ${CC:-gcc} -O1 -Wall -Wextra -Werror -o "$WORK/tmp/$1" "$TREE/test/clients/$1.c" "${@:3}" "-l$2" || die "$1.c does not compile"
}

only=$*
tests=(${only:-${all[@]}})
for name in "${tests[@]}"; do
  [[ " ${all[*]} " = *" $name "* ]] || die "there is no test $name: there are ${all[*]}"
done

server_packages
client_packages
server_prepare
if asked cron; then
  start_server "shared_preload_libraries = 'pg_cron'" "cron.database_name = 'postgres'" "cron.host = '$WORK'"
else
  start_server
fi
prepare_wire
for name in "${tests[@]}"; do
  ! declare -F begin_$name >/dev/null || begin_$name
done
for name in "${all[@]}"; do
  ! asked $name || run_$name
done
grep -E 'TRAP:|PANIC:|was terminated by' "$LOG/server" && not_ok 'the server stumbled'

say ''
say "$passed passed, $failed failed$([ $skipped = 0 ] || say ", $skipped skipped")"
[ $failed = 0 ] && [ $passed -gt 0 ]
