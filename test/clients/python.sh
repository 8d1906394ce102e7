# Python: psycopg 3, and pandas through SQLAlchemy.

packages_python()
{
  has_python psycopg || say python3-psycopg
  has_python sqlalchemy psycopg2 || printf '%s\n' python3-sqlalchemy python3-psycopg2
  has_python pandas || say python3-pandas
}

run_python()
{
  for mode in text cursor binary; do
    run_client python $mode other "$PYTHON" "$TREE/test/clients/client.py"
  done
}
