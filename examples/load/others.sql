-- Waiting lists and the council's assessment. A waiting list is the whole list: what it no longer
-- has is gone.

CREATE TEMPORARY TABLE waiting_row ON COMMIT DROP AS
SELECT cell ->> 'request_id' AS request_id, cell ->> 'request_type' AS request_type,
       pg_temp.day(cell ->> 'requested') AS requested, pg_temp.day(cell ->> 'completed') AS completed,
       pg_temp.day(cell ->> 'removed') AS removed, cell ->> 'removal_reason' AS removal_reason,
       cell ->> 'local_authority' AS local_authority
  FROM source
 WHERE kind = 'waiting list';

SELECT EXISTS (SELECT FROM waiting_row) AS has_waiting \gset
\if :has_waiting
  CREATE TEMPORARY TABLE waiting_new ON COMMIT DROP AS TABLE waiting_row EXCEPT ALL TABLE waiting;
  CREATE TEMPORARY TABLE waiting_gone ON COMMIT DROP AS TABLE waiting EXCEPT ALL TABLE waiting_row;

  INSERT INTO change
  SELECT 'requests', CASE WHEN n.request_type IS NULL THEN 'gone' WHEN o.request_type IS NULL THEN 'new' ELSE 'changed' END, request_id
    FROM waiting_new n
    FULL JOIN waiting_gone o USING (request_id);

  DELETE FROM waiting;
  INSERT INTO waiting TABLE waiting_row;
  ANALYZE waiting;
\endif

CREATE TEMPORARY TABLE assessment_row ON COMMIT DROP AS
SELECT DISTINCT ON (1, 2, 3) cell ->> 'local_authority' AS local_authority, pg_temp.day(cell ->> 'publication_date') AS published,
       (cell ->> 'number')::integer AS number, cell ->> 'theme' AS theme, cell ->> 'statement' AS statement,
       (cell ->> 'score')::integer AS score
  FROM source
 WHERE kind = 'assessment'
 ORDER BY 1, 2, 3, file DESC, line DESC;

INSERT INTO change
SELECT 'statements', CASE WHEN o.score IS NULL THEN 'new' ELSE 'changed' END, n.statement
  FROM assessment_row n
  LEFT JOIN assessment o USING (local_authority, published, number)
 WHERE n IS DISTINCT FROM o;

INSERT INTO assessment
TABLE assessment_row
    ON CONFLICT (local_authority, published, number) DO UPDATE
   SET (theme, statement, score) = (excluded.theme, excluded.statement, excluded.score);

ANALYZE assessment;
