# examples/refresh.sql and examples/append.sql: what is kept, kept up to date, is what would be made anew.
use strict;
use warnings;
use FindBin;
use IPC::Run 'run';
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $examples = "$FindBin::RealBin/../../examples";
my $node = start_node();
my $figures = q{SELECT good_or_better, rated, percent_target, target_gap_points FROM council_month
	WHERE local_authority = 'Larkshire' AND as_at IN ('2022-12-01', '2023-07-01') ORDER BY as_at};

script('load.sql', data => "$examples/sample");
sql_is($node, $figures, "308|449|85|-16.4\n315|446|85|-14.4", 'the figures that the sample promises');

# New rows: only the group they belong to is written again.
my $versions = 'SELECT local_authority, service_type, xmin, ctid FROM council_trend ORDER BY 1, 2';
my @before = split /\n/, sql($node, $versions);
script('refresh.sql');
is(sql($node, $versions), join("\n", @before), 'nothing new: nothing is written');

my $location = sql($node, q{SELECT location_id FROM locations WHERE service_type = 'Home care' AND deregistered IS NULL
	AND registered < '2020-01-01' ORDER BY location_id LIMIT 1});
sql($node, qq{
	INSERT INTO ratings VALUES ('$location', 'Overall', 'Overall', 'Inadequate', '2024-09-20');
	CALL refresh_views()});
my %was = map { $_ => 1 } @before;
my @written = grep { !$was{$_} } split /\n/, sql($node, $versions);
is(scalar @written, 1, 'a new rating: one row is written');
like($written[0], qr/^Larkshire\|Home care\|/, '... that of its council and type of service');
sql_is($node, q{SELECT published >= 1, declined >= 1 OR newly_rated >= 1 FROM service_type_month
	WHERE service_type = 'Home care' AND as_at = '2024-10-01'}, 't|t', '... and the view shows it');
sql($node, "DELETE FROM ratings WHERE published = '2024-09-20' AND location_id = '$location' AND rating = 'Inadequate'");

# Append-only: half of the ratings first, the rest in pieces.
sql($node, q{
	CREATE TABLE rest AS SELECT *, ntile(4) OVER (ORDER BY published, location_id) AS piece FROM ratings WHERE published >= '2019-01-01';
	DELETE FROM ratings WHERE published >= '2019-01-01';
	CREATE VIEW anew AS
	SELECT local_authority, service_type, care_trend(history) AS trend
	  FROM (SELECT coalesce((array_agg(local_authority ORDER BY registered DESC NULLS LAST, location_id))[1], 'Not known') AS local_authority,
	               (array_agg(service_type ORDER BY registered DESC NULLS LAST, location_id))[1] AS service_type, care_rollup(history) AS history
	          FROM locations JOIN location_histories() USING (location_id) GROUP BY coalesce(site_id, location_id)) s
	 GROUP BY local_authority, service_type});
my $wrong = q{
	SELECT local_authority, service_type FROM anew FULL JOIN council_history_trend k USING (local_authority, service_type)
	WHERE anew.trend IS DISTINCT FROM k.trend};
script('append.sql');
sql_is($node, $wrong, '', 'append: at first the same as a full rebuild');
for my $piece (1 .. 4)
{
	sql($node, qq{
		INSERT INTO new_ratings (location_id, service, question, rating, published, inherited)
		SELECT location_id, service, question, rating, published, inherited FROM rest WHERE piece = $piece;
		CALL append_ratings()});
	sql_is($node, $wrong, '', "append: the same after piece $piece");
}
sql_is($node, 'SELECT count(*) FROM new_ratings', 0, 'append: what was taken in is gone');
sql($node, 'CALL refresh_views()');
sql_is($node, 'SELECT care_rollup(trend) = (SELECT care_rollup(trend) FROM council_trend) FROM council_history_trend', 't',
	'append: as the materialised view');

# Registrations that close, open, move to another type of service, or are corrected
sql($node, qq{
	UPDATE locations SET deregistered = '2024-08-15' WHERE location_id = '$location';
	UPDATE locations SET service_type = 'Extra care housing'
	WHERE location_id = (SELECT min(location_id) FROM locations WHERE service_type = 'Supported living');
	UPDATE locations SET registered = registered - 30 WHERE location_id = (SELECT max(location_id) FROM locations);
	UPDATE locations SET local_authority = NULL WHERE location_id = (SELECT min(location_id) FROM locations);
	INSERT INTO locations (location_id, name, service_type, beds, local_authority, registered)
	VALUES ('NEW-1', 'New House', 'Nursing home', 20, 'Larkshire', '2024-02-01'), ('NEW-2', 'No rating', 'Shared Lives', 0, 'Elsewhere', '2024-03-01');
	INSERT INTO new_ratings VALUES ('NEW-1', 'Overall', 'Overall', 'Good', '2024-05-05'), ('$location', 'Overall', 'Overall', 'Good', '2024-08-20');
	CALL append_ratings()});
sql_is($node, 'SELECT count(*) FROM anew WHERE local_authority IN (\'Not known\', \'Elsewhere\')', 1, 'append: other groups');
sql_is($node, q{
	SELECT anew.* FROM anew EXCEPT SELECT local_authority, service_type, trend FROM council_history_trend}, '',
	'append: the same after registrations closed, opened and moved');
sql_is($node, q{
	SELECT local_authority, service_type, trend FROM council_history_trend EXCEPT SELECT * FROM anew}, '', '... and nothing besides');

# Nothing new: nothing is written.
my $kept = 'SELECT xmin, ctid FROM council_history_trend UNION ALL SELECT xmin, ctid FROM kept_site UNION ALL SELECT xmin, ctid FROM kept_location';
my $rows = sql($node, $kept);
sql($node, 'CALL append_ratings()');
is(sql($node, $kept), $rows, 'append: nothing new, nothing written');

done_testing();

# A script of examples/, as a user runs it
sub psql
{
	my ($file, %variable) = @_;
	my ($out, $error) = ('', '');
	my @psql = ('psql', '-X', '-q', '-d', $node->connstr('postgres'), map { ('-v', "$_=$variable{$_}") } sort keys %variable);

	my $ok = run([ @psql, '-f', "$examples/$file" ], '<', \'', '>', \$out, '2>', \$error);
	return ($ok, $error);
}

sub script
{
	my ($file, @variable) = @_;
	my ($ok, $error) = psql($file, @variable);

	ok($ok && $error eq '', "examples/$file runs") or diag($error);
}
