-- The names behind each cause: services that differ between the two dates in a
-- way that moves the figure, two to a line.
SELECT CASE WHEN min(n) = 1 THEN concat(cause, CASE cause WHEN 'newly rated' THEN ' as ' WHEN 'departed' THEN ', was ' ELSE ' to ' END,
                                        coalesce(now, was)) END AS "what happened",
       rtrim(string_agg(rpad(CASE WHEN length(name) > 30 THEN left(name, 28) || '..' ELSE name END, 31), '' ORDER BY n)) AS services
  FROM (SELECT care_cause(was, now) AS cause, was::text, now::text, name,
               row_number() OVER (PARTITION BY was, now ORDER BY name) AS n
          FROM (SELECT name, care_rating_at(history, :'since') AS was, care_rating_at(history, :'as_at') AS now
                  FROM site_history) both_days
         WHERE coalesce(care_is_rated(was), false) <> coalesce(care_is_rated(now), false)
            OR care_is_good_or_better(was) <> care_is_good_or_better(now)) moved
 GROUP BY cause, was, now, (n - 1) / 2
 ORDER BY cause, was, now, min(n);
