-- The same in one sentence.
WITH part AS (
  SELECT CASE
           WHEN cause = 'improved' THEN 'services that improved'
           WHEN cause = 'declined' THEN 'services that declined'
           WHEN cause = 'newly rated' THEN 'first ratings'
           WHEN cause = 'departed' AND from_rating IN ('Inadequate', 'Requires improvement')
             THEN 'services below good that closed'
           WHEN cause = 'departed' THEN 'good services that closed'
           WHEN cause = 'joined' THEN 'services that came with a rating'
           ELSE 'ratings lost'
         END AS words, sum(points) AS points
    FROM county, care_explain(trend, :'since', :'as_at')
   GROUP BY 1
)
SELECT CASE
         WHEN care_rated(:'before') = 0 OR care_rated(:'now') = 0
           THEN 'Without ratings on both days there is no change to explain.'
         WHEN count(*) = 0
           THEN format('Nothing has moved the percentage since %s.', to_char(:'since'::date, 'FMDD FMMonth YYYY'))
         ELSE format('Of %s points since %s:%s.', to_char(sum(points), 'SGFM990.0'),
              to_char(:'since'::date, 'FMDD FMMonth YYYY'),
              string_agg(format(E'\n  %s from %s', to_char(points, 'SGFM990.0'), words), ','
                         ORDER BY abs(points) DESC, words))
       END
  FROM part
 WHERE round(points::numeric, 3) <> 0;
