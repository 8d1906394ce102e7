-- How old the ratings in force are, and how good by age.
SELECT CASE WHEN years IS NULL THEN 'never rated'
            WHEN years = 0 THEN 'under 1 year'
            WHEN years >= 5 THEN '5 years and more'
            ELSE format('%s to %s years', years, years + 1) END AS "age of rating",
       count(*) AS services,
       (100.0 * count(*) / sum(count(*)) OVER ())::numeric(5,1) AS "share %",
       care_percent_good_or_better(rating)::numeric(5,1) AS "% good",
       repeat('#', (50.0 * count(*) / sum(count(*)) OVER ())::integer) AS "share"
  FROM (SELECT care_rating_at(history, :'as_at') AS rating,
               extract(year FROM age(:'as_at', care_published_at(history, :'as_at')))
                 AS years
          FROM site_history) on_that_day
 WHERE rating IS NOT NULL
 GROUP BY 1
 ORDER BY min(years);
