-- 5,000 trends of 10 locations, one of which has a placeholder date
--@ needs placeholders
--@ target at_1900 / at <= 1.5
--@ target at_2099 / at <= 1.5
--@ target change_1900 / change <= 1.5
--@ target change_2099 / change <= 1.5
--@ target conflicts_1900 / conflicts <= 1.5
--@ target build_1900 / build <= 1.5
--@ target build_2099 / build <= 1.5
--@ target rollup_1900 / rollup <= 1.5
--@ target rollup_2099 / rollup <= 1.5
--@ target regions_1900 / regions <= 1.5

--@ run at_1900 1
SELECT count(care_tally_at(early, '2020-01-01')) FROM placeholders;

--@ run at_2099 1
SELECT count(care_tally_at(late, '2020-01-01')) FROM placeholders;

--@ run at 1
SELECT count(care_tally_at(plain, '2020-01-01')) FROM placeholders;

--@ run change_1900 1
SELECT count(c) FROM placeholders, care_change(early, '2019-01-01', '2020-01-01') c;

--@ run change_2099 1
SELECT count(c) FROM placeholders, care_change(late, '2019-01-01', '2020-01-01') c;

--@ run change 1
SELECT count(c) FROM placeholders, care_change(plain, '2019-01-01', '2020-01-01') c;

--@ run conflicts_1900 1
SELECT sum(care_conflicts(early)) FROM placeholders;

--@ run conflicts 1
SELECT sum(care_conflicts(plain)) FROM placeholders;

--@ run build_1900 1
SELECT count(t) FROM (SELECT care_trend(location, rating, published, CASE WHEN odd = 'early' THEN '1900-01-01' ELSE registered END, NULL) AS t
                        FROM placeholder_events GROUP BY area) s;

--@ run build_2099 1
SELECT count(t) FROM (SELECT care_trend(location, rating, CASE WHEN odd = 'late' THEN '2099-12-31' ELSE published END, registered, NULL) AS t
                        FROM placeholder_events GROUP BY area) s;

--@ run build 1
SELECT count(t) FROM (SELECT care_trend(location, rating, published, CASE WHEN odd = 'none' THEN '1900-01-01' ELSE registered END, NULL) AS t
                        FROM placeholder_events GROUP BY area) s;

-- All in one trend, and in a hundred
--@ run rollup_1900 1
SELECT octet_length(care_trend_summary_send(care_rollup(early))) FROM placeholders;

--@ run rollup_2099 1
SELECT octet_length(care_trend_summary_send(care_rollup(late))) FROM placeholders;

--@ run rollup 1
SELECT octet_length(care_trend_summary_send(care_rollup(plain))) FROM placeholders;

--@ run regions_1900 1
SELECT count(t) FROM (SELECT care_rollup(early) AS t FROM placeholders GROUP BY area % 100) s;

--@ run regions 1
SELECT count(t) FROM (SELECT care_rollup(plain) AS t FROM placeholders GROUP BY area % 100) s;
