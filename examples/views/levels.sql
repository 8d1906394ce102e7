-- How good the services are, month by month: all together, by council, by type of service. Each view is of
-- one grain, so that its rows add up; from and until when the data can be believed.

-- Columns of care_monthly m and its limits i. Movements of the first month of which the data tell are of
-- before.
SELECT $$
       m.as_at, m.month, m.locations, m.rated, m.outstanding, m.good, m.requires_improvement, m.inadequate, m.not_rated, m.good_or_better,
       round(m.percent_good_or_better::numeric, 1)::double precision AS percent_good_or_better,
       m.percent_good_or_better / 100 AS fraction_good_or_better,
       round(i.lower::numeric, 1)::double precision AS percent_lower, i.lower / 100 AS fraction_lower,
       round(i.upper::numeric, 1)::double precision AS percent_upper, i.upper / 100 AS fraction_upper,
       CASE WHEN has_before THEN round(m.change_points::numeric, 1)::double precision END AS change_points,
       CASE WHEN has_before THEN m.change_points / 100 END AS fraction_change,
       round(m.target::numeric, 1)::double precision AS percent_target, m.target / 100 AS fraction_target,
       round(m.target_gap_points::numeric, 1)::double precision AS target_gap_points, m.target_gap_points / 100 AS fraction_target_gap,
       m.locations_to_target,
       CASE WHEN has_before THEN m.joined END AS joined, CASE WHEN has_before THEN m.departed END AS departed,
       CASE WHEN has_before THEN m.improved END AS improved, CASE WHEN has_before THEN m.declined END AS declined,
       CASE WHEN has_before THEN m.newly_rated END AS newly_rated,
       m.published, m.published_good_or_better, m.mean_age_days
$$ AS columns, $$
       setting s, stored_span k,
       care_monthly(t.trend, targets => s.targets, since => k.since_as_at, until => k.until_as_at) m,
       LATERAL (SELECT k.since_as_at IS NULL OR m.as_at > k.since_as_at AS has_before) b,
       care_interval(m.good_or_better, m.rated) i
$$ AS months \gset

CREATE OR REPLACE VIEW area_month AS
SELECT k.council_key, k.local_authority, :columns
  FROM (SELECT care_rollup(trend) AS trend FROM council_trend) t, :months;
COMMENT ON VIEW area_month IS 'All councils of the database together, month by month: how good their services are (key: as_at)';

CREATE OR REPLACE VIEW council_month AS
SELECT t.council_key, t.local_authority, :columns
  FROM (SELECT council_key, local_authority, care_rollup(trend) AS trend
          FROM council_trend
         GROUP BY council_key, local_authority) t, :months;
COMMENT ON VIEW council_month IS 'Each council as a whole, month by month: how good its services are (key: council_key, as_at)';

CREATE OR REPLACE VIEW service_type_month AS
SELECT t.council_key, t.local_authority, t.service_type, :columns
  FROM council_trend t, :months;
COMMENT ON VIEW service_type_month IS 'Each council and type of service, month by month: how good the services are (key: council_key, service_type, as_at)';
