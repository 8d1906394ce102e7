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
               (SELECT min(month) AS first, max(month) AS last
                  FROM (SELECT month FROM area_month
                        UNION ALL SELECT month FROM waiting_total_month
                        UNION ALL SELECT month FROM benchmark_month
                        UNION ALL SELECT month FROM neighbour_month) m) b,
               generate_series(b.first, b.last, interval '1 month') m) m;
COMMENT ON VIEW calendar IS 'The months of all views (key: month)';
