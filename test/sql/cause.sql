-- The words for what moved a location, for each pair of places.

SELECT was, max(cause) FILTER (WHERE n = 0) AS outside, max(cause) FILTER (WHERE n = 1) AS not_rated,
       max(cause) FILTER (WHERE n = 2) AS inadequate, max(cause) FILTER (WHERE n = 3) AS ri,
       max(cause) FILTER (WHERE n = 4) AS good, max(cause) FILTER (WHERE n = 5) AS outstanding
  FROM (SELECT w, was, n, care_cause(was, now) AS cause
          FROM (VALUES (0, NULL), (1, 'Not rated'), (2, 'Inadequate'), (3, 'Requires improvement'),
                       (4, 'Good'), (5, 'Outstanding')) w (w, was),
               (VALUES (0, NULL), (1, 'Not rated'), (2, 'Inadequate'), (3, 'Requires improvement'),
                       (4, 'Good'), (5, 'Outstanding')) n (n, now)) s
 GROUP BY w, was
 ORDER BY w;

-- Over care_rating and enums as over text; other spellings; plain NULLs.
CREATE TYPE pg_temp.grade AS ENUM ('Unrated', 'RI', 'Good');
SELECT care_cause('Good'::care_rating, 'Inadequate'::care_rating) AS rating,
       care_cause('RI'::pg_temp.grade, 'Good') AS enum,
       care_cause('Unrated'::pg_temp.grade, NULL) AS enum_null,
       care_cause('good', ' requires_improvement ') AS text,
       care_cause('good'::varchar, NULL) AS varchar,
       care_cause('Regulations met', 'N/A') AS no_rating,
       care_cause(NULL, NULL) AS nulls,
       care_cause(now => 'Good', was => NULL) AS named;
SELECT care_cause('Good', 'TBC');
