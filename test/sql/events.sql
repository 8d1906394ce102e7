-- Rating events in the regulator's location documents. The documents below are
-- made up; only their layout is the regulator's.

CREATE TEMP TABLE document (name text, body jsonb);

-- Inspections of the older kind: key questions in the regulator's own order,
-- which is not the order of their names.
INSERT INTO document VALUES ('inspections', '{
  "locationId": "1-900000001", "providerId": "1-800000001", "organisationType": "Location",
  "type": "Social Care Org", "name": "Made Up House", "registrationStatus": "Registered",
  "registrationDate": "2012-04-01", "careHome": "Y", "localAuthority": "Norfolk",
  "lastReport": {"publicationDate": "2023-03-02"},
  "currentRatings": {
    "overall": {
      "rating": "Good", "reportDate": "2023-03-02", "reportLinkId": "made-up",
      "keyQuestionRatings": [
        {"name": "Safe", "rating": "Requires improvement", "reportDate": "2023-03-02"},
        {"name": "Well-led", "rating": "Good", "reportDate": "2023-03-02"},
        {"name": "Caring", "rating": "Outstanding", "reportDate": "2019-11-20"},
        {"name": "Responsive", "rating": "Good"},
        {"name": "Effective", "rating": "Good", "reportDate": "2023-03-02"}]},
    "serviceRatings": []},
  "historicRatings": [
    {"reportDate": "2019-11-20", "organisationId": "1-900000001",
     "overall": {"rating": "Requires Improvement",
                 "keyQuestionRatings": [{"name": "Safe", "rating": "Inadequate"},
                                        {"name": "Caring", "rating": "Outstanding"}]},
     "serviceRatings": []},
    {"reportDate": "2016-05-09",
     "overall": {"rating": "Inspected but not rated", "keyQuestionRatings": []}}],
  "reports": [], "relationships": []}');

-- The new kind: each service is rated, nothing as a whole.
INSERT INTO document VALUES ('assessments', '{
  "locationId": "1-900000002", "type": "Social Care Org",
  "assessmentServiceGroup": [{"assessmentServiceId": 1, "assessmentServiceName": "Care Homes", "status": "Active"}],
  "assessment": [
    {"assessmentPlanPublishedDateTime": "2025-06-13 10:42:07",
     "ratings": {"overall": [],
       "asgRatings": [
         {"assessmentPlanId": "AP9001", "title": "Made up", "assessmentDate": "2025-02-03",
          "assessmentPlanStatus": "Assessed", "name": "Care Homes", "rating": "Requires improvement",
          "status": "Current",
          "keyQuestionRatings": [
            {"name": "Well-led", "rating": "Good", "status": "Current", "percentageScore": "64"},
            {"name": "Safe", "rating": "Evidence requirements not yet scored", "status": "Current"}]},
         {"assessmentPlanId": "AP9002", "assessmentDate": "2025-02-03", "name": "Homecare agencies",
          "rating": "Good", "status": "Current", "keyQuestionRatings": []}]}},
    {"assessmentPlanPublishedDateTime": "2024-03-01T00:00:00.000Z",
     "ratings": {"asgRatings": [{"name": "Care Homes", "rating": "Inadequate", "status": "Historic"}]}},
    {"assessmentPlanPublishedDateTime": "2025-07-01 00:00:00",
     "ratings": {"overall": [{"rating": "Good", "status": "Current",
                              "keyQuestionRatings": [{"name": "Caring", "rating": "Good"}]}]}}]}');

-- A combined trust's document: ratings per service beside the whole.
INSERT INTO document VALUES ('services', '{
  "locationId": "1-900000003",
  "currentRatings": {
    "overall": {"rating": "Good", "reportDate": "2022-01-05"},
    "serviceRatings": [
      {"name": "Community health services", "rating": "Outstanding", "reportDate": "2022-01-05",
       "keyQuestionRatings": [{"name": "SAFE", "rating": "Good"}, {"name": "Well led", "rating": "Good"},
                              {"name": "Use of resources", "rating": "Good"}]}]},
  "historicRatings": [
    {"reportDate": "2022-01-05", "overall": {"rating": "Good"},
     "serviceRatings": [{"name": "Community health services", "rating": "Outstanding"}]},
    {"reportDate": "2017-08-30", "overall": {"rating": "Ask the manager"}}]}');

