# Tables in a database on which nothing can be installed: examples/beside.sql, run on a server beside it, reads
# them with a role that may only SELECT, makes every view, and keeps yesterday's figures when it cannot.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;
use Loading;

my $own = start_node();
plan(skip_all => 'postgres_fdw is not installed')
  if sql($own, "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'") eq '0';
my $hosted = new_node('hosted');
init_node($hosted);
$hosted->start;

# The hosted database: the sample in tables of other types, with columns that are nobody's business, and no
# extension. What it must come to is what loading the sample here comes to.
my $direct = fresh($own);
loads($own, $direct, "$FindBin::RealBin/../../examples/sample", qr/ratings: 6,730 new/, 'the sample here');
my %columns = (
	locations => 'location_id, site_id, name, service_type, beds, local_authority, registered, deregistered, provider',
	ratings => 'location_id, service, question, rating, published',
	waiting => 'request_type, requested, completed, removed');
sql($hosted, q{
	CREATE TABLE locations (location_id varchar(20), site_id text, name text, service_type text, beds smallint,
	  local_authority text, registered timestamp, deregistered timestamp, provider text, manager text);
	CREATE TABLE ratings (location_id varchar(20), service text, question text, rating varchar(60), published timestamp);
	CREATE TABLE waiting (person_name text, request_type text, requested timestamp, completed timestamp, removed timestamp);
	CREATE ROLE care_reader LOGIN PASSWORD 'secret';
	GRANT SELECT ON locations, ratings TO care_reader;
	GRANT SELECT (request_type, requested, completed, removed) ON waiting TO care_reader});
for my $table (sort keys %columns)
{
	my $rows = sql($own, "COPY (SELECT $columns{$table} FROM $table) TO STDOUT", database => $direct);
	sql($hosted, "COPY $table ($columns{$table}) FROM STDIN;\n$rows\n\\.\n");
}
sql($hosted, q{
	UPDATE waiting SET person_name = 'Somebody';
	CREATE TABLE directory AS
	  SELECT DISTINCT ON (location_id) location_id, local_authority, rating FROM ratings JOIN locations USING (location_id)
	  WHERE service = 'Overall' AND question = 'Overall' AND deregistered IS NULL ORDER BY location_id, published DESC;
	ANALYZE;
	GRANT SELECT ON directory TO care_reader});
sql_is($hosted, "SELECT count(*) FROM pg_proc WHERE proname LIKE 'care%'", 0, 'the hosted database has nothing of care_quality');

# Ten minutes' work
my $beside = 'beside';
sql($own, "CREATE DATABASE $beside TEMPLATE template0 ENCODING 'UTF8'");
my ($ok, $out, $error) = example($own, $beside, 'beside.sql', host => $hosted->host, port => $hosted->port, dbname => 'postgres',
	user => 'care_reader', password => 'secret', tables => 'locations, ratings, waiting, directory', reader => 'bi_tool');
ok(!$ok && $error =~ /role "bi_tool" does not exist/, 'a role that is not there is an error') or diag($out, $error);
sql_is($own, "SELECT count(*) FROM pg_foreign_server", 0, '... and nothing was made', database => $beside);
sql($own, 'CREATE ROLE bi_tool LOGIN');
($ok, $out, $error) = example($own, $beside, 'beside.sql', host => $hosted->host, port => $hosted->port, dbname => 'postgres',
	user => 'care_reader', password => 'secret', tables => 'locations, ratings, waiting, directory', reader => 'bi_tool');
ok($ok && $error eq '', 'beside.sql runs') or diag($error);
like($out, qr/758 locations, 6731 ratings, 20081 waiting .* They are up to date\./, '... and says what it has');

# The figures are those of the same rows loaded here.
for my $view (qw(council_month service_type_month movement_month age_month question_month waiting_month rating_period))
{
	my $rows = "SELECT md5(string_agg(r::text, '' ORDER BY r::text)) FROM (SELECT * FROM $view) r";

	sql_is($own, $rows, sql($own, $rows, database => $direct), "$view is the same", database => $beside);
}
my $figure = 'SELECT rated, good_or_better FROM council_month ORDER BY as_at DESC LIMIT 1';
my $before = sql($own, $figure, database => $beside);

# What travels: the columns that are wanted, and no name of a person, which the role may not even see; counts as
# plain SQL.
my $explain = 'EXPLAIN (VERBOSE, COSTS OFF)';
sub remote_sql { return sql($own, "$explain $_[0]", database => $beside) =~ /Remote SQL: (.*)/ ? $1 : '' }
is(remote_sql('SELECT request_type, requested, completed, removed FROM hosted.waiting'),
	'SELECT request_type, requested, completed, removed FROM public.waiting', 'rows travel without the columns that are not asked for');
sql_is($own, q{SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND column_name IN ('person_name', 'manager')},
	0, '... which have no place here', database => $beside);
my $counts = 'SELECT local_authority, rating, count(*) AS n FROM hosted.directory GROUP BY local_authority, rating';
is(remote_sql("SELECT local_authority, care_percent_good_or_better(care_tally(rating, n)) FROM ($counts) c GROUP BY 1"),
	'SELECT local_authority, rating, count(*) FROM public.directory GROUP BY 1, 2', 'counts are made there, in plain SQL');
sql_is($own, "SELECT care_percent_good_or_better(care_tally(rating, n)) FROM ($counts) c",
	sql($own, 'SELECT care_percent_good_or_better(rating) FROM hosted.directory', database => $beside), '... and come to the same', database => $beside);
is(remote_sql('SELECT care_percent_good_or_better(rating) FROM hosted.directory'),
	'SELECT rating FROM public.directory', 'an aggregate of ours is computed here');

