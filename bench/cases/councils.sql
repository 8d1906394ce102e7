-- as-at series for 150 councils at once, 1 million rating events
--@ needs events
--@ target councils / england <= 1.3
--@ show floor_by_council / floor
--@ same england summed

--@ run councils 1
SELECT council, as_at, locations, rated, good_or_better
  FROM (SELECT council, care_trend(location, rating, published, registered, deregistered) AS trend
          FROM events GROUP BY council) t,
       care_monthly(trend, since => '2014-01-01', until => '2025-01-01');

--@ run england 1
SELECT as_at, locations, rated, good_or_better
  FROM care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM events),
                    since => '2014-01-01', until => '2025-01-01');

-- What grouping by council costs PostgreSQL itself
--@ run floor_by_council 1
SELECT council, count(rating) FROM events GROUP BY council;

--@ run floor 1
SELECT count(rating) FROM events;

--@ check summed 1
SELECT as_at, sum(locations), sum(rated), sum(good_or_better)
  FROM (SELECT council, care_trend(location, rating, published, registered, deregistered) AS trend
          FROM events GROUP BY council) t,
       care_monthly(trend, since => '2014-01-01', until => '2025-01-01')
 GROUP BY as_at ORDER BY as_at;
