# What R makes of the views of wire.sql: DBI with RPostgreSQL, and dbplyr.
#
#   Rscript client.R MODE OUTPUT
#
# Writes every value, as wire.value() does, to the file OUTPUT, and says "ok" or "not ok" of everything else that is
# checked. MODE: table (all rows at once) or cursor (three rows at a time).
suppressPackageStartupMessages({ library(DBI); library(dplyr) })

arguments <- commandArgs(TRUE)
mode <- arguments[1]
connection <- dbConnect(RPostgreSQL::PostgreSQL(), host = "127.0.0.1", port = Sys.getenv("PGPORT"), dbname = "postgres",
                        user = Sys.getenv("BI_USER"), password = Sys.getenv("BI_PASSWORD"))

check <- function(holds, name) cat(if (isTRUE(holds)) "ok" else "not ok", "-", name, "\n")

# The kinds of wire.kind, by the type that the driver announces. R has no whole numbers of 64 bits: they are doubles.
kinds <- c(BIGINT = "bigint", INTEGER = "integer", FLOAT8 = "double", DATE = "date", TEXT = "text", UNKNOWN = "other")
classes <- c(bigint = "numeric", integer = "integer", double = "numeric", date = "Date", text = "character", other = "character")

# A column as wire.value() writes it, if it is of the class that goes with its kind
written <- function(values, kind) {
  text <- if (class(values)[1] != classes[[kind]]) rep(paste("a", class(values)[1]), length(values))
  else switch(kind,
    double = vapply(values, function(x) paste(writeBin(x, raw(), endian = "big"), collapse = ""), ""),
    bigint = format(values, scientific = FALSE, trim = TRUE),
    date = format(values, "%Y-%m-%d"),
    as.character(values))
  ifelse(is.na(values), "\\N", text)
}

# Rows of a query, and the kinds of its columns. RPostgreSQL warns of types that it does not know.
rows <- function(query) {
  result <- suppressWarnings(dbSendQuery(connection, query))
  kind <- suppressWarnings(kinds[dbColumnInfo(result)$type])
  parts <- list(suppressWarnings(fetch(result, if (mode == "cursor") 3 else -1)))
  while (mode == "cursor" && !dbHasCompleted(result)) parts <- c(parts, list(suppressWarnings(fetch(result, 3))))
  dbClearResult(result)
  list(table = do.call(rbind, parts), kind = kind)
}

dump <- function(name, query) {
  got <- rows(query)
  for (column in seq_along(got$kind))
    cat(paste(name, seq_len(nrow(got$table)), names(got$table)[column], got$kind[column],
              written(got$table[[column]], got$kind[[column]]), sep = "\t"), sep = "\n", file = output, append = TRUE)
}

# A question in dplyr and the same in SQL
same <- function(question, sql, name) {
  asked <- as.data.frame(suppressWarnings(collect(question)))
  truth <- suppressWarnings(dbGetQuery(connection, sql))
  holds <- nrow(truth) > 0 && isTRUE(all.equal(asked, truth, check.attributes = FALSE, tolerance = 0))
  check(holds, paste("dplyr:", name))
  if (!holds) { print(dbplyr::sql_render(question)); print(asked); print(truth) }
}

questions <- function() {
  ratings <- suppressWarnings(tbl(connection, dbplyr::in_schema("wire", "rating")))
  same(ratings |> group_by(council) |> summarise(percent = care_percent_good_or_better(rating), n = n()) |> arrange(council),
       "SELECT council, care_percent_good_or_better(rating), count(*) FROM wire.rating GROUP BY 1 ORDER BY 1",
       "summarise(care_percent_good_or_better(rating)), by council")
  same(ratings |> summarise(of_all = care_percent_good_or_better(rating, "all"), gap = care_target_gap(rating, 85)),
       "SELECT care_percent_good_or_better(rating, 'all'), care_target_gap(rating, 85) FROM wire.rating",
       "with a denominator, and with a target")
  same(ratings |> filter(care_is_good_or_better(rating)) |> count(),
       "SELECT count(*) FROM wire.rating WHERE care_is_good_or_better(rating)", "filter(care_is_good_or_better(rating))")
  same(ratings |> summarise(tally = care_tally(rating)) |>
         transmute(rated = care_rated(tally), to_go = care_locations_to_target(tally, 85)),
       "SELECT care_rated(care_tally(rating)), care_locations_to_target(care_tally(rating), 85) FROM wire.rating",
       "a tally, and what is read from it")
  months <- tbl(connection, dplyr::sql("SELECT council, m.* FROM wire.summaries, care_monthly(trend, target => 85) m"))
  same(months |> filter(as_at >= "2023-01-01", as_at <= as.Date("2023-03-01")) |> group_by(council) |>
         summarise(published = sum(published, na.rm = TRUE)) |> arrange(council),
       "SELECT council, sum(published)::float8 FROM wire.monthly WHERE as_at BETWEEN '2023-01-01' AND '2023-03-01' GROUP BY 1 ORDER BY 1",
       "a function that returns rows, as tbl(sql(…))")
}

errors <- function() {
  # dbGetQuery prints an error and returns NULL.
  said <- tryCatch(dbSendQuery(connection, "SELECT care_percent_good_or_better(v) FROM (VALUES ('TBC')) r (v)"), error = conditionMessage)
  check(grepl('"TBC"', said) && grepl("to_care_rating", said), "a wrong label is an error with its hint")
  check(dbGetQuery(connection, "SELECT 1 AS one")$one == 1, "... and the connection goes on")
}

output <- file(arguments[2], "w")
statements <- dbGetQuery(connection, "SELECT name, query FROM wire.statement ORDER BY name")
for (n in seq_len(nrow(statements))) dump(statements$name[n], statements$query[n])
close(output)
if (mode == "table") questions()
errors()
check(all(c("monthly", "waiting_monthly") %in% dbGetQuery(connection,
  "SELECT table_name FROM information_schema.views WHERE table_schema = 'wire'")$table_name), "the views are listed")
invisible(dbDisconnect(connection))