-- Nothing to tell, in every way that a part can be missing.
INSERT INTO document VALUES ('nothing', '{"locationId": "1-900000004"}'),
  ('nulls', '{"locationId": "1-900000004", "currentRatings": null, "historicRatings": [null], "assessment": null}'),
  ('empties', '{"locationId": "1-900000004", "currentRatings": {}, "historicRatings": [],
    "assessment": [{}, {"ratings": null}, {"ratings": {"overall": null, "asgRatings": []}}]}'),
  ('no ratings', '{"locationId": "1-900000004",
    "currentRatings": {"overall": {"reportDate": "2020-01-01", "rating": null,
      "keyQuestionRatings": [{"name": "Safe"}, {"name": "Caring", "rating": null}]}}}');

SELECT name, e.* FROM document, care_events(body) e WHERE name = 'inspections';
SELECT name, e.* FROM document, care_events(body) e WHERE name = 'assessments';
SELECT name, e.* FROM document, care_events(body) e WHERE name = 'services';
SELECT count(*) AS none FROM document, care_events(body) e
 WHERE name IN ('nothing', 'nulls', 'empties', 'no ratings');
SELECT count(*) AS of_null FROM care_events(NULL);

-- The current rating is found by name wherever it stands: PostgreSQL's own path
-- gives the same.
SELECT count(*) AS questions, count(*) FILTER (WHERE e.rating_text = p.value ->> 'rating') AS same
  FROM document,
       jsonb_path_query(body, '$.currentRatings.overall.keyQuestionRatings[*]') AS p (value),
       care_events(body) e
 WHERE name = 'inspections' AND e.question = p.value ->> 'name'
   AND e.published = coalesce(p.value ->> 'reportDate', '2023-03-02')::date;

-- An event told twice is one event; the same rating on another day is another.
SELECT e.rating, e.published FROM care_events('{"locationId": "1-900000005",
  "currentRatings": {"overall": {"rating": "Good", "reportDate": "2020-02-29"}},
  "historicRatings": [{"reportDate": "2020-02-29", "overall": {"rating": "Good"}},
                      {"reportDate": "2018-02-28", "overall": {"rating": "Good"}},
                      {"reportDate": "2018-02-28", "overall": {"rating": "Good"}}]}') e;

-- status, ended and organisation_id as the document has them: of the rating, else of what is around it; the end
-- of a service also where it is listed. One telling of an event learns from another what it leaves out.
SELECT e.service, e.question, e.rating, e.published, e.status, e.ended, e.organisation_id FROM care_events('{
  "locationId": "1-900000012",
  "assessmentServiceGroup": [{"assessmentServiceName": "Homecare", "status": "Inactive", "endDate": "2025-02-28"},
                             {"assessmentServiceName": "Care Homes", "status": "Active"}],
  "inspectionAreas": [{"inspectionAreaName": "Community", "status": "Superseded", "endDate": "2019-03-31"}, {}],
  "currentRatings": {"overall": {"rating": "Good", "reportDate": "2018-01-05",
    "keyQuestionRatings": [{"name": "Safe", "rating": "Good", "organisationId": "1-900000001"}]}},
  "historicRatings": [
    {"reportDate": "2018-01-05", "organisationId": "1-900000002", "overall": {"rating": "Good"}},
    {"reportDate": "2015-07-01", "organisationId": "1-900000002",
     "overall": {"rating": "Inadequate", "endDate": "2016-01-01"},
     "serviceRatings": [{"name": "Community", "rating": "Good", "status": ""}]}],
  "assessment": [{"assessmentPlanPublishedDateTime": "2024-05-01 09:00:00", "ratings": {"asgRatings": [
      {"name": "Homecare", "rating": "Inadequate", "status": "Historic",
       "keyQuestionRatings": [{"name": "Safe", "rating": "Inadequate"},
                              {"name": "Caring", "rating": "Good", "status": "Current"}]},
      {"name": "Care Homes", "rating": "Good", "status": "Historic"},
      {"name": "Care Homes", "rating": "Good", "status": "Current"}]}}]}') e;

-- A rating without a date, and dates with a time.
SELECT e.rating, e.published FROM care_events('{"locationId": "1-900000006",
  "currentRatings": {"overall": {"rating": "Good"}},
  "historicRatings": [{"reportDate": "", "overall": {"rating": "Inadequate"}},
                      {"reportDate": "2020-02-29T23:59:59+00:00", "overall": {"rating": "Outstanding"}}]}') e;

-- The DateStyle does not matter.
SET datestyle = 'SQL, DMY';
SELECT e.published FROM care_events('{"locationId": "1-900000007",
  "currentRatings": {"overall": {"rating": "Good", "reportDate": "2020-03-04"}}}') e;
RESET datestyle;

