-- Functions find the tables whoever calls them: by the search path of now.
SELECT string_agg(quote_ident(schema), ', ') AS path FROM unnest(current_schemas(false)) schema \gset
