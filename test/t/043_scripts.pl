# The scripts in sql/: an upgraded extension is a fresh one, and nobody who may create objects can get in between.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;
use Digest::SHA;

# A script that was released stands as it was: whoever has that version has installed it.
my $source = "$FindBin::RealBin/../..";
open my $released, '<', "$source/sql/released.sha256" or die "released.sha256: $!\n";
my %sum = reverse map { /^(\w{64})  (.+)$/ } <$released>;
for my $script (sort keys %sum)
{
	my $digest = eval { Digest::SHA->new(256)->addfile("$source/$script")->hexdigest };

	is($digest, $sum{$script}, "$script is as it was released");
}
is(join(' ', grep { !/^sql\/care_quality--\d+\.\d+\.sql$/ } keys %sum), '', 'released scripts are in their place');

my $node = start_node();

# Everything that the catalog knows about the extension's objects, whatever their OIDs are
my $members = q{
	SELECT classid, objid FROM pg_depend
	WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
	  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'care_quality')};
my $catalog = qq{
	SET search_path = pg_catalog;
	WITH member AS ($members)
	SELECT pg_describe_object(classid, objid, 0) AS object, coalesce(obj_description(objid, classid::regclass::name), '-') FROM member
	UNION ALL
	SELECT p.oid::regprocedure::text, CASE WHEN prokind IN ('f', 'p') THEN pg_get_functiondef(p.oid) ELSE pg_get_function_result(p.oid) END
		|| ' ' || procost || ' ' || prorows || ' ' || coalesce(proacl::text, '') || pg_get_function_arguments(p.oid)
	FROM member JOIN pg_proc p ON p.oid = objid AND classid = 'pg_proc'::regclass
	UNION ALL
	SELECT aggfnoid::text || '(' || pg_get_function_identity_arguments(aggfnoid) || ')', concat_ws(' ', aggtransfn, aggfinalfn, aggcombinefn,
		aggserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn, aggfinalextra, aggfinalmodify, aggsortop::regoperator,
		aggtranstype::regtype, aggtransspace, aggmtranstype::regtype, aggmtransspace, agginitval, aggminitval)
	FROM member JOIN pg_aggregate ON aggfnoid = objid AND classid = 'pg_proc'::regclass
	UNION ALL
	SELECT t.oid::regtype::text, concat_ws(' ', typlen, typbyval, typcategory, typalign, typstorage, typinput, typoutput,
		typreceive, typsend, (SELECT string_agg(attname || ' ' || atttypid::regtype, ', ' ORDER BY attnum) FROM pg_attribute
		                      WHERE attrelid = typrelid AND attnum > 0))
	FROM member JOIN pg_type t ON t.oid = objid AND classid = 'pg_type'::regclass
	UNION ALL
	SELECT o.oid::regoperator::text, concat_ws(' ', oprcode, oprrest, oprjoin, oprcom::regoperator, oprnegate::regoperator, oprcanmerge, oprcanhash)
	FROM member JOIN pg_operator o ON o.oid = objid AND classid = 'pg_operator'::regclass
	UNION ALL
	SELECT pg_describe_object('pg_cast'::regclass, c.oid, 0), concat_ws(' ', castfunc::regprocedure, castcontext, castmethod)
	FROM member JOIN pg_cast c ON c.oid = objid AND classid = 'pg_cast'::regclass
	UNION ALL
	SELECT 'member of ' || opfname || ' ' || amname, string_agg(pg_describe_object('pg_amop'::regclass, o.oid, 0), ', ' ORDER BY amopstrategy)
	FROM member JOIN pg_opfamily f ON f.oid = objid AND classid = 'pg_opfamily'::regclass JOIN pg_am a ON a.oid = opfmethod
	     JOIN pg_amop o ON amopfamily = f.oid GROUP BY 1
	UNION ALL
	SELECT 'support of ' || opfname || ' ' || amname, string_agg(amprocnum || ' ' || amproc, ', ' ORDER BY amprocnum)
	FROM member JOIN pg_opfamily f ON f.oid = objid AND classid = 'pg_opfamily'::regclass JOIN pg_am a ON a.oid = opfmethod
	     JOIN pg_amproc o ON amprocfamily = f.oid GROUP BY 1
	ORDER BY 1, 2};

my $fresh = sql($node, $catalog);
my $default = sql($node, q{SELECT default_version FROM pg_available_extensions WHERE name = 'care_quality'});
cmp_ok(length $fresh, '>', 10000, 'a fresh extension is described');

