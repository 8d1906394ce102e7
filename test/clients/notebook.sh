# The notebook of the examples, executed by nbconvert: without an error, with a chart, and what it prints is what is
# printed in it.

packages_notebook()
{
  has_python nbconvert || say jupyter-nbconvert
  has_python ipykernel || say python3-ipykernel
  has_python matplotlib || say python3-matplotlib
  has_python pandas || say python3-pandas
  has_python sqlalchemy psycopg2 || printf '%s\n' python3-sqlalchemy python3-psycopg2
}

run_notebook() { trial notebook program notebook "$PYTHON" "$TREE/test/clients/notebook.py" "$TREE/examples/tools/ratings.ipynb"; }
