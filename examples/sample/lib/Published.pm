# The register as the regulator would publish it: one row per location, one row
# per rating, with the untidiness that real files have. README.md lists the
# traps; each has its own function below.

package Published;
use strict;
use warnings;
use Calendar qw(day_of uk_date);
use Register;

our $COUNTY = 'Larkshire';
our $REGION = 'The Vales';

# Key questions are in the sample from here on (earlier: the overall rating
# only, to keep the files small).
my $KEY_QUESTIONS_SINCE = day_of(2018, 7, 1);
# One home stands in the register twice until this day.
my $TWICE_UNTIL = day_of(2022, 3, 31);

my @KEY_QUESTIONS = ('Safe', 'Effective', 'Caring', 'Responsive', 'Well-led');

my @LABELS = (undef, 'Inadequate', 'Requires improvement', 'Good', 'Outstanding');

my @BIRDS = qw(Avocet Bittern Blackcap Bullfinch Chaffinch Chiffchaff Curlew Dabchick
  Dipper Dotterel Dunlin Dunnock Fieldfare Firecrest Gadwall Goldcrest Goldfinch
  Greenshank Heron Kestrel Kingfisher Kittiwake Lapwing Linnet Nightjar Nuthatch
  Osprey Pintail Pipit Plover Redshank Redstart Redwing Robin Sanderling Siskin
  Skylark Spoonbill Stonechat Swallow Teal Treecreeper Turnstone Wagtail Warbler
  Waxwing Whimbrel Whinchat Wigeon Woodlark Wren Yellowhammer);

my %KINDS = (
	nursing => 'Nursing Home',
	residential => 'House',
	homecare => 'Home Care',
	supported => 'Supported Living',
	extra_care => 'Court',
	shared_lives => 'Shared Lives',);

my @SERVICE_TYPES = (
	[ nursing => 'Care home service with nursing' ],
	[ residential => 'Care home service without nursing' ],
	[ homecare => 'Domiciliary care service' ],
	[ extra_care => 'Extra Care housing services' ],
	[ shared_lives => 'Shared Lives' ],
	[ supported => 'Supported living service' ],);

# Not a rating, though it stands where a rating should.
my @NOT_RATINGS = ('Inspected but not rated', 'Insufficient evidence to rate',
	'No published rating', '-', '');

# --- locations.csv ---------------------------------------------------------------

sub location_titles
{
	return [
		'Location ID', 'Location HSCA start date', 'Location HSCA End Date', 'Care home?',
		'Location Name', 'Care homes beds', 'Location Type/Sector',
		'Location Primary Inspection Category', 'Location Region', 'Location Local Authority',
		'Provider ID', 'Provider Name',
		(map { "Service type - $_->[1]" } @SERVICE_TYPES),
		'Location Dual Registered', 'Primary ID (Dual registration locations)', 'Site ID' ];
}

sub location_rows
{
	my ($random, @services) = @_;
	my $twice = _registered_twice(@services);
	my @rows;
	for my $service (@services)
	{
		my $name = _name($random, $service);
		my @registrations = @{ $service->{registrations} };
		my $linked = @registrations > 1 || $service == $twice;
		my $site = $linked ? sprintf('SITE-%03d', $service->{number}) : '';
		for my $registration (@registrations)
		{
			push @rows, _location_row($service, $registration, $name, $site);
			if ($service == $twice)
			{
				$rows[-1][-3] = 'Dual Registration';
				$rows[-1][-2] = $rows[-1][0];
				push @rows, _second_registration($rows[-1]);
			}
		}
	}
	return sort { $a->[0] cmp $b->[0] } @rows;
}

sub location_id { return sprintf('LARK-%04d', $_[0]{location}) }

sub _name
{
	my ($random, $service) = @_;
	my $name = sprintf('%s %s %03d', $random->pick(@BIRDS), $KINDS{ $service->{type} },
		$service->{number});
	$name .= ', The Annexe' if $service->{number} % 97 == 0;
	return $name;
}

sub _location_row
{
	my ($service, $registration, $name, $site) = @_;
	my $home = $service->{beds} > 0;
	my %does = ($service->{type} => 1);
	$does{homecare} = 1 if $service->{several};
	$does{supported} = 1 if $service->{also_supported};
	return [
		location_id($registration),
		uk_date($registration->{start}),
		defined $registration->{end} ? uk_date($registration->{end}) : '',
		$home ? 'Y' : 'N',
		$name, $service->{beds},
		'Social Care Org',
		$home ? 'Residential social care' : 'Community based adult social care services',
		$REGION, $COUNTY,
		sprintf('PROV-%03d', $registration->{owner}),
		sprintf('%s Care Provider %03d', $COUNTY, $registration->{owner}),
		(map { $does{ $_->[0] } ? 'Y' : '' } @SERVICE_TYPES),
		'', '', $site ];
}

