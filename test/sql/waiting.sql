-- Waiting lists.

-- A list to follow by hand.
CREATE TEMP TABLE request (name text, requested date, completed date, removed date);
INSERT INTO request VALUES
  ('waits since summer', '2023-07-15', NULL, NULL),
  ('six months on 29 February', '2023-08-31', NULL, 'infinity'),
  ('in 28 days', '2024-01-10', '2024-02-07', NULL),
  ('in 29 days', '2024-01-10', '2024-02-08', NULL),
  ('removed on a leap day', '2024-01-31', NULL, '2024-02-29'),
  ('waits', '2024-02-10', 'infinity', NULL),
  ('done the same day', '2024-02-29', '2024-02-29', NULL),
  ('removed before completed', '2024-03-05', '2024-03-20', '2024-03-10'),
  ('completed before removed', '2024-03-05', '2024-03-10', '2024-03-20'),
  ('both on one day: completed', '2024-03-05', '2024-03-10', '2024-03-10');

CREATE TEMP VIEW list AS SELECT care_waiting(requested, completed, removed) AS w FROM request;

SELECT jsonb_array_elements((w::jsonb) -> 'entries') AS entry FROM list;

-- Waiting at the close of January: the first five. 31 July is six months before 31 January, so 15 July
-- is over; 29 August is six months before 29 February, so 31 August is not yet.
SELECT m.as_at, waiting, added, completed, removed, long_waits, percent_long_waits, median_days,
       p90_days, longest_days
  FROM list, care_waiting_monthly(w, since => '2023-12-31', until => '2024-03-31') m ORDER BY as_at;
SELECT m.as_at, completed_median_days, completed_p90_days, completed_within, percent_within,
       months_of_work, target, over_target
  FROM list, care_waiting_monthly(w, target => 4, since => '2023-12-31', until => '2024-03-31') m
 ORDER BY as_at;

-- The waits of those five as PostgreSQL sees them.
SELECT percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY date '2024-01-31' - requested) AS waits,
       max(date '2024-01-31' - requested) AS longest
  FROM request WHERE requested <= '2024-01-31';

-- Any day may be given for since and until; the rows are month ends within them.
SELECT count(*), min(m.as_at), max(m.as_at) FROM list, care_waiting_monthly(w, until => '2024-03-30') m;
SELECT count(*), min(m.as_at), max(m.as_at)
  FROM list, care_waiting_monthly(w, since => '2023-02-28', until => '2024-02-29') m;
SELECT count(*) AS backwards FROM list, care_waiting_monthly(w, since => '2024-02-01', until => '2024-02-28') m;

-- By default from the first request to the last month that has ended.
SELECT min(m.as_at) AS first,
       max(m.as_at) = (date_trunc('month', current_date::timestamp) - interval '1 day')::date AS last_ended,
       count(*) = extract(year FROM age(date_trunc('month', current_date::timestamp), '2023-07-01')) * 12
                + extract(month FROM age(date_trunc('month', current_date::timestamp), '2023-07-01')) AS no_gaps
  FROM list, care_waiting_monthly(w) m;
SELECT count(*) AS in_the_future
  FROM (SELECT care_waiting(current_date + 40, NULL) AS w) l, care_waiting_monthly(w) m;

-- A row does not depend on where the series begins, and it adds up.
SELECT bool_and(a = b) AS equal
  FROM list, care_waiting_monthly(w, until => '2024-12-31') a
  JOIN LATERAL care_waiting_monthly(w, since => a.as_at, until => a.as_at) b ON true;
SELECT bool_and(waiting = before + added - completed - removed) AS adds_up
  FROM (SELECT m.*, lag(waiting, 1, 0::bigint) OVER (ORDER BY as_at) AS before
          FROM list, care_waiting_monthly(w, until => '2024-12-31') m) s;

-- NULL for what is not asked; other intervals.
SELECT long_waits, percent_long_waits, completed_within, percent_within, target, over_target
  FROM list, care_waiting_at(w, '2024-02-29', NULL, NULL);
SELECT long_wait, a.long_waits, a.completed_within
  FROM list, unnest(ARRAY['0', '19 days', '20 days', '480 hours', '1 month', '6 months', '100 years']::interval[])
       WITH ORDINALITY AS u (long_wait, i), care_waiting_at(w, '2024-03-01', long_wait, long_wait) a ORDER BY i;

