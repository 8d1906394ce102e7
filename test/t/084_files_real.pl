# Real published files: the latest ratings of February 2021 as they are, and successors among the home
# care services that left in 2023.
use strict;
use warnings;
use File::Copy 'copy';
use File::Temp 'tempdir';
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;
use Loading;

my $data = data_folder();
my $node = start_node();

# The file of all councils and sectors
my $latest = tempdir(CLEANUP => 1);
copy("$data/01_latest_overall_ratings_england_2021-02.csv.gz", $latest) or die;
my $norfolk = fresh($node);
loads($node, $norfolk, $latest, qr/ratings as at 1 February 2021, 467 rows\n  left out: 72,992 of other councils, 725 of other sectors\n/, 'Norfolk',
	councils => 'Norfolk');
my (undef, $report) = example($node, $norfolk, 'report.sql');
like($report, qr/^On 1 February 2021, 74\.1% of the rated care services in Norfolk are good or outstanding: 346 of 467\.$/m, 'the published figure');
like($report, qr/^The files cannot tell what was before 1 February 2021/m, 'and nothing of the past');
sql_is($node, 'SELECT sum(good_or_better), sum(rated), min(councils), max(as_at) FROM benchmark_service_type', '19500|23075|151|2021-02-01',
	'all councils by type of service, as published', database => $norfolk);
like($report, qr/^Of the 10\.4 points to all 151 councils \(84\.5%\) 0\.3 are the mix of services, 10\.1 the ratings\.$/m, 'which tells the mix from the ratings');

my $england = fresh($node);
loads($node, $england, $latest, qr/left out: 51,089 of other sectors\n/, 'England');
open(my $truth, '<', "$data/truth_01_asc_by_la_2021-02.csv") or die;
my @title = split /,/, <$truth> =~ s/\s+$//r;
my %published;
while (<$truth>)
{
	chomp;
	my @value;
	push @value, defined $1 ? $1 : $2 while /\G(?:"([^"]*)"|([^,]*))(?:,|$)/g && @value < @title;
	my %row;
	@row{@title} = @value;
	$published{ $row{local_authority} } = "$row{n_good_or_outstanding}|$row{n_rated}" if $row{care_home} eq 'all' && $row{n_rated};
}
my @wrong;
for my $line (split /\n/, sql($node, q{
	SELECT local_authority, care_good_or_better(t), care_rated(t)
	FROM (SELECT local_authority, care_tally_at(care_trend(history), '2021-02-01') AS t FROM site_history GROUP BY local_authority) s},
	database => $england))
{
	my ($council, $figures) = split /\|/, $line, 2;
	my $expected = delete $published{$council} // 'nothing';
	push @wrong, "$council: $figures, not $expected" if $figures ne $expected;
}
is(join("\n", @wrong, map { "$_ is missing" } sort keys %published), '', 'every council as published');
(undef, $report) = example($node, $england, 'report.sql');
is(scalar(() = $report =~ / (?:above|below) 99\.8%/g), 4, 'four of 151 outside the adjusted limits');
like($report, qr/^Norfolk +467 +74\.1 +-10\.4 +-0\.3 +-10\.1 below 95%/m, 'of 10.4 points 0.3 are the mix, 10.1 the ratings');
like($report, qr/^When services were registered is not in the files/m, 'what the file does not know is said');

# Histories of home care, closed services included, as lists of locations and of ratings
my (%place, @rating);
open(my $in, '-|', 'gzip', '-dc', "$data/02_rating_history_homecare_england_2014_2025.csv.gz") or die;
@title = split /,/, <$in> =~ s/\s+$//r;
while (<$in>)
{
	chomp;
	my %row;
	@row{@title} = split /,/, s/"[^"]*"/x/gr, -1;
	$place{ $row{location_id} } = "$row{location_id},$row{location_start_date},$row{location_end_date},Y";
	push @rating, "$row{location_id},Overall,Overall,$row{overall_rating_raw},$row{report_date}";
}
my $history = fresh($node);
loads($node, $history, folder(
	'locations.csv' => join("\n", 'Location ID,Location HSCA start date,Location HSCA End Date,Service type - Domiciliary care service', (sort values %place), ''),
	'ratings.csv' => join("\n", 'Location ID,Service / Population Group,Domain,Latest Rating,Publication Date', @rating, '')),
	qr/^locations: 15,648 new\nratings: 29,454 new$/m, 'ten years of home care');
sql_is($node, q{SELECT count(*) FROM locations WHERE deregistered BETWEEN '2023-01-01' AND '2023-12-31'}, 670, 'departures of 2023', database => $history);
sql_is($node, q{SELECT count(DISTINCT location_id) FROM proposed_successors WHERE deregistered BETWEEN '2023-01-01' AND '2023-12-31'}, 261,
	'of them with a likely successor', database => $history);
sql_is($node, q{SELECT count(*) FROM proposed_successors WHERE certain}, 0, 'none is certain: there are no names', database => $history);
sql_is($node, 'SELECT since_as_at, until_as_at FROM known_span', '|2025-03-01', 'these rows tell the past', database => $history);
(undef, $report) = example($node, $history, 'report.sql', as_at => '2024-01-01');
like($report, qr/^location +\d+ +\d+ +\d+ +\d+ .*\nsite +\d+ +\d+ +\d+ +\d+ .*\nlikely site +\d+ +\d+ +\d+ /m, 'closures are counted every way');

done_testing();
