# Citus: what is grouped over distributed tables equals the same over a plain table, and the aggregates are made on the
# nodes. Runs where the server can load Citus. Everything that can be tested without it is in test/sql/distributed.sql.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

chomp(my $share = `pg_config --sharedir`);
plan(skip_all => 'Citus is not installed in this PostgreSQL') unless -e "$share/extension/citus.control";

# Two nodes that find each other by address; Citus does so over TCP, here on this machine alone
my @node = map { citus_node($_) } qw(coordinator worker);
my ($coordinator, $worker) = @node;
sql($coordinator, "SELECT citus_set_coordinator_host('127.0.0.1', ${\ $coordinator->port })");
sql($coordinator, "SELECT citus_add_node('127.0.0.1', ${\ $worker->port })");
sql($coordinator, q{SELECT citus_set_node_property('127.0.0.1', nodeport, 'shouldhaveshards', true) FROM pg_dist_node});

# Rows of 600 locations: plain, and distributed by location
sql($coordinator, q{
	CREATE TABLE plain AS
	SELECT 'L' || l AS location, 'area ' || l % 6 AS area,
	       (ARRAY['Not rated', 'Inadequate', 'Requires improvement', 'Good', 'Outstanding'])[1 + (l * 3 + i * i + l / 7) % 5] AS rating,
	       date '2014-01-01' + l % 800 + 211 * i AS published, date '2013-06-01' + l % 500 AS registered,
	       CASE WHEN l % 8 = 0 THEN date '2017-01-01' + l % 400 END AS deregistered,
	       CASE WHEN l % 9 > 0 THEN date '2018-01-01' + l % 300 END AS completed, (1 + l % 50)::bigint AS beds
	FROM generate_series(1, 600) l, generate_series(0, 3) i;
	CREATE TABLE spread (LIKE plain);
	SELECT create_distributed_table('spread', 'location', shard_count => 8);
	INSERT INTO spread SELECT * FROM plain;
	CREATE TABLE plain_history AS
	SELECT location, area, care_history(rating, published, registered, deregistered) AS history FROM plain GROUP BY location, area;
	CREATE TABLE spread_history (LIKE plain_history);
	SELECT create_distributed_table('spread_history', 'location', colocate_with => 'spread');
	INSERT INTO spread_history SELECT * FROM plain_history});
sql_is($coordinator, 'SELECT count(*) FROM spread', 2400, 'the rows are distributed');
sql_is($coordinator, q{SELECT count(DISTINCT nodeport) FROM citus_shards WHERE table_name = 'spread'::regclass}, 2, '... over two nodes');

for my $call (
	'care_tally(rating)', 'care_tally(rating, beds)', 'care_percent_good_or_better(rating)', q{care_percent_good_or_better(rating, 'all')},
	'care_target_gap(rating, 85)', 'care_worst(rating)',
	'care_trend(location, rating, published, registered, deregistered)',
	'care_trend(location, rating, published, registered, deregistered, beds)',
	'care_trend_of_snapshots(location, rating, published)', 'care_trend_of_periods(location, rating, published, published + 700)',
	'care_ages(location, rating, published, registered, deregistered)',
	'care_waiting(registered, completed)', 'care_survival(published - registered + 999, deregistered IS NULL)')
{
	same_and_pushed_down($call, 'spread', 'plain');
}
same_and_pushed_down($_, 'spread_history', 'plain_history') for ('care_trend(history)', 'care_ages(history)');

# By the distribution column everything is done on the nodes; what they made is rolled up.
for my $made (
	[ 'care_tally(rating)', 'care_rollup(s)' ],
	[ 'care_trend(location, rating, published, registered, deregistered)', 'care_rollup(s)' ],
	[ 'care_history(rating, published, registered, deregistered)', 'care_trend(s)' ])
{
	my ($aggregate, $rollup) = @$made;
	my $query = "SELECT $rollup FROM (SELECT location, $aggregate AS s FROM %s GROUP BY location) l";
	sql_is($coordinator, sprintf($query, 'spread'), sql($coordinator, sprintf $query, 'plain'), "$rollup of $aggregate by location");
}

# Readers over what came back
for my $reader (
	q{care_monthly(trend, target => 85, until => '2019-01-01')}, 'care_movements(trend)')
{
	my $query = "SELECT m.* FROM (SELECT care_trend(location, rating, published, registered, deregistered) AS trend FROM %s) t, $reader m ORDER BY m::text";
	sql_is($coordinator, sprintf($query, 'spread'), sql($coordinator, sprintf $query, 'plain'), $reader);
}

$_->stop for @node;
done_testing();

# citus_node($name): a server that has loaded Citus, with both extensions
sub citus_node
{
	my ($name) = @_;
	my $node = new_node($name);

	init_node($node);
	$node->append_conf('postgresql.conf', $_) for (
		q{shared_preload_libraries = 'citus'}, q{listen_addresses = '127.0.0.1'}, q{wal_level = 'logical'},
		q{citus.node_conninfo = 'sslmode=prefer'}, 'max_prepared_transactions = 100');
	$node->start;
	sql($node, 'CREATE EXTENSION citus; CREATE EXTENSION care_quality');
	return $node;
}

# The aggregate by area is the same over both tables, and what is sent to the nodes names it or its transition function.
sub same_and_pushed_down
{
	my ($call, $spread, $plain) = @_;
	my ($name) = $call =~ /^(\w+)/;
	my $query = "SELECT area, $call FROM %s GROUP BY area ORDER BY area";

	sql_is($coordinator, sprintf($query, $spread), sql($coordinator, sprintf $query, $plain), "$call by area");
	like(sql($coordinator, 'SET citus.explain_all_tasks = on; EXPLAIN (VERBOSE, COSTS OFF) ' . sprintf $query, $spread),
		qr/worker_partial_agg\('[^']*\b$name\(|Query: SELECT [^\n]*\b$name\(/, '... is made on the nodes');
}
