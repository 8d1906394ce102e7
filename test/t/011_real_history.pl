# Ten years of reports on every homecare service of England, as published, month by month.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $folder = data_folder();
my $node = start_node(jit => 'off', work_mem => '64MB');

load_published($node, 'published', '02_rating_history_homecare_england_2014_2025.csv.gz');
load_published($node, 'truth_council', 'truth_02_homecare_monthly_by_la.csv.gz');
load_published($node, 'truth_england', 'truth_02_homecare_monthly_england.csv');
sql($node, q{
	-- labels as they come, dates as dates
	CREATE TABLE report AS
	SELECT location_id, overall_rating_raw AS rating, report_date::date AS published, location_start_date::date AS registered, location_end_date::date AS deregistered,
	       coalesce(local_authority, '(unknown: not in Feb 2021 file)') AS local_authority
	FROM published;
	ALTER TABLE report SET (parallel_workers = 4);
	CREATE TABLE england AS SELECT care_trend(location_id, rating, published, registered, deregistered) AS trend FROM report;
	CREATE TABLE council AS SELECT local_authority, care_trend(location_id, rating, published, registered, deregistered) AS trend FROM report GROUP BY local_authority;
	CREATE TABLE history AS SELECT location_id, min(local_authority) AS local_authority, care_history(rating, published, registered, deregistered) AS history FROM report GROUP BY location_id;
	ANALYZE});
sql_is($node, q{SELECT count(*), count(DISTINCT location_id), count(*) FILTER (WHERE rating = 'Requires Improvement'), count(*) FILTER (WHERE published < registered),
	count(*) FILTER (WHERE published > deregistered) FROM report}, '29459|15648|114|2281|246', 'the whole file, with its traps');

# Truth knows locations with a report only, so "rated" and not "locations" is compared.
my $of_truth = q{month::date, n_outstanding::bigint, n_good::bigint, n_requires_improvement::bigint, n_inadequate::bigint, n_rated::bigint, n_good_or_outstanding::bigint,
	round(pct_good_or_outstanding::numeric, 6), round(gap_to_85_pp::numeric, 6)};
my $of_months = q{as_at, outstanding, good, requires_improvement, inadequate, rated, good_or_better, round(percent_good_or_better::numeric, 6), round(target_gap_points::numeric, 6)};
my $last = sql($node, 'SELECT max(month) FROM truth_england');

cmp_ok(sql($node, 'SELECT count(*) FROM truth_england'), '>', 120, 'more than 120 months of England');
sql_is($node, "SELECT $of_truth FROM truth_england EXCEPT ALL SELECT $of_months FROM england, care_monthly(trend, 85, until => '$last')", '', 'England, every month');
sql_is($node, "SELECT $of_months FROM england, care_monthly(trend, 85, until => '$last') WHERE rated > 0 EXCEPT ALL SELECT $of_truth FROM truth_england", '', 'and no other');
cmp_ok(sql($node, 'SELECT count(DISTINCT local_authority) FROM truth_council'), '>', 150, 'more than 150 councils');
sql_is($node, "SELECT local_authority, $of_truth FROM truth_council EXCEPT ALL SELECT local_authority, $of_months FROM council, care_monthly(trend, 85, until => '$last')", '',
	'every council, every month');
sql_is($node, "SELECT local_authority, $of_months FROM council, care_monthly(trend, 85, until => '$last') WHERE rated > 0 EXCEPT ALL SELECT local_authority, $of_truth FROM truth_council", '',
	'and no other');
