# A throw-away PostgreSQL server with care_quality in it, for Debian and Ubuntu.
#
# To be sourced by bash from a script that owns its traps, e.g. tools/check.sh and examples/demo.sh:
#
#   . tools/server.sh
#   server_packages                 install what is missing; finds PG_CONFIG
#   server_prepare                  private copy of PostgreSQL; build care_quality and install it there
#   server_start [setting=value …]  initdb and start, on a Unix socket only
#   as_user psql -c 'SELECT 1'      any command as the server's user, with its programs and socket
#
# Nothing is written outside $WORK but packages; a running PostgreSQL is neither needed nor touched.
# The server is stopped and $WORK removed when the script ends, also when interrupted.
#
# With SANITIZE=1 care_quality is built with AddressSanitizer and UndefinedBehaviorSanitizer, which end the
# server process at the first fault they see and say why in $LOG/sanitizer.*.
#
# Afterwards set:  ROOT  this source tree         TREE  its copy, built
#                  WORK  the temporary folder     LOG   what initdb and the server had to say
# and in the environment PATH, PGHOST, PGPORT, PGUSER and PGDATABASE, so that plain psql works.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
WORK=

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# check_days NAME…: of variables that are set, each has to be a date.
check_days()
{
  local name

  for name; do
    [[ ! ${!name:-} || ${!name} =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]] || die "$name=${!name} is not written like 2024-07-01, the first of a month"
  done
}

# The caller's own server, locale and make variables must not reach ours. Variables from make's command
# line (PG_CONFIG, CC, COPT, WERROR) are in the environment too, and stay; DATA would be taken for PGXS's.
for _name in $(compgen -e PG) MAKEFLAGS MFLAGS MAKELEVEL DATA; do
  [ "$_name" = PG_CONFIG ] || unset "$_name"
done
unset _name LANGUAGE "${!LC_@}"
export LC_ALL=C.UTF-8 LANG=C.UTF-8


# Packages

# Where Debian's packages put every major version of PostgreSQL, and the oldest that care_quality is for
versions=/usr/lib/postgresql
oldest=13

# as_root COMMAND…: directly or with sudo.
as_root()
{
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    command -v sudo >/dev/null && sudo "$@"
  fi
}

# may_install: asked once, for sudo may want a password.
may_install()
{
  [ "${may_install:-}" ] || may_install=$(as_root true && say yes || say no)
  [ "$may_install" = yes ]
}

# apt_update: once is enough. Who may not goes on with the package lists that are here.
apt_update()
{
  [ -z "${apt_updated:-}" ] && may_install || return 0
  apt_updated=1
  as_root apt-get -qq update </dev/null || say 'apt-get update failed; going on with the package lists that are here'
}

# apt_has PACKAGE: whether it can be installed.
apt_has() { [[ $(apt-cache policy "$1" 2>/dev/null) = *' Candidate: '[0-9]* ]]; }

# apt_install PACKAGE…: or an end that names them, for whoever can.
apt_install()
{
  command -v apt-get >/dev/null ||
    die 'this is no Debian or Ubuntu: please install gcc, make, PostgreSQL with its server headers, and the perl module IPC::Run'
  may_install || die "please let an administrator run: apt-get install $*"
  apt_update
  apt_get "$@"
}

# apt_get PACKAGE…: without questions, restarts of what runs, and Debian's "main" cluster, whose server would be started.
apt_get()
(
  conf=/etc/postgresql-common/createcluster.d/care_quality-check.conf
  say "installing $*"
  said=$(mktemp)
  trap 'rm -f "$said"; as_root rm -f "$conf"; as_root rmdir -p --ignore-fail-on-non-empty "${conf%/*}"' EXIT
  trap 'exit 130' HUP INT TERM
  as_root mkdir -p "${conf%/*}" && echo 'create_main_cluster = false' | as_root tee "$conf" >/dev/null
  as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -qq -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install "$@" >"$said" 2>&1 </dev/null ||
    { tail -n 40 "$said"; die "apt-get could not install $*"; }
)

# has_server PG_CONFIG, has_headers PG_CONFIG: what a PostgreSQL needs to run, and to have extensions compiled.
# Debian's server package brings pgxs.mk, but not the headers.
has_server() { [ -x "$("$1" --bindir)/postgres" ]; }
has_headers() { [ -e "$("$1" --includedir-server)/postgres.h" ] && [ -e "$("$1" --pgxs)" ]; }

# is_supported PG_CONFIG
is_supported() { [ "$("$1" --version | tr -dc '0-9.' | cut -d . -f 1)" -ge $oldest ]; }

