# Published monthly counts of ratings: a trend without a single location.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $folder = data_folder();
my $node = start_node();

load_published($node, 'counts', '10_national_monthly_rating_counts_2019.csv');
load_published($node, 'truth', 'truth_06_national_all_sectors_monthly_2019.csv');

# One row a rating and month, as published, through care_tally with the count as its weight, or pivoted into counts
sql($node, q{
	CREATE TABLE england AS
	SELECT care_trend_of_tallies(tally, month) AS trend FROM (
	  SELECT month::date AS month, care_tally_of(max(locations::int) FILTER (WHERE rating = 'Outstanding'), max(locations::int) FILTER (WHERE rating = 'Good'),
	           max(locations::int) FILTER (WHERE rating = 'Requires improvement'), max(locations::int) FILTER (WHERE rating = 'Inadequate')) AS tally
	  FROM counts GROUP BY month) m});
sql_is($node, q{SELECT count(*), count(DISTINCT month) FROM counts WHERE care_is_rated(rating)}, '48|12', 'twelve months of four ratings');
my $truth = q{SELECT month::date, n_outstanding::bigint, n_good::bigint, n_requires_improvement::bigint, n_inadequate::bigint, n_rated::bigint, n_good_or_outstanding::bigint,
	round(pct_good_or_outstanding::numeric, 6), round(gap_to_85_pp::numeric, 6) FROM truth};
my $ours = q{SELECT as_at, outstanding, good, requires_improvement, inadequate, rated, good_or_better, round(percent_good_or_better::numeric, 6), round(target_gap_points::numeric, 6)
	FROM england, care_monthly(trend, 85, until => '2019-12-31')};
sql_is($node, "($truth) EXCEPT ALL ($ours)", '', 'every month is right');
sql_is($node, "($ours) EXCEPT ALL ($truth)", '', 'and there are no others');
sql_is($node, q{SELECT count(change_points), count(*) FILTER (WHERE abs(change_points - change_pp_on_previous_month::numeric) > 1e-6)
	FROM england, care_monthly(trend, until => '2019-12-31') JOIN truth ON truth.month::date = as_at}, '11|0', 'the change since the month before, from the second on');
sql_is($node, q{SELECT count(joined), count(improved), count(published), count(mean_age_days) FROM england, care_monthly(trend, until => '2019-12-31')}, '0|0|0|0',
	'what counts do not tell is unknown');
sql_fails($node, 'SELECT m.* FROM england, care_movements(trend) m', qr/a trend of levels knows no movements/, 'movements are refused');
sql_is($node, q{SELECT (SELECT care_trend_of_tallies(care_tally_of(0, n, 0, 0), m) FROM (SELECT month::date, sum(locations::int) FROM counts WHERE rating = 'Good' GROUP BY 1) g (m, n)) =
	(SELECT care_rollup(care_trend_of_tallies) FROM (SELECT care_trend_of_tallies(care_tally_of(0, locations::int, 0, 0), month::date) FROM counts WHERE rating = 'Good' GROUP BY month) x)},
	't', 'months added up are the same');

done_testing();
