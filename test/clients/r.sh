# R: DBI with RPostgreSQL, and dbplyr, whose summarise() must translate and run; then the script of the examples, which
# draws with ggplot2.

packages_r()
{
  local package
  for package in dbplyr ggplot2 RPostgreSQL; do
    [ -d "/usr/lib/R/site-library/$package" ] || say "r-cran-${package,,}"
  done
}

run_r()
{
  for mode in table cursor; do
    run_client r $mode other Rscript "$TREE/test/clients/client.R"
  done
  trial 'r chart' chart
}

# The script of the examples: its table has the figures of plain SQL, and its chart is a picture.
chart()
{
  local line said=$WORK/tmp/chart.said picture=$WORK/tmp/trend.png
  council || return
  as_reader Rscript "$TREE/examples/tools/trend.R" "$picture" >"$said" 2>&1 </dev/null || { not_ok "trend.R ended badly: $(tail -n 3 "$said")"; return; }
  while IFS= read -r line; do
    verdict "trend.R prints $line" grep -qxE "[0-9]+ $line" <<<"$(tr -s ' ' <"$said" | sed 's/^ //; s/ $//')"
  done < <(query "SELECT concat_ws(' ', local_authority, service_type, count(*), round(care_percent_good_or_better(rating)::numeric, 1)::float8,
      round(care_target_gap(rating, 85)::numeric, 1)::float8) FROM service_today GROUP BY local_authority, service_type" council)
  # 8 by 4.5 inches of 150 dots, and more than an empty page
  verdict 'trend.R draws a picture' [ "$(od -An -tx1 -j16 -N8 "$picture" | tr -d ' ')" = 000004b0000002a3 -a "$(stat -c %s "$picture")" -gt 20000 ]
}
