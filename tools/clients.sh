#!/bin/bash
# make check-clients: care_quality through the drivers of business intelligence tools, on a schedule, and as a
# Debian package.
#
#   tools/clients.sh [TEST…]   only these: odbc jdbc node binary cron package
#
# The programs are in test/clients; each writes down every value it gets from the views of wire.sql, and that
# must be what plain SQL says (wire.value), with the types it has there. They read as an ordinary role with a
# password, over TCP on 127.0.0.1. What is missing is installed: packages, and node-postgres from npm into
# test/clients/node_modules. The last line is "N passed, N failed".

. "$(dirname "$0")/server.sh"

CLIENTS=$ROOT/test/clients
passed=0 failed=0

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

# query SQL: as psql -At prints it.
query() { as_user psql -XAtq -v ON_ERROR_STOP=1 -c "$1" </dev/null; }

asked() { [ -z "$only" ] || [[ " $only " = *" $1 "* ]]; }

# Everything the wanted tests need
client_packages()
{
  local want=() major
  major=$("$PG_CONFIG" --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/')
  if asked odbc; then
    [ -e /usr/include/sql.h ] || want+=(unixodbc-dev)
    odbcinst -q -d -n 'PostgreSQL Unicode' >/dev/null 2>&1 || want+=(unixodbc odbcinst odbc-postgresql)
  fi
  if asked jdbc; then
    [ -e /usr/share/java/postgresql.jar ] || want+=(libpostgresql-jdbc-java)
    command -v javac >/dev/null || want+=(default-jdk-headless)
  fi
  if asked node; then
    command -v node >/dev/null || want+=(nodejs)
    command -v npm >/dev/null || want+=(npm)
  fi
  if asked binary; then
    [ -e "$("$PG_CONFIG" --includedir)/libpq-fe.h" ] || want+=(libpq-dev)
  fi
  if asked cron; then
    [ -e "$("$PG_CONFIG" --pkglibdir)/pg_cron.so" ] || want+=("postgresql-$major-cron")
  fi
  if asked package; then
    [ -e /usr/share/build-essential/list ] || want+=(build-essential)
    command -v pg_buildext >/dev/null && command -v dh >/dev/null || want+=(debhelper postgresql-server-dev-all)
  fi
  [ ${#want[@]} = 0 ] || apt_install "${want[@]}" || exit
  asked node && [ ! -d "$CLIENTS/node_modules/pg" ] || return 0
  say 'installing node-postgres'
  npm install --prefix "$CLIENTS" --no-package-lock --no-audit --no-fund --loglevel=error >/dev/null || die 'npm could not install node-postgres'
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

# The views, and what must arrive of them
prepare_wire()
{
  query 'CREATE EXTENSION care_quality' && as_user psql -Xq -v ON_ERROR_STOP=1 -f "$TREE/test/clients/wire.sql" </dev/null ||
    die 'the views could not be made'
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

# run_client NAME MODE OTHER COMMAND…: one program in one mode. OTHER is what it calls the types of the extension.
run_client()
{
  local name=$1 mode=$2 other=$3 got=$WORK/tmp/$1.$2 said=$WORK/tmp/$1.$2.said view before=$failed count=$passed
  shift 3
  as_user timeout 120 "$@" "$mode" "$got" >"$said" 2>&1 </dev/null || not_ok "$name $mode ended with status $?: $(tail -n 5 "$said")"
  grep -q '^ok - ' "$said" || not_ok "$name $mode checked nothing"
  passed=$((passed + $(grep -c '^ok - ' "$said")))
  while IFS= read -r view; do not_ok "$name $mode: ${view#not ok - }"; done < <(grep '^not ok - ' "$said")

  # One result for each view: every column of every row, with its type
  touch "$got"
  for view in $(cut -f 1 "$WORK/expected" | sort -u); do
    # The package cannot read types it does not know in binary.
    [ "$name $mode" = 'node binary' ] && [[ "$view" =~ ^(summaries|histories|ratings|long)$ ]] && continue
    grep "^$view"$'\t' "$WORK/expected" | sed -E "s/^(([^\t]*\t){3})(summary|care_rating)\t/\1${other:-\\3}\t/" | LC_ALL=C sort >"$WORK/must"
    grep "^$view"$'\t' "$got" | LC_ALL=C sort >"$WORK/is"
    if cmp -s "$WORK/must" "$WORK/is"; then
      ok
    else
      not_ok "$name $mode: $view"
      diff "$WORK/must" "$WORK/is" | head -n 6 | cut -c -200
    fi
  done
  say "test $name $mode ... $([ $failed = $before ] && say "ok ($((passed - count)))" || say FAILED)"
}

# compile NAME LIBRARY [FLAG…]: a program of test/clients.
compile()
{
  as_user ${CC:-gcc} -O1 -Wall -Wextra -Werror -o "$WORK/tmp/$1" "$TREE/test/clients/$1.c" "${@:3}" "-l$2" || die "$1.c does not compile"
}

run_odbc()
{
  compile odbc odbc
  for mode in direct prepared cursor; do
    run_client odbc $mode text "$WORK/tmp/odbc"
  done
}

run_jdbc()
{
  for mode in simple extended binary cursor; do
    run_client jdbc $mode '' java -Xmx200m -cp /usr/share/java/postgresql.jar "$TREE/test/clients/Jdbc.java"
  done
}

run_node()
{
  NODE_PATH=$(server_can_read "$CLIENTS/node_modules") || die 'node_modules cannot be read'
  export NODE_PATH
  for mode in text prepared binary; do
    run_client node $mode other node "$TREE/test/clients/node.js"
  done
}

run_binary()
{
  compile binary pq "-I$("$PG_CONFIG" --includedir)"
  for mode in prepared single; do
    run_client binary $mode other "$WORK/tmp/binary"
  done
}

# examples/refresh.sql with pg_cron in the database: waits for a real run, that of the next minute.
run_cron()
{
  local before=$failed count=$passed wait
  query 'CREATE EXTENSION pg_cron' || { not_ok 'pg_cron cannot be created'; return; }
  as_user psql -Xq -v ON_ERROR_STOP=1 -v data="$TREE/examples/sample" -v examples="$TREE/examples" -f "$TREE/examples/load.sql" >/dev/null </dev/null &&
    as_user psql -Xq -v ON_ERROR_STOP=1 -f "$TREE/examples/refresh.sql" >/dev/null </dev/null || { not_ok 'the examples run'; return; }
  verdict 'the refresh is scheduled for six in the morning' \
    [ "$(query "SELECT count(*) FROM cron.job WHERE schedule = '0 6 * * *' AND command = 'CALL public.refresh_views()' AND active")" = 1 ]

  # The same job, every minute; a rating is published in between.
  query "SELECT cron.schedule(jobname, '* * * * *', command) FROM cron.job" >/dev/null
  verdict 'scheduling again replaces the job' [ "$(query 'SELECT count(*) FROM cron.job')" = 1 ]
  query "INSERT INTO ratings SELECT location_id, 'Overall', 'Overall', 'Outstanding', '2024-09-30'
    FROM locations WHERE deregistered IS NULL AND registered < '2020-01-01'"
  wait="SELECT sum(published) FROM council_month WHERE as_at = '2024-10-01'"
  local stale fresh
  stale=$(query "$wait")
  fresh=$(query "SELECT published FROM (SELECT care_trend(history) AS t
    FROM (SELECT care_rollup(history) AS history FROM location_histories() JOIN locations USING (location_id)
          GROUP BY coalesce(site_id, location_id)) s) g, care_monthly(t) WHERE as_at = '2024-10-01'")
  verdict 'before the run the view is as it was' [ "$stale" != "$fresh" ]
  for _ in $(seq 150); do
    [ "$(query "SELECT count(*) FROM cron.job_run_details WHERE status = 'succeeded'")" -ge 1 ] && break
    sleep 1
  done
  verdict 'pg_cron ran it' [ "$(query "SELECT count(DISTINCT jobid) FROM cron.job_run_details WHERE status = 'succeeded'")" = 1 ]
  verdict 'no run failed' [ "$(query "SELECT count(*) FROM cron.job_run_details WHERE status = 'failed'")" = 0 ]
  verdict "after it the view is fresh: $fresh" [ "$(query "$wait")" = "$fresh" ]
  say "test cron ... $([ $failed = $before ] && say "ok ($((passed - count)))" || say FAILED)"
  [ $failed = $before ] || query 'TABLE cron.job_run_details'
  query 'SELECT cron.unschedule(jobid) FROM cron.job' >/dev/null
}

# The Debian package: built (without its own run of make check's tests), unpacked over the private PostgreSQL
# in place of what make install put there, and created from it.
run_package()
{
  local before=$failed count=$passed source=$WORK/package/care-quality major package
  major=$("$PG_CONFIG" --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/')
  as_user mkdir -p "$source" && tar -C "$ROOT" --exclude=./.git --exclude=node_modules -cf - . | as_user tar -C "$source" --no-same-owner -xf -
  # As make dashboard leaves them
  as_user mkdir -p "$source/examples/dashboard/node_modules/library" "$source/examples/dashboard/.node/node_modules/library"
  as_user touch "$source"/examples/dashboard/{,.node/}node_modules/library/index.js
  as_user env -u PG_CONFIG bash -c "cd '$source' && pg_buildext updatecontrol && DEB_BUILD_OPTIONS=nocheck DEB_BUILD_PROFILES=nocheck dpkg-buildpackage -us -uc -b" \
    >"$WORK/package/log" 2>&1 </dev/null || { not_ok 'the package is not built'; tail -n 20 "$WORK/package/log"; return; }
  package=$(ls "$WORK"/package/postgresql-"$major"-care-quality_*.deb)
  verdict "there is a package for PostgreSQL $major" [ -e "$package" ]
  verdict 'its version is that of META.json' [ "$(dpkg-deb -f "$package" Version)" = \
    "$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$ROOT/META.json")" ]
  verdict 'it depends on the server' grep -q "postgresql-$major" <<<"$(dpkg-deb -f "$package" Depends)"

  verdict 'it brings no libraries of the dashboard, and no scripts that only run in the source' \
    [ -z "$(dpkg-deb -c "$package" | grep -E 'node_modules/|\.sh$')" ]

  server_make uninstall >/dev/null
  query 'CREATE DATABASE package'
  verdict 'without make install the extension is gone' [ "$(query "SELECT count(*) FROM pg_available_extensions WHERE name = 'care_quality'")" = 0 ]
  dpkg-deb --fsys-tarfile "$package" | as_user tar -C "$WORK/postgresql" -xf - ./usr/lib ./usr/share
  verdict 'the extension of the package works' [ "$(as_user psql -XAtq -d package -c 'CREATE EXTENSION care_quality' \
    -c "SELECT care_locations(care_tally('Good'::text))" </dev/null)" = 1 ]
  for file in README.md doc/trend.md examples/refresh.sql; do
    verdict "it brings $file" test -e "$WORK/postgresql/usr/share/doc/postgresql-$major-care-quality/$file" -o \
      -e "$WORK/postgresql/usr/share/doc/postgresql-$major-care-quality/$file.gz"
  done
  say "test package ... $([ $failed = $before ] && say "ok ($((passed - count)))" || say FAILED)"
}

only=$*
for name in $only; do
  [[ " odbc jdbc node binary cron package " = *" $name "* ]] || die "there is no test $name"
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
for name in odbc jdbc node binary cron package; do
  asked $name && run_$name
done
grep -E 'TRAP:|PANIC:|was terminated by' "$LOG/server" && not_ok 'the server stumbled'

say ''
say "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
