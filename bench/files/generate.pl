#!/usr/bin/perl
# Writes files as large as the regulator's, to measure what reads them.
#
#   perl bench/files/generate.pl FOLDER [KIND [ROWS [DAY]]]
#
# KIND: ods (the default), xlsx or csv. ROWS: of ratings (323673); locations are a sixth of
# them. DAY: what the files are as at (2026-09-01). In FOLDER appear three files, named and laid
# out as the regulator's of that month: active locations (122 columns), deactivated locations
# and latest ratings (28 columns). The same arguments give the same rows, another DAY what has changed by then: every
# month one location in 120 is rated anew, one in 350 leaves the register and as many come. Nothing in them is real.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/lib";
use Spreadsheet;

my ($folder, $kind, $rows, $day) = @ARGV;
die "usage: generate.pl FOLDER [ods|xlsx|csv [ROWS [DAY]]]\n" unless $folder;
$kind ||= 'ods';
$rows ||= 323_673;
$day ||= '2026-09-01';

my @month = qw(January February March April May June July August September October November December);
my ($year, $number, $mday) = split /-/, $day;
my $long_day = "$mday $month[$number - 1] $year";
my $prefix = $long_day =~ tr/ /_/r;
my @council = map { sprintf 'Council %03d', $_ } 1 .. 151;
my @question = qw(Overall Safe Effective Caring Responsive Well-led);
my @rating = (('Good') x 78, ('Requires improvement') x 15, ('Outstanding') x 4, ('Inadequate') x 2, 'Not Rated');
my $seed = 42;

sub random { $seed = ($seed * 1_103_515_245 + 12_345) % 2_147_483_648; return $seed / 2_147_483_648 }
sub pick { return $_[ int(random() * @_) ] }
sub day_of { my ($month, $n) = @_; return sprintf '%02d/%02d/%04d', 1 + $n * 11 % 28, 1 + $month % 12, int($month / 12) }

# Months are counted from the year 0. Locations are numbered in the order in which they came, and leave in that order:
# those that exist are the numbers from $first on.
my $count = int($rows / 6) + 1;
my $leave = int($count / 350);
my $month = $year * 12 + $number - 2;
my $begin = 2013 * 12;
my $first = ($month - $begin) * $leave + 1;

# came NUMBER, left NUMBER: in which month. Those of the beginning, in the two years before it.
sub came { my ($n) = @_; return $n > $count && $leave ? $begin + int(($n - $count - 1) / $leave) + 1 : $begin - 1 - $n * 7 % 26 }
sub left { my ($n) = @_; return $n > 0 && $leave ? $begin + int(($n - 1) / $leave) + 1 : $begin }

# rated NUMBER, MONTH, QUESTION: its rating then, and the day. Each is rated anew every ten years, and not before it came.
sub rated
{
	my ($n, $then, $question) = @_;
	$then -= ($then - $n) % 120;
	return ('Not Rated', '') if $then < came($n);
	return ($rating[ ($n * 7 + $then + $question * 31) % @rating ], day_of($then, $n));
}

