-- Which kinds of service are furthest from the target, for Metabase.
--
-- New, SQL query. What is in double braces becomes a filter above the question: as_at is a Date, the others Text. What
-- is in double brackets is left out as long as its filter is empty.
SELECT local_authority, service_type, rated, percent_good_or_better, percent_lower, percent_upper,
       percent_target, locations_to_target
  FROM service_type_month
 WHERE rated > 0
   AND as_at = (SELECT max(as_at) FROM service_type_month [[WHERE as_at <= {{as_at}}]])
   [[AND local_authority = {{council}}]]
   [[AND service_type = {{service_type}}]]
 ORDER BY locations_to_target DESC, service_type
