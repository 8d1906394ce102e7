-- The monthly report, over the tables and views that load.sql makes.
--
--   psql -v ON_ERROR_STOP=1 -v target=85 -v since=2022-12-01 -v as_at=2023-07-01 -f examples/report.sql
--
-- as_at: a first of the month (default: the last of which the files tell); since: the first of the
-- month to compare with (default: a year earlier, or the first of which they tell); target:
-- default 85. If the files cannot tell what was before, the report is of the present alone.
-- Every part is one statement in a file of its own in report/. The statements of
-- the first tables are printed at the end as they ran.

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
SELECT coalesce(since_as_at, '-infinity') AS known_since, until_as_at AS latest,
       to_char(until_as_at, 'FMDD FMMonth YYYY') AS latest_day
  FROM known_span \gset
\if :{?as_at}
\else
  \set as_at :latest
  SELECT :'latest' < date_trunc('month', current_date) AS old \gset
  \if :old
    \echo 'The files tell no more than what was known on' :latest_day', so this is the report as at' :latest'.'
  \endif
\endif
\if :{?since}
\else
  SELECT greatest(:'as_at'::date - interval '1 year', least(:'known_since'::date, :'as_at'::date))::date AS since \gset
\endif
SELECT :'as_at'::date < :'known_since' OR :'since'::date < :'known_since' AS is_before,
       :'since'::date < :'as_at'::date AS has_past,
       greatest(:'as_at'::date - interval '1 year', least(:'known_since'::date, :'as_at'::date))::date AS year_ago,
       format('The files cannot tell what was before %s: of each location they have the latest rating alone.',
              to_char(:'known_since'::date, 'FMDD FMMonth YYYY')) AS cannot_tell,
       'Files of latest ratings and of active locations of earlier months, or the ratings by location of CQC''s interface, would.' AS what_would
  WHERE :'known_since' <> '-infinity'
UNION ALL
SELECT false, :'since'::date < :'as_at'::date, (:'as_at'::date - interval '1 year')::date, '', ''
 WHERE :'known_since' = '-infinity' \gset
\if :is_before
  DO LANGUAGE plpgsql $$ BEGIN
    RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
      MESSAGE = 'the files cannot tell what was before their first month',
      DETAIL = format('They tell of %s.', (SELECT concat_ws(' to ', to_char(since_as_at, 'FMDD FMMonth YYYY'),
                 CASE WHEN until_as_at > since_as_at THEN to_char(until_as_at, 'FMDD FMMonth YYYY') END) FROM known_span)),
      HINT = 'Load files of latest ratings and of active locations of earlier months (with OLDER=1), or choose AS_AT and SINCE within.';
  END $$;
\endif
SELECT (:'as_at'::date - 1) AS month_end,
       CASE count(DISTINCT nullif(local_authority, '')) WHEN 1 THEN max(local_authority) ELSE 'the area' END AS council,
       EXISTS (SELECT FROM benchmark WHERE as_at <= :'as_at') AS has_benchmark,
       EXISTS (SELECT FROM benchmark WHERE as_at <= :'as_at')
       OR EXISTS (SELECT FROM benchmark_service_type WHERE date_trunc('month', as_at) = :'as_at') AS has_comparison,
       EXISTS (SELECT FROM waiting) AS has_waiting,
       2 * count(registered) < count(*) AS is_start_unknown,
       count(DISTINCT nullif(local_authority, '')) AS councils,
       count(DISTINCT nullif(local_authority, '')) >= 10 AS has_councils,
       EXISTS (SELECT FROM assessment WHERE published <= :'as_at') AS has_assessment
  FROM locations \gset

-- A report later than its files shows nothing that happened since: say so.
SELECT :'latest' < :'as_at'::date - interval '2 months' AS old \gset
\if :old
  \echo 'The files tell no more than what was known on' :latest_day'; AS_AT=':latest 'would report as at then.'
\endif

-- Nor does one whose files are of different months say what only one of them could have told.
SELECT abs(ratings_as_at - locations_as_at) > 10 AND least(ratings_as_at, locations_as_at) < :'as_at' AS is_apart,
       format('The ratings are as at %s, the lists of locations as at %s: what %s in between is known in part at most.',
              to_char(ratings_as_at, 'FMDD FMMonth YYYY'), to_char(locations_as_at, 'FMDD FMMonth YYYY'),
              CASE WHEN ratings_as_at < locations_as_at THEN 'was rated' ELSE 'opened or closed' END) AS apart
  FROM known_span \gset
\if :{?is_apart}
  \if :is_apart
    \echo :apart
  \endif
\endif

-- One trend of the whole county answers most of the questions below. By site a new provider is
-- neither a closure nor a new service.
CREATE TEMPORARY TABLE county AS
SELECT care_rollup(trend) AS trend FROM council_trend;

