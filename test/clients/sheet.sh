# ogr_fdw: the regulator's list of active locations, .ods and .xlsx, as a table; what it says is what the sample says.

packages_sheet()
{
  [ -e "$("$PG_CONFIG" --sharedir)/extension/ogr_fdw.control" ] || say "postgresql-$(pg_major)-ogr-fdw"
}

run_sheet()
{
  trial 'sheet ods' as_table ods
  trial 'sheet xlsx' as_table xlsx
}

# book FILE: a spreadsheet with the titles and texts of the regulator's, of what the sample says of today.
book()
{
  query "SELECT location_id, to_char(registered, 'DD/MM/YYYY'), name, beds, rating, to_char(published, 'DD/MM/YYYY'), local_authority
    FROM service_today ORDER BY site_id" council | as_user perl -I"$TREE/bench/files/lib" -MSpreadsheet -e '
    my $book = Spreadsheet->new(shift);
    $book->sheet("README");
    $book->row("Made for a test");
    $book->sheet("HSCA_Active_Locations");
    $book->row("Location ID", "Location HSCA start date", "Location Name", "Care homes beds", "Location Latest Overall Rating",
      "Publication Date", "Location Local Authority");
    while (<STDIN>) { chomp; $book->row(split /\|/, $_, -1) }
    $book->close' "$1"
}

as_table()
{
  local file=$WORK/tmp/01_October_2024_HSCA_Active_Locations.$1 database=sheet_$1 table=spreadsheet.hsca_active_locations
  council && book "$file" && query "CREATE DATABASE $database" && query 'CREATE EXTENSION care_quality' "$database" &&
    script "$TREE/examples/tools/spreadsheet.sql" "$database" -v file="$file" -v reader=bi || { not_ok 'spreadsheet.sql takes it'; return; }
  verdict 'every row is there' [ "$(query "SELECT count(*) FROM $table" "$database")" = "$(query 'SELECT count(*) FROM service_today' council)" ]
  verdict 'the share and the gap' [ "$(as_reader psql -XAtq -d "$database" </dev/null -c "SELECT care_percent_good_or_better(location_latest_overall_rating),
      care_target_gap(location_latest_overall_rating, 85) FROM $table")" = \
    "$(query "SELECT care_percent_good_or_better(rating), care_target_gap(rating, 85) FROM service_today" council)" ]
  verdict 'dates and numbers' [ "$(query "SELECT max(to_date(publication_date, 'DD/MM/YYYY')), sum(care_homes_beds::integer) FROM $table" "$database")" = \
    "$(query 'SELECT max(published), sum(beds) FROM service_today' council)" ]
  verdict 'the statement of spreadsheet.sql' [ "$(query "$(sed -n 's/^--   \(  *\)\?\(SELECT.*\|FROM.*\)/\2/p' "$TREE/examples/tools/spreadsheet.sql")" "$database")" = \
    "$(query 'SELECT local_authority, locations, rated, care_percent_good_or_better(tally) FROM (SELECT local_authority, care_tally(rating) AS tally
       FROM service_today GROUP BY 1) t, care_summary(tally)' council)" ]
}
