-- The monthly report, over the tables that load.sql makes.
--
--   psql -v ON_ERROR_STOP=1 -v target=85 -v since=2022-12-01 -v as_at=2023-07-01 -f examples/report.sql
--
-- as_at: a first of the month (default: the one after the newest date in the
-- files, but not after this month's); since: the first of the
-- month to compare with (default: a year earlier); target: default 85.
-- Every part is one statement in a file of its own in report/. The statements of
-- the first three tables are printed at the end as they ran.

\set ON_ERROR_STOP 1
\set QUIET 1
\pset pager off
\pset footer off
\pset border 0
\pset null ''

-- Settings, and the scale of the chart.
\if :{?target}
\else
  \set target 85
\endif
SELECT least(date_trunc('month', newest) + interval '1 month', date_trunc('month', current_date))::date AS latest,
       to_char(newest, 'FMDD FMMonth YYYY') AS newest
  FROM (SELECT coalesce(max(day), current_date) AS newest
          FROM (SELECT published AS day FROM ratings UNION ALL SELECT deregistered FROM locations) days
         WHERE day <= current_date) n \gset
\if :{?as_at}
\else
  \set as_at :latest
  SELECT :'latest' < date_trunc('month', current_date) AS old \gset
  \if :old
    \echo 'The newest rating or closure in the files is of' :newest', so this is the report as at' :latest'.'
  \endif
\endif
\if :{?since}
\else
  SELECT (:'as_at'::date - interval '1 year')::date AS since \gset
\endif
SELECT (:'as_at'::date - interval '1 year')::date AS year_ago,
       (:'as_at'::date - 1) AS month_end,
       CASE count(DISTINCT nullif(local_authority, '')) WHEN 1 THEN max(local_authority) ELSE 'the area' END AS council,
       EXISTS (SELECT FROM benchmark WHERE as_at <= :'as_at') AS has_benchmark,
       EXISTS (SELECT FROM waiting) AS has_waiting,
       EXISTS (SELECT FROM assessment WHERE published <= :'as_at') AS has_assessment
  FROM locations \gset

-- A report later than its files shows nothing that happened since: say so.
SELECT :'latest' < :'as_at'::date - interval '2 months' AS old \gset
\if :old
  \echo 'The newest rating or closure in the files is of' :newest'; AS_AT=':latest 'would report as at then.'
\endif

-- One trend of the whole county answers most of the questions below. With the
-- site number a new owner is neither a closure nor a new service.
CREATE TEMPORARY TABLE county AS
SELECT care_trend(coalesce(l.site_id, l.location_id), r.rating, r.published, l.registered, l.deregistered) AS trend
  FROM locations l
  LEFT JOIN ratings r ON r.location_id = l.location_id AND r.service = 'Overall' AND r.question = 'Overall';

-- Both dates must be the first of a month; care_tally_at says so.
SELECT care_tally_at(trend, :'as_at') AS now, care_tally_at(trend, :'since') AS before FROM county \gset

SELECT greatest(0, floor(least(min(percent_good_or_better), :target)) - 2) AS low,
       least(100, ceil(greatest(max(percent_good_or_better), :target)) + 1) AS high
  FROM county, care_monthly(trend, since => :'year_ago', until => :'as_at') \gset
SELECT format('%s%%%s%s%%', :low, repeat(' ', 37), :high) AS chart \gset

\pset tuples_only on
\pset format unaligned
\ir report/headline.sql
\pset format aligned
\pset tuples_only off
\echo

\echo '--- The last 13 months -----------------------------------------------------------------------------'
\ir report/monthly.sql

\echo '--- By service type --------------------------------------------------------------------------------'
\ir report/service_types.sql

\echo '--- How old the ratings are ------------------------------------------------------------------------'
\ir report/ages.sql

\echo '--- Is the change real? ----------------------------------------------------------------------------'
\pset tuples_only on
\pset format unaligned
\ir report/change.sql
\pset format aligned
\pset tuples_only off
\echo

\if :has_benchmark
\echo '--- Against the benchmark --------------------------------------------------------------------------'
\pset tuples_only on
\pset format unaligned
\ir report/benchmark.sql
\pset format aligned
\pset tuples_only off
\echo
\endif

\echo '--- Why it changed ---------------------------------------------------------------------------------'
\pset tuples_only on
\pset format unaligned
\ir report/causes_in_words.sql
\pset format aligned
\pset tuples_only off
\echo
\ir report/causes.sql
\ir report/names.sql

\echo '--- What was published lately ----------------------------------------------------------------------'
\ir report/published.sql

\echo '--- When the target is reached ---------------------------------------------------------------------'
\pset tuples_only on
\pset format unaligned
\ir report/forecast.sql
\pset format aligned
\pset tuples_only off
\echo

\echo '--- The market in the last 12 months ---------------------------------------------------------------'
\ir report/market.sql

\if :has_waiting
\echo '--- Waiting lists at the end of the month ----------------------------------------------------------'
\ir report/waiting.sql
\ir report/waiting_bands.sql
\endif

\if :has_assessment
\echo '--- The council''s own assessment -------------------------------------------------------------------'
\pset tuples_only on
\pset format unaligned
\ir report/assessment.sql
\pset format aligned
\pset tuples_only off
\echo
\ir report/assessment_scores.sql
\endif

\echo '--- The statements of the first three tables, to paste into psql and change ------------------------'
\o /dev/null
\set ECHO queries
\ir report/monthly.sql
\echo
\ir report/service_types.sql
\echo
\ir report/ages.sql
\set ECHO none
\o
