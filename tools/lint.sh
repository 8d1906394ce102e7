#!/bin/bash
# make lint: wings are in order and layout is as make format leaves it; every warning of gcc and clang is an error;
# clang-tidy (.clang-tidy says what is left out and why) and cppcheck find nothing. Tools that are not here are
# said to be missing, and then the check has failed.
cd "$(dirname "$0")/.." || exit
status=0
work=$(mktemp -d) || exit
trap 'rm -rf "$work"' EXIT

# step NAME COMMAND…
step()
{
  local name=$1
  shift
  if ! command -v "$1" >/dev/null; then
    echo "lint $name ... MISSING: install $1"
    status=1
  elif "$@" >"$work/log" 2>&1; then
    echo "lint $name ... ok"
  else
    echo "lint $name ... FAILED"
    cat "$work/log"
    status=1
  fi
}

pg_config=${PG_CONFIG:-pg_config}
include=$("$pg_config" --includedir-server) || exit
version=$(sed -n "s/^default_version *= *'\(.*\)'/\1/p" care_quality.control)
flags=(-std=gnu99 -D_GNU_SOURCE "-DCARE_VERSION=\"$version\"" -Isrc -isystem "$include")
# As in the Makefile: PG_FUNCTION_ARGS is used or not, and PostgreSQL's own macros compare mixed signs.
warnings=(-Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -Wmissing-prototypes -Wpointer-arith -Wvla
  -Wundef -Wformat=2 -Wno-format-nonliteral -fno-strict-aliasing -fwrapv)

# A wing of src/ includes only those before it (WINGS in the Makefile); waiting stands on base and statistics alone.
wings()
{
  local wings before wing bad=0
  wings=$(sed -n 's/^WINGS = //p' Makefile)
  for wing in $wings; do
    [ $wing = waiting ] && before='base statistics'
    before+=${before:+ }$wing
    grep -nE "^#include \"(${wings// /|})/" src/$wing/* | grep -vE "\"(${before// /|})/" && bad=1
  done
  return $bad
}
step wings wings

# White space at the ends of lines, and what a merge leaves behind.
whitespace()
{
  ! git grep -nIE '[[:blank:]]+$|^(<{7}|>{7}) ' -- ':!expected'
}
step white-space whitespace

# clang-format of Debian 12; another one may want other breaks.
format=$(command -v clang-format-14 || command -v clang-format || echo clang-format)
step format "$format" --dry-run -Werror src/*/*.[ch]

# pg_config.h was made by the compiler that built PostgreSQL, and may name an attribute that clang does not know.
for cc in gcc "clang -Wno-ignored-attributes"; do
  step "${cc%% *}" $cc "${flags[@]}" "${warnings[@]}" -O2 -fsyntax-only src/*/*.c
done
step clang-tidy clang-tidy --quiet src/*/*.c -- "${flags[@]}" -Wno-ignored-attributes

# Only our own files are looked at: what PostgreSQL's macros mean is said in short. cppcheck sees no values
# through them, so "style" is left to the compilers.
step cppcheck cppcheck --quiet --std=c99 --language=c --inline-suppr --error-exitcode=1 -j "$(nproc)" \
  --enable=warning,performance,portability --suppress=missingInclude --suppress=unknownMacro \
  --suppressions-list=tools/cppcheck.txt --library=posix -Isrc "-DCARE_VERSION=\"$version\"" \
  -DPG_VERSION_NUM=150000 '-DPG_FUNCTION_INFO_V1(f)=' '-DStaticAssertDecl(c, m)=' src/*/*.c
exit $status
