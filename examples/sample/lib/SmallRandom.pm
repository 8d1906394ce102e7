# Random numbers that are the same on every machine.
#
# The generator of Park and Miller (1988): next = 16807 * this mod 2^31 - 1,
# by Schrage's division, so that no step leaves 32 bits. Perl's own rand()
# differs between builds and would give a different county everywhere.

package SmallRandom;
use strict;
use warnings;

sub new
{
	my ($class, $seed) = @_;
	my $self = bless { state => $seed }, $class;
	$self->_next for 1 .. 10;    # small seeds start alike: walk away from them
	return $self;
}

sub _next
{
	my ($self) = @_;
	my $high = int($self->{state} / 127773);
	my $low = $self->{state} - $high * 127773;
	my $next = 16807 * $low - 2836 * $high;
	$next += 2147483647 if $next <= 0;
	return $self->{state} = $next;
}

# A whole number from 0 to n - 1.
sub below
{
	my ($self, $n) = @_;
	return $self->_next % $n;
}

# A whole number from low to high.
sub between
{
	my ($self, $low, $high) = @_;
	return $low + $self->below($high - $low + 1);
}

# True in so many cases of a thousand.
sub chance
{
	my ($self, $per_thousand) = @_;
	return $self->below(1000) < $per_thousand;
}

# One element of a list.
sub pick
{
	my ($self, @list) = @_;
	return $list[ $self->below(scalar @list) ];
}

# The index of one of several weights, in proportion to the weights.
sub weighted
{
	my ($self, @weights) = @_;
	my $sum = 0;
	$sum += $_ for @weights;
	my $at = $self->below($sum);
	for my $i (0 .. $#weights)
	{
		return $i if $at < $weights[$i];
		$at -= $weights[$i];
	}
}

# The list in another order.
sub shuffle
{
	my ($self, @list) = @_;
	for my $i (reverse 1 .. $#list)
	{
		my $j = $self->below($i + 1);
		@list[ $i, $j ] = @list[ $j, $i ];
	}
	return @list;
}

1;
