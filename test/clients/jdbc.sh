# Java's: DBeaver, Metabase and what else runs on it.

packages_jdbc()
{
  [ -e /usr/share/java/postgresql.jar ] || say libpostgresql-jdbc-java
  command -v javac >/dev/null || say default-jdk-headless
}

run_jdbc()
{
  for mode in simple extended binary cursor; do
    run_client jdbc $mode '' java -Xmx200m -cp /usr/share/java/postgresql.jar "$TREE/test/clients/Jdbc.java"
  done
}
