# libpq itself, values in binary.

packages_binary() { [ -e "$("$PG_CONFIG" --includedir)/libpq-fe.h" ] || say libpq-dev; }

run_binary()
{
  compile binary pq "-I$("$PG_CONFIG" --includedir)"
  for mode in prepared single; do
    run_client binary $mode other "$WORK/tmp/binary"
  done
}
