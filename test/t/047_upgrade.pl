# From one major version of PostgreSQL to another by pg_upgrade: every summary, view and index is the same. Runs where
# two versions with their headers are installed as Debian does it; 042_lasting.pl goes from a version to itself.
use strict;
use warnings;
use File::Temp 'tempdir';
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

chomp(my $here = `pg_config --bindir`);
my $major = major("$here/pg_config");
my ($other) = grep { major($_) != $major && is_complete($_) } sort { major($b) <=> major($a) } glob('/usr/lib/postgresql/*/bin/pg_config');
plan(skip_all => "there is no PostgreSQL but $major with its server and headers here") unless $other;

# The other version is copied, with care_quality built for it: nothing is installed on the machine. A server finds its
# files by where its program is.
my $private = tempdir(CLEANUP => 1);
my @parts = map { chomp(my $at = `'$other' --$_`); substr $at, 1 } qw(bindir pkglibdir sharedir);
must("tar -C / --exclude=bitcode --exclude=man -cf - @parts | tar -C '$private' -xf -", "PostgreSQL ${\ major($other) } is copied");
my $source = "$FindBin::RealBin/../..";
my $build = tempdir(CLEANUP => 1);
must("tar -C '$source' --exclude='*.o' --exclude='*.so' --exclude='*.bc' --exclude=./tmp_check --exclude=./results -cf - . | tar -C '$build' -xf -"
	. " && env -u MAKEFLAGS -u MAKELEVEL make -s -C '$build' PG_CONFIG='$other' with_llvm=no DESTDIR='$private' all install", '... care_quality is built for it');
my $there = "$private/$parts[0]";

my ($old, $new) = major($other) < $major ? ($there, $here) : ($here, $there);
my %data = map { $_ => tempdir(CLEANUP => 1) . "/data" } qw(old new);
my $socket = tempdir('cqXXXX', TMPDIR => 1, CLEANUP => 1);
$ENV{PGHOST} = $socket;
# Checksums became the default in 18; both clusters are the same.
my $sums = major("$new/pg_config") >= 18 ? '--no-data-checksums' : '';
must("'$old/initdb' -D $data{old} -A trust -N -U postgres --encoding=UTF8 --no-locale >/dev/null", 'the older one has a database');
must("'$new/initdb' -D $data{new} -A trust -N -U postgres --encoding=UTF8 --no-locale $sums >/dev/null", '... and the newer one');

start($old, 'old');
psql(q{
	CREATE EXTENSION care_quality;
	CREATE TABLE kept AS
	SELECT g AS id, (g % 5)::care_rating AS rating, care_tally(r) AS tally, care_history(r, day, began, NULL) AS history,
	       care_trend(location, r, day, began, NULL) AS trend, care_waiting(began, day) AS waiting,
	       care_survival(day - began + 999, i % 3 > 0) AS survival, care_ages(location, r, day, began, NULL) AS ages
	FROM (SELECT i, i % 20 AS g, (i * 7919 % 31 * (1 + i % 20) % 5)::care_rating AS r, 'L' || i % 900 AS location,
	             date '2019-01-01' + i * 7 % 1800 AS day, date '2018-01-01' + i % 900 % 300 AS began
	      FROM generate_series(1, 20000) i) s
	GROUP BY g;
	CREATE INDEX ON kept (rating);
	CREATE INDEX ON kept USING hash (history);
	CREATE VIEW monthly AS SELECT id, m.* FROM kept, care_monthly(trend, target => 85, until => '2024-01-01') m;
	CREATE MATERIALIZED VIEW total AS SELECT care_rollup(trend) AS trend, care_rollup(tally) AS tally, care_rollup(waiting) AS waiting FROM kept});
my $contents = q{
	SELECT md5(string_agg(k::text, ' ' ORDER BY id)) FROM kept k
	UNION ALL SELECT md5(string_agg(care_trend_summary_send(trend)::text || care_waiting_summary_send(waiting)::text, ' ' ORDER BY id)) FROM kept
	UNION ALL SELECT md5(string_agg(m::text, ' ' ORDER BY id, as_at)) FROM monthly m
	UNION ALL SELECT md5(t::text) FROM total t};
my $expected = psql($contents);
unlike($expected, qr/^$/m, 'there is something to keep');
stop($old, 'old');

must("cd $socket && '$new/pg_upgrade' -U postgres -b '$old' -B '$new' -d $data{old} -D $data{new} -s $socket >log 2>&1 || { cat log >&2; false; }",
	'pg_upgrade from ' . major("$old/pg_config") . ' to ' . major("$new/pg_config"));
start($new, 'new');
is(psql($contents), $expected, '... every summary and view is the same');
is(psql('SET enable_seqscan = off; SELECT count(*) FROM kept a JOIN kept b ON a.history = b.history WHERE a.rating = b.rating'),
	20, '... and the indexes serve');
is(psql('SELECT count(*) FROM total t WHERE t.trend = (SELECT care_rollup(trend) FROM kept)'), 1, '... a roll-up too');
stop($new, 'new');
done_testing();

# major(PG_CONFIG): the number of its version; 0 if there is none.
sub major { return (`'$_[0]' --version 2>/dev/null` // '') =~ /(\d+)/ ? $1 : 0 }

# is_complete(PG_CONFIG): whether there is a server to run and headers to build with.
sub is_complete
{
	my ($config) = @_;
	chomp(my ($bin, $headers) = (`'$config' --bindir`, `'$config' --includedir-server`));
	return -x "$bin/initdb" && -x "$bin/pg_upgrade" && -e "$headers/postgres.h";
}

sub must { my ($command, $name) = @_; ok(system($command) == 0, $name) or BAIL_OUT($name); }
sub start { my ($bin, $at) = @_; must("'$bin/pg_ctl' -D $data{$at} -w -s -l $data{$at}/log -o \"-k $socket -c listen_addresses=\" start", "$at: starts"); }
sub stop { my ($bin, $at) = @_; must("'$bin/pg_ctl' -D $data{$at} -w -s stop", "$at: stops"); }

sub psql
{
	my ($sql) = @_;
	open(my $in, '-|', "$here/psql", '-XqAt', '-U', 'postgres', '-d', 'postgres', '-v', 'ON_ERROR_STOP=1', '-c', $sql) or die;
	chomp(my $out = do { local $/; <$in> } // '');
	close($in) or die "failed: $sql";
	return $out;
}
