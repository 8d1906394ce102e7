# examples/fetch: a council's documents from the regulator's interface, here a server of the test's own, and what
# the views make of them.
use strict;
use warnings;
use File::Temp 'tempdir';
use FindBin;
use IPC::Run qw(run start finish kill_kill);
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $examples = "$FindBin::RealBin/../../examples";
my $node = start_node();
my $world = tempdir(CLEANUP => 1);
my $missing = run([ 'python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 8))' ], '>', \my $nothing, '2>', \my $no_words) ? '' : 'python3 (3.8 or later) is not here';
my $port;
my $server;

# The stand-in ends with the test, however that ends.
END
{
	my $status = $?;

	$server->kill_kill if $server;
	$? = $status;
}

if (!$missing)
{
	mkdir "$world/$_" for qw(councils locations);
	my $out = '';
	$server = start([ 'python3', "$FindBin::RealBin/../fetch/regulator.py", $world ], '>', \$out, '2>', \my $error);
	$server->pump until $out =~ /^(\d+)\n/;
	$port = $1;
}

SKIP:
{
	skip $missing, 1 if $missing;
	fetching();
}

ending();
done_testing();

# Services that have ended and ratings that were replaced, however the document says so.
sub ending
{
	sql($node, q{CREATE DATABASE ending; });
	sql($node, 'CREATE EXTENSION care_quality', database => 'ending');
	my $script = do { local (@ARGV, $/) = "$examples/fetch/documents.sql"; <> };
	sql($node, $script, database => 'ending');
	my $homecare_then_homes = 'Not rated, 2024-05-01 Inadequate, 2025-06-13 Good';
	for my $case (
		[ 'the other goes on', $homecare_then_homes, [ '2024-05-01', 'Homecare', 'Inadequate', 'Historic' ], [ '2025-06-13', 'Care Homes', 'Good', 'Current' ] ],
		[ 'in small letters', $homecare_then_homes, [ '2024-05-01', 'Homecare', 'Inadequate', 'historic' ], [ '2025-06-13', 'Care Homes', 'Good', 'current' ] ],
		[ 'with white space', $homecare_then_homes, [ '2024-05-01', 'Homecare', 'Inadequate', " Historic\xc2\xa0" ], [ '2025-06-13', 'Care Homes', 'Good', 'Current ' ] ],
		[ 'the same service, spelled otherwise', $homecare_then_homes, [ '2024-05-01', 'Care homes', 'Inadequate', 'Historic' ], [ '2025-06-13', 'Care Homes ', 'Good', 'Current' ] ],
		[ 'replaced on its day', 'Not rated, 2024-05-01 Good', [ '2024-05-01', 'Homecare', 'Inadequate', 'Historic' ], [ '2024-05-01', 'HomeCare', 'Good', 'Current' ] ],
		[ 'the only one', 'Not rated, 2024-05-01 Inadequate, 2026-11-01 Not rated', [ '2024-05-01', 'Homecare', 'Inadequate', 'Historic' ] ],
		[ 'the later one has ended', 'Not rated, 2024-05-01 Good, 2025-06-13 Inadequate, 2026-11-01 Good', [ '2024-05-01', 'Homecare', 'Good', 'Current' ], [ '2025-06-13', 'Care Homes', 'Inadequate', 'Historic' ] ],
		[ 'the service says so', $homecare_then_homes, 'home care', [ '2024-05-01', 'Homecare', 'Inadequate', 'Current' ], [ '2025-06-13', 'Care Homes', 'Good', 'Current' ] ],
		[ 'nobody says so', 'Not rated, 2024-05-01 Inadequate', [ '2024-05-01', 'Homecare', 'Inadequate', 'Current' ], [ '2025-06-13', 'Care Homes', 'Good', 'Current' ] ])
	{
		my ($name, $periods, @assessment) = @$case;
		my $group = ref $assessment[0] ? '' : ', "assessmentServiceGroup": [{"assessmentServiceName": "' . shift(@assessment) . '", "status": "Historic"}]';
		my $list = join ', ', map {
			my ($day, $service, $rating, $status) = @$_;
			qq({"assessmentPlanPublishedDateTime": "$day 10:00:00", "ratings": {"asgRatings": [{"name": "$service", "rating": "$rating", "status": "$status"}]}})
		} @assessment;
		my $body = document('1-1', qq("assessment": [$list]$group));
		sql_is($node, qq{TRUNCATE documents; SELECT keep_document('1-1', '2026-11-01', '$body');
			SELECT string_agg(CASE WHEN valid_from > '2012-04-01' THEN valid_from || ' ' ELSE '' END || rating, ', ' ORDER BY valid_from)
			FROM document_histories(), care_periods(history)} , "t\n$periods", "a service that has ended: $name", database => 'ending');
	}
}

