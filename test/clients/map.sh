# PostGIS: services by ward and constituency, and what is drawn of them as GeoJSON. The areas are invented rectangles, so
# that plain comparisons of latitude and longitude say who lies in which: one ward has a hole with an island in it.

packages_map()
{
  [ -e "$("$PG_CONFIG" --sharedir)/extension/postgis.control" ] || say "postgresql-$(pg_major)-postgis-3"
  command -v ogrinfo >/dev/null || say gdal-bin
}

run_map() { trial map on_a_map; }

# load_areas KIND FILE CODE NAME
load_areas()
{
  script "$TREE/examples/tools/map.sql" map -v kind="$1" -v file="$TREE/test/clients/$2" -v code="$3" -v name="$4" -v reader=bi ||
    { not_ok "map.sql takes the $1 areas"; return 1; }
}

# figures KIND: code, services, rated, good or better and percent of every area, as the view has them.
figures()
{
  query "SELECT code, locations, rated, good_or_better, percent_good_or_better FROM area_today WHERE kind = '$1' ORDER BY code" map
}

# counted CONDITION…: the same in plain SQL, each area given as "CODE condition on x and y".
counted()
{
  local area
  for area in "$@"; do
    query "SELECT '${area%% *}', count(*), count(*) FILTER (WHERE rating <> 'Not rated'), count(*) FILTER (WHERE rating IN ('Good', 'Outstanding')),
        round(100.0 * count(*) FILTER (WHERE rating IN ('Good', 'Outstanding')) / nullif(count(*) FILTER (WHERE rating <> 'Not rated'), 0), 1)::float8
      FROM (SELECT longitude AS x, latitude AS y, rating FROM service_today) s WHERE ${area#* }" map
  done
}

on_a_map()
{
  council && query 'CREATE DATABASE map TEMPLATE council' || { not_ok 'a database for the map'; return; }
  # Some 400 services on a grid, some outside every area, some without a place
  query "UPDATE locations SET longitude = 0.93 + 0.06 * (n % 20), latitude = 51.83 + 0.06 * (n / 20 % 20)
    FROM (SELECT coalesce(site_id, location_id) AS site, dense_rank() OVER (ORDER BY coalesce(site_id, location_id)) AS n FROM locations) s
    WHERE coalesce(site_id, location_id) = site AND n % 10 > 0; CALL refresh_views()" map || { not_ok 'the services have places'; return; }
  load_areas ward wards.geojson WD24CD WD24NM && load_areas constituency constituencies.geojson PCON24CD PCON24NM &&
    load_areas ward wards.geojson WD24CD WD24NM || return

  verdict 'by ward' [ "$(figures ward)" = "$(counted \
    'W1 x BETWEEN 1 AND 1.5 AND y BETWEEN 52 AND 52.5' \
    'W2 x > 1.5 AND x <= 2 AND y BETWEEN 52 AND 52.5 AND (NOT (x > 1.65 AND x < 1.85 AND y > 52.15 AND y < 52.35) OR x BETWEEN 1.7 AND 1.8 AND y BETWEEN 52.2 AND 52.3)' \
    'W3 false')" ]
  verdict 'by constituency' [ "$(figures constituency)" = "$(counted \
    'C1 x BETWEEN 1 AND 2 AND y >= 52.25 AND y <= 53' 'C2 x BETWEEN 1 AND 2 AND y >= 51 AND y < 52.25')" ]
  verdict 'there are services in the areas, and outside' [ "$(query "SELECT count(*) > 80 AND count(*) <
    (SELECT count(*) FROM service_point) FROM service_point p JOIN area a ON kind = 'ward' AND ST_Covers(shape, point)" map)" = t ]
  verdict 'services without a place are on no map' [ "$(query "SELECT (SELECT count(*) FROM service_today WHERE longitude IS NULL) > 0
    AND (SELECT count(*) FROM service_point) = (SELECT count(longitude) FROM service_today)" map)" = t ]

  as_reader env PGDATABASE=map psql -XAtq -c "SELECT document FROM area_map WHERE kind = 'ward'" </dev/null >"$WORK/tmp/wards.geojson"
  verdict 'GeoJSON, with names and figures, as a reader sees it' [ "$(as_user perl -MJSON::PP -0777 -ne '
    binmode STDOUT, ":utf8"; my $f = decode_json($_)->{features}; my $w = $f->[1];
    print join "|", scalar(@$f), $f->[0]{properties}{name}, $w->{type}, $w->{geometry}{type}, scalar @{ $w->{geometry}{coordinates} },
      $w->{properties}{locations}, $w->{properties}{percent_good_or_better}' "$WORK/tmp/wards.geojson")" = \
    "3|Côte d'Ouest|Feature|MultiPolygon|2|$(query "SELECT concat_ws('|', locations, percent_good_or_better) FROM area_today WHERE code = 'W2'" map)" ]
  verdict 'a program for maps finds the layers' [ "$(layers | sed -n 's/^[0-9]*: //p' | sort | paste -sd,)" = \
    'area (Multi Polygon),area_today (Multi Polygon),service_point (Point)' ]
  verdict '... with counts and percentages as numbers' [ "$(layers -so area_today | grep -E '^(Feature Count|rated|percent_lower|name)' | paste -sd,)" = \
    'Feature Count: 5,name: String (0.0),rated: Integer64 (0.0),percent_lower: Real (0.0)' ]
}

# layers [ARGUMENT…]: what GDAL, which most programs for maps are made with, sees as a reader.
layers() { as_reader ogrinfo -ro "PG:host=127.0.0.1 port=$PGPORT dbname=map user=$BI_USER password=$BI_PASSWORD" "$@" </dev/null 2>&1; }
