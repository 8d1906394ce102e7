# LibreOffice Calc: views through its PostgreSQL driver, drawn into a sheet and saved as .xlsx.

packages_calc()
{
  local office=/usr/lib/libreoffice/program
  [ -e $office/libsclo.so ] || say libreoffice-calc-nogui
  [ -e $office/libdbaxmllo.so ] || say libreoffice-base-nogui
  [ -e $office/libpostgresql-sdbclo.so ] || say libreoffice-sdbc-postgresql
  has_python uno || say python3-uno
}

run_calc() { trial calc program calc "$PYTHON" "$TREE/test/clients/calc.py" "$(as_user mktemp -d "$WORK/tmp/calc.XXXX")"; }
