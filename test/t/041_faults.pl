# Faults in the middle of every aggregate: cancelled, the backend ended, no memory, no room on disk. The server
# lives, the error is a clean one, and the next query is right.
use strict;
use warnings;
use FindBin;
use Time::HiRes 'time';
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $node = start_node(shared_buffers => '16MB', max_connections => 10, jit => 'off', log_min_messages => 'log',
	log_statement => 'none', max_parallel_workers_per_gather => 0);

sql($node, q{
	CREATE TYPE rated AS ENUM ('Not rated', 'Inadequate', 'Requires improvement', 'Good', 'Outstanding');
	CREATE TABLE row AS
	SELECT i, i % 100 AS g, (i % 5)::care_rating AS rating, (i % 5)::care_rating::text AS label,
	       'L' || i % 3000 AS location, date '2019-01-01' + i % 1800 AS day, date '2018-01-01' + i % 3000 % 300 AS began
	FROM generate_series(1, 6000) i;
	ALTER TABLE row ADD kind rated, ADD history care_history_summary, ADD tally care_tally_summary,
		ADD trend care_trend_summary, ADD waiting care_waiting_summary, ADD survival care_survival_summary,
		ADD ages care_ages_summary;
	UPDATE row SET kind = label::rated, tally = care_tally_of(i, 2, 3, 4),
		history = (SELECT care_history(x.rating, x.day, x.began, NULL) FROM (SELECT row.*) x),
		trend = (SELECT care_trend(x.location, x.rating, x.day, x.began, NULL) FROM (SELECT row.*) x),
		waiting = (SELECT care_waiting(x.began, x.day) FROM (SELECT row.*) x),
		survival = (SELECT care_survival(abs(x.day - x.began), x.i % 3 > 0) FROM (SELECT row.*) x),
		ages = (SELECT care_ages(x.location, x.rating, x.day, x.began, NULL) FROM (SELECT row.*) x);
	ANALYZE row});

# Every aggregate and window function of the extension, called with columns that fit the names of its arguments
my %column = (
	location => 'location', location_id => 'location', related_location_id => 'NULL::text', weight => '7', published => 'day', registered => 'began', deregistered => 'NULL::date',
	history => 'history', trend => 'trend', tally => 'tally', other => 'tally', waiting => 'waiting', requested => 'began', completed => 'day',
	removed => 'NULL::date', target => '85::double precision', denominator => "'rated'", valid_from => 'day',
	valid_to => 'day + 60', value => 'i::double precision', higher_is_better => 'true', rebase => 'i % 500 = 0', baseline => '12',
	days => 'abs(day - began)', ended => 'i % 3 > 0', survival => 'survival', ages => 'ages', reference => 'tally', confidence => '0.9', successes => 'i', n => 'i + 7',
	benchmark => '85::double precision', adjust => 'true', run_length => '7', screen => 'true', prime => 'true');
my %rating = ('care_rating' => 'rating', 'text' => 'label', 'anyenum' => 'kind', '-' => 'rating');
my @call;
for (split /\n/, sql($node, q{
	SELECT p.proname, p.prokind, (SELECT string_agg(coalesce(p.proargnames[n], 'rating') || ':' || t::regtype, ',' ORDER BY n)
	                             FROM unnest(p.proargtypes) WITH ORDINALITY u (t, n))
	FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid AND d.classid = 'pg_proc'::regclass
	WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'care_quality') AND d.deptype = 'e'
	  AND p.prokind IN ('a', 'w') ORDER BY 1, 3}))
{
	my ($name, $kind, $arguments) = split /\|/;
	my @arguments;

	for (split /,/, $arguments)
	{
		my ($argument, $type) = /^(.*):(.*)$/;
		my $column = $argument eq 'rating' ? $rating{$type}
		  : $argument ne 'as_at' ? $column{$argument}
		  : $name eq 'care_trend_of_tallies' ? "date_trunc('month', day)::date" : 'day';

		die "no column for $argument $type of $name" unless defined $column;
		push @arguments, $column;
	}
	push @call, [ "$name($arguments)", "$name(" . join(', ', @arguments) . ')', $kind eq 'w' ? ' OVER (ORDER BY i)' : '' ];
}
cmp_ok(scalar @call, '>', 40, 'there are ' . @call . ' aggregates and window functions');

