-- Is the change real? Two dates of one area share most of their services, so
-- only those that crossed the line count, and the sign test tells whether as
-- uneven a result could be chance.
SELECT unnest(CASE WHEN crossed_up + crossed_down = 0 THEN
  ARRAY['No service rose from below good to good or outstanding, and none fell.']
ELSE ARRAY[
  format('%s services rose from below good to good or outstanding, %s fell.', crossed_up, crossed_down),
  format('If up and down were equally likely, chance would give so uneven a result in %s of 100 cases:',
         (100 * p_value)::numeric(5,1)),
  CASE WHEN p_value < 0.05 THEN 'this is more than chance.' ELSE 'this may be chance.' END]
END)
  FROM county, care_change(trend, :'since', :'as_at');
