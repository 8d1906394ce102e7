# examples/views.sql: one set of views, each of one grain. The catalog is walked: every rule holds for every
# view, also for those that are yet to be written.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;
use Loading;

my $examples = "$FindBin::RealBin/../../examples";
my $node = start_node(jit => 'off');
my $sample = fresh($node);

loads($node, $sample, "$examples/sample", qr/^locations: 758 new$/m, 'the sample',
	waiting_targets => '{"Care Act assessment": 2000}');
rules($sample, 'the sample');

# The columns of a view
my $columns = q{SELECT attname FROM pg_attribute WHERE attrelid = '%s'::regclass AND attnum > 0};

# A region of several councils, one with the ONS code, in which all views have rows
my $region = fresh($node);
load($node, $region, "$examples/sample");
sql($node, q{
	UPDATE locations SET local_authority = (ARRAY['Northshire', 'Southshire', 'East & West, City of', 'Midshire'])[1 + (hashtext(coalesce(site_id, location_id)) & 3)],
		brand_id = CASE WHEN location_id < 'LARK-0300' THEN 'BD1' END, brand = CASE WHEN location_id < 'LARK-0300' THEN 'A brand' END,
		columns = columns || jsonb_build_object('ward', 'Ward ' || (hashtext(location_id) & 7));
	UPDATE waiting SET local_authority = CASE WHEN request_type = 'Review' THEN 'Midshire' ELSE 'Northshire' END;
	INSERT INTO council_codes VALUES ('Northshire', 'E10000099');
	INSERT INTO neighbours VALUES ('Farshire', '2023-07-01', 200, 160), ('Southshire', '2023-07-01', 1, 0);
	UPDATE setting SET targets = '{"2022-04-01": 85, "2023-04-01": 60}', last_report = '2024-05-01';
	CALL refresh_views()}, database => $region);
