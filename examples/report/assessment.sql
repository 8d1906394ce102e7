-- The council's own assessment: nine statements, 1 to 4 each, as a percentage.
SELECT unnest(ARRAY[
  format('%s was assessed on %s: %s of %s points, %s%%, %s.', local_authority,
         to_char(published, 'FMDD FMMonth YYYY'), points, 4 * cardinality(scores),
         round(care_assessment_percent(scores)::numeric), care_assessment_rating(scores)),
  CASE WHEN care_is_good_or_better(care_assessment_rating(scores)) THEN 'That is good or outstanding.'
       ELSE format('Good begins at 63%%, with %s points: %s more.', ceil(0.625 * 4 * cardinality(scores)),
                   ceil(0.625 * 4 * cardinality(scores)) - points) END])
  FROM (SELECT local_authority, published, array_agg(score ORDER BY number) AS scores, sum(score) AS points
          FROM assessment
         WHERE published <= :'as_at'
         GROUP BY local_authority, published
         ORDER BY published DESC
         LIMIT 1) latest;