# A location by title; the files choose from it what they have.
sub location
{
	my ($n) = @_;
	$seed = ($n + 1_000_000) * 40_503 % 2_147_483_648;
	random() for 1 .. 3;
	my $social = random() < 0.54;
	my $home = $social && random() < 0.49;
	my $council = 1 + int(random() * @council);
	my ($rating, $published) = rated($n, $n < $first ? left($n) : $month, 0);
	return {
		number => $n,
		'Location ID' => sprintf('1-%09d', 300_000_007 + 7_919 * $n),
		'Location ODS Code' => sprintf('V%05X', $n + $count),
		'Location Name' => sprintf('%s %s %05d', pick(qw(Aspen Beech Cedar Elm Hazel Juniper Oak Rowan)),
			$home ? 'House' : $social ? 'Home Care' : 'Surgery', $n + $count),
		'Care Home?' => $home ? 'Y' : 'N',
		'Location Type' => $social ? 'Social Care Org' : 'Primary Medical Services',
		'Location Primary Inspection Category' => $home ? 'Residential social care'
			: $social ? 'Community based adult social care services' : 'GP Practices',
		'Location Street Address' => int(1 + random() * 200) . ' ' . pick('High Street', 'Church Lane', 'Station Road'),
		'Location Address Line 2' => '',
		'Location City' => "Town $council",
		'Location Post Code' => sprintf('ZZ%d %dAA', 1 + $council % 99, $n % 10),
		'Location Local Authority' => $council[ $council - 1 ],
		'Location Region' => 'Region ' . (1 + $council % 9),
		'Location NHS Region' => 'NHS Region ' . (1 + $council % 7),
		'Location ONSPD CCG Code' => sprintf('E38%06d', $council),
		'Location ONSPD CCG' => "NHS Somewhere ICB - $council",
		'Location Commissioning CCG Code' => '',
		'Location Commissioning CCG Name' => '',
		'URL' => sprintf('https://www.example.org/location/1-%09d', 300_000_007 + 7_919 * $n),
		'Provider ID' => sprintf('1-%09d', 300_000_003 + 7_907 * int($n / 2)),
		'Provider Name' => sprintf('Provider %05d Limited', ($n + $count) / 2),
		'Brand ID' => '-',
		'Brand Name' => '-',
		beds => $home ? 5 + int(random() * 60) : 0,
		start => day_of(came($n), $n),
		nursing => random() < 0.3,
		'Location Latest Overall Rating' => $rating,
		'Publication Date' => $published,
	};
}

my @location = map { location($_) } $first .. $first + $count - 1;

