# It builds in odd places: under a path with spaces, in another folder, with clang, in Turkish, without HOME, and
# with a mask that hides every file from others; without a warning.
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
my $version = qr/^care_quality--[\d.]+\.sql$/m;

# What the call of make that runs this test, and its caller, have set would be seen here, too.
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL CI COPT CC)};

umask(077);
my $spaces = copy("$place/a council/care quality");
my ($ok, $said) = make($spaces, { LANG => 'tr_TR.UTF-8', HOME => undef }, "PG_CONFIG=$config", 'WERROR=1');
ok($ok, 'in a path with spaces, in Turkish, without HOME, with umask 077') or diag($said);
ok(-e "$spaces/care_quality.so", '... there is a library');
like(join("\n", map { s{.*/}{}r } glob("$spaces/sql/*")), $version, '... and a script');
($ok, $said) = make($spaces, {}, "PG_CONFIG=$config", 'clean');
ok($ok && !-e "$spaces/care_quality.so", 'make clean takes them away');

my $source = copy("$place/source");
make_path("$place/build");
my @cc = grep { run([ 'sh', '-c', "command -v $_" ], '>', \my $path) } 'clang';
($ok, $said) = make("$place/build", {}, '-f', '../source/Makefile', "PG_CONFIG=$config", 'WERROR=1', map { "CC=$_" } @cc);
ok($ok, 'in another folder, with ' . ($cc[0] // 'the usual compiler')) or diag($said);
is(scalar(() = glob("$place/build/src/*/*.o")), scalar(() = glob("$source/src/*/*.c")), '... all of it');
ok(-e "$place/build/care_quality.so", '... there is a library');
like(join("\n", map { s{.*/}{}r } glob("$place/build/sql/*")), $version, '... and a script');
is_deeply([ glob("$source/*.so $source/src/*/*.o") ], [], '... and nothing in the source');

($ok, $said) = make("$place/build", {}, '-f', "$spaces/Makefile", "PG_CONFIG=$config");
ok(!$ok, 'in another folder than a source with spaces: refused');
like($said, qr/to build in another folder, the path of the source must have no spaces/, '... plainly');

done_testing();

# copy($folder): the source without what was built of it.
sub copy
{
	my ($folder) = @_;

	make_path($folder);
	run([ 'sh', '-c', 'cd "$1" && tar -cf - --exclude="*.o" --exclude="*.bc" --exclude="*.so" care_quality.control'
		. ' Makefile src sql expected test | tar -C "$2" -xf - && rm -f "$2"/sql/care_quality--*.sql', 'copy', $root, $folder ])
	  or die 'the source could not be copied';
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
