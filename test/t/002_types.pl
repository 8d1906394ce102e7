# The types outside of a session: binary and text COPY, dump and restore, damaged binary input, other
# encodings, soft errors, citext.
use strict;
use warnings;
use FindBin;
use File::Temp 'tempdir';
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $node = start_node();
my $folder = tempdir(CLEANUP => 1);
my $version = sql($node, 'SHOW server_version_num');

# Every type, small and large values, NULL, every kind of trend
sql($node, q{
	CREATE TABLE stored (n int PRIMARY KEY, rating care_rating, tally care_tally_summary, history care_history_summary, trend care_trend_summary);
	INSERT INTO stored
	SELECT l, (l % 5)::care_rating, care_tally(r), care_history(r, published, registered, deregistered), care_trend(l * i, r, published, registered, deregistered)
	FROM (SELECT l, i, ((l + i * i) % 5)::care_rating AS r, date '2015-01-01' + (l * 37 + i * 211) % 1900 AS published,
	             CASE WHEN l % 3 > 0 THEN date '2015-01-01' + l * 11 % 1500 END AS registered, CASE WHEN (l + i) % 4 = 0 THEN date '2020-01-01' + l END AS deregistered
	      FROM generate_series(1, 200) l, generate_series(1, 1 + l % 9) i) e GROUP BY l;
	INSERT INTO stored (n, tally) SELECT 1000, care_tally(rating, 5000000000) FROM stored;
	INSERT INTO stored (n, trend) SELECT 1001, care_trend(history, n) FROM stored;
	INSERT INTO stored (n, trend) SELECT 1002, care_trend_of_snapshots(n % 20, rating, date '2019-01-01' + n % 400) FROM stored;
	INSERT INTO stored (n, trend) SELECT 1003, care_trend_of_periods(n % 20, rating, date '2019-01-01' + n, date '2019-01-01' + 3 * n) FROM stored;
	INSERT INTO stored (n, trend) SELECT 1004, care_trend_of_tallies(tally, date '2019-01-01') FROM stored WHERE n < 1000;
	INSERT INTO stored (n, trend) SELECT 1005, care_rollup(trend) FROM stored WHERE n IN (7, 1002, 1003, 1004);
	INSERT INTO stored (n, history, trend) SELECT 1006, care_history(rating, date '1990-01-01' + 7 * n, '1980-01-01', NULL), care_trend(n, rating, date '1990-01-01' + 7 * n, '1980-01-01', NULL)
	FROM (SELECT n, (n % 5)::care_rating AS rating FROM generate_series(1, 3000) n) r;
	INSERT INTO stored (n) VALUES (1007)});

for my $format ('text', 'csv', 'binary')
{
	sql($node, "COPY stored TO '$folder/$format' (FORMAT $format); CREATE TABLE copied_$format (LIKE stored); COPY copied_$format FROM '$folder/$format' (FORMAT $format)");
	sql_is($node, "SELECT count(*) FROM copied_$format c JOIN stored s USING (n) WHERE (c.rating, c.tally, c.history, c.trend) IS NOT DISTINCT FROM (s.rating, s.tally, s.history, s.trend)",
		sql($node, 'SELECT count(*) FROM stored'), "$format: what is copied out and in is the same");
}

# Dumped and restored: values, and what depends on the extension
sql($node, q{
	CREATE VIEW report AS SELECT n, m.* FROM stored, care_monthly(trend, target => 85, since => '2019-01-01', until => '2019-03-01') m;
	CREATE MATERIALIZED VIEW whole AS SELECT care_rollup(tally) AS tally FROM stored WHERE n < 1000;
	CREATE TABLE used (rating care_rating NOT NULL DEFAULT 'Not rated' CHECK (care_is_rated(rating)), good boolean GENERATED ALWAYS AS (care_is_good_or_better(rating)) STORED);
	CREATE INDEX ON used (rating); CREATE INDEX ON stored ((care_percent_good_or_better(tally)));
	INSERT INTO used VALUES ('good')});
$node->command_ok([ 'pg_dump', '-Fc', '-f', "$folder/dump", '-d', $node->connstr('postgres') ], 'pg_dump');
sql($node, 'CREATE DATABASE restored TEMPLATE template0');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('restored'), "$folder/dump" ], 'pg_restore');
for my $query ('SELECT md5(string_agg(s::text, chr(10) ORDER BY n)) FROM stored s', 'SELECT md5(string_agg(r::text, chr(10) ORDER BY n, as_at)) FROM report r', 'TABLE whole', 'TABLE used')
{
	sql_is($node, $query, sql($node, $query), "restored: $query", database => 'restored');
}

