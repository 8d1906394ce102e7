-- The same figure by service type, then and now, with the whole county below.
-- The limits say how far chance alone could move a figure of so few services.
SELECT coalesce(service_type, 'All') AS "service type",
       care_rated(now) AS rated, care_good_or_better(now) AS good,
       care_percent_good_or_better(before)::numeric(5,1) AS "% then",
       care_percent_good_or_better(now)::numeric(5,1) AS "% now",
       (care_percent_good_or_better(now) - care_percent_good_or_better(before))::numeric(5,1)
         AS change,
       care_target_gap(now, :target)::numeric(5,1) AS gap,
       care_locations_to_target(now, :target) AS "to go",
       (care_interval(now)).lower::numeric(5,1) || ' to ' ||
       (care_interval(now)).upper::numeric(5,1) AS "95% limits"
  FROM (SELECT service_type,
               care_tally_at(trend, nullif(:'since', :'as_at')::date) AS before,
               care_tally_at(trend, :'as_at') AS now
          FROM (SELECT service_type, care_rollup(trend) AS trend
                  FROM council_trend
                 GROUP BY ROLLUP (service_type)) trends) tallies
 WHERE care_locations(now) > 0
 ORDER BY service_type IS NULL, care_rated(now) DESC;
