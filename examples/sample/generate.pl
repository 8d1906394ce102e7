#!/usr/bin/perl
# Write the sample: the county of Larkshire, which does not exist, as CSV files
# in the regulator's own layout. README.md describes every column.
#
#   perl generate.pl [DIRECTORY]      (default: the directory of this script)
#
# The files are the same bytes on every machine.

use strict;
use warnings;
use File::Basename qw(dirname);
use lib dirname(__FILE__) . '/lib';

use Calendar qw(day_of next_first uk_date iso_date);
use Csv;
use Published;
use Register;
use SmallRandom;
use Waiting;

my $directory = @ARGV ? $ARGV[0] : dirname(__FILE__);

# Each file draws from numbers of its own, so that a change to one leaves the
# others as they are.
my @services = Register::simulate(SmallRandom->new(23));

Csv::write_file("$directory/locations.csv", Published::location_titles(),
	Published::location_rows(SmallRandom->new(101), @services));
Csv::write_file("$directory/ratings.csv", Published::rating_titles(),
	Published::rating_rows(SmallRandom->new(102), @services));
Csv::write_file("$directory/waiting.csv", Waiting::titles(), Waiting::rows(SmallRandom->new(103)));
Csv::write_file("$directory/assessment.csv", assessment());
my @country = benchmark(SmallRandom->new(104));
Csv::write_file("$directory/benchmark.csv", @country);
Csv::write_file("$directory/benchmark_service_types.csv", benchmark_service_types(SmallRandom->new(105), @country));

# The regulator's assessment of the council itself: nine statements, 1 to 4.
sub assessment
{
	my @statements = (
		[ 'Working with people', 'Assessing needs', 2 ],
		[ 'Working with people', 'Supporting people to live healthier lives', 2 ],
		[ 'Working with people', 'Equity in experience and outcomes', 2 ],
		[ 'Providing support', 'Care provision, integration and continuity', 2 ],
		[ 'Providing support', 'Partnerships and communities', 3 ],
		[ 'Ensuring safety', 'Safe systems, pathways and transitions', 2 ],
		[ 'Ensuring safety', 'Safeguarding', 3 ],
		[ 'Leadership', 'Governance, management and sustainability', 3 ],
		[ 'Leadership', 'Learning, improvement and innovation', 3 ],);
	my $number = 0;
	return ([ 'Local Authority', 'Publication Date', 'Number', 'Theme', 'Statement', 'Score' ],
		map { [ $Published::COUNTY, uk_date(day_of(2023, 6, 20)), ++$number, @$_ ] } @statements);
}

# A country to compare with, made up as the county is: about 24,000 rated
# locations, of which some 83 percent are good or better.
sub benchmark
{
	my ($random) = @_;
	my @levels = (    # first of a month, rated, hundredths of a percent
		[ day_of(2014, 10, 1), 1200, 6700 ],
		[ day_of(2017, 7, 1), 21900, 7910 ],
		[ day_of(2019, 7, 1), 22900, 8380 ],
		[ day_of(2021, 7, 1), 23500, 8480 ],
		[ day_of(2022, 7, 1), 23900, 8370 ],
		[ day_of(2023, 7, 1), 24150, 8320 ],
		[ day_of(2024, 10, 1), 24300, 8340 ],);
	my @rows = ([ 'As At', 'Rated', 'Good Or Better' ]);
	for my $i (1 .. $#levels)
	{
		my ($from, $to) = @levels[ $i - 1, $i ];
		for (my $month = $from->[0]; $month < $to->[0]; $month = next_first($month))
		{
			my ($part, $whole) = ($month - $from->[0], $to->[0] - $from->[0]);
			my $rated = int($from->[1] + ($to->[1] - $from->[1]) * $part / $whole)
			  + $random->between(-20, 20);
			my $level = int($from->[2] + ($to->[2] - $from->[2]) * $part / $whole)
			  + $random->between(-6, 6);
			push @rows, [ iso_date($month), $rated, int(($rated * $level + 5000) / 10000) ];
		}
	}
	return @rows;
}

# The same country by type of service. Residential homes are what is left of the total.
sub benchmark_service_types
{
	my ($random, $titles, @months) = @_;
	my @types = (    # of a thousand rated, hundredths of a percent above the country
		[ 'Home care', 330, 260 ],
		[ 'Nursing home', 165, -600 ],
		[ 'Supported living', 45, 500 ],
		[ 'Extra care housing', 12, 550 ],
		[ 'Shared Lives', 8, 1200 ],);
	my @rows = ([ 'As At', 'Service Type', 'Rated', 'Good Or Better' ]);
	for (@months)
	{
		my ($month, $all, $all_good) = @$_;
		my ($rest, $rest_good) = ($all, $all_good);
		for (@types)
		{
			my ($type, $share, $above) = @$_;
			my $rated = int($all * $share / 1000) + $random->between(-2, 2);
			my $good = int(($rated * (int(10000 * $all_good / $all) + $above + $random->between(-10, 10)) + 5000) / 10000);
			push @rows, [ $month, $type, $rated, $good ];
			$rest -= $rated;
			$rest_good -= $good;
		}
		push @rows, [ $month, 'Residential home', $rest, $rest_good ];
	}
	return @rows;
}
