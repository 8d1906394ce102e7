-- How long things last: published curves, plain SQL as a second opinion, the value and its edges.

-- Acute myelogenous leukaemia, maintained (Miller 1981; the data set aml of R's package survival): 9 13 13+ 18 23 28+ 31
-- 34 45+ 48 161+. survfit prints 0.909, 0.818, 0.716, 0.614, 0.491, 0.368, 0.184 and the median 31.
CREATE TEMP TABLE aml AS SELECT care_survival(days, ended) AS s
  FROM (VALUES (9, true), (13, true), (13, false), (18, true), (23, true), (28, false), (31, true), (34, true), (45, false), (48, true), (161, false)) v (days, ended);
SELECT c.days, at_risk, ended, round(percent::numeric, 4) AS percent, round(lower::numeric, 4) AS lower, round(upper::numeric, 4) AS upper FROM aml, care_survival_curve(s) c;
SELECT days, round(care_survival_at(s, days)::numeric, 2) AS percent FROM aml, unnest('{0,8,9,48,100,161,162}'::int[]) days ORDER BY days;
SELECT percent, care_survival_days(s, percent) AS days FROM aml, unnest('{100,95,90.9,75,50,30,18,0}'::float8[]) percent ORDER BY percent DESC;
SELECT care_survival_days(s) AS median, s FROM aml;

-- Random durations against Kaplan, Meier and Greenwood in plain SQL.
CREATE TEMP TABLE lasted AS
  SELECT g, i, r % (20 + 40 * g) AS days, r / 4096 % 10 < 3 + g % 8 AS ended
    FROM generate_series(1, 30) g, generate_series(1, 10 + 12 * g) i, LATERAL (SELECT ('x' || substr(md5(g || '-' || i), 1, 7))::bit(28)::int AS r) random;
CREATE TEMP TABLE curve AS SELECT g, c.* FROM (SELECT g, care_survival(days, ended) AS s FROM lasted GROUP BY g) l, care_survival_curve(s, 0.9) c;
CREATE TEMP TABLE opinion AS
  SELECT g, days, at_risk, ended, percent, exp(sum(ln(nullif(1 - ended::float8 / at_risk, 0))) OVER day) AS share, sum(ended::float8 / at_risk / nullif(at_risk - ended, 0)) OVER day AS variance
    FROM (SELECT g, days, count(*) FILTER (WHERE ended) AS ended, (sum(count(*)) OVER (PARTITION BY g ORDER BY days DESC))::bigint AS at_risk FROM lasted GROUP BY g, days) d
    LEFT JOIN (SELECT g, days, percent FROM curve) c USING (g, days)
   WHERE ended > 0
  WINDOW day AS (PARTITION BY g ORDER BY days);
SELECT count(*) > 3000 AS many, count(*) FILTER (WHERE c.days IS NULL OR o.days IS NULL) AS missing, bool_and((c.at_risk, c.ended) = (o.at_risk, o.ended)) AS counts,
       bool_and(CASE WHEN o.at_risk = o.ended THEN c.percent = 0 AND c.lower IS NULL AND c.upper IS NULL
                     ELSE abs(c.percent - 100 * share) < 1e-9 AND abs(c.lower - 100 * share ^ exp(-z / ln(share))) < 1e-9 AND abs(c.upper - 100 * share ^ exp(z / ln(share))) < 1e-9 END) AS agree,
       count(*) FILTER (WHERE c.percent = 0) > 0 AS some_to_the_end
  FROM curve c FULL JOIN (SELECT *, 1.6448536269514722 * sqrt(variance) AS z FROM opinion) o USING (g, days);
-- Any day, and any percentage, is read off the curve.
SELECT count(*) > 10000 AS many,
       count(*) FILTER (WHERE care_survival_at(s, day) IS DISTINCT FROM CASE WHEN day <= last OR read.percent = 0 THEN coalesce(read.percent, 100) END) AS differ
  FROM (SELECT g, care_survival(days, ended) AS s, max(days) AS last FROM lasted GROUP BY g) l, generate_series(0, last + 3) day,
       LATERAL (SELECT min(percent) AS percent FROM curve c WHERE c.g = l.g AND c.days <= day) read;
SELECT count(*), count(*) FILTER (WHERE care_survival_days(s, percent) IS DISTINCT FROM (SELECT min(days) FROM curve c WHERE c.g = l.g AND c.percent <= l.percent)) AS differ
  FROM (SELECT g, care_survival(days, ended) AS s FROM lasted GROUP BY g) l0, LATERAL (SELECT g, percent FROM unnest('{0,2.5,10,25,33.3,50,75,90,99}'::float8[]) percent) l;
-- Without censoring it is the plain share, and not a rounding off it; half of an even number is half.
SELECT count(*) FILTER (WHERE care_survival_at(s, day) <> 100::float8 * (n - day) / n) AS differ, count(*) FILTER (WHERE day = 1 AND care_survival_days(s) <> (n + 1) / 2) AS median_differs
  FROM (SELECT n, care_survival(days, true) AS s FROM generate_series(1, 60) n, generate_series(1, n) days GROUP BY n) v, generate_series(1, n) day;
-- Two thirds of three quarters are half, whatever the product of doubles.
SELECT n, care_survival_days(s) AS days, abs(care_survival_at(s, 3) - 50) < 1e-12 AS half
  FROM (SELECT 3 * k AS n, care_survival(CASE WHEN i <= k THEN 1 WHEN i <= 2 * k - k % 2 THEN 2 ELSE 3 END, i <= k OR i > 2 * k - k % 2 + (k + k % 2) * 3 / 4) AS s
          FROM unnest('{4,12,20,28,400}'::int[]) k, generate_series(1, 3 * k) i GROUP BY k) v ORDER BY n;

-- One value, one form: in any order, in pieces, as text, jsonb and bytes.
CREATE TEMP TABLE whole AS SELECT care_survival(days, ended) AS s FROM lasted;
SELECT s = (SELECT care_survival(days, ended ORDER BY md5(g || '/' || i)) FROM lasted) AS any_order,
       s = (SELECT care_rollup(p) FROM (SELECT care_survival(days, ended) AS p FROM lasted GROUP BY g UNION ALL SELECT NULL) r) AS pieces,
       s::text::care_survival_summary = s AS text, s::jsonb::text::care_survival_summary = s AS jsonb, care_survival_summary_send(s::text::care_survival_summary) = care_survival_summary_send(s) AS bytes,
       (SELECT jsonb_build_object('version', 1, 'entries', jsonb_agg(e ORDER BY n DESC)) FROM jsonb_array_elements(s::jsonb -> 'entries') WITH ORDINALITY u (e, n))::text::care_survival_summary = s AS reversed,
       (SELECT sum((e ->> 1)::bigint + (e ->> 2)::bigint) FROM jsonb_array_elements(s::jsonb -> 'entries') e) = (SELECT count(*) FROM lasted) AS all_counted
  FROM whole;
SELECT care_survival_summary_send(care_rollup(s)) = care_survival_summary_send((SELECT s FROM whole)) AS of_one, care_rollup(s) OVER () = s AS window FROM whole GROUP BY s;
SELECT count(DISTINCT s) AS curves, count(*) AS rows FROM (SELECT care_survival(days, ended) AS s FROM lasted GROUP BY g UNION ALL SELECT care_survival(days, ended) FROM lasted GROUP BY g) v;
SELECT bool_and(amvalidate(oid)) AS valid FROM pg_opclass WHERE opcname = 'care_survival_summary_ops';
-- As it is stored: version 1; 3 days later than -1 less 1, two ended; a day later 300 censored
SELECT care_survival_summary_send('{"version": 1, "entries": [[3, 2, 0], [4, 0, 300]]}');
-- Many rows with few different days, and a day for each row
SELECT care_survival(i % 3, i % 2 = 0) AS few FROM generate_series(1, 300000) i;
SELECT length(care_survival_summary_send(care_survival(i * 7919 % 200003, true))) AS bytes, care_survival_days(care_survival(i * 7919 % 200003, true)) AS median FROM generate_series(0, 200002) i;

-- Nothing, no events, all on the first day.
SELECT care_survival(1, true) AS none FROM generate_series(1, 0);
SELECT care_survival_at(s, 5) AS at, care_survival_at(s, 8) AS later, care_survival_days(s) AS days, care_survival_days(s, 100) AS of_100, (SELECT count(*) FROM care_survival_curve(s)) AS rows FROM (SELECT care_survival(7, false) AS s) v;
SELECT care_survival_at(s, 0) AS at, care_survival_at(s, 8) AS later, care_survival_days(s) AS days, c.* FROM (SELECT care_survival(0, true) AS s) v, care_survival_curve(s) c;
SELECT care_survival_at(s, 0) AS at, care_survival_days(s) AS days, care_survival_days(s, 100) AS of_100, (SELECT count(*) FROM care_survival_curve(s)) AS rows FROM (SELECT '{"version": 1, "entries": []}'::care_survival_summary AS s) v;
SELECT care_survival_at(NULL, 0) AS at, care_survival_days(NULL) AS days, (SELECT count(*) FROM care_survival_curve(NULL)) AS rows, care_rollup(NULL::care_survival_summary) AS rollup;
SELECT c.* FROM (SELECT care_survival(days, ended) AS s FROM (VALUES (2147483647, true), (0, false)) v (days, ended)) v, care_survival_curve(s) c;

-- What cannot be.
SELECT care_survival(NULL, true);
SELECT care_survival(3, NULL);
SELECT care_survival(-1, true);
SELECT care_survival_at(s, -1) FROM aml;
SELECT care_survival_days(s, 101) FROM aml;
SELECT care_survival_days(s, 0.5) FROM aml;
SELECT care_survival_days(s, 'NaN') FROM aml;
SELECT c.* FROM aml, care_survival_curve(s, 95) c;
SELECT care_rollup(s) FROM (SELECT '{"version": 1, "entries": [[1, 4294967296, 0]]}'::care_survival_summary AS s FROM generate_series(1, 2)) v;
CREATE TEMP TABLE bad (i serial, form text);
INSERT INTO bad (form) VALUES ('[]'), ('{"version": 1}'), ('{"version": 2, "entries": []}'), ('{"version": 1, "entries": {}}'), ('{"version": 1, "entries": [], "more": 1}'), ('{"version": 1, "entries": [1]}'),
  ('{"version": 1, "entries": [[1, 2]]}'), ('{"version": 1, "entries": [[1, 0, 0]]}'), ('{"version": 1, "entries": [[-1, 1, 0]]}'), ('{"version": 1, "entries": [[2147483648, 1, 0]]}'),
  ('{"version": 1, "entries": [[1, -1, 2]]}'), ('{"version": 1, "entries": [[1, 4294967297, 2]]}'), ('{"version": 1, "entries": [[1, 1.5, 2]]}'), ('{"version": 1, "entries": [[1, null, 2]]}'),
  ('{"version": 1, "entries": [[1, 1, 0], [1, 0, 1]]}');
CREATE FUNCTION pg_temp.complaint(form text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  detail text;
BEGIN
  RETURN 'accepted: ' || form::care_survival_summary::text;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
  RETURN SQLSTATE || ' ' || CASE WHEN SQLSTATE = '22P02' AND detail <> '' THEN detail ELSE SQLERRM END;
END $$;
SELECT pg_temp.complaint(form) AS complaint FROM bad ORDER BY i;