-- Both dates must be the first of a month; care_tally_at says so.
SELECT care_tally_at(trend, :'as_at') AS now, care_tally_at(trend, :'since') AS before FROM county \gset

SELECT greatest(0, floor(least(min(percent_good_or_better), :target)) - 2) AS low,
       least(100, ceil(greatest(max(percent_good_or_better), :target)) + 1) AS high
  FROM county, care_monthly(trend, since => :'year_ago', until => :'as_at') \gset
SELECT format('%s%%%s%s%%', :low, repeat(' ', 37), :high) AS chart \gset

\pset tuples_only on
\pset format unaligned
\ir report/headline.sql
\ir report/counted.sql
\if :has_past
\else
\echo
\echo :cannot_tell
\echo :what_would
\endif
\pset format aligned
\pset tuples_only off
\echo

\if :has_past
\echo '--- Month by month ---------------------------------------------------------------------------------'
\ir report/monthly.sql
\endif

\echo '--- By service type --------------------------------------------------------------------------------'
\ir report/service_types.sql

\echo '--- How old the ratings are ------------------------------------------------------------------------'
\ir report/ages.sql
\pset tuples_only on
\pset format unaligned
\if :is_start_unknown
\echo 'When services were registered is not in the files: the never rated count from the first file.'
\endif
\ir report/good_stands.sql
\pset format aligned
\pset tuples_only off
\echo

\if :has_past
\echo '--- Is the change real? ----------------------------------------------------------------------------'
\pset tuples_only on
\pset format unaligned
\ir report/change.sql
\pset format aligned
\pset tuples_only off
\echo
\endif

\if :has_comparison
\echo '--- Against the benchmark --------------------------------------------------------------------------'
\pset tuples_only on
\pset format unaligned
\if :has_benchmark
\ir report/benchmark.sql
\endif
\ir report/mix.sql
\pset format aligned
\pset tuples_only off
\echo
\endif

-- With fewer councils nobody can tell what they differ by anyhow.
\if :has_councils
\echo '--- Councils side by side --------------------------------------------------------------------------'
\echo 'Of' :councils 'councils, those outside limits adjusted for what councils differ by anyhow, beyond chance.'
\echo 'One in twenty is outside 95% without a cause, one in 500 outside 99.8%.'
\ir report/councils.sql
\endif

\if :has_past
\echo '--- Why it changed ---------------------------------------------------------------------------------'
\pset tuples_only on
\pset format unaligned
\ir report/causes_in_words.sql
\pset format aligned
\pset tuples_only off
\echo
\ir report/causes.sql
\ir report/names.sql

-- What was published before the first file is known in part only.
SELECT greatest(:'as_at'::date - interval '23 months', :'known_since'::date)::date AS chart_since \gset
\echo '--- What was published lately ----------------------------------------------------------------------'
\ir report/published.sql
\pset tuples_only on
\pset format unaligned
\ir report/published_limits.sql
\pset format aligned
\pset tuples_only off
\echo
\endif

-- Nor are the movements before it known; and after the last file nothing is.
SELECT count(*) FILTER (WHERE rated > 0) > 12 AND care_rated(:'now') > 0 AND NOT :'old' AS has_forecast, count(*) - 1 AS history
  FROM county, care_monthly(trend, since => greatest(:'as_at'::date - interval '24 months', :'known_since'::date)::date,
                            until => :'as_at') \gset
\echo '--- What next --------------------------------------------------------------------------------------'
\pset tuples_only on
\pset format unaligned
\if :has_forecast
\ir report/forecast.sql
\elif :old
\echo 'No forecast: nothing is known of the last months.'
\else
\echo 'No forecast: fewer than 12 months of figures.'
\endif
\pset format aligned
\pset tuples_only off
\echo

\if :has_past
SELECT rpad(format('--- The market since %s ', to_char(:'year_ago'::date, 'FMDD FMMonth YYYY')), 100, '-') AS market \gset
\echo :market
\ir report/market.sql
\endif

\if :has_waiting
\echo '--- Waiting lists at the end of the month ----------------------------------------------------------'
SELECT max(greatest(requested, completed, removed)) < :'month_end'::date - interval '1 month' AS waiting_old,
       format('The waiting lists end on %s: they cannot tell of %s.',
              to_char(max(greatest(requested, completed, removed)), 'FMDD FMMonth YYYY'),
              to_char(:'month_end'::date, 'FMDD FMMonth YYYY')) AS waiting_ends
  FROM waiting \gset
\if :waiting_old
\echo :waiting_ends
\echo
\else
\ir report/waiting.sql
\ir report/waiting_bands.sql
\echo 'To see nearly all within 28 days, half a year from now (from then on, as many must leave as join):'
\ir report/waiting_capacity.sql
\endif
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
\if :has_past
\ir report/monthly.sql
\echo
\endif
\ir report/service_types.sql
\echo
\ir report/ages.sql
\set ECHO none
\o
