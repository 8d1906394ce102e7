# The documentation is true: every SQL block of README.md and doc/*.md prints what the page says.
#
# As a reader does it, all pages are read one after another in one database, each from top to bottom in a psql
# session of its own. So each begins with a schema of its own, and leaves nothing outside that another would
# find, by mistake or in its way. In a page,
#
#   ```sql     is run, from the top folder of the source;
#   ```        without a language is what psql prints for the block before it, errors too;
#   ```text    and blocks of any other language are only read.
#
# A block that is followed by no output must succeed and print nothing that is checked.
use strict;
use warnings;
use Encode 'decode';
use File::Glob ':bsd_glob';
use FindBin;
use IPC::Run;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $root = "$FindBin::RealBin/../..";
my $node = start_node();
my @pages = ('README.md', map { s{^\Q$root\E/}{}r } sort glob("$root/doc/*.md"));

# What is in public and no extension's
my $left_in_public = q{
	SELECT name FROM (SELECT 'pg_class'::regclass, oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
	                  UNION ALL SELECT 'pg_proc'::regclass, oid, proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
	              o (classid, objid, name)
	WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.classid AND d.objid = o.objid AND deptype IN ('e', 'i'))};

chdir $root or die "$root: $!";
sql($node, "CREATE DATABASE reader TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
for my $page (@pages)
{
	my @blocks = blocks(slurp($page));
	my @printed = psql($node->connstr('reader'), map { $_->{sql} } @blocks);

	for my $block (@blocks)
	{
		my $printed = shift @printed;
		my $name = "$page line $block->{line}";

		if (defined $block->{output})
		{
			is($printed, $block->{output}, "$name prints what the page says");
		}
		else
		{
			unlike($printed, qr/^(ERROR|FATAL|invalid command|.*: error):?/m, "$name runs");
		}
	}
	sql_is($node, $left_in_public, '', "$page leaves nothing in the schema that all pages see", database => 'reader');
}

# What psql prints fits on a screen: a table whose lines are broken cannot be read.
for my $page (@pages)
{
	my @wide = grep { ($_->{output} // '') =~ /^(?!ERROR|DETAIL|HINT).{111,}$/m } blocks(decode('UTF-8', slurp($page)));
	is(join(' ', map { "line $_->{line}" } @wide), '', "$page prints nothing wider than 110 characters");
}

# What the pages point to is there: files, and headings in pages.
for my $page (@pages)
{
	my ($folder) = $page =~ m{^(.*/|)};
	my @missing;

	for my $link (slurp($page) =~ /\]\((?!https?:)([^)]+)\)/g)
	{
		my ($file, $heading) = split /#/, $link;
		my $target = $file eq '' ? $page : "$folder$file";

		push @missing, $link
		  if !-e $target || defined $heading && !grep { $_ eq $heading } headings(slurp($target));
	}
	is("@missing", '', "$page links to what is there");
}

my $readme = slurp('README.md');
is(join(' ', grep { $readme !~ /\(\Q$_\E\)/ } @pages[1 .. $#pages]), '', 'README.md leads to every page');

# The reference knows every function, aggregate, type and result column that a user can meet; what only
# serves types, operators, casts and aggregates is left out.
my $reference = join '', map { slurp($_) } grep { m{^doc/} } @pages;
my $public = q{
	WITH member AS (
	  SELECT objid, classid FROM pg_depend
	  WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
	    AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'care_quality')),
	support AS (
	  SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend]::oid[]) FROM pg_type
	  UNION ALL SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggmtransfn, aggminvtransfn,
	                                aggmfinalfn]::oid[]) FROM pg_aggregate
	  UNION ALL SELECT oprcode FROM pg_operator
	  UNION ALL SELECT amproc FROM pg_amproc
	  UNION ALL SELECT castfunc FROM pg_cast)
	SELECT DISTINCT proname FROM pg_proc, member
	WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid
	  AND pg_proc.oid NOT IN (SELECT * FROM support)
	UNION
	SELECT typname FROM pg_type, member
	WHERE classid = 'pg_type'::regclass AND objid = pg_type.oid AND typcategory <> 'A'
	UNION
	SELECT attname FROM pg_attribute, pg_type, member
	WHERE classid = 'pg_type'::regclass AND objid = pg_type.oid AND attrelid = typrelid AND attnum > 0
	ORDER BY 1};
is(join(' ', grep { $reference !~ /\b\Q$_\E\b/ } split /\n/, sql($node, $public)),
	'', 'doc/ knows every function, type and column');

# So does the map of the source know every wing.
my $inside = slurp('doc/inside.md');
my @unknown = grep { $inside !~ /`\Q$_\E`/ } map { s{.*/}{}r } glob('src/*');
is("@unknown", '', 'doc/inside.md knows every wing of src');

done_testing();

# The SQL blocks of a page: sql, the line it begins at, and output if the page says what comes out.
sub blocks
{
	my ($text) = @_;
	my @blocks;

	while ($text =~ /^```(\w*)[^\n]*\n(.*?)^```$/msg)
	{
		my ($language, $body) = ($1, $2);
		my $line = 1 + (substr($text, 0, $-[0]) =~ tr/\n//);

		if ($language eq 'sql')
		{
			push @blocks, { sql => $body, line => $line };
		}
		elsif ($language eq '')
		{
			die "line $line: output without an SQL block before it\n" if !@blocks || defined $blocks[-1]{output};
			$blocks[-1]{output} = trimmed($body);
		}
	}
	return @blocks;
}

# What psql prints for each of the blocks. White space at the ends of lines does not count.
sub psql
{
	my ($connection, @sql) = @_;
	my $mark = '-- end of block --';
	my $input = join '', map { "$_\n\\echo '$mark'\n" } @sql;
	my $output = '';

	local $ENV{PGCLIENTENCODING} = 'UTF8';
	IPC::Run::run([ 'psql', '-X', '-q', '-d', $connection ], '<', \$input, '>&', \$output);
	return map { trimmed($_) } split /^\Q$mark\E\n/m, $output, -1;
}

# The headings of a page, as links name them.
sub headings
{
	my ($text) = @_;

	$text =~ s/^```.*?^```$//msg;
	return map { lc =~ s/[^\w\- ]//gr =~ s/ /-/gr } $text =~ /^#+ (.*)$/mg;
}

sub trimmed
{
	my ($text) = @_;

	$text =~ s/[ \t]+$//mg;
	$text =~ s/\s+\z//;
	return $text;
}
