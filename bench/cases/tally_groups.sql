-- tally by month and council, 20 million rows, 6,000 groups
--@ needs snapshot
--@ same ours expert duckdb
--@ target ours / floor <= 1.10

--@ run ours 1
SELECT month, council, care_locations(t), care_rated(t), care_good_or_better(t)
  FROM (SELECT month, council, care_tally(rating) AS t FROM snapshot GROUP BY month, council) s
 ORDER BY month, council;

--@ run floor 1
SELECT month, council, count(rating) FROM snapshot GROUP BY month, council ORDER BY month, council;

--@ check expert 1
SELECT month, council, count(*), count(*) FILTER (WHERE rating <> 'Not rated'),
       count(*) FILTER (WHERE rating = 'Good' OR rating = 'Outstanding')
  FROM snapshot
 GROUP BY month, council
 ORDER BY month, council;

--@ check duckdb 2
SELECT month, council, count(*), count(*) FILTER (rating <> 'Not rated'),
       count(*) FILTER (rating = 'Good' OR rating = 'Outstanding')
  FROM snapshot
 GROUP BY month, council
 ORDER BY month, council;
