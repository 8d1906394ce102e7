-- the text form of 150 trends read back, as a restored dump does
--@ needs texts
--@ target ours / jsonb <= 1.5

--@ run ours 1
SELECT count(t::care_trend_summary) FROM texts;

--@ run jsonb 1
SELECT count(t::jsonb) FROM texts;
