-- How long a rating of good stands until the next report, from its publication. One that still
-- stands, or whose service closed, counts for as long as it was seen. Of ratings published before
-- the first file only those that lasted are known: they are left out.
WITH report AS (
  SELECT rating, published, max(coalesce(valid_to, 'infinity')) AS until,
         lead(min(valid_from)) OVER (PARTITION BY site_id ORDER BY min(valid_from)) AS next
    FROM site_history, care_periods(history)
   WHERE published < :'as_at' AND valid_from < :'as_at'
   GROUP BY site_id, rating, published
), good AS (
  SELECT count(*) AS ratings, count(next) AS ended,
         care_survival(least(coalesce(next, until), :'as_at', :'latest') - published, next IS NOT NULL) AS survival
    FROM report
   WHERE rating = 'Good' AND published >= :'known_since'
), stands AS (
  SELECT ratings, ended, care_survival_days(survival) AS days, round(care_survival_at(survival, 365)) AS year,
         round(care_survival_at(survival, 3 * 365)) AS three
    FROM good
)
SELECT CASE
         WHEN ratings = 0
           THEN 'How long a rating of good stands cannot be told: none was published since the files begin.'
         WHEN ended < 10
           THEN format('How long a rating of good stands cannot be told yet: %s of %s have had their next report.', ended, ratings)
         ELSE concat(CASE WHEN days IS NULL THEN 'Over half of the ratings of good outlast what is known so far'
                          ELSE format('Half of the ratings of good stand for %s years or more until the next report',
                                      round(days / 365.25, 1)) END,
                     E';\nof 100, ' || year || ' stand a year', ' and ' || three || ' three years', '.')
       END
  FROM stands;
