# Latest ratings of all England, February 2021, as published, against independently computed counts.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $folder = data_folder();
my $node = start_node(jit => 'off');

load_published($node, 'latest', '01_latest_overall_ratings_england_2021-02.csv.gz');
load_published($node, 'truth_council', 'truth_01_asc_by_la_2021-02.csv');
load_published($node, 'truth_region', 'truth_01_asc_by_region_2021-02.csv');
sql($node, q{
	-- a location's own rating in adult social care
	CREATE VIEW social_care AS
	SELECT * FROM latest WHERE location_type = 'Social Care Org' AND service_population_group = 'Overall' AND domain = 'Overall'});
sql_is($node, 'SELECT count(*), count(DISTINCT local_authority) FROM latest', '74184|151', 'the whole file is there');

# What the truth says of a tally, as text to compare
my $of_tally = q{
	outstanding, good, requires_improvement, inadequate, rated, good_or_better, locations, not_rated,
	round(percent_good_or_better::numeric, 6), round(percent_of_all::numeric, 6), round(target_gap_points::numeric, 6)};
my $of_truth = q{
	n_outstanding::bigint, n_good::bigint, n_requires_improvement::bigint, n_inadequate::bigint, n_rated::bigint, n_good_or_outstanding::bigint,
	n_rows::bigint, n_other_label::bigint, round(pct_good_or_outstanding::numeric, 6), round(pct_of_all_rows::numeric, 6), round(gap_to_85_pp::numeric, 6)};

# Every council: all locations, care homes, and others, in one statement
sql($node, q{
	CREATE TABLE by_council AS
	SELECT local_authority, coalesce(care_home, 'all') AS care_home, care_tally(latest_rating) AS tally
	FROM social_care GROUP BY GROUPING SETS ((local_authority), (local_authority, care_home))});
for my $homes (split ' ', sql($node, q{SELECT string_agg(DISTINCT care_home, ' ') FROM truth_council}))
{
	my $truth = "SELECT local_authority, $of_truth FROM truth_council WHERE care_home = '$homes'";
	my $ours = "SELECT local_authority, $of_tally FROM by_council,
		LATERAL care_summary(tally, target => 85), LATERAL care_percent_good_or_better(tally, 'all') AS percent_of_all
		WHERE lower(care_home) = lower('$homes')";
	cmp_ok(sql($node, "SELECT count(*) FROM ($truth) t"), '>=', 140, "care home $homes: many councils");
	sql_is($node, "($truth) EXCEPT ALL ($ours)", '', '... their counts and percentages are right');
	sql_is($node, "($ours) EXCEPT ALL ($truth)", '', '... and there are no others');
}

# Every region and England: tallies of councils added up, byte for byte those of the rows
sql_is($node, "SELECT region, $of_truth FROM truth_region EXCEPT ALL
	SELECT region, $of_tally FROM (SELECT coalesce(region, 'England') AS region, care_tally(latest_rating) AS tally FROM social_care GROUP BY ROLLUP (region)) r,
	LATERAL care_summary(tally, target => 85), LATERAL care_percent_good_or_better(tally, 'all') AS percent_of_all", '', 'every region is right');
sql_is($node, q{
	SELECT care_rollup(tally) = (SELECT care_tally(latest_rating) FROM social_care), care_good_or_better(care_rollup(tally)), care_rated(care_rollup(tally)),
	       care_percent_good_or_better(care_rollup(tally))::numeric(9,6)
	FROM by_council WHERE care_home = 'all'}, 't|19500|23075|84.507042', 'England: the councils added up');
sql_is($node, q{SELECT care_good_or_better(tally), care_rated(tally), care_percent_good_or_better(tally)::numeric(9,6), care_locations_to_target(tally, 85)
	FROM by_council WHERE local_authority = 'Norfolk' AND care_home = 'all'}, '346|467|74.089936|51', 'Norfolk: 346 of 467, 51 more to reach 85%');
sql_is($node, q{SELECT care_percent_good_or_better(latest_rating)::numeric(9,6), care_target_gap(latest_rating, 85)::numeric(9,6) FROM social_care WHERE local_authority = 'Norfolk'},
	'74.089936|-10.910064', 'Norfolk in one step');

# Every label of the whole file, all sectors and services, is read; rated are the four and nothing else.
sql_is($node, q{SELECT count(*) FROM latest WHERE latest_rating IS NOT NULL AND to_care_rating(latest_rating) IS NULL}, '0', 'every published label is known');
sql_is($node, q{
	SELECT count(*) FROM latest
	WHERE coalesce(care_is_rated(latest_rating), false) <> (lower(latest_rating) IN ('outstanding', 'good', 'requires improvement', 'inadequate')) IS TRUE},
	'0', 'and means what it says');

# A practice published with two ratings of one service on one date: the lower counts, and it is counted.
sql($node, q{CREATE TABLE services AS SELECT service_population_group AS service, care_history(latest_rating, to_date(publication_date_raw, 'DD/MM/YYYY'), NULL, NULL) AS history
	FROM latest WHERE location_id = '1-543895080' GROUP BY 1});
sql_is($node, q{SELECT service, care_rating_at(history, '2021-02-01'), care_conflicts(history) FROM services WHERE service IN ('Overall', 'People with long term conditions') ORDER BY 1},
	"Overall|Good|0\nPeople with long term conditions|Requires improvement|1", 'a same-day conflict');
sql_is($node, q{SELECT care_rating_at(care_worst(history), '2021-02-01') FROM services}, 'Requires improvement', 'and the worst of its services');

# As a monthly file: one row per location
my $plain = q{
	SELECT count(*), count(*) FILTER (WHERE rating >= 3) FROM (
	  SELECT location_id, min(CASE lower(latest_rating) WHEN 'outstanding' THEN 4 WHEN 'good' THEN 3 WHEN 'requires improvement' THEN 2 WHEN 'inadequate' THEN 1 END) AS rating
	  FROM social_care GROUP BY location_id) l};
sql_is($node, q{SELECT m.locations, m.good_or_better FROM (SELECT care_trend_of_snapshots(location_id, latest_rating, '2021-02-01') AS trend FROM social_care) t,
	care_monthly(trend, until => '2021-02-01') m}, sql($node, $plain), 'as a snapshot each location counts once');

# In parallel
sql($node, 'ALTER TABLE latest SET (parallel_workers = 4); ANALYZE latest');
my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 4;';
my $report = 'SELECT local_authority, care_tally(latest_rating) AS tally FROM social_care GROUP BY local_authority';
like(sql($node, "$parallel EXPLAIN (COSTS off) $report"), qr/Finalize.*Gather.*Partial/s, 'the plan is parallel');
sql_is($node, "$parallel SELECT count(*), bool_and(p.tally = b.tally) FROM ($report) p JOIN by_council b USING (local_authority) WHERE care_home = 'all'", '151|t', 'in parallel the same');

done_testing();