-- Bands: a wait of exactly an edge is in the band that begins with it, as it is for a long wait.
SELECT b.* FROM list, care_waiting_bands(w, '2024-02-29') b;
SELECT b.* FROM list, care_waiting_bands(w, '2024-02-28',
  '{1 day,18 days,1 month,1 month 15 days,6 months,1 year 2 months}') b;
SELECT b.* FROM list, care_waiting_bands(w, '2020-01-01', '{1 week}') b;
SELECT sum(b.waiting) = min(a.long_waits) AS bands_from_six_months_are_long_waits
  FROM list, care_waiting_bands(w, '2024-03-31') b, care_waiting_at(w, '2024-03-31') a
 WHERE b.band IN ('6 months to 12 months', '12 months or more');

-- Nothing in, nothing out; NULL summaries.
SELECT care_waiting(requested, completed) IS NULL AS of_no_rows FROM request WHERE false;
SELECT care_rollup(w) IS NULL AS of_nulls FROM (VALUES (NULL::care_waiting_summary), (NULL)) v (w);
SELECT count(*) AS monthly FROM care_waiting_monthly(NULL);
SELECT count(*) AS bands FROM care_waiting_bands(NULL, '2024-01-01');
SELECT care_waiting_at(NULL, '2024-01-01') IS NULL AS at, care_waiting_at(w, NULL) IS NULL AS at_null FROM list;
SELECT m.as_at, waiting, long_waits, median_days, months_of_work
  FROM care_waiting_monthly('{"version": 1, "entries": []}', since => '2024-01-01', until => '2024-01-31') m;
SELECT count(*) AS of_empty FROM care_waiting_monthly('{"version": 1, "entries": []}');

-- 3,000 requests: every month and every ninth day against the definitions in plain SQL.
CREATE TEMP TABLE many AS
SELECT requested, CASE WHEN i % 5 > 0 THEN requested + wait END AS completed,
       CASE WHEN i % 7 = 0 THEN requested + wait / 2 END AS removed
  FROM (SELECT i, date '2022-02-20' + (i::bigint * i * 7919 % 800)::int AS requested,
               (i::bigint * 48271 % 2147483647 % 401)::int AS wait
          FROM generate_series(1, 3000) i) s;

CREATE FUNCTION pg_temp.plain(as_at date, month_before date, two_before date, months_before date) RETURNS care_waiting_row
LANGUAGE sql STABLE AS $$
SELECT (as_at, date_trunc('month', as_at)::date, waiting, added, done, removed, over, 100.0::float8 * over / nullif(waiting, 0),
        days::float8 / nullif(waiting, 0), waits[1], waits[2], longest,
        done_days::float8 / nullif(done, 0), dones[1], dones[2], within, 100.0::float8 * within / nullif(done, 0),
        CASE WHEN begun <= two_before THEN 3.0::float8 * waiting / nullif(done_before, 0) END, 500, waiting - 500)::care_waiting_row
  FROM (SELECT min(requested) AS begun,
               count(*) FILTER (WHERE waits) AS waiting,
               sum(as_at - requested) FILTER (WHERE waits) AS days,
               sum(ended - requested) FILTER (WHERE done AND ended > month_before AND ended <= as_at) AS done_days,
               count(*) FILTER (WHERE requested > month_before AND requested <= as_at) AS added,
               count(*) FILTER (WHERE done AND ended > month_before AND ended <= as_at) AS done,
               count(*) FILTER (WHERE done AND ended > months_before AND ended <= as_at) AS done_before,
               count(*) FILTER (WHERE NOT done AND ended > month_before AND ended <= as_at) AS removed,
               count(*) FILTER (WHERE waits AND requested <= as_at - interval '6 months') AS over,
               percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY as_at - requested) FILTER (WHERE waits) AS waits,
               max(as_at - requested) FILTER (WHERE waits) AS longest,
               percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY ended - requested)
                 FILTER (WHERE done AND ended > month_before AND ended <= as_at) AS dones,
               count(*) FILTER (WHERE done AND ended > month_before AND ended <= as_at
                                  AND ended <= requested + interval '28 days') AS within
          FROM (SELECT requested, ended, done, requested <= as_at AND ended > as_at AS waits
                  FROM (SELECT requested, coalesce(least(completed, removed), 'infinity') AS ended,
                               coalesce(completed <= coalesce(removed, 'infinity'), false) AS done FROM many) r) s) t
$$;

