-- From and until when the data can be believed.
CREATE OR REPLACE VIEW known_span AS
SELECT council_key, local_authority, since_as_at, until_as_at, locations, departed, rated, published,
       (SELECT max(as_at) FROM loaded_files WHERE known_as_at AND kind = 'ratings') AS ratings_as_at,
       (SELECT max(as_at) FROM loaded_files WHERE known_as_at AND kind ~ '^(active )?locations$') AS locations_as_at
  FROM stored_span;
COMMENT ON VIEW known_span IS 'From and until when the data can be believed: one row (key: council_key)';
