-- What it takes for the lists to be so short in half a year that nearly all are seen within 28 days.
SELECT coalesce(request_type, 'All') AS "waiting for",
       demand_per_week::numeric(10,1) AS "join a week", capacity_per_week::numeric(10,1) AS "leave a week",
       CASE WHEN load IS NULL THEN 'not a year known' WHEN round(load::numeric, 2) = 1 THEN 'stays'
            WHEN load > 1 THEN 'grows' ELSE 'shrinks' END AS "the list",
       needed_per_week::numeric(10,1) AS "must leave a week", target_waiting::numeric(10,0) AS "list then"
  FROM (SELECT request_type, care_rollup(list) AS list
          FROM waiting_list
         GROUP BY ROLLUP (request_type)) lists,
       care_capacity(list, :'month_end')
 ORDER BY request_type IS NULL, demand_per_week DESC NULLS LAST;
