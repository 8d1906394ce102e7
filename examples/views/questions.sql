-- The five key questions, month by month.
CREATE OR REPLACE VIEW question_month AS
SELECT t.council_key, t.local_authority, t.question, m.as_at, m.month, m.locations, m.rated, m.outstanding, m.good, m.requires_improvement,
       m.inadequate, m.not_rated, m.good_or_better,
       round(m.percent_good_or_better::numeric, 1)::double precision AS percent_good_or_better,
       m.percent_good_or_better / 100 AS fraction_good_or_better
  FROM question_trend t, stored_span k, care_monthly(t.trend, since => k.since_as_at, until => k.until_as_at) m;
COMMENT ON VIEW question_month IS 'Services of each council by their rating for each key question, month by month (key: council_key, question, as_at)';
