# The county's care services from October 2014 to September 2024: which exist,
# how they are rated, which open, close and change hands.
#
# It is a simulation, month by month, with one hand on the wheel: the share of
# rated services that are good or better follows LEVELS below, and from
# December 2022 to August 2023 every movement is written down in STORY.
#
# A service here is what people would point at in the street. Its
# registrations (location ids) come and go with its owners.

package Register;
use strict;
use warnings;
use Calendar qw(day_of next_first weekday);

# Ratings as numbers. 0 is not rated.
use constant { INADEQUATE => 1, IMPROVE => 2, GOOD => 3, OUTSTANDING => 4 };

our $FIRST = day_of(2014, 10, 1);    # the first reading
our $END = day_of(2024, 10, 1);    # nothing happens from here on

# The percentage good or better, in hundredths, as at a first of the month.
# In between it moves in a straight line, a little shaken.
my @LEVELS = (
	[ day_of(2014, 10, 1), 6000 ],
	[ day_of(2015, 10, 1), 6500 ],
	[ day_of(2016, 10, 1), 7050 ],
	[ day_of(2017, 10, 1), 7420 ],
	[ day_of(2018, 7, 1), 7500 ],
	[ day_of(2019, 7, 1), 7440 ],
	[ day_of(2020, 4, 1), 7350 ],
	[ day_of(2021, 4, 1), 7300 ],
	[ day_of(2022, 5, 1), 7090 ],
	[ day_of(2022, 12, 1), 6900 ],
	[ day_of(2023, 8, 1), 7104 ],
	[ day_of(2024, 10, 1), 7270 ],);

# How many reports a month the inspectors manage, from a month on. Hardly any
# while visits were suspended.
my @REPORTS = (
	[ day_of(2014, 10, 1), 8 ],
	[ day_of(2015, 1, 1), 17 ],
	[ day_of(2016, 1, 1), 23 ],
	[ day_of(2017, 1, 1), 20 ],
	[ day_of(2018, 1, 1), 18 ],
	[ day_of(2019, 1, 1), 17 ],
	[ day_of(2020, 4, 1), 3 ],
	[ day_of(2020, 9, 1), 7 ],
	[ day_of(2021, 5, 1), 12 ],
	[ day_of(2023, 10, 1), 9 ],);

# The story, by the first of the month that shows it: services that improve
# from requires improvement to good, decline from good to requires improvement,
# get their first rating (good, requires improvement), close (rated poor: below
# good; rated good), rise to outstanding, leave or enter inadequate, and change
# hands.
my @STORY = (
	[ day_of(2023, 1, 1), { first_good => 1, close_good => 1, to_outstanding => 1 } ],
	[ day_of(2023, 2, 1), { improve => 1, close_poor => 1, from_inadequate => 1 } ],
	[ day_of(2023, 3, 1), { improve => 1, decline => 1, first_poor => 1, close_poor => 1,
			to_outstanding => 1, change_hands => 1 } ],
	[ day_of(2023, 4, 1), { improve => 1, first_good => 1, close_poor => 1,
			from_inadequate => 1, to_inadequate => 1 } ],
	[ day_of(2023, 5, 1), { improve => 1, first_good => 1, close_poor => 1, close_good => 1,
			to_outstanding => 1, change_hands => 1 } ],
	[ day_of(2023, 6, 1), { improve => 1, first_good => 1, close_poor => 1,
			from_inadequate => 1, to_outstanding => 1 } ],
	[ day_of(2023, 7, 1), { improve => 1, first_good => 1, close_poor => 1, close_good => 1,
			to_outstanding => 1, from_inadequate => 1 } ],
	[ day_of(2023, 8, 1), { improve => 1, decline => 1, change_hands => 1 } ],);

# Rated services to have when the story begins.
my $STORY_BEGINS = day_of(2022, 12, 1);
my $STORY_RATED = 445;

