-- as-at series for 150 councils at once, 1 million rating events
--@ needs events
--@ target councils / england <= 1.3
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

--@ check summed 1
SELECT as_at, sum(locations), sum(rated), sum(good_or_better)
  FROM (SELECT council, care_trend(location, rating, published, registered, deregistered) AS trend
          FROM events GROUP BY council) t,
       care_monthly(trend, since => '2014-01-01', until => '2025-01-01')
 GROUP BY as_at ORDER BY as_at;
