# Waiting lists through COPY, in text and binary, and damaged values: a clean error or an honest value.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $node = start_node();
my $folder = $node->basedir;

sql($node, q{
	CREATE TABLE list (id integer, w care_waiting_summary);
	INSERT INTO list
	SELECT i % 7, care_waiting(requested, CASE WHEN i % 5 > 0 THEN requested + wait END,
	                           CASE WHEN i % 3 = 0 THEN requested + wait / 2 END)
	FROM (SELECT i, date '2022-01-01' + i * i * 7919 % 800 AS requested, i * 4271 % 401 AS wait
	      FROM generate_series(1, 500) i) s GROUP BY 1;
	INSERT INTO list VALUES (7, '{"version": 1, "entries": []}'), (8, NULL),
		(9, '{"version": 1, "entries": [["1900-01-01", "2199-12-31", "removed", 536870912],
		     ["2199-12-31", null, "waiting", 1]]}');
	CREATE TABLE copy (LIKE list)});

for my $format (qw(text csv binary))
{
	sql($node, qq{
		TRUNCATE copy;
		COPY list TO '$folder/list.$format' (FORMAT $format);
		COPY copy FROM '$folder/list.$format' (FORMAT $format)});
	sql_is($node, 'SELECT count(*) FROM list JOIN copy USING (id) WHERE list.w IS NOT DISTINCT FROM copy.w',
		10, "COPY in format $format keeps every value");
}

# What binary input is given, in the file format of COPY
sub binary_file
{
	my ($file, $id, $bytes) = @_;

	open my $out, '>:raw', $file or die "$file: $!";
	print $out "PGCOPY\n\377\r\n\0", pack('NN', 0, 0), pack('n', 2), pack('NN', 4, $id),
	  pack('N', length $bytes), $bytes, pack('n', 0xffff);
	close $out;
}

my @damaged;
my @error;

# Damage by hand: each breaks one rule of the stored form.
my %rule = (
	'' => 'no version',
	'02' => 'another version',
	'0100' => 'the end after a day of request',
	'010000' => 'a day without its entry',
	'0100000200' => 'bytes after the last entry that are no day',
	'0180000000' => 'a number longer than it need be',
	'01ffffffffffffffffff020000' => 'a number over 64 bits',
	'0185d8060000' => 'a day of request from 2200-01-01 on',
	'0184d806000402' => 'an end from 2200-01-01 on',
	'0184d80600000000' => 'a day of request after the last',
	'0100000180808080808080808001' => 'too large a count',
	'010000feffffff0f' => 'too large a code',
	'01008080800400' => 'too many entries');
for my $hex (sort keys %rule)
{
	binary_file("$folder/damaged", 0, pack('H*', $hex));
	sql_fails($node, qq{COPY copy FROM '$folder/damaged' (FORMAT binary)},
		qr/version \d+ of care_waiting_summary is not supported|invalid binary form of care_waiting_summary/, $rule{$hex});
}

# Damage by chance, always the same: accepted values must be what was sent, to the byte.
srand(20240229);
my @good = map { pack 'H*', $_ }
  split /\n/, sql($node, q{SELECT encode(care_waiting_summary_send(w), 'hex') FROM list WHERE id IN (0, 1, 7, 9) ORDER BY id});
my $script = "TRUNCATE copy;\n";
for my $id (1 .. 600)
{
	my $bytes = $good[ int rand @good ];

	for (0 .. int rand 3)
	{
		my $at = int rand(1 + length $bytes);
		my $way = rand;

		if ($way < .5) { substr($bytes, $at, 1) = chr int rand 256 if $at < length $bytes }
		elsif ($way < .7) { substr($bytes, $at, 0) = chr int rand 256 }
		elsif ($way < .9) { substr($bytes, $at, 1) = '' if $at < length $bytes }
		else { $bytes = substr $bytes, 0, $at }
	}
	$damaged[$id] = $bytes;
	binary_file("$folder/damaged.$id", $id, $bytes);
	$script .= "COPY copy FROM '$folder/damaged.$id' (FORMAT binary);\n";
}
my (undef, undef, $error) = $node->psql('postgres', $script, on_error_stop => 0);
my @odd = grep { /ERROR|FATAL|PANIC/ && !/is not supported|invalid binary form of care_waiting_summary/ } split /\n/, $error;
is("@odd", '', 'damaged bytes give no other error');

my $accepted = 0;
my $changed = 0;
for (split /\n/, sql($node, q{SELECT id, encode(care_waiting_summary_send(w), 'hex') FROM copy}))
{
	my ($id, $hex) = split /\|/;

	$accepted++;
	$changed++ if pack('H*', $hex) ne $damaged[$id];
}
cmp_ok($accepted, '>', 0, 'some of them are values');
cmp_ok($accepted, '<', 600, '... and some are not');
is($changed, 0, '... and none of the values is changed');
sql_is($node, q{
	SELECT count(*) FROM copy WHERE w::text::care_waiting_summary IS DISTINCT FROM w}, 0, '... nor its text form another value');
sql_is($node, q{
	SELECT count(*) FROM copy, care_waiting_monthly(w, since => '2022-01-01', until => '2024-12-31') m
	WHERE m.waiting < 0 OR m.long_waits > m.waiting OR m.median_days > m.p90_days OR m.p90_days > m.longest_days},
	0, '... and each can be asked');

# Damaged text: refused as text, or a value with a text form of its own.
sql_is($node, q{
	CREATE FUNCTION verdict(form text) RETURNS text LANGUAGE plpgsql AS $$
	DECLARE
		w care_waiting_summary;
	BEGIN
		w := form;
		RETURN CASE WHEN w::text::care_waiting_summary = w THEN 'fine' ELSE w::text END;
	EXCEPTION WHEN OTHERS THEN
		RETURN CASE WHEN SQLSTATE IN ('22P02', '22003', '0A000') THEN 'fine' ELSE SQLSTATE || form END;
	END $$;
	SELECT DISTINCT verdict(overlay(text PLACING chr(32 + i * 31 % 95) FROM 1 + i * 7919 % length(text) FOR i % 3))
	FROM (SELECT w::text AS text FROM list WHERE id IN (0, 7, 9)) t, generate_series(1, 700) i}, 'fine',
	'damaged text is refused or means something');

done_testing();
