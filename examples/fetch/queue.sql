-- What fetch.py still has to fetch, so that it goes on where it stopped. It runs this itself.

CREATE TABLE IF NOT EXISTS fetch_state (
  council       text PRIMARY KEY,
  changes_since timestamptz NOT NULL   -- what changed before is in documents or in the queue
);

CREATE TABLE IF NOT EXISTS fetch_queue (
  council     text,
  location_id text,
  fault       text,                    -- why the last answer could not be kept
  PRIMARY KEY (council, location_id)
);

-- Keeps an answer (NULL: there is no such location) and takes it off the queue; what is no document of
-- that location stays there, for the next time. Returns what was done.
CREATE OR REPLACE FUNCTION take_answer(council text, location_id text, fetched date, answer text) RETURNS text
LANGUAGE plpgsql AS $$
#variable_conflict use_variable
DECLARE
  body jsonb;
BEGIN
  body := answer::jsonb;
  IF body IS NOT NULL AND body ->> 'locationId' IS DISTINCT FROM location_id THEN
    RAISE data_exception USING MESSAGE = 'this is not the document of ' || location_id;
  END IF;
  DELETE FROM fetch_queue q WHERE (q.council, q.location_id) = (council, location_id);
  RETURN CASE WHEN keep_document(location_id, fetched, body) THEN CASE WHEN body IS NULL THEN 'gone' ELSE 'new' END
              ELSE 'same' END;
EXCEPTION WHEN data_exception THEN
  UPDATE fetch_queue q SET fault = SQLERRM WHERE (q.council, q.location_id) = (council, location_id);
  RETURN 'broken';
END $$;
