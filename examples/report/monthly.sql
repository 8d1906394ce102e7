-- Thirteen months, first by first, or as many as are known, the first of them without its movements,
-- which are of the month before. Each row of the chart is a line from :low to
-- :high percent: "o" is the county, "|" the target.
SELECT to_char(m.as_at, 'DD Mon YYYY') AS "as at",
       m.rated, m.good_or_better AS good,
       m.percent_good_or_better::numeric(5,1) AS "%",
       moved.change,
       m.locations_to_target AS "to go",
       moved.up, moved.down, moved.closed,
       overlay(overlay(repeat('.', 43)
                       PLACING '|' FROM 1 + (42.0 * (:target - :low) / (:high - :low))::integer)
               PLACING 'o' FROM 1 + (42.0 * (m.percent_good_or_better - :low) / (:high - :low))::integer)
         AS :"chart"
  FROM (SELECT care_rollup(trend) AS trend FROM council_trend) county,
       care_monthly(trend, target => :target, since => :'year_ago', until => :'as_at') m
  LEFT JOIN LATERAL (SELECT change_points::numeric(5,1) AS change,
                            improved AS up, declined AS down, departed AS closed
                      WHERE m.as_at > :'known_since') moved ON true
 ORDER BY m.as_at;
