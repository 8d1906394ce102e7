#!/usr/bin/perl
# Runs the cases of bench/cases on the server that psql finds, and prints one table.
#
#   run.pl FOLDER [CASE…]   the folder is for files that the server writes and DuckDB reads
#
# A case is an SQL file: its first comment line is its title, and lines that begin with --@ say
#
#   needs TABLE…            made by bench/data/TABLE.sql, if not there already
#   run NAME PROCESSES      the statement below is a contestant, whose processes (or threads) are as many;
#                           names that begin with duckdb run there, others in PostgreSQL. The first is ours.
#   check NAME PROCESSES    the same, only run once, to compare its answer
#   before NAME STATEMENT   run before each run of NAME, and not timed
#   same NAME…              these must give the same answer
#   target A / B <= K       time of A divided by that of B; also >=; B is a contestant or "ms";
#                           K is a number, or C / D
#   show A / B              the same without a target
#   memory A after B, N events, M locations
#                           peak memory of a fresh backend, above what running B takes
#
# Every contestant is run once to warm up and to compare the answers, then REPEATS times, taking turns;
# one that takes over ten seconds three times, and where one turn of all takes less than one second, five
# times as often. Times are medians, as psql's \timing or node's clock sees them: from sending the statement
# to the last row. A ratio is the median of the ratios in each turn: what slows the machine for some seconds
# then slows both sides.

use strict;
use warnings;
use FindBin;
use IPC::Open2;
use JSON::PP;
use List::Util qw(max);

