#!/bin/bash
# make check: build care_quality and run every test on a throw-away server.
#
#   tools/check.sh [TEST…]   only these: names from test/sql or test/t, without folder and ending
#
# The last line, "N passed, N failed", counts the pg_regress tests and the single assertions of the TAP
# tests; ", N skipped" follows if there are such, and the line of each test says why. A test that was to run and
# gave no result has failed.
# With SANITIZE=1 (make check-sanitize) all of it runs under AddressSanitizer and UndefinedBehaviorSanitizer;
# what they find is printed and counts as a failure. With COVERAGE=1 (make coverage) the lines and branches that the
# tests reach are counted: tools/coverage.pl.
#
# Real published data is taken from CARE_QUALITY_DATA or ../shared/data. A TAP test may skip all where it lacks
# that, or another program; with the data there, one that wants them and does not run has failed.

. "$(dirname "$0")/server.sh"

passed=0 failed=0 skipped=0

# wanted FILE…: the names of those that were asked for, or of all.
wanted()
{
  local file name
  for file; do
    name=${file##*/}
    name=${name%.*}
    [ -e "$file" ] || continue
    [ -z "$only" ] || [[ " $only " = *" $name "* ]] && say "$name"
  done
}

# count PATTERN FILE: lines that match.
count() { grep -Ec -- "$1" "$2" || true; }

# reasons FILE: why how many assertions of a TAP test were skipped.
reasons() { sed -nE 's/^ok [0-9]+.* # (skip|SKIP) //p' "$1" | uniq -c | sed -E 's/^ *([0-9]+) /, \1 skipped: /' | tr -d '\n'; }

# crashes LOG…: what servers said of failed assertions and processes that died.
crashes() { grep -shE 'TRAP:|PANIC:|was terminated by|DETAIL:  Failed process' "$@" || true; }

# All pg_regress tests in one run, as make installcheck does it.
run_regress()
{
  local tests=$* total=$# log=$WORK/regress.log ok
  [ $total -gt 0 ] || return
  # Without expected output pg_regress would give up: then all of it is a difference.
  as_user mkdir -p "$TREE/expected" && as_user touch -a $(printf "$TREE/expected/%s.out " "$@")
  # The tests bring their own encoding and locale: a server that has neither shows whether they do.
  server_locale=(-E SQL_ASCII --locale=C)
  server_start
  server_make -s installcheck REGRESS="$tests" TAP_TESTS= >"$log" 2>&1
  # "test rating ... ok" up to PostgreSQL 15, "ok 1 - rating" from 16 on
  ok=$(count '^(test .* \.\.\. ok|ok +[0-9]+ )' "$log")
  grep -E '^(test .* \.\.\. |(not )?ok +[0-9]+ )' "$log"
  passed=$((passed + ok))
  failed=$((failed + total - ok))
  sanitizers regress "$LOG/server"
  [ "$ok" = "$total" ] && return
  if [ -s "$TREE/regression.diffs" ]; then
    cat "$TREE/regression.diffs"
    # To look at, and to become expected/ if they are right
    rm -rf "$ROOT/results" && cp -r "$TREE/results" "$TREE/regression.diffs" "$ROOT"
  else
    cat "$log"
  fi
  crashes "$LOG/server"
}

# One TAP test.
run_tap()
{
  local name=$1 log=$WORK/tap.log status=0 ok not_ok skip reason
  server_make -s installcheck REGRESS= PROVE_TESTS="test/t/$name.pl" PROVE_FLAGS=-v >"$log" 2>&1 || status=$?
  skip=$(count '^ok [0-9]+.* # (skip|SKIP)' "$log")
  ok=$(($(count '^ok [0-9]+' "$log") - skip))
  not_ok=$(count '^not ok [0-9]+' "$log")
  reason=$(sed -n 's/^test\/t\/.*skipped: //p' "$log")

  if [ "$reason" ] && [ $status = 0 ] && { [ -z "${CARE_QUALITY_DATA:-}" ] || [[ $reason != *data* ]]; }; then
    say "test $name ... skipped: $reason"
    skipped=$((skipped + 1))
    return
  fi
  # A test that died, or that ran nothing, has failed even if no assertion says so.
  [ $not_ok = 0 ] && { [ $status != 0 ] || [ $((ok + skip)) = 0 ]; } && not_ok=1
  passed=$((passed + ok)) failed=$((failed + not_ok)) skipped=$((skipped + skip))
  if [ $not_ok = 0 ]; then
    say "test $name ... ok ($ok)$(reasons "$log")"
  else
    say "test $name ... FAILED ($not_ok of $((ok + not_ok)))"
    cat "$log"
    tail -n 40 "$TREE"/tmp_check/log/regress_log_* 2>/dev/null
    crashes "$TREE"/tmp_check/log/*
  fi
  sanitizers "$name" "$TREE"/tmp_check/log/*.log
}

# sanitizers TEST LOG…: what they said while a test ran is a failure, for the test may have passed all the same.
sanitizers()
{
  local name=$1 file
  shift
  [ "${SANITIZE:-}" ] || return 0
  for file in "$LOG"/sanitizer.* "$@"; do
    grep -qsE 'runtime error:|AddressSanitizer' "$file" || continue
    say "test $name ... FAILED by a sanitizer"
    grep -hE -A 30 'runtime error:|AddressSanitizer' "$file" | head -n 60
    failed=$((failed + 1))
  done
  rm -f "$LOG"/sanitizer.*
}

only=$*
sql=$(wanted "$ROOT"/test/sql/*.sql)
tap=$(wanted "$ROOT"/test/t/*.pl)
for name in $only; do
  [[ " $(echo $sql $tap) " = *" $name "* ]] || die "there is no test $name"
done

server_packages
server_prepare
CARE_QUALITY_DATA=${CARE_QUALITY_DATA:-$ROOT/../shared/data}
if [ -d "$CARE_QUALITY_DATA" ]; then
  CARE_QUALITY_DATA=$(server_can_read "$(cd "$CARE_QUALITY_DATA" && pwd -P)") || die 'the real data cannot be read'
  export CARE_QUALITY_DATA
else
  unset CARE_QUALITY_DATA
fi

run_regress $sql
for name in $tap; do
  run_tap "$name"
done

# With all tests run, the lines that none reached are failures; after some of them the figures are only shown.
if [ "${COVERAGE:-}" ]; then
  perl "$ROOT/tools/coverage.pl" "$TREE" "$("$PG_CONFIG" --version | tr -dc '0-9.' | cut -d . -f 1)" || [ "$only" ] || failed=$((failed + 1))
fi

say ''
say "$passed passed, $failed failed$([ $skipped = 0 ] || say ", $skipped skipped")"
[ $failed = 0 ] && [ $((passed + skipped)) -gt 0 ]
