# Month after month: what a second load changes and what it leaves alone; how far back the data can be
# believed; which registrations are one site.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;
use Loading;

my $node = start_node();
my $active = 'Location ID,Location HSCA start date,Care home?,Location Name,Location Local Authority,Location Type/Sector,Location Postal Code,Care homes beds';
my $closed = 'Location ID,Location Status,Location Name,Location HSCA start date,Location HSCA End Date,Location Local Authority,Location Type/Sector,Location Latest Overall Rating,Publication Date';
my $rated = 'Location ID,Location Local Authority,Location Type,Service / Population Group,Domain,Latest Rating,Publication Date';
my $asc = 'Social Care Org';

sub active { return join("\n", $active, (map { my ($id, $more) = split / /, $_, 2; "$id,01/04/2012,Y,Home $id,Norfolk,$asc,NR1 1AA," . ($more || 10) } @_), '') }
sub rated { return join("\n", $rated, (map { my ($id, $rating, $day) = /^(\S+) (.*) (\S*)$/; "$id,Norfolk,$asc,Overall,Overall,$rating,$day" } @_), '') }
sub closed { return join("\n", $closed, (map { my ($id, $end) = split / /; "$id,Inactive-Dereg,Home $id,01/04/2012,$end,Norfolk,$asc,Good,01/05/2016" } @_), '') }
my $everything = q{SELECT md5(string_agg(x, E'\n')) FROM (
	SELECT format('%s %s %s', xmin, ctid, l) AS x FROM locations l UNION ALL SELECT format('%s %s %s', xmin, ctid, r) FROM ratings r
	UNION ALL SELECT format('%s %s %s', xmin, ctid, f) FROM loaded_files f UNION ALL SELECT format('%s %s %s', xmin, ctid, k) FROM site_links k
	ORDER BY 1) x};
my $open = q{SELECT string_agg(location_id || coalesce(' ' || deregistered || CASE WHEN gone THEN ' gone' ELSE '' END, ''), ', ' ORDER BY location_id) FROM locations};

# The first month
my $september = folder('01_September_2026_HSCA_Active_Locations.csv' => active('A1', 'A2', 'A3', 'A4'),
	'01_September_2026_Deactivated_Locations.csv' => closed('Z1 31/03/2020'),
	'01_September_2026_Latest_ratings.csv' => rated('A1 Good 01/05/2019', 'A2 Good 01/06/2019', 'A3 Inadequate 01/07/2025', 'A4 Good 01/08/2025'));
my $database = fresh($node);
loads($node, $database, $september, qr/^locations: 5 new\nratings: 5 new$/m, 'September');
my ($ok, $report) = example($node, $database, 'report.sql');
like($report, qr/^On 1 September 2026, 75\.0% .*: 3 of 4\.$/m, 'the present is told');
like($report, qr/^The files cannot tell what was before 1 September 2026/m, '... and that there is no past');
unlike($report, qr/Is the change real|Month by month|than on/, '... so that nothing is compared with it');
my $error;
($ok, $report, $error) = example($node, $database, 'report.sql', since => '2025-09-01');
ok(!$ok, 'a past that nobody knows is refused');
like($error, qr/cannot tell what was before.*They tell of 1 September 2026.*Load files of latest ratings/s, '... and which file would tell');
sql($node, 'CREATE VIEW theirs AS SELECT l.name, r.rating FROM locations l JOIN ratings r USING (location_id); CREATE MATERIALIZED VIEW also AS SELECT count(*) FROM theirs',
	database => $database);

# The same twice
my $before = sql($node, $everything, database => $database);
loads($node, $database, $september, qr/there already\n.*^locations: nothing new\nratings: nothing new$/ms, 'the same twice');
is(sql($node, $everything, database => $database), $before, '... changes nothing');

# The next month: A2 closed with a date, A3 gone without a word, A5 new, A4 corrected, A1 rated again,
# more beds. The folder keeps last month's files.
my %october = ('01_October_2026_HSCA_Active_Locations.csv' => active('A1 12', 'A4', 'A5'),
	'01_October_2026_Deactivated_Locations.csv' => closed('Z1 31/03/2020', 'A2 15/09/2026'),
	'01_October_2026_Latest_ratings.csv' => rated('A1 Requires improvement 20/09/2026', 'A4 Outstanding 01/08/2025', 'A5 Not Rated '));
