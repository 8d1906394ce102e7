# The demo's report over the sample: its figures against plain SQL, its printed
# statements against its tables; and what it says about broken files.
use strict;
use warnings;
use File::Temp 'tempdir';
use File::Glob ':bsd_glob';
use FindBin;
use IPC::Run 'run';
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $examples = "$FindBin::RealBin/../../examples";
my $node = start_node();

# load.sql and report.sql as demo.sh runs them: exit status, output, errors.
sub script
{
	my ($database, $file, %variable) = @_;
	my @psql = ('psql', '-X', '-q', '-d', $node->connstr($database));
	my ($out, $err) = ('', '');
	push @psql, '-v', "$_=$variable{$_}" for sort keys %variable;
	my $ok = run([ @psql, '-f', "$examples/$file" ], '<', \'', '>', \$out, '2>', \$err);
	return ($ok, $out, $err);
}

my ($ok, $out, $err) = script('postgres', 'load.sql', data => "$examples/sample");
ok($ok, 'the sample loads') or diag($err);
is($err, '', 'without a word of warning');
like($out, qr/^locations: 758 new\nratings: 6,730 new$/m, 'and says what is new');
($ok, my $report, $err) = script('postgres', 'report.sql',
	target => 85, since => '2022-12-01', as_at => '2023-07-01');
ok($ok, 'the report is made') or diag($err);
is($err, '', 'without a word');

# The figures, from the tables by plain SQL. One row per service: the lowest of
# the ratings published on the latest day up to the date.
# A home whose own line says Not Rated is rated service by service: the worst of the services' own
# latest counts, from the first day on which there is one.
sql($node, q{
	CREATE VIEW own_line AS
	SELECT coalesce(l.site_id, l.location_id) AS site, r.published, r.rating::text, NULL AS service,
	       (SELECT min(s.published) FROM ratings s
	         WHERE s.location_id = r.location_id AND s.service <> 'Overall' AND s.question = 'Overall') AS until
	  FROM ratings r JOIN locations l USING (location_id)
	 WHERE r.service = 'Overall' AND r.question = 'Overall';
	CREATE VIEW by_service AS
	SELECT coalesce(l.site_id, l.location_id) AS site, r.published, r.rating::text, r.service
	  FROM ratings r JOIN locations l USING (location_id)
	 WHERE r.service <> 'Overall' AND r.question = 'Overall';
	CREATE FUNCTION worst(text[]) RETURNS text LANGUAGE sql AS
	  $$ SELECT r FROM unnest($1) r ORDER BY array_position('{Inadequate,Requires improvement,Good,Outstanding}', r) LIMIT 1 $$;
	CREATE VIEW plain AS
	SELECT d.as_at, s.site, s.service_type, r.rating
	  FROM (VALUES ('2022-12-01'::date), ('2023-07-01'), ('2024-07-01')) d (as_at)
	 CROSS JOIN LATERAL (
	       SELECT coalesce(site_id, location_id) AS site, min(service_type) AS service_type
	         FROM locations
	        WHERE registered <= d.as_at AND (deregistered > d.as_at OR deregistered IS NULL)
	        GROUP BY 1) s
	  LEFT JOIN LATERAL (
	       SELECT rating
	         FROM own_line o
	        WHERE o.site = s.site AND published <= d.as_at AND (until IS NULL OR until > d.as_at)
	          AND rating IN ('Outstanding', 'Good', 'Requires improvement', 'Inadequate')
	        ORDER BY published DESC, array_position('{Inadequate,Requires improvement,Good,Outstanding}', rating)
	        LIMIT 1) o ON true
	  LEFT JOIN LATERAL (
	       SELECT worst(array_agg(rating)) AS rating
	         FROM (SELECT DISTINCT ON (service) rating FROM by_service b
	                WHERE b.site = s.site AND published <= d.as_at
	                  AND rating IN ('Outstanding', 'Good', 'Requires improvement', 'Inadequate')
	                ORDER BY service, published DESC) latest) b ON true,
	  LATERAL (SELECT coalesce(b.rating, o.rating) AS rating) r});
