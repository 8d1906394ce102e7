-- rolling window over daily tallies, ten years by 150 councils
--@ needs daily
--@ target rows_365 / rows_12 <= 1.25
--@ target rows_1825 / rows_12 <= 1.25
--@ show months_12 / rows_12
--@ same months_12 expert duckdb

--@ run months_12 1
SELECT sum(care_percent_good_or_better(t))
  FROM (SELECT care_rollup(tally) OVER (PARTITION BY council ORDER BY day RANGE '12 months' PRECEDING) AS t FROM daily) s;

--@ run rows_12 1
SELECT sum(care_percent_good_or_better(t))
  FROM (SELECT care_rollup(tally) OVER (PARTITION BY council ORDER BY day ROWS 11 PRECEDING) AS t FROM daily) s;

--@ run rows_365 1
SELECT sum(care_percent_good_or_better(t))
  FROM (SELECT care_rollup(tally) OVER (PARTITION BY council ORDER BY day ROWS 364 PRECEDING) AS t FROM daily) s;

--@ run rows_1825 1
SELECT sum(care_percent_good_or_better(t))
  FROM (SELECT care_rollup(tally) OVER (PARTITION BY council ORDER BY day ROWS 1824 PRECEDING) AS t FROM daily) s;

--@ run expert 1
SELECT sum(100.0 * good_or_better::double precision / nullif(rated, 0))
  FROM (SELECT sum(good_or_better) OVER w AS good_or_better, sum(rated) OVER w AS rated
          FROM daily
        WINDOW w AS (PARTITION BY council ORDER BY day RANGE '12 months' PRECEDING)) s;

--@ run duckdb 2
SELECT sum(100.0 * good_or_better::double precision / nullif(rated, 0))
  FROM (SELECT sum(good_or_better) OVER w AS good_or_better, sum(rated) OVER w AS rated
          FROM daily
        WINDOW w AS (PARTITION BY council ORDER BY day RANGE INTERVAL 12 MONTHS PRECEDING)) s;