# The answers before anything happened, all rows and in groups
sub answers
{
	return map { sql($node, "SELECT md5(string_agg(v::text, ',')) FROM (SELECT $_->[1]$_->[2] AS v FROM row) s") } @call;
}
sub grouped
{
	return map {
		my $over = $_->[2] && ' OVER (PARTITION BY g ORDER BY i)';
		my $group = $over ? '' : ' GROUP BY g';
		sql($node, "SELECT md5(string_agg(v::text, ',' ORDER BY v::text)) FROM (SELECT $_->[1]$over AS v FROM row$group) s");
	} @call;
}
my @before = answers();
my $started = sql($node, 'SELECT pg_postmaster_start_time()');

# In the middle of the rows, the backend gets a signal from itself.
for my $fault ([ 'pg_cancel_backend', qr/canceling statement due to user request/ ],
	[ 'pg_terminate_backend', qr/terminating connection due to administrator command/ ])
{
	my ($signal, $message) = @$fault;
	my @bad;

	for (@call)
	{
		my ($name, $call, $over) = @$_;
		my $rows = "(SELECT * FROM row WHERE i <> 3000 OR $signal(pg_backend_pid()) OFFSET 0) r";
		my (undef, undef, $error) = $node->psql('postgres', "SELECT count(v::text) FROM (SELECT $call$over AS v FROM $rows) s");

		push @bad, "$name: $error" if $error !~ $message;
	}
	is(join("\n", @bad), '', "$signal in the middle of every one is a clean error");
	is(join(',', answers()), join(',', @before), '... and the next queries are right');
}

# Least work_mem: sorts and hashes go to disk
my @groups = grouped();
sql($node, q{ALTER SYSTEM SET work_mem = '64kB'});
sql($node, 'SELECT pg_reload_conf()');
is(join(',', grouped()), join(',', @groups), 'with the least work_mem the groups are the same');

# No room for temporary files
sql_fails($node, q{
	SET temp_file_limit = '100kB';
	SELECT location || i, care_history(rating, day, began, NULL) FROM row, generate_series(1, 20) GROUP BY 1 ORDER BY 2},
	qr/temporary file size exceeds "?temp_file_limit"? \(100kB\)/, 'no room for temporary files is a clean error');
is(join(',', answers()), join(',', @before), '... and the next queries are right');
sql($node, 'ALTER SYSTEM RESET work_mem');
sql($node, 'SELECT pg_reload_conf()');

# Cancelling long work in one call: reported, with wide bounds for a busy machine
sql($node, q{
	CREATE AGGREGATE state_ratings(anycompatiblenonarray, care_rating, date, date, date) (SFUNC = care_ledger_add_rating, STYPE = bytea);
	CREATE AGGREGATE state_waiting(date, date) (SFUNC = care_waiting_add, STYPE = bytea);
	CREATE AGGREGATE state_history(care_rating, date, date, date) (SFUNC = care_history_add, STYPE = bytea);
	CREATE TABLE large (name text, state bytea, w care_waiting_summary);
	ALTER TABLE large ALTER state SET STORAGE EXTERNAL;
	INSERT INTO large SELECT 'ratings', state_ratings(i / 2, (i % 5)::care_rating, date '2010-01-01' + i % 5000, '2009-01-01', NULL)
		FROM generate_series(1, 400000) i;
	INSERT INTO large SELECT 'waiting', state_waiting(date '1950-01-01' + i % 1500, date '1960-01-01' + i % 2003)
		FROM generate_series(1, 2000000) i;
	INSERT INTO large SELECT 'history', state_history((i % 5)::care_rating, date '1950-01-01' + i % 50000, '1940-01-01', NULL)
		FROM generate_series(1, 1000000) i;
	INSERT INTO large SELECT 'some', state_waiting(date '1950-01-01' + i % 500, date '1960-01-01' + i % 401)
		FROM generate_series(1, 200000) i;
	UPDATE large SET w = care_waiting_final(state) WHERE name IN ('waiting', 'some');
	CREATE TABLE document AS SELECT jsonb_build_object('locationId', '1-1', 'historicRatings', jsonb_agg(
		jsonb_build_object('reportDate', '2020-01-01', 'overall', jsonb_build_object('rating', 'Good')))) AS d FROM generate_series(1, 100000)});
