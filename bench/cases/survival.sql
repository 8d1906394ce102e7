-- median survival of 1 million rows (Kaplan-Meier)
--@ needs lasted
--@ target ours / floor <= 3
--@ same ours expert

--@ run ours 1
SELECT care_survival_days(care_survival(days, ended)) FROM lasted;

--@ run floor 1
SELECT count(*) FROM lasted;

--@ run expert 1
SELECT min(days)
  FROM (SELECT days, sum(ln(nullif(1 - d::double precision / n, 0))) OVER (ORDER BY days) AS log_share
          FROM (SELECT days, count(*) FILTER (WHERE ended) AS d, (sum(count(*)) OVER (ORDER BY days DESC))::bigint AS n
                  FROM lasted GROUP BY days) d) s
 WHERE log_share <= ln(0.5::double precision);
