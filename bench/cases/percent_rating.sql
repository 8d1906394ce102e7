-- percent good or better, care_rating column, 20 million rows
--@ needs snapshot
--@ target ours / floor <= 1.10
--@ same ours text

--@ run ours 1
SELECT care_percent_good_or_better(care) FROM snapshot;

--@ run floor 1
SELECT count(care) FROM snapshot;

--@ check text 1
SELECT care_percent_good_or_better(rating) FROM snapshot;
