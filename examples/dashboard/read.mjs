// All figures of the page, read from the views of ../views.sql in one snapshot.
import { userInfo } from 'node:os'
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
  // All councils by type of service: of the regulator's file or of a list of one's own, or else those in the database
  mix: `
    WITH there AS (
      SELECT service_type, rated, good_or_better, councils
        FROM benchmark_service_type_month
       WHERE as_at = :as_at
    ), everybody AS (
      TABLE there
      UNION ALL
      SELECT service_type, care_rated(tally), care_good_or_better(tally), councils
        FROM (SELECT service_type, care_tally_at(care_rollup(trend), :as_at) AS tally FROM council_trend GROUP BY service_type) t,
             (SELECT count(DISTINCT local_authority) AS councils FROM council_trend) c
       WHERE :council IS NOT NULL AND councils > 1 AND NOT EXISTS (SELECT FROM there)
    )
    SELECT service_type, e.rated, e.good_or_better, e.councils, here.rated AS rated_here, here.good_or_better AS good_here
      FROM (SELECT service_type, care_rated(tally) AS rated, care_good_or_better(tally) AS good_or_better
              FROM (SELECT service_type, care_tally_at(care_rollup(trend), :as_at) AS tally FROM council_trend
                     WHERE :council IS NULL OR local_authority = :council GROUP BY service_type) t
             WHERE care_rated(tally) > 0) here
      FULL JOIN everybody e USING (service_type)
     WHERE EXISTS (SELECT FROM everybody)
     ORDER BY e.rated DESC NULLS LAST, service_type`,
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
  // How long a Good stands until the next report, as in examples/report/good_stands.sql; the curve as far as ten are in sight
  stands: `
    WITH report AS (
      SELECT rating, published, max(coalesce(valid_to, 'infinity')) AS until,
             lead(min(valid_from)) OVER (PARTITION BY site_id ORDER BY min(valid_from)) AS next
        FROM site_history, care_periods(history)
       WHERE (:council IS NULL OR local_authority = :council) AND published < :as_at AND valid_from < :as_at
       GROUP BY site_id, rating, published
    ), good AS (
      SELECT count(*) AS ratings, count(next) AS ended,
             care_survival(least(coalesce(next, until), :as_at, :known_until) - published, next IS NOT NULL) AS survival
        FROM report
       WHERE rating = 'Good' AND (:known_since IS NULL OR published >= :known_since)
    )
    SELECT ratings, ended, care_survival_days(survival) AS half, care_survival_at(survival, 365) AS one, care_survival_at(survival, 3 * 365) AS three,
           years, percent, lower, upper
      FROM good,
           LATERAL (SELECT n / 4.0 AS years, round(n * 365.25 / 4)::int AS until FROM generate_series(0, 60) n) q
      LEFT JOIN LATERAL (SELECT percent, lower, upper, at_risk FROM care_survival_curve(survival) WHERE days <= q.until
                          ORDER BY days DESC LIMIT 1) curve ON true
     WHERE years = 0 OR care_survival_at(survival, q.until) IS NOT NULL AND coalesce(at_risk, ratings) >= 10
     ORDER BY years`,
  ages: `
    SELECT a.band, a.locations AS services, a.percent, a.good_or_better, a.percent_good_or_better AS percent_good
      FROM (SELECT care_ages(history) AS ages FROM site_history WHERE :council IS NULL OR local_authority = :council) s,
           care_ages_monthly(s.ages, since => :as_at, until => :as_at) a
     ORDER BY a.band_number`,
  councils: `
    SELECT local_authority, as_at, care_rated(tally) AS rated, care_good_or_better(tally) AS good_or_better,
           care_percent_good_or_better(tally) AS percent, local_authority = :council AS chosen
      FROM (SELECT DISTINCT ON (local_authority) *
              FROM (SELECT local_authority, :as_at AS as_at, care_tally_at(care_rollup(trend), :as_at) AS tally, 1 AS rank
                      FROM council_trend
                     GROUP BY local_authority
                    UNION ALL
                    SELECT local_authority, as_at, care_tally_of(0, good_or_better, rated - good_or_better, 0), 2
                      FROM neighbour_month
                     WHERE is_published AND as_at <= :as_at AND as_at > :as_at - interval '1 year') c
             WHERE care_rated(tally) > 0
             ORDER BY local_authority, rank, as_at DESC) latest
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
  const types = { council: 'text', as_at: 'date', since: 'date', known_since: 'date', known_until: 'date' }
  const used = []
  const text = statement.replace(/(?<!:):(council|as_at|since|known_since|known_until)\b/g, (_, name) => {
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

// What of the difference to all councils is the mix of services, what the ratings.
const standardised = `
  SELECT (s).percent, (s).reference_percent, (s).mix_points, (s).rating_points
    FROM (SELECT care_standardise(care_tally_of(0, here_good, here - here_good, 0), care_tally_of(0, good, rated - good, 0)) AS s
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) u (here, here_good, rated, good)) one`

// Where each council stands: limits that allow for what councils differ by anyhow, round the country or all together.
const funnel = `
  SELECT (f).verdict, (f).benchmark, (f).dispersion, (f).tau_squared > 0 AS widened, (f).lower_95, (f).upper_95, (f).lower_998, (f).upper_998
    FROM (SELECT n, care_funnel(good, rated, $3) OVER () AS f FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY u (good, rated, n)) s
   ORDER BY n`

// The names of the councils.
async function names_of(client) {
  const { rows } = await client.query('SELECT DISTINCT local_authority FROM council_trend ORDER BY 1')
  if (rows.length === 0) throw new Error('there are no services in site_history: is the table locations empty?')
  return rows.map((row) => row.local_authority)
}

// The name of the council asked for, or of the only one; NULL: all together.
function chosen_of(names, council) {
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

// A type of service that the others do not have cannot be compared.
async function add_standardised(client, data) {
  const { mix } = data
  if (mix.length === 0 || mix.some((row) => row.rated_here > 0 && !(row.rated > 0))) return
  const columns = ['rated_here', 'good_here', 'rated', 'good_or_better'].map((name) => mix.map((row) => row[name] ?? 0))
  data.standardised = (await client.query(standardised, columns)).rows[0]
}

// The month of a page and the one to compare with, as far as the files tell of them.
async function days_of(client, { as_at, since }) {
  const { rows } = await client.query(
    `SELECT a::date AS as_at, date_trunc('month', coalesce($2::date, least(a, greatest(a - interval '1 year', k.since_as_at))))::date AS since,
            k.since_as_at AS known_since, k.until_as_at AS known_until, k.ratings_as_at, k.locations_as_at, current_date AS today
       FROM known_span k, LATERAL (SELECT date_trunc('month', coalesce($1::date, k.until_as_at)) AS a) d`, [as_at, since])
  const [days] = rows
  for (const day of [days.since, days.as_at]) {
    if (days.known_since && day < days.known_since) throw new Error(`the files cannot tell what was before ${days.known_since}`)
  }
  if (days.as_at > days.known_until) throw new Error(`there are no figures as at ${days.as_at}: the files tell no more than what was known on ${days.known_until}`)
  if (days.since >= days.as_at && since) throw new Error(`${days.since} is not before ${days.as_at}`)
  return days
}

// Every part of one page as an array of rows, and what was chosen.
async function read_page(client, { council, ...days }) {
  const data = { council: chosen_of(await names_of(client), council), ...(await days_of(client, days)) }
  data.has_past = data.since < data.as_at
  // Old data look like a standstill.
  data.ends_early = data.as_at === data.known_until && (Date.parse(data.today) - Date.parse(data.as_at)) / 86400000 > 62
  for (const name of Object.keys(parts)) {
    data[name] = data.has_past || !of_the_past.includes(name) ? (await client.query(bound(parts[name], data))).rows : []
  }
  data.now = data.months.find((row) => row.as_at === data.as_at)
  data.before = data.has_past ? data.months.find((row) => row.as_at === data.since) : undefined
  if (!data.now) throw new Error(`there are no figures as at ${data.as_at}`)
  await add_funnel(client, data)
  await add_standardised(client, data)
  if (data.assessment.length > 0) {
    data.assessed = (await client.query(assessed, [data.assessment.map((row) => row.score)])).rows[0]
  }
  return data
}

// The pages there can be: {council, as_at}, all councils together first (council NULL), the latest month first.
async function list_pages(client, { council, as_at, months }) {
  const names = await names_of(client)
  const only = chosen_of(names, council)
  const last = (await days_of(client, { as_at })).as_at
  const { rows } = await client.query(
    `SELECT council, as_at
       FROM (SELECT local_authority AS council, as_at FROM council_month WHERE local_authority = $1 OR $1 IS NULL
             UNION ALL
             SELECT NULL, as_at FROM area_month WHERE $1 IS NULL) m
      WHERE as_at > $2::date - make_interval(months => $3) AND as_at <= $2
      ORDER BY council NULLS FIRST, as_at DESC`, [only, last, months])
  return rows
}

// reading(connection, work) → what work makes of {page, pages}, all of one snapshot: page({council, as_at, since}) reads
// one page, pages({council, as_at, months}) says which there can be.
// connection: a URL, or undefined for libpq's environment variables.
export async function reading(connection, work) {
  // As libpq does: cron and the like have no USER in their environment.
  pg.defaults.user ||= userInfo().username
  const client = new pg.Client(connection ? { connectionString: connection } : {})
  await client.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const there = await client.query(`SELECT to_regclass('council_month') AS views`)
    if (!there.rows[0].views) throw new Error('the views are not in this database; make them: psql -f examples/views.sql')
    const made = await work({ page: (wanted) => read_page(client, wanted), pages: (wanted) => list_pages(client, wanted) })
    await client.query('COMMIT')
    return made
  } finally {
    await client.end()
  }
}