my $october = folder(%october);
for my $file (glob "$september/*") { system('cp', $file, $october) == 0 or die }
loads($node, $database, $october,
	qr/^locations: 1 new, 1 changed, 1 closed, 1 gone\nratings: 3 new, 1 changed\n  gone \(no longer listed as at 1 October 2026, and no file says when it closed\): A3 Home A3$/m, 'October');
sql_is($node, $open, 'A1, A2 2026-09-15, A3 2026-10-01 gone, A4, A5, Z1 2020-03-31', '... opens and closes', database => $database);
sql_is($node, q{SELECT string_agg(concat_ws(' ', location_id, rating, published), ', ' ORDER BY location_id, published) FROM ratings WHERE location_id < 'Z'},
	'A1 Good 2019-05-01, A1 Requires improvement 2026-09-20, A2 Good 2016-05-01, A2 Good 2019-06-01, A3 Inadequate 2025-07-01, A4 Outstanding 2025-08-01, A5 Not rated',
	'... adds publications and corrects one', database => $database);
sql_is($node, q{SELECT beds FROM locations WHERE location_id = 'A1'}, 12, '... and locations', database => $database);
sql_is($node, 'SELECT count(*) FROM theirs', 8, '... and keeps every view', database => $database);
($ok, $report, $error) = example($node, $database, 'report.sql');
like($report, qr/^On 1 October 2026, 50\.0% .*: 1 of 2\.\nThat is 25\.0 points less than on 1 September 2026 \(75\.0%\)\.$/m, 'now there is a month to compare with');
sql_is($node, 'SELECT since_as_at, until_as_at, ratings_as_at, locations_as_at FROM known_span', '2026-09-01|2026-10-01|2026-10-01|2026-10-01', '... and only that', database => $database);
like($report, qr/^--- Month by month -.*^01 Sep 2026 +4 +3 75\.0 +1 +[.o|]+\n01 Oct 2026 +2 +1 50\.0 +-25\.0 +1 +0 +1 +2 /ms, '... of which alone it tells what moved');
like($report, qr/^--- The market since 1 September 2026 -+$/m, '... and since when');
unlike($report, qr/in between is known/, '... with files of one month');

# Back again; closed after all
loads($node, $database, folder('01_November_2026_HSCA_Active_Locations.csv' => active('A1 12', 'A3', 'A4', 'A5')), qr/^locations: 1 back$/m, 'one is back');
sql_is($node, $open, 'A1, A2 2026-09-15, A3, A4, A5, Z1 2020-03-31', '... and open', database => $database);
($ok, $report, $error) = example($node, $database, 'report.sql');
like($report, qr/^The ratings are as at 1 October 2026, the lists of locations as at 1 November 2026: what was rated in between is known in part at most\.$/m, '... without ratings of that month');

# Older files
my $august = folder('01_August_2026_HSCA_Active_Locations.csv' => active('A0', 'A1 9', 'A2', 'A3', 'A4'),
	'01_August_2026_Latest_ratings.csv' => rated('A0 Good 01/05/2017', 'A1 Outstanding 01/05/2019', 'A4 Good 02/02/2024'));
$before = sql($node, $everything, database => $database);
refuses($node, $database, $august, qr/ERROR:  01_August_2026_HSCA_Active_Locations\.csv: active locations as at 1 August 2026, older than those of 1 November 2026/, 'an older file');
is(sql($node, $everything, database => $database), $before, '... changes nothing');
loads($node, $database, $august, qr/^locations: 1 new, 1 gone\nratings: 2 new\n/m, 'an older file when told so', older => 1);
sql_is($node, $open, 'A0 2026-09-01 gone, A1, A2 2026-09-15, A3, A4, A5, Z1 2020-03-31', '... adds what was there then', database => $database);
sql_is($node, q{SELECT rating FROM ratings WHERE location_id = 'A1' ORDER BY published}, "Good\nRequires improvement", '... corrects nothing newer', database => $database);
sql_is($node, q{SELECT beds FROM locations WHERE location_id = 'A1'}, 12, '... nor locations', database => $database);
sql_is($node, 'SELECT since_as_at FROM known_span', '2026-08-01', '... and makes the past longer', database => $database);

