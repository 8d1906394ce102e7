-- Good or outstanding and the target, month by month, for Grafana.
--
-- A panel of the kind Time series; in its query editor: Code, Format "Time series", this. The variable "council" of the
-- dashboard is a query: SELECT DISTINCT local_authority FROM council_month ORDER BY 1, with Multi-value on.
SELECT as_at::timestamp AT TIME ZONE 'UTC' AS "time",
       local_authority AS metric,
       percent_good_or_better AS "good or outstanding",
       percent_target AS "target"
  FROM council_month
 WHERE $__timeFilter(as_at)
   AND local_authority IN (${council:sqlstring})
   AND rated > 0
 ORDER BY as_at, local_authority
