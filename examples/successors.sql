-- Which registration took the place of one that ended, where nothing links them: a proposal.
--
--   psql -v since=2023-01-01 -v until=2024-01-01 -f examples/successors.sql
--
-- Over tables locations (location_id, local_authority, registered, deregistered) and ratings
-- (location_id, rating, published), such as load.sql makes. With a new owner a service gets a new
-- location id, and keeps the reports of the old one: so a successor has a rating of the same kind
-- and date, and was registered within 31 days before to 92 days after the other ended. A council
-- that both have must be the same. since, until: of the ends to look at; by default all.
--
-- It is a proposal because reports of one day are many: of 670 home care services of England that
-- ended in 2023, 279 have such a partner, but 30 to 60 would find one by chance, as the same search
-- half a year to a year before or after shows. Confirm them by name, address or provider, and put those
-- that are right into your list of sites (or care_site).

\if :{?since}
\else
  \set since -infinity
\endif
\if :{?until}
\else
  \set until infinity
\endif

SELECT DISTINCT ON (old.location_id, new.location_id)
       old.location_id, old.deregistered, new.location_id AS successor_id, new.registered,
       new.registered - old.deregistered AS days, a.rating, a.published,
       a.published < new.registered AS is_inherited
  FROM locations old
  JOIN ratings a ON a.location_id = old.location_id
  JOIN ratings b ON b.rating = a.rating AND b.published = a.published AND b.location_id <> a.location_id
  JOIN locations new ON new.location_id = b.location_id
 WHERE old.deregistered >= :'since' AND old.deregistered < :'until'
   AND new.registered BETWEEN old.deregistered - 31 AND old.deregistered + 92
   AND care_is_rated(a.rating)
   AND (old.local_authority = new.local_authority) IS NOT FALSE
 ORDER BY old.location_id, new.location_id, a.published DESC;