# Several months at once make the same as one after the other.
my $at_once = fresh($node);
loads($node, $at_once, $october, qr/^locations: 6 new/m, 'two months at once');
my $one_by_one = fresh($node);
load($node, $one_by_one, $_) for $september, folder(%october);
my $told = q{SELECT string_agg(concat_ws('|', location_id, l.name, registered, deregistered, gone, beds, l.columns, rating, published), E'\n' ORDER BY location_id, published, rating)
	FROM locations l LEFT JOIN ratings r USING (location_id)};
is(sql($node, $told, database => $at_once), sql($node, $told, database => $one_by_one), '... as one after the other');

# So do files of ratings alone: corrected and corrected back, gone and back, never rated, with another address. Of rows
# that are the same month after month only one is taken in.
my @month = map { my ($day, $city, @rows) = @$_; ("01_${day}_2026_Latest_ratings.csv" => rated(@rows) =~ s/^Location ID/City,Location ID/r =~ s/^(?=[A-Z]\d,)/$city,/gmr) }
	[ May => 'Norwich', 'A1 Good 01/05/2019', 'A2 Good 01/06/2019', 'N1 Not Rated ', 'A3 Good 01/07/2019' ],
	[ June => 'Norwich', 'A1 Inadequate 01/05/2019', 'A2 Good 01/06/2019', 'N1 Not Rated ', 'N2 Not Rated ', 'A3 Good 01/07/2019' ],
	[ July => 'Diss', 'A1 Good 01/05/2019', 'A2 Good 01/06/2019', 'N1 Not Rated ', 'N2 Not Rated ' ],
	[ August => 'Diss', 'A1 Good 01/05/2019', 'A2 Good 01/06/2019', 'A2 Outstanding 20/07/2026', 'N1 Not Rated ', 'N2 Good 02/07/2026', 'A3 Good 01/07/2019' ];
my ($all, $each) = (fresh($node), fresh($node));
loads($node, $all, folder(@month), qr/May_2026_Latest_ratings\.csv: ratings as at 1 May 2026, 4 rows\n/, 'four months of ratings at once');
my $reader = "$FindBin::RealBin/../../examples/load/read.pl";
my $folder = folder(@month);
is(scalar(grep { /\tratings\t/ } `"$^X" "$reader" "$folder"`), 15, '... of whose 19 rows 4 say nothing more than the next month');
load($node, $each, folder(@month[ 2 * $_, 2 * $_ + 1 ])) for 0 .. 3;
$told = q{SELECT string_agg(concat_ws('|', location_id, registered, deregistered, gone, last_seen, l.as_at, l.columns, rating, published, r.as_at, r.columns), E'\n'
	ORDER BY location_id, published, rating) FROM locations l LEFT JOIN ratings r USING (location_id)};
is(sql($node, $told, database => $all), sql($node, $told, database => $each), '... make the same as one after the other');
sql_is($node, q{SELECT string_agg(concat_ws(' ', location_id, registered, rating), ', ' ORDER BY location_id, published) FROM locations JOIN ratings USING (location_id)},
	'A1 Good, A2 Good, A2 Outstanding, A3 Good, N1 2026-05-01 Not rated, N2 2026-06-01 Good, N2 2026-06-01 Not rated', '... and what is right', database => $all);

# One list of the open and one of the closed, in one load or two, whichever has the newer dates: closed is closed.
my %own = ('open.csv' => "Location ID,Location HSCA start date,Location HSCA End Date,Location Name\nA1,01/01/2015,,Aspen\nA2,01/02/2022,,Beech\n",
	'closed.csv' => "Location ID,Location HSCA start date,Location HSCA End Date,Location Name\nA1,01/01/2015,30/06/2019,Aspen\n",
	'ratings.csv' => "Location ID,Service / Population Group,Domain,Latest Rating,Publication Date\nA1,Overall,Overall,Good,01/02/2016\n");
