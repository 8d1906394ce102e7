-- 5,000 trends of 10 locations, one of which has a placeholder date
--@ needs placeholders
--@ target at_1900 / at <= 1.5
--@ target at_2099 / at <= 1.5
--@ target change_1900 / change <= 1.5
--@ target change_2099 / change <= 1.5
--@ target conflicts_1900 / conflicts <= 1.5
--@ target conflicts_2099 / conflicts <= 1.5
--@ target build_1900 / build <= 1.5
--@ target build_2099 / build <= 1.5
--@ target rollup_1900 / rollup <= 1.5
--@ target rollup_2099 / rollup <= 1.5
--@ target regions_1900 / regions <= 1.5

--@ run at_1900 1
SELECT count(care_tally_at(trend, '2020-01-01')) FROM trends_early;

--@ run at_2099 1
SELECT count(care_tally_at(trend, '2020-01-01')) FROM trends_late;

--@ run at 1
SELECT count(care_tally_at(trend, '2020-01-01')) FROM trends_plain;

--@ run change_1900 1
SELECT count(c) FROM trends_early, care_change(trend, '2019-01-01', '2020-01-01') c;

--@ run change_2099 1
SELECT count(c) FROM trends_late, care_change(trend, '2019-01-01', '2020-01-01') c;

--@ run change 1
SELECT count(c) FROM trends_plain, care_change(trend, '2019-01-01', '2020-01-01') c;

--@ run conflicts_1900 1
SELECT sum(care_conflicts(trend)) FROM trends_early;

--@ run conflicts_2099 1
SELECT sum(care_conflicts(trend)) FROM trends_late;

--@ run conflicts 1
SELECT sum(care_conflicts(trend)) FROM trends_plain;

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
SELECT octet_length(care_trend_summary_send(care_rollup(trend))) FROM trends_early;

--@ run rollup_2099 1
SELECT octet_length(care_trend_summary_send(care_rollup(trend))) FROM trends_late;

--@ run rollup 1
SELECT octet_length(care_trend_summary_send(care_rollup(trend))) FROM trends_plain;

--@ run regions_1900 1
SELECT count(t) FROM (SELECT care_rollup(trend) AS t FROM trends_early GROUP BY area % 100) s;

--@ run regions 1
SELECT count(t) FROM (SELECT care_rollup(trend) AS t FROM trends_plain GROUP BY area % 100) s;