-- Malformed dates.
SELECT * FROM care_events('{"locationId": "1-900000008",
  "currentRatings": {"overall": {"rating": "Good", "reportDate": "04/03/2020"}}}');
SELECT * FROM care_events('{"locationId": "1-900000008",
  "historicRatings": [{"reportDate": "2023-02-30", "overall": {"rating": "Good"}}]}');
SELECT * FROM care_events('{"locationId": "1-900000008",
  "assessment": [{"assessmentPlanPublishedDateTime": "2023-02-03 soon",
                  "ratings": {"overall": [{"rating": "Good"}]}}]}');
SELECT * FROM care_events('{"locationId": "1-900000008",
  "historicRatings": [{"reportDate": "1023-02-03", "overall": {"rating": "Good"}}]}');

-- What is no location document.
SELECT * FROM care_events('[]');
SELECT * FROM care_events('"1-900000009"');
SELECT * FROM care_events('{"providerId": "1-800000001", "name": "Made Up Care"}');
SELECT * FROM care_events('{"locationId": 900000009}');
SELECT * FROM care_events('{"locations": [{"locationId": "1-900000009"}], "total": 1}');

-- Parts that are not what they should be.
SELECT * FROM care_events('{"locationId": "1-900000010", "currentRatings": "Good"}');
SELECT * FROM care_events('{"locationId": "1-900000010", "currentRatings": {"overall": {"rating": 3}}}');
SELECT * FROM care_events('{"locationId": "1-900000010", "historicRatings": ["Good"]}');
SELECT * FROM care_events('{"locationId": "1-900000010",
  "currentRatings": {"serviceRatings": [{"rating": "Good", "reportDate": "2020-01-01"}]}}');

SELECT * FROM care_events('{"locationId": "1-900000010",
  "currentRatings": {"overall": {"keyQuestionRatings": [{"rating": "Good"}]}}}');
SELECT * FROM care_events('{"locationId": "1-900000010",
  "currentRatings": {"overall": {"keyQuestionRatings": [{"name": null, "rating": "Good"}]}}}');
SELECT * FROM care_events('{"locationId": "1-900000010", "assessment": [{"ratings": {"overall": [{"rating": "Good", "status": 1}]}}]}');
SELECT * FROM care_events('{"locationId": "1-900000010",
  "currentRatings": {"overall": {"rating": "Good", "reportDate": "2020-01-01", "endDate": "01/02/2021"}}}');

-- A large document: 20,000 events, 10,000 of them told twice.
SELECT count(*), count(DISTINCT e.published), min(e.published), max(e.published)
  FROM (SELECT jsonb_build_object('locationId', '1-900000011', 'historicRatings', jsonb_agg(
                 jsonb_build_object('reportDate', date '1980-01-01' + i % 10000,
                                    'overall', jsonb_build_object('rating', 'Good')))) AS body
          FROM generate_series(0, 19999) i) d, care_events(body) e;
SELECT date '1980-01-01' + 9999 AS max;

-- From stored documents to a monthly series in one statement. Every location here has a rating of its
-- own: the first Good since 2 March 2023 after Requires improvement, the third Good since 2022, the
-- second, which is rated service by service, Good from July 2025 on.
UPDATE document SET body = body || '{"registrationDate": "2015-06-01"}' WHERE name IN ('assessments', 'services');
CREATE TEMP VIEW trend AS
SELECT care_trend(e.location_id, to_care_rating(e.rating), e.published, (body ->> 'registrationDate')::date,
                  (body ->> 'deregistrationDate')::date) AS trend
  FROM document, care_events(body) e
 WHERE e.question = 'Overall' AND e.service IS NULL;
SELECT m.as_at, locations, rated, good, requires_improvement, improved, newly_rated, published
  FROM trend, care_monthly(trend, since => '2016-05-01', until => '2025-08-01') m
 WHERE m.as_at IN ('2016-06-01', '2019-12-01', '2022-02-01', '2023-03-01', '2023-04-01', '2025-07-01', '2025-08-01')
 ORDER BY m.as_at;

-- A location that is rated service by service is as good as its worst service.
SELECT p.*
  FROM (SELECT care_worst(h) AS h
          FROM (SELECT e.service, care_history(e.rating, e.published, (body ->> 'registrationDate')::date, NULL) AS h
                  FROM document, care_events(body) e
                 WHERE name = 'assessments' AND e.question = 'Overall' AND e.service IS NOT NULL
                 GROUP BY e.service) s) w, care_periods(h) p
 ORDER BY p.valid_from;
