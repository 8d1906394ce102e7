-- 5,508 stored trends, of each council, service type and question, added up by five grouping sets
--@ needs region
--@ target cube / ms <= 203
--@ show cube / floor

-- 15 ns for each of 2.7 million cells in each grouping set
--@ run cube 1
SELECT count(t), sum(octet_length(care_trend_summary_send(t)))
  FROM (SELECT care_rollup(trend) AS t FROM region_trends
         GROUP BY GROUPING SETS ((council, service, question), (council, question), (service, question), (question), ())) s;

-- The same groups without any of ours
--@ run floor 1
SELECT count(n) FROM (SELECT count(trend) AS n FROM region_trends
 GROUP BY GROUPING SETS ((council, service, question), (council, question), (service, question), (question), ())) s;
