-- moving windows of 2,000 rows over 20,000: aggregates that carry a denominator or a target
--@ needs frames
--@ target percent / tally <= 1.3
--@ target gap / tally <= 1.3
--@ target history / tally <= 1.3
--@ show floor_history / tally

--@ run percent 1
SELECT count(v) FROM (SELECT care_percent_good_or_better(rating, 'rated') OVER (ORDER BY n ROWS 1999 PRECEDING) AS v FROM frames) s;

--@ run gap 1
SELECT count(v) FROM (SELECT care_target_gap(rating, 85) OVER (ORDER BY n ROWS 1999 PRECEDING) AS v FROM frames) s;

--@ run history 1
SELECT count(v) FROM (SELECT care_tally(history, '2020-01-01') OVER (ORDER BY n ROWS 1999 PRECEDING) AS v FROM frames) s;

--@ run tally 1
SELECT count(v) FROM (SELECT care_tally(rating) OVER (ORDER BY n ROWS 1999 PRECEDING) AS v FROM frames) s;

-- The same rows without any of ours
--@ run floor_history 1
SELECT count(v) FROM (SELECT count(history) OVER (ORDER BY n ROWS 1999 PRECEDING) AS v FROM frames) s;
