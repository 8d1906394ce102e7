# The county's waiting lists: requests for an assessment, a review, occupational
# therapy, or equipment and adaptations, from June 2020 to September 2024.
#
# The list of each kind follows LISTS below, month end by month end: as many are
# completed as it takes. The case system began on 1 April 2021; of the requests
# before, it knows only those that were still waiting on that day.

package Waiting;
use strict;
use warnings;
use Calendar qw(day_of next_first iso_date);

my $BEGINS = day_of(2021, 4, 1);
my $END = day_of(2024, 10, 1);

# Per kind: requests a month; how many of a thousand are urgent; and how many
# are waiting at the first of some months (a straight line in between).
my @LISTS = (
	[ 'Care Act assessment', 305, 330,
		[ day_of(2021, 4, 1), 1420 ],
		[ day_of(2022, 10, 1), 3040 ],
		[ day_of(2023, 7, 1), 2180 ],
		[ day_of(2024, 10, 1), 1390 ] ],
	[ 'Review', 62, 60,
		[ day_of(2021, 4, 1), 150 ],
		[ day_of(2022, 9, 1), 310 ],
		[ day_of(2023, 7, 1), 260 ],
		[ day_of(2024, 10, 1), 170 ] ],
	[ 'Occupational therapy', 48, 180,
		[ day_of(2021, 4, 1), 90 ],
		[ day_of(2022, 8, 1), 215 ],
		[ day_of(2023, 7, 1), 160 ],
		[ day_of(2024, 10, 1), 75 ] ],
	[ 'Equipment and adaptations', 27, 120,
		[ day_of(2021, 4, 1), 60 ],
		[ day_of(2022, 12, 1), 140 ],
		[ day_of(2023, 7, 1), 120 ],
		[ day_of(2024, 10, 1), 90 ] ],);

my @REASONS = (
	('Needs met another way') x 5,
	('Withdrawn by the person') x 4,
	('Died') x 4,
	('Moved out of the county') x 2,
	'Recorded twice');

sub titles
{
	return [ 'Request ID', 'Request Type', 'Requested', 'Completed', 'Removed', 'Removal Reason' ];
}

sub rows
{
	my ($random) = @_;
	my @requests = map { _one_list($random, @$_) } @LISTS;
	@requests = sort { $a->{day} <=> $b->{day} || $a->{type} cmp $b->{type} || $a->{turn} <=> $b->{turn} }
	  @requests;
	_closed_late(@requests);
	_both_ends($random, @requests);

	my $number = 10000;
	return map { [
		++$number, $_->{type}, iso_date($_->{day}),
		$_->{completed} ? iso_date($_->{completed}) : '',
		$_->{removed} ? iso_date($_->{removed}) : '',
		$_->{reason} || '' ] } @requests;
}

sub _one_list
{
	my ($random, $type, $monthly, $urgent, @sizes) = @_;
	my (@waiting, @done);
	my $turn = 0;
	my $request = sub {
		return {
			type => $type, day => $_[0], turn => ++$turn,
			urgent => $random->chance($urgent), patience => $random->below(1000) };
	};

	# Those that waited already: more of them recent than old.
	for (1 .. $sizes[0][1])
	{
		my $back = $random->between(1, 300);
		$back = $random->between(1, $back);
		push @waiting, $request->($BEGINS - $back);
	}

	for (my $month = $BEGINS; $month < $END; $month = next_first($month))
	{
		my $next = next_first($month);
		my $arrivals = int($monthly * $random->between(86, 114) / 100);
		push @waiting, map { $request->($random->between($month, $next - 1)) } 1 .. $arrivals;

		# Some leave the list without an assessment ...
		my $gone = int(@waiting * $random->between(8, 14) / 1000 + 1);
		@waiting = $random->shuffle(@waiting);
		for my $left (splice(@waiting, 0, $gone))
		{
			$left->{removed} = _day_within($random, $left, $month, $next);
			$left->{reason} = $random->pick(@REASONS);
			push @done, $left;
		}

		# ... and the rest that has to go is completed: the urgent first, then
		# mostly those who have waited long.
		my $wanted = _size_wanted($next, @sizes);
		my $shake = int($wanted / 70);
		my $complete = @waiting - $wanted + $random->between(-$shake, $shake);
		@waiting = sort { _priority($b, $next) <=> _priority($a, $next) || $a->{turn} <=> $b->{turn} }
		  @waiting;
		for my $seen (splice(@waiting, 0, $complete > 0 ? $complete : 0))
		{
			$seen->{completed} = _day_within($random, $seen, $month, $next);
			push @done, $seen;
		}
	}
	return (@done, @waiting);
}

sub _priority
{
	my ($request, $day) = @_;
	return ($request->{urgent} ? 2000 : 0) + ($day - $request->{day}) + $request->{patience};
}

# A day of this month on which the request can have ended.
sub _day_within
{
	my ($random, $request, $month, $next) = @_;
	my $from = $request->{day} > $month ? $request->{day} : $month;
	return $random->between($from, $next - 1);
}

# How many should be waiting, by straight lines.
sub _size_wanted
{
	my ($day, @sizes) = @_;
	for my $i (1 .. $#sizes)
	{
		my ($before, $after) = @sizes[ $i - 1, $i ];
		next if $day > $after->[0];
		return int($before->[1]
			  + ($after->[1] - $before->[1]) * ($day - $before->[0]) / ($after->[0] - $before->[0]));
	}
}

# Trap: requests long dealt with but closed in the system only when somebody
# tidied up, all on one day. They spoil every mean.
sub _closed_late
{
	my @forgotten = grep {
			 $_->{type} eq 'Care Act assessment' && $_->{completed}
		  && $_->{day} < day_of(2022, 3, 1) && $_->{completed} < day_of(2022, 3, 1)
		  && $_->{day} >= $BEGINS && $_->{turn} % 61 == 0
	} @_;
	$_->{completed} = day_of(2024, 3, 28) for @forgotten;
}

# Trap: a completed request that was removed later as well. The first of the two
# ends the wait.
sub _both_ends
{
	my ($random, @requests) = @_;
	for my $request (grep { $_->{completed} && $_->{turn} % 701 == 0 } @requests)
	{
		$request->{removed} = $request->{completed} + $random->between(0, 60);
		$request->{reason} = 'Died';
	}
}

1;
