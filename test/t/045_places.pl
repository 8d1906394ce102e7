# It builds in odd places: under a path with spaces, in another folder, with clang, in Turkish, without HOME, and
# with a mask that hides every file from others; without a warning. And a script that was released stays as it is.
use strict;
use warnings;
use File::Glob ':bsd_glob';
use File::Path 'make_path';
use File::Temp 'tempdir';
use FindBin;
use IPC::Run 'run';
use Test::More;

my $root = "$FindBin::RealBin/../..";
my $place = tempdir(CLEANUP => 1);
my $config = $ENV{PG_CONFIG} // 'pg_config';
my ($version) = slurp("$root/care_quality.control") =~ /^default_version = '(.*)'/m;
my $script = "care_quality--$version.sql";

# What the call of make that runs this test, and its caller, have set would be seen here, too.
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL CI COPT CC)};

umask(077);
my $spaces = copy("$place/a council/care quality");
my ($ok, $said) = make($spaces, { LANG => 'tr_TR.UTF-8', HOME => undef }, "PG_CONFIG=$config", 'WERROR=1');
ok($ok, 'in a path with spaces, in Turkish, without HOME, with umask 077') or diag($said);
ok(-e "$spaces/care_quality.so", '... there is a library');
like(installed($spaces), qr/^\Q$script\E$/m, '... and a script');
($ok, $said) = make($spaces, {}, "PG_CONFIG=$config", 'clean');
ok($ok && !-e "$spaces/care_quality.so", 'make clean takes them away');

my $source = copy("$place/source");
make_path("$place/build");
my @cc = grep { run([ 'sh', '-c', "command -v $_" ], '>', \my $path) } 'clang';
($ok, $said) = make("$place/build", {}, '-f', '../source/Makefile', "PG_CONFIG=$config", 'WERROR=1', map { "CC=$_" } @cc);
ok($ok, 'in another folder, with ' . ($cc[0] // 'the usual compiler')) or diag($said);
is(scalar(() = glob("$place/build/src/*/*.o")), scalar(() = glob("$source/src/*/*.c")), '... all of it');
ok(-e "$place/build/care_quality.so", '... there is a library');
like(installed("$place/build", '-f', '../source/Makefile'), qr/^\Q$script\E$/m, '... and a script');
is_deeply([ glob("$source/*.so $source/src/*/*.o") ], [], '... and nothing in the source');

($ok, $said) = make("$place/build", {}, '-f', "$spaces/Makefile", "PG_CONFIG=$config");
ok(!$ok, 'in another folder than a source with spaces: refused');
like($said, qr/to build in another folder, the path of the source must have no spaces/, '... plainly');

# The script of a released version is no longer built.
run([ 'sh', '-c', 'cp care_quality.sql "$1" && echo "0  sql/$1" >>released.sha256', 'freeze', $script ], init => sub { chdir "$source/sql" })
  or die 'the script could not be frozen';
($ok, $said) = make($source, {}, "PG_CONFIG=$config", 'clean');
ok($ok && -e "$source/sql/$script", 'a released script survives make clean') or diag($said);
unlink "$place/build/sql/$script";
like(installed("$place/build", '-f', '../source/Makefile'), qr/^\Q$script\E$/m, '... and is installed from another folder, too');
change("$source/sql/care_quality.sql", qr/\z/, "-- more\n");
($ok, $said) = make($source, {}, "PG_CONFIG=$config");
ok(!$ok, '... a change after it is refused');
like($said, qr/\Q$version\E is released, so .* wants the next default_version/, '... plainly');
change("$source/care_quality.control", qr/(?<=^default_version = ').*(?=')/m, "$version.1");
($ok, $said) = make($source, {}, "PG_CONFIG=$config", '-n', 'install');
like($said, qr/\Q$script\E sql\/care_quality--\Q$version\E\.1\.sql/, '... until it is the next version\'s, beside the released one');

done_testing();

# slurp($file): what is in it.
sub slurp
{
	my ($file) = @_;

	open my $in, '<', $file or die "$file: $!\n";
	local $/;
	return scalar <$in>;
}

# change($file, $from, $to): the first match of it.
sub change
{
	my ($file, $from, $to) = @_;
	my $text = slurp($file) =~ s/$from/$to/r;

	open my $out, '>', $file or die "$file: $!\n";
	print $out $text;
	close $out or die "$file: $!\n";
}

# installed($folder, argument, …): the scripts that make install brings.
sub installed
{
	my ($folder, @arguments) = @_;
	my $to = tempdir(CLEANUP => 1);
	my ($ok, $said) = make($folder, {}, @arguments, "PG_CONFIG=$config", "DESTDIR=$to", 'install');

	diag($said) if !$ok;
	run([ 'find', $to, '-name', '*.sql' ], '>', \my $found);
	return $found =~ s{^.*/}{}gmr;
}

# copy($folder): the source without what was built of it; a script that was released is in released.sha256.
sub copy
{
	my ($folder) = @_;

	make_path($folder);
	run([ 'sh', '-c', 'cd "$1" && tar -cf - --exclude="*.o" --exclude="*.bc" --exclude="*.so" care_quality.control'
		. ' Makefile src sql expected test | tar -C "$2" -xf -', 'copy', $root, $folder ])
	  or die 'the source could not be copied';
	unlink "$folder/sql/$script" if slurp("$folder/sql/released.sha256") !~ /\Q$script\E$/m;
	return $folder;
}

# make($folder, { VARIABLE => value }, argument, …): whether it went well, and what it said.
sub make
{
	my ($folder, $variables, @arguments) = @_;
	my $said = '';

	local %ENV = (%ENV, %$variables);
	delete @ENV{grep { !defined $ENV{$_} } keys %ENV};
	my $ok = run([ 'make', '-j', '2', '-C', $folder, 'with_llvm=no', @arguments ], '<', \'', '>&', \$said);
	return ($ok, $said);
}
