# Loads that do not come to their end: cancelled, their connection ended, their program stopped, the disk full. What
# was there is as it was, the error says why, and the same load works afterwards.
use strict;
use warnings;
use File::Temp 'tempdir';
use FindBin;
use IPC::Run qw(start finish);
use POSIX ();
use lib "$FindBin::RealBin/../perl";
use CareQuality;
use Loading;

my $root = "$FindBin::RealBin/../..";
my $everything = q{SELECT md5(string_agg(x, E'\n')) FROM (
	SELECT format('%s %s', xmin, l) AS x FROM locations l UNION ALL SELECT format('%s %s', xmin, r) FROM ratings r
	UNION ALL SELECT format('%s %s', xmin, f) FROM loaded_files f UNION ALL SELECT format('%s %s', xmin, k) FROM site_links k
	ORDER BY 1) x};

# month(KIND, ROWS, DAY): a folder of generated files
sub month
{
	my $folder = tempdir(CLEANUP => 1);
	system($^X, "$root/bench/files/generate.pl", $folder, @_) == 0 or die;
	return $folder;
}

my $node = start_node();
my $september = month('csv', 600, '2026-09-01');
my $october = month('csv', 1200, '2026-10-01');

# Half of it is written: locations are merged, and the first of the ratings is about to be. There it waits.
my $database = fresh($node);
load($node, $database, $september);
my $before = sql($node, $everything, database => $database);
sql($node, q{
	CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN NULL; END';
	CREATE TRIGGER wait BEFORE INSERT ON ratings FOR EACH STATEMENT EXECUTE FUNCTION wait()}, database => $database);

# begun FOLDER, QUESTION: examples/load.sh as a user starts it, once the server answers the question with yes.
sub begun
{
	my ($folder, $question) = @_;
	my ($out, $error) = ('', '');
	my $load = start([ "$root/examples/load.sh", $folder, '-d', $node->connstr($database) ], '<', \'', '>', \$out, '2>', \$error, init => sub { POSIX::setsid() });
	$node->poll_query_until('postgres', "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = '$database' AND $question)") or die $error;
	return ($load, \$error);
}

# stopped FOLDER, QUESTION, ERROR, NAME, HOW: it is stopped there, and nothing was kept of it.
sub stopped
{
	my ($folder, $question, $error_like, $name, $stop) = @_;
	my ($load, $error) = begun($folder, $question);
	$stop->($load);
	ok(!finish($load), "$name: ends badly");
	like($$error, $error_like, "$name: says why") if $error_like;
	$node->poll_query_until('postgres', "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = '$database'") or die;
	sql_is($node, $everything, $before, "$name: changes nothing", database => $database);
}

# its_backend FUNCTION: calls it with the process that serves the load.
sub its_backend
{
	my ($function) = @_;
	return sub { sql($node, "SELECT $function(pid) FROM pg_stat_activity WHERE datname = '$database'") };
}

# to_all SIGNAL: what a terminal sends to the programs that run in it
sub to_all
{
	my ($signal) = @_;
	return sub { kill $signal, map { -$_->{PID} } @{ $_[0]{KIDS} } or die $! };
}

my $waits = "wait_event = 'PgSleep'";
stopped($october, $waits, qr/^ERROR:  canceling statement due to user request$/m, 'cancelled by the server', its_backend('pg_cancel_backend'));
stopped($october, $waits, qr/^FATAL:  terminating connection due to administrator command$/m, 'the connection ended', its_backend('pg_terminate_backend'));
stopped($october, $waits, qr/canceling statement due to user request/, 'Ctrl-C', to_all('INT'));
stopped($october, $waits, undef, 'the program killed', sub
{
	to_all('KILL')->(@_);
	its_backend('pg_cancel_backend')->();
});

# While the files are read: one of them never ends.
my $endless = tempdir(CLEANUP => 1);
POSIX::mkfifo("$endless/ratings.csv", 0600) or die $!;
stopped($endless, "query LIKE 'COPY%source%' AND state = 'active'", qr/./, 'Ctrl-C while a file is read', to_all('INT'));

