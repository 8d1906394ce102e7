# Good or outstanding, month by month: a table with dplyr, a chart with ggplot2.
#
#   Rscript trend.R [trend.png]
#
# Over the views of views.sql. Which database, and as whom, is said as to psql: PGHOST, PGPORT, PGDATABASE, PGUSER,
# PGPASSWORD. With RPostgres instead: dbConnect(RPostgres::Postgres(), bigint = "numeric").

suppressPackageStartupMessages({
  library(DBI)
  library(dplyr)
  library(ggplot2)
})

connection <- dbConnect(RPostgreSQL::PostgreSQL(),
  host = Sys.getenv("PGHOST"), port = Sys.getenv("PGPORT", "5432"), dbname = Sys.getenv("PGDATABASE"),
  user = Sys.getenv("PGUSER"), password = Sys.getenv("PGPASSWORD"))

# As they are today, by type of service. R asks, PostgreSQL counts: dbplyr passes care_* functions on as they are.
# They come from an extension, so their arguments go by position.
today <- tbl(connection, "service_today") |>
  group_by(local_authority, service_type) |>
  summarise(
    services = n(),
    percent  = care_percent_good_or_better(rating),
    gap      = care_target_gap(rating, 85),
    .groups  = "drop"
  ) |>
  arrange(local_authority, desc(percent)) |>
  collect()

print(mutate(today, across(c(percent, gap), \(x) round(x, 1))))

# Ten years of months
months <- tbl(connection, "council_month") |>
  filter(rated > 0, as_at >= "2015-01-01") |>
  select(local_authority, as_at, fraction_good_or_better, fraction_lower, fraction_upper, fraction_target) |>
  arrange(as_at) |>
  collect()

invisible(dbDisconnect(connection))

last <- months |> group_by(local_authority) |> slice_max(as_at, n = 1)
percent <- scales::label_percent(accuracy = 1)

chart <- ggplot(months, aes(as_at, fraction_good_or_better)) +
  geom_ribbon(aes(ymin = fraction_lower, ymax = fraction_upper), fill = "#0f766e", alpha = 0.15) +
  geom_step(aes(y = fraction_target), colour = "#8a3ffc", linetype = "dashed") +
  geom_line(colour = "#0f766e", linewidth = 0.9) +
  geom_point(data = last, colour = "#0f766e", size = 2) +
  geom_text(data = last, aes(label = scales::label_percent(accuracy = 0.1)(fraction_good_or_better)),
            colour = "#0c4a47", vjust = -1.2, hjust = 1, fontface = "bold") +
  facet_wrap(vars(local_authority)) +
  scale_y_continuous(labels = percent) +
  scale_x_date(date_breaks = "2 years", date_labels = "%Y") +
  labs(
    title = "Care services rated good or outstanding by CQC",
    subtitle = "As at the first of each month, with 95% limits; dashed: the target",
    x = NULL, y = NULL
  ) +
  theme_minimal(base_size = 12) +
  theme(plot.title = element_text(face = "bold"), panel.grid.minor = element_blank())

file <- commandArgs(TRUE)[1]
ggsave(if (is.na(file)) "trend.png" else file, chart, width = 8, height = 4.5, dpi = 150, bg = "white")
