// All figures of the page, read from the views of ../views.sql in one snapshot.
import pg from 'pg'

// Counts as numbers, dates as the text they are: "2023-07-01".
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
pg.types.setTypeParser(pg.types.builtins.NUMERIC, Number)
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

// One statement for each part. :council is NULL for all; :as_at and :since are firsts of a month, now and then.
const level = `(SELECT * FROM council_month WHERE local_authority = :council UNION ALL SELECT * FROM area_month WHERE :council IS NULL) m`
const trend = `(SELECT care_rollup(trend) AS trend FROM council_trend WHERE :council IS NULL OR local_authority = :council) t`
const list_of = `FROM waiting_list WHERE :council IS NULL OR local_authority = :council`
const lists = `(SELECT request_type, care_rollup(list) AS list, max(last_month) AS last_month ${list_of} GROUP BY request_type
            UNION ALL SELECT 'All requests', care_rollup(list), max(last_month) ${list_of}) l`
const parts = {
  // Five years to look at
  months: `
    SELECT as_at, locations, rated, outstanding, good, requires_improvement, inadequate, not_rated, good_or_better,
           100 * fraction_good_or_better AS percent, 100 * fraction_change AS change, percent_target AS target, 100 * fraction_target_gap AS gap,
           locations_to_target AS to_go, improved, declined, newly_rated, joined, departed, mean_age_days
      FROM ${level}
     WHERE as_at BETWEEN least(:since, :as_at - interval '5 years') AND :as_at
     ORDER BY as_at`,
  country: `
    SELECT as_at, rated, good_or_better, 100 * fraction_good_or_better AS percent
      FROM benchmark_month
     WHERE as_at BETWEEN least(:since, :as_at - interval '5 years') AND :as_at AND rated > 0
     ORDER BY as_at`,
  change: `
    SELECT crossed_up, crossed_down, p_value
      FROM ${trend}, care_change(trend, :since, :as_at)`,
  // From the movements of two years, or as many months as are known; with several councils all of them are what it leans on.
  forecast: `
    SELECT f.as_at, f.percent, f.lower, f.upper, f.target, f.probability, known.history, country.trend IS NOT NULL AS leans
      FROM ${trend},
           (SELECT count(*)::int - 1 AS history, max(percent_target) FILTER (WHERE as_at = :as_at) AS target
              FROM ${level}
             WHERE rated > 0 AND as_at BETWEEN :as_at - interval '24 months' AND :as_at
            HAVING count(*) > 12) known,
           (SELECT CASE WHEN :council IS NOT NULL AND count(DISTINCT local_authority) > 1 THEN care_rollup(trend) END AS trend
              FROM council_trend) country,
           care_forecast(t.trend, known.target, reference => country.trend, history => known.history, as_at => :as_at) f
     ORDER BY f.as_at`,
  types: `
    SELECT t.service_type, now.rated, now.good_or_better, before.percent_good_or_better AS before, now.percent_good_or_better AS percent,
           now.percent_good_or_better - before.percent_good_or_better AS change, now.target, now.target_gap_points AS gap,
           now.locations_to_target AS to_go, now.lower, now.upper
      FROM (SELECT service_type, care_rollup(trend) AS trend FROM council_trend
             WHERE :council IS NULL OR local_authority = :council GROUP BY service_type) t,
           (SELECT max(percent_target) AS target FROM area_month WHERE as_at = :as_at) target,
           care_summary(care_tally_at(t.trend, :as_at), target.target) now,
           care_summary(care_tally_at(t.trend, :since)) before
     WHERE now.rated > 0
     ORDER BY now.rated DESC, t.service_type`,
  inadequate: `
    SELECT name, service_type, care_published_at(history, :as_at) AS published
      FROM site_history
     WHERE (:council IS NULL OR local_authority = :council) AND care_rating_at(history, :as_at) = 'Inadequate'
     ORDER BY published, name`,
  causes: `
    SELECT cause, from_rating, to_rating, moves, points
      FROM ${trend}, care_explain(trend, :since, :as_at)
     ORDER BY abs(points) DESC NULLS LAST, moves DESC, cause, from_rating, to_rating`,
  movers: `
    SELECT care_cause(was, now) AS cause, name, service_type, was::text AS was, now::text AS now
      FROM (SELECT name, service_type, care_rating_at(history, :since) AS was, care_rating_at(history, :as_at) AS now
              FROM site_history WHERE :council IS NULL OR local_authority = :council) s
     WHERE was IS DISTINCT FROM now
     ORDER BY array_position('{improved,declined,newly rated,rating lost,joined,departed}', care_cause(was, now)), name`,
  ages: `
    SELECT a.band, a.locations AS services, a.percent, a.good_or_better, a.percent_good_or_better AS percent_good
      FROM (SELECT care_ages(history) AS ages FROM site_history WHERE :council IS NULL OR local_authority = :council) s,
           care_ages_monthly(s.ages, since => :as_at, until => :as_at) a
     ORDER BY a.band_number`,
  councils: `
    SELECT local_authority, as_at, rated, good_or_better, 100 * fraction_good_or_better AS percent, NOT is_published AS in_locations, local_authority = :council AS chosen
      FROM (SELECT DISTINCT ON (local_authority) * FROM neighbour_month
             WHERE as_at <= :as_at AND as_at > :as_at - interval '1 year'
             ORDER BY local_authority, as_at DESC) c
     ORDER BY percent DESC, local_authority`,
  publications: `
    SELECT as_at, published, good_or_better, (c).percent, (c).mean, (c).lower, (c).upper, (c).points, (c).signal, (c).variation
      FROM (SELECT as_at, published, published_good_or_better AS good_or_better,
                   care_p_chart(published_good_or_better, published, higher_is_better => true) OVER (ORDER BY as_at) AS c
              FROM ${level}
             WHERE as_at > :as_at - interval '2 years' AND as_at <= :as_at) p
     ORDER BY as_at`,
  waiting: `
    SELECT l.request_type, m.as_at, m.waiting, m.added, m.completed, m.removed, m.long_waits, m.percent_long_waits, m.mean_days, m.median_days,
           m.p90_days, m.longest_days, m.months_of_work, m.target, m.over_target
      FROM ${lists},
           LATERAL (SELECT max(target) AS target
                      FROM (SELECT request_type, target FROM waiting_month UNION ALL SELECT 'All requests', target FROM waiting_total_month) t
                     WHERE t.request_type = l.request_type) t,
           care_waiting_monthly(l.list, target => t.target, since => (:as_at - interval '2 years')::date - 1, until => least(:as_at - 1, l.last_month)) m
     ORDER BY l.request_type, m.as_at`,
  bands: `
    SELECT request_type, n, band, b.waiting, percent
      FROM ${lists}, care_waiting_bands(list, :as_at - 1) WITH ORDINALITY b (band, waiting, percent, n)
     ORDER BY request_type, n`,
  capacity: `
    SELECT l.request_type, c.demand_per_week, c.capacity_per_week, c.load, c.target_waiting, c.needed_per_week
      FROM ${lists}, care_capacity(list, :as_at - 1) c
     ORDER BY request_type`,
  // The latest assessment, and the least number of points of each rating
  assessment: `
    SELECT local_authority, published, number, theme, statement, score
      FROM assessment_statement a
     WHERE published = (SELECT max(published) FROM assessment_statement b
                         WHERE b.local_authority = a.local_authority AND published <= :as_at)
       AND (local_authority = :council OR :council IS NULL AND NOT EXISTS (SELECT FROM assessment_statement b
                                                                WHERE b.local_authority <> a.local_authority))

     ORDER BY number`,
  remarks: `
    SELECT care_conflicts(trend) AS two_ratings_on_a_day,
           (SELECT max(care_published_at(history, :as_at)) FROM site_history
             WHERE :council IS NULL OR local_authority = :council) AS newest,
           (SELECT count(*) FROM site_history
             WHERE (:council IS NULL OR local_authority = :council) AND by_service_since <= :as_at
               AND care_is_rated(care_rating_at(history, :as_at))) AS by_service
      FROM ${trend}`,
}

