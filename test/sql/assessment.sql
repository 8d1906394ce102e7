-- Overall ratings from key questions, and ratings from scores.

-- All 1,024 combinations of five actual ratings (facts: 26, 86, 536, 376).
CREATE TEMP TABLE combination AS
SELECT a::care_rating AS safe, b::care_rating AS effective, c::care_rating AS caring,
       d::care_rating AS responsive, e::care_rating AS well_led,
       (SELECT array_agg(x) FROM unnest(ARRAY[a, b, c, d, e]) x) AS numbers
  FROM generate_series(1, 4) a, generate_series(1, 4) b, generate_series(1, 4) c,
       generate_series(1, 4) d, generate_series(1, 4) e;

SELECT care_overall(safe, effective, caring, responsive, well_led) AS overall, count(*)
  FROM combination GROUP BY 1 ORDER BY 1 DESC;

-- The rules as the regulator words them, in SQL: none differs.
SELECT count(*) AS combinations, count(*) FILTER (WHERE overall IS DISTINCT FROM rule) AS different
  FROM (SELECT care_overall(safe, effective, caring, responsive, well_led)::text AS overall,
               CASE WHEN cardinality(array_positions(numbers, 1)) >= 2 THEN 'Inadequate'
                    WHEN cardinality(array_positions(numbers, 1)) = 1 THEN 'Requires improvement'
                    WHEN cardinality(array_positions(numbers, 2)) >= 2 THEN 'Requires improvement'
                    WHEN cardinality(array_positions(numbers, 4)) >= 2
                     AND NOT numbers && ARRAY[1, 2] THEN 'Outstanding'
                    ELSE 'Good' END AS rule
          FROM combination) c;

-- The order of the questions does not matter, nor whether they are text or an enum.
CREATE TYPE judgement AS ENUM ('Inadequate', 'Requires improvement', 'Good', 'Outstanding');
SELECT bool_and(overall = care_overall(well_led, safe, effective, caring, responsive)) AS any_order,
       bool_and(overall = care_overall(safe::text, effective::text, caring::text, responsive::text,
                                       well_led::text)) AS text,
       bool_and(overall = care_overall(safe::text::judgement, effective::text::judgement,
                                       caring::text::judgement, responsive::text::judgement,
                                       well_led::text::judgement)) AS enum
  FROM (SELECT *, care_overall(safe, effective, caring, responsive, well_led) AS overall
          FROM combination) c;

-- They may be of several types at once, domains over enums too; what is no rating is an error that names it.
CREATE DOMAIN judged AS judgement;
SELECT count(*) FILTER (WHERE overall <> care_overall(safe, effective::text, caring::text::judgement, responsive::text::judged,
                                                      well_led::text::varchar(30))) AS mixed,
       count(*) FILTER (WHERE overall <> care_overall(safe::text::judged, effective::text::judged, caring::text::judged,
                                                      responsive::text::judged, well_led::text::judged)) AS domains,
       count(*) FILTER (WHERE care_overall(safe, 'Good', caring::text::char(25), well_led => 'Good'::name, responsive => NULL) <> 'Not rated') AS with_null
  FROM (SELECT *, care_overall(safe, effective, caring, responsive, well_led) AS overall
          FROM combination) c;
SELECT care_overall('Good'::judgement, 'Good', 'Outstanding', 'Good', 'Outstanding') AS enum_and_literals,
       care_overall('Good'::care_rating, 'good', 'outstanding', 'good', 'outstanding') AS rating_and_literals,
       care_overall('Good'::varchar, 'good', 'outstanding'::text, 'good'::char(6), 'outstanding') AS texts;
SELECT care_overall('Good'::care_rating, 'TBC'::text, 'Good', 'Good', 'Good');
SELECT care_overall(3, 3, 3, 3, 3);
SELECT care_cause('Good'::care_rating, 'Inadequate'::text) AS declined, care_cause('RI'::text, 'Good'::judgement) AS improved,
       care_cause('Good'::judged, 'Good'::judged) IS NULL AS the_same, care_cause(NULL, 'Good'::judgement) AS joined,
       care_cause('Good'::judgement, 'Not rated') AS rating_lost, care_cause('Good', NULL) AS departed, care_cause(NULL, NULL) IS NULL AS outside;

-- A breach of regulations caps at Requires improvement: 26 + 86 + 536 = 648.
SELECT care_overall(safe, effective, caring, responsive, well_led, breach => true) AS overall, count(*)
  FROM combination GROUP BY 1 ORDER BY 1 DESC;

