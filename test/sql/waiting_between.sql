-- A waiting list over any span of days, its means, and the work that is known.

-- 3,000 requests over two years.
CREATE TEMP TABLE request AS
SELECT requested, CASE WHEN i % 5 > 0 THEN requested + wait END AS completed,
       CASE WHEN i % 7 = 0 THEN requested + wait / 2 END AS removed
  FROM (SELECT i, date '2022-02-20' + (i::bigint * i * 7919 % 800)::int AS requested,
               (i::bigint * 48271 % 2147483647 % 401)::int AS wait
          FROM generate_series(1, 3000) i) s;
CREATE TEMP TABLE list AS SELECT care_waiting(requested, completed, removed) AS w FROM request;
CREATE TEMP VIEW stay AS
SELECT requested, coalesce(least(completed, removed), 'infinity') AS ended,
       coalesce(completed <= coalesce(removed, 'infinity'), false) AS done FROM request;

-- The definitions in plain SQL: levels at the close of until, flows of [since, until], work from the three
-- months that end with until, where the list is as old as the first of these.
CREATE FUNCTION pg_temp.plain(since date, until date) RETURNS care_waiting_row LANGUAGE sql STABLE AS $$
SELECT (until, date_trunc('month', until), waiting, added, done, removed, long, 100.0::float8 * long / nullif(waiting, 0),
        days::float8 / nullif(waiting, 0), waits[1], waits[2], longest,
        done_days::float8 / nullif(done, 0), dones[1], dones[2], within, 100.0::float8 * within / nullif(done, 0),
        CASE WHEN begun < (until + 1 - interval '2 months')::date THEN 3.0::float8 * waiting / nullif(work, 0) END,
        500, waiting - 500)::care_waiting_row
  FROM (SELECT min(requested) AS begun,
               count(*) FILTER (WHERE waits) AS waiting,
               sum(until - requested) FILTER (WHERE waits) AS days,
               max(until - requested) FILTER (WHERE waits) AS longest,
               percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY until - requested) FILTER (WHERE waits) AS waits,
               count(*) FILTER (WHERE waits AND requested <= until - interval '6 months') AS long,
               count(*) FILTER (WHERE requested BETWEEN since AND until) AS added,
               count(*) FILTER (WHERE done AND ends) AS done,
               sum(ended - requested) FILTER (WHERE done AND ends) AS done_days,
               percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY ended - requested) FILTER (WHERE done AND ends) AS dones,
               count(*) FILTER (WHERE done AND ends AND ended <= requested + interval '28 days') AS within,
               count(*) FILTER (WHERE NOT done AND ends) AS removed,
               count(*) FILTER (WHERE done AND ended >= (until + 1 - interval '3 months')::date AND ended <= until) AS work
          FROM (SELECT *, requested <= until AND ended > until AS waits, ended BETWEEN since AND until AS ends FROM stay) s) t
$$;

-- 400 spans: days, months, quarters, years, before, across and after the list.
CREATE TEMP TABLE span AS
SELECT since, since + (i * 7919 % length)::int AS until
  FROM (SELECT i, date '2021-11-01' + (i * 271 % 1300)::int AS since, (ARRAY[1, 31, 92, 366, 1500])[1 + i % 5] AS length
          FROM generate_series(1, 400::bigint) i) s
 UNION SELECT first::date, (first + length)::date - 1
  FROM generate_series(timestamp '2021-11-01', '2025-03-01', '1 month') first, unnest(ARRAY['1 month', '3 months', '1 year']::interval[]) length;
SELECT count(*) > 500 AS spans, count(*) FILTER (WHERE b IS DISTINCT FROM p) AS different,
       count(*) FILTER (WHERE (b).months_of_work IS NULL) > 50 AS unknown_work, count((b).completed_mean_days) > 400 AS means
  FROM (SELECT care_waiting_between(w, since, until, target => 500) AS b, pg_temp.plain(since, until) AS p
          FROM list, span) s;

-- A month is the row of care_waiting_monthly, to the last column.
SELECT count(*) AS months, count(*) FILTER (WHERE care_waiting_between(w, m.month, m.as_at) IS DISTINCT FROM m) AS different
  FROM list, care_waiting_monthly(w, since => '2021-12-01', until => '2025-12-31') m;
-- A month from a day to the same day of the next is the row of care_waiting_at.
SELECT count(*) AS days, count(*) FILTER (WHERE care_waiting_between(w, (day - interval '1 month')::date + 1, day)
                                                IS DISTINCT FROM care_waiting_at(w, day)) AS different
  FROM list, (SELECT date '2022-01-01' + 9 * i AS day FROM generate_series(0, 160) i) d WHERE extract(day FROM day) < 28;
