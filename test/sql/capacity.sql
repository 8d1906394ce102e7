-- What it takes to clear a waiting list.

-- The published tests of NHSRwaitinglist: demand of 30 a week and a target of 52 weeks: 390 waiting; with 1,200
-- waiting and 26 weeks: 61.153846 a week; a mean wait of 63 weeks: pressure 2.42307692. February 2023 has four
-- weeks: 120 requests, all of which stay; 1,080 wait from before.
CREATE TEMP TABLE published AS
SELECT care_waiting(requested, NULL) AS w
  FROM (SELECT date '2023-02-01' + i % 28 AS requested FROM generate_series(0, 119) i
         UNION ALL
        -- all wait 63 weeks in the mean: 1,700 days of the new ones, 527,500 of the old
        SELECT date '2023-02-28' - 488 - (i < 460)::int FROM generate_series(0, 1079) i) s;
SELECT waiting, mean_days / 7 AS mean_weeks FROM published, care_waiting_at(w, '2023-02-28');
SELECT demand_per_week, capacity_per_week, load, target_waiting, round(needed_per_week::numeric, 6) AS needed_per_week,
       round(pressure::numeric, 8) AS pressure
  FROM published, care_capacity(w, '2023-02-28', '364 days', months => 1);

-- 3,000 requests over two years against the definitions in plain SQL.
CREATE TEMP TABLE request AS
SELECT requested, CASE WHEN i % 5 > 0 THEN requested + wait END AS completed,
       CASE WHEN i % 7 = 0 THEN requested + wait / 2 END AS removed
  FROM (SELECT i, date '2022-02-20' + (i::bigint * i * 7919 % 800)::int AS requested,
               (i::bigint * 48271 % 2147483647 % 401)::int AS wait
          FROM generate_series(1, 3000) i) s;
CREATE TEMP TABLE list AS SELECT care_waiting(requested, completed, removed) AS w FROM request;
CREATE FUNCTION pg_temp.plain(as_at date, target_wait interval, weeks int, months int) RETURNS care_capacity_row LANGUAGE sql STABLE AS $$
SELECT (demand, capacity, demand / nullif(capacity, 0), target, CASE WHEN demand IS NOT NULL THEN greatest(demand + (waiting - target) / weeks, 0) END,
        2 * mean / target_days)::care_capacity_row
  FROM (SELECT *, demand * target_days / 7 / 4 AS target
          FROM (SELECT CASE WHEN known THEN added / counted_weeks END AS demand, CASE WHEN known THEN gone / counted_weeks END AS capacity,
                       waiting, mean, as_at - (as_at - target_wait)::date AS target_days
                  FROM (SELECT (as_at + 1 - (as_at + 1 - make_interval(months => months))::date)::float8 / 7 AS counted_weeks,
                               min(requested) < (as_at + 1 - make_interval(months => months - 1))::date AS known,
                               count(*) FILTER (WHERE requested >= since AND requested <= as_at) AS added,
                               count(*) FILTER (WHERE ended >= since AND ended <= as_at) AS gone,
                               count(*) FILTER (WHERE requested <= as_at AND ended > as_at) AS waiting,
                               avg(as_at - requested) FILTER (WHERE requested <= as_at AND ended > as_at)::float8 AS mean
                          FROM (SELECT requested, coalesce(least(completed, removed), 'infinity') AS ended,
                                       (as_at + 1 - make_interval(months => months))::date AS since FROM request) r) s) t) u
$$;
CREATE FUNCTION pg_temp.numbers(r care_capacity_row) RETURNS numeric[] LANGUAGE sql IMMUTABLE AS
  'SELECT ARRAY(SELECT round(x::numeric, 9) FROM unnest(ARRAY[r.demand_per_week, r.capacity_per_week, r.load, r.target_waiting, r.needed_per_week, r.pressure]) x)';
SELECT count(*) AS answers, count(*) FILTER (WHERE pg_temp.numbers(c) IS DISTINCT FROM pg_temp.numbers(p)) AS different,
       count(*) FILTER (WHERE (c).demand_per_week IS NULL) AS unknown, count(*) FILTER (WHERE (c).needed_per_week = 0) AS none_needed
  FROM (SELECT care_capacity(w, as_at, target_wait, weeks, months) AS c, pg_temp.plain(as_at, target_wait, weeks, months) AS p
          FROM list, (SELECT date '2022-01-25' + 13 * i AS as_at FROM generate_series(0, 100) i) d,
               (VALUES (interval '28 days', 26, 12), ('1 month', 4, 1), ('1 year', 100, 3)) v (target_wait, weeks, months)) s;
SELECT care_capacity(w, '2023-12-31') = care_capacity(w, '2023-12-31', '28 days', 26, 12) AS defaults FROM list;

-- Over 1 the list grows, under 1 it shrinks: added less what left is the change of the list.
SELECT count(*) AS days, bool_and(sign(load - 1) = sign(now.waiting - before.waiting)) AS load_says_so
  FROM list, (SELECT date '2023-03-31' + 7 * i AS day FROM generate_series(0, 60) i) d, care_capacity(w, day, months => 3) c,
       care_waiting_at(w, day) now, care_waiting_at(w, (day + 1 - interval '3 months')::date - 1) before;

-- Nothing came, nothing left, nobody waits.
SELECT c.* FROM list, care_capacity(w, '2199-12-31') c;
SELECT c.* FROM care_capacity(care_waiting_summary '{"version": 1, "entries": [["2020-01-01", "2020-01-05", "completed", 1]]}', '2023-12-31') c;
SELECT c.* FROM care_capacity(care_waiting_summary '{"version": 1, "entries": []}', '2023-12-31') c;
SELECT care_capacity(NULL, '2023-12-31') IS NULL AS list, care_capacity(w, NULL) IS NULL AS as_at FROM list;

-- Refused
SELECT care_capacity(w, '2200-01-01') FROM list;
SELECT care_capacity(w, '2023-12-31', '0 days') FROM list;
SELECT care_capacity(w, '2023-12-31', '28') FROM list;
SELECT care_capacity(w, '2023-12-31', NULL) FROM list;
SELECT care_capacity(w, '2023-12-31', weeks => 0) FROM list;
SELECT care_capacity(w, '2023-12-31', weeks => NULL) FROM list;
SELECT care_capacity(w, '2023-12-31', months => 0) FROM list;
SELECT care_capacity(w, '2023-12-31', months => 2147483647) FROM list;