my $figures = q{
	SELECT count(rating) || '|' || count(*) FILTER (WHERE rating IN ('Good', 'Outstanding')) || '|' ||
	       round(100.0 * count(*) FILTER (WHERE rating IN ('Good', 'Outstanding')) / count(rating), 1)
	  FROM plain WHERE as_at = };
is(sql($node, "$figures '2022-12-01'"), '449|308|68.6', 'December 2022 by plain SQL');
is(sql($node, "$figures '2023-07-01'"), '446|315|70.6', 'July 2023 by plain SQL');

like($report, qr/^On 1 July 2023, 70\.6% of the rated care services in Larkshire are good or outstanding: 315 of 446\.$/m,
	'the headline');
like($report, qr/^That is 2\.0 points more than on 1 December 2022 \(68\.6%\)\.$/m, 'the change');
like($report, qr/^It is 14\.4 points below the target of 85%\. 65 more services would have to become good/m,
	'the gap');
like($report, qr/^6 of them have no rating of their own and are judged by the worst of their services\.$/m,
	'how many are judged by their services');
like($report, qr/^01 Dec 2022 +449 +308 68\.6 /m, 'December in the table');
like($report, qr/^01 Jul 2023 +446 +315 70\.6 /m, 'July in the table');
is(scalar(() = $report =~ /^01 \w{3} 202[23] .*\.o\.*\|/mg), 13, 'thirteen months with a chart');

for my $type (split /\n/, sql($node, 'SELECT DISTINCT service_type FROM plain'))
{
	my ($rated, $good, $percent) = split /\|/, sql($node, "$figures '2023-07-01' AND service_type = '$type'");
	like($report, qr/^\Q$type\E +$rated +$good +[\d.]+ +\Q$percent\E /m, "by service type: $type");
}
is(join("\n", grep { length > 100 } split /\n/, $report), '', 'fits in 100 columns');

# The parts that follow, each against plain SQL.
my $both = q{FROM (SELECT * FROM plain WHERE as_at = '2022-12-01') was
	FULL JOIN (SELECT * FROM plain WHERE as_at = '2023-07-01') now USING (site)};
