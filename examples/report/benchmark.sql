-- Against the benchmark of the same month. The limits are those between which
-- chance alone would keep as many services if they were as good as there.
SELECT unnest(ARRAY[
  format('The benchmark stands at %s%% (%s of %s, %s).', there.percent::numeric(5,1),
         there.good_or_better, there.rated, to_char(there.as_at, 'FMDD FMMonth YYYY')),
  format('Against it %s''s %s%% is %s. If its services were as good, it would be', :'council',
         care_percent_good_or_better(here)::numeric(5,1), care_compare(here, there.percent)),
  format('between %s%% and %s%% in 95 cases of 100, and between %s%% and %s%% in 998 of 1,000.',
         usual.lower::numeric(5,1), usual.upper::numeric(5,1),
         nearly_always.lower::numeric(5,1), nearly_always.upper::numeric(5,1))])
  FROM (SELECT care_tally_at(trend, :'as_at') AS here FROM county) county,
       (SELECT *, 100.0 * good_or_better / rated AS percent
          FROM benchmark
         WHERE as_at <= :'as_at' AND rated > 0
         ORDER BY as_at DESC
         LIMIT 1) there,
       care_funnel_limits(care_rated(here), there.percent) usual,
       care_funnel_limits(care_rated(here), there.percent, 0.998) nearly_always
 WHERE care_rated(here) > 0;
