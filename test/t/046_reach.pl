# What the extension reaches for: no file, no network, no program, no SQL, no rights, no settings; and what a reader
# needs of the schema that it is in.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $node = start_node();

# The names that the library takes from the server and the C library
SKIP:
{
	skip('make coverage adds names of its own', 2) if $ENV{COVERAGE};
	chomp(my $library = `pg_config --pkglibdir`);
	my @names = map { /\bU (\w+)/ ? $1 : () } `nm -D --undefined-only '$library/care_quality.so' 2>/dev/null`;
	skip('nm is not here, or cannot read the library', 2) unless @names;
	ok((grep { $_ eq 'errfinish' } @names), 'the names that the library needs are known');
	my @reach = grep {
		/^(f?open(at|64)?|creat|f?read|p?write|fputs|unlink|rename|mkdir|stat|opendir|socket|connect|bind|listen|accept|send(to|msg)?|recv\w*
		   |getaddrinfo|gethostbyname|fork|v?fork|exec[lv]\w*|posix_spawn\w*|system|popen|dlopen|dlsym|getenv|setenv|kill|mmap|shm_open)$
		 |^SPI_|^(Open|PathNameOpen)\w*File|^AllocateFile|^BasicOpenFile|^OpenPipeStream|^PQ|^load_(external_function|file)$
		 |^SetUserId|^SetConfigOption|^set_config_option|^Define\w*Variable$|^RegisterBackgroundWorker|^RegisterDynamicBackgroundWorker
		 |^RequestAddinShmemSpace|_hook$|^table_open|^relation_open|^heap_(insert|update|delete)/x
	} @names;
	is("@reach", '', '... and none of them reaches outside the query');
}

sql_is($node, q{SELECT count(*) FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	WHERE e.extname = 'care_quality' AND d.deptype = 'e' AND d.classid IN ('pg_trigger'::regclass, 'pg_event_trigger'::regclass, 'pg_foreign_data_wrapper'::regclass)},
	'0', 'no triggers and no foreign data');
sql_is($node, q{SELECT count(*) FROM pg_class c JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'
	JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
	WHERE e.extname = 'care_quality' AND c.relkind <> 'c'}, '0', 'no tables, views or sequences');
sql_is($node, q{SELECT care_locations(care_tally_of(1, 2, 3, 4)), count(*) FROM pg_settings WHERE name ~ '^care'}, '10|0', 'no settings, loaded as it is');
sql_is($node, q{SELECT count(*) FROM pg_stat_activity WHERE backend_type ~* 'care'}, '0', 'no process');

# In a schema that the reader may not use: the views work, calls by name do not. A reader needs no more than the views.
sql($node, q{
	CREATE SCHEMA care;
	ALTER EXTENSION care_quality SET SCHEMA care;
	CREATE ROLE reader;
	CREATE SCHEMA report;
	CREATE TABLE rating (location_id text, rating text, published date);
	INSERT INTO rating VALUES ('A', 'Good', '2020-01-01'), ('B', 'Inadequate', '2020-02-01');
	CREATE VIEW report.now AS SELECT care.care_percent_good_or_better(rating) AS percent FROM rating;
	CREATE VIEW report.month AS SELECT m.* FROM (SELECT care.care_trend(location_id, rating, published, published, NULL) AS t FROM rating) t,
		care.care_monthly(t, until => '2020-03-01') m;
	GRANT USAGE ON SCHEMA report TO reader;
	GRANT SELECT ON ALL TABLES IN SCHEMA report TO reader});
sql_is($node, 'SET ROLE reader; SELECT percent FROM report.now', '50', 'a view needs no right on the schema of the extension');
sql_is($node, q{SET ROLE reader; SELECT rated FROM report.month WHERE as_at = '2020-03-01'}, '2', '... nor does one by month');
sql_fails($node, q{SET ROLE reader; SELECT care.care_locations(care.care_tally_of(1, 2, 3, 4))}, qr/permission denied/, 'a call by name does');
sql($node, 'GRANT USAGE ON SCHEMA care TO reader');
sql_is($node, q{SET ROLE reader; SELECT care.care_locations(care.care_tally_of(1, 2, 3, 4))}, '10', '... and that is all that it needs');

# Where nothing is open to all, a reader is given the functions, for the views too.
sql($node, 'REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA care FROM PUBLIC');
sql_fails($node, 'SET ROLE reader; SELECT percent FROM report.now', qr/permission denied/, 'EXECUTE can be taken from all');
sql($node, 'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA care TO reader');
sql_is($node, 'SET ROLE reader; SELECT percent FROM report.now', '50', '... and given to a reader');

$node->stop;
done_testing();
