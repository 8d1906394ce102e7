# For tests of examples/load.sql: folders of files, loading them, and what is in the tables afterwards.
#
#   use Loading;
#   my $folder = folder('a.csv' => "text\n", 'b.ods' => [ [ Sheet => [ 'cell', … ], … ], … ]);
#   my $database = fresh($node);                  # a new database with the extension
#   my ($ok, $out, $error) = load($node, $database, $folder, councils => 'Norfolk');
#   my ($ok, $out, $error) = example($node, $database, 'report.sql', as_at => '2023-07-01');
#   loads($node, $database, $folder, qr/what it says/, 'test name', …);
#   refuses($node, $database, $folder, qr/the error/, 'test name', …);
package Loading;

use strict;
use warnings;
use CareQuality;
use Exporter 'import';
use File::Temp 'tempdir';
use FindBin;
use IPC::Run 'run';
use lib "$FindBin::RealBin/../../bench/files/lib";
use Spreadsheet;

our @EXPORT = qw(folder fresh load example loads refuses has_spreadsheets);

my $examples = "$FindBin::RealBin/../../examples";
my $databases = 0;

# folder(NAME => CONTENT, …): text as it is; a reference to sheets, each a name and rows, as a spreadsheet.
sub folder
{
	my (%file) = @_;
	my $folder = tempdir(CLEANUP => 1);
	for my $name (keys %file)
	{
		if (ref $file{$name})
		{
			my $book = Spreadsheet->new("$folder/$name");
			for my $sheet (@{ $file{$name} })
			{
				my ($title, @rows) = @$sheet;
				$book->sheet($title);
				$book->row(@$_) for @rows;
			}
			$book->close;
		}
		else
		{
			open(my $to, '>:raw', "$folder/$name") or die "$name: $!";
			print $to $file{$name};
			close($to);
		}
	}
	return $folder;
}

# Whether .ods and .xlsx can be read here.
sub has_spreadsheets { return scalar grep { -x "$_/ssconvert" } split /:/, $ENV{PATH} }

sub fresh
{
	my ($node) = @_;
	my $database = 'load' . ++$databases;
	sql($node, "CREATE DATABASE $database TEMPLATE template0 ENCODING 'UTF8'");
	sql($node, 'CREATE EXTENSION care_quality', database => $database);
	return $database;
}

# Success, output and errors of one of the examples.
sub example
{
	my ($node, $database, $file, %variable) = @_;
	my @psql = ('psql', '-X', '-q', '-d', $node->connstr($database), map { ('-v', "$_=$variable{$_}") } sort keys %variable);
	my ($out, $error) = ('', '');
	my $ok = run([ @psql, '-f', "$examples/$file" ], '<', \'', '>', \$out, '2>', \$error);
	return ($ok, $out, $error);
}

sub load
{
	my ($node, $database, $folder, %variable) = @_;
	return example($node, $database, 'load.sql', data => $folder, examples => $examples, %variable);
}

sub loads
{
	my ($node, $database, $folder, $says, $name, %variable) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($ok, $out, $error) = load($node, $database, $folder, %variable);
	ok($ok && $error eq '', "$name: loads") or diag($error);
	like($out, $says, "$name: says what");
	return $out;
}

sub refuses
{
	my ($node, $database, $folder, $error_like, $name, %variable) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($ok, $out, $error) = load($node, $database, $folder, %variable);
	ok(!$ok, "$name: refused");
	like($error, $error_like, "$name: says why");
}

1;