my %long = (
	'care_trend_of_ratings_final' => q{SELECT care_trend_of_ratings_final(state) IS NULL FROM large WHERE name = 'ratings'},
	'care_waiting_final' => q{SELECT care_waiting_final(state) IS NULL FROM large WHERE name = 'waiting'},
	'care_history_final' => q{SELECT care_history_final(state) IS NULL FROM large WHERE name = 'history'},
	'care_waiting_monthly' => q{SELECT count(*) FROM large, care_waiting_monthly(w, since => '1900-01-01', until => '2199-12-31') WHERE name = 'waiting'},
	'care_waiting_bands' => q{SELECT count(*) FROM large, care_waiting_bands(w, '1960-06-01') WHERE name = 'waiting'},
	'care_waiting_between' => q{SELECT care_waiting_between(w, '1900-01-01', '2199-12-31') IS NULL FROM large WHERE name = 'waiting'},
	'care_waiting_summary_out' => q{SELECT length(w::text) FROM large WHERE name = 'some'},
	'care_waiting_summary_in' => q{SELECT w::text::care_waiting_summary IS NULL FROM large WHERE name = 'some'},
	'care_xmr' => q{SELECT count(x) FROM (SELECT care_xmr(i) OVER (ORDER BY i) AS x FROM generate_series(1, 500000) i) s},
	'care_p_chart' => q{SELECT count(x) FROM (SELECT care_p_chart(i, 500001) OVER (ORDER BY i) AS x FROM generate_series(1, 500000) i) s},
	'care_funnel' => q{SELECT count(x) FROM (SELECT care_funnel(i, 500001) OVER (ORDER BY i) AS x FROM generate_series(1, 500000) i) s},
	'care_assurance' => q{SELECT count(x) FROM (SELECT care_assurance(i, 5) OVER (ORDER BY i) AS x FROM generate_series(1, 500000) i) s},
	'care_events' => q{SELECT count(*) FROM document, care_events(d)});
for my $name (sort keys %long)
{
	my $begun = time;
	$node->psql('postgres', $long{$name});
	my $whole = time - $begun;
	my $worst = 0;

	# at several points of its way
	for my $part (.2, .5, .8)
	{
		my $timeout = 1 + int($part * $whole * 1000);
		my (undef, $out, $error) = $node->psql('postgres', qq{
			SET statement_timeout = $timeout; SELECT clock_timestamp() AS begun \\gset
			$long{$name};
			RESET statement_timeout;
			SELECT 1000 * extract(epoch FROM clock_timestamp() - :'begun')}, on_error_stop => 0);
		my $late = (split /\n/, $out)[-1] - $timeout;

		$worst = $late if $error =~ /statement timeout/ && $late > $worst;
	}
	note(sprintf '%s: %.0f ms in all, cancelled at the latest %.0f ms after the timeout', $name, 1000 * $whole, $worst);
	cmp_ok($worst, '<', 2000, "$name can be cancelled");
}

# kB of addresses that a server process has taken
my $peak = -r '/proc/self/status' && sql($node, q{
	LOAD 'care_quality';
	SELECT (regexp_match(pg_read_file('/proc/self/status'), 'VmPeak:\s+(\d+)'))[1]});

