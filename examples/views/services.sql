-- Every service there is: today, or when the data end.
CREATE OR REPLACE VIEW service_today AS
SELECT s.council_key, s.local_authority, s.site_id, s.location_id, s.name, s.service_type, s.beds,
       care_rating_at(s.history, d.as_at)::text AS rating, care_published_at(s.history, d.as_at) AS published,
       d.as_at - care_published_at(s.history, d.as_at) AS age_days, coalesce(s.by_service_since <= d.as_at, false) AS by_service,
       coalesce(l.provider_id, l.provider) AS provider_id, l.provider, coalesce(l.brand_id, l.brand) AS brand_id, l.brand,
       l.postcode, l.ward, l.constituency, l.icb, l.region, l.latitude, l.longitude, l.registered, s.registrations, d.as_at
  FROM (SELECT CASE WHEN until_as_at >= date_trunc('month', current_date) THEN current_date ELSE until_as_at END AS as_at FROM stored_span) d,
       site_history s
  JOIN locations l USING (location_id)
 WHERE care_rating_at(s.history, d.as_at) IS NOT NULL;
COMMENT ON VIEW service_today IS 'Every service there is today, or when the data end, with its rating (key: site_id)';

-- Which rating of a service was in force from when to when.
CREATE OR REPLACE VIEW rating_period AS
SELECT s.council_key, s.local_authority, s.site_id, s.name, s.service_type, p.rating, p.valid_from, p.valid_to, p.published
  FROM site_history s, care_periods(s.history) p;
COMMENT ON VIEW rating_period IS 'Every rating of a service from when to when it was in force (key: site_id, valid_from)';

-- Who owns them, and under which brand.
CREATE OR REPLACE VIEW provider_today AS
SELECT council_key, local_authority, provider_id, max(provider) AS provider, count(*) AS services, sum(beds) AS beds,
       round(100.0 * sum(beds) / nullif(max(council_beds), 0), 1)::double precision AS percent_beds,
       sum(beds)::double precision / nullif(max(council_beds), 0) AS fraction_beds,
       count(*) FILTER (WHERE care_is_rated(rating)) AS rated, count(*) FILTER (WHERE care_is_good_or_better(rating)) AS good_or_better,
       round(care_percent_good_or_better(rating)::numeric, 1)::double precision AS percent_good_or_better,
       care_percent_good_or_better(rating) / 100 AS fraction_good_or_better
  FROM (SELECT *, sum(beds) OVER (PARTITION BY council_key) AS council_beds FROM service_today) s
 WHERE provider_id IS NOT NULL
 GROUP BY council_key, local_authority, provider_id;
COMMENT ON VIEW provider_today IS 'Providers in each council: their services, beds and ratings today (key: council_key, provider_id)';

CREATE OR REPLACE VIEW brand_today AS
SELECT council_key, local_authority, brand_id, max(brand) AS brand, count(DISTINCT provider_id) AS providers, count(*) AS services, sum(beds) AS beds,
       round(100.0 * sum(beds) / nullif(max(council_beds), 0), 1)::double precision AS percent_beds,
       sum(beds)::double precision / nullif(max(council_beds), 0) AS fraction_beds,
       count(*) FILTER (WHERE care_is_rated(rating)) AS rated, count(*) FILTER (WHERE care_is_good_or_better(rating)) AS good_or_better,
       round(care_percent_good_or_better(rating)::numeric, 1)::double precision AS percent_good_or_better,
       care_percent_good_or_better(rating) / 100 AS fraction_good_or_better
  FROM (SELECT *, sum(beds) OVER (PARTITION BY council_key) AS council_beds FROM service_today) s
 WHERE brand_id IS NOT NULL
 GROUP BY council_key, local_authority, brand_id;
COMMENT ON VIEW brand_today IS 'Brands in each council: their services, beds and ratings today (key: council_key, brand_id)';