sql($node, 'DROP TRIGGER wait ON ratings', database => $database);
loads($node, $database, $october, qr/^ratings: [\d,]+ new/m, 'the same load afterwards');

# small_disk KILOBYTES: a folder on a disk of that size, if one can be had here: mounted in a namespace that lives as
# long as the process, and reached through it.
sub small_disk
{
	my ($size) = @_;
	my $at = tempdir(CLEANUP => 1);
	my ($said, $why) = ('', '');
	my $process = start([ 'unshare', '-Um', '--map-current-user', '--keep-caps', 'sh', '-c',
		"mount -t tmpfs -o size=${size}k,mode=700 tmpfs '$at' && echo mounted && exec sleep 3600" ], '<', \'', '>', \$said, '2>', \$why);
	eval { $process->pump until $said =~ /mounted/ || !$process->pumpable; };
	my $folder = "/proc/$process->{KIDS}[0]{PID}/root$at";
	return $said =~ /mounted/ && -w $folder ? ($process, $folder) : ();
}

# free FOLDER, KILOBYTES: leaves so many of them.
sub free
{
	my ($folder, $leave) = @_;
	unlink "$folder/ballast";
	my ($blocks, $size) = split ' ', `stat -f -c '%a %S' '$folder'`;
	open(my $to, '>', "$folder/ballast") or die $!;
	for (1 .. $blocks * $size / 1024 - $leave) { syswrite($to, "\0" x 1024) or last }
}

SKIP: {
	my ($process, $disk) = small_disk(60_000);
	skip 'no disk can be mounted here', 6 unless $disk;
	mkdir "$disk/tables" or die $!;
	sql($node, "CREATE TABLESPACE small LOCATION '$disk/tables'");
	sql($node, 'CREATE DATABASE narrow TEMPLATE template0 ENCODING \'UTF8\' TABLESPACE small');
	sql($node, 'CREATE EXTENSION care_quality', database => 'narrow');
	# Not the temporary tables: those are the first to be written, and it would always end there.
	sql($node, 'ALTER DATABASE narrow SET temp_tablespaces = pg_default', database => 'narrow');

	# ask QUESTION: with room for what a new connection may write.
	my $ask = sub { unlink "$disk/ballast"; return sql($node, $_[0], database => 'narrow') };

	# fills FOLDER, NAME, QUESTION: loads with ever more room, until there is enough.
	my $fills = sub
	{
		my ($folder, $name, $question) = @_;
		my $there = $ask->($question);
		my ($ends, %where, @wrong) = (0);
		for (my $room = 0; $room < 40_000; $room += 160)
		{
			free($disk, $room);
			my ($ok, undef, $error) = load($node, 'narrow', $folder);
			unlink "$disk/ballast";
			last if $ok;
			$ends++;
			$where{$1}++ if $error =~ m{load/(\w+)\.sql};
			push @wrong, $error unless $error =~ /ERROR:  could not (?:extend|write).*No space left on device|FATAL:  could not write init file/;
			push @wrong, "with $room kB something was kept" if $ask->($question) ne $there;
		}
		is(join("\n", @wrong), '', "$name: the error is the disk's, and nothing was kept");
		cmp_ok(scalar keys %where, '>=', 2, "$name: it ended $ends times, in " . join(', ', sort keys %where));
		isnt($ask->($question), $there, "$name: with room enough it works");
	};
	$fills->($september, 'the first load, the disk full', q{SELECT coalesce(string_agg(relname, ' '), '') FROM pg_class WHERE relname IN ('locations', 'ratings', 'loaded_files')});
	$fills->($october, 'the next, the disk full', $everything);

	SKIP: {
		skip 'there is no ssconvert, of the package gnumeric', 2 unless has_spreadsheets();
		my $november = month('ods', 600, '2026-11-01');
		free($disk, 40);
		local $ENV{TMPDIR} = $disk;
		refuses($node, fresh($node), $november, qr/\.ods: cannot be read as a spreadsheet: .*No space left/, 'no room to unpack a spreadsheet');
	}
	sql($node, 'DROP DATABASE narrow');
	sql($node, 'DROP TABLESPACE small');
	$process->kill_kill;
}

done_testing();
