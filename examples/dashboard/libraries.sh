# To be sourced after tools/server.sh and before server_prepare, which sets another HOME.

# dashboard_libraries [OPTION…]: Node.js, and in node_modules what package-lock.json names, if they are not there.
# Options are npm's: --omit=dev leaves out what only the test needs.
dashboard_libraries()
{
  local folder=$ROOT/examples/dashboard want=()
  command -v node >/dev/null || want+=(nodejs)
  command -v npm >/dev/null || want+=(npm)
  [ ${#want[@]} = 0 ] || apt_install "${want[@]}" || exit
  if ! (cd "$folder" && npm ls --loglevel=silent "$@" >/dev/null 2>&1); then
    say 'installing the libraries of package-lock.json'
    (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error "$@" </dev/null) || die 'npm could not install the libraries'
  fi
}
