-- A tally a day, ten years by 150 councils, and the same as plain counts
CREATE TABLE daily AS
SELECT council, day::date,
       outstanding + good AS good_or_better,
       outstanding + good + poor AS rated,
       care_tally_of(outstanding, good, poor, 0) AS tally
  FROM generate_series(1, 150) council,
       generate_series('2015-01-01'::timestamp, '2024-12-31', '1 day') day,
       LATERAL (SELECT hashint8extended(council * 100000 + extract(doy FROM day)::integer, 6) & 4611686018427387903 AS h) hashed,
       LATERAL (SELECT h % 20 AS outstanding, 100 + h / 32 % 50 AS good, h / 2048 % 40 AS poor) counts;
VACUUM (ANALYZE) daily;
