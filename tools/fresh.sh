#!/bin/bash
# make check-fresh: the promises of the README on machines that have never seen the project.
#
#   tools/fresh.sh [STATE…]    only these states of a machine: names of functions below, without state_
#
# For use by hand, as root on Debian: needs debootstrap, overlayfs and the network. Every state is a minimal Debian of its
# own; what is installed in it before the project comes is kept as a layer in ROOTS (/var/tmp/care_roots, up to 20 GB),
# and what a run changes is thrown away. All of it takes hours; TESTS='rating 001_install' runs only these of make check.
# What was said is in ROOTS/log. The last line is "N passed, N failed".

ROOTS=${ROOTS:-/var/tmp/care_roots}
SOURCE=$(cd "$(dirname "$0")/.." && pwd -P)
# The package mirror of this machine
MIRROR=${MIRROR:-$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
  grep -Eo 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ')}
passed=0 failed=0

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }


# Machines

# base RELEASE: a minimal Debian.
base()
{
  local root=$ROOTS/base/$1
  [ -e "$root/.ready" ] && return
  rm -rf "$root"
  mkdir -p "$root"
  debootstrap --variant=minbase "$1" "$root" "$MIRROR" >"$ROOTS/log/base-$1" 2>&1 || die "no Debian $1: see $ROOTS/log/base-$1"
  # How this machine reaches packages
  grep -l Acquire /etc/apt/apt.conf.d/* | xargs -r cp -t "$root/etc/apt/apt.conf.d"
  cp -L /etc/resolv.conf "$root/etc"
  echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe"
  [ -z "${NODE_EXTRA_CA_CERTS:-}" ] || cp -L "$NODE_EXTRA_CA_CERTS" "$root/etc/machine.crt"
  touch "$root/.ready"
}

# lay UPPER LOWER…: an overlay at $ROOT. A private namespace of mounts and processes makes both vanish with the state.
lay()
{
  local upper=$1
  shift
  ROOT=$ROOTS/at/$state
  mkdir -p "$ROOT" "$upper" "$upper.work"
  mount -t overlay overlay -o "lowerdir=$(IFS=:; say "$*"),upperdir=$upper,workdir=$upper.work" "$ROOT" || die 'no overlayfs'
  mount -t proc proc "$ROOT/proc"
  mkdir -p "$ROOT/dev/shm"
  mount -t tmpfs -o mode=1777 tmpfs "$ROOT/dev/shm"
}

unlay()
{
  umount "$ROOT/dev/shm" "$ROOT/proc" "$ROOT"
}

# as_root SHELL: as root in the machine, with an environment as a login has it, for an hour and a half at most.
as_root()
{
  timeout 5400 chroot "$ROOT" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
    ${NODE_EXTRA_CA_CERTS:+NODE_EXTRA_CA_CERTS=/etc/machine.crt} DEBIAN_FRONTEND=noninteractive bash -c "$1" </dev/null
}

# machine RELEASE[+RELEASE…] [PACKAGE…]: with these packages, from these releases, the first being its own.
machine()
{
  local releases=$1 own=${1%%+*} key layer
  shift
  base "$own"
  key=$(say "$releases $*" | tr -c 'a-z0-9\n' -)
  layer=$ROOTS/layers/$key
  if [ ! -e "$layer.ready" ]; then
    rm -rf "$layer"
    lay "$layer" "$ROOTS/base/$own"
    say "installing $key"
    tr + '\n' <<<"$releases" | sed "s,.*,deb $MIRROR & main," >"$ROOT/etc/apt/sources.list"
    as_root "apt-get -qq update && { [ -z '$*' ] || apt-get -qq -y --no-install-recommends install $*; } && apt-get clean" \
      >"$ROOTS/log/$key" 2>&1 || die "no machine $key: see $ROOTS/log/$key"
    unlay
    touch "$layer.ready"
  fi
  lay "$ROOTS/at/$state.new" "$layer" "$ROOTS/base/$own"
  who=root home=/root
  project /root/care_quality
}

# project FOLDER: a clean copy of the source, with the published data beside it if they are here.
project()
{
  folder=$1
  mkdir -p "$ROOT$folder"
  (cd "$SOURCE" && if [ -e .git ]; then git ls-files -zco --exclude-standard; else find . -type f -print0; fi |
    tar --null --ignore-failed-read -T - -cf -) | tar -C "$ROOT$folder" --no-same-owner -xf -
  [ ! -d "$SOURCE/../shared/data" ] || { mkdir -p "$ROOT$folder/../shared" && cp -rL "$SOURCE/../shared/data" "$ROOT$folder/../shared"; }
  as_root "chown -R $who: '$folder/..'"
}

# user [sudo]: from now on it is alice who types.
user()
{
  who=alice home=/home/alice
  as_root 'useradd -m -s /bin/bash alice'
  [ "${1:-}" != sudo ] || say 'alice ALL=(ALL) NOPASSWD: ALL' >"$ROOT/etc/sudoers.d/alice"
  project /home/alice/care_quality
}


# Promises

# typed COMMAND: what the user types, in the project's folder.
typed()
{
  as_root "cd '$folder' && exec setpriv --reuid=$who --regid=$who --init-groups env HOME=$home bash -c ${1@Q}"
}

# result NAME STATUS SECONDS
result()
{
  if [ "$2" = 0 ]; then
    passed=$((passed + 1))
    say "$state: $1 ... ok (${3:-0} s)"
  else
    failed=$((failed + 1))
    say "$state: $1 ... FAILED"
    tail -n 15 "$said"
  fi
}

# must COMMAND PATTERN, must_not COMMAND PATTERN: it ends well, or badly, and prints a line that matches. What the state
# has in $before is typed first.
must() { promised 0 "$@"; }
must_not() { promised 1 "$@"; }
promised()
{
  local began=$SECONDS status=0
  typed "${before:+$before; }$2" >"$said" 2>&1 || status=1
  { say "--- $2"; cat "$said"; } >>"$ROOTS/log/$state"
  grep -qE -- "$3" "$said" || status=no
  [ $status = "$1" ]
  result "$2" $? $((SECONDS - began))
}

# holds NAME COMMAND…
holds()
{
  "${@:2}" >"$said" 2>&1
  result "$1" $?
}

demo() { must 'make demo' '^On 1 July 2023, 70\.6% of the rated care services in Larkshire'; }
check() { must "make check TESTS=\"$TESTS\"" '^[0-9]+ passed, 0 failed'; }
dashboard() { must 'make dashboard' 'dashboard\.html'; }
promises() { demo; check; }


# States of a machine: what was there before

# All that make check asks for
everything='make gcc libc6-dev libipc-run-perl libtext-csv-xs-perl postgresql postgresql-server-dev-15'

state_nothing() { machine bookworm make; promises; dashboard; }
state_client() { machine bookworm make postgresql-client libpq-dev; promises; }
state_headers() { machine bookworm make postgresql-server-dev-15; promises; }
state_two() { machine bookworm+bullseye make postgresql-13 postgresql-15; promises; }
state_five() { machine sid+forky+trixie+bookworm+bullseye make postgresql-13 postgresql-15 postgresql-17 postgresql-18; promises; }
state_bullseye() { machine bullseye make; promises; dashboard; }
state_trixie() { machine trixie make; promises; dashboard; }
state_sid() { machine sid make; promises; dashboard; }

# Only the server: its pg_config and pgxs.mk are there, its headers are not. Its cluster runs, and goes on.
state_server()
{
  local before_ours
  machine bookworm make gcc libc6-dev postgresql
  must_not make 'install postgresql-server-dev-15'
  as_root 'pg_ctlcluster 15 main start; su postgres -c "psql -c \"CREATE TABLE ours AS SELECT 1 AS one\""' >/dev/null
  before_ours=$(ours)
  promises
  holds 'the cluster on port 5432 is as it was' [ "$before_ours" = "$(ours)" ]
  must 'make && make install' 'care_quality'
}
ours() { as_root 'su postgres -c "psql -Atp 5432 -c \"SELECT pg_postmaster_start_time(), (SELECT count(*) FROM pg_database), one FROM ours\""'; }

# A version left over from an older Debian, whose headers apt no longer has
state_left_over()
{
  machine bookworm+bullseye make postgresql-13
  say "deb $MIRROR bookworm main" >"$ROOT/etc/apt/sources.list"
  promises
}

state_pg_config()
{
  machine bookworm+bullseye make postgresql-13 postgresql-server-dev-13 postgresql-15 postgresql-server-dev-15
  must 'make demo PG_CONFIG=/usr/lib/postgresql/13/bin/pg_config' '^building care_quality for PostgreSQL 13'
  must "make check PG_CONFIG=/usr/lib/postgresql/13/bin/pg_config TESTS=\"$TESTS\"" '^[0-9]+ passed, 0 failed'
  must 'PG_CONFIG=/usr/lib/postgresql/15/bin/pg_config make demo' '^building care_quality for PostgreSQL 15'
  must_not 'make demo PG_CONFIG=/nowhere/pg_config' 'PG_CONFIG=/nowhere/pg_config leads to no PostgreSQL'
}

state_sudo() { machine bookworm make sudo; user sudo; promises; dashboard; }
state_installed() { machine bookworm $everything; user; promises; must 'make WERROR=1' care_quality; }

# Who may install nothing is told what is missing, and it is all that is missing.
state_powerless()
{
  local advice
  machine bookworm make postgresql
  user
  must_not make 'install postgresql-server-dev-15'
  must_not 'make demo' 'please let an administrator run: apt-get install gcc .*postgresql-server-dev-15$'
  advice=$(sed -n 's/.*please let an administrator run: apt-get //p' "$said")
  holds "the administrator runs apt-get $advice" as_root "apt-get -qq -y --no-install-recommends $advice"
  promises
}

# Odd places and settings
state_noexec() { machine bookworm $everything; mount -t tmpfs -o noexec,mode=1777 tmpfs "$ROOT/tmp"; promises; }
state_small_tmp() { machine bookworm $everything; mount -t tmpfs -o size=64m,mode=1777 tmpfs "$ROOT/tmp"; promises; }
state_no_shm() { machine bookworm $everything; umount "$ROOT/dev/shm"; rmdir "$ROOT/dev/shm"; promises; }
state_umask() { machine bookworm $everything; before='umask 077'; promises; }
state_umask_alice() { machine bookworm $everything; before='umask 077'; user; promises; }
state_homeless() { machine bookworm $everything; user; before='unset HOME'; promises; }
state_turkish() { machine bookworm $everything locales-all; user; before='export LANG=tr_TR LC_ALL=tr_TR'; promises; }
state_clang() { machine bookworm $everything clang; must 'make CC=clang WERROR=1' care_quality; must 'make demo CC=clang WERROR=1' '70\.6%'; }
state_vpath()
{
  machine bookworm $everything
  project /srv/source/care_quality
  must 'mkdir ../build && cd ../build && make -f ../care_quality/Makefile && make -f ../care_quality/Makefile install' care_quality
  cluster --locale=C.UTF-8
  must "cd ../build && chown -R postgres . && $as_postgres make -f ../care_quality/Makefile installcheck" 'Result: PASS'
}
state_spaces()
{
  machine bookworm $everything
  project '/srv/a council/care quality'
  promises
  must 'make && make install' care_quality
  cluster --locale=C.UTF-8
  must "chown -R postgres . && $as_postgres make installcheck" 'Result: PASS'
}
state_read_only()
{
  machine bookworm $everything nodejs npm
  user
  mount --bind "$ROOT$folder" "$ROOT$folder" && mount -o remount,bind,ro "$ROOT$folder"
  promises
  must_not 'make dashboard' 'OUT'
  must 'make dashboard OUT=/tmp/page.html' 'page\.html'
}

# cluster INITDB-OPTION…: a running server with make installcheck's socket and port.
cluster()
{
  as_postgres='setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/tmp PGHOST=/tmp PGPORT=5499'
  as_root "$as_postgres bash -c 'export PATH=/usr/lib/postgresql/15/bin:\$PATH && initdb -D /tmp/data -A trust -N $* &&
    pg_ctl -D /tmp/data -w -l /tmp/data/log -o \"-k /tmp -p 5499 -c listen_addresses=\" start'" >>"$ROOTS/log/$state" 2>&1
}
encoded()
{
  machine bookworm $everything locales-all
  must 'make && make install' care_quality
  cluster "$@"
  must "chown -R postgres .. && $as_postgres make installcheck" 'Result: PASS'
}
state_sql_ascii() { encoded --locale=C --encoding=SQL_ASCII; }
state_latin1() { encoded --locale=en_GB --encoding=LATIN1; }
state_tr_tr() { before='export LANG=tr_TR.UTF-8' ; encoded --locale=tr_TR.UTF-8; }

# The Debian package: built with its tests, where there is no locale and the dashboard's libraries lie about; its own tests
state_package()
{
  machine bookworm make build-essential dpkg-dev debhelper postgresql-all libipc-run-perl nodejs npm autopkgtest
  user
  dashboard
  must 'pg_buildext updatecontrol && dpkg-buildpackage -us -uc -b' 'building package .postgresql-15-care-quality'
  must 'dpkg-deb -c ../postgresql-15-care-quality_*.deb | sed "s/.* //"' 'examples/refresh\.sql'
  holds 'no libraries and no scripts that cannot run in it' [ "$(grep -cE 'node_modules|\.sh$' "$said")" = 0 ]
  who=root home=/root
  must 'autopkgtest . ../postgresql-15-care-quality_*.deb -- null' 'installcheck +PASS'
}

# files FOLDER KIND DAY [ROWS]: files as the regulator publishes them, of invented services
files() { must "mkdir -p $1 && perl bench/files/generate.pl $1 $2 ${4:-3000} $3 && ls $1" "_Latest_ratings.$2"; }

# Spreadsheets, as whole commands; in a database the next month is merged, the same changes nothing, an older one is refused.
state_spreadsheets()
{
  local council='COUNCIL="Council 011"'
  machine bookworm $everything
  files /root/first ods 2026-09-01
  files /root/next xlsx 2026-10-01
  files /root/older ods 2026-08-01
  must "make demo DATA=/root/first $council" '^On 1 September 2026, [0-9.]+% of the rated care services in Council 011'
  must "make demo DATA=/root/next $council" '^On 1 October 2026, [0-9.]+% of the rated care services in Council 011'
  must "make dashboard DATA=/root/first $council" 'dashboard\.html'
  must "make dashboard DATA=/root/next $council OUT=/tmp/next.html" 'next\.html'
  must 'make && make install' care_quality
  cluster --locale=C.UTF-8
  before='export PGHOST=/tmp PGPORT=5499 PGUSER=postgres PGDATABASE=council'
  must 'createdb && psql -qc "CREATE EXTENSION care_quality" && make load DATA=/root/first' '^locations: [0-9]+ new$'
  must 'make load DATA=/root/first' '^locations: nothing new$'
  must 'make load DATA=/root/next' '^locations: .*[0-9]+ changed'
  must 'make load DATA=/root/next' '^ratings: nothing new$'
  must_not 'make load DATA=/root/older' 'as at 1 August 2026, older than those of 1 October 2026'
}

# The first hour of a council's analyst, as the guide has it: from three downloads of the real size to views that the
# server brings up to date by itself, and the page of them. ROWS=30000 for smaller ones.
state_first_hour()
{
  local what='DATA=~/cqc COUNCIL="Council 011"'
  machine bookworm sudo perl
  user sudo
  files /home/alice/cqc ods 2026-09-01 "${ROWS:-323673}"
  must 'sudo apt-get -qq update && sudo apt-get -qq -y install git make' 'Setting up make'
  must "make demo $what" '^On 1 September 2026, [0-9.]+% of the rated care services in Council 011'
  must "make dashboard $what" 'dashboard\.html'
  must 'sudo pg_createcluster 15 main --start && sudo -u postgres createuser alice &&
    sudo -u postgres createdb -T template0 -E UTF8 -O alice council' '^15 +main'
  before='export PGDATABASE=council'
  must 'make && sudo make install && psql -c "CREATE EXTENSION care_quality"' '^CREATE EXTENSION'
  must "make load $what" '^ratings: [0-9,]+ new$'
  must "make load $what" '^ratings: nothing new$'
  files /home/alice/cqc ods 2026-10-01 "${ROWS:-323673}"
  must "make load $what" '^01_October_2026_Latest_ratings\.ods: ratings as at 1 October 2026, [0-9,]+ rows$'
  must 'sudo apt-get -qq -y install postgresql-15-cron && sudo tee -a /etc/postgresql/15/main/postgresql.conf <<END &&
shared_preload_libraries = '"'pg_cron'
cron.database_name = 'council'"'
cron.use_background_workers = on
END
    sudo pg_ctlcluster 15 main restart' pg_cron
  must 'sudo -u postgres psql -d council -c "CREATE EXTENSION pg_cron" -c "GRANT USAGE ON SCHEMA cron TO alice"' GRANT
  must 'psql -f examples/refresh.sql && psql -c "SELECT cron.schedule(jobname, '"'* * * * *'"', command) FROM cron.job"' row
  must 'sleep 65; psql -c "SELECT status, return_message FROM cron.job_run_details"' succeeded
  must 'PGHOST=/var/run/postgresql node examples/dashboard/build.mjs --out /tmp/page.html' 'Council 011 as at 2026-10-01'
}

# The page in a browser, on the releases that have one that is new enough
state_browser() { machine bookworm make; must 'make check-dashboard' '^[0-9]+ passed, 0 failed'; }
state_browser_trixie() { machine trixie make; must 'make check-dashboard' '^[0-9]+ passed, 0 failed'; }

# Continuous integration, with nothing but what its machine has anyway
state_ci()
{
  local packages
  machine bookworm
  packages=$(packages)
  must 'bash .ci/run' '^[0-9]+ passed, 0 failed'
  say "$state: $(($(packages) - packages)) packages were installed for it"
}
packages() { as_root 'dpkg-query -W | wc -l'; }


# inside STATE: in namespaces of its own
inside()
{
  state=$1
  said=$(mktemp)
  before=
  rm -rf "$ROOTS/at/$state.new"
  : >"$ROOTS/log/$state"
  "state_$state"
  # The namespace of processes ends every server; that of mounts, every mount.
  umount -l "$ROOT"
  rm -rf "$ROOTS/at/$state.new" "$ROOTS/at/$state.new.work" "$said"
  say "$passed $failed" >"$ROOTS/at/$state.counted"
}

if [ "${1:-}" = --inside ]; then
  inside "$2"
  exit
fi

all=$(compgen -A function state_ | sed 's/^state_//')
[ "$(id -u)" = 0 ] || die 'must be run by root'
command -v debootstrap >/dev/null || die 'please install debootstrap'
[ "$MIRROR" ] || die 'the package sources of this machine name no Debian mirror; please set MIRROR'
mkdir -p "$ROOTS/log" "$ROOTS/at" "$ROOTS/layers"
for state in ${*:-$all}; do
  grep -qx "$state" <<<"$all" || die "there is no state $state"
done
for state in ${*:-$all}; do
  rm -f "$ROOTS/at/$state.counted"
  TESTS=${TESTS:-} unshare --mount --pid --fork --kill-child bash "$0" --inside "$state"
  read -r ok not_ok <"$ROOTS/at/$state.counted" || { ok=0 not_ok=1; say "$state: FAILED to be made"; }
  passed=$((passed + ok)) failed=$((failed + not_ok))
done
say ''
say "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
