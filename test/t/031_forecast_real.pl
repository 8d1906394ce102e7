# The forecast on real published data, every report of every homecare service in England: the same numbers as plain
# SQL, and as near to the truth as doc/forecast.md says, in quiet years and in others.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

data_folder();
my $node = start_node();

# The part of a file of SQL that comes before a line.
sub before
{
	my ($file, $line) = @_;

	open(my $in, '<', "$FindBin::RealBin/../../$file") or die "$file: $!";
	my $text = do { local $/; <$in> };
	$text =~ s/^$line.*//ms or die "$file has no line $line";
	return $text;
}

load_published($node, 'published_report', '02_rating_history_homecare_england_2014_2025.csv.gz');
sql($node, 'CREATE TABLE report AS
	SELECT location_id, overall_rating_raw AS rating, report_date::date AS published, location_start_date::date AS registered,
	       location_end_date::date AS deregistered, local_authority, region FROM published_report');

# The tables of make backtest.
sql($node, before('bench/backtest.sql', '\\\\qecho'));

# Every 29th forecast is worked out a second time.
sql($node, before('test/sql/forecast_exact.sql', '-- second computation ends'));
my $same = q{
	SELECT count(*) > 700, bool_and(abs(a.percent - h.percent) < 1e-9), bool_and(abs(a.lower - h.lower) < 1e-9), bool_and(abs(a.upper - h.upper) < 1e-9)
	  FROM (SELECT *, row_number() OVER (ORDER BY n, kind, name, origin, months, method) AS i FROM answer) a JOIN area USING (kind, name) CROSS JOIN england
	       LEFT JOIN LATERAL forecast_by_hand(area.trend, 85, months, CASE WHEN method = 'with England' THEN england.trend END, 24, origin, 1.2815515655446004, false) h
	       ON h.month = origin + months * interval '1 month'
	 WHERE i % 29 = 0
};
sql_is($node, $same, 't|t|t|t', 'plain SQL says the same');

# Against its rivals, whose errors were computed elsewhere too.
my $errors = q{
	SELECT months, count(*) FILTER (WHERE method = 'alone') AS cases, round(avg(abs(truth - no_change))::numeric, 2), round(avg(abs(truth - line))::numeric, 2),
	       avg(abs(truth - percent)) FILTER (WHERE method = 'with England') < avg(abs(truth - no_change)),
	       avg(abs(truth - percent)) FILTER (WHERE method = 'alone') < 1.05 * avg(abs(truth - no_change))
	  FROM answer WHERE n = 1 AND months IN (12, 24) GROUP BY months ORDER BY months
};
sql_is($node, $errors, "12|2299|3.32|5.57|t|t\n24|1879|4.59|10.22|t|t", 'councils: better than no change with England, and hardly worse without');

# The limits hold what they say: councils closely, and nobody fails badly in times of change.
my $limits = q{
	SELECT bool_and(held BETWEEN least AND most), bool_and(held_95 BETWEEN least_95 AND most_95)
	  FROM (SELECT n, 100 * avg((truth BETWEEN lower AND upper)::int) AS held, 100 * avg((truth BETWEEN lower_95 AND upper_95)::int) AS held_95
	          FROM answer GROUP BY n, months, method) a
	       JOIN (VALUES (1, 76, 86, 92, 98), (2, 76, 87, 92, 98), (3, 74, 88, 90, 98), (4, 70, 90, 90, 100), (5, 76, 92, 92, 100)) v (n, least, most, least_95, most_95) USING (n)
};
sql_is($node, $limits, 't|t', 'the limits of 80% and 95% hold that often');
my $years = q{
	SELECT min(held) > 68, min(held_95) > 88
	  FROM (SELECT 100 * avg((truth BETWEEN lower AND upper)::int) AS held, 100 * avg((truth BETWEEN lower_95 AND upper_95)::int) AS held_95
	          FROM answer WHERE n IN (1, 3) AND months IN (12, 24) GROUP BY extract(year FROM origin), months, method HAVING count(*) > 50) a
};
sql_is($node, $years, 't|t', 'and in the worst of ten years nearly so');

# What is called unlikely is.
my $unlikely = q{
	SELECT count(*) > 1000, 100 * avg((truth >= target)::int) < 1
	  FROM trial_case c JOIN area USING (kind, name) CROSS JOIN england CROSS JOIN (VALUES (true), (false)) m (with_england)
	       CROSS JOIN unnest('{70,75,80,85,90,95}'::float8[]) t (aim),
	       LATERAL care_forecast(area.trend, aim, months, CASE WHEN with_england THEN england.trend END, as_at => origin) f
	 WHERE n = 1 AND months IN (12, 24) AND f.as_at = origin + months * interval '1 month' AND probability < 1
};
sql_is($node, $unlikely, 't|t', 'of targets with less than one chance in a hundred fewer than that are met');

done_testing();