# pg_configs: the pg_config of every PostgreSQL that may be used, the preferred one first. In its bin folder is the
# real one; what PG_CONFIG names, or is found first, may be Debian's wrapper.
pg_configs()
{
  local config bin
  if [ "${PG_CONFIG:-}" ]; then
    say "$PG_CONFIG"
  else
    type -P pg_config
    ls -rv "$versions"/*/bin/pg_config 2>/dev/null
  fi | while IFS= read -r config; do
    bin=$("$config" --bindir 2>/dev/null) && [ -x "$bin/pg_config" ] && say "$bin/pg_config"
  done
}

# pg_complete: the first of them that can both compile extensions and run.
pg_complete()
{
  local config
  while IFS= read -r config; do
    is_supported "$config" && has_server "$config" && has_headers "$config" && say "$config" && return
  done < <(pg_configs)
  return 1
}

# pg_majors: the versions that could be made complete: servers that are here, the newest first, then the distribution's.
pg_majors()
{
  ls -rv "$versions"/*/bin/postgres 2>/dev/null | sed 's,/bin/postgres$,,; s,.*/,,'
  apt-cache depends postgresql 2>/dev/null | sed -n 's/^ *Depends: postgresql-\([0-9]*\)$/\1/p'
}

# pg_packages: what is missing of the first of them that apt has the rest of. A server that is here stays as it is.
pg_packages()
{
  local major bin
  for major in $(pg_majors); do
    [ "$major" -ge $oldest ] && apt_has "postgresql-server-dev-$major" || continue
    bin=$versions/$major/bin
    [ -x "$bin/postgres" ] || say "postgresql-$major"
    has_headers "$bin/pg_config" 2>/dev/null || say "postgresql-server-dev-$major"
    return
  done
  printf '%s\n' postgresql postgresql-server-dev-all
}

