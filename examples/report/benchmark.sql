-- Against the benchmark of the same month: what chance alone would do with as many services if they
-- were as good as there. Areas differ by more than chance, so this alone makes no outlier.
SELECT unnest(array_remove(ARRAY[
  format('The benchmark stands at %s%% (%s of %s, %s); %s has %s%%, %s points %s.', there.percent::numeric(5,1),
         there.good_or_better, there.rated, to_char(there.as_at, 'FMDD FMMonth YYYY'), :'council',
         here.percent::numeric(5,1), abs(here.percent - there.percent)::numeric(5,1),
         CASE WHEN here.percent < there.percent THEN 'less' ELSE 'more' END),
  format('If its services were as good, chance would keep it between %s%% and %s%% in 95 cases of 100,',
         usual.lower::numeric(5,1), usual.upper::numeric(5,1)),
  format('and between %s%% and %s%% in 998 of 1,000: %s.',
         nearly_always.lower::numeric(5,1), nearly_always.upper::numeric(5,1),
         CASE WHEN here.percent BETWEEN usual.lower AND usual.upper THEN 'the difference may be chance'
              WHEN here.percent BETWEEN nearly_always.lower AND nearly_always.upper THEN 'chance seldom does as much'
              ELSE 'the difference is more than chance' END),
  CASE WHEN NOT :'has_councils' THEN
    'Not adjusted for what councils differ by anyhow: that takes the figures of ten or more councils.' END], NULL))
  FROM (SELECT care_rated(tally) AS rated, care_percent_good_or_better(tally) AS percent
          FROM (SELECT care_tally_at(trend, :'as_at') AS tally FROM county) c) here,
       (SELECT *, 100.0 * good_or_better / rated AS percent
          FROM benchmark
         WHERE as_at <= :'as_at' AND rated > 0
         ORDER BY as_at DESC
         LIMIT 1) there,
       care_funnel_limits(here.rated, there.percent) usual,
       care_funnel_limits(here.rated, there.percent, 0.998) nearly_always
 WHERE here.rated > 0;
