-- What was published lately, with the limits of a control chart over 24 months.
-- A month without reports has no limits. A chart of the level itself would flag
-- every month, for it is carried forward.
SELECT to_char(as_at, 'DD Mon YYYY') AS "up to",
       published AS reports, published_good_or_better AS good,
       percent::numeric(5,1) AS "%", percent_good_or_better::numeric(5,1) AS "level %",
       (chart).mean::numeric(5,1) AS mean,
       CASE WHEN (chart).lower < 0 THEN 0 ELSE (chart).lower END::numeric(5,1) AS lower,
       CASE WHEN (chart).upper > 100 THEN 100 ELSE (chart).upper END::numeric(5,1) AS upper,
       (chart).signal
  FROM (SELECT *, care_xmr(percent) OVER (ORDER BY as_at) AS chart
          FROM (SELECT m.*, 100.0 * published_good_or_better / nullif(published, 0) AS percent
                  FROM county,
                       care_monthly(trend, since => (:'as_at'::date - interval '23 months')::date,
                                    until => :'as_at') m) months) charted
 WHERE as_at > :'as_at'::date - interval '7 months'
 ORDER BY as_at;
