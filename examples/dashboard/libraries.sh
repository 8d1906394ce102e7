# Node.js and the libraries of the page. To be sourced after tools/server.sh; npm is asked with the user's own HOME,
# where its settings are, and not with the one that server_prepare sets.
npm_home=${HOME:-/}

# The Node.js that npm is asked for where the distribution's is older than 18, as Debian 11's
node_from_npm=20.20.2

# dashboard_packages: before server_prepare.
dashboard_packages()
{
  local want=()
  command -v node >/dev/null || want+=(nodejs)
  command -v npm >/dev/null || want+=(npm)
  [ ${#want[@]} = 0 ] || apt_install "${want[@]}"
}

# dashboard_libraries [OPTION…]: in node_modules what package-lock.json names, if it is not there: in the source, or if
# that is read-only, in its copy. Options are npm's: --omit=dev leaves out what only the test needs.
# Afterwards DASHBOARD is the folder of build.mjs.
dashboard_libraries()
{
  local at=$ROOT/examples/dashboard
  DASHBOARD=$TREE/examples/dashboard
  if ! npm_in "$at" ls --loglevel=silent "$@" >/dev/null 2>&1; then
    [ -w "$at" ] || at=$DASHBOARD
    say 'installing the libraries of package-lock.json'
    npm_in "$at" ci --no-audit --no-fund --loglevel=error "$@" || die 'npm could not install the libraries'
  fi
  node_is_recent || node_install "$at"
  [ "$at" = "$DASHBOARD" ] || ln -s "$(server_can_read "$at/node_modules")" "$DASHBOARD"
}

npm_in() { (cd "$1" && HOME=$npm_home npm "${@:2}" </dev/null); }

node_is_recent() { node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'; }

# node_install FOLDER: beside the libraries, and first in PATH.
node_install()
{
  local package at=$1/.node needed="Node.js 18 or later is needed, and here is $(node --version)"
  package=node-linux-$(node -p process.arch)
  if [ ! -x "$at/node_modules/$package/bin/node" ]; then
    say "$needed: installing $node_from_npm from npm"
    mkdir -p "$at"
    npm_in "$at" install --prefix "$at" --no-save --no-package-lock --no-audit --no-fund --loglevel=error "$package@$node_from_npm"
  fi
  PATH=$at/node_modules/$package/bin:$PATH
  node_is_recent || die "$needed; npm has none for this machine: please install one"
}