# Damaged binary input is refused, or is a value that can be read: never anything else.
sql($node, q{
	CREATE FUNCTION refused(type text, bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
	DECLARE
	  path text := current_setting('data_directory') || '/damaged';
	  header bytea := decode('5047434f50590aff0d0a00', 'hex') || decode('00000000' || '00000000', 'hex');
	  file bytea := header || decode('0001', 'hex') || int4send(length(bytes)) || bytes || decode('ffff', 'hex');
	  id oid;
	  again boolean;
	BEGIN
	  id := lo_from_bytea(0, file);
	  PERFORM lo_export(id, path), lo_unlink(id);
	  EXECUTE format('CREATE TEMP TABLE IF NOT EXISTS damaged_%1$s (v %1$s); TRUNCATE damaged_%1$s', type);
	  BEGIN
	    EXECUTE format('COPY damaged_%s FROM %L (FORMAT binary)', type, path);
	  EXCEPTION WHEN OTHERS THEN
	    RETURN CASE WHEN SQLSTATE IN ('22P02', '22P03', '0A000', '08P01', '22021') THEN 'refused' ELSE SQLSTATE || ' ' || SQLERRM END;
	  END;
	  EXECUTE format('SELECT v::text::%1$s = v FROM damaged_%1$s', type) INTO again;
	  RETURN CASE WHEN again THEN 'read' ELSE 'differs from what it prints' END;
	END $$});
for my $type ('rating', 'tally_summary', 'history_summary', 'trend_summary')
{
	(my $column = $type) =~ s/_summary//;
	my $value = "care_${type}_send($column)";
	sql_is($node, "SELECT refused('care_$type', $value) FROM stored WHERE n = 17", 'read', "$type: the very bytes are read");
	my $found = sql($node, qq{
		SELECT string_agg(DISTINCT result, ', ') FROM (
		  SELECT refused('care_$type', CASE i % 3 WHEN 0 THEN substr(b, 1, p) WHEN 1 THEN set_byte(b, p, (get_byte(b, p) + 1 + i) % 256) ELSE b || set_byte('\\x00', 0, i) END) AS result
		  FROM (SELECT $value AS b FROM stored WHERE n IN (16, 17, 1002, 1004) AND $column IS NOT NULL) s, generate_series(0, 119) i, LATERAL (SELECT i * 7919 % length(b)) l (p)) r});
	like($found, qr/^(read, )?refused$/, "$type: damaged bytes are refused or read");
}

# Not only UTF-8
sql($node, q{CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'});
sql($node, 'CREATE EXTENSION care_quality', database => 'latin');
sql_is($node, q{SELECT care_tally(r) = care_tally_of(0, 1, 1, 0) FROM (VALUES ('good'), ('Requires_improvement')) v (r)}, 't', 'LATIN1: labels are read', database => 'latin');
sql_is($node, q{SELECT to_care_rating('Good' || chr(160)) IS NULL, care_locations(care_tally_at(care_trend('caf' || chr(233), 'good', '2020-01-01', NULL, NULL), '2020-02-01'))}, 't|1',
	'... a no-break space is UTF-8\'s only; ids are bytes', database => 'latin');

# A server that knows of no encoding cuts no character of its client's in two.
sql($node, q{CREATE DATABASE plain TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'});
sql($node, 'CREATE EXTENSION care_quality', database => 'plain');
for my $x ('', 'x')
{
	my $text = qq({"version": 1, "entries": [], "$x) . "\xc3\xa9" x 500 . '": 1}';
	sql_fails($node, "SET client_encoding = 'UTF8'; SELECT '$text'::care_waiting_summary", qr/Unknown key "$x(\xc3\xa9){19,20}"\.\.\. \(100[01] bytes\)\./,
		"SQL_ASCII: whole characters behind '$x'", database => 'plain');
}

sql_fails($node, q{SET client_encoding = 'LATIN1'; SELECT ('{"version": 1, "entries": [], "x' || repeat(chr(233), 500) || '": 1}')::care_waiting_summary},
	qr/Unknown key "x\xe9{19}"\.\.\. \(1001 bytes\)\./, '... nor does one that knows it, whatever the client reads');

# Soft errors, where PostgreSQL has them
SKIP:
{
	skip 'PostgreSQL before 16 has no soft errors', 5 if $version < 160000;
	sql_is($node, q{SELECT pg_input_is_valid('good', 'care_rating'), pg_input_is_valid('TBC', 'care_rating'), pg_input_is_valid('{}', 'care_tally_summary'),
		pg_input_is_valid('{"version": 2}', 'care_history_summary'), pg_input_is_valid('x', 'care_trend_summary'), pg_input_is_valid('{"version": 1, "conflicts": 0, "months": {}}', 'care_trend_summary')},
		't|f|f|f|f|t', 'pg_input_is_valid');
	sql_is($node, q{SELECT sql_error_code, message FROM pg_input_error_info('TBC', 'care_rating')}, '22P02|invalid input syntax for type care_rating: "TBC"', 'pg_input_error_info');
	sql_is($node, q{SELECT bool_or(pg_input_is_valid(overlay(v placing 'x' from p for 1), t)) FROM (SELECT tally::text, 'care_tally_summary' FROM stored WHERE n = 17
		UNION ALL SELECT trend::text, 'care_trend_summary' FROM stored WHERE n = 17) s (v, t), generate_series(1, 20) p}, 'f', 'damaged text is no error, only invalid');
	sql_is($node, q{SELECT string_agg(v, ' ') FROM (VALUES
			('care_history_summary', '{"version": 1, "first": "2020-01-01", "registered": [["2020-01-01", null]], "ratings": [{"from": "2020-02-01", "rating": "Good", "conflict": 1}]}'),
			('care_survival_summary', '{"version": 1, "entries": [1]}'), ('care_ages_summary', '{"version": 1, "changes": [1]}'),
			('care_ages_summary', '{"version": 1, "changes": [[1, "2020-01-15", "2020-02-01", 3]]}'),
			('care_ages_summary', '{"version": 1, "changes": [["Good", "2020-01-15", "2020-02-01", 3], ["Good", "2020-01-15", "2020-02-01", 3]]}'),
			('care_waiting_summary', '{"version": 1, "entries": [1]}'), ('care_waiting_summary', '{"version": 1, "entries": [["2022-01-03", null, 1, 4]]}'),
			('care_waiting_summary', '{"version": 1, "entries": [["2022-01-03", null, "waiting", 4], ["2022-01-03", null, "waiting", 4]]}')) c (t, v)
		WHERE pg_input_is_valid(v, t)}, '', 'parts of another kind, and told twice, too');
	skip 'PostgreSQL before 17 cannot ignore rows', 1 if $version < 170000;
	sql($node, "COPY (VALUES ('good'), ('TBC'), ('ri')) TO '$folder/labels'; CREATE TABLE labels (r care_rating); COPY labels FROM '$folder/labels' (ON_ERROR ignore)");
	sql_is($node, 'SELECT count(*) FROM labels', '2', 'COPY leaves out what is no rating');
}

# citext, where contrib is installed
SKIP:
{
	skip 'citext is not installed', 2 if sql($node, q{SELECT count(*) FROM pg_available_extensions WHERE name = 'citext'}) eq '0';
	sql($node, 'CREATE EXTENSION citext; CREATE TABLE casual (id citext, label citext, published date)');
	sql($node, q{INSERT INTO casual VALUES ('a', 'GOOD', '2020-01-01'), ('b', 'ri', '2020-01-01'), ('c', NULL, NULL)});
	sql_is($node, q{SELECT care_tally(label) = care_tally_of(0, 1, 1, 0, 1), care_tally(label, 5) IS NOT NULL, care_percent_good_or_better(label), care_percent_good_or_better(label, 'all')::int, care_target_gap(label, 85),
		care_worst(label), bool_and(care_is_rated(label)), care_history(label, published, '2019-01-01', NULL) IS NOT NULL,
		care_locations(care_tally_at(care_trend(id, label, published, '2019-01-01', NULL), '2020-02-01')), care_trend_of_snapshots(id, label, '2020-01-01') IS NOT NULL,
		care_trend_of_periods(id, label, '2020-01-01', NULL) IS NOT NULL, min(to_care_rating(label)) FROM casual}, 't|t|50|33|-35|Requires improvement|t|t|3|t|t|Requires improvement', 'citext everywhere');
	sql_is($node, q{SELECT care_count(care_tally_of(1, 2, 3, 4), label), care_percent(care_tally_of(1, 2, 3, 4), label) FROM casual WHERE id = 'A'}, '2|20', 'and in readers');
}

done_testing();