# Memory that is not returned would grow with the rows: tens of thousands of calls in one statement
SKIP:
{
	skip 'no /proc', 1 unless $peak;
	skip 'AddressSanitizer keeps what was freed', 1 if $peak > 2**30;
	my $memory = q{(SELECT (regexp_match(pg_read_file('/proc/self/status'), 'VmRSS:\s+(\d+)'))[1]::bigint)};
	my @grown;

	for ("care_summary(tally)", "tally + tally", "tally::text::care_tally_summary", "history::text::care_history_summary",
		"trend::text::care_trend_summary", "waiting::text::care_waiting_summary", "survival::text::care_survival_summary", "ages::text::care_ages_summary", "(SELECT care_ages(x.history) FROM (SELECT row.history) x)",
		"(SELECT count(*) FROM care_ages_monthly(ages, since => '2020-01-01', until => '2020-03-01'))", "care_extent(trend)", "care_capacity(waiting, day)",
		"care_waiting_between(waiting, began, day + 1000)", "care_survival_at(survival, 5)",
		"(SELECT count(*) FROM care_survival_curve(survival))", "care_rate(i % 12, 500)", "(SELECT care_standardise(x.tally, x.tally) FROM (SELECT row.*) x)", "care_waiting_at(waiting, day)",
		"(SELECT count(*) FROM care_monthly(trend, since => '2020-01-01', until => '2020-03-01'))",
		"(SELECT count(*) FROM care_periods(history))", "care_interval(tally)", "care_rating_at(history, day)",
		"(SELECT care_trend(x.history) FROM (SELECT row.history) x)", "(SELECT care_waiting(x.began, x.day) FROM (SELECT row.*) x)")
	{
		my $grown = sql($node, qq{
			SELECT count($_) FROM row;
			SELECT $memory AS before \\gset
			SELECT count($_) FROM row, generate_series(1, 6);
			SELECT $memory - :before});

		$grown = (split /\n/, $grown)[-1];
		push @grown, "$_: $grown kB" if $grown > 2048;
	}
	is(join("\n", @grown), '', 'no function keeps memory that grows with the rows');
}

# Neither memory nor files without end: ulimit in the postmaster's start
SKIP:
{
	skip 'no /proc', 4 unless $peak;
	skip 'AddressSanitizer needs all addresses', 4 if $peak > 2**30;
	restart_with('ulimit -v ' . ($peak + 40 * 1024));
	my $many = 'generate_series(1, 3000000) i';
	for ("care_trend(i, 'Good'::care_rating, date '2020-01-01', date '2019-01-01', NULL)",
		"care_waiting(date '2000-01-01' + i % 5000, date '2020-01-01' + i % 3001)",
		"care_history('Good'::care_rating, date '2000-01-01' + i % 5000, date '2019-01-01', NULL)")
	{
		my ($name) = /^(\w+)/;
		sql_fails($node, "SELECT length($_\::text) FROM $many", qr/ERROR:  out of memory/, "$name without memory is a clean error");
	}
	is(join(',', answers()), join(',', @before), '... and the next queries are right');
}
# dash: 2 MB; bash: 4 MB. The log of changes must not need another file of 16 MB meanwhile.
$node->safe_psql('postgres', 'SELECT pg_switch_wal()');
restart_with('ulimit -f 4096');
sql_fails($node, q{
	SET work_mem = '64kB';
	SELECT location || i, care_history(rating, day, began, NULL) FROM row, generate_series(1, 100) GROUP BY 1 ORDER BY 2},
	qr/could not write to file .*pgsql_tmp/, 'a temporary file that cannot be written is a clean error');
is(join(',', answers()), join(',', @before), '... and the next queries are right');

my $log = logged($node->logfile);
unlike($log, qr/was terminated by signal|reinitializing|PANIC|TRAP/, 'no process crashed');

done_testing();

sub restart_with
{
	my ($limit) = @_;

	$node->stop;
	system('sh', '-c', "$limit; exec pg_ctl -D '" . $node->data_dir . "' -l '" . $node->logfile . ".limited' -w start >/dev/null") == 0
	  or die 'the server does not start with little memory';
	$node->_update_pid(1);
}

sub logged
{
	my ($file) = @_;
	local $/;
	my $text = '';
	for ($file, "$file.limited")
	{
		open my $in, '<', $_ or next;
		$text .= <$in>;
	}
	return $text;
}
