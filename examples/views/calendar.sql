-- Every month that another view has: the table to join them by, and to choose months, quarters and financial
-- years from.
CREATE OR REPLACE VIEW calendar AS
SELECT month, (month + interval '1 month')::date - 1 AS month_end, (month + interval '1 month')::date AS as_at,
       extract(year FROM month)::integer AS year, extract(quarter FROM month)::integer AS quarter,
       date_trunc('quarter', month)::date AS quarter_start,
       to_char(financial_year, 'YYYY') || '/' || to_char(financial_year + interval '1 year', 'YY') AS financial_year,
       financial_year AS financial_year_start, extract(quarter FROM month - interval '3 months')::integer AS financial_quarter,
       to_char(month, 'FMMon YYYY') AS month_name, (month + interval '1 month')::date = until_as_at AS is_latest
  FROM (SELECT m::date AS month, (date_trunc('year', m - interval '3 months') + interval '3 months')::date AS financial_year, k.until_as_at
          FROM stored_span k,
               LATERAL (SELECT date_trunc('month', min(first)) AS first, date_trunc('month', max(last)) AS last
                          FROM (SELECT coalesce(k.since_as_at, min((care_extent(trend)).first_as_at)) - 1, k.until_as_at - 1 FROM council_trend
                                UNION ALL SELECT min(first_month), max(last_month) FROM waiting_list
                                UNION ALL SELECT min(as_at) - 1, max(as_at) - 1 FROM benchmark
                                UNION ALL SELECT min(as_at) - 1, max(as_at) - 1 FROM benchmark_service_type
                                UNION ALL SELECT min(as_at) - 1, max(as_at) - 1 FROM neighbours) s (first, last)) b,
               generate_series(b.first, b.last, interval '1 month') m) m;
COMMENT ON VIEW calendar IS 'The months of all views (key: month)';