// What needs a month to compare with
const of_the_past = ['change', 'forecast', 'causes', 'movers', 'publications']

// Only the parameters that a statement names are sent, each with its type.
function bound(statement, values) {
  const types = { council: 'text', as_at: 'date', since: 'date' }
  const used = []
  const text = statement.replace(/(?<!:):(council|as_at|since)\b/g, (_, name) => {
    if (!used.includes(name)) used.push(name)
    return `$${used.indexOf(name) + 1}::${types[name]}`
  })
  return { text, values: used.map((name) => values[name]) }
}

// Totals of an assessment of so many statements at which each rating begins, and what these scores make.
const assessed = `
  SELECT sum(score)::int AS points, 4 * count(*) AS of, care_assessment_percent(array_agg(score)) AS percent,
         care_assessment_rating(array_agg(score))::text AS rating,
         (SELECT jsonb_agg(jsonb_build_object('rating', rating::text, 'points', points) ORDER BY points)
            FROM (SELECT care_assessment_rating(array_fill((t / n)::int, ARRAY[(n - t % n)::int]) || array_fill((t / n + 1)::int, ARRAY[(t % n)::int])) AS rating,
                         min(t) AS points
                    FROM (SELECT count(*) AS n FROM unnest($1::int[])) c, generate_series(n, 4 * n) t
                   GROUP BY 1) begins) AS begins
    FROM unnest($1::int[]) score`

