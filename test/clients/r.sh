# R: DBI with RPostgreSQL, and dbplyr, whose summarise() must translate and run.

packages_r()
{
  local package
  for package in dbplyr RPostgreSQL; do
    [ -d "/usr/lib/R/site-library/$package" ] || say "r-cran-${package,,}"
  done
}

run_r()
{
  for mode in table cursor; do
    run_client r $mode other Rscript "$TREE/test/clients/client.R"
  done
}
