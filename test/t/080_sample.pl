# The sample: the same bytes on every machine, the figures its README promises,
# computed here from the files without the extension, and its traps.
use strict;
use warnings;
use File::Temp 'tempdir';
use FindBin;
use List::Util qw(max min);
use Test::More;

my $sample = "$FindBin::RealBin/../../examples/sample";
my @files = qw(locations.csv ratings.csv waiting.csv assessment.csv benchmark.csv benchmark_service_types.csv);

# Generated again, the files are the same.
my $again = tempdir(CLEANUP => 1);
is(system($^X, "$sample/generate.pl", $again), 0, 'the generator runs');
ok(slurp("$again/$_") eq slurp("$sample/$_"), "$_ is what the generator writes") for @files;

# The register: when each location, or site, existed and what was published of it.
my %rating = (
	'inadequate' => 1,
	'requires improvement' => 2,
	'good' => 3,
	'outstanding' => 4);
my (%location, %published, %exists);
for my $row (rows('locations.csv'))
{
	my $id = $row->{'Location ID'};
	my $site = $row->{'Site ID'} || $id;
	my $span = [ iso($row->{'Location HSCA start date'}),
		iso($row->{'Location HSCA End Date'}) || '9999-12-31' ];
	$location{$id} = { site => $site, span => $span };
	push @{ $exists{location}{$id} }, $span;
	push @{ $exists{site}{$site} }, $span;
}

my ($early, $late, $texts) = (0, 0, 0);
my %overall_on;
for my $row (rows('ratings.csv'))
{
	my $id = $row->{'Location ID'};
	my $location = $location{$id} or die "no location $id";
	my $day = iso($row->{'Publication Date'});
	my $label = lc $row->{'Latest Rating'};
	$label =~ s/^\s+|\s+$//g;
	my $rating = $rating{$label};
	next if $row->{'Service / Population Group'} ne 'Overall' || $row->{Domain} ne 'Overall';
	$texts++ if !$rating;
	next if !$rating;
	$early++ if $day lt $location->{span}[0];
	$late++ if $day ge $location->{span}[1];
	$overall_on{"$id $day"}{$rating} = 1;
	push @{ $published{location}{$id} }, [ $day, $rating ];
	push @{ $published{site}{ $location->{site} } }, [ $day, $rating ];
}

# By location and by site, every day of the two months the story is told by.
for my $unit ('location', 'site')
{
	is(join(' ', level($unit, '2022-12-01')), '307 445', "December 2022 by $unit");
	is(join(' ', level($unit, '2023-01-01')), '307 445', "January 2023 by $unit");
	is(join(' ', level($unit, '2023-07-01')), '314 442', "July 2023 by $unit");
	my %percent = map { my ($good, $rated) = level($unit, $_); $_ => sprintf('%.0f', 100 * $good / $rated) }
	  map { ("2022-12-$_", "2023-07-$_") } map { sprintf '%02d', $_ } 1 .. 31;
	is_deeply([ grep { $percent{$_} != (/^2022/ ? 69 : 71) } sort keys %percent ],
		[], "69 percent all December, 71 all July, by $unit");
}

# About 450 services exist at any time.
my @size = map { my $day = $_; scalar grep { alive($exists{site}{$_}, $day) } keys %{ $exists{site} } }
  map { ("$_-04-01", "$_-10-01") } 2015 .. 2024;
ok(min(@size) > 430 && max(@size) < 475, 'about 450 services at any time: ' . min(@size) . ' to ' . max(@size));

# Traps
is($early, 43, 'ratings published before the location was registered');
is($late, 7, 'ratings published after the location had closed');
is((grep { keys %$_ > 1 } values %overall_on), 1, 'two ratings on one day');
cmp_ok($texts, '>', 50, 'texts that are not ratings');
is((grep { @$_ > 1 } values %{ $exists{site} }), 64, 'sites with several locations');

# Most waited for an assessment in autumn 2022.
my @waiting = grep { $_->{'Request Type'} eq 'Care Act assessment' } rows('waiting.csv');
is(waiting_on('2022-09-30'), 3080, 'waiting at the end of September 2022');
is(waiting_on('2023-06-30'), 2183, 'waiting at the end of June 2023');

my $score = 0;
$score += $_->{Score} for rows('assessment.csv');
is($score, 22, "the county's own assessment");

# The country by type of service adds up to the country.
my %sum;
for my $row (rows('benchmark_service_types.csv'))
{
	$sum{ $row->{'As At'} }[0] += $row->{Rated};
	$sum{ $row->{'As At'} }[1] += $row->{'Good Or Better'};
}
is_deeply(\%sum, { map { $_->{'As At'} => [ $_->{Rated}, $_->{'Good Or Better'} ] } rows('benchmark.csv') }, 'the country by type of service');

done_testing();

sub slurp
{
	open(my $file, '<:raw', $_[0]) or die "$_[0]: $!";
	local $/;
	return scalar <$file>;
}

# The rows of a file, by title. Fields hold no line ends.
sub rows
{
	my ($titles, @rows) = map { fields($_) } split /\n/, slurp("$sample/$_[0]");
	return map { my %row; @row{@$titles} = @$_; \%row } @rows;
}

sub fields
{
	my @fields = ",$_[0]" =~ /,("(?:[^"]|"")*"|[^,]*)/g;
	s/^"(.*)"$/$1/ && s/""/"/g for @fields;
	return \@fields;
}

sub iso
{
	my ($date) = @_;
	return $date =~ m{^(\d\d)/(\d\d)/(\d{4})$} ? "$3-$2-$1" : $date;
}

sub alive
{
	my ($spans, $day) = @_;
	return grep { $_->[0] le $day && $day lt $_->[1] } @$spans;
}

# Good or better, and rated, on a day.
sub level
{
	my ($unit, $day) = @_;
	my ($good, $rated) = (0, 0);
	for my $id (keys %{ $exists{$unit} })
	{
		next if !alive($exists{$unit}{$id}, $day);
		my ($latest) = sort { $b->[0] cmp $a->[0] || $a->[1] <=> $b->[1] }
		  grep { $_->[0] le $day } @{ $published{$unit}{$id} || [] };
		next if !$latest;
		$rated++;
		$good++ if $latest->[1] >= 3;
	}
	return ($good, $rated);
}

sub waiting_on
{
	my ($day) = @_;
	return scalar grep {
			 $_->{Requested} le $day
		  && ($_->{Completed} || '9999') gt $day
		  && ($_->{Removed} || '9999') gt $day
	} @waiting;
}