-- An unknown breach: NULL where it matters (26 + 86 = 112).
SELECT care_overall(safe, effective, caring, responsive, well_led, NULL) AS overall, count(*)
  FROM combination GROUP BY 1 ORDER BY 1 DESC NULLS FIRST;

-- Any unrated or NULL question.
SELECT care_overall('Good', 'Good', 'Good', 'Good', NULL) AS a_null,
       care_overall(safe => 'Not rated', effective => 'Inadequate', caring => 'Inadequate',
                    responsive => 'Good', well_led => 'Good') AS unrated,
       care_overall('Good', 'Inspected but not rated', 'Good', 'Good', 'Good') AS a_label,
       care_overall(NULL::text, NULL, NULL, NULL, NULL, NULL) AS all_null;
SELECT care_overall('Good', 'Good', 'Good', 'Good', 'TBC');

-- Councils' nine statements, as published.
SELECT council, round(care_assessment_percent(scores)::numeric, 2) AS percent,
       care_assessment_rating(scores) AS rating
  FROM (VALUES ('Norfolk 2025', '{2,2,2,2,3,2,2,2,3}'::integer[]),
               ('Staffordshire 2025', '{3,3,3,3,3,3,3,3,3}'),
               ('Hertfordshire 2024', '{3,3,3,3,4,3,3,3,3}'),
               ('Stoke-on-Trent 2025', '{2,2,2,3,3,2,3,3,3}'),
               ('Westmorland and Furness 2026', '{2,2,2,2,3,2,3,3,3}'))
       AS t (council, scores)
 ORDER BY council;

-- The rounding edges: 62.5 and 87.5 round up, 14 of 36 (38.9) is over 38.
SELECT scores, round(care_assessment_percent(scores)::numeric, 2) AS percent,
       care_assessment_rating(scores) AS rating
  FROM (VALUES ('{2,2,2,2,3,3,3,3}'::integer[]), ('{4,4,4,4,3,3,3,3}'), ('{4,4,4,3,3,3}'),
               ('{3,3,3,2,2,2}'), ('{2,2,2,2,2,1,1,1,1}'), ('{2,2,2,2,1,1,1,1,1}'),
               ('{1}'), ('{2}'), ('{3}'), ('{4}')) AS t (scores)
 ORDER BY care_assessment_percent(scores), cardinality(scores);

-- Every possible sum of 1 to 34 statements, against thresholds on numeric's half up.
SELECT count(*) AS sums,
       count(*) FILTER (WHERE rating IS DISTINCT FROM
                              CASE WHEN whole <= 38 THEN 'Inadequate'
                                   WHEN whole <= 62 THEN 'Requires improvement'
                                   WHEN whole <= 87 THEN 'Good'
                                   ELSE 'Outstanding' END) AS different,
       count(*) FILTER (WHERE percent <> 100.0::float8 * total / (4 * n)) AS percents_different
  FROM (SELECT n, total, care_assessment_percent(scores) AS percent,
               care_assessment_rating(scores)::text AS rating,
               round(100.0 * total / (4 * n)) AS whole
          FROM (SELECT n, total,
                       ARRAY(SELECT 1 + least(3, greatest(0, total - n - 3 * (i - 1)))
                               FROM generate_series(1, n) i) AS scores
                  FROM generate_series(1, 34) n, generate_series(n, 4 * n) total) s
         WHERE (SELECT sum(x) FROM unnest(scores) x) = total) t;
SELECT sum(3 * n + 1) AS sums FROM generate_series(1, 34) n;

-- Subscripts that do not begin at 1, and NULL.
SELECT care_assessment_percent('[0:1]={3,4}'), care_assessment_rating(NULL) IS NULL AS of_null;

-- What is no list of scores.
SELECT care_assessment_percent('{}');
SELECT care_assessment_rating('{}');
SELECT care_assessment_percent('{3,NULL,2}');
SELECT care_assessment_rating('{3,2,5}');
SELECT care_assessment_rating('{0}');
SELECT care_assessment_percent('{{3,2},{2,3}}');
DO $$
DECLARE
  bad text;
BEGIN
  FOREACH bad IN ARRAY ARRAY['{}', '{1,5}', '{NULL}', '{{1},{2}}'] LOOP
    BEGIN
      PERFORM care_assessment_rating(bad::integer[]);
      RAISE WARNING '% is accepted', bad;
    EXCEPTION WHEN OTHERS THEN
      RAISE NOTICE '%: %', bad, SQLSTATE;
    END;
  END LOOP;
END $$;