# The program, through two days of a council
sub fetching
{
	world('councils/Larkshire', "1-1\n1-2\n1-3\n1-4\n1-5");
	world('locations/1-1.json', document('1-1', q("historicRatings": [{"reportDate": "2016-01-01", "overall": {"rating": "Good"}}], "assessment": [
		{"assessmentPlanPublishedDateTime": "2024-05-01 10:42:07", "ratings": {"asgRatings": [{"name": "Homecare", "rating": "Inadequate", "status": "Historic"}]}},
		{"assessmentPlanPublishedDateTime": "2025-06-13 09:00:00", "ratings": {"asgRatings": [{"name": "Care Homes", "rating": "Good", "status": "Current"}]}}])));
	world('locations/1-2.json', document('1-2', q("currentRatings": {"overall": {"rating": "Good", "reportDate": "2020-01-01"}},
		"regulatedActivities": [{"name": "Personal care", "contacts": [{"personFamilyName": "Somebody"}]}, null], "relationships": [{"relatedLocationId": "1-3", "type": "HSCA Predecessor"}])));
	world('locations/1-3.json', document('1-3', q("deregistrationDate": "2019-12-01", "historicRatings": [{"reportDate": "2016-01-01", "overall": {"rating": "Inadequate"}}])));
	world('locations/1-4.json', '{"locationId": "1-4", "name": "half a doc');
	world('locations/1-5.json', document('1-5', q("name": "Caf\u00e9 \\\\ \"tab\\\\t\" & \u2028", "currentRatings": {"overall": {"rating": "Outstanding", "reportDate": "2018-03-01"}})));

	# What cannot be
	fails('Larkshire', qr/set CQC_API_KEY/, 'without a key', key => '');
	fails('Larkshire', qr/the regulator refused the key \(status 403\)/, 'with a wrong key', key => 'wrong');
	fails('Nowhereshire', qr/knows no location of the council "Nowhereshire"/, 'a council that there is not');

	# The line is lost in the third document for as long as the program tries: what was fetched is kept.
	world('faults', '99 /locations/1-3 cut');
	fails('Larkshire', qr{/locations/1-3: IncompleteRead.*8 times.*run it again}s, 'a line that is lost for good');
	sql_is($node, 'SELECT location_id FROM documents ORDER BY 1', "1-1\n1-2", '... and what was fetched is kept');
	sql_is($node, 'SELECT location_id FROM fetch_queue ORDER BY 1', "1-3\n1-4\n1-5", '... the rest is still to be fetched');
	sql_is($node, 'SELECT count(*) FROM document_history', '2', '... and the views know what is known');

	# The next run goes on, through every fault that passes, and says what is broken.
	asked();
	world('faults', "2 /locations/1-3 429\n1 /locations/1-3 503\n1 /locations/1-3 cut\n1 /locations 500\n1 /locations/1-5 cut");
	my $said = fetch('Larkshire', '2026-11-02', 1);
	like($said, qr/Larkshire: 5 locations, 3 of them new, 0 changed/, 'the next run');
	like($said, qr/fetched 3: 2 new or changed, 0 as they were, 0 gone, 1 broken\nbroken 1-4: invalid input syntax for type json/, '... goes on where it stopped');
	is(join(' ', grep { m{^/locations/} } asked()), '/locations/1-3 ' x 5 . '/locations/1-4 ' . '/locations/1-5 ' . '/locations/1-5', '... asks again what failed, and nothing else');
	unlike(sql($node, 'SELECT string_agg(body::text, NULL) FROM documents'), qr/Somebody/, 'no names of people are kept');
	sql_is($node, q{SELECT body ->> 'name' = E'Caf\u00e9 \\\\ "tab\\\\t" & \u2028' FROM documents WHERE location_id = '1-5'}, 't', 'text arrives as it was sent');

	# A day later: 1-2 is better, 1-3 is only asked for again, 1-5 gone, 1-6 new, 1-4 mended, 1-9 is another council's.
	sql($node, q{UPDATE fetch_state SET changes_since = '2026-11-02 06:00+00'});
	world('changes', "2026-10-31T23:59:59Z 1-1\n2026-11-01T06:00:00Z 1-2\n2026-11-02T05:00:00Z 1-3\n2026-11-02T07:00:00Z 1-5\n2026-11-02T08:00:00Z 1-9\n2999-01-01T00:00:00Z 1-1");
	world('councils/Larkshire', "1-1\n1-2\n1-3\n1-4\n1-6");
	unlink "$world/locations/1-5.json";
	world('locations/1-2.json', document('1-2', q("currentRatings": {"overall": {"rating": "Outstanding", "reportDate": "2026-11-02"}},
		"historicRatings": [{"reportDate": "2020-01-01", "overall": {"rating": "Good"}}], "relationships": [{"relatedLocationId": "1-3", "type": "HSCA Predecessor"}])));
	world('locations/1-4.json', document('1-4', q("historicRatings": [{"reportDate": "2017-01-01", "overall": {"rating": "Inadequate"}}])));
	world('locations/1-6.json', document('1-6', q("registrationDate": "2026-11-01")));
	asked();
	$said = fetch('Larkshire', '2026-11-03', 0);
	like($said, qr/Larkshire: 5 locations, 2 of them new, 3 changed/, 'a day later');
	like($said, qr/fetched 5: 3 new or changed, 1 as they were, 1 gone, 0 broken/, '... only what is new or has changed');
	is(join(' ', grep { m{^/locations/} } asked()), join(' ', map { "/locations/1-$_" } 2, 3, 5, 6, 4), '... is asked for, what was broken last');
	sql_is($node, 'SELECT count(*) FROM fetch_queue', '0', '... and nothing is left to do');

	# What follows from them
	my $ratings = q{SELECT location_id, care_rating_at(history, '2026-11-03') FROM document_histories(%s) ORDER BY 1};
	sql_is($node, sprintf($ratings, ''), "1-1|Good\n1-2|Outstanding\n1-3|\n1-4|Not rated\n1-5|\n1-6|Not rated", 'as known now: an ended service does not count, a withdrawn rating neither');
	sql_is($node, sprintf($ratings, "'2026-11-02'"), "1-1|Good\n1-2|Good\n1-3|\n1-5|Outstanding", 'as known the day before');
	sql_is($node, 'SELECT location_id, rating, first_seen_without FROM withdrawn_ratings', '1-4|Inadequate|2026-11-03', 'the withdrawn rating is told');
	sql_is($node, q{SELECT location_id, site_id FROM document_history WHERE site_id = '1-2' ORDER BY 1}, "1-2|1-2\n1-3|1-2", 'a site of two registrations');
	sql_is($node, q{SELECT as_at, locations, rated, good_or_better, joined, departed FROM document_council_month WHERE as_at IN ('2019-12-01', '2020-02-01', '2024-06-01')},
		"2019-12-01|4|4|2|0|0\n2020-02-01|4|4|3|0|0\n2024-06-01|4|4|2|0|0", 'months of the council: no closure where only the owner changed');
	sql_is($node, 'SELECT * FROM document_faults', '', 'nothing that could not be read');
	sql_is($node, q{SELECT keep_document('1-8', '2026-11-03', '{"locationId": "1-8", "registrationDate": "soon"}'),
		keep_document('1-7', '2026-11-03', '{"locationId": "1-7", "currentRatings": {"overall": {"rating": "Perhaps", "reportDate": "2020-01-01"}}}'),
		keep_document('1-7', '2026-11-04', '{"locationId": "1-7", "currentRatings": {"overall": {"rating": "Perhaps", "reportDate": "2020-01-01"}}}')}, 't|t|', 'what is wrong is kept, once');
	sql_is($node, 'SELECT location_id, fault FROM document_faults ORDER BY 1, 2', qq{1-7|"Perhaps" is no rating that is known\n1-7|it has no registration date\n1-8|invalid date in the document of location "1-8": "soon"}, '... and told');
	sql_is($node, 'REFRESH MATERIALIZED VIEW document_history; SELECT count(*) FROM document_history', '6', '... and stops nothing');
}