SELECT count(*) AS months, count(*) FILTER (WHERE m IS DISTINCT FROM p) AS different
  FROM (SELECT m, pg_temp.plain(m.as_at, (date_trunc('month', m.as_at::timestamp) - interval '1 day')::date,
                                (date_trunc('month', m.as_at::timestamp) - interval '1 month 1 day')::date,
                                (date_trunc('month', m.as_at::timestamp) - interval '2 months 1 day')::date) AS p
          FROM (SELECT care_waiting(requested, completed, removed) AS w FROM many) l,
               care_waiting_monthly(w, target => 500, since => '2021-12-01', until => '2025-12-31') m) s;
SELECT count(*) AS days, count(*) FILTER (WHERE a IS DISTINCT FROM p) AS different
  FROM (SELECT care_waiting_at(w, as_at, target => 500) AS a,
               pg_temp.plain(as_at, (as_at - interval '1 month')::date, (as_at - interval '2 months')::date, (as_at - interval '3 months')::date) AS p
          FROM (SELECT care_waiting(requested, completed, removed) AS w FROM many) l,
               (SELECT date '2022-01-01' + 9 * i AS as_at FROM generate_series(0, 160) i) d) s;

-- Bands of every ninth day, with width_bucket's way of counting edges.
SELECT count(*) AS bands, count(*) FILTER (WHERE b.waiting IS DISTINCT FROM p.waiting) AS different
  FROM (SELECT care_waiting(requested, completed, removed) AS w FROM many) l,
       (SELECT date '2022-01-01' + 9 * i AS as_at FROM generate_series(0, 160) i) d,
       care_waiting_bands(w, as_at) WITH ORDINALITY AS b (band, waiting, percent, i),
       LATERAL (SELECT count(*) AS waiting FROM many
                 WHERE requested <= as_at AND coalesce(least(completed, removed), 'infinity') > as_at
                   AND b.i = 1 + (requested <= as_at - interval '28 days')::int
                               + (requested <= as_at - interval '3 months')::int
                               + (requested <= as_at - interval '6 months')::int
                               + (requested <= as_at - interval '12 months')::int) p;

-- The removal is left out where there is none to give.
SELECT care_waiting(requested, completed) = care_waiting(requested, completed, NULL) AS equal FROM many;

-- In windows, grouping sets and FILTER.
SELECT bool_and(w = (SELECT care_waiting(requested, completed, removed) FROM many m WHERE m.requested <= s.requested)) AS window
  FROM (SELECT requested, care_waiting(requested, completed, removed) OVER (ORDER BY requested) AS w
          FROM many WHERE requested <= '2022-04-30') s;
SELECT bool_and(w = care_waiting) AS sliding
  FROM (SELECT requested, care_waiting(requested, completed) OVER (ORDER BY requested RANGE BETWEEN '5 days' PRECEDING AND CURRENT ROW) AS w
          FROM many WHERE requested <= '2022-04-30') s,
       LATERAL (SELECT care_waiting(requested, completed) FROM many m
                 WHERE m.requested BETWEEN s.requested - 5 AND s.requested) p;
SELECT year, (care_waiting_at(w, '2024-12-31')).waiting, (care_waiting_at(f, '2024-12-31')).waiting AS in_february
  FROM (SELECT extract(year FROM requested)::int AS year, care_waiting(requested, completed, removed) AS w,
               care_waiting(requested, completed, removed) FILTER (WHERE extract(month FROM requested) = 2) AS f
          FROM many GROUP BY ROLLUP (1)) s ORDER BY year;
SELECT extract(year FROM requested)::int AS year, count(*) AS waiting,
       count(*) FILTER (WHERE extract(month FROM requested) = 2) AS in_february
  FROM many WHERE coalesce(least(completed, removed), 'infinity') > '2024-12-31' GROUP BY ROLLUP (1) ORDER BY 1;

-- In control charts' shape: its columns are plain.
SELECT round(avg(over_target::float8 + longest_days)::numeric, 4) AS plain
  FROM (SELECT care_waiting(requested, completed, removed) AS w FROM many) l,
       care_waiting_monthly(w, target => 10, since => '2023-01-31', until => '2023-01-31');
SELECT round(avg(waiting - 10 + longest)::numeric, 4) AS plain
  FROM (SELECT count(*) AS waiting, max(date '2023-01-31' - requested) AS longest FROM many
         WHERE requested <= '2023-01-31' AND coalesce(least(completed, removed), 'infinity') > '2023-01-31') s;