sub out
{
	my ($name, @sheet) = @_;
	my $path = "$folder/${prefix}_$name.$kind";
	if ($kind eq 'csv')
	{
		my $sheet = $sheet[-1];
		open(my $to, '>', $path) or die "$path: $!\n";
		return $sheet->[1]->(sub { print $to join(',', map { my $v = ref ? $$_ : $_ // ''; $v =~ /[",\n]/ ? '"' . $v =~ s/"/""/gr . '"' : $v } @_), "\r\n" });
	}
	my $book = Spreadsheet->new($path);
	for my $sheet (@sheet)
	{
		$book->sheet($sheet->[0]);
		$sheet->[1]->(sub { $book->row(@_) });
	}
	$book->close;
}

my @readme = (README => sub { $_[0]->("Source: CQC database as at $long_day") });

my @title = ('Location ID', 'Location ODS Code', 'Location Name', 'Care Home?', 'Location Type',
	'Location Primary Inspection Category', 'Location Street Address', 'Location Address Line 2', 'Location City',
	'Location Post Code', 'Location Local Authority', 'Location Region', 'Location NHS Region',
	'Location ONSPD CCG Code', 'Location ONSPD CCG', 'Location Commissioning CCG Code',
	'Location Commissioning CCG Name');
my @provider = ('URL', 'Provider ID', 'Provider Name', 'Brand ID', 'Brand Name');

out(Latest_ratings => \@readme, [ Locations => sub {
	my ($row) = @_;
	$row->(@title, 'Service / Population Group', 'Domain', 'Latest Rating', 'Publication Date', 'Report Type',
		'Inherited Rating (Y/N)', @provider);
	for my $n (0 .. $rows - 1)
	{
		my $l = $location[ $n / 6 ];
		$row->(@$l{@title}, 'Overall', $question[ $n % 6 ], rated($l->{number}, $month, $n % 6), 'Location', 'N', @$l{@provider});
	}
} ]);

my @activity = map { "Regulated activity - Activity $_" } 1 .. 14;
my @service = ('Care home service with nursing', 'Care home service without nursing', 'Domiciliary care service',
	'Extra Care housing services', 'Shared Lives', 'Supported living service', map { "Service $_" } 1 .. 27);
my @band = ('Dementia', 'Learning disabilities or autistic spectrum disorder', 'Mental Health', 'Older People',
	'Physical Disability', 'Sensory Impairment', 'Younger Adults', map { "Band $_" } 1 .. 5);
my @own = ('Location HSCA start date', 'Dormant (Y/N)', 'Care home?', 'Location Name', 'Location ODS Code',
	'Location Telephone Number', 'Registered manager', 'Location Web Address', 'Care homes beds',
	'Location Type/Sector', 'Location Inspection Directorate', 'Location Primary Inspection Category',
	'Location Latest Overall Rating', 'Publication Date', 'Inherited Rating (Y/N)', 'Location Region',
	'Location NHS Region', 'Location Local Authority', 'Location ONSPD CCG Code', 'Location ONSPD CCG',
	'Location Commissioning CCG Code', 'Location Commissioning CCG', 'Location Street Address',
	'Location Address Line 2', 'Location City', 'Location County', 'Location Postal Code', 'Location PAF ID',
	'Location UPRN ID', 'Location Latitude', 'Location Longitude', 'Location Parliamentary Constituency', 'Brand ID',
	'Brand Name');
my @firm = map { "Provider $_" } 'Companies House Number', 'Charity Number', 'ID', 'Name', 'HSCA start date',
	'Type/Sector', 'Inspection Directorate', 'Primary Inspection Category', 'Ownership Type', 'Telephone Number',
	'Web Address', 'Street Address', 'Address Line 2', 'City', 'County', 'Postal Code', 'PAF ID', 'UPRN ID',
	'Local Authority', 'Region', 'NHS Region', 'Latitude', 'Longitude', 'Parliamentary Constituency',
	'Nominated Individual Name', 'Main Partner Name';

# flags LOCATION: Y or blank under every activity, service and band.
sub flags
{
	my ($l) = @_;
	my $of = $l->{'Care Home?'} eq 'Y' ? ($l->{nursing} ? 0 : 1) : $l->{'Location Type'} =~ /Social/ ? 2 : 6;
	return ((map { $_ == 0 ? 'Y' : '' } 0 .. $#activity), (map { $_ == $of ? 'Y' : '' } 0 .. $#service),
		(map { $_ == 3 ? 'Y' : '' } 0 .. $#band), '', '');
}

sub own
{
	my ($l, %more) = @_;
	my %value = (%$l, 'Location HSCA start date' => $l->{start}, 'Dormant (Y/N)' => 'N',
		'Care home?' => $l->{'Care Home?'}, 'Care homes beds' => \$l->{beds},
		'Location Type/Sector' => $l->{'Location Type'}, 'Location Postal Code' => $l->{'Location Post Code'},
		'Location Inspection Directorate' => $l->{'Location Type'} =~ /Social/ ? 'Adult social care' : 'Primary medical services',
		'Inherited Rating (Y/N)' => 'N',
		'Location Latitude' => '52.6', 'Location Longitude' => '1.3', 'Location UPRN ID' => '',
		'Location Parliamentary Constituency' => "Constituency $l->{'Location City'}", 'Provider HSCA start date' => $l->{start}, %more);
	return \%value;
}

out(HSCA_Active_Locations => \@readme, [ HSCA_Active_Locations => sub {
	my ($row) = @_;
	$row->('Location ID', @own, @firm, @activity, (map { "Service type - $_" } @service),
		(map { "Service user band - $_" } @band), 'Location Dual Registered', 'Primary ID (Dual registration locations)');
	$row->($_->{'Location ID'}, @{ own($_) }{ @own, @firm }, flags($_)) for @location;
} ]);

out(Deactivated_Locations => \@readme, [ Deactivated_Locations => sub {
	my ($row) = @_;
	my @some = grep { !/^Dormant|^Care homes beds/ } @own;
	$row->('Location ID', 'Location Status', @some, 'Location HSCA End Date', 'Care homes beds at point location de-activated', @firm);
	for my $n ($first - int($count / 2) .. $first - 1)
	{
		my $l = own(location($n), 'Location HSCA End Date' => day_of(left($n), $n), 'Location Status' => 'Inactive-Dereg');
		$row->($l->{'Location ID'}, $l->{'Location Status'}, @$l{@some}, $l->{'Location HSCA End Date'}, $l->{'Care homes beds'}, @$l{@firm});
	}
} ]);