sql_is($node, "SELECT count(*) FROM england, care_monthly(trend, until => '$last') JOIN truth_england ON truth_england.month::date = as_at
	WHERE abs(change_points - change_pp_on_previous_month::numeric) > 1e-6 OR (change_pp_on_previous_month IS NULL AND as_at <> '2014-11-01')", '0', 'the change since the month before');

# One value: in two steps, in any order of rows, from councils, in parallel, partition by partition
sql_is($node, 'SELECT care_trend(history) = trend FROM history, england GROUP BY trend', 't', 'two steps');
sql_is($node, 'SELECT care_rollup(c.trend) = e.trend FROM council c, england e GROUP BY e.trend', 't', 'councils added up');
sql_is($node, q{SELECT count(*) - (SELECT count(*) FROM council), bool_and(t = trend) FROM (SELECT local_authority, care_trend(history) AS t FROM history GROUP BY 1) h
	JOIN council USING (local_authority)}, '0|t', 'two steps, every council');
for my $order ('published DESC', 'md5(location_id || published)', 'rating, deregistered')
{
	sql_is($node, "SELECT care_trend(location_id, rating, published, registered, deregistered ORDER BY $order) = trend FROM report, england GROUP BY trend", 't', "ordered by $order");
}
sql($node, 'CREATE TABLE backwards AS SELECT * FROM report ORDER BY published DESC, location_id; ALTER TABLE backwards SET (parallel_workers = 4); ANALYZE backwards');
my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET parallel_leader_participation = off;';
for my $workers (0, 2, 4)
{
	for my $table ('report', 'backwards')
	{
		my $set = "$parallel SET max_parallel_workers_per_gather = $workers;";
		my $one = "SELECT care_trend(location_id, rating, published, registered, deregistered) FROM $table";
		my $groups = "SELECT local_authority, care_trend(location_id, rating, published, registered, deregistered) AS t FROM $table GROUP BY local_authority";
		my $plan = sql($node, "$set EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off) $one");

		like($plan, qr/Finalize Aggregate.*Workers Launched: $workers.*Partial Aggregate/s, "$table: $workers workers") if $workers;
		unlike($plan, qr/Gather/, "$table: serial") if !$workers;
		sql_is($node, "$set SELECT ($one) = trend FROM england", 't', '... England is the same');
		sql_is($node, "$set SELECT count(*) - (SELECT count(*) FROM council) FROM ($groups) g JOIN council USING (local_authority) WHERE t = trend", '0', '... and so is every council');
	}
}
sql($node, q{
	CREATE TABLE parts (LIKE report) PARTITION BY HASH (location_id);
	SELECT format('CREATE TABLE parts_%s PARTITION OF parts FOR VALUES WITH (MODULUS 4, REMAINDER %1$s)', i) FROM generate_series(0, 3) i \gexec
	INSERT INTO parts SELECT * FROM report;
	ANALYZE parts});
my $partitionwise = 'SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0;';
my $groups = 'SELECT local_authority, care_trend(location_id, rating, published, registered, deregistered) AS t FROM parts GROUP BY local_authority';
like(sql($node, "$partitionwise EXPLAIN (COSTS off) $groups"), qr/Append.*(Partial (Hash|Group)Aggregate.*){4}/s, 'partition by partition');
sql_is($node, "$partitionwise SELECT count(*) - (SELECT count(*) FROM council) FROM ($groups) g JOIN council USING (local_authority) WHERE t = trend", '0', '... every council is the same');

# Plain SQL: each report is in force from its date, or the start, until the next of the location, or the end; of two on one date the lower
sql($node, q{
	CREATE TABLE place AS SELECT location_id, min(registered) AS start, coalesce(max(deregistered), 'infinity') AS stop FROM report GROUP BY location_id;
	CREATE TABLE rated AS
	SELECT location_id, start, stop, published, rating, greatest(published, start) AS from_day, least(stop, coalesce(lead(published) OVER (PARTITION BY location_id ORDER BY published), 'infinity')) AS until_day
	FROM (SELECT location_id, published, min(CASE lower(rating) WHEN 'outstanding' THEN 4 WHEN 'good' THEN 3 WHEN 'requires improvement' THEN 2 WHEN 'inadequate' THEN 1 END) AS rating
	      FROM report GROUP BY 1, 2) r JOIN place USING (location_id);
	CREATE TABLE first_days AS SELECT month::date AS month FROM generate_series(date '2010-10-01', date '2025-06-01', interval '1 month') month;
	-- who exists at each first of a month, with the rating in force
	CREATE TABLE as_at AS
	SELECT month, location_id, coalesce(r.rating, 0) AS rating, r.published
	FROM (SELECT month, location_id FROM place JOIN first_days ON start <= month AND month < stop) e
	     LEFT JOIN (SELECT month, location_id, rating, published FROM rated JOIN first_days ON from_day <= month AND month < until_day) r USING (month, location_id);
	CREATE INDEX ON as_at (location_id, month);
	ANALYZE as_at});
cmp_ok(sql($node, 'SELECT count(DISTINCT start) FROM place'), '>', 1000, 'locations start on many days');
sql_is($node, 'SELECT count(*) FROM (SELECT location_id FROM report GROUP BY location_id HAVING count(DISTINCT (registered, deregistered)) > 1) x', '0', 'each has one registration');

# All of care_monthly, with locations that have no report yet
sql_is($node, q{
	SELECT count(*), count(*) FILTER (WHERE (m.locations, m.rated, m.good_or_better, m.not_rated) IS DISTINCT FROM (p.locations, p.rated, p.good, p.locations - p.rated)) AS wrong_levels,
	       count(*) FILTER (WHERE abs(m.mean_age_days - p.age) > 1e-6 OR (m.mean_age_days IS NULL) <> (p.age IS NULL)) AS wrong_ages
	FROM england, care_monthly(trend, since => '2010-10-01', until => '2025-06-01') m JOIN (
	  SELECT month, count(*) AS locations, count(*) FILTER (WHERE rating > 0) AS rated, count(*) FILTER (WHERE rating >= 3) AS good, avg(month - published) AS age
	  FROM as_at GROUP BY month) p ON p.month = m.as_at}, '177|0|0', 'levels and mean ages of 177 months');
sql_is($node, q{
	SELECT count(*), sum(m.published) > 20000, count(*) FILTER (WHERE (m.published, m.published_good_or_better) IS DISTINCT FROM (p.n, p.good)) AS wrong
	FROM england, care_monthly(trend, since => '2014-10-01', until => '2025-06-01') m, LATERAL (
	  SELECT count(*) AS n, count(*) FILTER (WHERE rating >= 3) AS good FROM rated
	  WHERE published > m.as_at - interval '1 month' AND published <= m.as_at AND start <= published AND published < stop) p}, '129|t|0', 'publications of 129 months');
sql($node, q{
	CREATE TABLE moves AS
	SELECT month, was, rating AS now, count(*) AS n FROM (
	  SELECT month, location_id, rating, lag(rating) OVER (PARTITION BY location_id ORDER BY month) AS was FROM as_at) s
	WHERE rating IS DISTINCT FROM was GROUP BY 1, 2, 3
	UNION ALL
	SELECT (max(month) + interval '1 month')::date, rating, NULL, count(*) FROM (
	  SELECT location_id, month, rating, lead(month) OVER (PARTITION BY location_id ORDER BY month) AS next FROM as_at) s
	WHERE next IS NULL AND month < '2025-06-01' GROUP BY month, rating});
my $our_moves = q{SELECT as_at, care_rating_number(from_rating), care_rating_number(to_rating), locations FROM england, care_movements(trend) WHERE as_at BETWEEN '2010-11-01' AND '2025-06-01'};
$our_moves =~ s/care_rating_number\((\w+)\)/$1::care_rating::int/g;
my $plain_moves = q{SELECT month, was, now, n FROM moves WHERE month > '2010-10-01'};
cmp_ok(sql($node, "SELECT count(*) FROM ($plain_moves) m"), '>', 1000, 'more than 1,000 kinds of movements');
sql_is($node, "($our_moves) EXCEPT ALL ($plain_moves)", '', 'the movements are those of plain SQL');
sql_is($node, "($plain_moves) EXCEPT ALL ($our_moves)", '', 'and they are all');
sql_is($node, q{SELECT count(*) FILTER (WHERE locations <> before + joined - departed), count(*) FILTER (WHERE rated - rated_before <> rated_in - rated_out) FROM (
	SELECT m.*, lag(locations) OVER (ORDER BY as_at) AS before, lag(rated) OVER (ORDER BY as_at) AS rated_before,
	  (SELECT coalesce(sum(locations), 0) FROM care_movements(trend) v WHERE v.as_at = m.as_at AND to_rating <> 'Not rated' AND coalesce(from_rating, 'Not rated') = 'Not rated') AS rated_in,
	  (SELECT coalesce(sum(locations), 0) FROM care_movements(trend) v WHERE v.as_at = m.as_at AND from_rating <> 'Not rated' AND coalesce(to_rating, 'Not rated') = 'Not rated') AS rated_out
	FROM england, care_monthly(trend, until => '2025-06-01') m) v}, '0|0', 'movements add up to the change of levels, every month');

# Inherited ratings count from the start, the latest of them; reports after the end never do.
sql_is($node, q{
	SELECT count(*), count(*) FILTER (WHERE n > 1), count(*) FILTER (WHERE care_published_at(history, place.start) IS DISTINCT FROM latest OR care_rating_at(history, place.start)::int <> rating) AS wrong
	FROM (SELECT location_id, count(*) AS n, max(published) AS latest FROM report WHERE published < registered GROUP BY location_id) i
	     JOIN place USING (location_id) JOIN history USING (location_id) JOIN rated r USING (location_id) WHERE r.published = latest AND place.start < place.stop
	       AND NOT EXISTS (SELECT FROM report s WHERE s.location_id = i.location_id AND s.published = place.start)},
	sql($node, q{SELECT count(*), count(*) FILTER (WHERE n > 1), 0 FROM (SELECT location_id, count(*) AS n FROM report WHERE published < registered GROUP BY location_id) i
	  JOIN place USING (location_id) WHERE start < stop AND NOT EXISTS (SELECT FROM report s WHERE s.location_id = i.location_id AND s.published = start)}), 'inherited ratings');
sql_is($node, q{SELECT count(*) FILTER (WHERE n > 1) FROM (SELECT location_id, count(*) AS n FROM report WHERE published < registered GROUP BY location_id) i}, '695',
	'of 695 locations with several the latest');
sql_is($node, q{SELECT count(*) FROM history JOIN place USING (location_id), care_periods(history) p WHERE p.published >= stop OR p.valid_from < start OR coalesce(p.valid_to, 'infinity') > stop}, '0',
	'no report after the end counts, nor anything outside the registration');

# The same from monthly files, and from validity intervals
sql($node, q{
	CREATE TABLE files AS SELECT care_trend_of_snapshots(location_id, rating::int::care_rating, month) AS trend FROM as_at;
	CREATE TABLE intervals AS SELECT care_trend_of_periods(location_id, p.rating, p.valid_from, p.valid_to) AS trend FROM history, care_periods(history) p});
for my $way ('files', 'intervals')
{
	sql_is($node, "SELECT count(*) FROM first_days, england e, $way f WHERE care_tally_at(e.trend, month) IS DISTINCT FROM care_tally_at(f.trend, month)", '0', "$way: the same levels");
	sql_is($node, "(SELECT m.* FROM $way, care_movements(trend) m WHERE as_at BETWEEN '2010-11-01' AND '2025-06-01') EXCEPT ALL (SELECT m.* FROM england, care_movements(trend) m)", '', '... no other movements');
	sql_is($node, "(SELECT m.* FROM england, care_movements(trend) m WHERE as_at BETWEEN '2010-11-01' AND '2025-06-01') EXCEPT ALL (SELECT m.* FROM $way, care_movements(trend) m)", '', '... and all of them');
}

# England and one council in one statement, with a target that changes
sql_is($node, q{
	SELECT coalesce(local_authority, 'England'), as_at, good_or_better, rated, percent_good_or_better::numeric(9,6), target, target_gap_points::numeric(9,6), locations_to_target
	FROM (SELECT local_authority, care_trend(location_id, rating, published, registered, deregistered) AS trend FROM report
	      GROUP BY GROUPING SETS ((), (local_authority))) t,
	     care_monthly(trend, targets => '{"2020-01-01": 80, "2022-04-01": 85}', since => '2022-03-15', until => '2022-04-30')
	WHERE local_authority IS NULL OR local_authority = 'Norfolk' ORDER BY local_authority NULLS FIRST, as_at},
	sql($node, q{
	SELECT area, month, n_good_or_outstanding, n_rated, pct_good_or_outstanding, 85, gap_to_85_pp, greatest(0, ceil(0.85 * n_rated::int - n_good_or_outstanding::int))
	FROM (SELECT 1 AS k, 'England' AS area, month, n_good_or_outstanding, n_rated, pct_good_or_outstanding, gap_to_85_pp FROM truth_england
	      UNION ALL SELECT 2, local_authority, month, n_good_or_outstanding, n_rated, pct_good_or_outstanding, gap_to_85_pp FROM truth_council WHERE local_authority = 'Norfolk') t
	WHERE month = '2022-04-01' ORDER BY k}), 'England and Norfolk in one statement');

done_testing();
