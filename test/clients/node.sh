# Node.js: node-postgres in text and with named statements, and postgrejs, which reads binary.

packages_node()
{
  command -v node >/dev/null || say nodejs
  [ -d "$CLIENTS/node_modules/postgrejs" ] || command -v npm >/dev/null || say npm
}

# For node_from_npm
. "$ROOT/examples/dashboard/libraries.sh"

# node_packages: from npm, where the server's user can read them. postgrejs requires ES modules, which Node.js does from
# 20.19 on: where the distribution's is older, as Debian 12's, one comes from npm too.
node_packages()
{
  local package
  if [ ! -d "$CLIENTS/node_modules/pg" ] || [ ! -d "$CLIENTS/node_modules/postgrejs" ]; then
    say 'installing node-postgres and postgrejs'
    npm install --prefix "$CLIENTS" --no-package-lock --no-audit --no-fund --loglevel=error >/dev/null || die 'npm could not install them'
  fi
  package=node-linux-$(node -p process.arch)
  if ! node -e 'process.exit(process.features.require_module ? 0 : 1)'; then
    [ -d "$CLIENTS/node_modules/$package" ] || npm_in "$CLIENTS" install --no-save --no-package-lock --no-audit --no-fund --loglevel=error \
      "$package@$node_from_npm" >/dev/null || die 'npm could not install Node.js'
    PATH=$(server_can_read "$CLIENTS/node_modules")/$package/bin:$PATH
  fi
  NODE_PATH=$(server_can_read "$CLIENTS/node_modules") || die 'node_modules cannot be read'
  export NODE_PATH
}

run_node()
{
  node_packages
  for mode in text prepared; do
    run_client node $mode other node "$TREE/test/clients/node.js"
  done
  run_client node binary other node "$TREE/test/clients/postgrejs.mjs"
}
