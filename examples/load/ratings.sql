-- What the files say of ratings, merged into what is there. A publication is one location, service,
-- question and day; the newest file that has it says what was published then, which may be two
-- ratings. Publications that a newer file has no longer stay: they are the history.

-- The lists of locations repeat the latest rating: it counts where no file of ratings has it.
CREATE TEMPORARY TABLE arrived ON COMMIT DROP AS
SELECT DISTINCT ON (location_id, service, question, published, rating)
       location_id, service, question, rating, published, inherited, as_at, kind <> 'ratings' AS is_repeated,
       CASE WHEN kind = 'ratings' THEN
         cell - '{location_id,location_ods_code,location_name,care_home,location_type,primary_inspection_category,
                  location_street_address,location_address_line_2,city,postcode,local_authority,region,location_nhs_region,
                  location_onspd_ccg_code,icb,location_commissioning_ccg_code,location_commissioning_ccg_name,url,
                  provider_id,provider_name,brand_id,brand_name,
                  service_population_group,domain,latest_rating,publication_date,inherited_rating}'::text[]
       ELSE '{}' END AS columns
  FROM rating_row
 WHERE rating IS NOT NULL
 ORDER BY location_id, service, question, published, rating, kind <> 'ratings', as_at DESC NULLS LAST;

ANALYZE arrived;

-- Not those that another of the new files says, too, and is newer or made for it
DELETE FROM arrived a
 USING arrived b
 WHERE (a.location_id, a.service, a.question) = (b.location_id, b.service, b.question)
   AND a.published IS NOT DISTINCT FROM b.published
   AND (a.is_repeated AND NOT b.is_repeated OR a.is_repeated = b.is_repeated AND a.as_at < b.as_at);

-- nor those of which what is there is newer, or made for it.
DELETE FROM arrived a
 USING ratings b
 WHERE (a.location_id, a.service, a.question) = (b.location_id, b.service, b.question)
   AND a.published IS NOT DISTINCT FROM b.published
   AND (a.is_repeated AND b.columns <> '{}' OR a.as_at < b.as_at);

-- What is there of the same publications
CREATE TEMPORARY TABLE replaced ON COMMIT DROP AS
SELECT r.ctid AS row_id, r.*
  FROM ratings r
  JOIN (SELECT DISTINCT location_id, service, question, published FROM arrived) a
    ON (a.location_id, a.service, a.question) = (r.location_id, r.service, r.question)
   AND a.published IS NOT DISTINCT FROM r.published;

INSERT INTO change
SELECT 'ratings', CASE WHEN was.ratings IS NULL THEN 'new' ELSE 'changed' END, location_id
  FROM (SELECT location_id, service, question, coalesce(published, 'infinity') AS published, array_agg(rating ORDER BY rating) AS ratings
          FROM arrived GROUP BY 1, 2, 3, 4) now
  LEFT JOIN (SELECT location_id, service, question, coalesce(published, 'infinity') AS published,
                    array_agg(DISTINCT rating ORDER BY rating) AS ratings
               FROM replaced GROUP BY 1, 2, 3, 4) was USING (location_id, service, question, published)
 WHERE now.ratings IS DISTINCT FROM was.ratings;

DELETE FROM ratings r USING replaced o WHERE r.ctid = o.row_id;

INSERT INTO ratings (location_id, service, question, rating, published, inherited, as_at, columns)
SELECT location_id, service, question, rating, published, inherited, as_at, columns
  FROM arrived
 ORDER BY location_id, published, service, question;

-- No file says since when: if the first that has it is older than its ratings, it existed as at then.
UPDATE locations l
   SET registered = f.first_as_at
  FROM (SELECT location_id, min(as_at) AS first_as_at FROM layer WHERE NOT is_there GROUP BY location_id) f
 WHERE f.location_id = l.location_id AND l.registered IS NULL
   AND NOT EXISTS (SELECT FROM ratings r
                    WHERE r.location_id = l.location_id AND r.published <= f.first_as_at AND care_is_rated(r.rating));

ANALYZE locations, ratings;
