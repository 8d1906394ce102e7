-- What moved in each month, and as what it counts.
CREATE OR REPLACE VIEW movement_month AS
SELECT t.council_key, t.local_authority, t.service_type, m.as_at, m.month, care_cause(m.from_rating, m.to_rating) AS cause,
       m.from_rating, m.to_rating, m.locations
  FROM council_trend t, stored_span k, care_movements(t.trend) m
 WHERE m.as_at <= k.until_as_at AND (k.since_as_at IS NULL OR m.as_at > k.since_as_at);
COMMENT ON VIEW movement_month IS
  'Services that moved from one rating to another, opened or closed in a month (key: council_key, service_type, as_at, from_rating, to_rating)';

-- Each council (t), and the last report (setting.last_report, or a year before) and now, as far as they are
-- known (d): the same day, where there is nothing to compare.
SELECT $$
       (SELECT council_key, local_authority, care_rollup(trend) AS trend
          FROM council_trend
         GROUP BY council_key, local_authority) t,
       (SELECT until_as_at AS until, greatest(coalesce(date_trunc('month', s.last_report), until_as_at - interval '1 year'), since_as_at)::date AS since
          FROM setting s, stored_span) d
$$ AS reports \gset

-- Why the percentage is another than at the last report: the causes of a council add up to its change.
CREATE OR REPLACE VIEW change_cause AS
SELECT t.council_key, t.local_authority, d.since, d.until, e.cause, e.from_rating, e.to_rating, e.moves,
       round(e.points::numeric, 1)::double precision AS change_points, e.points / 100 AS fraction_change
  FROM :reports, care_explain(t.trend, CASE WHEN d.since < d.until THEN d.since END, d.until) e;
COMMENT ON VIEW change_cause IS 'Causes of the change since the last report (key: council_key, cause, from_rating, to_rating)';

-- And whether it is real: only movements across the line tell, by the sign test. Closures and first ratings
-- change the percentage, too, but are no sign of services that get better or worse.
CREATE OR REPLACE VIEW council_change AS
SELECT t.council_key, t.local_authority, d.since, d.until,
       round(c.percent_before::numeric, 1)::double precision AS percent_before, c.percent_before / 100 AS fraction_before,
       round(c.percent_now::numeric, 1)::double precision AS percent_now, c.percent_now / 100 AS fraction_now,
       round(c.points::numeric, 1)::double precision AS change_points, c.points / 100 AS fraction_change,
       c.crossed_up, c.crossed_down, c.joined, c.departed, c.p_value,
       CASE WHEN c.crossed_up + c.crossed_down = 0 THEN NULL
            WHEN c.p_value >= 0.05 THEN 'may be chance'
            WHEN c.crossed_up > c.crossed_down THEN 'more rose than by chance'
            ELSE 'more fell than by chance' END AS verdict
  FROM :reports, care_change(t.trend, d.since, d.until) c
 WHERE d.since < d.until;
COMMENT ON VIEW council_change IS 'Each council''s change since the last report, and whether more rose to good, or fell from it, than by chance (key: council_key)';