# server_packages: install what building and testing need; afterwards PG_CONFIG is the one to use. Text::CSV_XS reads the
# files of the examples.
server_packages()
{
  local want=() complete
  if [ "${CC:-}" ]; then
    command -v "${CC%% *}" >/dev/null || die "CC=$CC is not here"
  else
    command -v gcc >/dev/null || want+=(gcc)
  fi
  command -v make >/dev/null || want+=(make)
  [ -e /usr/include/stdio.h ] || want+=(libc6-dev)
  perl -MIPC::Run -MTest::More -e 1 2>/dev/null && command -v prove >/dev/null || want+=(perl libipc-run-perl)
  perl -MText::CSV_XS -e 1 2>/dev/null || want+=(libtext-csv-xs-perl)
  if ! complete=$(pg_complete); then
    [ -z "${PG_CONFIG:-}" ] ||
      die "PG_CONFIG=$PG_CONFIG leads to no PostgreSQL of version $oldest or later with its server and server headers"
    apt_update
    want+=($(pg_packages))
  fi
  if [ ${#want[@]} -gt 0 ]; then
    apt_install "${want[@]}" || exit
    complete=$(pg_complete) || die 'PostgreSQL was installed, but its server or its headers are not to be found'
  fi
  PG_CONFIG=$complete
}


# The throw-away server

# PostgreSQL refuses to run as root: root's part is played by postgres if there is one, else by nobody.
as_user()
(
  cd "$WORK" || exit
  if [ "$(id -u)" = 0 ]; then
    exec setpriv --reuid="$RUN_AS" --regid="$(id -g "$RUN_AS")" --clear-groups "$@"
  else
    exec "$@"
  fi
)

# work_folder: makes $WORK where there is room for a server and programs may run. The path of a Unix socket in it must
# be short.
work_folder()
{
  local at
  for at in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
    WORK=$(mktemp -d "$at/care_quality.XXXXXX" 2>/dev/null) || continue
    printf '#!/bin/sh\n' >"$WORK/try"
    chmod 755 "$WORK/try"
    chown -R "$RUN_AS" "$WORK"
    [ ${#WORK} -le 60 ] && [ "$(df -Pk "$WORK" | awk 'END { print $4 }')" -ge 500000 ] && as_user "$WORK/try" 2>/dev/null &&
      rm "$WORK/try" && return
    rm -rf "$WORK"
  done
  WORK=
  die 'neither in /tmp nor in /var/tmp are 500 MB where programs may run: please set TMPDIR to a folder that has them'
}

# server_prepare: a private PostgreSQL in $WORK with care_quality built and installed.
server_prepare()
{
  local private bin where at
  RUN_AS=$(id -un)
  if [ "$(id -u)" = 0 ]; then
    RUN_AS=nobody
    id postgres >/dev/null 2>&1 && RUN_AS=postgres
  fi
  trap server_cleanup EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  work_folder
  TREE=$WORK/care_quality
  LOG=$WORK/log
  as_user mkdir "$TREE" "$LOG" "$WORK/tmp" "$WORK/postgresql"

  # PostgreSQL finds its files by the path of its executable, so a copy with the same layout is a full
  # installation. Executables must be copies: links would be resolved.
  private=$WORK/postgresql
  bin=$private$("$PG_CONFIG" --bindir)
  where=$(for at in --bindir --pkglibdir --sharedir; do "$PG_CONFIG" $at; done)
  tar -C / --exclude=bitcode --exclude=man -cf - $(cut -c 2- <<<"$where") | as_user tar -C "$private" -xf - ||
    die 'PostgreSQL could not be copied'

  # Only pg_config does not always follow (Debian's of PostgreSQL 13), so ours is a script.
  as_user rm "$bin/pg_config"
  as_user tee "$bin/pg_config" >/dev/null <<END
#!/bin/sh
'$PG_CONFIG' "\$@" | sed$(for at in $where; do printf " -e 's,^%s,%s&,'" "$at" "$private"; done)
END
  as_user chmod +x "$bin/pg_config"

  PG_CONFIG=$bin/pg_config
  export PATH=$bin:$PATH HOME=$WORK TMPDIR=$WORK/tmp
  export PGHOST=$WORK PGPORT=5432 PGUSER=postgres PGDATABASE=postgres

  [ -z "${SANITIZE:-}" ] || server_sanitize "$bin"
  # Counted as written: nothing is inlined or optimised away. Debian's flags want otherwise, and say so.
  [ -z "${COVERAGE:-}" ] || export COPT="${COPT:-} --coverage -O0 -Wno-cpp"

  say "building care_quality for $("$PG_CONFIG" --version)"
  tar -C "$ROOT" --exclude=./.git --exclude=node_modules --exclude='*.o' --exclude='*.bc' --exclude='*.so' \
    --exclude=./results --exclude=./tmp_check -cf - . | as_user tar -C "$TREE" --no-same-owner -xf - ||
    die 'the source could not be copied'
  server_make -s -j "$(nproc)" all && server_make -s install >/dev/null || die 'the build failed'
}

# server_sanitize BINDIR: from now on server_make builds with sanitizers, and the servers there can load the result.
server_sanitize()
{
  local runtime options early=$1/sanitize_early.so
  runtime=$(${CC:-gcc} -print-file-name=libasan.so)
  [ "$runtime" != libasan.so ] || die 'the compiler has no AddressSanitizer'
  ${CC:-gcc} -shared -fPIC -Wl,-z,initfirst -o "$WORK/tmp/early.so" "$ROOT/tools/sanitize_early.c" || die 'no compiler'
  as_user cp "$WORK/tmp/early.so" "$early"
  # Both runtimes read their own variable. A server process keeps its memory until it ends: that is no leak.
  # PostgreSQL measures the depth of the stack, so it must be one.
  options="abort_on_error=1:print_stacktrace=1:log_path=$LOG/sanitizer"
  as_user mv "$1/postgres" "$1/postgres.plain"
  as_user tee "$1/postgres" >/dev/null <<END
#!/bin/bash
export LD_PRELOAD=$runtime:$early
export ASAN_OPTIONS=$options:detect_leaks=0:detect_stack_use_after_return=0:allocator_may_return_null=1
export ASAN_OPTIONS=\$ASAN_OPTIONS:quarantine_size_mb=64:strict_string_checks=1
export UBSAN_OPTIONS=$options
exec -a "\$0" "\$0.plain" "\$@"
END
  as_user chmod +x "$1/postgres"
  COPT="${COPT:-} -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all"
  COPT="$COPT -fsanitize=address,undefined,float-cast-overflow,float-divide-by-zero"
  # PostgreSQL lets signed numbers wrap around (-fwrapv), and then an overflow is none to the sanitizer. Here none wraps.
  COPT="$COPT -fno-wrapv -DUSE_ASSERT_CHECKING=1"
  export COPT="$COPT -include $TREE/tools/sanitize.h"
}

# server_make ARGUMENT…: make in the copy of the source, for the private PostgreSQL.
server_make() { as_user make --no-print-directory -C "$TREE" PG_CONFIG="$PG_CONFIG" with_llvm=no ${CC:+CC="$CC"} "$@"; }

# server_start [SETTING=VALUE…]: a new, empty server, of the encoding and locale in server_locale.
server_locale=(-E UTF8 --locale=C.UTF-8)
server_start()
{
  as_user initdb -D "$WORK/data" -U postgres -A trust "${server_locale[@]}" -N >"$LOG/initdb" 2>&1 ||
    { cat "$LOG/initdb"; die 'initdb failed'; }
  printf '%s\n' "listen_addresses = ''" "unix_socket_directories = '$WORK'" 'fsync = off' "$@" |
    as_user tee -a "$WORK/data/postgresql.conf" >/dev/null
  as_user pg_ctl -D "$WORK/data" -l "$LOG/server" -w -s start || { cat "$LOG/server"; die 'the server did not start'; }
}

# server_can_read FOLDER: the folder, or a copy of it if the server's user cannot read it.
server_can_read()
{
  local copy=$WORK/read/${1##*/}
  if as_user ls "$1" >/dev/null 2>&1 && [ -z "$(as_user find -L "$1" ! -readable 2>/dev/null)" ]; then
    say "$1"
  else
    as_user mkdir -p "$copy" && tar -C "$1" -hcf - . | as_user tar -C "$copy" -xf - && say "$copy"
  fi
}

# Stops every server under $WORK, those of interrupted TAP tests too, and removes everything.
server_cleanup()
{
  local pidfile
  trap '' HUP INT TERM
  trap - EXIT
  [ "$WORK" ] || return
  find "$WORK" -name postmaster.pid 2>/dev/null | while IFS= read -r pidfile; do
    as_user pg_ctl -D "${pidfile%/*}" -m immediate -w -s stop </dev/null
  done
  cd / && rm -rf "$WORK"
}