# What an inspection finds, in thousandths, by the rating before it:
# inadequate, requires improvement, good, outstanding.
my @FINDINGS = (
	[ 50, 280, 655, 15 ],    # not rated before
	[ 200, 550, 250, 0 ],
	[ 85, 430, 480, 5 ],
	[ 30, 185, 755, 30 ],
	[ 10, 60, 330, 600 ],);

# Months to the next inspection, by rating.
my @RETURN = ([ 9, 15 ], [ 6, 9 ], [ 11, 17 ], [ 26, 40 ], [ 30, 50 ]);

my @TYPES = qw(nursing residential homecare supported extra_care shared_lives);
my @TYPE_WEIGHTS = (62, 190, 142, 34, 18, 4);

# Run the ten years; the result is the list of services.
sub simulate
{
	my ($random) = @_;
	my $county = { random => $random, services => [], owners => 0, locations => 0 };

	for (1 .. 428)
	{
		my $service = _open_service($county, $random->between(day_of(2010, 10, 1), $FIRST - 20));
		$service->{due} = _months_later($FIRST, $random->between(0, 27));
	}
	_make_several_services($county);

	my %story = map { $_->[0] => $_->[1] } @STORY;
	for (my $before = $FIRST; $before < $END; $before = next_first($before))
	{
		my $first = next_first($before);
		my $month = { before => $before, first => $first, visited => {} };
		$month->{last} = $first < $END ? $first : $END - 1;
		_advance_several_services($county, $month);
		if ($story{$first})
		{
			_tell_month($county, $month, $story{$first});
		}
		else
		{
			_close_some($county, $month);
			_change_hands($county, $month) if $random->chance(520);
			_inspect($county, $month);
		}
		_open_some($county, $month);
	}
	return @{ $county->{services} };
}

# --- opening, closing, changing hands -----------------------------------------

sub _open_service
{
	my ($county, $start) = @_;
	my $random = $county->{random};
	my $type = $TYPES[ $random->weighted(@TYPE_WEIGHTS) ];
	my $service = {
		number => scalar(@{ $county->{services} }) + 1,
		type => $type,
		beds => $type eq 'nursing' ? $random->between(28, 84)
		: $type eq 'residential' ? $random->between(4, 52)
		: 0,
		also_supported => $type eq 'homecare' && $random->chance(120),
		rating => 0,
		rated_on => undef,
		due => _months_later($start, $random->between(9, 14)),
		closed => undef,
		registrations => [],
		events => [],
	};
	push @{ $county->{services} }, $service;
	_register($county, $service, $start);
	return $service;
}

# A new registration: a new location id, most often of an owner with others.
sub _register
{
	my ($county, $service, $start) = @_;
	my $owners = $county->{owners};
	my $owner = $owners > 20 && $county->{random}->chance(450)
	  ? $county->{random}->between(1, $owners)
	  : ++$county->{owners};
	push @{ $service->{registrations} },
	  { location => ++$county->{locations}, owner => $owner, start => $start, end => undef };
}

sub _close
{
	my ($service, $day) = @_;
	$service->{closed} = $day;
	$service->{registrations}[-1]{end} = $day;
}

# Poor services close more often than good ones.
sub _close_some
{
	my ($county, $month) = @_;
	my $random = $county->{random};
	my @open = grep { $_->{registrations}[-1]{start} < $month->{before} - 200 } _ordinary($county);
	for (1 .. $random->pick(1, 2, 2, 2, 3))
	{
		my $i = $random->weighted(map { (3, 14, 6, 2, 1)[ $_->{rating} ] } @open);
		my ($service) = splice(@open, $i, 1);
		_close($service, _any_day($random, $month));
	}
}

# About 430 services at first, some 460 from 2018 on.
sub _open_some
{
	my ($county, $month) = @_;
	my $random = $county->{random};
	my $open = _open_services($county);
	my $years = ($month->{before} - $FIRST) / 365.25;
	my $wanted = $years > 4 ? 462 : int(430 + 8 * $years);
	for (1 .. ($open < $wanted ? $random->between(1, 5) : $random->between(0, 2)))
	{
		_open_service($county, _any_day($random, $month));
	}
}

