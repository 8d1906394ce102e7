-- The rows of the files, as load/read.pl prints them, and what stops a load.

CREATE TEMPORARY TABLE source (
  file text,
  line integer,
  kind text,
  cell jsonb
) ON COMMIT DROP;

\setenv CARE_DATA :data
\setenv CARE_READ :examples
\setenv COUNCIL :councils
\setenv ENCODING :encoding
\copy source FROM PROGRAM 'exec perl "$CARE_READ/load/read.pl" "$CARE_DATA"'
ANALYZE source;

-- What is wrong, with where and what; no line: the whole file; no value: the whole line.
CREATE TEMPORARY TABLE problem (
  file text,
  line integer,
  title text,
  value text,
  problem text
) ON COMMIT DROP;

-- Stop at the first problem, and tell of up to nine more.
CREATE OR REPLACE PROCEDURE pg_temp.stop_if_wrong()
LANGUAGE plpgsql AS $$
DECLARE
  texts text[];
BEGIN
  SELECT array_agg(concat(file, ', line ' || line, ': ', title || ' ',
                          '"' || left(value, 60) || CASE WHEN length(value) > 60 THEN '...' ELSE '' END || '" ',
                          problem)
                   ORDER BY file, line, title)
    INTO texts
    FROM problem;
  IF texts IS NOT NULL THEN
    RAISE EXCEPTION USING
      ERRCODE = 'data_exception',
      MESSAGE = texts[1],
      DETAIL = CASE WHEN cardinality(texts) = 1 THEN 'This is the only problem found so far.'
                    ELSE format(E'%s problems were found so far:\n%s%s', cardinality(texts),
                                array_to_string(texts[1:10], E'\n'),
                                CASE WHEN cardinality(texts) > 10 THEN E'\n...' END) END,
      HINT = 'Nothing was changed. examples/sample/README.md describes the files.';
  END IF;
END
$$;

INSERT INTO problem
SELECT file, line, cell ->> 'title', cell ->> 'value', cell ->> 'problem'
  FROM source
 WHERE kind = 'problem';

\set SHOW_CONTEXT never
CALL pg_temp.stop_if_wrong();
\set SHOW_CONTEXT errors

-- A day, written as dd/mm/yyyy or yyyy-mm-dd, with or without a time, or as the number that
-- spreadsheets make of it; with AM or PM the month comes first. NULL if it is none.
CREATE OR REPLACE FUNCTION pg_temp.day(value text) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  found text[];
  y integer;
  m integer;
  d integer;
BEGIN
  IF value ~ '^[3-7]\d{4}(\.\d+)?$' THEN
    RETURN date '1899-12-30' + floor(value::numeric)::integer;
  END IF;
  found := regexp_match(value, '^(\d{1,4})[-/](\d{1,2})[-/](\d{1,4})(?:[ T-]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?(?: ?([AP]M))?)?$');
  IF length(found[1]) = 4 AND length(found[3]) < 3 THEN
    y := found[1]; m := found[2]; d := found[3];
  ELSIF length(found[3]) = 4 AND length(found[1]) < 3 AND position('/' IN value) > 0 THEN
    y := found[3]; m := found[CASE WHEN found[4] IS NULL THEN 2 ELSE 1 END]; d := found[CASE WHEN found[4] IS NULL THEN 1 ELSE 2 END];
  END IF;
  IF y BETWEEN 1900 AND 2199 AND m BETWEEN 1 AND 12
     AND d BETWEEN 1 AND extract(day FROM make_date(y, m, 1) + interval '1 month - 1 day') THEN
    RETURN make_date(y, m, d);
  END IF;
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION pg_temp.yes(value text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT lower(value) IN ('y', 'yes', 'true') $$;
