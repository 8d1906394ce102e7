-- What was published in each month, with its charts: of the share on a p' chart, for the fewer reports in a
-- month the wider its limits; of their number on an XmR chart. The charts are of the last 24 months known.
CREATE OR REPLACE VIEW publication_month AS
SELECT council_key, local_authority, as_at, month, published, published_good_or_better AS good_or_better,
       round(100.0 * published_good_or_better / nullif(published, 0), 1)::double precision AS percent_good_or_better,
       published_good_or_better::double precision / nullif(published, 0) AS fraction_good_or_better,
       round((share).mean::numeric, 1)::double precision AS percent_mean, (share).mean / 100 AS fraction_mean,
       round((share).lower::numeric, 1)::double precision AS percent_lower, (share).lower / 100 AS fraction_lower,
       round((share).upper::numeric, 1)::double precision AS percent_upper, (share).upper / 100 AS fraction_upper,
       (share).points, (share).signal, (share).variation,
       (number).mean AS published_mean,
       (number).lower AS published_lower,
       (number).upper AS published_upper, (number).signal AS published_signal
  FROM (SELECT m.*,
               CASE WHEN is_charted THEN care_p_chart(published_good_or_better, published, higher_is_better => true) OVER w END AS share,
               CASE WHEN is_charted THEN care_xmr(published, higher_is_better => true) OVER w END AS number
          FROM (SELECT m.council_key, m.local_authority, m.as_at, m.month, m.published, m.published_good_or_better,
                       m.as_at > k.until_as_at - interval '2 years' AS is_charted
                  FROM council_month m, stored_span k) m
        WINDOW w AS (PARTITION BY council_key, is_charted ORDER BY as_at)) m;
COMMENT ON VIEW publication_month IS 'Ratings of each council published in each month, with control charts of the last 24 months known, whose limits move as months come (key: council_key, as_at)';
