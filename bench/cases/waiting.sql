-- waiting list month by month with median and 90th percentile, 1 million requests
--@ needs requests
--@ same ours ours_2 expert expert_cohorts duckdb
--@ target expert / ours >= 20
--@ target ours / ours_2 >= 1.4
--@ show floor / floor_2

--@ run ours 1
SELECT as_at, waiting, median_days, p90_days
  FROM care_waiting_monthly((SELECT care_waiting(requested, completed, removed) FROM requests),
                            since => '2015-04-30', until => '2025-03-31');

--@ run ours_2 2
SELECT as_at, waiting, median_days, p90_days
  FROM care_waiting_monthly((SELECT care_waiting(requested, completed, removed) FROM requests),
                            since => '2015-04-30', until => '2025-03-31');

--@ run floor 1
SELECT count(requested) FROM requests;

-- What a second process is worth to PostgreSQL itself, on this machine
--@ run floor_2 2
SELECT count(requested) FROM requests;

-- Month ends are numbered; requests are counted by day and last month end at which they wait, only these
-- counts are spread over the months, and percentiles are read off their running sums.
--@ run expert_cohorts 1
WITH calendar AS (
  SELECT array_agg((m + interval '1 month - 1 day')::date ORDER BY m) AS ends
    FROM generate_series('2015-04-01'::timestamp, '2025-03-01', '1 month') m
), cohorts AS (
  SELECT requested, count(*) AS n,
         width_bucket(coalesce(least(completed, removed), 'infinity') - 1, (SELECT ends FROM calendar)) AS last_end
    FROM requests
   GROUP BY requested, last_end
), waiting AS (
  SELECT k, requested, sum(n) AS n
    FROM cohorts, generate_series(width_bucket(requested - 1, (SELECT ends FROM calendar)) + 1, last_end) k
   GROUP BY k, requested
), ranked AS (
  SELECT k, ends[k] - requested AS days,
         sum(n) OVER (PARTITION BY k ORDER BY requested DESC) AS rank,
         sum(n) OVER (PARTITION BY k) AS total
    FROM waiting, calendar
), read AS (
  SELECT k, total,
         min(days) FILTER (WHERE rank > floor(0.5 * (total - 1))) AS median_low,
         min(days) FILTER (WHERE rank > ceil(0.5 * (total - 1))) AS median_high,
         min(days) FILTER (WHERE rank > floor(0.9 * (total - 1))) AS p90_low,
         min(days) FILTER (WHERE rank > ceil(0.9 * (total - 1))) AS p90_high
    FROM ranked
   GROUP BY k, total
)
SELECT ends[k], total,
       median_low + (median_high - median_low) * (0.5 * (total - 1) % 1),
       p90_low + (p90_high - p90_low) * (0.9 * (total - 1) % 1)
  FROM read, calendar
 ORDER BY k;

-- Every request is repeated for each month end at which it waits.
--@ run expert 1
WITH calendar AS (
  SELECT array_agg((m + interval '1 month - 1 day')::date ORDER BY m) AS ends
    FROM generate_series('2015-04-01'::timestamp, '2025-03-01', '1 month') m
), waiting AS (
  SELECT k, requested
    FROM requests,
         generate_series(width_bucket(requested - 1, (SELECT ends FROM calendar)) + 1,
                         width_bucket(coalesce(least(completed, removed), 'infinity') - 1,
                                      (SELECT ends FROM calendar))) k
), read AS (
  SELECT ends[k] AS as_at, count(*) AS waiting,
         percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY ends[k] - requested) AS days
    FROM waiting, calendar
   GROUP BY ends[k]
)
SELECT as_at, waiting, days[1], days[2] FROM read ORDER BY as_at;

--@ run duckdb 2
WITH waiting AS (
  SELECT last_day(m::date) AS as_at, requested
    FROM (SELECT requested,
                 unnest(generate_series(date_trunc('month', requested)::timestamp,
                                        coalesce(least(completed, removed), DATE '2025-04-01')::timestamp,
                                        INTERVAL 1 MONTH)) AS m,
                 coalesce(least(completed, removed), DATE '2025-04-01') AS ended
            FROM requests)
   WHERE last_day(m::date) < ended
)
SELECT as_at, count(*), quantile_cont(as_at - requested, 0.5), quantile_cont(as_at - requested, 0.9)
  FROM waiting
 GROUP BY as_at
 ORDER BY as_at;
