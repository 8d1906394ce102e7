-- The requests as 20,000 small lists of 50, as they are; each with a placeholder, a request of 1900 that is
-- still open; and all of them as one list, without and with one.
CREATE TABLE lists AS
SELECT (row_number() OVER (ORDER BY requested, completed, removed) - 1) % 20000 AS list, requested, completed, removed FROM requests;
CREATE TABLE lists_plain AS
SELECT care_waiting(requested, completed, removed) AS w FROM lists GROUP BY list;
CREATE TABLE lists_1900 AS
SELECT care_waiting(requested, completed, removed) AS w
  FROM (TABLE lists UNION ALL SELECT DISTINCT list, '1900-01-01'::date, NULL::date, NULL::date FROM lists) s GROUP BY list;
CREATE TABLE list_plain AS SELECT care_waiting(requested, completed, removed) AS w FROM requests;
CREATE TABLE list_1900 AS
SELECT care_waiting(requested, completed, removed) AS w FROM (TABLE requests UNION ALL VALUES ('1900-01-01'::date, NULL::date, NULL::date)) s;
DROP TABLE lists;
VACUUM (ANALYZE) lists_plain, lists_1900, list_plain, list_1900;
