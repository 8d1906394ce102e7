-- What the dashboard shows, as views for it and for any BI tool.
--
--   psql -v ON_ERROR_STOP=1 -v target=85 -f examples/dashboard/views.sql
--
-- Over the tables and views of the search path that load.sql makes. Everything is made in a schema of
-- its own, care_dashboard: DROP SCHEMA care_dashboard CASCADE takes it away again.
--
-- target: percent good or better (default: 85). targets: instead, a JSON object of
-- targets that change, e.g. '{"2022-04-01": 85, "2024-04-01": 87}'. waiting_targets:
-- how many may wait for what, e.g. '{"Care Act assessment": 2000}' (default: none).
--
-- Materialised views keep the summaries; CALL care_dashboard.refresh() brings them
-- up to date while others read. Over them stand plain views of plain columns.

\set ON_ERROR_STOP 1
\if :{?target}
\else
  \set target 85
\endif
\if :{?targets}
\else
  SELECT jsonb_build_object('1900-01-01', :target::numeric) AS targets \gset
\endif
\if :{?waiting_targets}
\else
  \set waiting_targets '{}'
\endif

BEGIN;

CREATE SCHEMA care_dashboard;

CREATE TABLE care_dashboard.setting (
  targets jsonb NOT NULL,
  waiting_targets jsonb NOT NULL,
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one)
);
COMMENT ON TABLE care_dashboard.setting IS 'One row: the targets';
INSERT INTO care_dashboard.setting VALUES (:'targets', :'waiting_targets');

CREATE TABLE care_dashboard.neighbour (
  local_authority text,
  as_at date,
  rated bigint NOT NULL CHECK (rated >= 0),
  good_or_better bigint NOT NULL CHECK (good_or_better BETWEEN 0 AND rated),
  PRIMARY KEY (local_authority, as_at)
);
COMMENT ON TABLE care_dashboard.neighbour IS 'Published counts of councils to compare with that are not in locations';


-- The summaries

-- One row per service. By site a new owner, who brings a new location id, is neither a closure
-- nor a new service.
CREATE MATERIALIZED VIEW care_dashboard.service AS
SELECT site_id AS service, name, local_authority, service_type, history, by_service_since
  FROM site_history;

CREATE MATERIALIZED VIEW care_dashboard.council_trend AS
SELECT local_authority, service_type, care_trend(history) AS trend
  FROM care_dashboard.service
 GROUP BY local_authority, service_type;

CREATE MATERIALIZED VIEW care_dashboard.waiting_list AS
SELECT request_type, care_waiting(requested, completed, removed) AS list
  FROM waiting
 GROUP BY request_type;

-- REFRESH … CONCURRENTLY needs to know what makes a row unique.
CREATE UNIQUE INDEX ON care_dashboard.service (service);
CREATE UNIQUE INDEX ON care_dashboard.council_trend (local_authority, service_type);
CREATE UNIQUE INDEX ON care_dashboard.waiting_list (request_type);

CREATE PROCEDURE care_dashboard.refresh() LANGUAGE sql AS $$
  REFRESH MATERIALIZED VIEW CONCURRENTLY care_dashboard.service;
  REFRESH MATERIALIZED VIEW CONCURRENTLY care_dashboard.council_trend;
  REFRESH MATERIALIZED VIEW CONCURRENTLY care_dashboard.waiting_list;
$$;


-- Plain columns

-- From and until when the files can be believed, for who may read nothing but this schema
CREATE VIEW care_dashboard.known_span AS
SELECT since_as_at, until_as_at
  FROM known_span;

-- Every council and type of service by month, as far as the files can tell; 'All services',
-- 'All councils' are sums
CREATE VIEW care_dashboard.council_month AS
SELECT p.local_authority, p.service_type, m.*, i.lower, i.upper
  FROM (SELECT local_authority, service_type, trend FROM care_dashboard.council_trend
        UNION ALL
        SELECT local_authority, 'All services', care_rollup(trend) FROM care_dashboard.council_trend GROUP BY local_authority
        UNION ALL
        SELECT 'All councils', service_type, care_rollup(trend) FROM care_dashboard.council_trend GROUP BY service_type
        UNION ALL
        SELECT 'All councils', 'All services', care_rollup(trend) FROM care_dashboard.council_trend) p,
       care_dashboard.setting s,
       known_span k,
       care_monthly(p.trend, targets => s.targets, since => k.since_as_at, until => k.until_as_at) m,
       care_interval(m.good_or_better, m.rated) i;

-- What moved in each month, and as what it counts
CREATE VIEW care_dashboard.council_movement AS
SELECT t.local_authority, t.service_type, m.as_at, care_cause(m.from_rating, m.to_rating) AS cause,
       m.from_rating, m.to_rating, m.locations AS services
  FROM care_dashboard.council_trend t, known_span k, care_movements(t.trend) m
 WHERE m.as_at <= k.until_as_at AND (k.since_as_at IS NULL OR m.as_at > k.since_as_at);

-- Every service as it is today
CREATE VIEW care_dashboard.service_today AS
SELECT service, name, local_authority, service_type, care_rating_at(history, current_date)::text AS rating,
       care_published_at(history, current_date) AS published,
       current_date - care_published_at(history, current_date) AS age_days
  FROM care_dashboard.service
 WHERE care_rating_at(history, current_date) IS NOT NULL;

-- The councils to compare, each at its dates
CREATE VIEW care_dashboard.comparison AS
SELECT local_authority, as_at, rated, good_or_better, percent_good_or_better, true AS in_locations
  FROM care_dashboard.council_month
 WHERE service_type = 'All services' AND local_authority <> 'All councils' AND rated > 0
UNION ALL
SELECT local_authority, as_at, rated, good_or_better, care_percent_good_or_better(care_tally_of(0, good_or_better, rated - good_or_better, 0)), false
  FROM care_dashboard.neighbour
 WHERE rated > 0;

-- Lists at every month's end; 'All requests' is the sum
CREATE VIEW care_dashboard.waiting_month AS
SELECT p.request_type, m.*
  FROM (SELECT request_type, list FROM care_dashboard.waiting_list
        UNION ALL
        SELECT 'All requests', care_rollup(list) FROM care_dashboard.waiting_list) p,
       care_dashboard.setting s,
       care_waiting_monthly(p.list, target => (s.waiting_targets ->> p.request_type)::bigint) m;

-- The country, and the council's own assessment
CREATE VIEW care_dashboard.benchmark_month AS
SELECT as_at, rated, good_or_better, 100.0::double precision * good_or_better / nullif(rated, 0) AS percent_good_or_better
  FROM benchmark;

CREATE VIEW care_dashboard.assessment_statement AS
SELECT local_authority, published, number, theme, statement, score
  FROM assessment;

COMMIT;
