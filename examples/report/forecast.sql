-- What next: a range and a chance. The movements of the last :history months go on, and may change.
WITH forecast AS (
  SELECT f.*
    FROM county, care_forecast(trend, :target, as_at => :'as_at', history => :history) f
   WHERE f.as_at IN (:'as_at'::date + interval '1 year', :'as_at'::date + interval '2 years')
)
SELECT CASE WHEN count(percent) = 0 THEN 'No forecast: hardly a rated service would be left.'
       ELSE concat(format('If services move as in the last %s, %s%% will be',
                          CASE WHEN :history = 24 THEN 'two years' ELSE :history || ' months' END,
                          round(care_percent_good_or_better(:'now'::care_tally_summary)::numeric, 1)),
                   string_agg(format(E'\n  between %s and %s%% in %s (eight chances in ten); %s of %s%%',
                                     round(lower), round(upper), to_char(as_at, 'FMMonth YYYY'),
                                     CASE WHEN probability < 1 THEN 'less than one chance in a hundred'
                                          WHEN probability > 99 THEN 'more than 99 chances in a hundred'
                                          ELSE format('%s chances in a hundred', round(probability)) END, target),
                              ',' ORDER BY as_at) FILTER (WHERE percent IS NOT NULL), E'.\n',
                   'It leans on these services alone: the movements of a larger area are not among the files.')
       END
  FROM forecast;