my $here = $FindBin::Bin;
my $out = "$here/out";
my ($exchange, @wanted) = @ARGV;
my $repeats = $ENV{REPEATS} || 5;
my $cpu_clock = ($ENV{CLOCK} // '') eq 'cpu';
my $close = 1.1;    # "close" is up to this factor from the target

$| = 1;
mkdir $out;

# ---------------------------------------------------------------------------
# Sessions
# ---------------------------------------------------------------------------

# A psql session: run($sql) gives milliseconds and the rows as text.
package Session;

sub new
{
	my ($class) = @_;
	my $self = bless {}, $class;
	$self->{pid} = IPC::Open2::open2($self->{from}, $self->{to}, 'psql', '-XqAt', '-v', 'ON_ERROR_STOP=1');
	print { $self->{to} } "SET client_min_messages = warning;\n\\timing on\n";
	$self->{backend} = $self->run('SELECT pg_backend_pid()')->{rows}[0];
	return $self;
}

sub run
{
	my ($self, $sql) = @_;
	my $from = $self->{from};
	my (@rows, $ms);
	my $cpu = $self->{backend} ? main::cpu_ms($self->{backend}) : 0;
	print { $self->{to} } "$sql;\n\\echo \@done\n";
	$self->{to}->flush;
	while (1)
	{
		my $line = <$from> // die "this failed:\n$sql\n";
		chomp $line;
		last if $line eq '@done';
		if ($line =~ /^Time: ([\d.]+) ms/) { $ms = $1 }
		else { push @rows, $line }
	}
	$cpu = main::cpu_ms($self->{backend}) - $cpu if $self->{backend};
	return { ms => $ms, cpu => $cpu, rows => \@rows };
}

sub processes
{
	my ($self, $n) = @_;
	$self->run('SET max_parallel_workers_per_gather = ' . ($n - 1));
}

# The most memory the backend ever had, in bytes.
sub peak
{
	my ($self) = @_;
	open my $status, '<', "/proc/$self->{backend}/status" or die;
	my ($kb) = map { /^VmHWM:\s+(\d+) kB/ } <$status>;
	return $kb * 1024;
}

sub DESTROY
{
	my ($self) = @_;
	local $?;
	close $self->{to};
	waitpid $self->{pid}, 0;
}

# A DuckDB session: the same.
package Duck;

sub new
{
	my ($class) = @_;
	my $self = bless { loaded => {} }, $class;
	$self->{pid} = IPC::Open2::open2($self->{from}, $self->{to}, 'node', "$here/duckdb.mjs");
	return $self;
}

sub run
{
	my ($self, $sql) = @_;
	my $from = $self->{from};
	my $cpu = main::cpu_ms($self->{pid});
	print { $self->{to} } JSON::PP->new->allow_nonref->encode($sql), "\n";
	$self->{to}->flush;
	my $answer = JSON::PP::decode_json(<$from> // die "DuckDB ended\n");
	die "DuckDB: $answer->{error}\n$sql\n" if $answer->{error};
	$cpu = main::cpu_ms($self->{pid}) - $cpu;
	return { ms => $answer->{ms}, cpu => $cpu,
		rows => [ map { join '|', map { $_ // '' } @$_ } @{ $answer->{rows} } ] };
}

# Copies a table from PostgreSQL, without the columns of our own types.
sub load
{
	my ($self, $pg, $table) = @_;
	return if $self->{loaded}{$table}++;
	my $file = "$exchange/$table.csv";
	my @columns = @{ $pg->run("SELECT attname || ' ' || atttypid::regtype FROM pg_attribute
		WHERE attrelid = '$table'::regclass AND attnum > 0 AND atttypid::regtype::text !~ 'care_'")->{rows} };
	my $names = join ', ', map { /^(\w+)/ } @columns;
	my $typed = join ', ', @columns;
	$pg->run("COPY (SELECT $names FROM $table) TO '$file' CSV");
	$self->run("CREATE TABLE $table ($typed)");
	$self->run("COPY $table FROM '$file' (FORMAT csv, NULLSTR '', HEADER false)");
	unlink $file;
}

package main;

# Processor time that all threads of a process have had.
sub cpu_ms
{
	my ($pid) = @_;
	my $ns = 0;
	for my $file (glob "/proc/$pid/task/*/schedstat")
	{
		open my $stat, '<', $file or next;
		$ns += (split ' ', <$stat> // 0)[0];
	}
	return $ns / 1e6;
}

sub slurp
{
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!\n";
	local $/;
	return <$in>;
}

sub load_average { return (split ' ', slurp('/proc/loadavg'))[0] }

# ---------------------------------------------------------------------------
# Cases
# ---------------------------------------------------------------------------

# What a file of bench/cases says.
sub read_case
{
	my ($name) = @_;
	my %case = (name => $name, needs => [], run => [], same => [], target => [], memory => []);
	my $text = slurp("$here/cases/$name.sql");
	($case{title}) = $text =~ /^-- (.+)/;
	my $current;
	for (split /\n/, $text)
	{
		if (/^--@ needs (.+)/) { push @{ $case{needs} }, split ' ', $1 }
		elsif (/^--@ (run|check) (\w+) (\d+)$/)
		{
			$current = { timed => $1 eq 'run', name => $2, processes => $3, sql => '', times => [] };
			push @{ $case{run} }, $current;
		}
		elsif (/^--@ before (\w+) (.+)/) { $case{before}{$1} = $2 }
		elsif (/^--@ same (.+)/) { push @{ $case{same} }, [ split ' ', $1 ] }
		elsif (/^--@ target (\w+) \/ (\w+) (<=|>=) ([\d.]+|\w+ \/ \w+)$/)
		{
			push @{ $case{target} }, { a => $1, b => $2, sign => $3, limit => $4 };
		}
		elsif (/^--@ show (\w+) \/ (\w+)$/) { push @{ $case{target} }, { a => $1, b => $2 } }
		elsif (/^--@ memory (\w+) after (\w+), (\d+) events, (\d+) locations$/)
		{
			push @{ $case{memory} }, { a => $1, after => $2, events => $3, locations => $4 };
		}
		elsif (/^--@/) { die "$name: what is this? $_\n" }
		elsif ($current && !/^--/) { $current->{sql} .= "$_\n" }
	}
	$_->{sql} =~ s/\s*;\s*\z// for @{ $case{run} };
	$_->{before} = $case{before}{ $_->{name} } for @{ $case{run} };
	$case{by_name} = { map { $_->{name} => $_ } @{ $case{run} } };
	return \%case;
}

# Makes a table that is not there, after those it needs.
sub make_table
{
	my ($pg, $table) = @_;
	our %made;
	return if $made{$table}++;
	my $file = "$here/data/$table.sql";
	make_table($pg, $_) for map { split } slurp($file) =~ /^--@ needs (.+)/mg;
	return if @{ $pg->run("SELECT 1 FROM bench_data WHERE name = '$table'")->{rows} };
	print "making $table\n";
	$pg->run("SET max_parallel_workers_per_gather = 1");
	$pg->run("\\i $file");
	$pg->run("INSERT INTO bench_data VALUES ('$table')");
}

# Fields are equal as text, or as numbers but for the last digits.
sub same_field
{
	my ($x, $y) = @_;
	return 1 if $x eq $y;
	my $number = qr/^-?\d+(\.\d*)?(e[-+]?\d+)?$/i;
	return $x =~ $number && $y =~ $number && abs($x - $y) <= 1e-9 * (abs($x) + abs($y));
}

sub compare
{
	my ($case, $a, $b) = @_;
	my ($x, $y) = ($a->{rows}, $b->{rows});
	my $where = "$case->{name}: $a->{name} and $b->{name} do not give the same answer";
	die "$case->{name}: $a->{name} gives no rows\n" unless @$x;
	die sprintf("%s: %d and %d rows\n", $where, scalar @$x, scalar @$y) unless @$x == @$y;
	for my $i (0 .. $#$x)
	{
		my @p = split /\|/, $x->[$i], -1;
		my @q = split /\|/, $y->[$i], -1;
		die "$where:\n$x->[$i]\n$y->[$i]\n" unless @p == @q && !grep { !same_field($p[$_], $q[$_]) } 0 .. $#p;
	}
}

sub median
{
	my @sorted = sort { $a <=> $b } @_;
	my $n = @sorted;
	return $n % 2 ? $sorted[$n / 2] : ($sorted[$n / 2 - 1] + $sorted[$n / 2]) / 2;
}

# How many times as long as B a contestant A takes; undefined if either was not run.
sub ratio
{
	my ($x, $y) = map { $_->{times} } @_;
	my $turns = @$x < @$y ? @$x : @$y;
	return $turns ? median(map { $x->[$_] / $y->[$_] } 0 .. $turns - 1) : undef;
}

# Runs a contestant once.
sub run
{
	my ($pg, $duck, $c) = @_;
	return $duck->run($c->{sql}) if $c->{duck};
	$pg->processes($c->{processes});
	$pg->run($c->{before}) if $c->{before};
	return $pg->run($c->{sql});
}

# The plan; it must have as many processes as the case says.
sub explain
{
	my ($pg, $plans, $case, $c) = @_;
	return if $c->{duck};
	$pg->processes($c->{processes});
	$pg->run($c->{before}) if $c->{before};
	my $analyze = $c->{processes} > 1 ? 'ANALYZE, TIMING OFF, SUMMARY OFF, ' : '';
	my $plan = join "\n", @{ $pg->run("EXPLAIN (${analyze}COSTS) $c->{sql}")->{rows} };
	print $plans "== $case->{name}: $c->{name}, processes: $c->{processes}\n\n$c->{sql}\n\n$plan\n\n\n";
	my ($workers) = $plan =~ /Workers Launched: (\d+)/;
	die "$case->{name}: $c->{name} should have $c->{processes} processes:\n$plan\n"
		if ($workers // 0) + 1 != $c->{processes};
}

sub run_case
{
	my ($case, $pg, $duck, $plans) = @_;
	my $started = time;
	my @run = @{ $case->{run} };
	$_->{duck} = $_->{name} =~ /^duckdb/ for @run;
	@run = grep { !$_->{duck} } @run unless $duck;
	@run = grep { $_->{processes} == 1 } @run if $cpu_clock;

	make_table($pg, $_) for @{ $case->{needs} };
	if (grep { $_->{duck} } @run)
	{
		$duck->load($pg, $_) for @{ $case->{needs} };
	}
	print "$case->{name}: ";
	my $session = Session->new;
	my $turn = 0;
	for my $c (@run)
	{
		my $first = run($session, $duck, $c);
		$turn += $first->{ms} if $c->{timed};
		$c->{rows} = $first->{rows};
		$c->{slow} = $first->{ms} > 10_000;
		explain($session, $plans, $case, $c);
	}
	for my $same (@{ $case->{same} })
	{
		my ($first, @others) = grep { $_->{rows} } map { $case->{by_name}{$_} // die "no $_" } @$same;
		compare($case, $first, $_) for @others;
	}
	delete $_->{rows} for @run;
	@run = grep { $_->{timed} } @run;
	my $turns = $repeats * ($turn < 1000 ? 5 : 1);
	for (1 .. $turns)
	{
		for my $c (grep { @{ $_->{times} } < ($_->{slow} ? 3 : $turns) } @run)
		{
			my $measured = run($session, $duck, $c);
			push @{ $c->{times} }, $cpu_clock ? $measured->{cpu} : $measured->{ms};
		}
		print '.';
	}
	for my $c (@run) { $c->{ms} = median(@{ $c->{times} }) }
	for my $m (@{ $case->{memory} })
	{
		my $fresh = Session->new;
		run($fresh, undef, $case->{by_name}{ $m->{after} });
		my $before = $fresh->peak;
		run($fresh, undef, $case->{by_name}{ $m->{a} });
		$m->{bytes} = $fresh->peak - $before;
	}
	printf " %d s, load %s\n", time - $started, load_average();
}

# ---------------------------------------------------------------------------
# The table
# ---------------------------------------------------------------------------

sub verdict
{
	my ($ratio, $sign, $limit) = @_;
	my $over = $sign eq '<=' ? $ratio / $limit : $limit / $ratio;
	return $over <= 1 ? 'met' : $over <= $close ? 'close' : 'NOT MET';
}

sub ms { my ($ms) = @_; return sprintf $ms < 10 ? '%.2f' : $ms < 1000 ? '%.1f' : '%.0f', $ms }

# One line for each target, and one for each rival that has none.
sub rows_of
{
	my ($case) = @_;
	my $by = $case->{by_name};
	my ($ours, @rivals) = @{ $case->{run} };
	my (@rows, %aimed);
	for my $t (@{ $case->{target} })
	{
		my ($a, $b) = ($by->{ $t->{a} }, $by->{ $t->{b} });
		$aimed{ $t->{a} } = $aimed{ $t->{b} } = 1;
		if ($t->{b} eq 'ms')
		{
			push @rows, [ $case->{title}, $t->{a}, $a->{processes}, ms($a->{ms}), '', '', '', '',
				"$t->{a} $t->{sign} $t->{limit} ms", verdict($a->{ms}, $t->{sign}, $t->{limit}) ] if $a->{ms};
			next;
		}
		my $ratio = ratio($a, $b) // next;
		# Ours stands on the left, whichever way the ratio goes.
		my $limit = $t->{sign} ? " $t->{sign} $t->{limit}" : '';
		if ($limit =~ m{(\w+) / (\w+)})
		{
			$t->{limit} = sprintf '%.2f', ratio($by->{$1}, $by->{$2}) // next;
			$limit .= " = $t->{limit}";
		}
		my ($left, $right) = $limit =~ />=/ ? ($b, $a) : ($a, $b);
		push @rows, [ $case->{title}, $left->{name}, $left->{processes}, ms($left->{ms}), $right->{name},
			$right->{processes}, ms($right->{ms}), sprintf('%.2f', $ratio), "$t->{a} / $t->{b}$limit",
			$limit ? verdict($ratio, $t->{sign}, $t->{limit}) : '' ];
	}
	for my $r (grep { $_->{ms} && !$aimed{ $_->{name} } } @rivals)
	{
		push @rows, [ $case->{title}, $ours->{name}, $ours->{processes}, ms($ours->{ms}), $r->{name},
			$r->{processes}, ms($r->{ms}), sprintf('%.2f', ratio($r, $ours)), "$r->{name} / $ours->{name}", '' ];
	}
	for my $m (grep { $_->{bytes} } @{ $case->{memory} })
	{
		my $limit = 40 * $m->{events} + 64 * $m->{locations};
		push @rows, [ $case->{title}, "$m->{a}, peak memory", 1, sprintf('%.1f MB', $m->{bytes} / 1e6), '', '', '',
			sprintf('%.2f', $m->{bytes} / $limit),
			sprintf('%.1f of %.1f bytes an event (40 + 64 a location)', $m->{bytes} / $m->{events}, $limit / $m->{events}),
			verdict($m->{bytes}, '<=', $limit) ];
	}
	return @rows;
}

my @head = ('case', 'ours', 'proc', 'ms', 'rival', 'proc', 'ms', 'ratio', 'target', 'met');
my @csv_head = qw(case ours ours_processes ours_ms rival rival_processes rival_ms ratio target met);
my %number = map { $_ => 1 } qw(proc ms ratio);

sub as_text
{
	my @width = map { my $i = $_; max(map { length $_->[$i] } \@head, @_) } 0 .. $#head;
	my $format = join ' | ', map { ($number{$head[$_]} ? '%' : '%-') . "$width[$_]s" } 0 .. $#head;
	my @lines = map { sprintf $format, @$_ } \@head, @_;
	splice @lines, 1, 0, join '-+-', map { '-' x $_ } @width;
	return join '', map { s{ +$}{}r . "\n" } @lines;
}

sub as_csv
{
	return join '', map { join(',', map { /[,"]/ ? '"' . s/"/""/gr . '"' : $_ } @$_) . "\n" } \@csv_head, @_;
}

sub write_file
{
	my ($file, $text) = @_;
	open my $to, '>', $file or die "$file: $!\n";
	print $to $text;
	close $to;
}

# ---------------------------------------------------------------------------

my @names = sort map { m{([^/]+)\.sql$} } glob "$here/cases/*.sql";
for my $name (@wanted) { die "there is no case $name; there are: @names\n" unless grep { $_ eq $name } @names }
@names = @wanted if @wanted;

my $start = time;
my $pg = Session->new;
my $duck = -d "$here/node_modules/\@duckdb" ? Duck->new : undef;
$pg->run('CREATE EXTENSION IF NOT EXISTS care_quality');
$pg->run('CREATE TABLE IF NOT EXISTS bench_data (name text)');
open my $plans, '>', "$out/plans.txt" or die "$out/plans.txt: $!\n";

my @table;
my $failed = 0;
for my $name (@names)
{
	my $case = read_case($name);
	if (eval { run_case($case, $pg, $duck, $plans); 1 }) { push @table, rows_of($case) }
	else { print "FAILED: $@"; $failed++ }
	write_file("$out/table.txt", as_text(@table));
	write_file("$out/table.csv", as_csv(@table));
}
close $plans;

my ($version) = @{ $pg->run('SHOW server_version')->{rows} };
my $settings = join ', ', map { "$_ " . $pg->run("SHOW $_")->{rows}[0] } qw(shared_buffers work_mem jit);
my $about = sprintf "PostgreSQL %s (%s), %s; %s of %d runs by turns, %s; %d s in all\n", $version, $settings,
	$duck ? 'DuckDB ' . $duck->run('SELECT version()')->{rows}[0] . ' in memory on two threads' : 'no DuckDB',
	'medians', $repeats, $cpu_clock ? 'processor time' : 'time passed', time - $start;
print "\n", as_text(@table), "\n", $about;
write_file("$out/table.txt", as_text(@table) . "\n$about");
exit($failed ? 1 : 0);