rules($region, 'a region');
sql_is($node, q{SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace
	AND (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM ' || relname, false, true, '')))[1]::text = '0'},
	'', 'every view has rows', database => $region);
sql_is($node, q{SELECT DISTINCT council_key, local_authority FROM council_month ORDER BY 1},
	"E10000099|Northshire\neast-west-city-of|East & West, City of\nmidshire|Midshire\nsouthshire|Southshire", 'a code, or a key made of the name', database => $region);
sql_is($node, q{SELECT percent_target, fraction_target FROM council_month WHERE as_at IN ('2022-03-01', '2022-04-01', '2023-04-01') AND local_authority = 'Midshire' ORDER BY as_at},
	"|\n85|0.85\n60|0.6", 'targets that change', database => $region);
sql_is($node, q{SELECT DISTINCT since, until FROM change_cause}, '2024-05-01|2024-10-01', 'the last report is a setting', database => $region);
sql_is($node, q{SELECT local_authority, is_published FROM neighbour_month WHERE as_at = '2023-07-01' ORDER BY 1},
	"East & West, City of|f\nFarshire|t\nMidshire|f\nNorthshire|f\nSouthshire|f", 'published counts stand beside councils, but not beside their own', database => $region);
sql_is($node, q{SELECT string_agg(DISTINCT request_type, ', '), count(DISTINCT local_authority) FROM waiting_month WHERE local_authority = 'Midshire'}, 'Review|1',
	'a waiting list has its council', database => $region);

# What a council is compared with: the benchmark by type of service, or all councils of the database; where that lacks a type, nothing
sql_is($node, q{SELECT mix_points, rating_points, reference FROM mix_month WHERE as_at = '2023-07-01'}, '1|-13.5|the benchmark by type of service',
	'mix and ratings of the sample', database => $sample);
sql($node, q{DELETE FROM benchmark_service_type WHERE as_at = '2023-07-01' OR as_at = '2023-06-01' AND service_type = 'Nursing home';
	UPDATE benchmark_service_type SET as_at = '2023-05-09', councils = 151 WHERE as_at = '2023-05-01'}, database => $region);
sql_is($node, q{SELECT as_at, reference, count(*) FROM mix_month WHERE as_at BETWEEN '2023-05-01' AND '2023-07-01' GROUP BY 1, 2 ORDER BY 1},
	"2023-05-01|all 151 councils of the regulator's file|4\n2023-07-01|all councils of the database|4", 'what they are compared with is said', database => $region);
sql_is($node, q{SELECT sum(rated * fraction_rating)::numeric(9,6) FROM mix_month WHERE as_at = '2023-07-01'},
	sql($node, q{SELECT sum(rated * (fraction_good_or_better - fraction_reference) - rated * fraction_mix)::numeric(9,6) FROM mix_month WHERE as_at = '2023-07-01'}, database => $region),
	'and adds up', database => $region);

# Sums are what they say: 446 services, and not twice as many.
for my $database ($sample, $region)
{
	sql_is($node, q{SELECT (SELECT sum(rated) FROM area_month WHERE as_at = '2023-07-01'), (SELECT sum(rated) FROM council_month WHERE as_at = '2023-07-01'),
		(SELECT sum(rated) FROM service_type_month WHERE as_at = '2023-07-01')}, '446|446|446', 'sum(rated) is what there is', database => $database);

	# Of every month, every count
	my @counts = split /\n/, sql($node, sprintf($columns, 'area_month') . q{ AND atttypid = 'bigint'::regtype AND attname <> 'locations_to_target'}, database => $database);
	cmp_ok(scalar @counts, '>', 10, 'there are counts');
	my $sums = join ', ', map { "coalesce(sum($_), 0)" } @counts;
	for my $parts ('council_month', 'service_type_month')
	{
		sql_is($node, "SELECT as_at, $sums FROM area_month GROUP BY as_at EXCEPT ALL SELECT as_at, $sums FROM $parts GROUP BY as_at", '',
			"$parts adds up to area_month", database => $database);
	}
	for my $case (
		[ 'movements: improved', q{SELECT as_at, improved FROM area_month WHERE improved > 0}, q{SELECT as_at, sum(locations) FROM movement_month WHERE cause = 'improved' GROUP BY 1} ],
		[ 'movements: departed', q{SELECT as_at, departed FROM area_month WHERE departed > 0}, q{SELECT as_at, sum(locations) FROM movement_month WHERE to_rating IS NULL GROUP BY 1} ],
		[ 'ages', q{SELECT council_key, as_at, locations, good_or_better FROM council_month}, q{SELECT council_key, as_at, sum(locations), sum(good_or_better) FROM age_month GROUP BY 1, 2} ],
		[ 'waiting lists', q{SELECT council_key, as_at, waiting, added, long_waits FROM waiting_total_month}, q{SELECT council_key, as_at, sum(waiting), sum(added), sum(long_waits) FROM waiting_month GROUP BY 1, 2} ],
		[ 'bands', q{SELECT council_key, request_type, as_at, waiting FROM waiting_month}, q{SELECT council_key, request_type, as_at, sum(waiting) FROM waiting_band_month GROUP BY 1, 2, 3} ],
		[ 'causes', q{SELECT council_key, round((n.percent - b.percent)::numeric, 6) FROM (SELECT council_key, 100 * fraction_good_or_better AS percent FROM council_month WHERE as_at = (SELECT max(until) FROM change_cause)) n
			JOIN (SELECT council_key, 100 * fraction_good_or_better AS percent FROM council_month WHERE as_at = (SELECT max(since) FROM change_cause)) b USING (council_key)},
			q{SELECT council_key, round(sum(100 * fraction_change)::numeric, 6) FROM change_cause GROUP BY 1} ],
		[ 'the change', q{SELECT council_key, since, until, round(fraction_change::numeric, 9) FROM council_change WHERE abs(fraction_change) > 1e-9},
			q{SELECT council_key, since, until, round(sum(fraction_change)::numeric, 9) FROM change_cause GROUP BY 1, 2, 3 HAVING abs(sum(fraction_change)) > 1e-9} ],
		[ 'those that crossed', q{SELECT council_key, crossed_up, crossed_down FROM council_change WHERE crossed_up + crossed_down > 0},
			q{SELECT council_key, sum(locations) FILTER (WHERE to_rating IN ('Good', 'Outstanding')), sum(locations) FILTER (WHERE from_rating IN ('Good', 'Outstanding')) FROM (
				SELECT c.council_key, m.from_rating, m.to_rating, m.locations FROM council_change c JOIN movement_month m ON m.council_key = c.council_key AND m.as_at > c.since AND m.as_at <= c.until
				WHERE (m.from_rating IN ('Good', 'Outstanding')) <> (m.to_rating IN ('Good', 'Outstanding')) AND m.from_rating <> 'Not rated' AND m.to_rating <> 'Not rated') m GROUP BY 1} ],
		[ 'services of today', q{SELECT council_key, locations, rated, good_or_better FROM council_month WHERE as_at = (SELECT until_as_at FROM known_span)},
			q{SELECT council_key, count(*), count(*) FILTER (WHERE rating <> 'Not rated'), count(*) FILTER (WHERE rating IN ('Good', 'Outstanding')) FROM service_today GROUP BY 1} ],
		[ 'periods', q{SELECT council_key, rated FROM council_month WHERE as_at = '2023-07-01'},
			q{SELECT council_key, count(*) FROM rating_period WHERE valid_from <= '2023-07-01' AND coalesce(valid_to, 'infinity') > '2023-07-01' AND rating <> 'Not rated' GROUP BY 1} ],
		[ 'providers', q{SELECT council_key, count(*), sum(beds) FROM service_today GROUP BY 1}, q{SELECT council_key, sum(services), sum(beds) FROM provider_today GROUP BY 1} ],
		[ 'the market', q{SELECT council_key, financial_year, locations_start + joined - departed, departed FROM market_year},
			q{SELECT council_key, financial_year, locations_end, departed_good_or_better + departed_below_good + departed_not_rated FROM market_year} ],
		[ 'beds', q{SELECT council_key, financial_year, beds_start + beds_gained - beds_lost FROM market_year}, q{SELECT council_key, financial_year, beds_end FROM market_year} ],
		[ 'years and months', q{SELECT council_key, sum(joined), sum(departed) FROM council_month GROUP BY 1}, q{SELECT council_key, sum(joined), sum(departed) FROM market_year GROUP BY 1} ],
		[ 'mix and ratings', q{SELECT council_key, as_at, round((fraction_good_or_better - fraction_reference)::numeric, 9) FROM mix_month},
			q{SELECT council_key, as_at, round((fraction_mix + fraction_rating)::numeric, 9) FROM mix_month} ])
	{
		my ($name, $total, $parts) = @$case;
		sql_is($node, "($total) EXCEPT ALL ($parts)", '', "$name add up", database => $database);
		sql_is($node, "($parts) EXCEPT ALL ($total)", '', '... and nothing besides', database => $database);
	}
}

# The key questions, by plain SQL: the latest of each service that exists, or the worst of what it is
# judged by. Of the ratings that two registrations have of one day the newer registration's counts, from
# its first day on.
sql_is($node, q{SELECT question, rated, good_or_better FROM question_month WHERE as_at = '2023-07-01' ORDER BY 1}, sql($node, q{
	WITH site AS (
	  SELECT coalesce(site_id, location_id) AS site_id, location_id, registered FROM locations
	), latest AS (
	  SELECT DISTINCT ON (site_id, r.service, r.question) site_id, r.question, r.rating
	    FROM site JOIN ratings r USING (location_id)
	   WHERE r.question <> 'Overall' AND care_is_rated(r.rating) AND greatest(r.published, registered) <= '2023-07-01'
	     AND (r.service = 'Overall') = (site_id NOT IN (SELECT site_id FROM ratings o JOIN site USING (location_id)
	                                                     WHERE o.service <> 'Overall' AND o.published <= '2023-07-01'))
	     AND site_id IN (SELECT coalesce(site_id, location_id) FROM locations WHERE registered <= '2023-07-01' AND coalesce(deregistered, 'infinity') > '2023-07-01')
	   ORDER BY site_id, r.service, r.question, r.published DESC, registered DESC, r.rating)
	SELECT question, count(*), count(*) FILTER (WHERE care_is_good_or_better(rating))
	  FROM (SELECT site_id, question, min(rating) AS rating FROM latest GROUP BY 1, 2) s GROUP BY 1 ORDER BY 1}, database => $sample),
	'key questions', database => $sample);

# The same again: nothing is made twice, settings and the views of others stay.
sql($node, 'CREATE VIEW theirs AS SELECT local_authority, percent_good_or_better FROM council_month', database => $region);
my ($ok, undef, $error) = example($node, $region, 'views.sql');
ok($ok && $error eq '', 'a second time') or diag($error);
sql_is($node, q{SELECT targets ->> '2023-04-01', last_report FROM setting}, '60|2024-05-01', '... settings stay', database => $region);
sql_is($node, 'SELECT count(*) > 0 FROM theirs', 't', '... and views over these', database => $region);

# Who may read the views may read nothing else.
sql($node, 'CREATE ROLE tool', database => $sample);
example($node, $sample, 'views.sql', reader => 'tool');
sql_is($node, q{SELECT string_agg(DISTINCT c.relkind::text, '') FROM pg_class c, has_table_privilege('tool', c.oid, 'SELECT') may
	WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm') AND may}, 'mv', 'a reader sees views', database => $sample);
sql_is($node, join('; ', 'SET ROLE tool', map { "DO 'BEGIN PERFORM * FROM $_; END'" } views($sample)), '', '... every one of them', database => $sample);

# Whoever reads or refreshes them, by whatever search path: from PostgreSQL 17 on REFRESH has none of its own.
sql_is($node, join('; ', 'SET search_path = pg_catalog', 'CALL public.refresh_views()', 'REFRESH MATERIALIZED VIEW public.site_history',
	'REFRESH MATERIALIZED VIEW public.question_trend', map { "DO 'BEGIN PERFORM * FROM public.$_; END'" } views($sample)), '',
	'every view is refreshed and read without a search path', database => $sample);

# A council's own tables: views of these names, with the columns that the script says it needs, and no others
my $own = fresh($node);
my %needs = slurp("$examples/views.sql") =~ s/,\n--\s+/, /gr =~ /^--   (\w+) +((?:\w+, )+\w+)$/mg;
is(join(' ', sort keys %needs), 'assessment benchmark benchmark_service_type loaded_files locations ratings site_links waiting', 'the script says what it needs');
sql($node, 'CREATE SCHEMA own; CREATE SCHEMA care', database => $own);
{
	local $ENV{PGOPTIONS} = '-c search_path=own,public';
	load($node, $own, "$examples/sample");
	sql($node, "CREATE VIEW care.$_ AS SELECT $needs{$_} FROM own.$_", database => $own) for sort keys %needs;
}
{
	local $ENV{PGOPTIONS} = '-c search_path=care,public';
	my ($ok, undef, $error) = example($node, $own, 'views.sql', target => 85);
	ok($ok && $error eq '', 'over a council\'s own tables') or diag($error);
}
sql_is($node, join(' UNION ALL ', map { "(SELECT '$_' FROM (SELECT count(*) FROM care.$_ EXCEPT SELECT count(*) FROM own.$_) n)
	UNION ALL (SELECT '$_' FROM (TABLE care.$_ EXCEPT TABLE own.$_) v LIMIT 1)" } views($sample)), '', '... every view is the same', database => $own);
{
	local $ENV{PGOPTIONS} = '-c search_path=public,own';
	my ($ok, undef, $error) = example($node, $own, 'views.sql');
	like($error, qr/ERROR:  locations and ratings are not in the current schema "public"\n.*HINT:  SET search_path/s, 'tables of another schema are not shadowed by empty ones');
}

# Files of one month tell of that month: nothing of before.
my $month = fresh($node);
load($node, $month, folder('01_September_2026_HSCA_Active_Locations.csv' =>
	"Location ID,Location HSCA start date,Location Name,Location Local Authority\nA1,01/04/2012,One,Norfolk\nA2,01/04/2012,Two,Norfolk\n",
	'01_September_2026_Latest_ratings.csv' => "Location ID,Location Local Authority,Service / Population Group,Domain,Latest Rating,Publication Date\nA1,Norfolk,Overall,Overall,Good,01/05/2019\nA2,Norfolk,Overall,Overall,Inadequate,01/05/2020\n"));
sql_is($node, q{SELECT as_at, rated, good_or_better, change_points, joined, improved FROM council_month}, '2026-09-01|2|1|||', 'one month has no movements', database => $month);
sql_is($node, q{SELECT (SELECT count(*) FROM movement_month) + (SELECT count(*) FROM change_cause) + (SELECT count(*) FROM market_year)}, '0', '... nor causes, nor a year', database => $month);
rules($month, 'one month');
sql_is($node, 'SELECT count(*) FROM council_change', '0', '... nor a change', database => $month);

# Of two months there is one to tell of: who had closed before is of no year.
my $two = fresh($node);
for my $name ('September', 'October')
{
	load($node, $two, folder("01_${name}_2026_HSCA_Active_Locations.csv" =>
		"Location ID,Location HSCA start date,Care home?,Location Name,Location Local Authority,Care homes beds\nA1,01/04/2012,Y,One,Norfolk,10\n" . ($name eq 'September' ? "A2,01/04/2012,Y,Two,Norfolk,20\n" : ''),
		"01_${name}_2026_Deactivated_Locations.csv" => "Location ID,Location Status,Location Name,Location HSCA start date,Location HSCA End Date,Location Local Authority,Location Latest Overall Rating,Publication Date\n" .
			"Z1,Inactive-Dereg,Gone,01/04/2012,15/08/2026,Norfolk,Inadequate,01/05/2016\n" . ($name eq 'October' ? "A2,Inactive-Dereg,Two,01/04/2012,15/09/2026,Norfolk,Good,01/05/2020\n" : ''),
		"01_${name}_2026_Latest_ratings.csv" => "Location ID,Location Local Authority,Service / Population Group,Domain,Latest Rating,Publication Date\nA1,Norfolk,Overall,Overall," .
			($name eq 'October' ? "Inadequate,02/09/2026\n" : "Good,01/05/2019\nA2,Norfolk,Overall,Overall,Good,01/05/2020\n")));
}
sql_is($node, q{SELECT months, locations_start, departed, departed_good_or_better, departed_below_good, beds_lost, beds_lost_below_good FROM market_year}, '1|2|1|1|0|20|0',
	'a year of which one month is known', database => $two);
sql_is($node, q{SELECT since, until, percent_before, percent_now, crossed_up, crossed_down, departed, p_value, verdict FROM council_change},
	'2026-09-01|2026-10-01|100|0|0|1|1|1|may be chance', 'a change', database => $two);
rules($two, 'two months');
sql($node, q{INSERT INTO locations (location_id, name, local_authority, registered) SELECT 'R' || n, 'Riser', 'Norfolk', '2012-04-01' FROM generate_series(1, 6) n;
	INSERT INTO ratings (location_id, service, question, rating, published) SELECT 'R' || n, 'Overall', 'Overall', 'Inadequate', '2020-01-01' FROM generate_series(1, 6) n;
	INSERT INTO ratings (location_id, service, question, rating, published) SELECT 'R' || n, 'Overall', 'Overall', 'Good', '2026-09-20' FROM generate_series(1, 6) n;
	DELETE FROM ratings WHERE location_id = 'A1' AND published > '2026-09-01'; CALL refresh_views()}, database => $two);
sql_is($node, 'SELECT crossed_up, crossed_down, p_value, verdict FROM council_change', '6|0|0.03125|more rose than by chance', '... of those that rose', database => $two);
sql($node, q{DELETE FROM ratings WHERE location_id LIKE 'R%' AND published > '2026-09-01'; CALL refresh_views()}, database => $two);
sql_is($node, 'SELECT crossed_up + crossed_down, p_value, verdict IS NULL FROM council_change', '0|1|t', '... where nobody crossed', database => $two);

# Views are made where the tables are, not beside them.
sql($node, "CREATE SCHEMA elsewhere; ALTER DATABASE $two SET search_path = elsewhere", database => $two);
(undef, undef, $error) = example($node, $two, 'views.sql');
like($error, qr/none of the tables is in the current schema "elsewhere".*There are views over some in public\..*SET search_path/s, 'views in another schema than the tables: refused');

norfolk() if -d ($ENV{CARE_QUALITY_DATA} // "$FindBin::RealBin/../../../shared/data");

done_testing();

# The plain views of a database
sub views
{
	my ($database) = @_;
	return split /\n/, sql($node, q{SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace ORDER BY 1}, database => $database);
}

# What holds for every view: the statement of each rule lists what breaks it.
sub rules
{
	my ($database, $name) = @_;
	my $of = q{FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN };
	my $columns = q{FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN };
	my %rule = (
		'every view has a comment that names its key' => "SELECT relname $of ('v', 'm') AND coalesce(obj_description(oid, 'pg_class'), '') !~ ' \\(key: [a-z_, ]+\\)\$'",
		'every column has a comment' => "SELECT relname, attname $columns ('v', 'm') AND coalesce(col_description(c.oid, a.attnum), '') = ''",
		'every column is of a plain type' => "SELECT relname, attname, format_type(atttypid, atttypmod) $columns ('v')
			AND atttypid NOT IN ('text'::regtype, 'date'::regtype, 'integer'::regtype, 'bigint'::regtype, 'double precision'::regtype, 'boolean'::regtype)",
		'every view begins with the council' => "SELECT relname, string_agg(attname, ', ' ORDER BY attnum) $columns ('v') AND attnum <= 2 AND relname <> 'calendar' GROUP BY relname
			HAVING string_agg(attname, ', ' ORDER BY attnum) <> 'council_key, local_authority'",
		'what is stored can be refreshed while others read' => "SELECT relname $of ('m') AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisunique)");
	my (%view, %has);
	for (split /\n/, sql($node, "SELECT relname, substring(obj_description(c.oid, 'pg_class') FROM 'key: ([^)]+)'), attname $columns ('v')", database => $database))
	{
		my ($view, $key, $column) = split /\|/;
		$view{$view} = $key;
		$has{$view}{$column} = 1;
	}
	cmp_ok(scalar keys %view, '>', 20, "$name: there are views");

	my $every = sub { my ($statement, @of) = @_; return join ' UNION ALL ', map { sprintf "(SELECT %s)", $statement->($_) } @of };
	my @with = map { my $view = $_; map { [ $view, $_ ] } sort keys %{ $has{$view} } } sort keys %has;
	my $one_decimal = sub {
		my ($view, $column, $fraction) = @{ $_[0] };
		return "'$view.$column', $column, $fraction FROM $view WHERE $column <> round((100 * $fraction)::numeric, 1)::double precision OR ($column IS NULL) <> ($fraction IS NULL) LIMIT 1";
	};
	my @rounded = map { my ($view, $column) = @$_; $column =~ /^percent_(.*)|^(.*)_points$/ ? [ $view, $column, 'fraction_' . ($1 // $2) ] : () } @with;
	is(join(' ', map { "$_->[0].$_->[2]" } grep { !$has{ $_->[0] }{ $_->[2] } } @rounded), '', "$name: every percentage and every points have a fraction");
	%rule = (%rule,
		'the key of every view is one' => $every->(sub { "'$_[0]', count(*) FROM $_[0] GROUP BY $view{$_[0]} HAVING count(*) > 1 LIMIT 1" }, sort keys %view),
		'every row names a council' => $every->(sub { "'$_[0]', count(*) FROM $_[0] WHERE coalesce(council_key, '') = '' OR coalesce(local_authority, '') = '' HAVING count(*) > 0" },
			grep { $has{$_}{council_key} } sort keys %has),
		'every month is in the calendar' => $every->(sub { "'$_[0]', month FROM $_[0] EXCEPT SELECT '$_[0]', month FROM calendar LIMIT 1" }, grep { $has{$_}{month} } sort keys %has),
		'percentages and points are their fractions, to one decimal' => $every->($one_decimal, grep { $has{ $_->[0] }{ $_->[2] } } @rounded),
		'ratings are words' => $every->(sub { my ($view, $column) = @{ $_[0] };
			"'$view.$column', $column FROM $view WHERE $column <> ALL ('{Outstanding,Good,Requires improvement,Inadequate,Not rated}') LIMIT 1" },
			grep { $_->[1] =~ /^(from_|to_|)rating$/ } @with));
	sql_is($node, $rule{$_}, '', "$name: $_", database => $database) for sort keys %rule;
}

# Home care of Norfolk as published: whatever a tool does with month, a quarter is a quarter.
sub norfolk
{
	my $database = fresh($node);
	load_published($node, 'published', '02_rating_history_homecare_england_2014_2025.csv.gz');
	my @rows = map { [ split /\|/, $_, -1 ] } split /\n/, sql($node,
		q{SELECT location_id, location_start_date, location_end_date, overall_rating_raw, report_date FROM published WHERE local_authority = 'Norfolk'});
	my %place = map { $_->[0] => join(',', @$_[ 0 .. 2 ], 'Norfolk', 'Y') } @rows;
	load($node, $database, folder(
		'locations.csv' => join("\n", 'Location ID,Location HSCA start date,Location HSCA End Date,Location Local Authority,Service type - Domiciliary care service', (sort values %place), ''),
		'ratings.csv' => join("\n", 'Location ID,Service / Population Group,Domain,Latest Rating,Publication Date', (map { "$_->[0],Overall,Overall,$_->[3],$_->[4]" } @rows), '')));
	sql_is($node, q{SELECT count(*) FROM published WHERE local_authority = 'Norfolk' AND location_end_date BETWEEN '2022-10-02' AND '2023-01-01'}, '0', 'Norfolk: nothing closed');

	my $ends = q{SELECT date_trunc('quarter', location_end_date::date - 1)::date AS quarter, count(*) FROM (SELECT DISTINCT location_id, location_end_date FROM published
		WHERE local_authority = 'Norfolk' AND location_end_date BETWEEN '2020-01-02' AND '2024-01-01') e GROUP BY 1 ORDER BY 1};
	my $closed = sql($node, $ends);
	like($closed, qr/^(?!.*2022-10-01).*2022-07-01/s, 'Norfolk: closures by quarter, by plain SQL');
	for my $case (
		[ 'date_trunc of month', q{SELECT date_trunc('quarter', month)::date, sum(departed) FROM council_month WHERE month BETWEEN '2020-01-01' AND '2023-12-31' GROUP BY 1 HAVING sum(departed) > 0 ORDER BY 1} ],
		[ 'the calendar', q{SELECT quarter_start, sum(departed) FROM council_month JOIN calendar USING (month) WHERE year BETWEEN 2020 AND 2023 GROUP BY 1 HAVING sum(departed) > 0 ORDER BY 1} ],
		[ 'year and quarter', q{SELECT make_date(extract(year FROM month)::int, 3 * extract(quarter FROM month)::int - 2, 1), sum(departed) FROM service_type_month WHERE month >= '2020-01-01' AND month < '2024-01-01' GROUP BY 1 HAVING sum(departed) > 0 ORDER BY 1} ],
		[ 'movements', q{SELECT quarter_start, sum(m.locations) FROM movement_month m JOIN calendar USING (month) WHERE m.to_rating IS NULL AND year BETWEEN 2020 AND 2023 GROUP BY 1 ORDER BY 1} ])
	{
		sql_is($node, $case->[1], $closed, "Norfolk: closures by quarter, by $case->[0]", database => $database);
	}
	sql_is($node, q{SELECT coalesce(sum(departed), 0) FROM council_month JOIN calendar USING (month) WHERE quarter_start = '2022-10-01'}, '0', 'Norfolk: October to December 2022: no closures', database => $database);
	rules($database, 'Norfolk');
}
