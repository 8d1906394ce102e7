-- waiting lists with a request of 1900, a placeholder date that is still open
--@ needs requests lists
--@ target at_1900 / at_plain <= 1.5
--@ target monthly_1900 / monthly_plain <= 1.5
--@ target one_1900 / one_plain <= 1.5
--@ same at_plain at_1900_less

-- 20,000 lists of 50 requests, 1 million in all
--@ run at_1900 1
SELECT sum(waiting), sum(median_days), max(longest_days) FROM lists_1900, care_waiting_at(w, '2020-03-15');

--@ run at_plain 1
SELECT sum(waiting) FROM lists_plain, care_waiting_at(w, '2020-03-15');

--@ run monthly_1900 1
SELECT sum(m.waiting) FROM lists_1900, care_waiting_monthly(w, since => '2020-01-01', until => '2020-12-31') m;

--@ run monthly_plain 1
SELECT sum(m.waiting) FROM lists_plain, care_waiting_monthly(w, since => '2020-01-01', until => '2020-12-31') m;

-- All in one list
--@ run one_1900 1
SELECT waiting, median_days FROM list_1900, care_waiting_at(w, '2020-03-15');

--@ run one_plain 1
SELECT waiting, median_days FROM list_plain, care_waiting_at(w, '2020-03-15');

--@ check at_1900_less 1
SELECT sum(waiting) - 20000 FROM lists_1900, care_waiting_at(w, '2020-03-15');