# Every version that a script installs can be upgraded, and then is the same; stored values stay as they were.
for my $version (split /\n/, sql($node, q{SELECT version FROM pg_available_extension_versions WHERE name = 'care_quality' ORDER BY 1}))
{
	my $name = 'from_' . ($version =~ s/\W/_/gr);

	sql($node, "CREATE DATABASE $name TEMPLATE template0");
	sql($node, qq{
		CREATE EXTENSION care_quality VERSION '$version';
		CREATE TABLE kept AS SELECT '{"version": 1, "outstanding": 1, "good": 2, "requires_improvement": 3, "inadequate": 4, "not_rated": 5}'::care_tally_summary AS t;
		CREATE VIEW total AS SELECT care_rollup(t) AS t FROM kept;
		ALTER EXTENSION care_quality UPDATE}, database => $name);
	sql_is($node, q{SELECT extversion FROM pg_extension WHERE extname = 'care_quality'}, $default,
		"version $version can be upgraded to $default", database => $name);
	sql_is($node, $catalog, $fresh, '... and is as a fresh one', database => $name);
	sql_is($node, 'SELECT total.t = kept.t FROM kept, total', 't', '... with what was stored', database => $name);
}
sql_is($node, q{SELECT source FROM pg_extension_update_paths('care_quality') WHERE target = '} . $default . q{' AND path IS NULL},
	'', 'there is a way from every version to this one');
like(sql($node, qq{SELECT string_agg(version, ' ') FROM pg_available_extension_versions WHERE name = 'care_quality'}), qr/\Q$default\E/,
	'the default version is one of them');

# Nothing runs with more rights than its caller, and nothing depends on the caller's settings.
sql_is($node, qq{SELECT p.oid::regprocedure FROM ($members) m JOIN pg_proc p ON p.oid = objid AND classid = 'pg_proc'::regclass
	WHERE prosecdef OR proconfig IS NOT NULL OR proacl IS NOT NULL}, '', 'no function has rights or settings of its own');

# Someone planted what the script names: types, functions and operators of the same names, in front of the search path.
sql($node, 'CREATE DATABASE planted TEMPLATE template0');
sql($node, q{
	CREATE ROLE mallory;
	GRANT ALL ON SCHEMA public TO mallory;
	SET ROLE mallory;
	CREATE TYPE public.text AS (evil integer);
	CREATE TYPE public.date AS (evil integer);
	CREATE DOMAIN public.bytea AS pg_catalog.int4;
	CREATE TYPE public.jsonb AS (evil integer);
	CREATE FUNCTION public.btequalimage(oid) RETURNS boolean LANGUAGE sql AS 'SELECT true';
	CREATE FUNCTION public.byteaeq(pg_catalog.bytea, pg_catalog.bytea) RETURNS boolean LANGUAGE sql AS 'SELECT true';
	CREATE FUNCTION public.evil_less(anyelement, anyelement) RETURNS boolean LANGUAGE sql AS 'SELECT true';
	CREATE OPERATOR public.< (LEFTARG = anyelement, RIGHTARG = anyelement, FUNCTION = public.evil_less);
	CREATE OPERATOR public.= (LEFTARG = anyelement, RIGHTARG = anyelement, FUNCTION = public.evil_less)}, database => 'planted');
sql($node, 'SET search_path = public, pg_catalog; CREATE EXTENSION care_quality', database => 'planted');
sql_is($node, $catalog, $fresh, 'objects planted in front of the search path change nothing', database => 'planted');
sql_is($node, qq{
	SELECT pg_describe_object(d.classid, d.objid, 0), pg_describe_object(d.refclassid, d.refobjid, 0)
	FROM ($members) m JOIN pg_depend d USING (classid, objid)
	WHERE (d.refclassid = 'pg_proc'::regclass AND (SELECT proowner FROM pg_proc WHERE oid = d.refobjid) = 'mallory'::regrole)
	   OR (d.refclassid = 'pg_type'::regclass AND (SELECT typowner FROM pg_type WHERE oid = d.refobjid) = 'mallory'::regrole)
	   OR (d.refclassid = 'pg_operator'::regclass AND (SELECT oprowner FROM pg_operator WHERE oid = d.refobjid) = 'mallory'::regrole)},
	'', '... and nothing of the extension depends on them', database => 'planted');

# A function that is there already is not adopted: nothing is installed.
sql($node, 'CREATE DATABASE squatted TEMPLATE template0');
sql($node, q{
	GRANT ALL ON SCHEMA public TO mallory;
	SET ROLE mallory;
	CREATE FUNCTION public.care_assessment_percent(scores integer[]) RETURNS double precision LANGUAGE sql AS 'SELECT 100.0::float8'},
	database => 'squatted');
sql_fails($node, 'CREATE EXTENSION care_quality SCHEMA public', qr/function "care_assessment_percent" already exists with same argument types/,
	'a function that is there already is an error', database => 'squatted');
sql_is($node, q{SELECT count(*) FROM pg_proc WHERE proname LIKE 'care\_%'}, 1, '... and nothing is installed', database => 'squatted');

done_testing();