my $own = fresh($node);
load($node, $own, folder(%own));
sql_is($node, $open, 'A1 2019-06-30, A2', 'open in one file, closed in another', database => $own);
my $later = fresh($node);
load($node, $later, folder(%own{qw(open.csv ratings.csv)}));
refuses($node, $later, folder(%own{qw(closed.csv)}), qr/closed\.csv: locations whose newest date is 30 June 2019, older than those of 1 February 2022/, 'an older list');
loads($node, $later, folder(%own), qr/^locations: 1 closed$/m, 'both lists later');
sql_is($node, $open, 'A1 2019-06-30, A2', '... is closed', database => $later);

# Councils do not close each other's locations.
my $two = fresh($node);
my $both = active('A1') . "S1,01/04/2012,Y,Home S1,Suffolk,$asc,IP1 1AA,10\n";
load($node, $two, folder('01_September_2026_HSCA_Active_Locations.csv' => $both), councils => 'Norfolk');
load($node, $two, folder('01_October_2026_HSCA_Active_Locations.csv' => $both =~ s/01\/04\/2012,Y,Home A1/02\/04\/2012,Y,Home A1/r), councils => 'Suffolk');
sql_is($node, $open, 'A1, S1', 'another council\'s month closes nothing', database => $two);
my $other = fresh($node);
load($node, $other, folder('01_October_2026_HSCA_Active_Locations.csv' => $both), councils => 'Norfolk');
loads($node, $other, folder('01_September_2026_HSCA_Active_Locations.csv' => $both), qr/^locations: 1 new$/m, 'an older month of another council', councils => ' suffolk');
refuses($node, $other, folder('01_August_2026_HSCA_Active_Locations.csv' => $both), qr/older than those of 1 October 2026/, '... but not of both', councils => 'Suffolk ;norfolk');

# Sites: dual registrations, your own list, successors that are certain, and likely ones.
my $sites = fresh($node);
my $more = "$active,Primary ID (Dual registration locations)";
my @place = (
	'D1,01/04/2012,Y,Dual,Norfolk,Social Care Org,NR1 1AA,10,', 'D2,01/05/2012,Y,Dual,Norfolk,Social Care Org,NR1 1AA,10,D1',
	'C2,10/06/2020,Y,New Name,Norfolk,Social Care Org,NR2 2BB,10,', 'L2,20/08/2020,Y,Other Place,Norfolk,Social Care Org,NR3 9ZZ,10,',
	'N2,20/12/2020,Y,Too late,Norfolk,Social Care Org,NR4 4DD,10,', 'M1,01/04/2012,Y,Listed,Norfolk,Social Care Org,NR5 5EE,10,', 'M2,01/04/2013,Y,Listed too,Norfolk,Social Care Org,NR6 6FF,10,');
my %site_files = (
	'01_September_2026_HSCA_Active_Locations.csv' => join("\n", $more, @place, ''),
	'01_September_2026_Deactivated_Locations.csv' => join("\n", "$closed,Location Postal Code", (map { "$_->[0],Inactive-Dereg,Old $_->[0],01/04/2012,$_->[1],Norfolk,$asc,Good,01/05/2018,$_->[2]" }
		[ 'C1', '09/06/2020', 'NR2 2BB' ], [ 'L1', '30/07/2020', 'NR3 3CC' ], [ 'N1', '30/07/2020', 'NR4 4DD' ]), ''),
	'01_September_2026_Latest_ratings.csv' => rated('C2 Good 01/05/2018', 'L2 Good 01/05/2018', 'N2 Good 01/05/2018'),
	'links.csv' => "Location ID,Related Location ID\nM1,M2\n");
loads($node, $sites, folder(%site_files), qr/links\.csv: site links, 1 row\n/, 'links between registrations');
my $joined = q{SELECT string_agg(members, '; ' ORDER BY members) FROM (
	SELECT string_agg(location_id, '+' ORDER BY location_id) AS members FROM locations WHERE site_id IS NOT NULL GROUP BY site_id) s};
