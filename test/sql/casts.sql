-- Casts: assignment from and to text, explicit from and to integer, none implicit.

-- Which there are: e explicit, a assignment; i (implicit) would make overloads ambiguous.
SELECT castsource::regtype AS "from", casttarget::regtype AS "to", castcontext AS when, castmethod AS how
FROM pg_cast
WHERE 'care_rating'::regtype IN (castsource, casttarget)
   OR (castsource::regtype::text LIKE 'care\_%' AND castmethod = 'i')
ORDER BY castsource::regtype::text, casttarget::regtype::text;

-- Into a column of ratings by assignment: from text, varchar, char, a literal, a domain; back into text columns.
CREATE DOMAIN pg_temp.label AS text CHECK (length(value) < 30);
CREATE TEMP TABLE ratings (n int, rating care_rating);
INSERT INTO ratings VALUES (1, 'good'), (2, NULL);
INSERT INTO ratings SELECT 3, 'Requires Improvement'::text;
INSERT INTO ratings SELECT 4, 'OUTSTANDING'::varchar;
INSERT INTO ratings SELECT 5, 'inadequate'::varchar(10);
INSERT INTO ratings SELECT 6, 'Good'::char(12);
INSERT INTO ratings SELECT 7, 'RI'::pg_temp.label;
INSERT INTO ratings SELECT 8, ''::text;
UPDATE ratings SET rating = 'not rated'::text WHERE n = 2;
SELECT * FROM ratings ORDER BY n;

CREATE TEMP TABLE texts (n int, t text, v varchar, v20 varchar(20), c char(20), d pg_temp.label);
INSERT INTO texts SELECT n, rating, rating, rating, rating, rating FROM ratings;
SELECT n, t, v, v20, '[' || c::text || ']' AS c, length(c) AS c_length, d FROM texts ORDER BY n;

-- As anywhere in SQL: too long for the column is an error, an explicit cast cuts.
CREATE TEMP TABLE narrow (v varchar(10));
INSERT INTO narrow SELECT rating FROM ratings WHERE n = 3;
INSERT INTO narrow SELECT rating FROM ratings WHERE n = 5;
SELECT v, (SELECT rating::varchar(10) FROM ratings WHERE n = 3) AS cut FROM narrow;

-- A column that changes its type, both ways
ALTER TABLE texts ALTER COLUMN v TYPE care_rating USING v::care_rating;
ALTER TABLE texts ALTER COLUMN t TYPE care_rating;
ALTER TABLE texts ALTER COLUMN v TYPE varchar(40);
SELECT n, t, v, pg_typeof(t) AS t_is, pg_typeof(v) AS v_is FROM texts WHERE n < 4 ORDER BY n;

-- Defaults, checks, generated columns, partitions, arrays and composites of ratings
CREATE TEMP TABLE used (
  rating care_rating NOT NULL DEFAULT 'Not rated' CHECK (rating <> 'Inadequate'),
  number integer GENERATED ALWAYS AS (rating::integer) STORED,
  good boolean GENERATED ALWAYS AS (care_is_good_or_better(rating)) STORED);
INSERT INTO used DEFAULT VALUES;
INSERT INTO used VALUES ('good');
INSERT INTO used VALUES ('inadequate');
SELECT * FROM used ORDER BY rating;
CREATE TEMP TABLE by_rating (rating care_rating) PARTITION BY LIST (rating);
CREATE TEMP TABLE by_rating_good PARTITION OF by_rating FOR VALUES IN ('Good', 'Outstanding');
CREATE TEMP TABLE by_rating_other PARTITION OF by_rating DEFAULT;
INSERT INTO by_rating SELECT rating FROM ratings;
SELECT tableoid::regclass::text AS part, count(*) FROM by_rating GROUP BY 1 ORDER BY 1;
SELECT '{good,ri,"not rated",NULL}'::care_rating[] AS array_of, ARRAY['good', 'ri']::text[]::care_rating[] AS from_texts,
       ROW('good'::care_rating, 1) AS composite, to_jsonb('good'::care_rating) AS json,
       format('%s', 'ri'::care_rating) AS formatted, 'Rated ' || 'ri'::care_rating AS concatenated;

-- Integers only explicitly
SELECT 3::care_rating, 'Good'::care_rating::integer, CAST(0 AS care_rating);
SELECT 3::smallint::care_rating AS smallint, 3::bigint::care_rating AS bigint, 3::bigint::care_rating = 3::care_rating AS same;
SELECT 5::smallint::care_rating;
SELECT (-1)::smallint::care_rating;
SELECT 4294967299::care_rating;
INSERT INTO ratings VALUES (9, 3);
INSERT INTO ratings VALUES (9, 3::bigint);
\set VERBOSITY sqlstate
SELECT 'Good'::care_rating + 1;
\set VERBOSITY default
\set VERBOSITY sqlstate
SELECT 'Good'::care_rating = 3;
\set VERBOSITY default

-- Nothing implicit: a rating does not become text by itself, nor a text a rating.
\set VERBOSITY sqlstate
SELECT upper('Good'::care_rating);
\set VERBOSITY default
\set VERBOSITY sqlstate
SELECT 'Good'::care_rating = 'good'::text;
\set VERBOSITY default
SELECT 'Good'::care_rating = 'good' AS literal_is_read, 'Good'::care_rating::text = 'Good' AS as_text;

-- A wrong label names itself, wherever it is assigned.
INSERT INTO ratings SELECT 10, 'TBC'::text;
INSERT INTO ratings SELECT 10, 'TBC'::char(5);
SELECT '{good,TBC}'::care_rating[];

-- Every summary casts to jsonb, only explicitly, and that is its text form.
CREATE TEMP TABLE summaries AS
SELECT care_tally('good'::text) AS t, care_history('good', '2020-01-15', '2019-01-01', NULL) AS h,
       care_trend('a', 'good', '2020-01-15', '2019-01-01', NULL) AS tr;
SELECT t::jsonb, h::jsonb FROM summaries;
SELECT tr::jsonb -> 'months' AS months FROM summaries;
SELECT t::jsonb = t::text::jsonb AS t, h::jsonb = h::text::jsonb AS h, tr::jsonb = tr::text::jsonb AS tr FROM summaries;
SELECT (t::jsonb ->> 'good')::int AS good, jsonb_array_length(h::jsonb -> 'ratings') AS ratings FROM summaries;
\set VERBOSITY sqlstate
SELECT jsonb_typeof(t) FROM summaries;
\set VERBOSITY default
