-- When the target is reached at the pace of the last year, and of the last six months.
SELECT CASE WHEN points_per_month IS NULL THEN format('Last %s months: there are not enough figures.', months) ELSE
       format('Last %s months: %s points a month. At that pace %s%% is %s.', months,
              to_char(points_per_month, 'SGFM990.00'), :target,
              CASE WHEN months_to_target = 0 THEN 'met already'
                   WHEN months_to_target IS NULL THEN 'not reached'
                   ELSE format('reached in %s, in %s months',
                               to_char(target_as_at, 'FMMonth YYYY'), months_to_target) END) END
  FROM county, (VALUES (12), (6)) pace (months), care_forecast(trend, :target, months, :'as_at');
