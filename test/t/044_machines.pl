# What tools/server.sh makes of a machine: the PostgreSQL it takes, the packages it installs, the words it ends with.
# The machine is a folder: its PostgreSQL, apt and sudo are small scripts that know what it has and write down what is
# asked of them. make check-fresh does the same on real ones.
use strict;
use warnings;
use File::Path 'make_path';
use File::Temp 'tempdir';
use FindBin;
use IPC::Run 'run';
use Test::More;

my $root = "$FindBin::RealBin/../..";
my @tools = qw(bash sh awk cut env grep head ls mktemp perl prove rm sed tail tr true dirname);
my $both = 'server headers';

# What is here, what apt has, and what comes of it
machine('everything is here', { 15 => $both }, [], uses => 15);
machine('nothing is here', {}, [15], installs => 'postgresql-15 postgresql-server-dev-15', uses => 15);
machine('only the server', { 15 => 'server' }, [15], installs => 'postgresql-server-dev-15', uses => 15);
machine('only the headers', { 15 => 'headers' }, [15], installs => 'postgresql-15', uses => 15);
machine('only the client', { 15 => '' }, [15], installs => 'postgresql-15 postgresql-server-dev-15', uses => 15);
machine('two, both complete', { 13 => $both, 15 => $both }, [15], uses => 15);
machine('two, the older complete', { 13 => $both, 15 => 'server' }, [15], uses => 13);
machine('two, none complete', { 13 => 'server', 15 => 'server' }, [ 13, 15 ], installs => 'postgresql-server-dev-15', uses => 15);
machine('two servers, apt has the headers of the older', { 15 => 'server', 17 => 'server' }, [15],
	installs => 'postgresql-server-dev-15', uses => 15);
machine('nine is older than thirteen', { 9 => 'server', 13 => 'server' }, [ 9, 13 ], installs => 'postgresql-server-dev-13', uses => 13);
machine('left over from an older release', { 13 => 'server' }, [15], installs => 'postgresql-15 postgresql-server-dev-15', uses => 15);
machine('too old', { 12 => $both }, [15], installs => 'postgresql-15 postgresql-server-dev-15', uses => 15);
machine('five', { 13 => 'server', map { $_ => $both } 14 .. 16 }, [], uses => 16);

machine('PG_CONFIG chooses', { 13 => $both, 15 => $both }, [15], config => 13, uses => 13);
machine('PG_CONFIG without headers', { 13 => $both, 15 => 'server' }, [15], config => 15,
	says => qr/PG_CONFIG=\S+ leads to no PostgreSQL of version 13 or later with its server and server headers/);
machine('PG_CONFIG that is not there', { 15 => $both }, [15], config => 16, says => qr/PG_CONFIG=\S+ leads to no PostgreSQL/);

machine('with sudo', { 15 => 'server' }, [15], who => 'sudo', installs => 'postgresql-server-dev-15', uses => 15);
machine('without sudo, everything is here', { 15 => $both }, [15], who => 'user', uses => 15);
machine('without sudo, something is missing', { 15 => 'server' }, [15], who => 'user',
	says => qr/please let an administrator run: apt-get install postgresql-server-dev-15$/);
machine('without sudo and package lists', {}, [], who => 'user',
	says => qr/please let an administrator run: apt-get install postgresql postgresql-server-dev-all$/);
machine('without a compiler', { 15 => $both }, [15], lacks => 'gcc', installs => 'gcc', uses => 15);
machine('no Debian', {}, [15], lacks => 'apt-get', says => qr/this is no Debian or Ubuntu: please install gcc, make, PostgreSQL/);

# Plain make says what is missing, too.
for my $case ([ 'server', qr/leads to no PostgreSQL server headers: install postgresql-server-dev-15,/ ],
	[ undef, qr/leads to no PostgreSQL server headers: install postgresql-server-dev-NN,/ ])
{
	my ($has, $message) = @$case;
	my $place = tempdir(CLEANUP => 1);
	my $said = '';

	postgresql($place, 15, $has) if defined $has;
	ok(!run([ 'make', '-C', $root, "PG_CONFIG=$place/versions/15/bin/pg_config" ], '<', \'', '>&', \$said), 'make stops');
	like($said, $message, '... and says what to install');
}

done_testing();

