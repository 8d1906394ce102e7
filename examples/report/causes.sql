-- Why it changed: every movement with its points, which add up to the change.
SELECT CASE WHEN GROUPING(cause) = 1 THEN 'all together' ELSE cause END AS cause,
       from_rating AS "from", to_rating AS "to",
       sum(moves) AS services, sum(points)::numeric(5,2) AS points
  FROM county, care_explain(trend, :'since', :'as_at')
 GROUP BY GROUPING SETS ((cause, from_rating, to_rating), ())
 ORDER BY GROUPING(cause), abs(sum(points)) DESC, cause, from_rating, to_rating;