# The same service under a new owner, so under a new location id. From April
# 2019 the new location shows the rating of the old one; before, it had none.
# Some registrations overlap, some leave a gap.
sub _change_hands
{
	my ($county, $month) = @_;
	my $random = $county->{random};
	my @settled = grep {
			 $_->{rating}
		  && $_->{registrations}[-1]{start} < $month->{before} - 600
		  && $_->{rated_on} < $month->{before} - 60
	} _ordinary($county);
	return if !@settled;
	my $service = $random->pick(@settled);
	my $day = _any_day($random, $month);
	my $inherits = $day >= day_of(2019, 4, 1) && ($day >= day_of(2021, 6, 1) || $random->chance(800));
	my $seam = $day >= day_of(2021, 6, 1) && $day < day_of(2023, 10, 1) ? 0
	  : $random->pick(0, 0, 0, 0, 0, 19, -10);
	$service->{registrations}[-1]{end} = $day;
	_register($county, $service, $day + $seam);
	$service->{registrations}[-1]{inherits} = $inherits;
	if (!$inherits)
	{
		$service->{due} = _months_later($day, $random->between(3, 8));
		$service->{urgent} = 1;
	}
}

# --- inspections --------------------------------------------------------------

# The reports of an ordinary month: who is due, what is found, and then as many
# findings turned as it takes to hold the level.
sub _inspect
{
	my ($county, $month) = @_;
	my $random = $county->{random};
	my $reports = _since($month->{before}, @REPORTS) + $random->pick(-2, -1, -1, 0, 0, 1, 1, 2);
	my @visits = _due($county, $month, $reports);
	@visits = _right_number_rated($county, $month, @visits) if $month->{first} == $STORY_BEGINS;

	for my $service (@visits)
	{
		my $found = 1 + $random->weighted(@{ $FINDINGS[ $service->{rating} ] });
		$found = GOOD
		  if $found == IMPROVE && $service->{beds} == 0 && $random->chance(250);
		_publish($county, $service, _working_day($random, $month), $found);
		$month->{visited}{ $service->{number} } = 1;
	}
	_hold_the_level($county, $month);
}

# Who is due, longest overdue first; services without a rating before all others.
sub _due
{
	my ($county, $month, $reports) = @_;
	my @due = sort {
			 _overdue($b, $month) <=> _overdue($a, $month)
		  || $a->{number} <=> $b->{number}
	} grep { $_->{due} <= $month->{first} } _ordinary($county);
	return @due <= $reports ? @due : @due[ 0 .. $reports - 1 ];
}

sub _overdue
{
	my ($service, $month) = @_;
	my $days = $month->{first} - $service->{due};
	$days += 400 if !$service->{rating} || $service->{urgent};
	$days += 200 if $service->{rating} == INADEQUATE;
	return $days;
}

# Before the story begins: first ratings until exactly so many are rated.
sub _right_number_rated
{
	my ($county, $month, @visits) = @_;
	my (undef, $rated) = _level($county);
	my $missing = $STORY_RATED - $rated;
	my @again = grep { $_->{rating} } @visits;
	my @never = sort { $a->{due} <=> $b->{due} || $a->{number} <=> $b->{number} }
	  grep { !$_->{rating} } _ordinary($county);
	die "cannot reach $STORY_RATED rated services: $missing missing\n"
	  if $missing < 0 || $missing > @never;
	return (@again, @never[ 0 .. $missing - 1 ]);
}

