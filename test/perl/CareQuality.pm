# What every TAP test of care_quality needs, alike on PostgreSQL 13 to 19:
#
#   use FindBin;
#   use lib "$FindBin::RealBin/../perl";
#   use CareQuality;                        # and all of Test::More
#
#   my $node = start_node();                # a server with the extension in database postgres
#   my $node = new_node($name); init_node($node);    # one that is not started
#   sql($node, $sql);                       # what psql -At prints; dies with the server's message on error
#   sql_is($node, $sql, $expected, $name);
#   sql_fails($node, $sql, qr/message/, $name);
#   my $folder = data_folder();             # the real published data, or the whole test is skipped
#   load_published($node, $table, $file);   # one of its CSV files, packed or not, as columns of text
#   my $text = slurp($file);                # all of a file
#   done_testing();
package CareQuality;

use strict;
use warnings;
use Exporter 'import';
use FindBin;
use Test::More;

our @EXPORT = (@Test::More::EXPORT, qw(new_node init_node start_node sql sql_is sql_fails data_folder load_published slurp));

# PostgreSQL 15 renamed its modules; late releases of 13 and 14 know both names.
my $cluster = eval { require PostgreSQL::Test::Cluster } ? 'PostgreSQL::Test::Cluster' : 'PostgresNode';
require PostgresNode if $cluster eq 'PostgresNode';

# slurp($file): all of it, as bytes.
sub slurp
{
	my ($file) = @_;

	open(my $in, '<:raw', $file) or die "$file: $!";
	local $/;
	return scalar <$in>;
}

# new_node($name): a server that has no data yet.
sub new_node
{
	my ($name) = @_;
	my $method = $cluster->can('get_new_node') || $cluster->can('new');

	return $cluster->$method($name);
}

# init_node($node): its data folder, of the same encoding and locale on every machine.
sub init_node
{
	my ($node) = @_;

	$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
}

# start_node(setting => value, …): a server on a Unix socket, running. A second one needs a name => of its own.
sub start_node
{
	my (%setting) = @_;
	my $node = new_node(delete $setting{name} // 'care');

	init_node($node);
	$node->append_conf('postgresql.conf', "$_ = '$setting{$_}'") for sort keys %setting;
	$node->start;
	sql($node, 'CREATE EXTENSION care_quality');
	return $node;
}

# The output of the statements, rows as lines and columns split by |.
sub sql
{
	my ($node, $sql, %option) = @_;
	my ($status, $out, $error) = $node->psql($option{database} // 'postgres', $sql, on_error_stop => 1, %option);

	die "$error\nin: $sql\n" if $status != 0;
	return $out;
}

sub sql_is
{
	my ($node, $sql, $expected, $name, %option) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;

	is(eval { sql($node, $sql, %option) } // "ERROR: $@", $expected, $name);
}

# The statements fail, with a message (DETAIL and HINT included) that matches.
sub sql_fails
{
	my ($node, $sql, $pattern, $name, %option) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my (undef, undef, $error) = $node->psql($option{database} // 'postgres', $sql, %option);

	like($error, $pattern, $name);
}

sub data_folder
{
	my $folder = $ENV{CARE_QUALITY_DATA} // "$FindBin::RealBin/../../../shared/data";

	plan(skip_all => 'real published data is not here: no CARE_QUALITY_DATA, no ../shared/data') unless -d $folder;
	return $folder;
}

# A published file as it comes: a table of text columns with the names of its header.
sub load_published
{
	my ($node, $table, $file) = @_;
	my $path = data_folder() . "/$file";

	open(my $csv, '-|', 'gzip', '-cdf', $path) or die "$path: $!";
	my $header = <$csv> // die "$path is empty";
	my $rows = do { local $/; <$csv> };
	close($csv) or die "$path could not be read";
	$header =~ s/\s+$//;
	my $columns = join ', ', map { "\"$_\" text" } split /,/, $header;
	sql($node, "CREATE TABLE $table ($columns)");
	sql($node, "COPY $table FROM STDIN (FORMAT csv);\n$rows\\.\n");
}

1;
