-- Rates and ratios of events: the published values of public health, plain SQL as a second opinion, and the edges.

-- PHEindicatormethods, testdata_Rate.xlsx, per 100,000, and its standardised ratio: the published expected number has
-- eight decimals only, which leaves the tenth of the ratio open.
SELECT events, round(rate::numeric, 4) AS rate, round(lower::numeric, 4) AS lower, round(upper::numeric, 4) AS upper
  FROM unnest('{1,20}'::int[]) events, care_rate(events, 100);
SELECT confidence, abs(ratio - 1.0707232939) < 1e-10 AS ratio, abs(lower - published_lower) < 1e-10 AS lower, abs(upper - published_upper) < 1e-10 AS upper
  FROM (VALUES (0.95, 1.0017147713, 1.1432332872), (0.998, 0.9635155620, 1.1860070416)) v (confidence, published_lower, published_upper), care_ratio(895, 835.88356123, confidence);
-- Byar's limits of a count: 65, and 10 at 99.8%
SELECT count, confidence, round(lower::numeric, 12) AS lower, round(upper::numeric, 12) AS upper
  FROM (VALUES (65, 0.95::float8), (65, 0.998), (10, 0.998)) v (count, confidence), care_ratio(count, 1, confidence);

-- Below 10 the limits are exact: the chance of so many events or more is half of the rest at the lower, of so few or
-- fewer at the upper. Poisson's distribution in plain SQL.
CREATE FUNCTION pg_temp.at_most(x int, mean float8) RETURNS float8 LANGUAGE sql AS
  'SELECT sum(exp(-mean) * mean ^ k / factorial(k)::float8) FROM generate_series(0, x) k';
SELECT confidence, bool_and(lower IS NOT NULL AND upper > lower) AS ordered, bool_and(ratio = x) AS ratio,
       bool_and(CASE WHEN x = 0 THEN lower = 0 ELSE abs(1 - pg_temp.at_most(x - 1, lower) - (1 - confidence) / 2) < 1e-12 END) AS lower,
       bool_and(abs(pg_temp.at_most(x, upper) - (1 - confidence) / 2) < 1e-12) AS upper
  FROM unnest('{0.0001,0.1,0.5,0.8,0.9,0.95,0.99,0.998,0.999999}'::float8[]) confidence, generate_series(0, 9) x, care_ratio(x, 1, confidence)
 GROUP BY confidence ORDER BY confidence;
-- From 10 they are Byar's.
SELECT count(*), bool_and(abs(lower - x * (1 - 1 / (9 * x) - 1.959963984540054 / (3 * sqrt(x))) ^ 3) < 1e-9) AS lower,
       bool_and(abs(upper - (x + 1) * (1 - 1 / (9 * (x + 1)) + 1.959963984540054 / (3 * sqrt(x + 1))) ^ 3) < 1e-9) AS upper
  FROM generate_series(10, 500) n, LATERAL (SELECT n::float8 + n % 3 / 3.0::float8) v (x), care_ratio(x, 1);
-- Counts need not be whole: limits rise with them, without a step at 10 that matters.
SELECT count(*) FILTER (WHERE NOT (lower > last_lower AND upper > last_upper)) AS not_rising
  FROM (SELECT x, lower, upper, lag(lower) OVER (ORDER BY x) AS last_lower, lag(upper) OVER (ORDER BY x) AS last_upper
          FROM generate_series(1, 99) n, LATERAL (SELECT n / 10.0::float8) v (x), care_ratio(x, 1)) s WHERE x > 0.1;

-- A rate is the ratio to the population, times per; 100,000 unless told.
SELECT bool_and(abs(r.rate - 1000 * q.ratio) < 1e-9 AND abs(r.lower - 1000 * q.lower) < 1e-9 AND abs(r.upper - 1000 * q.upper) < 1e-9) AS same,
       bool_and(care_rate(x, 4321) = care_rate(events => x, population => 4321, per => 100000, confidence => 0.95)) AS "default"
  FROM generate_series(0, 40) x, care_rate(x, 4321, 1000, 0.9) r, care_ratio(x, 4321, 0.9) q;

-- Nobody, nothing expected, NULL: NULL. No events: from 0 up.
SELECT care_rate(3, 0) AS nobody, care_ratio(3, 0) AS none_expected, care_rate(NULL, 5) AS "null", care_ratio(1, NULL) AS null_too;
SELECT rate, lower, round(upper::numeric, 4) AS upper FROM care_rate(0, 100);
SELECT ratio, lower > 0.999999999 AS lower, upper < 1.000000001 AS upper FROM care_ratio(9e18, 9e18);
SELECT round(lower::numeric, 6) AS lower, round(upper::numeric, 4) AS upper FROM care_ratio(3, 1, 0.9999999999999999);
SELECT ratio > 0 AS ratio, lower >= 0 AS lower, upper > 3 AS upper FROM care_ratio(1e-300, 1);

-- What cannot be.
SELECT care_rate(-1, 100);
SELECT care_rate(1, -100);
SELECT care_rate('NaN', 100);
SELECT care_rate(1, 'Infinity');
SELECT care_rate(1, 100, 0);
SELECT care_rate(1, 100, -5);
SELECT care_rate(1, 100, 'NaN');
SELECT care_rate(1, 100, confidence => 95);
SELECT care_rate(1, 1e-300, 9e18);
SELECT care_ratio(-1, 100);
SELECT care_ratio(1, -0.5);
SELECT care_ratio(1, 'NaN');
SELECT care_ratio('-Infinity', 1);
SELECT care_ratio(1, 1, 0);
SELECT care_ratio(1, 5e-324);