# Trap: one home run by two owners together stands in the register twice, with
# the same name, beds and ratings.
sub _registered_twice
{
	my ($twice) = grep {
			 $_->{type} eq 'residential' && !$_->{closed} && !$_->{several}
		  && @{ $_->{registrations} } == 1 && @{ $_->{events} } > 2
		  && !grep { $_->{rating} != Register::GOOD } @{ $_->{events} }
	} @_;
	return $twice;
}

sub _second_registration
{
	my ($row) = @_;
	my @second = @$row;
	$second[0] .= 'D';
	$second[2] = uk_date($TWICE_UNTIL);
	$second[10] = 'PROV-901';
	$second[11] = "$COUNTY Care Provider 901";
	return \@second;
}

# --- ratings.csv -----------------------------------------------------------------

sub rating_titles
{
	return [
		'Location ID', 'Service / Population Group', 'Domain', 'Latest Rating',
		'Publication Date', 'Report Type', 'Inherited Rating (Y/N)' ];
}

sub rating_rows
{
	my ($random, @services) = @_;
	my $twice = _registered_twice(@services);
	my @rows;
	for my $service (@services)
	{
		my @of_service = (_published($random, $service), _several_services($random, $service),
			_not_ratings($random, $service));
		push @of_service, map { [ @$_[ 0 .. 2 ], $_->[3] . 'D', @$_[ 4 .. $#$_ ] ] }
		  grep { $_->[0] < $TWICE_UNTIL } @of_service
		  if $service == $twice;
		push @rows, @of_service;
	}
	push @rows, _same_day_conflict($random, @services), _printed_twice(@rows),
	  _after_the_end($random, @services);

	# Rows carry three more sorting keys in front: day, service, question.
	@rows = sort {
			 $a->[3] cmp $b->[3]
		  || $a->[0] <=> $b->[0]
		  || $a->[1] <=> $b->[1]
		  || $a->[2] <=> $b->[2]
		  || $a->[6] cmp $b->[6]
	} @rows;
	return map { [ @$_[ 3 .. 9 ] ] } @rows;
}

# One row with its sorting keys. No day: no publication date.
sub _row
{
	my ($location, $group, $question, $label, $day, $inherited) = @_;
	my $i = 0;
	my %order = map { $_ => ++$i } 'Overall', @KEY_QUESTIONS, 'Care Homes', 'Home Care';
	return [
		$day || 0, $order{$group}, $order{$question},
		$location, $group, $question, $label, $day ? uk_date($day) : '', 'Location',
		$inherited ? 'Y' : 'N' ];
}

# An overall rating and, in later years, its five key questions.
sub _report
{
	my ($random, $location, $group, $rating, $day, $inherited) = @_;
	my @rows = _row($location, $group, 'Overall', _label($random, $rating), $day, $inherited);
	if ($day >= $KEY_QUESTIONS_SINCE)
	{
		my @answers = _key_questions($random, $rating);
		push @rows, map {
			_row($location, $group, $KEY_QUESTIONS[$_], _label($random, $answers[$_]), $day, $inherited)
		} 0 .. 4;
	}
	return @rows;
}

# All reports of a service under the registration of their day. A registration
# that inherits shows the rating in force when it began, with its old date.
sub _published
{
	my ($random, $service) = @_;
	my @registrations = @{ $service->{registrations} };
	my @events = @{ $service->{events} };
	my @rows;
	for my $i (0 .. $#registrations)
	{
		my $registration = $registrations[$i];
		my $from = $i == 0 ? 0 : $registration->{start};
		my $to = $i == $#registrations ? $Register::END : $registrations[ $i + 1 ]{start};
		my $id = location_id($registration);
		if ($registration->{inherits})
		{
			my @earlier = grep { $_->{day} < $from } @events;
			shift @earlier while @earlier > ($registration->{location} % 3 ? 1 : 2);
			push @rows, map { _report($random, $id, 'Overall', $_->{rating}, $_->{day}, 1) } @earlier;
		}
		push @rows, map { _report($random, $id, 'Overall', $_->{rating}, $_->{day}, 0) }
		  grep { $_->{day} >= $from && $_->{day} < $to } @events;
	}
	return @rows;
}

# Trap: the services of a location rated one by one, the location itself not.
sub _several_services
{
	my ($random, $service) = @_;
	my $several = $service->{several} or return;
	my $id = location_id($service->{registrations}[-1]);
	return (
		_row($id, 'Overall', 'Overall', 'Not Rated', $several->{day}, 0),
		_report($random, $id, 'Care Homes', $several->{care_home}, $several->{day}, 0),
		_report($random, $id, 'Home Care', $several->{home_care}, $several->{day}, 0));
}

# Trap: texts that are not ratings, for services with a rating in force (which
# they must not displace) and for services never rated, with and without a date.
sub _not_ratings
{
	my ($random, $service) = @_;
	my $registration = $service->{registrations}[-1];
	my $id = location_id($registration);
	my $last = $service->{closed} || $Register::END;
	if (!@{ $service->{events} } && !$service->{several})
	{
		return if $random->chance(500);
		my $text = $random->pick(@NOT_RATINGS);
		my $day = $text eq '' || $text eq '-' ? undef
		  : $random->between($registration->{start} + 20, $registration->{start} + 90);
		return if $day && $day >= $last;
		return _row($id, 'Overall', 'Overall', $text, $day, 0);
	}
	return if !$service->{rating} || $service->{several} || !$random->chance(110);
	my $from = $registration->{start} > day_of(2020, 9, 1) ? $registration->{start} : day_of(2020, 9, 1);
	return if $from >= $last - 40;
	my $day = $random->between($from, $last - 1);
	return if grep { $_->{day} == $day } @{ $service->{events} };
	return _row($id, 'Overall', 'Overall', $random->pick(@NOT_RATINGS[ 0, 0, 0, 1, 2 ]), $day, 0);
}

# Trap: two ratings of one location on one day. The lower one counts.
sub _same_day_conflict
{
	my ($random, @services) = @_;
	for my $service (@services)
	{
		next if $service->{closed} || @{ $service->{registrations} } > 1 || $service->{several};
		for my $i (0 .. $#{ $service->{events} } - 1)
		{
			my ($event, $next) = @{ $service->{events} }[ $i, $i + 1 ];
			next if $event->{rating} != Register::IMPROVE || $event->{day} < day_of(2021, 1, 1);
			next if $event->{day} > day_of(2022, 11, 1) || $next->{day} < day_of(2023, 9, 1);
			return _row(location_id($service->{registrations}[0]), 'Overall', 'Overall',
				'Good', $event->{day}, 0);
		}
	}
	die "no service for the same-day conflict\n";
}

# Trap: some rows are simply there twice.
sub _printed_twice
{
	my @rows = @_;
	return @rows[ 400, 1900, 3100 ];
}

# Trap: reports published after the location had closed. They never count.
sub _after_the_end
{
	my ($random, @services) = @_;
	my @closed = grep { $_->{closed} && $_->{rating} && $_->{closed} < $Register::END - 90 } @services;
	return map {
		_report($random, location_id($_->{registrations}[-1]), 'Overall',
			$_->{rating} > 2 ? Register::IMPROVE : Register::INADEQUATE,
			$_->{closed} + $random->between(0, 60), 0)
	} map { $closed[ int($#closed * $_ / 7) ] } 1 .. 7;
}

# --- labels ----------------------------------------------------------------------

# Trap: capitals and blanks as they come.
sub _label
{
	my ($random, $rating) = @_;
	my $label = $LABELS[$rating];
	my $draw = $random->below(1000);
	return $label if $draw >= 250;
	return 'Requires Improvement' if $rating == Register::IMPROVE;
	return $label if $draw >= 20;
	return $random->pick(uc $label, lc $label, " $label", "$label ");
}

# Five answers that add up to the overall rating by the regulator's rules: two
# inadequate make inadequate; one, or two that require improvement, make
# requires improvement; two outstanding and three good make outstanding.
sub _key_questions
{
	my ($random, $rating) = @_;
	my $many = $random->pick(2, 2, 2, 3, 3);
	my @answers =
		$rating == Register::INADEQUATE ? ((1) x $many, (2) x (5 - $many))
	  : $rating == Register::IMPROVE ? ((2) x $many, (3) x (5 - $many))
	  : $rating == Register::OUTSTANDING ? ((4) x $many, (3) x (5 - $many))
	  : $random->chance(250) ? (2, 3, 3, 3, 3)
	  : $random->chance(80) ? (4, 3, 3, 3, 3)
	  : (3, 3, 3, 3, 3);
	$answers[-1] = 1 if $rating == Register::IMPROVE && $random->chance(60);
	return $random->shuffle(@answers);
}

1;