# machine(name, { version => what is here of it }, [ versions that apt has ], installs =>, uses =>, says =>,
#         config => version of PG_CONFIG, who => root, sudo or user, lacks => a program)
sub machine
{
	my ($name, $here, $apt, %case) = @_;
	my $place = tempdir(CLEANUP => 1);
	my $lacks = $case{lacks} // '';
	my $said = '';

	make_path("$place/bin", "$place/versions");
	for my $tool (@tools)
	{
		my ($path) = grep { -x } map { "$_/$tool" } split /:/, "$ENV{PATH}:/usr/bin:/bin";
		symlink($path, "$place/bin/$tool") or die "$tool: $!";
	}
	script("$place/bin/id", 'echo ' . (($case{who} // 'root') eq 'root' ? 0 : 1000));
	script("$place/bin/sudo", 'exec "$@"') if ($case{who} // '') eq 'sudo';
	script("$place/bin/$_", ':') for qw(make mkdir rmdir), $lacks eq 'gcc' ? () : 'gcc';
	script("$place/bin/tee", 'while read -r _; do :; done');
	script("$place/bin/apt-cache", apt_cache(@$apt));
	script("$place/bin/apt-get", qq{case \$* in *" install "*) echo "\${*##* install }" >>$place/asked; . $place/install;; esac})
	  if $lacks ne 'apt-get';
	postgresql($place, $_, $here->{$_}) for keys %$here;
	# After apt-get install, all of the version that apt has is here.
	my $after = tempdir(CLEANUP => 1);
	postgresql($after, $_, $both, $place) for @$apt;
	script("$place/install", "PATH='$ENV{PATH}' cp -r $after/versions $place");

	my $config = $case{config} ? "PG_CONFIG=$place/versions/$case{config}/bin/pg_config" : '';
	my $ok = run([ 'env', '-i', "PATH=$place/bin", $config || (), "$place/bin/bash", '-c',
		qq(set -o pipefail; . "\$1/tools/server.sh"; versions=$place/versions; server_packages && echo "uses \$PG_CONFIG"), 'machine', $root ],
		'<', \'', '>&', \$said);
	my $asked = -e "$place/asked" ? slurp("$place/asked") : '';

	if ($case{says})
	{
		ok(!$ok, "$name: stops");
		like($said, $case{says}, '... and says why');
		is($asked, '', '... before it installs anything');
	}
	else
	{
		is($asked, $case{installs} ? "$case{installs}\n" : '', "$name: what is missing is installed");
		like($said, qr{^uses $place/versions/$case{uses}/bin/pg_config$}m, "... and $case{uses} is used") or diag($said);
	}
}

# A PostgreSQL of which only some is here; its files say that they are in $home.
sub postgresql
{
	my ($place, $version, $has, $home) = @_;
	my $bin = ($home // $place) . "/versions/$version/bin";
	my $in = "$place/versions/$version";

	make_path("$in/bin", "$in/include", "$in/pgxs");
	script("$in/bin/pg_config", "case \$1 in --bindir) echo $bin;; --version) echo 'PostgreSQL $version.4 (Debian)';;"
		. " --includedir-server) echo $bin/../include;; --pgxs) echo $bin/../pgxs/pgxs.mk;; esac");
	script("$in/bin/postgres", ':') if $has =~ /server/;
	# Debian's server package brings this one.
	script("$in/pgxs/pgxs.mk", '') if $has =~ /server|headers/;
	script("$in/include/postgres.h", '') if $has =~ /headers/;
}

# The newest is the distribution's. There is much to read after the line that counts.
sub apt_cache
{
	my (@versions) = @_;
	my $default = $versions[-1] // return ':';

	return qq{case "\$*" in "depends postgresql") echo "  Depends: postgresql-$default";;\n}
	  . join('', map { qq{*"postgresql-$_"|*"postgresql-server-dev-$_") echo "  Candidate: $_.4"; printf %100000s;;\n} } @versions) . 'esac';
}

sub script
{
	my ($path, $text) = @_;

	open(my $file, '>', $path) or die "$path: $!";
	print $file "#!/bin/sh\n$text\n";
	close($file);
	chmod(0755, $path);
}

sub slurp
{
	my ($file) = @_;
	local (@ARGV, $/) = $file;
	return scalar <>;
}
