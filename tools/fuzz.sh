#!/bin/bash
# make fuzz: hostile input for a care_quality built with AddressSanitizer and UndefinedBehaviorSanitizer.
#
#   tools/fuzz.sh [CASES [SEED [SURFACE…]]]
#
# A million cases by default, in batches of 2,000 with a seed each, on the surfaces of test/fuzz/fuzz.sql. Every
# batch says its seed, so a run that was stopped goes on with SEED=, and one batch alone is repeated with
# CASES=2000 SEED=n SURFACE=name. The last line, "N passed, N failed", counts cases.

SANITIZE=${SANITIZE-1}
. "$(dirname "$0")/server.sh"

cases=${1:-1000000} seed=${2:-1}
shift $(($# < 2 ? $# : 2))
declare -A share=([text]=20 [recv]=25 [state]=25 [row]=10 [call]=15 [document]=5)
surfaces=${*:-text recv state row call document}
batch=2000

# The batches to do, of all surfaces in turn: "surface seed".
batches()
{
  local surface sum=0 n i
  for surface in $surfaces; do
    [ "${share[$surface]:-}" ] || die "there is no surface $surface"
    sum=$((sum + share[$surface]))
  done
  for surface in $surfaces; do
    n=$(((cases * share[$surface] + sum * batch - 1) / (sum * batch)))
    for ((i = 0; i < n; i++)); do
      say "$((seed + i)) $surface"
    done
  done | sort -n -s -k1,1
}

# One of several workers: every step-th batch.
worker()
{
  local first=$1 step=$2 n=0 at surface out
  while read -r at surface; do
    [ $((n++ % step)) = "$first" ] || continue
    out=$(as_user psql -XAtq -c "SELECT * FROM fuzz.run('$surface', $at, $batch)" 2>&1 </dev/null) ||
      out="$surface, seed $at: $out"
    say "$surface, seed $at: $(date +%T)"
    [ -z "$out" ] || cut -c 1-2000 <<<"$out" | tee -a "$WORK/failures"
    # A server that was ended by a sanitizer comes back by itself.
    for _ in $(seq 60); do
      as_user psql -XAtq -c 'SELECT' >/dev/null 2>&1 </dev/null && break
      sleep 1
    done
  done <"$WORK/batches"
}

batches=$(batches) || exit
server_packages
server_prepare
server_start restart_after_crash=on shared_buffers=64MB log_min_messages=fatal
say "$batches" >"$WORK/batches"
: >"$WORK/failures"
as_user psql -Xq -c 'CREATE EXTENSION care_quality' -v ON_ERROR_STOP=1 -f "$TREE/test/fuzz/fuzz.sql" || die 'test/fuzz/fuzz.sql does not run'

workers=$(nproc)
for ((i = 0; i < workers; i++)); do
  worker $i "$workers" &
done
wait

say ''
say 'What came of the cases; no SQLSTATE: a value or a row'
as_user psql -X -P footer=off -c "SELECT surface, nullif(state, '') AS \"SQLSTATE\", sum(cases) AS cases
  FROM fuzz.outcome GROUP BY 1, 2 ORDER BY 1, 3 DESC"
grep -ahsE -A 30 'runtime error:|AddressSanitizer|was terminated by' "$LOG"/sanitizer.* "$LOG/server" | head -n 200
done=$(as_user psql -XAtc 'SELECT coalesce(sum(cases), 0) FROM fuzz.outcome')
failed=$(grep -c , "$WORK/failures")
say "$((done - failed)) passed, $failed failed"
[ "$failed" = 0 ] && [ "$done" -gt 0 ]
