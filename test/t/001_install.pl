# Installing and removing: by whom, and what is left behind.
use strict;
use warnings;
use File::Glob ':bsd_glob';
use FindBin;
use JSON::PP 'decode_json';
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $node = start_node();

# Everything a user can name explains itself in psql; what belongs to something else is explained there.
sql_is(
	$node, q{
	SELECT pg_describe_object(classid, objid, 0)
	FROM pg_depend
	WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
	  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'care_quality')
	  AND obj_description(objid, classid::regclass::name) IS NULL
	  AND classid NOT IN ('pg_amop'::regclass, 'pg_amproc'::regclass)
	  -- array types and the row types' relations
	  AND NOT (classid = 'pg_type'::regclass
	           AND EXISTS (SELECT FROM pg_type WHERE oid = objid AND typcategory = 'A'))
	  AND NOT (classid = 'pg_class'::regclass
	           AND EXISTS (SELECT FROM pg_class WHERE oid = objid AND relkind = 'c'))
	ORDER BY 1}, '', 'every object has a comment');

# The catalog before and after, in a fresh database
my $objects = join ' UNION ALL ',
  map { "SELECT '$_', count(*) FROM $_" }
  qw(pg_proc pg_type pg_class pg_attribute pg_operator pg_opclass pg_opfamily pg_amop pg_amproc pg_cast pg_aggregate
  pg_description pg_depend pg_extension pg_namespace);
sql($node, 'CREATE DATABASE fresh TEMPLATE template0');
my $before = sql($node, "$objects ORDER BY 1", database => 'fresh');
sql($node, 'CREATE EXTENSION care_quality', database => 'fresh');
isnt(sql($node, "$objects ORDER BY 1", database => 'fresh'), $before, 'CREATE EXTENSION creates');
sql($node, 'DROP EXTENSION care_quality', database => 'fresh');
is(sql($node, "$objects ORDER BY 1", database => 'fresh'), $before, 'DROP EXTENSION leaves nothing behind');

# Trusted: who owns the database may install it, in a schema of his choice, and remove it.
sql($node, 'CREATE ROLE council LOGIN');
sql($node, 'CREATE DATABASE council OWNER council TEMPLATE template0');
sql($node, q{
	SET ROLE council;
	CREATE SCHEMA care;
	CREATE EXTENSION care_quality SCHEMA care;
	DROP EXTENSION care_quality;
	CREATE EXTENSION care_quality SCHEMA care}, database => 'council');
sql_is($node, "SELECT extowner::regrole FROM pg_extension WHERE extname = 'care_quality'",
	'council', 'the owner of the database can install it without being superuser', database => 'council');

sql($node, 'CREATE ROLE visitor LOGIN');
sql_fails($node, 'SET ROLE visitor; DROP EXTENSION care_quality',
	qr/must be owner of extension care_quality/, 'but not everyone can remove it', database => 'council');

sql($node, 'ALTER EXTENSION care_quality SET SCHEMA public', database => 'council');
sql_is($node, "SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'care_quality'",
	'public', 'it can move to another schema', database => 'council');

my ($version) = slurp("$FindBin::RealBin/../../care_quality.control") =~ /^default_version\s*=\s*'(.*)'/m;
sql_is($node, "SELECT extversion FROM pg_extension WHERE extname = 'care_quality'",
	$version, 'the default version is what the control file says');

my $meta = decode_json(slurp("$FindBin::RealBin/../../META.json"));
my $provided = $meta->{provides}{care_quality};
like($meta->{version}, qr/^\Q$version\E\.\d+$/, 'META.json is of the same version');
is($provided->{version}, $meta->{version}, '... throughout');
is($provided->{file}, "sql/care_quality.sql", '... and names its script');

# Nobody loads a script with psql by mistake, and none takes over what a user planted.
for my $script (sort glob("$FindBin::RealBin/../../sql/care_quality--*.sql"))
{
	my $text = slurp($script);
	$script =~ s{.*/}{};
	like($text, qr/^\\echo Use ".*" to load this file\. \\quit$/m, "$script refuses psql");
	unlike($text, qr/\bCREATE\s+OR\s+REPLACE\b|\bIF\s+NOT\s+EXISTS\b/i, "$script adopts nothing that is there already");
}

done_testing();
