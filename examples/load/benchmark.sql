-- The figures to compare with: those of your own list; and by type of service, where the regulator's
-- files are of more councils than are kept, those of all of them.

-- Each location of a file of latest ratings: its own rating, or the worst of its services. A later
-- rating comes before an earlier one, of two on one day the lower.
CREATE TEMPORARY TABLE everywhere_rating ON COMMIT DROP AS
SELECT as_at, id, max(council) AS council, max(home) AS home, max(category) AS category,
       coalesce(care_worst(rating) FILTER (WHERE service = 'overall' AND care_is_rated(rating)),
                care_worst(rating) FILTER (WHERE service <> 'overall')) AS rating
  FROM (SELECT DISTINCT ON (f.as_at, cell ->> 'id', lower(cell ->> 'service'))
               f.as_at, cell ->> 'id' AS id, lower(cell ->> 'service') AS service, to_care_rating(cell ->> 'rating') AS rating,
               cell ->> 'council' AS council, cell ->> 'home' AS home, cell ->> 'category' AS category
          FROM source s
          JOIN file f ON f.file = s.file AND f.kind = s.cell ->> 'of' AND f.known_as_at AND NOT f.is_known
         WHERE s.kind = 'everywhere' AND s.cell ->> 'of' = 'ratings'
         ORDER BY f.as_at, cell ->> 'id', lower(cell ->> 'service'), pg_temp.day(cell ->> 'published') DESC NULLS LAST,
                  to_care_rating(cell ->> 'rating')) r
 GROUP BY as_at, id;

-- The services of each, as the newest list has them
CREATE TEMPORARY TABLE everywhere_services ON COMMIT DROP AS
SELECT DISTINCT ON (cell ->> 'id') cell ->> 'id' AS id, string_to_array(cell ->> 'services', ', ') AS services
  FROM source s
  JOIN file f ON f.file = s.file AND f.kind = s.cell ->> 'of'
 WHERE s.kind = 'everywhere' AND s.cell ->> 'of' = 'active locations'
 ORDER BY cell ->> 'id', f.as_at DESC NULLS LAST;

CREATE TEMPORARY TABLE benchmark_row ON COMMIT DROP AS
SELECT DISTINCT ON (1, 2) pg_temp.day(cell ->> 'as_at') AS as_at, cell ->> 'service_type' AS service_type,
       (cell ->> 'rated')::bigint AS rated, (cell ->> 'good_or_better')::bigint AS good_or_better, NULL::bigint AS councils
  FROM source
 WHERE kind = 'benchmark'
 ORDER BY 1, 2, file DESC, line DESC;

INSERT INTO benchmark_row
SELECT as_at, pg_temp.service_type(services, pg_temp.yes(home), category), count(*) FILTER (WHERE care_is_rated(rating)),
       count(*) FILTER (WHERE care_is_good_or_better(rating)), of_file.councils
  FROM everywhere_rating e
  LEFT JOIN everywhere_services USING (id)
  JOIN (SELECT as_at, count(DISTINCT council) AS councils FROM everywhere_rating GROUP BY as_at) of_file USING (as_at)
 WHERE of_file.councils > 1
   AND NOT EXISTS (SELECT FROM benchmark_row b WHERE b.as_at = e.as_at AND b.service_type IS NOT NULL)
 GROUP BY 1, 2, 5;

INSERT INTO change
SELECT 'months of the benchmark', CASE WHEN o.rated IS NULL THEN 'new' ELSE 'changed' END, as_at::text
  FROM benchmark_row n
  LEFT JOIN benchmark o USING (as_at)
 WHERE n.service_type IS NULL AND (n.rated, n.good_or_better) IS DISTINCT FROM (o.rated, o.good_or_better)
UNION ALL
SELECT 'benchmarks by type of service', CASE WHEN o.rated IS NULL THEN 'new' ELSE 'changed' END, concat(as_at, ' ', service_type)
  FROM benchmark_row n
  LEFT JOIN benchmark_service_type o USING (as_at, service_type)
 WHERE n.service_type IS NOT NULL AND (n.rated, n.good_or_better, n.councils) IS DISTINCT FROM (o.rated, o.good_or_better, o.councils);

INSERT INTO benchmark (as_at, rated, good_or_better)
SELECT as_at, rated, good_or_better
  FROM benchmark_row
 WHERE service_type IS NULL
    ON CONFLICT (as_at) DO UPDATE
   SET (rated, good_or_better) = (excluded.rated, excluded.good_or_better);

INSERT INTO benchmark_service_type (as_at, service_type, rated, good_or_better, councils)
SELECT as_at, service_type, rated, good_or_better, councils
  FROM benchmark_row
 WHERE service_type IS NOT NULL
    ON CONFLICT (as_at, service_type) DO UPDATE
   SET (rated, good_or_better, councils) = (excluded.rated, excluded.good_or_better, excluded.councils);

ANALYZE benchmark, benchmark_service_type;