sql_is($node, $joined, 'C1+C2; D1+D2; M1+M2', 'certain ones are one site', database => $sites);
sql_is($node, q{SELECT string_agg(concat_ws(' ', location_id, successor_id, days_after, certain), ', ' ORDER BY location_id) FROM proposed_successors},
	'C1 C2 1 t, C1 L2 72 f, L1 L2 21 f, N1 L2 21 f', 'likely ones are listed', database => $sites);
sql_is($node, 'SELECT count(*) FROM site_history', 7, 'sites', database => $sites);
load($node, $sites, folder('links.csv' => "Location ID,Related Location ID,Source\nC1,C2,refused\n"));
sql_is($node, $joined, 'D1+D2; M1+M2', 'your word that they are not', database => $sites);
loads($node, $sites, folder('links.csv' => "Location ID,Related Location ID,Source\nM2,M1,refused\n"), qr/^  refused in site links, but linked by way of others: M1 and M2 stay one site$/m, '... which another word is against');
sql($node, q{DELETE FROM site_links WHERE source = 'refused' AND location_id = 'M2'}, database => $sites);
sql($node, q{INSERT INTO site_links VALUES ('L1', 'L2', 'predecessor')}, database => $sites);
load($node, $sites, folder('links.csv' => "Location ID,Related Location ID\nL2,C2\n"));
sql_is($node, $joined, 'C2+L1+L2; D1+D2; M1+M2', 'links of documents, over two steps', database => $sites);

# Predecessors that documents tell, kept by examples/fetch beside the files or in a schema of their own: applied, and
# taken back.
for my $schema (qw(public regulator))
{
	my $documented = fresh($node);
	my $with = "SET search_path = $schema, public;";
	my $keep = sub
	{
		my ($day, %predecessor) = @_;
		for my $id (sort keys %predecessor)
		{
			my $list = join ',', map { qq({"relatedLocationId": "$_", "type": "HSCA Predecessor", "reason": "Provider Change"}) } @{ $predecessor{$id} };
			sql($node, qq{$with SELECT keep_document('$id', '$day', '{"locationId": "$id", "localAuthority": "Norfolk", "registrationDate": "2020-08-20", "relationships": [$list]}')},
				database => $documented);
		}
	};
	load($node, $documented, folder(%site_files));
	sql($node, 'CREATE SCHEMA IF NOT EXISTS regulator', database => $documented);
	{
		local $ENV{PGOPTIONS} = "-c search_path=$schema,public";
		($ok, undef, $error) = example($node, $documented, 'fetch/documents.sql');
		ok($ok, "documents in the schema $schema") or diag($error);
	}
	$keep->('2026-09-05', L2 => ['L1'], N2 => ['N1'], X9 => ['X8']);
	my $months = sql($node, 'SELECT * FROM council_month ORDER BY 1, 3', database => $documented);
	sql_is($node, "$with REFRESH MATERIALIZED VIEW document_history; SELECT max(locations) FROM document_council_month", '3', '... have a view of their own', database => $documented);
	is(sql($node, 'SELECT * FROM council_month ORDER BY 1, 3', database => $documented), $months, '... and leave that of the files alone');
	loads($node, $documented, folder(%site_files), qr/^locations: nothing new$/m, 'documents beside the files');
	sql_is($node, $joined, 'C1+C2; D1+D2; L1+L2; M1+M2; N1+N2', 'predecessors of documents', database => $documented);
	sql_is($node, q{SELECT string_agg(location_id || ' ' || related_location_id, ', ' ORDER BY location_id) FROM site_links WHERE source = 'predecessor'},
		'L2 L1, N2 N1', '... of locations that are here', database => $documented);
	$before = sql($node, $everything, database => $documented);
	load($node, $documented, folder(%site_files));
	is(sql($node, $everything, database => $documented), $before, '... the same twice changes nothing');
	$keep->('2026-10-05', N2 => []);
	load($node, $documented, folder(%site_files));
	sql_is($node, $joined, 'C1+C2; D1+D2; L1+L2; M1+M2', '... taken back by a newer document', database => $documented);
}

done_testing();
