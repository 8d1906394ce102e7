# examples/refresh.sql with pg_cron in the database: a real run, that of the next minute, which comes while the other
# tests run.

packages_cron() { [ -e "$("$PG_CONFIG" --pkglibdir)/pg_cron.so" ] || say "postgresql-$(pg_major)-cron"; }

begin_cron() { trial 'cron schedule' schedule; }
run_cron() { trial cron refreshed; }

published="SELECT sum(published) FROM council_month WHERE as_at = '2024-10-01'"

# schedule: as refresh.sql does it; then a rating is published, and the job is to run every minute.
schedule()
{
  query 'CREATE EXTENSION pg_cron' || { not_ok 'pg_cron cannot be created'; return; }
  script "$TREE/examples/load.sql" postgres -v data="$TREE/examples/sample" -v examples="$TREE/examples" &&
    script "$TREE/examples/refresh.sql" postgres || { not_ok 'the examples run'; return; }
  verdict 'the refresh is scheduled for six in the morning' \
    [ "$(query "SELECT count(*) FROM cron.job WHERE schedule = '0 6 * * *' AND command = 'CALL public.refresh_views()' AND active")" = 1 ]

  query "INSERT INTO ratings SELECT location_id, 'Overall', 'Overall', 'Outstanding', '2024-09-30'
    FROM locations WHERE deregistered IS NULL AND registered < '2020-01-01'"
  fresh=$(query "SELECT published FROM (SELECT care_trend(history) AS t
    FROM (SELECT care_rollup(history) AS history FROM location_histories() JOIN locations USING (location_id)
          GROUP BY coalesce(site_id, location_id)) s) g, care_monthly(t) WHERE as_at = '2024-10-01'")
  verdict 'before the run the view is as it was' [ "$(query "$published")" != "$fresh" ]
  query "SELECT cron.schedule(jobname, '* * * * *', command) FROM cron.job" >/dev/null
  verdict 'scheduling again replaces the job' [ "$(query 'SELECT count(*) FROM cron.job')" = 1 ]
}

refreshed()
{
  local before=$failed
  for _ in $(seq 150); do
    [ "$(query "SELECT count(*) FROM cron.job_run_details WHERE status = 'succeeded'")" -ge 1 ] && break
    sleep 1
  done
  query 'SELECT cron.unschedule(jobid) FROM cron.job' >/dev/null
  verdict 'pg_cron ran it' [ "$(query "SELECT count(DISTINCT jobid) FROM cron.job_run_details WHERE status = 'succeeded'")" = 1 ]
  verdict 'no run failed' [ "$(query "SELECT count(*) FROM cron.job_run_details WHERE status = 'failed'")" = 0 ]
  verdict "after it the view is fresh: $fresh" [ "$(query "$published")" = "$fresh" ]
  [ $failed = $before ] || query 'TABLE cron.job_run_details'
}
