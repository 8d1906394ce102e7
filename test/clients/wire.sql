-- What the clients read: a view over every function that returns rows, and summaries in a materialised view.
--
-- wire.statement lists what to run; wire.value says, by plain SQL, what must arrive.

CREATE SCHEMA wire;

CREATE MATERIALIZED VIEW wire.stored AS
SELECT CASE l % 3 WHEN 0 THEN 'Côte d''Ouest' WHEN 1 THEN 'Northshire' ELSE 'Southshire' END AS council,
       care_tally(rating) AS tally,
       care_trend(l, rating, published, date '2021-01-01' + l, deregistered) AS trend,
       care_waiting(requested, completed, removed) AS waiting
FROM (SELECT l, (ARRAY['Not rated', 'Inadequate', 'Requires improvement', 'Good', 'Outstanding'])[1 + (l * 3 + i * i + l / 7) % 5] AS rating,
             date '2021-03-01' + l * 17 % 300 + 211 * i AS published,
             CASE WHEN l % 8 = 0 THEN date '2022-12-01' + l END AS deregistered,
             date '2023-01-01' + l * 7 AS requested, CASE WHEN l % 4 > 0 THEN date '2023-02-01' + l * 9 END AS completed,
             CASE WHEN l % 6 = 5 THEN date '2023-01-15' + l * 8 END AS removed
      FROM generate_series(1, 40) l, generate_series(0, 3) i) r
GROUP BY 1;
CREATE UNIQUE INDEX ON wire.stored (council);

CREATE VIEW wire.summaries AS SELECT * FROM wire.stored;
CREATE VIEW wire.long AS
SELECT care_waiting(date '2019-01-01' + n, date '2019-02-01' + n * 2) AS list FROM generate_series(1, 400) n;
CREATE VIEW wire.rating AS SELECT n, CASE WHEN n % 3 = 0 THEN 'Northshire' ELSE 'Southshire' END AS council,
       (ARRAY['Not rated', 'Inadequate', 'Requires improvement', 'Good', 'Good', 'Outstanding'])[1 + n * 5 % 6] AS rating
FROM generate_series(1, 29) n;
CREATE VIEW wire.ratings AS SELECT n, n::care_rating AS rating FROM generate_series(0, 4) n;
CREATE VIEW wire.histories AS
SELECT n, care_history(rating, published, NULL, '2024-01-01') AS history
FROM (VALUES (1, 'Good', date '2022-01-05'), (1, 'Outstanding', '2023-05-01'), (2, 'Inadequate', '2022-11-30')) v (n, rating, published)
GROUP BY n;

CREATE VIEW wire.monthly AS
SELECT council, m.* FROM wire.stored, care_monthly(trend, target => 85, since => '2022-01-01', until => '2024-03-01') m;
CREATE VIEW wire.movements AS SELECT council, m.* FROM wire.stored, care_movements(trend) m;
CREATE VIEW wire.periods AS SELECT n, p.* FROM wire.histories, care_periods(history) p;
CREATE VIEW wire.summary AS SELECT council, s.* FROM wire.stored, care_summary(tally, target => 85) s;
CREATE VIEW wire.interval_of_tally AS SELECT council, i.* FROM wire.stored, care_interval(tally) i;
CREATE VIEW wire.interval_of_counts AS SELECT n, i.* FROM generate_series(1, 5) n, care_interval(n, 7) i;
CREATE VIEW wire.funnel AS SELECT n, f.* FROM generate_series(10, 50, 10) n, care_funnel_limits(n, 77.5) f;
CREATE VIEW wire.difference_of_tallies AS
SELECT a.council, d.* FROM wire.stored a, wire.stored b, care_difference(a.tally, b.tally) d WHERE b.council = 'Northshire';
CREATE VIEW wire.difference_of_counts AS SELECT n, d.* FROM generate_series(1, 5) n, care_difference(n, 9, 4, 11) d;
CREATE VIEW wire.change AS SELECT council, c.* FROM wire.stored, care_change(trend, '2022-02-01', '2023-06-01') c;
CREATE VIEW wire.explain AS SELECT council, e.* FROM wire.stored, care_explain(trend, '2022-02-01', '2023-06-01') e;
CREATE VIEW wire.forecast AS SELECT council, f.* FROM wire.stored, care_forecast(trend, 60, 12, as_at => '2023-06-01') f;
CREATE VIEW wire.xmr AS
SELECT n, (x).* FROM (SELECT n, care_xmr((n * 37 % 11)::double precision + CASE WHEN n > 20 THEN 9 ELSE 0 END) OVER (ORDER BY n) AS x
                      FROM generate_series(1, 30) n) s;
