-- What was published lately, on a p' chart of up to 24 months: the fewer reports in a month, the
-- wider its limits. A month without reports has none. A chart of the level itself would flag every
-- month, for it is carried forward.
SELECT to_char(as_at, 'DD Mon YYYY') AS "up to",
       published AS reports, published_good_or_better AS good,
       (chart).percent::numeric(5,1) AS "%", percent_good_or_better::numeric(5,1) AS "level %",
       (chart).mean::numeric(5,1) AS mean, (chart).lower::numeric(5,1) AS lower, (chart).upper::numeric(5,1) AS upper,
       (chart).variation
  FROM (SELECT *, care_p_chart(published_good_or_better, published, higher_is_better => true) OVER (ORDER BY as_at) AS chart
          FROM (SELECT m.*
                  FROM county,
                       care_monthly(trend, since => :'chart_since', until => :'as_at') m) months) charted
 WHERE as_at > :'as_at'::date - interval '7 months'
 ORDER BY as_at;
