# What reading the files of a folder needs, for scripts that have sourced tools/server.sh.

# has_files FOLDER: true if there is anything to read.
has_files()
{
  [ -n "$(find "$1/" -maxdepth 1 \( -iname '*.csv' -o -iname '*.csv.gz' -o -iname '*.ods' -o -iname '*.xlsx' \) -print -quit)" ]
}

# reader_packages FOLDER: a Perl module for CSV; Gnumeric, which reads .ods and .xlsx, only if there are any.
reader_packages()
{
  local want=()
  perl -MText::CSV_XS -e 1 2>/dev/null || want+=(libtext-csv-xs-perl)
  if [ -n "$(find "$1/" -maxdepth 1 \( -iname '*.ods' -o -iname '*.xlsx' \) -print -quit)" ]; then
    command -v ssconvert >/dev/null || want+=(gnumeric)
  fi
  [ ${#want[@]} = 0 ] || apt_install "${want[@]}"
}
