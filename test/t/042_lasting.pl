# Data that lasts: dump and restore, pg_upgrade, a standby and a subscriber have every summary byte for byte.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $node = start_node(wal_level => 'logical', max_wal_senders => 5, max_replication_slots => 5, hot_standby => 'on');

# Summaries short and long (in TOAST, compressed), NULL, in columns, arrays, rows, indexes, views and defaults
sql($node, q{
	CREATE SCHEMA council;
	CREATE TABLE council.kept (
		id integer PRIMARY KEY, rating care_rating DEFAULT 'Not rated', tally care_tally_summary, history care_history_summary,
		trend care_trend_summary, waiting care_waiting_summary, ratings care_rating[], survival care_survival_summary, ages care_ages_summary, CHECK (rating <> 'Inadequate' OR id > 0));
	INSERT INTO council.kept
	SELECT g, (g % 5)::care_rating, care_tally(r), care_history(r, day, began, NULL), care_trend(location, r, day, began, NULL),
	       care_waiting(began, day), array_agg(r ORDER BY i), care_survival(day - began + 999, i % 3 > 0),
	       care_ages(location, r, day, began, NULL)
	FROM (SELECT i, i % 20 AS g, (i * 7919 % 31 * (1 + i % 20) % 5)::care_rating AS r, 'L' || i % 900 AS location,
	             date '2019-01-01' + i * 7 % 1800 AS day, date '2018-01-01' + i % 900 % 300 AS began
	      FROM generate_series(1, 20000) i) s
	GROUP BY g;
	INSERT INTO council.kept (id) VALUES (-1);
	CREATE INDEX ON council.kept (rating);
	CREATE INDEX ON council.kept USING btree (tally);
	CREATE INDEX ON council.kept USING hash (history);
	CREATE VIEW council.monthly AS SELECT id, m.* FROM council.kept, care_monthly(trend, target => 85, until => '2024-01-01') m;
	CREATE VIEW council.total AS SELECT care_rollup(trend) AS trend, care_rollup(tally) AS tally,
		care_rollup(waiting) AS waiting, care_rollup(survival) AS survival, care_rollup(ages) AS ages FROM council.kept;
	CREATE MATERIALIZED VIEW council.good AS SELECT id, care_percent_good_or_better(tally) FROM council.kept;
	CREATE FUNCTION council.gap(t care_tally_summary) RETURNS double precision LANGUAGE sql AS 'SELECT public.care_target_gap(t, 85)'});
# The values with their bytes as they are stored (text and send of all columns), and what views make of them
my $contents = q{
	SELECT md5(string_agg(k::text || care_tally_summary_send(tally)::text || care_history_summary_send(history)
		|| care_trend_summary_send(trend) || care_waiting_summary_send(waiting) || care_survival_summary_send(survival) || care_ages_summary_send(ages), E'\n' ORDER BY id)) FROM council.kept k
	UNION ALL SELECT md5(string_agg(m::text, E'\n' ORDER BY id, as_at)) FROM council.monthly m
	UNION ALL SELECT md5(t::text) FROM council.total t
	UNION ALL SELECT md5(string_agg(g::text, E'\n' ORDER BY id)) FROM council.good g
	UNION ALL SELECT count(*)::text FROM council.kept a JOIN council.kept b ON a.history = b.history
	UNION ALL SELECT sum(council.gap(tally)::numeric)::text FROM council.kept};
my $expected = sql($node, $contents);
unlike($expected, qr/^$/m, 'there is something to keep');

# Dump and restore, as text and as an archive, with an empty search_path as pg_dump sets it
my $dump = $node->basedir . '/dump';
for my $format (qw(plain custom))
{
	local $ENV{PGHOST} = $node->host;
	local $ENV{PGPORT} = $node->port;
	my $name = "restored_$format";

	sql($node, "CREATE DATABASE $name TEMPLATE template0");
	command_ok("pg_dump -F $format -f '$dump.$format' postgres", "pg_dump, $format");
	command_ok($format eq 'plain' ? "psql -X -q -v ON_ERROR_STOP=1 -d $name -f '$dump.plain' >/dev/null"
		: "pg_restore --exit-on-error -d $name '$dump.custom'", '... can be restored');
	sql_is($node, $contents, $expected, '... and everything is the same', database => $name);
}

# A physical standby reads what the primary wrote.
$node->backup('base');
my $standby = new_node('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
sql($node, q{UPDATE council.kept SET tally = care_tally_plus(tally, tally) WHERE id = 3});
my $later = sql($node, $contents);
isnt($later, $expected, 'a row was changed after the standby began');
$node->wait_for_catchup($standby, 'replay', $node->lsn('insert'));
sql_is($standby, $contents, $later, 'a standby has the same');
sql_is($standby, 'SELECT care_locations(care_tally(rating)) FROM council.kept', 21, '... and can aggregate');

# Logical replication, in text and, from 14 on, in binary
for my $binary (sql($node, 'SHOW server_version_num') >= 140000 ? ('false', 'true') : 'false')
{
	my $subscriber = new_node("subscriber_$binary");

	init_node($subscriber);
	$subscriber->start;
	sql($subscriber, 'CREATE EXTENSION care_quality');
	command_ok('pg_dump --schema-only -h ' . $node->host . ' -p ' . $node->port . ' postgres | psql -X -q -h '
		. $subscriber->host . ' -p ' . $subscriber->port . ' postgres >/dev/null 2>&1', 'a subscriber gets the tables');
	sql($node, "CREATE PUBLICATION kept_$binary FOR TABLE council.kept");
	my $option = $binary eq 'true' ? ', binary = true' : '';
	sql($subscriber, "CREATE SUBSCRIPTION kept_$binary CONNECTION 'host=" . $node->host . ' port=' . $node->port
		. " dbname=postgres' PUBLICATION kept_$binary WITH (slot_name = kept_$binary$option)");
	$subscriber->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pg_subscription_rel WHERE srsubstate NOT IN ('r', 's')})
	  or die 'no first copy';
	sql($node, q{UPDATE council.kept SET trend = (SELECT care_rollup(x.trend) FROM council.kept x WHERE x.id IN (1, 2)) WHERE id = 1});
	$node->wait_for_catchup("kept_$binary");
	sql($subscriber, 'REFRESH MATERIALIZED VIEW council.good');
	sql($node, 'REFRESH MATERIALIZED VIEW council.good');
	is(sql($subscriber, $contents), sql($node, $contents), $binary eq 'true' ? 'logical replication in binary keeps everything' :
		'logical replication keeps everything');
	sql($subscriber, "DROP SUBSCRIPTION kept_$binary");
	$subscriber->stop;
}
$standby->stop;

# pg_upgrade carries the files over. Two majors are seldom here; of one major to itself it does the same.
$expected = sql($node, $contents);
my $new = new_node('new');
init_node($new);
$node->stop;
chomp(my $bin = `pg_config --bindir`);
command_ok("cd '" . $new->basedir . "' && pg_upgrade -b '$bin' -B '$bin' -d '" . $node->data_dir . "' -D '" . $new->data_dir
	. "' -p " . $node->port . ' -P ' . $new->port . " -s '" . $new->host . "' >upgrade.log 2>&1 || { cat upgrade.log >&2; false; }", 'pg_upgrade');
$new->start;
sql_is($new, $contents, $expected, '... keeps every summary');
sql_is($new, q{SELECT count(*) > 0 FROM council.kept WHERE tally = (SELECT tally FROM council.kept WHERE id = 5)}, 't', '... and indexes');
$new->stop;

done_testing();

sub command_ok
{
	my ($command, $name) = @_;

	ok(system($command) == 0, $name);
}