-- Flows of spans add up, levels do not depend on where a span begins.
SELECT y.added = sum(q.added) AS added, y.completed = sum(q.completed) AS completed, y.removed = sum(q.removed) AS removed,
       y.waiting = (array_agg(q.waiting ORDER BY q.as_at))[4] AS waiting
  FROM list, care_waiting_between(w, '2023-04-01', '2024-03-31') y,
       (VALUES (date '2023-04-01', date '2023-06-30'), ('2023-07-01', '2023-09-30'), ('2023-10-01', '2023-12-31'),
               ('2024-01-01', '2024-03-31')) v (since, until), care_waiting_between(w, since, until) q
 GROUP BY y.added, y.completed, y.removed, y.waiting;

-- What is not asked is NULL; one day; the whole calendar.
SELECT long_waits, percent_long_waits, completed_within, percent_within, target, over_target
  FROM list, care_waiting_between(w, '2023-01-01', '2023-12-31', NULL, NULL);
SELECT added = (SELECT count(*) FROM request WHERE requested = '2023-03-15') AS one_day
  FROM list, care_waiting_between(w, '2023-03-15', '2023-03-15');
SELECT added, completed + removed + waiting AS all_of_them, as_at, month FROM list, care_waiting_between(w, '1900-01-01', '2199-12-31');
SELECT as_at, waiting, added, median_days, mean_days, completed_mean_days, months_of_work
  FROM care_waiting_between('{"version": 1, "entries": []}', '2023-01-01', '2023-12-31');
SELECT care_waiting_between(NULL, '2023-01-01', '2023-12-31') IS NULL AS list, care_waiting_between(w, NULL, '2023-12-31') IS NULL AS since,
       care_waiting_between(w, '2023-01-01', NULL) IS NULL AS until FROM list;

-- Refused
SELECT care_waiting_between(w, '2023-02-01', '2023-01-31') FROM list;
SELECT care_waiting_between(w, '-infinity', '2023-01-31') FROM list;
SELECT care_waiting_between(w, '2023-01-01', '2200-01-01') FROM list;
SELECT care_waiting_between(w, '2023-01-01', '2023-01-31', '180') FROM list;
SELECT care_waiting_between(w, '2023-01-01', '2023-01-31', target => -1) FROM list;

-- Means to follow by hand: waits of 10 and 31 days; completed after 4 and 7.
SELECT m.as_at, waiting, mean_days, median_days, completed, completed_mean_days, completed_median_days
  FROM (SELECT care_waiting(requested, completed) AS w
          FROM (VALUES (date '2024-01-31', NULL::date), ('2024-02-21', NULL), ('2024-02-01', '2024-02-05'),
                       ('2024-02-10', '2024-02-17')) v (requested, completed)) l,
       care_waiting_monthly(w, until => '2024-03-31') m;

-- Work: known from the third month of a list on, for the months before its first request tell nothing. 12 join
-- a month, 6 are completed; the list begins on the first, in the middle, and on the last day of January.
SELECT first, m.as_at, waiting, completed, round(months_of_work::numeric, 2) AS months_of_work
  FROM unnest(ARRAY['2024-01-01', '2024-01-17', '2024-01-31']::date[]) first,
       LATERAL (SELECT care_waiting(requested, CASE WHEN i % 2 = 0 THEN requested END) AS w
                  FROM (SELECT i, greatest(first, (date '2024-01-01' + (i / 12) * interval '1 month')::date) AS requested
                          FROM generate_series(0, 59) i) s) l,
       care_waiting_monthly(w, since => '2023-11-01', until => '2024-05-31') m ORDER BY first, as_at;
-- care_waiting_at: months from the same day to the same day.
SELECT day, months_of_work
  FROM (SELECT care_waiting(requested, completed) AS w
          FROM (VALUES (date '2024-01-10', date '2024-01-12'), ('2024-01-11', NULL)) v (requested, completed)) l,
       unnest(ARRAY['2024-02-29', '2024-03-09', '2024-03-10', '2024-04-09', '2024-04-11', '2024-04-12', '2024-04-13']::date[]) day,
       care_waiting_at(w, day) ORDER BY day;

-- One placeholder date changes what it must and nothing else.
SELECT count(*) AS days, bool_and(p.waiting = a.waiting + 1 AND p.longest_days = day - date '1900-01-01' AND p.added = a.added
         AND p.completed = a.completed AND p.completed_mean_days IS NOT DISTINCT FROM a.completed_mean_days
         AND abs(p.months_of_work - a.months_of_work - 3.0 / work) < 1e-9) AS equal
  FROM list, (SELECT care_waiting(requested, completed, removed) AS with_1900 FROM (TABLE request UNION ALL SELECT '1900-01-01', NULL, NULL) s) l,
       (SELECT date '2022-06-01' + 9 * i AS day FROM generate_series(0, 100) i) d, care_waiting_at(w, day) a, care_waiting_at(with_1900, day) p,
       LATERAL (SELECT count(*) AS work FROM stay WHERE done AND ended > day - interval '3 months' AND ended <= day) done;
