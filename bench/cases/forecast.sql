-- a forecast of each of 150 councils
--@ needs council_trends
--@ target ours / ms <= 150

--@ run ours 1
SELECT count(f) FROM council_trends, care_forecast(trend) f;