CREATE VIEW wire.waiting_monthly AS
SELECT council, w.* FROM wire.stored, care_waiting_monthly(waiting, target => 20, until => '2024-03-31') w;
CREATE VIEW wire.waiting_at AS SELECT council, w.* FROM wire.stored, care_waiting_at(waiting, '2023-08-15', target => 20) w;
CREATE VIEW wire.waiting_bands AS SELECT council, b.* FROM wire.stored, care_waiting_bands(waiting, '2023-08-15') b;
CREATE VIEW wire.events AS
SELECT e.* FROM care_events('{"locationId": "1-900000001", "currentRatings": {
  "overall": {"rating": "Good", "reportDate": "2023-03-02", "endDate": "2024-01-31", "organisationId": "1-900000001", "keyQuestionRatings": [
    {"name": "Safe", "rating": "Requires improvement", "reportDate": "2023-03-02"}, {"name": "Caring", "rating": "Splendid"}]},
  "serviceRatings": [{"name": "Soins à domicile", "rating": "Outstanding", "reportDate": "2023-03-02",
    "keyQuestionRatings": [{"name": "Safe", "rating": "Good"}]}]},
  "assessment": [{"assessmentPlanPublishedDateTime": "2024-02-01 10:00:00",
    "ratings": {"asgRatings": [{"name": "Care Homes", "rating": "Good", "status": "Current"}]}}]}') e;

CREATE VIEW wire.rate AS SELECT n, r.* FROM generate_series(1, 20, 3) n, care_rate(n, 1000 + n) r;
CREATE VIEW wire.ratio AS SELECT n, r.* FROM generate_series(1, 20, 3) n, care_ratio(n, 7.5) r;
CREATE VIEW wire.areas AS SELECT n, (f).* FROM (SELECT n, care_funnel(n * 13 % 40, 60 + n) OVER () AS f FROM generate_series(1, 30) n) s;
CREATE VIEW wire.p_chart AS
SELECT n, (c).* FROM (SELECT n, care_p_chart(n * 7 % 9 + 3, 12 + n % 5, higher_is_better => true) OVER (ORDER BY n) AS c FROM generate_series(1, 24) n) s;
CREATE VIEW wire.standardise AS
SELECT (s).* FROM (SELECT care_standardise(tally, care_tally_of(9, 80, 20, 3)) AS s FROM wire.stored) c;
CREATE VIEW wire.standardise_at AS
SELECT (s).* FROM (SELECT care_standardise(tally, care_tally_of(9, 80, 20, 3), 0.998) AS s FROM wire.stored) c;
CREATE VIEW wire.survival AS
SELECT c.* FROM (SELECT care_survival(n * 11 % 90, n % 3 > 0) AS survival FROM generate_series(1, 40) n) s, care_survival_curve(survival) c;
CREATE VIEW wire.extent AS SELECT council, e.* FROM wire.stored, care_extent(trend) e;
CREATE VIEW wire.ages AS
SELECT m.* FROM (SELECT care_ages(history) AS ages FROM wire.histories) h, care_ages_monthly(ages, since => '2023-01-01', until => '2023-12-01') m;
CREATE VIEW wire.waiting_between AS
SELECT council, w.* FROM wire.stored, care_waiting_between(waiting, '2023-07-01', '2023-12-31', target => 20) w;
CREATE VIEW wire.capacity AS SELECT council, c.* FROM wire.stored, care_capacity(waiting, '2023-09-30', months => 3) c;

