-- growth from 1 to 10 million rating events
--@ needs events events10
--@ target million_10 / million_1 <= 11
--@ target million_10 / million_10_2 >= 1.5
--@ show floor_10 / floor_1
--@ same million_1 million_10 million_10_2
--@ memory million_1 after floor_1, 1000000 events, 100000 locations
--@ memory million_10 after floor_10, 10000000 events, 1000000 locations

--@ run million_1 1
SELECT as_at, locations, rated, good_or_better
  FROM care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM events),
                    since => '2014-01-01', until => '2025-01-01');

--@ run million_10 1
SELECT as_at, locations / 10, rated / 10, good_or_better / 10
  FROM care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM events10),
                    since => '2014-01-01', until => '2025-01-01');

--@ run million_10_2 2
SELECT as_at, locations / 10, rated / 10, good_or_better / 10
  FROM care_monthly((SELECT care_trend(location, rating, published, registered, deregistered) FROM events10),
                    since => '2014-01-01', until => '2025-01-01');

--@ run floor_1 1
SELECT count(rating) FROM events;

--@ run floor_10 1
SELECT count(rating) FROM events10;
