# Hostile input: a slice of make fuzz, always the same, and without sanitizers unless make check-sanitize runs it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $node = start_node(log_min_messages => 'fatal');
my $seed = $ENV{CARE_QUALITY_SEED} // 20240229;

sql($node, slurp("$FindBin::RealBin/../fuzz/fuzz.sql"));
note("seed $seed; CARE_QUALITY_SEED is another");
for my $surface (qw(text recv state row call document))
{
	sql_is($node, "SELECT * FROM fuzz.run('$surface', $seed, 1500)", '',
		"1500 cases on the surface $surface are refused or mean something");
}

# Of every kind some must have been accepted and some refused: else nothing is tested.
sql_is($node, q{
	SELECT surface, bool_or(state IN ('', '22ZZZ')), bool_or(state NOT IN ('', '22ZZZ'))
	FROM fuzz.outcome GROUP BY surface ORDER BY surface},
	join("\n", map { "$_|t|t" } qw(call document recv row state text)), 'some cases are good, some are bad');

done_testing();
