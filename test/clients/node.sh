# node-postgres, in text, with named statements, and in binary.

packages_node()
{
  command -v node >/dev/null || say nodejs
  [ -d "$CLIENTS/node_modules/pg" ] || command -v npm >/dev/null || say npm
}

run_node()
{
  if [ ! -d "$CLIENTS/node_modules/pg" ]; then
    say 'installing node-postgres'
    npm install --prefix "$CLIENTS" --no-package-lock --no-audit --no-fund --loglevel=error >/dev/null || die 'npm could not install node-postgres'
  fi
  NODE_PATH=$(server_can_read "$CLIENTS/node_modules") || die 'node_modules cannot be read'
  export NODE_PATH
  for mode in text prepared binary; do
    run_client node $mode other node "$TREE/test/clients/node.js"
  done
}
