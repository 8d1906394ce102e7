# What is copied into tools that cannot be run here: the questions in SQL, with their variables filled in as Grafana and
# Metabase do; of what Power BI takes, the names it asks for.

packages_questions() { :; }

run_questions() { trial questions copied; }

# answer SQL: as a reader.
answer() { as_reader psql -XAtq -v ON_ERROR_STOP=1 </dev/null -c "$1"; }

grafana()
{
  perl -0777 -pe 's/\$__timeFilter\((\w+)\)/$1 BETWEEN \x272023-01-01T00:00:00Z\x27 AND \x272024-09-30T23:59:59Z\x27/;
    s/\$\{council:sqlstring\}/\x27Larkshire\x27,\x27O\x27\x27Where\x27/' "$TREE/examples/tools/grafana.sql"
}

# metabase [VARIABLE=VALUE…]
metabase()
{
  perl -0777 -e 'open my $f, "<", shift; $_ = <$f>; my %v = map { split /=/, $_, 2 } @ARGV;
    s/\[\[(.*?\{\{(\w+)\}\}.*?)\]\]/exists $v{$2} ? $1 : ""/gse;
    s/\{\{(\w+)\}\}/\x27$v{$1}\x27/g; print' "$TREE/examples/tools/metabase.sql" "$@"
}

# quoted: blocks of R, Python and Power Query in doc/tools.md that no example has.
quoted()
{
  perl -0777 -e 'my ($page, @files) = map { open my $f, "<:utf8", $_ or die "$_: $!"; <$f> } @ARGV;
    my $examples = join "\n", @files; $examples =~ s/\\n",?|^ *"//gm; $examples =~ s/\\"/"/g;
    $page =~ s/\\"/"/g;
    while ($page =~ /^```(r|python|powerquery)\n(.*?)^```/gms) { my ($of, $text) = ($1, $2); print "$of: $text" if index($examples, $text) < 0 }' \
    "$TREE/doc/tools.md" "$TREE"/examples/tools/{trend.R,ratings.ipynb,council_month.pq}
}

copied()
{
  local types columns view
  council || return
  types=$(answer "CREATE TEMPORARY VIEW q AS $(grafana | sed 's/^--.*//'); SELECT string_agg(attname || ' ' || format_type(atttypid, NULL), ', ' ORDER BY attnum)
    FROM pg_attribute WHERE attrelid = 'q'::regclass")
  verdict "Grafana gets a time, a name and numbers: $types" [ "$types" = \
    'time timestamp with time zone, metric text, good or outstanding double precision, target double precision' ]
  verdict 'Grafana gets the months of its span' [ "$(answer "$(grafana)" | wc -l)" = \
    "$(query "SELECT count(*) FROM council_month WHERE as_at BETWEEN '2023-01-01' AND '2024-09-30'" council)" ]
  verdict 'Metabase without filters: the last month' [ "$(answer "$(metabase)" | wc -l)" = \
    "$(query "SELECT count(*) FROM service_type_month WHERE rated > 0 AND as_at = (SELECT until_as_at FROM known_span)" council)" ]
  verdict 'Metabase with all' [ "$(answer "$(metabase as_at=2023-07-15 council=Larkshire service_type='Home care')")" = \
    "$(query "SELECT local_authority, service_type, rated, percent_good_or_better, percent_lower, percent_upper, percent_target, locations_to_target
         FROM service_type_month WHERE as_at = '2023-07-01' AND service_type = 'Home care'" council)" ]
  verdict 'Metabase with nothing to find' [ -z "$(answer "$(metabase council=Nowhere)")" ]

  verdict 'what doc/tools.md quotes is in the examples' [ -z "$(quoted)" ]

  view=$(sed -n 's/.*Item = "\(.*\)"\]}.*/\1/p' "$TREE/examples/tools/council_month.pq")
  columns=$(sed -n '/SelectColumns/,/})/p' "$TREE/examples/tools/council_month.pq" | grep -o '"[^"]*"' | paste -sd, -)
  verdict "Power Query's columns are there" [ "$(answer "SELECT $columns FROM public.$view" | wc -l)" = "$(query 'SELECT count(*) FROM council_month' council)" ]
  verdict 'the connection file of Power BI' perl -MJSON::PP -0777 -e 'my $c = decode_json(<STDIN>)->{connections}[0];
    exit !($c->{details}{protocol} eq "postgresql" && $c->{details}{address}{database} eq "council" && $c->{mode} eq "Import")' \
    <"$TREE/examples/tools/council.pbids"
}