# Turn findings of this month between good and requires improvement until the
# level is right; if that is not enough, visit the service rated longest ago.
sub _hold_the_level
{
	my ($county, $month) = @_;
	my $want = _level_wanted($county->{random}, $month->{first});
	while (1)
	{
		my ($good, $rated) = _level($county);
		my $aim = int(($want * $rated + 5000) / 10000);
		last if $good == $aim;
		my ($from, $to) = $good < $aim ? (IMPROVE, GOOD) : (GOOD, IMPROVE);
		my @turn = sort {
				 ($month->{visited}{ $b->{number} } || 0) <=> ($month->{visited}{ $a->{number} } || 0)
			  || _turns_easily($b, $to) <=> _turns_easily($a, $to)
			  || $a->{rated_on} <=> $b->{rated_on}
			  || $a->{number} <=> $b->{number}
		} grep { $_->{rating} == $from } _ordinary($county);
		last if !@turn;
		my $service = $turn[0];
		if ($month->{visited}{ $service->{number} })
		{
			$service->{events}[-1]{rating} = $service->{rating} = $to;
			$service->{due} = _months_later($service->{rated_on}, $RETURN[$to][0]);
		}
		else
		{
			_publish($county, $service, _working_day($county->{random}, $month), $to);
			$month->{visited}{ $service->{number} } = 1;
		}
	}
}

# Care in people's own homes is rated better than care homes are: one service
# in five turns by that rule, the others as they come.
sub _turns_easily
{
	my ($service, $to) = @_;
	my $community = $service->{beds} == 0;
	return $service->{number} % 5 == 0 && ($to == GOOD) == $community ? 1 : 0;
}

sub _publish
{
	my ($county, $service, $day, $rating) = @_;
	my ($least, $most) = @{ $RETURN[$rating] };
	$most += 12 if $day >= day_of(2019, 6, 1) && $rating >= GOOD;
	push @{ $service->{events} }, { day => $day, rating => $rating };
	$service->{rating} = $rating;
	$service->{rated_on} = $day;
	$service->{urgent} = 0;
	$service->{due} = _months_later($day, $county->{random}->between($least, $most));
}

# --- the months told by hand --------------------------------------------------

sub _tell_month
{
	my ($county, $month, $story) = @_;
	my $random = $county->{random};

	_close_by_rating($county, $month, INADEQUATE, IMPROVE) for 1 .. ($story->{close_poor} || 0);
	_close_by_rating($county, $month, GOOD, GOOD) for 1 .. ($story->{close_good} || 0);
	_change_hands($county, $month) for 1 .. ($story->{change_hands} || 0);

	my @moves = (
		[ improve => IMPROVE, GOOD ],
		[ decline => GOOD, IMPROVE ],
		[ first_good => 0, GOOD ],
		[ first_poor => 0, IMPROVE ],
		[ to_outstanding => GOOD, OUTSTANDING ],
		[ from_inadequate => INADEQUATE, IMPROVE ],
		[ to_inadequate => IMPROVE, INADEQUATE ],);
	for my $move (@moves)
	{
		my ($name, $from, $to) = @$move;
		for (1 .. ($story->{$name} || 0))
		{
			my $service = _longest_at($county, $month, $from);
			_publish($county, $service, _working_day($random, $month), $to);
			$county->{told}{ $service->{number} } = $month->{visited}{ $service->{number} } = 1;
		}
	}

	# Everybody else inspected keeps the rating held before.
	my $others = $random->between(8, 12);
	my @due = grep { $_->{rating} && !$month->{visited}{ $_->{number} } } _due($county, $month, 100);
	for my $service (splice(@due, 0, $others))
	{
		_publish($county, $service, _working_day($random, $month), $service->{rating});
	}
}

# Close a service of one of two ratings, by turns; nobody who has already
# played a part.
sub _close_by_rating
{
	my ($county, $month, @ratings) = @_;
	my $rating = $ratings[ ++$county->{turn} % 3 == 0 ? 0 : 1 ];
	my @those = grep {
			 $_->{rating} == $rating
		  && $_->{rated_on} < $month->{before} - 90
		  && @{ $_->{registrations} } == 1
		  && !$county->{told}{ $_->{number} }
	} _ordinary($county);
	_close($county->{random}->pick(@those), _any_day($county->{random}, $month));
}

