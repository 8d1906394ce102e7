# The Debian package: built (without its own run of make check's tests), unpacked over the private PostgreSQL
# in place of what make install put there, and created from it.

packages_package()
{
  [ -e /usr/share/build-essential/list ] || say build-essential
  command -v pg_buildext >/dev/null && command -v dh >/dev/null || printf '%s\n' debhelper postgresql-server-dev-all
}

run_package() { trial package debian_package; }

debian_package()
{
  local source=$WORK/package/care-quality major package
  major=$(pg_major)
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
  for file in README.md doc/trend.md examples/refresh.sql examples/tools/ratings.ipynb; do
    verdict "it brings $file" test -e "$WORK/postgresql/usr/share/doc/postgresql-$major-care-quality/$file" -o \
      -e "$WORK/postgresql/usr/share/doc/postgresql-$major-care-quality/$file.gz"
  done
}
