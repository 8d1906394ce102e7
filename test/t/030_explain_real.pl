# Causes of change over real published data: every report of every homecare service in England.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $folder = data_folder();
my $node = start_node();

# A published file, packed or not, as a table.
sub load_csv
{
	my ($table, $columns, $file) = @_;

	sql($node, "CREATE TABLE $table ($columns)");
	open(my $csv, '-|', 'gzip', '-cdf', "$folder/$file") or die "$file: $!";
	my $rows = do { local $/; <$csv> };
	close($csv) or die "$file could not be read";
	sql($node, "COPY $table FROM STDIN (FORMAT csv, HEADER);\n$rows\\.\n");
}

load_csv('report', 'source_row int, location_id text, published date, rating_raw text, rating text, ownership text,
	registered date, deregistered date, local_authority text, region text, category text',
	'02_rating_history_homecare_england_2014_2025.csv.gz');
load_csv('england', 'as_at date PRIMARY KEY, outstanding bigint, good bigint, requires_improvement bigint, inadequate bigint,
	rated bigint, good_or_better bigint, percent float8, gap float8, change float8, slope float8',
	'truth_02_homecare_monthly_england.csv');
load_csv('council', 'as_at date, local_authority text, outstanding bigint, good bigint, requires_improvement bigint, inadequate bigint,
	rated bigint, good_or_better bigint, percent float8, gap float8, change float8, slope float8',
	'truth_02_homecare_monthly_by_la.csv.gz');
sql($node, q{
	CREATE TABLE england_trend AS
	  SELECT care_trend(location_id, rating_raw, published, registered, deregistered) AS trend FROM report;
	CREATE TABLE council_trend AS
	  SELECT coalesce(local_authority, '(unknown: not in Feb 2021 file)') AS local_authority,
	         care_trend(location_id, rating_raw, published, registered, deregistered) AS trend
	    FROM report GROUP BY 1;
	CREATE INDEX ON council (local_authority, as_at);
	ANALYZE;
});

# For every pair of months the points add up to the change of the independently computed counts.
my $every_pair = q{
	SELECT count(*) > 7000, count(*) = (SELECT count(*) * (count(*) - 1) / 2 FROM england),
	       coalesce(max(abs(points - 100.0 * n.good_or_better / n.rated + 100.0 * b.good_or_better / b.rated)), 1) < 1e-9,
	       max(abs(points - (care_change(trend, b.as_at, n.as_at)).points)) < 1e-9
	  FROM england_trend, england b JOIN england n ON b.as_at < n.as_at,
	       LATERAL (SELECT sum(points) AS points FROM care_explain(trend, b.as_at, n.as_at)) e
};
sql_is($node, $every_pair, 't|t|t|t', 'England: the points of every pair of months add up to the change');

# With 'all', against the levels of care_monthly.
sql_is($node, q{
	SELECT count(*) > 7000, max(abs(points - n.percent + b.percent)) < 1e-9
	  FROM england_trend,
	       LATERAL (SELECT as_at, percent_good_or_better AS percent FROM care_monthly(trend, since => '2014-11-01', until => '2025-02-01', denominator => 'all')) b,
	       LATERAL (SELECT as_at, percent_good_or_better AS percent FROM care_monthly(trend, since => '2014-11-01', until => '2025-02-01', denominator => 'all')) n,
	       LATERAL (SELECT sum(points) AS points FROM care_explain(trend, b.as_at, n.as_at, 'all')) e
	 WHERE b.as_at < n.as_at
}, 't|t', 'and so they do of all locations, rated or not');

# Over every council: each month against the one before, a year before, and the first.
sql_is($node, q{
	SELECT count(DISTINCT local_authority), count(*) > 30000,
	       max(abs(coalesce(points, 0) - 100.0 * n.good_or_better / n.rated + 100.0 * b.good_or_better / b.rated)) < 1e-9
	  FROM council_trend
	       JOIN council n USING (local_authority)
	       JOIN council b USING (local_authority),
	       LATERAL (SELECT sum(points) AS points FROM care_explain(trend, b.as_at, n.as_at)) e
	 WHERE b.as_at IN (n.as_at - interval '1 month', n.as_at - interval '1 year',
	                   (SELECT min(as_at) FROM council f WHERE f.local_authority = n.local_authority))
	   AND b.as_at < n.as_at AND b.rated > 0 AND n.rated > 0
}, sql($node, 'SELECT count(DISTINCT local_authority) FROM council') . '|t|t', 'every council: so they do');

# The moves are those of the locations, followed one by one without any trend.
sql($node, q{
	CREATE INDEX ON report (location_id, published);
	CREATE TABLE place AS
	  SELECT location_id, min(registered) AS registered, max(coalesce(deregistered, 'infinity')) AS deregistered
	    FROM report GROUP BY location_id;
	CREATE TABLE followed AS
	  SELECT as_at::date, location_id,
	         (SELECT rating FROM report r WHERE r.location_id = p.location_id AND published <= as_at
	           ORDER BY published DESC, array_position('{Inadequate,Requires improvement,Good,Outstanding}', rating) LIMIT 1) AS rating
	    FROM place p, generate_series('2023-01-01'::date, '2024-01-01', '1 month') as_at
	   WHERE registered <= as_at AND deregistered > as_at;
});
sql_is($node, q{
	SELECT count(*) > 10, bool_and(f.moves = e.moves), bool_and(cause = care_cause(f.was, f.now))
	  FROM (SELECT b.rating AS was, n.rating AS now, count(*) AS moves
	          FROM (SELECT (as_at + interval '1 month')::date AS as_at, location_id, coalesce(rating, 'Not rated') AS rating
	                  FROM followed WHERE as_at < '2024-01-01') b
	               FULL JOIN (SELECT as_at, location_id, coalesce(rating, 'Not rated') AS rating
	                            FROM followed WHERE as_at > '2023-01-01') n USING (as_at, location_id)
	         WHERE b.rating IS DISTINCT FROM n.rating
	         GROUP BY 1, 2) f
	       FULL JOIN (SELECT e.* FROM england_trend, care_explain(trend, '2023-01-01', '2024-01-01') e) e
	            ON (coalesce(was, ''), coalesce(now, '')) = (coalesce(from_rating, ''), coalesce(to_rating, ''))
}, 't|t|t', 'the moves of a year are those of the locations');
sql_is($node, q{
	SELECT crossed_up = up, crossed_down = down, c.joined = s.joined, c.departed = s.departed, p_value BETWEEN 0 AND 1
	  FROM england_trend, care_change(trend, '2023-01-01', '2024-01-01') c,
	       LATERAL (SELECT sum(moves) FILTER (WHERE cause = 'improved' AND NOT care_is_good_or_better(from_rating) AND care_is_good_or_better(to_rating)) AS up,
	                       sum(moves) FILTER (WHERE cause = 'declined' AND care_is_good_or_better(from_rating) AND NOT care_is_good_or_better(to_rating)) AS down,
	                       sum(moves) FILTER (WHERE cause = 'joined') AS joined, sum(moves) FILTER (WHERE cause = 'departed') AS departed
	                  FROM care_explain(trend, '2023-01-01', '2024-01-01')) s
}, 't|t|t|t|t', 'care_change counts the same moves');

done_testing();
