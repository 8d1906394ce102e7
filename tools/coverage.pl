#!/usr/bin/perl
# What the tests reach: tools/check.sh calls it behind the tests of make coverage.
#
#   tools/coverage.pl TREE MAJOR    the folder that was built with --coverage and has been run, by PostgreSQL MAJOR
#
# Prints each line that was not reached, each whose branches were not all taken, and how many of both there are in
# percent. Status 1 if a line was not reached that tools/unreached.txt does not name, or one was that it names, or
# less than LEAST percent of the branches were taken.
#
# A branch is what gcov counts: a way out of a condition, compiled without optimisation. Those at lines with one of
# PostgreSQL's MACROS are not counted, for gcov takes the conditions inside the macro for ours; nor those of lines
# that cannot be reached. A function in a header is counted once, however many files include it.
#
# Before PostgreSQL 16 input functions have no soft errors: what follows one, a return of nothing, cannot be reached,
# and how many branches were taken is only said.
use strict;
use warnings;
use JSON::PP;

my $LEAST = 96;
my $MACROS = qr/\b(?:ereport|elog|ereturn|Assert|CHECK_FOR_INTERRUPTS|PG_\w+|VAR\w+_ANY\w*|SET_VARSIZE\w*)\(/;
my $SOFT = qr/^(?:return (?:false|NULL)|PG_RETURN_NULL\(\));$/;

my ($tree, $major) = @ARGV;
$major or die "usage: coverage.pl TREE MAJOR\n";
chdir $tree or die "$tree: $!\n";

# unreached(): what cannot be reached, as "file: text".
sub unreached
{
	open my $list, '<', 'tools/unreached.txt' or die "tools/unreached.txt: $!\n";
	return map { chomp; $_ => 0 } grep { !/^(?:#|$)/ } <$list>;
}

# counted(): for each file of src, the lines with their counts and those of their branches, over all that include it.
sub counted
{
	my %files;

	open my $gcov, '-|', 'gcov -b -j -t src/*/*.gcno 2>/dev/null' or die "gcov: $!\n";
	while (my $json = <$gcov>)
	{
		for my $file (@{ decode_json($json)->{files} })
		{
			my ($name) = $file->{file} =~ m{(src/\w+/\w+\.[ch])$} or next;
			for my $line (@{ $file->{lines} })
			{
				my $sum = $files{$name}{ $line->{line_number} } //= { count => 0, branches => [] };
				my @branches = map { $_->{count} } @{ $line->{branches} };
				$sum->{count} += $line->{count};
				# a function that a header brings has the same branches wherever it is used; where it is not, it has none
				$sum->{branches}[$_] += $branches[$_] for 0 .. $#branches;
			}
		}
	}
	close $gcov or die "gcov ended with $?\n";
	return \%files;
}

sub percent { my ($n, $of) = @_; return $of ? 100 * $n / $of : 100 }

my %total = map { $_ => 0 } qw(lines reached excused branches taken);
my %unreached = unreached();
my @wrong;
my $files = counted();
for my $name (sort keys %$files)
{
	open my $source, '<', $name or die "$name: $!\n";
	my @text = map { s/^\s+|\s+$//gr } <$source>;

	for my $number (sort { $a <=> $b } keys %{ $files->{$name} })
	{
		my $line = $files->{$name}{$number};
		my $text = $text[ $number - 1 ];
		my $shown = "$name:$number: $text";

		if (!$line->{count} && (exists $unreached{"$name: $text"} || ($major < 16 && $text =~ $SOFT)))
		{
			$unreached{"$name: $text"}++;
			$total{excused}++;
			next;
		}
		my @ways = $text =~ $MACROS ? () : @{ $line->{branches} };
		my $missing = grep { !$_ } @ways;
		$total{lines}++;
		$total{branches} += @ways;
		$total{taken} += @ways - $missing;
		if ($line->{count})
		{
			$total{reached}++;
			print "$missing of ", scalar @ways, " branches not taken: $shown\n" if $missing;
		}
		else
		{
			push @wrong, "not reached: $shown";
		}
	}
}
push @wrong, map { "reached after all, or gone: $_" } grep { !$unreached{$_} } sort keys %unreached;
print "$_\n" for @wrong;
my $branches = percent($total{taken}, $total{branches});
printf "coverage: %.2f%% of %d lines (%d more cannot be reached), %.2f%% of %d branches\n",
	percent($total{reached}, $total{lines}), $total{lines}, $total{excused}, $branches, $total{branches};
exit(@wrong || ($major >= 16 && $branches < $LEAST) ? 1 : 0);