-- Clients write a boolean and an array each in its own way: views for them say it as text.
CREATE VIEW wire.location AS
SELECT location_id, name, type, provider_id, provider_name, brand_id, brand_name, local_authority, region, constituency, postcode, uprn,
       latitude, longitude, beds, care_home::text, dormant::text, registered, deregistered, services::text, inspection_directorate
FROM care_location('{"locationId": "1-900000001", "name": "Maison d''été", "type": "Social Care Org", "providerId": "1-800000001",
  "providerName": "Made Up Care Ltd", "brandId": "BD001", "brandName": "BRAND Made Up", "localAuthority": "Norfolk", "region": "East",
  "constituency": "Norwich South", "postalCode": "NR1 1AA", "uprn": "100090000001", "onspdLatitude": 52.628101, "onspdLongitude": -1.299,
  "numberOfBeds": 42, "careHome": "Y", "dormancy": "N", "registrationDate": "2012-04-01", "deregistrationDate": "2023-06-30",
  "gacServiceTypes": [{"description": "Care home service with nursing"}], "inspectionDirectorate": "Adult social care"}');
CREATE VIEW wire.relationships AS
SELECT r.* FROM care_relationships('{"locationId": "1-900000001", "relationships": [
  {"relatedLocationId": "1-900000009", "type": "HSCA Predecessor", "reason": "Provider Change"}]}') r;

-- Every view, its rows in the order of all its columns
CREATE TABLE wire.statement AS
SELECT relname::text AS name,
       format('SELECT * FROM wire.%I ORDER BY %s', relname,
              (SELECT string_agg(quote_ident(attname) || CASE WHEN atttypid = 'text'::regtype THEN ' COLLATE "C"' ELSE '' END, ', ' ORDER BY attnum)
                 FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0)) AS query
FROM pg_class c WHERE relkind = 'v' AND relnamespace = 'wire'::regnamespace ORDER BY 1;

-- What kind of value each type is for a client, and how the clients of this test write it down: doubles by
-- their bits, so that nothing is rounded.
CREATE FUNCTION wire.kind(type oid) RETURNS text AS $$
  SELECT CASE WHEN type = 'double precision'::regtype THEN 'double'
              WHEN type::regtype::text LIKE 'care\_%\_summary' THEN 'summary'
              ELSE type::regtype::text END $$ LANGUAGE sql STABLE;

CREATE FUNCTION wire.value() RETURNS SETOF text AS $$
DECLARE
  s wire.statement;
  c record;
BEGIN
  FOR s IN SELECT * FROM wire.statement LOOP
    FOR c IN SELECT attname, attnum, atttypid FROM pg_attribute
             WHERE attrelid = format('wire.%I', s.name)::regclass AND attnum > 0 ORDER BY attnum LOOP
      RETURN QUERY EXECUTE format(
        'SELECT concat_ws(E''\t'', %L, row_number() OVER (), %L, %L, coalesce(%s, ''\N'')) FROM (%s) q',
        s.name, c.attname, wire.kind(c.atttypid),
        CASE WHEN c.atttypid = 'double precision'::regtype THEN format('encode(float8send(%I), ''hex'')', c.attname)
             ELSE format('%I::text', c.attname) END, s.query);
    END LOOP;
  END LOOP;
END $$ LANGUAGE plpgsql STABLE;

-- A report's reader: may see the views, and nothing else
GRANT USAGE ON SCHEMA wire TO bi;
GRANT SELECT ON ALL TABLES IN SCHEMA wire TO bi;
REVOKE ALL ON wire.stored FROM bi;
ANALYZE;
