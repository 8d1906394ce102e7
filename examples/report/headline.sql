-- The headline in words: one line a row.
WITH month AS (
  SELECT m.* FROM county, care_monthly(trend, target => :target, since => :'since', until => :'as_at') m
), now AS (
  SELECT * FROM month WHERE as_at = :'as_at'
), before AS (
  SELECT * FROM month WHERE as_at = :'since'
)
SELECT unnest(array_remove(CASE WHEN now.rated = 0 THEN
  ARRAY[format('On %s no service in %s has a rating.', to_char(now.as_at, 'FMDD FMMonth YYYY'), :'council')]
ELSE ARRAY[
  format('On %s, %s%% of the rated care services in %s are good or outstanding: %s of %s.',
         to_char(now.as_at, 'FMDD FMMonth YYYY'), now.percent_good_or_better::numeric(5,1), :'council',
         now.good_or_better, now.rated),
  CASE WHEN NOT :'has_past' THEN NULL
  WHEN before.percent_good_or_better = now.percent_good_or_better THEN
    format('That is as much as on %s.', to_char(before.as_at, 'FMDD FMMonth YYYY'))
  WHEN before.rated > 0 THEN
    format('That is %s points %s than on %s (%s%%).',
           abs(now.percent_good_or_better - before.percent_good_or_better)::numeric(5,1),
           CASE WHEN now.percent_good_or_better < before.percent_good_or_better THEN 'less' ELSE 'more' END,
           to_char(before.as_at, 'FMDD FMMonth YYYY'), before.percent_good_or_better::numeric(5,1))
  ELSE
    format('On %s none had a rating.', to_char(:'since'::date, 'FMDD FMMonth YYYY'))
  END,
  format('It is %s points %s the target of %s%%. %s',
         abs(now.target_gap_points)::numeric(5,1),
         CASE WHEN now.target_gap_points < 0 THEN 'below' ELSE 'above' END, now.target,
         CASE WHEN now.locations_to_target > 0
              THEN format('%s more services would have to become good to reach it.', now.locations_to_target)
              ELSE 'The target is met.' END),
  '',
  CASE WHEN :'has_past' THEN
  format('  %s outstanding (%s), %s good (%s), %s require improvement (%s), %s inadequate (%s); %s not rated.',
         now.outstanding, to_char(now.outstanding - coalesce(before.outstanding, 0), 'SGFM99990'),
         now.good, to_char(now.good - coalesce(before.good, 0), 'SGFM99990'),
         now.requires_improvement, to_char(now.requires_improvement - coalesce(before.requires_improvement, 0), 'SGFM99990'),
         now.inadequate, to_char(now.inadequate - coalesce(before.inadequate, 0), 'SGFM99990'),
         now.not_rated)
  ELSE
  format('  %s outstanding, %s good, %s require improvement, %s inadequate; %s not rated.',
         now.outstanding, now.good, now.requires_improvement, now.inadequate, now.not_rated)
  END]
END, NULL))
  FROM now LEFT JOIN before ON true;
