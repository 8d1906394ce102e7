-- The figures to compare with.
CREATE OR REPLACE VIEW benchmark_month AS
SELECT 'benchmark'::text AS council_key, 'Benchmark'::text AS local_authority, as_at, (as_at - interval '1 month')::date AS month, rated, good_or_better,
       round(100.0 * good_or_better / nullif(rated, 0), 1)::double precision AS percent_good_or_better,
       good_or_better::double precision / nullif(rated, 0) AS fraction_good_or_better
  FROM benchmark;
COMMENT ON VIEW benchmark_month IS 'The figures to compare with, month by month (key: as_at)';

-- The council's own assessment.
CREATE OR REPLACE VIEW assessment_statement AS
SELECT coalesce(k.council_key, name_key(a.local_authority)) AS council_key, a.local_authority, a.published, a.number, a.theme, a.statement, a.score,
       a.published = max(a.published) OVER (PARTITION BY a.local_authority) AS is_latest
  FROM assessment a
  LEFT JOIN council_codes k ON k.name_key = name_key(a.local_authority);
COMMENT ON VIEW assessment_statement IS 'Statements of CQC''s assessments of councils (key: council_key, published, number)';
