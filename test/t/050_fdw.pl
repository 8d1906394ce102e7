# Ratings on another server: tallies and trends are made there, only their few bytes travel, and they are
# rolled up here.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $node = start_node();
plan(skip_all => 'postgres_fdw is not installed')
  if sql($node, "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'") eq '0';
my $north = start_node(name => 'north');

# The same rows there, in halves on both, and here in one table to compare with.
my $rows = q{
	SELECT 'L' || l AS location_id, CASE WHEN l % 2 = 0 THEN 'north' ELSE 'south' END AS region, 'area ' || l % 6 AS area,
	       (ARRAY['Not rated', 'Inadequate', 'Requires improvement', 'Good', 'Outstanding'])[1 + (l * 3 + i * i + l / 7) % 5] AS rating,
	       date '2014-01-01' + l % 800 + 211 * i AS published, date '2013-06-01' + l % 500 AS registered,
	       CASE WHEN l % 8 = 0 THEN date '2017-01-01' + l % 400 END AS deregistered,
	       CASE WHEN l % 9 > 0 THEN date '2018-01-01' + l % 300 END AS completed, 1 + l % 50 AS beds
	FROM generate_series(1, 600) l, generate_series(0, 3) i};
sql($north, "CREATE TABLE ratings_north AS SELECT * FROM ($rows) r WHERE region = 'north'; ANALYZE");
sql($node, "CREATE TABLE all_rows AS $rows");
my ($host, $port) = ($north->host, $north->port);
sql($node, qq{
	CREATE EXTENSION postgres_fdw;
	CREATE SERVER north FOREIGN DATA WRAPPER postgres_fdw
	  OPTIONS (host '$host', port '$port', dbname 'postgres', extensions 'care_quality', use_remote_estimate 'true');
	CREATE USER MAPPING FOR CURRENT_USER SERVER north OPTIONS (user '${\ user($north) }');
	CREATE TABLE ratings (LIKE all_rows) PARTITION BY LIST (region);
	CREATE TABLE ratings_south PARTITION OF ratings FOR VALUES IN ('south');
	CREATE FOREIGN TABLE ratings_north PARTITION OF ratings FOR VALUES IN ('north') SERVER north;
	INSERT INTO ratings_south SELECT * FROM all_rows WHERE region = 'south';
	ANALYZE ratings_south});
my $pathfinder = 'SET enable_partitionwise_aggregate = on;';

# What is sent to the other server for a query
sub remote_sql
{
	my ($query) = @_;
	return join "\n", sql($node, "$pathfinder EXPLAIN (VERBOSE, COSTS OFF) $query") =~ /Remote SQL: (.*)/g;
}

# Every aggregate that the remote table's columns can feed is computed there.
my %call = (
	'care_tally(rating)' => 'care_tally',
	'care_tally(rating, beds)' => 'care_tally',
	'care_tally(to_care_rating(rating))' => 'care_tally',
	'care_percent_good_or_better(rating)' => 'care_percent_good_or_better',
	q{care_percent_good_or_better(rating, 'all')} => 'care_percent_good_or_better',
	'care_target_gap(rating, 85)' => 'care_target_gap',
	'care_worst(rating)' => 'care_worst',
	'care_trend(location_id, rating, published, registered, deregistered)' => 'care_trend',
	'care_trend(location_id, rating, published, registered, deregistered, beds)' => 'care_trend',
	'care_trend_of_snapshots(location_id, rating, published)' => 'care_trend_of_snapshots',
	'care_trend_of_periods(location_id, rating, published, published + 700)' => 'care_trend_of_periods',
	'care_waiting(published, completed)' => 'care_waiting');
