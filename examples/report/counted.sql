-- How many are judged by their services, and how many registrations are one site.
SELECT unnest(array_remove(ARRAY[
  CASE WHEN by_service > 0 THEN
    format('%s of them have no rating of their own and are judged by the worst of their services.', by_service) END,
  CASE WHEN likely > 0 THEN
    format('%s services that closed may go on under another id: SELECT * FROM proposed_successors', likely) END], NULL))
  FROM (SELECT (SELECT count(*) FROM site_history
                 WHERE by_service_since <= :'as_at' AND care_is_rated(care_rating_at(history, :'as_at'))) AS by_service,
               (SELECT count(DISTINCT location_id) FROM proposed_successors WHERE NOT certain) AS likely) counted;
