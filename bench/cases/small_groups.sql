-- many small groups of two rows
--@ needs small
--@ same history_12500 array_12500 tally_12500
--@ same history_25000 array_25000 tally_25000
--@ same history_50000 array_50000 tally_50000
--@ same history_100000 array_100000 tally_100000
--@ target history_12500 / array_12500 <= 3
--@ target history_25000 / array_25000 <= 3
--@ target history_50000 / array_50000 <= 3
--@ target history_100000 / array_100000 <= 3
--@ target tally_12500 / array_12500 <= 3
--@ target tally_25000 / array_25000 <= 3
--@ target tally_50000 / array_50000 <= 3
--@ target tally_100000 / array_100000 <= 3
--@ target history_100000 / history_12500 <= array_100000 / array_12500
--@ target tally_100000 / tally_12500 <= array_100000 / array_12500

-- Eight times the groups take more than eight times as long, array_agg's too: the hash table outgrows the
-- processor's cache. So linear means: as array_agg.

--@ run history_12500 1
SELECT count(h) FROM (SELECT care_history(rating, published, registered, deregistered) AS h FROM small_12500 GROUP BY location) s;
--@ run tally_12500 1
SELECT count(t) FROM (SELECT care_tally(rating) AS t FROM small_12500 GROUP BY location) s;
--@ run array_12500 1
SELECT count(a) FROM (SELECT array_agg(rating) AS a FROM small_12500 GROUP BY location) s;

--@ run history_25000 1
SELECT count(h) FROM (SELECT care_history(rating, published, registered, deregistered) AS h FROM small_25000 GROUP BY location) s;
--@ run tally_25000 1
SELECT count(t) FROM (SELECT care_tally(rating) AS t FROM small_25000 GROUP BY location) s;
--@ run array_25000 1
SELECT count(a) FROM (SELECT array_agg(rating) AS a FROM small_25000 GROUP BY location) s;

--@ run history_50000 1
SELECT count(h) FROM (SELECT care_history(rating, published, registered, deregistered) AS h FROM small_50000 GROUP BY location) s;
--@ run tally_50000 1
SELECT count(t) FROM (SELECT care_tally(rating) AS t FROM small_50000 GROUP BY location) s;
--@ run array_50000 1
SELECT count(a) FROM (SELECT array_agg(rating) AS a FROM small_50000 GROUP BY location) s;

--@ run history_100000 1
SELECT count(h) FROM (SELECT care_history(rating, published, registered, deregistered) AS h FROM small_100000 GROUP BY location) s;
--@ run tally_100000 1
SELECT count(t) FROM (SELECT care_tally(rating) AS t FROM small_100000 GROUP BY location) s;
--@ run array_100000 1
SELECT count(a) FROM (SELECT array_agg(rating) AS a FROM small_100000 GROUP BY location) s;

