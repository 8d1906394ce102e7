-- Its statements: 3 is a good standard, 2 and 1 are shortfalls.
SELECT number AS "no", statement, score, repeat('#', score) AS "of four"
  FROM assessment
 WHERE published = (SELECT max(published) FROM assessment WHERE published <= :'as_at')
 ORDER BY number;
