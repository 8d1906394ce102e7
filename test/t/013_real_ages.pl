# Every homecare service of England, 2014 to 2025: how far the data reach, and how old its ratings were.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $folder = data_folder();
my $node = start_node(jit => 'off', work_mem => '64MB');

load_published($node, 'published', '02_rating_history_homecare_england_2014_2025.csv.gz');
load_published($node, 'truth_council', 'truth_02_homecare_monthly_by_la.csv.gz');
sql($node, q{
	CREATE TABLE report AS
	SELECT location_id, overall_rating_raw AS rating, report_date::date AS published, location_start_date::date AS registered, location_end_date::date AS deregistered,
	       coalesce(local_authority, '(unknown: not in Feb 2021 file)') AS local_authority
	FROM published;
	CREATE TABLE england AS SELECT care_trend(location_id, rating, published, registered, deregistered) AS trend, care_ages(location_id, rating, published, registered, deregistered) AS ages FROM report;
	CREATE TABLE council AS SELECT local_authority, care_ages(location_id, rating, published, registered, deregistered) AS ages FROM report GROUP BY local_authority;
	-- in plain SQL: each report is in force from its date, or the start, until the next of the location, or the end; of two on one date the lower
	CREATE TABLE place AS SELECT location_id, min(local_authority) AS local_authority, min(registered) AS start, coalesce(max(deregistered), 'infinity') AS stop FROM report GROUP BY location_id;
	CREATE TABLE rated AS
	SELECT location_id, published, rating, greatest(published, start) AS from_day, least(stop, coalesce(lead(published) OVER (PARTITION BY location_id ORDER BY published), 'infinity')) AS until_day,
	       published >= start AND published < stop AS while_there
	FROM (SELECT location_id, published, min(CASE lower(rating) WHEN 'outstanding' THEN 4 WHEN 'good' THEN 3 WHEN 'requires improvement' THEN 2 WHEN 'inadequate' THEN 1 END) AS rating
	      FROM report GROUP BY 1, 2) r JOIN place USING (location_id);
	CREATE TABLE first_days AS SELECT month::date AS month FROM generate_series(date '2010-10-01', date '2025-06-01', interval '1 month') month;
	CREATE TABLE as_at AS
	SELECT month, location_id, local_authority, start, r.rating, r.published
	FROM (SELECT month, location_id, local_authority, start FROM place JOIN first_days ON start <= month AND month < stop) e
	     LEFT JOIN (SELECT month, location_id, rating, published FROM rated JOIN first_days ON from_day <= month AND month < until_day) r USING (month, location_id);
	ANALYZE});

# The feed stopped: the last thing that happened shows on the first of the month after it.
sql_is($node, q{
	WITH day AS (
	  SELECT start AS day FROM place UNION ALL SELECT stop FROM place WHERE stop < 'infinity'
	  UNION ALL SELECT published FROM rated WHERE while_there UNION ALL SELECT from_day FROM rated WHERE from_day < until_day)
	SELECT e.first_as_at = date_trunc('month', min(day) + interval '1 month - 1 day'), e.last_as_at = date_trunc('month', max(day) + interval '1 month - 1 day'), e.last_as_at
	FROM day, england, care_extent(trend) e WHERE day <= current_date GROUP BY e.first_as_at, e.last_as_at}, 't|t|2025-03-01', 'the data reach to February 2025');
sql_is($node, q{
	SELECT e.published = (SELECT count(*) FROM rated WHERE while_there), e.published > 26000,
	       e.locations = (SELECT count(*) FROM place WHERE date_trunc('month', start + interval '1 month - 1 day') < stop AND (stop = 'infinity' OR date_trunc('month', start + interval '1 month - 1 day') < date_trunc('month', stop + interval '1 month - 1 day'))),
	       e.departed = (SELECT count(*) FROM place WHERE stop < 'infinity' AND date_trunc('month', start + interval '1 month - 1 day') < date_trunc('month', stop + interval '1 month - 1 day'))
	FROM england, care_extent(trend) e}, 't|t|t|t', 'every publication, location and departure is counted');