# Nobody here can write there, and the BI tool sees views alone.
sql_fails($own, 'SELECT person_name FROM hosted.waiting', qr/permission denied for table waiting/, 'who waits is not to be had',
	database => $beside);
sql_fails($own, "DELETE FROM hosted.ratings", qr/foreign table "ratings" does not allow deletes/, 'foreign tables are read-only', database => $beside);
sql_fails($hosted, "DELETE FROM ratings", qr/permission denied for table ratings/, '... and the role may not either', as('care_reader'));
sql_fails($own, 'SELECT * FROM hosted.ratings', qr/permission denied for schema hosted/, 'the BI tool does not reach the hosted tables',
	as('bi_tool', $beside));
sql_is($own, $figure, $before, '... but reads the views', as('bi_tool', $beside));
like(sql($own, 'SELECT says FROM hosted_state', as('bi_tool', $beside)), qr/^Figures as at .* up to date\.$/,
	'... and how old they are');

# Tomorrow: a report more, a request more.
sql($hosted, q{INSERT INTO ratings SELECT location_id, 'Overall', 'Overall', 'Outstanding', '2024-09-30' FROM locations
	WHERE deregistered IS NULL AND location_id IN (SELECT location_id FROM directory WHERE rating = 'Inadequate') ORDER BY location_id LIMIT 1});
sql($own, 'CALL visit_hosted()', database => $beside);
my $after = sql($own, $figure, database => $beside);
is($after, join('|', (split /\|/, $before)[0], 1 + (split /\|/, $before)[1]), 'a new report is in the next visit');

# The hosted server is down: yesterday's figures, and a word on it.
$hosted->stop;
my $warning = visit();
like($warning, qr/WARNING:  the hosted database was not taken in: could not connect to server "hosted"/, 'a server that is down is told of');
sql_is($own, $figure, $after, '... and the figures stay', database => $beside);
like(sql($own, 'SELECT says FROM hosted_state', database => $beside),
	qr/^Figures as at .*\. The database was not to be read on .*: could not connect to server "hosted"$/, '... as at when, and why, in the view');
$hosted->start;
is(visit(), '', 'once it is up again it is read');
like(sql($own, 'SELECT says FROM hosted_state', database => $beside), qr/up to date/, '... and nothing is wrong');

# A label that nobody knows, a table that is gone, a right that was taken: the same.
for my $case (
	[ q{UPDATE ratings SET rating = 'TBC' WHERE published = '2024-09-30'}, q{UPDATE ratings SET rating = 'Good' WHERE rating = 'TBC'},
		qr/invalid input syntax for type care_rating: "TBC"/ ],
	[ 'ALTER TABLE waiting RENAME TO queue', 'ALTER TABLE queue RENAME TO waiting', qr/relation "public.waiting" does not exist/ ],
	[ 'REVOKE SELECT ON locations FROM care_reader', 'GRANT SELECT ON locations TO care_reader', qr/permission denied for table locations/ ])
{
	my ($break, $mend, $message) = @$case;

	sql($hosted, $break);
	like(visit(), $message, "$break: told of");
	sql_is($own, $figure, $after, '... and the figures stay', database => $beside);
	like(sql($own, 'SELECT problem FROM hosted_state', database => $beside), $message, '... with the reason in the view');
	sql($hosted, $mend);
}

# Nobody has asked for two days.
sql($own, q{UPDATE hosted_visit SET tried_at = tried_at - interval '2 days'}, database => $beside);
is(visit(), '', 'mended, it is read again');
sql($own, q{UPDATE hosted_visit SET tried_at = tried_at - interval '2 days'}, database => $beside);
like(sql($own, 'SELECT says FROM hosted_state', database => $beside), qr/Nothing has asked the database since\.$/, 'a scheduler that stopped is told of');

# The same command again changes nothing, and visits.
($ok, $out, $error) = example($own, $beside, 'beside.sql', host => $hosted->host, port => $hosted->port, dbname => 'postgres',
	user => 'care_reader', password => 'secret');
ok($ok && $error eq '' && $out =~ /up to date/, 'the script can be run again') or diag($error);

# Tables of other names: views in schema hosted say which column is which.
sql($hosted, q{CREATE TABLE "tblReferral" ("Ref" int, "ReferralDate" timestamp, "ClosedDate" timestamp, "Team" text);
	INSERT INTO "tblReferral" SELECT n, date '2024-01-01' + n, date '2024-03-01' + n, 'OT' FROM generate_series(1, 50) n;
	GRANT SELECT ON "tblReferral" TO care_reader});
sql($own, 'CREATE DATABASE other', database => $beside);
($ok, $out, $error) = example($own, 'other', 'beside.sql', host => $hosted->host, port => $hosted->port, dbname => 'postgres',
	user => 'care_reader', password => 'secret', tables => 'locations, ratings, "tblReferral"');
ok($ok && $error eq '', 'other tables are seen') or diag($error);
sql($own, q{CREATE VIEW hosted.waiting AS
	SELECT "Team" AS request_type, "ReferralDate" AS requested, "ClosedDate" AS completed FROM hosted."tblReferral";
	CALL visit_hosted()}, database => 'other');
sql_is($own, 'SELECT rows FROM hosted_state', '758 locations, 6732 ratings, 50 waiting', 'and read through a view', database => 'other');

done_testing();

# as USER[, DATABASE]: what sql() takes, to be somebody else
sub as
{
	my ($user, $database) = @_;
	return (database => $database // 'postgres', extra_params => [ '-U', $user ]);
}

# What a visit has to say.
sub visit
{
	my (undef, undef, $said) = $own->psql($beside, 'CALL visit_hosted()');
	return $said;
}