# A document of Larkshire with more parts
sub document
{
	my ($id, $parts) = @_;

	$parts = qq("registrationDate": "2012-04-01", $parts) unless $parts =~ /"registrationDate/;
	return qq({"locationId": "$id", "type": "Social Care Org", "localAuthority": "Larkshire", $parts});
}

# Sets a file of the regulator's world.
sub world
{
	my ($file, $text) = @_;

	open(my $handle, '>', "$world/$file") or die "$world/$file: $!";
	print $handle "$text\n";
	close($handle);
}

# The paths that the regulator was asked for since the last call.
sub asked
{
	open(my $log, '<', "$world/log") or return;
	my @asked = map { (split /[? ]/)[0] } <$log>;
	close($log);
	unlink "$world/log";
	return @asked;
}

# One run, with its exit status: what it says.
sub fetch
{
	my ($council, $day, $status, %option) = @_;
	local $ENV{CQC_API_KEY} = $option{key} // 'right';
	local @ENV{qw(PGHOST PGPORT PGDATABASE)} = ($node->host, $node->port, 'postgres');

	run([ 'python3', "$examples/fetch/fetch.py", '--council', $council, '--base', "http://127.0.0.1:$port", '--pause', '0.001', '--a-minute', '1000000', '--day', $day ],
		'>', \my $out, '2>', \my $said);
	is($? >> 8, $status, "exit status $status") or diag($said);
	return $said;
}

sub fails
{
	my ($council, $pattern, $name, %option) = @_;

	like(fetch($council, '2026-11-01', 2, %option), $pattern, $name);
}
