-- How far these limits carry.
SELECT CASE
         WHEN months < 2 THEN 'Limits take two months with reports or more.'
         WHEN months < 13 THEN format('The limits are provisional: they are of %s months with reports, fewer than 13.', months)
         ELSE format('The limits are those of %s months with reports. A special cause is more than chance would do.', months)
       END
  FROM (SELECT count(*) FILTER (WHERE published > 0) AS months
          FROM county, care_monthly(trend, since => :'chart_since', until => :'as_at')) charted;
