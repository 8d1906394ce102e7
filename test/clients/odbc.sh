# Excel, Access, Tableau and SAS: the driver of PostgreSQL for ODBC.

packages_odbc()
{
  [ -e /usr/include/sql.h ] || say unixodbc-dev
  odbcinst -q -d -n 'PostgreSQL Unicode' >/dev/null 2>&1 || printf '%s\n' unixodbc odbcinst odbc-postgresql
}

run_odbc()
{
  compile odbc odbc
  for mode in direct prepared cursor; do
    run_client odbc $mode text "$WORK/tmp/odbc"
  done
}
