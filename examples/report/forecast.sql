-- What next: a projection of the movements of the last 24 months, not a line.
SELECT format('In %s months, %s: %s%% to %s%% in 8 cases of 10; %s%% or more in %s of 100.',
              months, to_char(as_at, 'FMMonth YYYY'), lower::numeric(5,1), upper::numeric(5,1), :target,
              CASE WHEN probability < 0.5 THEN 'less than 1' WHEN probability > 99.5 THEN 'more than 99'
                   ELSE round(probability::numeric)::text END)
  FROM (SELECT f.*, row_number() OVER (ORDER BY f.as_at) AS months
          FROM county, care_forecast(trend, :target, as_at => :'as_at') f) forecast
 WHERE months IN (12, 24)
 ORDER BY months;
