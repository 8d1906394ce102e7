-- The waiting lists at the end of the month before, by kind of request; new and done are those of
-- that month, from its first day to its last. A few very long
-- waits move the mean, not the median.
SELECT coalesce(request_type, 'All') AS "waiting for", w.waiting,
       w.waiting - (care_waiting_at(list, (:'month_end'::date - interval '1 year')::date)).waiting AS "in a year",
       w.added AS new, w.completed AS done,
       w.percent_long_waits::numeric(5,1) AS "% over six months",
       w.median_days::integer AS "median", w.mean_days::integer AS "mean", w.longest_days AS "longest days"
  FROM (SELECT request_type, care_rollup(list) AS list
          FROM waiting_list
         GROUP BY ROLLUP (request_type)) lists,
       care_waiting_monthly(list, since => :'month_end', until => :'month_end') w
 ORDER BY request_type IS NULL, w.waiting DESC;
