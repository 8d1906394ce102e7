-- charts and funnels of 10,000 partitions of 100 rows
--@ needs areas
--@ target p_chart / xmr <= 1.5
--@ target funnel / xmr <= 1.5
--@ show xmr / floor

--@ run p_chart 1
SELECT count((c).signal) FROM (SELECT care_p_chart(x, n) OVER (PARTITION BY part ORDER BY i) AS c FROM areas) s;

--@ run funnel 1
SELECT count((f).verdict) FROM (SELECT care_funnel(x, n) OVER (PARTITION BY part ORDER BY i) AS f FROM areas) s;

--@ run xmr 1
SELECT count((c).signal) FROM (SELECT care_xmr(x) OVER (PARTITION BY part ORDER BY i) AS c FROM areas) s;

--@ run floor 1
SELECT count(c) FROM (SELECT row_number() OVER (PARTITION BY part ORDER BY i) AS c FROM areas) s;
