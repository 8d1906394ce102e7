-- The waiting lists at every month's end, as far as they tell: by type of request, and all of a council
-- together, for medians do not add up.
SELECT $$
       m.as_at, m.month, m.waiting, m.added, m.completed, m.removed, m.long_waits,
       round(m.percent_long_waits::numeric, 1)::double precision AS percent_long_waits, m.percent_long_waits / 100 AS fraction_long_waits,
       m.mean_days, m.median_days,
       m.p90_days, m.longest_days,
       m.completed_mean_days,
       m.completed_median_days,
       m.completed_p90_days, m.completed_within,
       round(m.percent_within::numeric, 1)::double precision AS percent_within, m.percent_within / 100 AS fraction_within,
       m.months_of_work, m.target, m.over_target
$$ AS columns \gset

CREATE OR REPLACE VIEW waiting_month AS
SELECT w.council_key, w.local_authority, w.request_type, :columns
  FROM waiting_list w, setting s,
       care_waiting_monthly(w.list, target => (s.waiting_targets ->> w.request_type)::bigint, until => w.last_month) m;
COMMENT ON VIEW waiting_month IS 'Each waiting list month by month (key: council_key, request_type, as_at)';

CREATE OR REPLACE VIEW waiting_total_month AS
SELECT w.council_key, w.local_authority, :columns
  FROM (SELECT council_key, local_authority, max(last_month) AS last_month, care_rollup(list) AS list
          FROM waiting_list
         GROUP BY council_key, local_authority) w, setting s,
       care_waiting_monthly(w.list, target => (s.waiting_targets ->> 'All requests')::bigint, until => w.last_month) m;
COMMENT ON VIEW waiting_total_month IS 'All waiting lists of a council together, month by month (key: council_key, as_at)';

-- How long those have been waiting.
CREATE OR REPLACE VIEW waiting_band_month AS
SELECT m.council_key, m.local_authority, m.request_type, m.as_at, m.month, b.band_number::integer, b.band, b.waiting,
       round(b.percent::numeric, 1)::double precision AS percent_waiting, b.percent / 100 AS fraction_waiting
  FROM waiting_month m
  JOIN waiting_list w USING (council_key, request_type),
       care_waiting_bands(w.list, m.as_at) WITH ORDINALITY b (band, waiting, percent, band_number);
COMMENT ON VIEW waiting_band_month IS 'Those on each waiting list by how long they have waited, month by month (key: council_key, request_type, as_at, band_number)';
