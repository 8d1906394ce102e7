# Days as whole numbers (0 is 1 January 1970), without any time zone.

package Calendar;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(day_of year_month_day next_first weekday uk_date iso_date);

# The number of a date. Years are counted from March, so that the leap day
# comes last.
sub day_of
{
	my ($year, $month, $day) = @_;
	my $y = $month > 2 ? $year : $year - 1;
	my $m = ($month + 9) % 12;
	return 365 * $y + int($y / 4) - int($y / 100) + int($y / 400)
	  + int((153 * $m + 2) / 5) + $day - 719469;
}

# The date of a number: guess the year, then the month, and step back.
sub year_month_day
{
	my ($number) = @_;
	my $year = 1970 + int($number / 365.25) + 1;
	$year-- while day_of($year, 1, 1) > $number;
	my $month = 12;
	$month-- while day_of($year, $month, 1) > $number;
	return ($year, $month, $number - day_of($year, $month, 1) + 1);
}

# The first of the month that follows.
sub next_first
{
	my ($year, $month) = year_month_day($_[0]);
	return $month == 12 ? day_of($year + 1, 1, 1) : day_of($year, $month + 1, 1);
}

# 0 is Monday. (1 January 1970 was a Thursday.)
sub weekday { return ($_[0] + 3) % 7 }

sub uk_date
{
	my ($year, $month, $day) = year_month_day($_[0]);
	return sprintf('%02d/%02d/%04d', $day, $month, $year);
}

sub iso_date { return sprintf('%04d-%02d-%02d', year_month_day($_[0])) }

1;
