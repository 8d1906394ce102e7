-- What was read, and what is different.

\pset tuples_only on
\pset format unaligned
SELECT unnest(array_remove(ARRAY[
         format('%s: %s%s, %s row%s%s', file, kind,
                CASE WHEN known_as_at THEN to_char(as_at, '" as at "FMDD FMMonth YYYY') END,
                trim(to_char(rows, '999,999,999')), CASE WHEN rows <> 1 THEN 's' END,
                CASE WHEN is_known THEN '; there already' END),
         CASE WHEN other_councils + other_sectors > 0 AND NOT is_known THEN
           '  left out: ' || concat_ws(', ', CASE WHEN other_councils > 0 THEN trim(to_char(other_councils, '999,999,999')) || ' of other councils' END,
                                            CASE WHEN other_sectors > 0 THEN trim(to_char(other_sectors, '999,999,999')) || ' of other sectors' END)
         END], NULL))
  FROM file
 WHERE kind IS NOT NULL
 ORDER BY as_at, file, kind;

SELECT format('%s: not read, for %s', file, why_not)
  FROM file
 WHERE kind IS NULL
 ORDER BY file;

SELECT format('%s: %s', what, coalesce(string_agg(format('%s %s', trim(to_char(n, '999,999,999')), how), ', '
                                                   ORDER BY how = 'gone', how = 'closed', how = 'changed')
                                          FILTER (WHERE n > 0),
                                       'nothing new'))
  FROM (VALUES (1, 'locations'), (2, 'ratings'), (3, 'requests'), (4, 'statements'), (5, 'months of the benchmark'),
               (6, 'benchmarks by type of service')) w (position, what)
  LEFT JOIN (SELECT what, how, count(*) AS n FROM change GROUP BY what, how) c USING (what)
 WHERE what IN ('locations', 'ratings') OR c.n > 0
 GROUP BY position, what
 ORDER BY position;

-- Those that are gone without a word are few, and worth a look.
SELECT CASE WHEN n <= 10
            THEN format('  gone (no longer listed as at %s, and no file says when it closed): %s %s',
                        to_char(deregistered, 'FMDD FMMonth YYYY'), location_id, name)
            ELSE format('  ... and %s more: SELECT * FROM locations WHERE gone', total - 10) END
  FROM (SELECT l.*, row_number() OVER (ORDER BY l.location_id) AS n, count(*) OVER () AS total
          FROM change c
          JOIN locations l ON l.location_id = c.id
         WHERE c.what = 'locations' AND c.how = 'gone') g
 WHERE n <= 11
 ORDER BY n;

-- What is refused as one site may be one by another way, which this list cannot undo.
SELECT DISTINCT format('  refused in site links, but %s: %s and %s stay one site',
                       CASE WHEN a.listed_site = b.listed_site THEN 'both have the Site ID ' || a.listed_site ELSE 'linked by way of others' END,
                       a.location_id, b.location_id)
  FROM site_links k
  JOIN locations a ON a.location_id = least(k.location_id, k.related_location_id)
  JOIN locations b ON b.location_id = greatest(k.location_id, k.related_location_id)
 WHERE k.source = 'refused' AND a.site_id = b.site_id
 ORDER BY 1;
\pset format aligned
\pset tuples_only off
