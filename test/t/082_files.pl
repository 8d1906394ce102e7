# The regulator's files as they are downloaded: every layout and every oddity in them is read right, or
# refused with file, line, column and value.
use strict;
use warnings;
use File::Temp 'tempdir';
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;
use Loading;

my $node = start_node();
my $nbsp = "\xc2\xa0";
my $locations = 'Location ID,Location HSCA start date,Location HSCA End Date,Location Name';
my $titles = 'Location ID,Service / Population Group,Domain,Latest Rating,Publication Date';
my $place = "$locations\nA1,01/01/2015,,Aspen\nA2,01/01/2015,,Beech\nA3,01/01/2015,,Cedar\n";

# The same files as CSV, ODS and XLSX make the same tables.
my $fingerprint = q{
	SELECT (SELECT count(*) || ' ' || md5(string_agg(concat_ws('|', location_id, name, service_type, services, user_bands, care_home,
	          dormant, beds, local_authority, region, icb, constituency, postcode, latitude, longitude, provider_id, provider,
	          brand_id, registered, deregistered, as_at, columns), E'\n' ORDER BY location_id)) FROM locations),
	       (SELECT count(*) || ' ' || md5(string_agg(concat_ws('|', location_id, service, question, rating, published, inherited,
	          as_at, columns), E'\n' ORDER BY location_id, question, published, rating)) FROM ratings)};
my $council = 'Council 011';
my %printed;
for my $kind (qw(csv ods xlsx))
{
SKIP: {
	skip "$kind: there is no ssconvert, of the package gnumeric", 3 if $kind ne 'csv' && !has_spreadsheets();
	my $folder = tempdir(CLEANUP => 1);
	system($^X, "$FindBin::RealBin/../../bench/files/generate.pl", $folder, $kind, 3000) == 0 or die;
	my $database = fresh($node);
	my $said = loads($node, $database, $folder, qr/Latest_ratings\.$kind: ratings as at 1 September 2026, /, $kind, councils => $council);
	$printed{$kind} = sql($node, $fingerprint, database => $database);
	is($printed{$kind}, $printed{csv}, "$kind: the same tables as of CSV");
	next unless $kind eq 'csv';

	# What was left out, counted by hand; no value of these files has a comma in it.
	my ($kept, $others, $sectors) = (0, 0, 0);
	open(my $in, '<', glob("$folder/*Latest_ratings.csv")) or die;
	while (<$in>)
	{
		my @cell = split /,/;
		next if $. == 1;
		if ($cell[10] ne $council) { $others++ }
		elsif ($cell[4] ne 'Social Care Org') { $sectors++ }
		else { $kept++ }
	}
	ok($kept > 0 && $others > 0 && $sectors > 0, 'there are rows to keep and to leave out');
	my $thousands = $others =~ s/(\d)(?=(\d{3})+$)/$1,/gr;
	like($said, qr/1 September 2026, $kept rows\n  left out: $thousands of other councils, $sectors of other sectors\n/,
		'what was left out is counted');
	sql_is($node, q{SELECT bool_and(constituency LIKE 'Constituency %' AND postcode LIKE 'ZZ%' AND region LIKE 'Region %'
			AND icb LIKE 'NHS Somewhere%' AND latitude = 52.6 AND columns ->> 'url' LIKE 'https%' AND columns ? 'provider_primary_inspection_category' IS NOT NULL
			AND columns ->> 'location_inspection_directorate' = 'Adult social care' AND user_bands = '{Older People}')
		FROM locations WHERE deregistered IS NULL}, 't', 'all columns are kept', database => $database);
	sql_is($node, q{SELECT bool_and(cardinality(services) = 1 AND service_type IN ('Home care', 'Nursing home', 'Residential home'))
		FROM locations WHERE deregistered IS NULL}, 't', 'services from their columns', database => $database);
}
}