# The service that has held a rating (or waited for one) longest.
sub _longest_at
{
	my ($county, $month, $rating) = @_;
	my ($longest) = sort { $a->{due} <=> $b->{due} || $a->{number} <=> $b->{number} }
	  grep {
			 $_->{rating} == $rating
		  && !$month->{visited}{ $_->{number} }
		  && !$county->{told}{ $_->{number} }
	  } _ordinary($county);
	die "nobody left rated $rating\n" if !$longest;
	return $longest;
}

# --- services rated one by one -------------------------------------------------

# Six homes that also give home care: each of the two services is rated, the
# location is not. Two of them had a rating of their own before.
my @SEVERAL = (
	[ [ 2021, 9, 14 ], GOOD, GOOD ],
	[ [ 2022, 2, 8 ], GOOD, IMPROVE ],
	[ [ 2022, 6, 21 ], IMPROVE, GOOD ],
	[ [ 2022, 10, 4 ], GOOD, GOOD ],
	[ [ 2022, 3, 29 ], IMPROVE, GOOD, GOOD ],
	[ [ 2023, 5, 16 ], GOOD, GOOD, GOOD ],);

sub _make_several_services
{
	my ($county) = @_;
	my @homes = grep { $_->{type} eq 'residential' } @{ $county->{services} };
	for my $i (0 .. $#SEVERAL)
	{
		my ($date, $home, $care, $before) = @{ $SEVERAL[$i] };
		my $service = $homes[ 3 + 5 * $i ];
		$service->{several} = { day => day_of(@$date), care_home => $home, home_care => $care };
		$service->{before} = $before;
	}
}

sub _advance_several_services
{
	my ($county, $month) = @_;
	my $day = day_of(2017, 3, 7);
	return if $day < $month->{before} || $day >= $month->{first};
	_publish($county, $_, $day, $_->{before}) for grep { $_->{before} } @{ $county->{services} };
}

# --- small helpers --------------------------------------------------------------

sub _ordinary
{
	my ($county) = @_;
	return grep { !$_->{closed} && !$_->{several} } @{ $county->{services} };
}

sub _open_services
{
	my ($county) = @_;
	return scalar grep { !$_->{closed} } @{ $county->{services} };
}

# How many are good or better, and how many are rated.
sub _level
{
	my ($county) = @_;
	my @rated = grep { !$_->{closed} && $_->{rating} } @{ $county->{services} };
	return (scalar(grep { $_->{rating} >= GOOD } @rated), scalar @rated);
}

# The level to hold, in hundredths of a percent. Calm near the story.
sub _level_wanted
{
	my ($random, $first) = @_;
	my ($earlier, $later);
	for my $i (0 .. $#LEVELS - 1)
	{
		($earlier, $later) = @LEVELS[ $i, $i + 1 ] if $LEVELS[$i][0] < $first;
	}
	my $level = $earlier->[1]
	  + ($later->[1] - $earlier->[1]) * ($first - $earlier->[0]) / ($later->[0] - $earlier->[0]);
	my $calm = $first > day_of(2022, 9, 1) && $first < day_of(2023, 10, 1);
	return int($level) + ($calm ? 0 : $random->between(-30, 30));
}

# The value that holds on a day, of pairs (from day, value).
sub _since
{
	my ($day, @pairs) = @_;
	my $value;
	for my $pair (@pairs) { $value = $pair->[1] if $pair->[0] <= $day }
	return $value;
}

sub _months_later
{
	my ($day, $months) = @_;
	$day = next_first($day) for 1 .. $months;
	return $day;
}

# A day after one first of the month and up to the next, that day included.
sub _any_day
{
	my ($random, $month) = @_;
	return $random->between($month->{before} + 1, $month->{last});
}

# Reports appear from Monday to Friday.
sub _working_day
{
	my ($random, $month) = @_;
	while (1)
	{
		my $day = _any_day($random, $month);
		return $day if weekday($day) < 5;
	}
}

1;
