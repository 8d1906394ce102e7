-- Who may read the views, and the summaries that the page asks, and nothing else.
\if :{?reader}
SELECT format('GRANT SELECT ON %s TO %I', string_agg(oid::regclass::text, ', '), :'reader')
  FROM pg_class
 WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('v', 'm') AND obj_description(oid, 'pg_class') ~ '\(key: '
\gexec
\endif