# A banner above the titles, Key Question, titles in any order, dates with times, white space of
# every kind, line breaks in cells: in CSV as much as in spreadsheets.
my @banner = ([ 'Care directory with ratings', '', '', '', '' ], [ '', '', '', '', '' ]);
my @odd = (
	[ 'Publication Date', 'Latest Rating', 'Key Question', 'Location ID', 'Service / Population Group', 'Location Local Authority', 'Location Type', 'Location Name' ],
	[ '16/11/2015 - 00:00', 'Good ', "Overall$nbsp", ' A1', "Over${nbsp}all" =~ s/r${nbsp}a/ra/r, "Nor${nbsp}folk" =~ s/${nbsp}//r, 'Social Care Org', "Aspen\nHouse" ],
	[ '2016-02-01 00:00:00', "Requires\nimprovement", "overall\t", 'A2', "Overall\n", " norfolk$nbsp", "Social${nbsp}Care Org", "Beech$nbsp${nbsp}House" ],
	[ '01/03/2016', 'Evidence requirements partially / not yet scored', 'Overall', 'A3', 'Overall', 'Norfolk', 'Social Care Org', 'Cedar' ],
	[ '01/03/2016', 'Good', 'Overall', 'B1', 'Overall', 'Suffolk', 'Social Care Org', 'Elsewhere' ],
	[ '01/03/2016', 'Good', 'Overall', 'C1', 'Overall', 'Norfolk', 'Primary Medical Services', 'Surgery' ]);
my $read = q{SELECT string_agg(concat_ws('|', location_id, name, local_authority, service, question, rating, published), E'\n' ORDER BY location_id)
	FROM ratings JOIN locations USING (location_id)};
my $right = "A1|Aspen House|Norfolk|Overall|Overall|Good|2015-11-16\nA2|Beech House|norfolk|Overall|Overall|Requires improvement|2016-02-01\n"
	. 'A3|Cedar|Norfolk|Overall|Overall|Not rated|2016-03-01';

sub csv { return join('', map { join(',', map { /[",\n]/ ? '"' . s/"/""/gr . '"' : $_ } @{ $_->[0] }) . $_->[1] } @_) }

my $out = loads($node, my $quirks = fresh($node), folder('04_March_2016_Latest_ratings.csv' => "\xef\xbb\xbf" . csv(map { [ $_, "\r\n" ] } @banner, @odd)),
	qr/ratings as at 4 March 2016, 3 rows\n  left out: 1 of other councils, 1 of other sectors\n/, 'CSV with everything odd', councils => 'NORFOLK');
sql_is($node, $read, $right, '... is read right', database => $quirks);
loads($node, my $mixed = fresh($node), folder('ratings 2016-03.csv' => csv([ $odd[0], "\r\n" ], [ $odd[1], "\r\n" ], [ $odd[2], "\n" ], [ $odd[3], "\n" ])
	. csv([ $odd[0], "\n" ], [ $odd[4], "\n" ], [ $odd[5], "\n" ])), qr/as at 1 March 2016, 3 rows/, 'line ends of both kinds, files under one another',
	councils => 'Norfolk');
sql_is($node, $read, $right, '... are read right', database => $mixed);
my @snake = map { [ map { my $t = $_; $t =~ s/[^A-Za-z]+/_/g; lc $t } @$_ ] } $odd[0];
loads($node, my $snake = fresh($node), folder('copy_2016-03.csv' => csv(map { [ $_, "\n" ] } @snake, @odd[ 1 .. 5 ])),
	qr/3 rows/, 'snake_case titles', councils => 'Norfolk');
sql_is($node, $read, $right, '... are read right', database => $snake);
for my $kind (qw(ods xlsx))
{
SKIP: {
	skip "$kind: there is no ssconvert, of the package gnumeric", 3 unless has_spreadsheets();
	my @cells = map { [@$_] } @odd;
	$cells[2][0] = [ 2016, 2, 1 ];
	my $database = fresh($node);
	loads($node, $database, folder("Latest_ratings.$kind" => [
		[ README => ['Source: CQC database as at 04 March 2016'] ],
		[ Providers => [ 'Provider ID', 'Provider Name', 'Domain', 'Latest Rating' ], [ 'P1', 'Firm', 'Overall', 'Good' ] ],
		[ Locations => @banner, @cells ] ]),
		qr/ratings as at 4 March 2016, 3 rows\n  left out: 1 of other councils, 1 of other sectors\n/, "$kind with everything odd", councils => 'Norfolk');
	sql_is($node, $read, $right, '... is read right', database => $database);
}
}

# Of councils that are not kept, what a benchmark by type of service needs, whatever else is wrong with their rows: the
# rating in force of a location, or the worst of its services; its type from the list of active locations.
my $everywhere = folder(
	'04_March_2016_HSCA_Active_Locations.csv' => <<END,
Location ID,Location HSCA start date,Care home?,Location Name,Location Type/Sector,Location Local Authority,Service type - Domiciliary care service,Service type - Care home service with nursing
N1,01/01/2015,N,Aspen,Social Care Org,Norfolk,Y,
N2,01/01/2015,Y,Beech,Social Care Org,Norfolk,,Y
S1,?,N,Cedar,Social Care Org,Suffolk,Y,
S2,?,Y,Dogwood,Social Care Org,Suffolk,Y,Y
S3,?,N,Elm,Social Care Org,Suffolk,yes,
S4,?,perhaps,Surgery,Primary Medical Services,Suffolk,Y,
END
	'04_March_2016_Latest_ratings.csv' => <<END);
Location ID,Care Home?,Service / Population Group,Domain,Latest Rating,Publication Date,Location Type,Location Local Authority,Location Name
N1,N,Overall,Overall,Good,01/02/2016,Social Care Org,Norfolk,Aspen
N1,N,Overall,Safe,Inadequate,01/02/2016,Social Care Org,Norfolk,Aspen
N2,Y,Overall,Overall,Inadequate,01/02/2016,Social Care Org,Norfolk,Beech
S1,N,Overall,Overall,Good,01/02/2016,Social Care Org,Suffolk,Cedar
S1,N,Overall,Overall,Inadequate,01/02/2015,Social Care Org,Suffolk,Cedar
S1,N,Home Care,Overall,Requires improvement,01/02/2016,Social Care Org,Suffolk,Cedar
S2,Y,Overall,Overall,Not Rated,99/99/2016,Social Care Org,Suffolk,Dogwood
S2,Y,Care Homes,Overall,Good,01/02/2016,Social Care Org,Suffolk,Dogwood
S2,Y,Home Care,Overall,Requires improvement,01/03/2014,Social Care Org,Suffolk,Dogwood
S3,N,Overall,Overall,wonderful,never,Social Care Org,Suffolk,Elm
S4,N,Overall,Overall,Good,01/02/2016,Primary Medical Services,Suffolk,Surgery
S9,Y,overall,overall,Outstanding,01/02/2016,Social Care Org,Essex,Not in the list
END
my $types = 'SELECT service_type, rated, good_or_better, councils, as_at FROM benchmark_service_type ORDER BY 1';
my $by_type = "Care home|1|1|3|2016-03-04\nHome care|2|2|3|2016-03-04\nNursing home|2|0|3|2016-03-04";
loads($node, my $kept = fresh($node), $everywhere, qr/^benchmarks by type of service: 3 new$/m, 'some of the councils', councils => 'Norfolk');
sql_is($node, $types, $by_type, 'all of them by type of service', database => $kept);
my $again = loads($node, $kept, $everywhere, qr/nothing new/, 'the same again', councils => 'Norfolk');
unlike($again, qr/benchmarks/, 'changes no benchmark');

# Every kind of white space after Overall: the row counts.
for my $space ($nbsp, "\t", "\n", ' ', "\r\n", "\xe2\x80\x83", "\xe2\x80\xaf", "\xe2\x80\x8b", "\xe2\x80\x8e", "\xef\xbb\xbf")
{
	my $name = join ' ', map { sprintf '%02x', ord } split //, $space;
	my $database = fresh($node);
	load($node, $database, folder('locations.csv' => $place, 'ratings.csv' =>
		qq{$titles\nA1,Overall,Overall,Good,01/02/2020\nA2,Overall,Overall,Good,01/02/2020\nA3,"Overall$space","Overall$space",Inadequate,02/02/2020\n}));
	my (undef, $report) = example($node, $database, 'report.sql');
	like($report, qr/^On 1 March 2020, 66\.7% .*: 2 of 3\.$/m, "Overall followed by $name counts");
}

# What is in no closed list is an error.
my $some = fresh($node);
sub wrong
{
	my ($row, $error, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	refuses($node, $some, folder('locations.csv' => $place, 'ratings.csv' => "$titles\nA1,Overall,Overall,Good,01/02/2020\n$row\n"), $error, $name);
}
wrong('A2,Overall,Overal,Good,01/02/2020', qr/ERROR:  ratings\.csv, line 3: Domain "Overal" is none of Overall, Safe, /, 'a question there is not');
wrong('A2,Overall*,Overall,Good,01/02/2020', qr/ERROR:  ratings\.csv, line 3: Service \/ Population Group "Overall\*" is not quite/, 'almost Overall');
wrong("A2,Over\xe2\x80\x8ball,Overall,Good,01/02/2020", qr/ERROR:  ratings\.csv, line 3: Service \/ Population Group "Over all" is not quite/, 'Overall with something in it');
wrong('A2,Overal,Overall,Good,01/02/2020', qr/ERROR:  ratings\.csv, line 3: Service \/ Population Group "Overal" is not quite/, 'Overall with a letter less');
wrong('A2,Overall,,Good,01/02/2020', qr/ERROR:  ratings\.csv, line 3: Domain "" is empty/, 'no question');
wrong('A2,,Overall,Good,01/02/2020', qr/ERROR:  ratings\.csv, line 3: Service \/ Population Group "" is empty/, 'no service');
wrong('A2,Overall,Overall,Goood,01/02/2020', qr/ERROR:  ratings\.csv, line 3: Latest Rating "Goood" is not a rating/, 'no rating');
wrong('A2,Overall,Overall,Good,29/02/2021', qr/ERROR:  ratings\.csv, line 3: Publication Date "29\/02\/2021" is not a date/, 'no date');
refuses($node, $some, folder('locations.csv' => $place, 'ratings.csv' => "$titles,Latest Rating\nA1,Overall,Overall,Good,01/02/2020,Inadequate\n"),
	qr/ERROR:  ratings\.csv, line 1: Latest Rating stands over two columns/, 'two columns of one title');
refuses($node, $some, folder('locations.csv' => $place, 'ratings.csv' => "$titles,latest_rating\nA1,Overall,Overall,Good,01/02/2020,Inadequate\n"),
	qr/ERROR:  ratings\.csv, line 1: latest_rating means the same as "Latest Rating", which is there, too/, '... however they are written');
refuses($node, $some, folder('locations.csv' => $place, 'ratings.csv' => "$titles, LATEST$nbsp Rating\nA1,Overall,Overall,Good,01/02/2020,Inadequate\n"),
	qr/ERROR:  ratings\.csv, line 1: LATEST Rating stands over two columns/, '... in whatever case and space');
refuses($node, $some, folder('locations.csv' => $place, 'ratings.csv' => "$titles,Key Question\nA1,Overall,Overall,Good,01/02/2020,Safe\n"),
	qr/ERROR:  ratings\.csv, line 1: Key Question means the same as "Domain", which is there, too/, '... or under another name of it');
refuses($node, $some, folder('locations.csv' => $place =~ s/Cedar/Ced\0ar/r, 'ratings.csv' => "$titles\nA1,Overall,Overall,Good,01/02/2020\n"),
	qr/ERROR:  locations\.csv, line 4: "A3,01\/01\/2015,,Ced.+ar" has a byte 0 in it/, 'a byte 0');
refuses($node, $some, folder('locations.csv' => "$locations,Care home?\nA1,01/01/2015,,Aspen,maybe\n", 'ratings.csv' => "$titles\nA1,Overall,Overall,Good,01/02/2020\n"),
	qr/ERROR:  locations\.csv, line 2: Care home\? "maybe" is neither Y nor N/, 'neither Y nor N');
refuses($node, $some, folder('contracts.csv' => "a,b\n1,2\n"), qr/ERROR:  .*: no file in it has the titles of locations or of ratings/, 'nothing known');
refuses($node, $some, folder('01_May_2024_Latest_ratings.csv' => csv(map { [ $_, "\n" ] } @odd)),
	qr/COUNCIL "Norfok" is in none of the files; there are: Norfolk; norfolk; Suffolk\n/, 'a council misspelt', councils => 'Norfok');
sql_is($node, q{SELECT count(*) FROM pg_class WHERE relname IN ('locations', 'ratings', 'loaded_files')}, '0', 'of all these nothing was kept', database => $some);

loads($node, my $beside = fresh($node), folder('contracts.csv' => "a,b\n1,2\n", 'old.xls' => 'x', '~old.xls' => 'x', 'locations.csv' => $place, 'ratings.csv' => "$titles\nA1,Overall,Overall,Good,01/02/2020\n"),
	qr/^contracts\.csv: not read, for its titles are none of those known\nold\.xls: not read, for it is no \.csv, \.ods or \.xlsx file\nlocations: 3 new$/m, 'a file of something else beside them');

# Other separators and UTF-16, as Excel saves them
for my $case ([ 'semicolons', sub { tr/,/;/r } ], [ 'tabs', sub { tr/,/\t/r } ], [ 'UTF-16', sub { "\xff\xfe" . join '', map { "$_\0" } split //, tr/,/\t/r } ])
{
	my ($name, $change) = @$case;
	my $database = fresh($node);
	my $ratings = "$titles\nA1,Overall,Overall,Good,01/02/2020\n";
	loads($node, $database, folder('locations.csv' => $place, 'ratings.csv' => do { local $_ = $ratings; $change->() }), qr/ratings: 1 new/, $name);
}
loads($node, my $latin = fresh($node), folder('locations.csv' => "$locations\nA1,01/01/2015,,Caf\xe9 Rouge\n", 'ratings.csv' => "$titles\nA1,Overall,Overall,Good,01/02/2020\n"),
	qr/1 new/, 'another encoding that is named', encoding => 'WIN1252');
sql_is($node, 'SELECT name FROM locations', "Caf\xc3\xa9 Rouge", '... is read right', database => $latin);

# One location open in one line and closed in another, in one file or two: closed.
for my $order ([ 'A1,01/01/2015,,Aspen', 'A1,01/01/2015,30/06/2019,Aspen' ], [ 'A1,01/01/2015,30/06/2019,Aspen', 'A1,01/01/2015,,Aspen' ])
{
	my $database = fresh($node);
	load($node, $database, folder('locations.csv' => join("\n", $locations, @$order, ''), 'ratings.csv' => "$titles\nA1,Overall,Overall,Good,01/02/2016\n"));
	sql_is($node, 'SELECT deregistered FROM locations', '2019-06-30', 'open and closed in one file is closed', database => $database);
}

# Service by service: the worst of the services, from the day of their first rating.
my $services = fresh($node);
load($node, $services, folder('locations.csv' => "$locations\nA1,01/01/2015,,Aspen\nA2,01/01/2015,,Beech\nA3,01/01/2015,31/12/2019,Cedar\n", 'ratings.csv' => join "\n", $titles,
	'A1,Overall,Overall,Outstanding,01/02/2016', 'A1,Overall,Overall,Not Rated,', 'A1,Care Homes,Overall,Good,10/05/2019',
	'A1,Homecare,Overall,Requires improvement,20/01/2020', 'A1,Homecare,Overall,Good,05/03/2021', 'A1,Homecare,Safe,Inadequate,05/03/2021',
	'A2,Overall,Overall,Good,01/02/2016', 'A2,Care Homes,Overall,Inadequate,01/02/2016', 'A2,Overall,Overall,Good,01/02/2020',
	'A3,Overall,Overall,Good,01/02/2016', 'A3,Overall,Overall,Good,01/02/2018', ''));
sql_is($node, q{SELECT string_agg(concat(p.valid_from, ' ', p.rating), ', ' ORDER BY p.valid_from) FROM location_histories(), care_periods(history) p WHERE location_id = 'A1'},
	'2015-01-01 Not rated, 2016-02-01 Outstanding, 2019-05-10 Good, 2020-01-20 Requires improvement, 2021-03-05 Good', 'judged by its services', database => $services);
sql_is($node, q{SELECT by_service_since FROM location_histories() ORDER BY location_id}, "2019-05-10\n\n", 'since the first of them; with a rating of its own not at all', database => $services);
like((example($node, $services, 'report.sql', as_at => '2020-02-01'))[1], qr/^1 of them have no rating of their own/m, 'and the report says so');

# Nothing half-loaded: a spreadsheet that is none, a file that cannot be read, a load that is cancelled
SKIP: {
	skip 'there is no ssconvert, of the package gnumeric', 2 unless has_spreadsheets();
	refuses($node, $some, folder('01_May_2024_Latest_ratings.ods' => 'PK not really'), qr/ERROR:  01_May_2024_Latest_ratings\.ods: cannot be read as a spreadsheet/, 'no spreadsheet');
}
my $broken = folder('locations.csv.gz' => "\x1f\x8b\x08not packed");
refuses($node, $some, $broken, qr/cannot be read/, 'an archive that breaks off');
{
	local $ENV{PGOPTIONS} = '-c statement_timeout=1';
	my $large = join '', map { "L$_,01/01/2015,,Name $_\n" } 1 .. 20_000;
	refuses($node, $some, folder('locations.csv' => "$locations\n$large", 'ratings.csv' => "$titles\nL1,Overall,Overall,Good,01/02/2020\n"),
		qr/canceling statement due to statement timeout/, 'a load that is cancelled');
}
sql_is($node, q{SELECT count(*) FROM pg_class WHERE relname IN ('locations', 'ratings', 'loaded_files')}, '0', 'nothing was kept of them', database => $some);

done_testing();
