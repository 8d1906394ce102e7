# pgbouncer in transaction mode, which lends each statement or transaction whatever connection is free; Node.js
# through it, in text and in binary, and fifty clients over two connections.
#
# Its package starts a service: it is unpacked beside the server instead, and only the libraries are installed.

packages_pool()
{
  packages_node
  command -v pgbouncer >/dev/null && return
  apt_has pgbouncer || apt_update >&2
  if apt_has pgbouncer; then pool_libraries; else say pgbouncer; fi
}

# The libraries that pgbouncer needs and that are not here
pool_libraries()
{
  local library
  for library in $(apt-cache depends pgbouncer | sed -n 's/^ *Depends: \(lib[^ ]*\)$/\1/p'); do
    dpkg-query -W "$library" >/dev/null 2>&1 || say "$library"
  done
}

# pool_program: its path.
pool_program()
{
  type -P pgbouncer && return
  pool_download || { apt_update >&2; pool_download; } && as_user dpkg-deb -x "$WORK"/pool/pgbouncer_*.deb "$WORK/pool" &&
    say "$WORK/pool/usr/sbin/pgbouncer"
}

pool_download() { as_user env -C "$WORK/pool" apt-get -qq download pgbouncer >/dev/null 2>&1; }

# pool_start: two connections of the server for whoever comes.
pool_start()
{
  local program
  as_user mkdir -p "$WORK/pool"
  program=$(pool_program) || return
  POOL_PORT=$(free_port)
  export POOL_PORT
  printf '"bi" "%s"\n' "$BI_PASSWORD" | as_user tee "$WORK/pool/users" >/dev/null
  as_user tee "$WORK/pool/pgbouncer.ini" >/dev/null <<END
[databases]
postgres = host=127.0.0.1 port=$PGPORT
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $POOL_PORT
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $WORK/pool/users
pool_mode = transaction
default_pool_size = 2
max_client_conn = 100
ignore_startup_parameters = extra_float_digits
logfile = $LOG/pool
pidfile = $WORK/pool/pid
stats_users = bi
END
  trap 'pool_stop; server_cleanup' EXIT
  as_user "$program" -q -d "$WORK/pool/pgbouncer.ini"
}

pool_stop()
{
  [ ! -e "$WORK/pool/pid" ] || as_user kill "$(cat "$WORK/pool/pid")"
  unset POOL_PORT
}

# shared: fifty at once, each with many short transactions, and every answer must be the right one.
shared()
{
  as_user timeout 60 node "$TREE/test/clients/pool.js" >"$WORK/tmp/pool.said" 2>&1 </dev/null
  hear pool "$WORK/tmp/pool.said" $?
  verdict 'two connections of the server served them all' [ "$(query "SELECT count(*) FROM pg_stat_activity WHERE usename = 'bi'")" -le 2 ]
}

run_pool()
{
  node_packages
  pool_start || { not_ok 'pgbouncer does not start'; return; }
  run_client pool text other node "$TREE/test/clients/node.js"
  run_client pool binary other node "$TREE/test/clients/postgrejs.mjs"
  trial 'pool shared' shared
  pool_stop
}