for my $call (sort keys %call)
{
	my $query = "SELECT area, $call FROM %s GROUP BY area";

	like(remote_sql(sprintf $query, 'ratings_north'), qr/^SELECT [^\n]*\Q$call{$call}\E\([^\n]* GROUP BY /, "$call is computed there");
	is(sql($node, sprintf "$query ORDER BY area", 'ratings_north'),
		sql($node, sprintf "$query ORDER BY area", q{(SELECT * FROM all_rows WHERE region = 'north') r}), '... with the same result');
}

# One partition there, one here: each is summed up where it is, then rolled up here.
for my $call (
	[ 'care_tally', 'care_tally(rating)' ],
	[ 'care_trend', 'care_trend(location_id, rating, published, registered, deregistered)' ],
	[ 'care_waiting', 'care_waiting(published, completed)' ])
{
	my ($name, $aggregate) = @$call;
	my $query = "SELECT care_rollup(s) FROM (SELECT region, $aggregate AS s FROM ratings GROUP BY region) r";

	like(remote_sql($query), qr/^SELECT [^\n]*\b$name\(/, "partitions: $aggregate of the other server's is computed there");
	sql_is($node, "$pathfinder $query", sql($node, "SELECT $aggregate FROM all_rows"), '... and rolled up here');
}

# Histories are made there and end up in one trend here.
my $history = q{SELECT region, location_id, care_history(rating, published, registered, deregistered) AS h FROM ratings
	GROUP BY region, location_id};
like(remote_sql("SELECT care_trend(h) FROM ($history) l"), qr/^SELECT [^\n]*care_history\(/, 'histories are made there');
sql_is($node, "$pathfinder SELECT care_trend(h) FROM ($history) l",
	sql($node, 'SELECT care_trend(location_id, rating, published, registered, deregistered) FROM all_rows'), '... and one trend here');

# Conditions and readers go there too.
like(remote_sql(q{SELECT count(*) FROM ratings_north WHERE to_care_rating(rating) >= 'Good'}),
	qr/^SELECT count\(\*\) [^\n]*to_care_rating\(rating\) [^\n]*>=/, 'a comparison of ratings is made there');
like(remote_sql('SELECT count(*) FROM ratings_north WHERE care_is_good_or_better(rating)'),
	qr/care_is_good_or_better\(rating\)/, 'a function of a rating too');
like(remote_sql('SELECT area, care_percent_good_or_better(care_tally(rating)) FROM ratings_north GROUP BY area'),
	qr/care_percent_good_or_better\(.*care_tally\(/, 'and a reader of a tally');

# Stored summaries can be read, rolled up and written over there.
sql($north, 'CREATE TABLE stored (area text, tally care_tally_summary, trend care_trend_summary)');
sql($node, 'CREATE FOREIGN TABLE stored (area text, tally care_tally_summary, trend care_trend_summary) SERVER north');
sql($node, q{INSERT INTO stored SELECT area, care_tally(rating), care_trend(location_id, rating, published, registered, deregistered)
	FROM all_rows GROUP BY area});
sql_is($node, q{SELECT count(*) FROM stored s
	JOIN (SELECT area, care_tally(rating), care_trend(location_id, rating, published, registered, deregistered)
	      FROM all_rows GROUP BY area) r USING (area) WHERE s.tally = r.care_tally AND s.trend = r.care_trend}, 6,
	'summaries written there read the same');
like(remote_sql('SELECT care_rollup(tally), care_rollup(trend) FROM stored'), qr/care_rollup\(tally\), .*care_rollup\(trend\)/,
	'roll-ups are made there');

# Without the option nothing of this is sent, and all the same is right.
sql($node, "ALTER SERVER north OPTIONS (DROP extensions)");
unlike(remote_sql('SELECT area, care_tally(rating) FROM ratings_north GROUP BY area'), qr/care_tally/,
	'without the option extensions only rows are fetched');
sql_is($node, 'SELECT area, care_tally(rating) FROM ratings_north GROUP BY area ORDER BY area',
	sql($node, q{SELECT area, care_tally(rating) FROM all_rows WHERE region = 'north' GROUP BY area ORDER BY area}), '... and counted here');

done_testing();

sub user { return sql($_[0], 'SELECT current_user') }
