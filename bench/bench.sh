#!/bin/bash
# make bench: speed of care_quality against SQL written by hand and DuckDB, on a throw-away server.
#
#   bench/bench.sh [CASE…]   only these: names from bench/cases, without ending
#
# REPEATS=N  runs of each contestant (5); JIT=on  with PostgreSQL's just-in-time compiler, for all;
# CLOCK=cpu  processor time instead of time passed, for a busy machine; leaves out what has two processes
#
# The table, also as CSV, and the plans are kept in bench/out/. How a case is written: bench/run.pl.

. "$(dirname "$0")/../tools/server.sh"

server_packages
command -v npm >/dev/null || apt_install nodejs npm
(cd "$ROOT/bench" && npm install --silent --no-audit --no-fund --no-package-lock >/dev/null) ||
  say 'DuckDB could not be installed with npm; its figures will be missing'

server_prepare

# All tables stay in memory; no sort or hash table is spilled to disk, ours or a rival's.
# JIT is off because what it gains depends on how the server was built and on its costs: it helps SQL written by
# hand over 20 million rows and slows down the as-at series; JIT=on shows it, for all contestants.
# The planner's costs are PostgreSQL's own, so that it is free to choose a parallel plan or not.
server_start shared_buffers=4GB work_mem=1GB maintenance_work_mem=1GB autovacuum=off \
  wal_level=minimal max_wal_senders=0 max_wal_size=16GB "jit=${JIT:-off}"

perl "$ROOT/bench/run.pl" "$WORK/tmp" "$@"