// Where each council stands: limits that allow for what councils differ by anyhow, round the country or all together.
const funnel = `
  SELECT (f).verdict, (f).benchmark, (f).dispersion, (f).tau_squared > 0 AS widened, (f).lower_95, (f).upper_95, (f).lower_998, (f).upper_998
    FROM (SELECT n, care_funnel(good, rated, $3) OVER () AS f FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY u (good, rated, n)) s
   ORDER BY n`

// The name of the only council; NULL if there are several.
async function which_council(client, council) {
  const { rows } = await client.query('SELECT DISTINCT local_authority FROM council_trend ORDER BY 1')
  const names = rows.map((row) => row.local_authority)
  if (names.length === 0) throw new Error('there are no services in site_history: is the table locations empty?')
  if (council && !names.includes(council)) throw new Error(`there is no council "${council}"; there is ${names.join(', ')}`)
  return council ?? (names.length === 1 ? names[0] : null)
}

// Three councils are the least that make a funnel.
async function add_funnel(client, data) {
  const { councils } = data
  if (councils.length < 3) return
  const country = data.country.find((row) => row.as_at === data.as_at)
  const { rows } = await client.query(funnel, [councils.map((row) => row.good_or_better), councils.map((row) => row.rated), country?.percent ?? null])
  councils.forEach((row, i) => Object.assign(row, rows[i]))
  data.centre = rows[0].benchmark
  data.centre_is_country = Boolean(country)
}

// read(connection, {council, as_at, since}) → every part as an array of rows, and what was chosen.
// connection: a URL, or undefined for libpq's environment variables.
export async function read(connection, { council, as_at, since } = {}) {
  const client = new pg.Client(connection ? { connectionString: connection } : {})
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const there = await client.query(`SELECT to_regclass('council_month') AS views`)
    if (!there.rows[0].views) throw new Error('the views are not in this database; make them: psql -f examples/views.sql')
    const chosen = await which_council(client, council)
    const days = await client.query(
      `SELECT a::date AS as_at, date_trunc('month', coalesce($2::date, least(a, greatest(a - interval '1 year', k.since_as_at))))::date AS since,
              k.since_as_at AS known_since, k.until_as_at AS known_until, current_date AS today
         FROM known_span k, LATERAL (SELECT date_trunc('month', coalesce($1::date, k.until_as_at)) AS a) d`, [as_at, since])
    const data = { council: chosen, ...days.rows[0] }
    for (const day of [data.since, data.as_at]) {
      if (data.known_since && day < data.known_since) throw new Error(`the files cannot tell what was before ${data.known_since}`)
    }
    if (data.as_at > data.known_until) throw new Error(`there are no figures as at ${data.as_at}: the files tell no more than what was known on ${data.known_until}`)
    data.has_past = data.since < data.as_at
    // Old data look like a standstill.
    data.ends_early = data.as_at === data.known_until && (Date.parse(data.today) - Date.parse(data.as_at)) / 86400000 > 62
    if (!data.has_past && since) throw new Error(`${data.since} is not before ${data.as_at}`)
    for (const name of Object.keys(parts)) {
      data[name] = data.has_past || !of_the_past.includes(name) ? (await client.query(bound(parts[name], data))).rows : []
    }
    data.now = data.months.find((row) => row.as_at === data.as_at)
    data.before = data.has_past ? data.months.find((row) => row.as_at === data.since) : undefined
    if (!data.now) throw new Error(`there are no figures as at ${data.as_at}`)
    await add_funnel(client, data)
    if (data.assessment.length > 0) {
      data.assessed = (await client.query(assessed, [data.assessment.map((row) => row.score)])).rows[0]
    }
    await client.query('COMMIT')
    return data
  } finally {
    await client.end()
  }
}
