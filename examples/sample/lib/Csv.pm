# Comma-separated files, quoted only where they must be.

package Csv;
use strict;
use warnings;

sub write_file
{
	my ($path, @rows) = @_;
	open(my $file, '>:raw', $path) or die "cannot write $path: $!\n";
	for my $row (@rows)
	{
		print $file join(',', map { _field($_) } @$row), "\n";
	}
	close($file) or die "cannot write $path: $!\n";
}

sub _field
{
	my ($value) = @_;
	return '' if !defined $value;
	return $value if $value !~ /[",\r\n]/;
	$value =~ s/"/""/g;
	return qq("$value");
}

1;
