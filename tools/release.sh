#!/bin/bash
# The list for a release, walked through: what is missing is said, and nothing is published.
#
#   tools/release.sh --freeze    writes today's date and freezes the script, for a commit to be made of it
#   tools/release.sh [--quick]   walks through the list; --quick leaves out lint, tests and the package
#
# Leaves the archive for PGXN, care_quality-X.Y.Z.zip, in the folder dist. CONTRIBUTING.md says what to do by hand.
cd "$(dirname "$0")/.." || exit
case ${1:-} in '' | --freeze | --quick) ;; *) echo "usage: tools/release.sh [--freeze | --quick]" >&2; exit 2 ;; esac
status=0
log=$(mktemp) || exit
work=$(mktemp -d) || exit
trap 'rm -rf "$log" "$work"' EXIT

# step WHAT COMMAND…: what the command prints is shown if it fails.
step()
{
  local what=$1
  shift
  if "$@" >"$log" 2>&1; then
    echo "release: $what ... ok"
  else
    echo "release: $what ... MISSING"
    sed 's/^/    /' "$log"
    status=1
  fi
}

# same WHAT FOUND EXPECTED
same() { [ "$2" = "$3" ] || { echo "$1 says '$2', not '$3'"; false; }; }

version=$(sed -n 's/^  "version": "\(.*\)",/\1/p' META.json)
short=${version%.*}
name=care_quality-$version
script=sql/care_quality--$short.sql
before=$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null)

versions()
{
  local ok=0 top
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || { echo "META.json has no version X.Y.Z: '$version'"; return 1; }
  same 'provides in META.json' "$(sed -n 's/^      "version": "\(.*\)"$/\1/p' META.json)" "$version" || ok=1
  same care_quality.control "$(sed -n "s/^default_version = '\(.*\)'/\1/p" care_quality.control)" "$short" || ok=1
  same debian/changelog "$(head -n 1 debian/changelog)" "care-quality ($version) unstable; urgency=medium" || ok=1
  same 'the date in debian/changelog' "$(date -d "$(sed -n 's/^ -- .*>  //p' debian/changelog | head -n 1)" +%F)" "$(date +%F)" || ok=1
  top=$(grep -m 1 '^## \[' CHANGELOG.md)
  same CHANGELOG.md "$top" "## [$version] - $(date +%F)" || ok=1
  git rev-parse -q --verify "refs/tags/v$version" >/dev/null && { echo "there is a tag v$version already"; ok=1; }
  return $ok
}

clean()
{
  git status --porcelain
  [ -z "$(git status --porcelain)" ]
}

# Today's date in both changelogs; the script under the version's name, with its checksum. The next version's script is
# made by make again, and comes here once that is released.
freeze()
{
  sed -i "0,/^## \[.*/s//## [$version] - $(date +%F)/" CHANGELOG.md
  sed -i "1s/) .*;/) unstable;/; 0,/^ -- /s/^\( -- .*>\)  .*/\1  $(date -R)/" debian/changelog
  cp sql/care_quality.sql "$script"
  sed -i "\\,  $script\$,d" sql/released.sha256
  sha256sum "$script" >>sql/released.sha256
  git add -f "$script"
  git add CHANGELOG.md debian/changelog sql/released.sha256
  git status --short
  echo "now: git commit -m 'Release $version', then tools/release.sh"
}

frozen()
{
  git ls-files --error-unmatch "$script" && cmp sql/care_quality.sql "$script" &&
    grep "  $script\$" sql/released.sha256 && sha256sum -c --quiet sql/released.sha256
}

# A released version can be updated to this one, and values that it stored are still tried.
lasting()
{
  local old
  [ "$before" ] || { echo 'no release before this one'; return; }
  old=$(git show "$before:care_quality.control" | sed -n "s/^default_version = '\(.*\)'/\1/p")
  [ "$old" = "$short" ] || git ls-files --error-unmatch "sql/care_quality--$old--$short.sql" || return
  git diff --quiet "$before" -- "sql/care_quality--$old.sql" || { echo "the script of $old has changed"; return 1; }
  ! git diff "$before" -- test/sql/golden.sql sql/released.sha256 | grep '^-[^-]'
}

# The archive has everything that a build needs, and nothing that is not in git.
archive()
{
  make -s dist && git archive --prefix="$name/" HEAD | tar -x -C "$work" && make -s -C "$work/$name" && ls -l "dist/$name.zip"
}

# The tests, of what is in the archive; the data lies where it would lie for this folder.
archive_check()
{
  CARE_QUALITY_DATA=${CARE_QUALITY_DATA:-$PWD/../shared/data} make -C "$work/$name" check
}

# Debian's package of what is in the archive, as lintian wants it. Its own tests run where it is built.
package()
{
  mkdir "$work/debian" && git archive --prefix=debian/care-quality/ HEAD | tar -x -C "$work" && cd "$work/debian/care-quality" &&
    pg_buildext updatecontrol && DEB_BUILD_OPTIONS=nocheck DEB_BUILD_PROFILES=nocheck dpkg-buildpackage -us -uc -d &&
    lintian --allow-root --fail-on error,warning ../*.changes
}

if [ "${1:-}" = --freeze ]; then
  freeze
  exit
fi
echo "care_quality $version, after ${before:-no release}"
step 'versions and dates agree' versions
step 'nothing uncommitted' clean
step "$script is frozen" frozen
step 'what was released lasts' lasting
step 'the archive builds' archive
if [ "${1:-}" != --quick ]; then
  step 'make lint' make lint
  step 'make check in the archive' archive_check
  for target in check-clients check-dashboard check-sanitize; do
    step "make $target" make $target
  done
  step "Debian's package" eval '(package)'
fi
[ $status = 0 ] && echo "ready: git tag -s v$version, push it, upload dist/care_quality-$version.zip to PGXN"
exit $status
