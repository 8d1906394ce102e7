-- percent good or better, text column, 20 million rows
--@ needs snapshot
--@ same ours expert expert_filters analyst duckdb
--@ target ours / floor <= 1.25
--@ target ours / expert <= 0.60

--@ run ours 1
SELECT care_percent_good_or_better(rating) FROM snapshot;

--@ run floor 1
SELECT count(rating) FROM snapshot;

--@ run expert 1
SELECT 100.0 * count(*) FILTER (WHERE rating = 'Good' OR rating = 'Outstanding') / count(*)
  FROM snapshot
 WHERE rating <> 'Not rated';

--@ run expert_filters 1
SELECT 100.0 * count(*) FILTER (WHERE rating IN ('Good', 'Outstanding'))
     / count(*) FILTER (WHERE rating IN ('Good', 'Outstanding', 'Requires improvement', 'Inadequate'))
  FROM snapshot;

--@ check analyst 1
SELECT 100.0 * sum(CASE WHEN rating IN ('Good', 'Outstanding') THEN 1 ELSE 0 END)
     / sum(CASE WHEN rating IN ('Good', 'Outstanding', 'Requires improvement', 'Inadequate') THEN 1 ELSE 0 END)
  FROM snapshot;

--@ run duckdb 2
SELECT 100.0 * count(*) FILTER (rating = 'Good' OR rating = 'Outstanding') / count(*)
  FROM snapshot
 WHERE rating <> 'Not rated';