my $good = q{IN ('Good', 'Outstanding')};
my $poor = q{IN ('Inadequate', 'Requires improvement')};
is(sql($node, "SELECT count(*) FILTER (WHERE was.rating $poor AND now.rating $good) || '|' ||
	count(*) FILTER (WHERE was.rating $good AND now.rating $poor) $both"), '6|1', 'crossed the line, by plain SQL');
like($report, qr/^6 services rose from below good to good or outstanding, 1 fell\.$/m, 'crossed the line');
like($report, qr/chance would give so uneven a result in 12\.5 of 100 cases/, 'the sign test: 2 x (1 + 7) of 2^7');

like($report, qr/^The benchmark stands at 83\.2% \(20102 of 24161, 1 July 2023\); Larkshire has 70\.6%, 12\.6 points less\.\n.*\n.*: the difference is more than chance\.\nNot adjusted .*\nOf the /m,
	'the benchmark, with limits that say what they leave out');
my ($points, $mix, $ratings) = split /\|/, sql($node, q{
	WITH type AS (
	  SELECT service_type, h.n / sum(h.n) OVER () AS here, h.good / h.n AS p, b.rated / sum(b.rated) OVER () AS there, 1.0 * b.good_or_better / b.rated AS q
	    FROM (SELECT service_type, count(rating)::numeric AS n, count(*) FILTER (WHERE rating IN ('Good', 'Outstanding'))::numeric AS good
	            FROM plain WHERE as_at = '2023-07-01' GROUP BY 1) h
	    JOIN benchmark_service_type b USING (service_type)
	   WHERE b.as_at = '2023-07-01')
	SELECT to_char(100 * sum(here * p - there * q), 'SGFM990.0'), to_char(100 * sum((here - there) * (p + q) / 2), 'SGFM990.0'),
	       to_char(100 * sum((p - q) * (here + there) / 2), 'SGFM990.0')
	  FROM type});
like($report, qr/^Of the \Q$points\E points to the benchmark \(83\.2%\) the mix of services makes \Q$mix\E, the ratings \Q$ratings\E\.$/m,
	"what of it is the mix of services: $mix");
unlike($report, qr/Councils side by side/, 'one council has none beside it');

# Whoever has no rating, by how long it has been registered.
for my $band ([ 'under 1 year', '>' ], [ '1 year or more', '<=' ])
{
	my $never = sql($node, "SELECT count(*) FROM plain WHERE as_at = '2023-07-01' AND rating IS NULL AND
		(SELECT min(registered) FROM locations WHERE coalesce(site_id, location_id) = site) $band->[1] '2022-07-01'");
	cmp_ok($never, '>', 0, "never rated, $band->[0]: there are some");
	like($report, qr/^never rated, registered for $band->[0] +$never /m, 'and the report has as many');
}

# How long a Good stands, by the product of what is left day by day; homes rated by service left out.
my ($half, $one, $three) = split /\|/, sql($node, q{
	WITH report AS (
	  SELECT site, published, min(array_position('{Inadequate,Requires improvement,Good,Outstanding}', rating)) AS rating
	    FROM own_line WHERE rating IN ('Outstanding', 'Good', 'Requires improvement', 'Inadequate') GROUP BY 1, 2
	), seen AS (
	  SELECT site, rating, published, lead(published) OVER (PARTITION BY site ORDER BY published) AS next, ends
	    FROM report
	    JOIN (SELECT coalesce(site_id, location_id) AS site, max(coalesce(deregistered, 'infinity')) AS ends
	            FROM locations GROUP BY 1) l USING (site)
	   WHERE published < least(ends, '2023-07-01')
	), day AS (
	  SELECT least(next, ends, '2023-07-01') - published AS days, count(next) AS ended, count(*) AS seen
	    FROM seen WHERE rating = 3 GROUP BY 1
	), risk AS (
	  SELECT days, ended, sum(seen) OVER (ORDER BY days DESC) AS at_risk FROM day
	), stand AS (
	  SELECT days, exp(sum(ln(1.0 - ended / at_risk)) OVER (ORDER BY days)) AS standing FROM risk WHERE ended < at_risk
	)
	SELECT concat_ws('|', round(min(days) FILTER (WHERE standing <= 0.5) / 365.25, 1),
	       round(100 * min(standing) FILTER (WHERE days <= 365)), round(100 * min(standing) FILTER (WHERE days <= 1095)))
	  FROM stand});
like($report, qr/^Half of the ratings of good stand for $half years or more until the next report;\nof 100, $one stand a year and $three three years\.$/m,
	'how long a Good stands');

# The p' chart by hand, from what was published in each month.
my $chart = sql($node, q{
	WITH m AS (
	  SELECT m.as_at, published AS n, published_good_or_better::numeric / published AS p,
	         sum(published_good_or_better) OVER () / sum(published) OVER () AS mean
	    FROM (SELECT care_trend(history) AS trend FROM site_history) t,
	         care_monthly(trend, since => '2021-08-01', until => '2023-07-01') m
	), z AS (
	  SELECT *, sqrt(mean * (1 - mean) / n) AS s, (p - mean) / sqrt(mean * (1 - mean) / n) AS z FROM m
	), moved AS (
	  SELECT *, abs(z - lag(z) OVER (ORDER BY as_at)) AS moved FROM z
	), sigma AS (
	  SELECT *, avg(moved) OVER () / 1.128 AS sigma FROM moved
	)
	SELECT format('%s %s %s', round(100 * mean, 1), round(100 * (mean - 3 * s * sigma), 1), round(100 * (mean + 3 * s * sigma), 1))
	  FROM sigma WHERE as_at = '2023-06-01'}) =~ s/ / +/gr;
like($report, qr/^01 Jun 2023 +17 +15 +88\.2 +70\.2 +$chart special cause improvement$/m, 'publications on their chart');
like($report, qr/^The limits are those of 24 months with reports\./m, 'with enough months for limits');

like($report, qr/^If services move as in the last two years, 70\.6% will be\n  between 67 and 74% in July 2024 \(eight chances in ten\); less than one chance in a hundred of 85%,$/m,
	'the forecast');
my ($then) = sql($node, "$figures '2024-07-01'") =~ /([^|]+)$/;
ok($then > 67 && $then < 74, "and $then it was");

is(sql($node, "SELECT count(*) FILTER (WHERE was.rating $poor AND now.site IS NULL) || '|' ||
	count(*) FILTER (WHERE was.rating $good AND now.site IS NULL) $both"), '6|3', 'closures by plain SQL');
like($report, qr/^Of \+2\.0 points since 1 December 2022:\n  \+1\.3 from services that improved,\n  \+0\.9 from services below good that closed,\n/m,
	'causes in words');
my ($table) = $report =~ /^   cause .*?\n-.*?\n(.*?)^all together/ms;
my $sum = 0;
$sum += $_ for $table =~ /([-\d.]+)$/mg;
cmp_ok(abs($sum - 2.03), '<', 0.03, 'causes add up to the change');
for my $name (split /\n/, sql($node, "SELECT DISTINCT name $both JOIN locations l ON coalesce(site_id, location_id) = site
	WHERE was.rating $poor AND now.rating $good"))
{
	my $short = length $name > 30 ? substr($name, 0, 28) . '..' : $name;
	like($report, qr/^(improved to Good)? +.*\Q$short\E/m, "improved: $name");
}

my $list = "FROM waiting WHERE requested <= '2023-06-30'
	AND coalesce(least(completed, removed), 'infinity') > '2023-06-30'";
for my $type (split /\n/, sql($node, 'SELECT DISTINCT request_type FROM waiting'))
{
	my $waiting = sql($node, "SELECT count(*) $list AND request_type = '$type'");
	like($report, qr/^\Q$type\E +$waiting /m, "waiting: $type");
}
my $long = sql($node, "SELECT count(*) $list AND requested <= date '2023-06-30' - interval '12 months'");
like($report, qr/^12 months or more +$long /m, 'waiting for a year');
my ($median, $mean) = split / /, sql($node, "SELECT format('%s %s', (percentile_cont(0.5) WITHIN GROUP (ORDER BY d))::integer, round(avg(d)))
	FROM (SELECT date '2023-06-30' - requested AS d $list) waits");
like($report, qr/^All .* $median +$mean +804$/m, 'the mean beside the median');
my $flows = sql($node, q{
	WITH n AS (
	  SELECT count(*) FILTER (WHERE requested > '2022-06-30' AND requested <= '2023-06-30') * 7.0 / 365 AS joined,
	         count(*) FILTER (WHERE least(completed, removed) > '2022-06-30' AND least(completed, removed) <= '2023-06-30') * 7.0 / 365 AS gone,
	         count(*) FILTER (WHERE requested <= '2023-06-30' AND coalesce(least(completed, removed), 'infinity') > '2023-06-30') AS waiting
	    FROM waiting
	)
	SELECT format('%s %s shrinks %s %s', round(joined, 1), round(gone, 1), round(joined + (waiting - joined) / 26, 1), round(joined))
	  FROM n}) =~ s/ / +/gr;
like($report, qr/^All +$flows$/m, 'what it takes to clear the lists');

for my $unit ([ location => 'location_id' ], [ site => 'coalesce(site_id, location_id)' ])
{
	my ($name, $key) = @$unit;
	my $there = sql($node, "SELECT string_agg(n::text, ' ') FROM (VALUES (date '2022-07-01'), ('2023-07-01')) d (d),
		LATERAL (SELECT count(DISTINCT $key) AS n FROM locations
		          WHERE registered <= d AND (deregistered > d OR deregistered IS NULL)) x");
	my ($before, $now) = split / /, $there;
	like($report, qr/^$name +$before +\d+ +\d+ +$now /m, "the market by $name");
}
like($report, qr/^Larkshire was assessed on 20 June 2023: 22 of 36 points, 61%, Requires improvement\.$/m,
	'the assessment');

# The printed statements are those that ran: pasted, they print the same tables.
my @printed = $report =~ /^(SELECT .*?;)$/msg;
cmp_ok(scalar @printed, '>=', 3, 'statements are printed');
for my $statement (@printed)
{
	my $again = '';
	run([ 'psql', '-X', '-q', '-P', 'border=0', '-P', 'footer=off', '-d', $node->connstr('postgres') ],
		'<', \$statement, '>', \$again);
	ok(length $again && index($report, $again) >= 0, 'pasted, it prints the same table');
}

# Of twelve councils, one of them bad: who is outside the limits that are adjusted for what they
# differ by anyhow, and what of that is the mix.
sql($node, 'CREATE DATABASE councils TEMPLATE postgres');
my $council = q{'Council ' || chr(65 + substring(site from '[0-9]+')::int % 12)};
sql($node, "UPDATE locations SET local_authority = $council FROM (SELECT location_id AS id, coalesce(site_id, location_id) AS site FROM locations) s
	WHERE id = location_id;
	UPDATE ratings r SET rating = 'Requires improvement' FROM locations l
	WHERE l.location_id = r.location_id AND local_authority = 'Council C' AND rating = 'Good';
	CALL refresh_views()", database => 'councils');
($ok, $out, $err) = script('councils', 'report.sql', as_at => '2023-07-01');
is($err, '', 'a report of several councils');
unlike($out, qr/^Not adjusted/m, 'has limits that are adjusted');
my @outside = split /\n/, sql($node, qq{
	WITH council AS (
	  SELECT $council AS council, count(rating) AS n, 1.0::float8 * count(*) FILTER (WHERE rating $good) / count(rating) AS p
	    FROM plain WHERE as_at = '2023-07-01' GROUP BY 1
	), z AS (
	  SELECT *, (asin(sqrt(p)) - asin(sqrt(b))) * 2 * sqrt(n) AS z FROM council, (SELECT sum(n * p) / sum(n) AS b FROM council) all_of_them
	), most AS (
	  SELECT percentile_cont(0.1) WITHIN GROUP (ORDER BY z) AS low, percentile_cont(0.9) WITHIN GROUP (ORDER BY z) AS high FROM z
	), spread AS (
	  SELECT greatest(0, (sum(least(greatest(z, low), high) ^ 2) - count(*) + 1) / (sum(4.0 * n) - sum(16.0 * n * n) / sum(4.0 * n))) AS tau2
	    FROM z, most
	), adjusted AS (
	  SELECT *, z / sqrt(1 + 4 * n * tau2) AS adjusted_z FROM z, spread
	)
	SELECT format('%s %s %s %s', council, n, round(100 * p::numeric, 1), round(100 * (p - b)::numeric, 1))
	  FROM adjusted WHERE abs(adjusted_z) > 1.959964 ORDER BY adjusted_z}, database => 'councils');
my @shown = $out =~ /^(Council [A-L] .*) (?:above|below) 9[59]/mg;
is(join("\n", map { s/ +/ /gr =~ s/( \S+){2}$//r } @shown), join("\n", @outside), 'those outside by plain SQL');
like($shown[0], qr/^Council C /, 'the bad one among them');
my $split = sql($node, qq{
	WITH part AS (
	  SELECT service_type, count(*) AS all_of_them, avg((rating $good)::int) AS all_good,
	         count(*) FILTER (WHERE $council = 'Council C') AS these,
	         coalesce(avg((rating $good)::int) FILTER (WHERE $council = 'Council C'), avg((rating $good)::int)) AS good
	    FROM plain WHERE as_at = '2023-07-01' AND rating IS NOT NULL GROUP BY 1
	), share AS (
	  SELECT *, these / sum(these) OVER () AS here, all_of_them / sum(all_of_them) OVER () AS there FROM part
	)
	SELECT format('%s %s', round(100 * sum((here - there) * (good + all_good) / 2), 1),
	       round(100 * sum((good - all_good) * (here + there) / 2), 1)) FROM share}, database => 'councils') =~ s/ / +/gr;
like($shown[0], qr/ $split\s*$/, 'the mix and the ratings by plain SQL');
for (@shown)
{
	my ($points, $mix, $ratings) = /(\S+) +(\S+) +(\S+)\s*$/;
	cmp_ok(abs($points - $mix - $ratings), '<', 0.11, 'mix and ratings add up');
}

# Broken files: the first lines of the sample, with one changed.
sql($node, 'CREATE DATABASE broken TEMPLATE template0');
sql($node, 'CREATE EXTENSION care_quality', database => 'broken');

sub broken
{
	my ($file, $line, $change, $message, $name) = @_;
	my $folder = tempdir(CLEANUP => 1);
	for my $csv (glob "$examples/sample/*.csv")
	{
		my ($base) = $csv =~ m{([^/]+)$};
		open(my $in, '<:raw', $csv) or die;
		open(my $to, '>:raw', "$folder/$base") or die;
		while (my $text = <$in>)
		{
			last if $. > 100;
			if ($base eq $file && $. == $line) { $change->() for $text }
			print $to $text;
		}
	}
	my ($ok, undef, $err) = script('broken', 'load.sql', data => $folder);
	ok(!$ok, "$name: stops");
	like($err, $message, "$name: file, line and value");
}

broken('ratings.csv', 17, sub { s{\d\d/\d\d/\d{4}}{31/02/2020} },
	qr{ERROR:  ratings\.csv, line 17: Publication Date "31/02/2020" is not a date}, 'no date');
broken('ratings.csv', 18, sub { s/(Good|Requires improvement|Inadequate|Outstanding)/Excellent/i },
	qr{ERROR:  ratings\.csv, line 18: Latest Rating "Excellent" is not a rating}, 'no rating');
broken('ratings.csv', 19, sub { s{\d\d/\d\d/\d{4}}{} },
	qr{ERROR:  ratings\.csv, line 19: Publication Date "" is missing}, 'a rating without a date');
broken('ratings.csv', 1, sub { s/Publication Date/Published/ },
	qr{ERROR:  ratings\.csv, line 1: "Location ID,.*" does not have the column "Publication Date"}, 'no column');
broken('ratings.csv', 20, sub { s/^[^,]+/LARK-9999/ },
	qr{ERROR:  ratings\.csv, line 20: Location ID "LARK-9999" is not in locations\.csv, nor in any other list}, 'no such location');
broken('ratings.csv', 21, sub { s/,Overall// },
	qr{ERROR:  ratings\.csv, line 21: ".*" has 6 values under 7 titles}, 'a value too few');
broken('locations.csv', 5, sub { s/^LARK-0004/LARK-0003/ },
	qr{ERROR:  locations\.csv, line 5: Location ID "LARK-0003" stands in line 4 already}, 'a location twice');
broken('locations.csv', 30, sub { s/,(?=[YN],)/,"/ },
	qr{ERROR:  locations\.csv, line 30: ".*" has a quotation mark too many or too few}, 'an open quotation mark');
broken('locations.csv', 33, sub { s/,(?=[YN],)/\xf6,/ },
	qr{ERROR:  locations\.csv, line 33: invalid byte sequence for encoding "UTF8": 0xf6}, 'another encoding');
broken('locations.csv', 100, sub { s{,\d\d/\d\d/\d{4},(\d\d/\d\d/\d{4})?,}{,,,} },
	qr{ERROR:  locations\.csv, line 100: Location HSCA start date "" is missing from LARK-0098}, 'no date at all');
broken('waiting.csv', 9, sub { s/,2021-[\d-]+,/,2019-01-01,/ },
	qr{ERROR:  waiting\.csv, line 9: Completed "2019-01-01" is before the request of}, 'a wait that ends too early');
broken('assessment.csv', 4, sub { s/\d$/5/ },
	qr{ERROR:  assessment\.csv, line 4: Score "5" is not a score from 1 to 4}, 'no score');
broken('ratings.csv', 22, sub { s{\d\d/\d\d/\d{4}}{01/01/2199} },
	qr{ERROR:  ratings\.csv, line 22: Publication Date "01/01/2199" is in the future}, 'a rating of tomorrow');
broken('locations.csv', 23, sub { s{\d\d/\d\d/\d{4}.*?,Y}{01/01/2199,,Y} },
	qr{ERROR:  locations\.csv, line 23: Location HSCA start date "01/01/2199" is in the future}, 'a location of tomorrow');

# Files that are wrong as a whole.
my $titles = 'Location ID,Service / Population Group,Domain,Latest Rating,Publication Date';
my $rating = 'A1,Overall,Overall,Good,2020-04-03';
my $places = "Location ID,Location HSCA start date,Location HSCA End Date\nA1,2020-01-01,\n";

sub whole
{
	my ($locations, $ratings, $message, $name) = @_;
	my $folder = tempdir(CLEANUP => 1);
	spit("$folder/locations.csv", $locations);
	spit("$folder/ratings.csv", $ratings);
	my ($ok, undef, $err) = script('broken', 'load.sql', data => $folder);
	ok(!$ok, "$name: stops");
	like($err, qr/ERROR:  $message\nDETAIL:  This is the only problem/, "$name: one clear line");
}

whole($places, "$titles\n", 'ratings\.csv: the file has no rows under its titles', 'no ratings');
whole("Location ID,Location HSCA start date,Location HSCA End Date\n", "$titles\n$rating\n",
	'locations\.csv: the file has no rows under its titles', 'no locations');
whole($places, '', 'ratings\.csv: the file is empty', 'an empty file');
whole($places, "\n\n", 'ratings\.csv: the file is empty', 'a file of empty lines');
whole($places, "$titles\n" . $rating =~ s/Overall/Care home/r . "\n",
	'ratings\.csv: no row has "Overall" in both Service / Population Group and Domain', 'nothing overall');
whole($places, qq{"The ""Care"" Directory, July",,,,\n\n$titles\n$rating\nA1,Overall,Overall,Fine,2020-04-03\n},
	'ratings\.csv, line 5: Latest Rating "Fine" is not a rating', 'lines above the titles');

sql_is($node, q{SELECT count(*) FROM pg_class WHERE relname IN ('locations', 'ratings', 'loaded_files')}, '0',
	'nothing is created of broken files', database => 'broken');

# As spreadsheets write them: with a byte order mark and CRLF, columns in another
# order, ISO dates, fewer files.
my $folder = tempdir(CLEANUP => 1);
spit("$folder/locations.csv", join "\r\n",
	"\xef\xbb\xbfLocation HSCA End Date,Notes,location id,Location HSCA start date",
	',"opened by the mayor, twice",A1,2020-01-01',
	'2021-06-01 00:00:00,"two', 'lines",A2,1/2/2020', ',,,', '');
spit("$folder/ratings.csv", join "\n",
	'Location ID,Key Question,Service / Population Group,Latest Rating,Publication Date',
	'A1,Overall,Overall,good,03/04/2020', '');
($ok, undef, $err) = script('broken', 'load.sql', data => $folder);
ok($ok, 'files of a spreadsheet load') or diag($err);
sql_is($node, q{SELECT string_agg(concat_ws(',', location_id, registered, deregistered, rating, published), ' ' ORDER BY location_id)
	FROM locations LEFT JOIN ratings USING (location_id)},
	'A1,2020-01-01,Good,2020-04-03 A2,2020-02-01,2021-06-01', 'and are read right', database => 'broken');
($ok, $out, $err) = script('broken', 'report.sql', as_at => '2020-06-01');
ok($ok, 'and make a report') or diag($err);
like($out, qr/^On 1 June 2020, 100\.0% .* in the area are good or outstanding: 1 of 1\.$/m, 'that is right');
like($out, qr/^01 May 2020 +1 +1 +100\.0 +100\.0 +100\.0 +common cause *$/m, 'one report makes no limits');
like($out, qr/^01 Jun 2020 +0 +0 +100\.0 *$/m, 'and no report no figures');
like($out, qr/^Limits take two months with reports or more\.$/m, 'which is said');
like($out, qr/^How long a rating of good stands cannot be told: none was published since the files begin\.$/m, 'nor how long a Good stands');

# As people write them: other case, lines above the titles, files under one another.
sql($node, 'DROP TABLE locations, ratings, waiting, assessment, benchmark, benchmark_service_type, loaded_files, site_links CASCADE', database => 'broken');
spit("$folder/locations.csv", join "\n",
	'Care directory,,,,', '', 'Location ID,Location HSCA start date,Location HSCA End Date,Care home?,Service type - Shared Lives',
	'A1,2020-01-01,,y,', 'A2,2020-01-01,,n, y', 'A3,2020-01-01,2020-04-20,n,', '');
spit("$folder/ratings.csv", join "\n", "$titles,Inherited Rating (Y/N)", 'A1,OVERALL,overall,Good,2020-04-03,y', 'A1,Overall,Overall,Good,2020-04-20,',
	"\xef\xbb\xbf$titles,Inherited Rating (Y/N)", 'A2,overall ,WELL-LED,good,2020-04-03,n', '');
($ok, undef, $err) = script('broken', 'load.sql', data => $folder);
ok($ok, 'files in other case load') or diag($err);
sql_is($node, q{SELECT string_agg(concat_ws(',', location_id, service_type, service, question, inherited), ' ' ORDER BY location_id, published)
	FROM locations JOIN ratings USING (location_id)},
	'A1,Care home,Overall,Overall,t A1,Care home,Overall,Overall A2,Shared Lives,Overall,Well-led,f', 'and are read right', database => 'broken');

# Old files make the report of the month after; later ones, and months in which nothing
# happened or nobody had a rating, are reported in whole sentences.
my $ends = 'The files tell no more than what was known on 1 May 2020';
for my $case (
	[ '', qr/^\Q$ends\E, so this is the report as at 2020-05-01\.\nOn 1 May 2020, 100\.0% .*: 1 of 1\.\nOn 1 May 2019 none had a rating\.$/m,
		'the month after the newest date' ],
	[ '2023-03-01', qr/^\Q$ends\E; AS_AT=2020-05-01 would .*?^That is as much as on 1 March 2022\..*?^No service rose .*?^Nothing has moved the percentage since 1 March 2022\..*?^No forecast: nothing is known of the last months\.\n.*?^location +2 +0 +0 +2 +0\.0 /ms,
		'years later' ],
	[ '2020-03-01', qr/^On 1 March 2020 no service in the area has a rating\..*?^Without ratings on both days.*?^No forecast: fewer than 12 months of figures\.$/ms,
		'before the first rating' ],
	[ '2018-03-01', qr/^On 1 March 2018 no service/m, 'before the first location' ])
{
	my ($as_at, $message, $name) = @$case;
	($ok, $out, $err) = script('broken', 'report.sql', $as_at ? (as_at => $as_at) : ());
	is($err, '', "$name: no error");
	like($out, $message, "$name: whole sentences");
}

# A database without the extension
sql($node, 'CREATE DATABASE without TEMPLATE template0');
($ok, undef, $err) = script('without', 'load.sql', data => "$examples/sample");
ok(!$ok, 'without the extension nothing loads');
like($err, qr/ERROR:  care_quality is not in database "without", or not in search_path\nHINT:  CREATE EXTENSION care_quality;/, '... and it says so');

# demo.sh and dashboard.sh say at once what is not there, or is no day.
for my $case ([ AS_AT => 'July' ], [ SINCE => '1.7.2023' ])
{
	my ($name, $value) = @$case;
	for my $script ('demo.sh', 'dashboard/dashboard.sh')
	{
		local $ENV{$name} = $value;
		my $said = '';
		ok(!run([ "$examples/$script" ], '<', \'', '>&', \$said), "$script stops");
		like($said, qr/$name=\Q$value\E is not written like 2024-07-01, the first of a month/, "and says what $name is");
	}
}
for my $case (
	[ "$folder/none", qr/DATA=.*none is not a directory/ ],
	[ "$examples/report", qr/there is no \.csv, \.ods or \.xlsx file in/ ])
{
	my ($directory, $message) = @$case;
	my $said = '';
	ok(!run([ "$examples/demo.sh", $directory ], '<', \'', '>&', \$said), 'demo.sh stops');
	like($said, $message, 'and says why');
}

done_testing();

sub spit
{
	my ($path, $text) = @_;
	open(my $file, '>:raw', $path) or die "$path: $!";
	print $file $text;
	close($file);
}
