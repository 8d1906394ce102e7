-- Thirteen months, first by first. Each row of the chart is a line from :low to
-- :high percent: "o" is the county, "|" the target.
SELECT to_char(m.as_at, 'DD Mon YYYY') AS "as at",
       m.rated, m.good_or_better AS good,
       m.percent_good_or_better::numeric(5,1) AS "%",
       m.change_points::numeric(5,1) AS change,
       m.locations_to_target AS "to go",
       m.improved AS up, m.declined AS down, m.departed AS closed,
       overlay(overlay(repeat('.', 43)
                       PLACING '|' FROM 1 + (42.0 * (:target - :low) / (:high - :low))::integer)
               PLACING 'o' FROM 1 + (42.0 * (m.percent_good_or_better - :low) / (:high - :low))::integer)
         AS :"chart"
  FROM (SELECT care_rollup(trend) AS trend FROM council_trend) county,
       care_monthly(trend, target => :target, since => :'year_ago', until => :'as_at') m
 ORDER BY m.as_at;