sql_is($node, q{
	SELECT e.published::float8 / e.locations < 1.1, e.departed, e.last_as_at
	FROM (SELECT care_trend(location_id, rating, published, registered, NULL) AS trend
	      FROM (SELECT DISTINCT ON (location_id) * FROM report WHERE coalesce(deregistered, 'infinity') > '2024-01-01' AND registered < '2024-01-01' AND published < '2024-01-01' ORDER BY location_id, published DESC) latest) t,
	     care_extent(trend) e}, 't|0|2024-01-01', 'one month of latest ratings looks like that');

# Ages, for England and for every council, every month of fourteen years
my $bands = q{CASE WHEN rating IS NOT NULL THEN 1 + (published <= month - interval '1 year')::int + (published <= month - interval '2 years')::int + (published <= month - interval '4 years')::int
	+ (published <= month - interval '6 years')::int ELSE 6 + (start <= month - interval '1 year')::int END};
sql($node, qq{
	CREATE TABLE plain AS
	SELECT local_authority, month AS as_at, $bands AS band_number, count(*) AS locations, CASE WHEN $bands < 6 THEN count(*) FILTER (WHERE rating >= 3) END AS good_or_better
	FROM as_at GROUP BY GROUPING SETS ((month, $bands), (local_authority, month, $bands));
	CREATE TABLE ours AS
	SELECT local_authority, m.as_at, band_number, m.locations, good_or_better, percent, percent_good_or_better
	FROM (SELECT NULL AS local_authority, ages FROM england UNION ALL TABLE council) a, care_ages_monthly(ages, since => '2010-10-01', until => '2025-06-01') m});
sql_is($node, 'SELECT count(*), count(DISTINCT local_authority) > 150, count(DISTINCT band_number) FROM ours WHERE local_authority IS NULL OR locations > 0',
	sql($node, 'SELECT count(*) FILTER (WHERE local_authority IS NOT NULL) + 177 * 7 FROM plain') . '|t|7', '177 months, every council, seven bands');
my $same = 'SELECT local_authority, as_at, band_number, locations, good_or_better FROM';
sql_is($node, "$same plain EXCEPT ALL $same ours", '', 'they are those of plain SQL');
sql_is($node, "$same ours WHERE locations > 0 EXCEPT ALL $same plain", '', 'and no others');
sql_is($node, q{
	SELECT count(*), count(*) FILTER (WHERE a.locations <> m.locations OR a.rated <> m.rated OR a.good <> m.good_or_better OR abs(a.percent - 100) > 1e-9) FROM england,
	care_monthly(trend, since => '2010-10-01', until => '2025-06-01') m JOIN (
	  SELECT as_at, sum(locations) AS locations, sum(locations) FILTER (WHERE band_number < 6) AS rated, sum(good_or_better) AS good, sum(percent) AS percent
	  FROM ours WHERE local_authority IS NULL GROUP BY as_at) a USING (as_at)}, '177|0', 'they add up to the trend');
sql_is($node, 'SELECT care_rollup(ages) = (SELECT ages FROM england) FROM council', 't', 'councils add up to England');
sql_is($node, q{SELECT care_ages(history) = (SELECT ages FROM england) FROM (SELECT care_history(rating, published, registered, deregistered) AS history FROM report GROUP BY location_id) h}, 't', 'two steps');
sql_is($node, 'SELECT ages::text::care_ages_summary = ages FROM england', 't', 'through text');
# the last month, as plain SQL counts it: of 9,702 ratings 47 in 100 are over four years old
sql_is($node, q{SELECT string_agg(locations::text, ' ' ORDER BY band_number) FROM ours WHERE local_authority IS NULL AND as_at = '2025-03-01'}, '543 1520 3084 2894 1661 0 0', 'March 2025');

done_testing();
