# Fair comparison on published data: the latest ratings of 151 councils in February 2021, and ten years of home care.
# The figures were computed apart from this library.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::RealBin/../perl";
use CareQuality;

my $folder = data_folder();
my $node = start_node(jit => 'off');

load_published($node, 'truth_council', 'truth_01_asc_by_la_2021-02.csv');
sql($node, q{
	CREATE VIEW council AS
	SELECT local_authority AS name, care_home, n_rated::int AS n, n_good_or_outstanding::int AS x,
	       care_tally_of(n_outstanding::int, n_good::int, n_requires_improvement::int, n_inadequate::int) AS tally
	FROM truth_council});

# The funnel
sql($node, q{CREATE TABLE funnel AS SELECT name, n, (f).* FROM (SELECT name, n, care_funnel(x, n) OVER () AS f FROM council WHERE care_home = 'all') s});
sql_is($node, q{SELECT DISTINCT round(benchmark::numeric, 10), round(dispersion::numeric, 10), round(tau_squared::numeric, 10) FROM funnel},
	'84.5070422535|2.3894593903|0.0023115067', 'benchmark, dispersion and variance between 151 councils');
sql_is($node, q{SELECT n, round(z::numeric, 2), round(adjusted_z::numeric, 2), round(lower_95::numeric, 4), round(upper_95::numeric, 4),
	round(lower_998::numeric, 4), round(upper_998::numeric, 4), verdict FROM funnel WHERE name = 'Norfolk'},
	'467|-5.60|-2.43|76.2422|91.2679|70.9308|94.3648|below 95%', 'Norfolk');
sql_is($node, q{SELECT count(*), count(*) FILTER (WHERE verdict <> 'within limits'), count(*) FILTER (WHERE verdict ~ '99.8') FROM funnel}, '151|20|4', 'adjusted limits leave 20 and 4 outside');
sql_is($node, q{SELECT count(*) FILTER (WHERE percent NOT BETWEEN l.lower AND l.upper), count(*) FILTER (WHERE percent NOT BETWEEN m.lower AND m.upper)
	FROM funnel, care_funnel_limits(n, benchmark) l, care_funnel_limits(n, benchmark, 0.998) m}, '40|16', 'where plain limits put 40 and 16');
sql_is($node, q{SELECT bool_and((p).tau_squared = 0 AND (p).adjusted_z = (p).z AND (p).z = f.z)
	FROM funnel f JOIN (SELECT name, care_funnel(x, n, adjust => false) OVER () AS p FROM council WHERE care_home = 'all') s USING (name)}, 't', 'and without adjustment there is no variance between councils');

# The mix of care homes and others
sql_is($node, q{
	SELECT round(percent::numeric, 2), round(indirect_percent::numeric, 2), round(direct_percent::numeric, 2), round((percent - reference_percent)::numeric, 2),
	       round(mix_points::numeric, 2), round(rating_points::numeric, 2)
	FROM (SELECT (care_standardise(c.tally, e.tally)).*
	      FROM council c JOIN (SELECT care_home, care_rollup(tally) AS tally FROM council GROUP BY care_home) e USING (care_home)
	      WHERE c.name = 'Norfolk' AND care_home <> 'all') s},
	'74.09|74.45|74.29|-10.42|-0.30|-10.12', 'of the 10.42 points of Norfolk to England 0.30 are the mix, 10.12 the ratings');

# What was published, month by month: England's home care
load_published($node, 'register', '02_rating_history_homecare_england_2014_2025.csv.gz');
sql($node, q{
	CREATE TABLE report AS
	SELECT location_id, overall_rating_raw AS rating, report_date::date AS published, location_start_date::date AS registered, location_end_date::date AS deregistered,
	       coalesce(local_authority, '(unknown)') AS council
	FROM register;
	CREATE TABLE month AS
	SELECT council, m.* FROM (SELECT council, care_trend(location_id, rating, published, registered, deregistered) AS trend FROM report GROUP BY council) t,
	       care_monthly(trend, since => '2022-04-01', until => '2025-03-01') m});
sql_is($node, q{
	SELECT count(*), count(*) FILTER (WHERE (c).signal <> 'common cause'), round(max((c).mean)::numeric, 2)
	FROM (SELECT care_p_chart(sum(published_good_or_better), sum(published)) OVER (ORDER BY date_trunc('quarter', month)) AS c FROM month GROUP BY date_trunc('quarter', month)) s},
	"13|0|" . sql($node, 'SELECT round(100.0 * sum(published_good_or_better) / sum(published), 2) FROM month'), 'three years of England by quarter: nothing but chance on a p-prime chart');
sql_is($node, q{
	SELECT count(*) > 400, count(*) FILTER (WHERE (p).signal <> 'common cause') < 0.1 * count(*), count(*) FILTER (WHERE (x).signal <> 'common cause') > 0.11 * count(*)
	FROM (SELECT care_p_chart(published_good_or_better, published) OVER council AS p, care_xmr(100.0 * published_good_or_better / nullif(published, 0)) OVER council AS x
	      FROM month WHERE council IN (SELECT council FROM month WHERE council <> '(unknown)' GROUP BY council HAVING min(rated) >= 60)
	      WINDOW council AS (PARTITION BY council ORDER BY as_at)) s WHERE p IS NOT NULL},
	't|t|t', 'in councils it flags fewer months than an XmR chart');

# How long a rating stands until the next: the mean of those that are over misleads. Product limits in plain SQL.
sql($node, q{
	CREATE TABLE stood AS
	SELECT rating, coalesce(next, least(deregistered, '2025-03-01')) - published AS days, next IS NOT NULL AS ended
	FROM (SELECT *, lead(published) OVER (PARTITION BY location_id ORDER BY published, rating) AS next FROM report WHERE published < '2025-03-01') r
	WHERE coalesce(next, least(deregistered, '2025-03-01')) >= published;
	CREATE TABLE curve AS SELECT rating, care_survival(days, ended) AS s FROM stood GROUP BY rating});
sql_is($node, q{SELECT (SELECT avg(days) FROM stood WHERE ended AND rating = 'Good') BETWEEN 1006.5 AND 1007.5, care_survival_days(s) BETWEEN 4.5 * 365 AND 4.75 * 365 FROM curve WHERE rating = 'Good'},
	't|t', 'a Good that is over stood 1,007 days, but half stand for four and a half years');
sql_is($node, q{
	WITH day AS (SELECT rating, days, count(*) FILTER (WHERE ended) AS d, sum(count(*)) OVER (PARTITION BY rating ORDER BY days DESC) AS n FROM stood GROUP BY rating, days),
	     product AS (SELECT rating, days, n, d, 100 * exp(sum(ln(nullif(1 - d::float8 / n::float8, 0))) OVER (PARTITION BY rating ORDER BY days)) AS percent FROM day WHERE d > 0)
	SELECT count(*) > 3000, count(*) FILTER (WHERE p.n IS DISTINCT FROM c.at_risk OR p.d IS DISTINCT FROM c.ended OR abs(coalesce(p.percent, 0) - c.percent) > 1e-9)
	FROM product p FULL JOIN (SELECT rating, c.* FROM curve, care_survival_curve(s) c) c USING (rating, days)}, 't|0', 'every step of every curve');

done_testing();
