// The pages of examples/dashboard in a browser. Run by tools/dashboard.sh, which makes the databases; the
// environment names them (PGHOST), a folder to write to (PAGES) and the browser (CHROMIUM), and the database of real files,
// if they are there (REAL).
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { contrasts, on_shade, palette, shades } from '../../examples/dashboard/palette.mjs'

const folder = fileURLToPath(new URL('../../examples/dashboard/', import.meta.url))
const require = createRequire(join(folder, 'package.json'))
const { chromium } = require('playwright-core')
const pg = require('pg')
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

let passed = 0
let failed = 0
function ok(good, name, said) {
  if (good) return void passed++
  failed++
  console.log(`not ok - ${name}${said === undefined ? '' : `\n${String(said).slice(0, 2000)}`}`)
}
function is(got, must, name) {
  const [a, b] = [got, must].map((value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 0)))
  ok(a === b, name, `${difference(a, b)}`)
}

// The first line that differs
function difference(a, b) {
  const [got, must] = [a.split('\n'), b.split('\n')]
  const at = must.findIndex((line, i) => line !== got[i])
  return `line ${at + 1} of ${must.length}\ngot  ${got[at]}\nmust ${must[at]}`
}

// build(database, options…) → {status, said, file}
function build(database, ...options) {
  const file = join(process.env.PAGES, `${database}${options.join('').replace(/\W+/g, '-')}.html`)
  const run = spawnSync(process.execPath, [join(folder, 'build.mjs'), '--out', file, ...options], { encoding: 'utf8', env: { ...process.env, PGDATABASE: database } })
  return { status: run.status, said: run.stderr + run.stdout, file }
}

function build_folder(database, folder_at, ...options) {
  const run = spawnSync(process.execPath, [join(folder, 'build.mjs'), '--folder', folder_at, ...options], { encoding: 'utf8', env: { ...process.env, PGDATABASE: database } })
  return { status: run.status, said: run.stderr + run.stdout }
}

// rows(database, sql) → rows of texts, as psql prints them
async function rows(database, text) {
  const client = new pg.Client({ database, types: { getTypeParser: () => (value) => value } })
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.map((row) => row.map((value) => value ?? ''))
  } finally {
    await client.end()
  }
}

// What a page says, as plain as psql: no thousands, plus or percent signs, hyphens for minus, dates as in SQL.
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const plain = (text) =>
  text
    .replace(/^–$/, '')
    .replace(/−/g, '-')
    .replace(/(\d),(?=\d{3})/g, '$1')
    .replace(/^\+(?=\d)/, '')
    .replace(/^([\d.]+)%$/, '$1')
    .replace(/^(\d{1,2}) (\w{3})\w? (\d{4})$/, (_, d, m, y) => `${y}-${String(months.indexOf(m) + 1).padStart(2, '0')}-${d.padStart(2, '0')}`)

const arguments_ = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: arguments_ })

// open(file, {width, javaScriptEnabled, bypassCSP}): the page, with all it asked for and complained of
async function open(file, { width = 1280, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, ...options })
  const page = await context.newPage()
  page.asked = []
  page.complaints = []
  page.on('request', (request) => page.asked.push(request.url()))
  page.on('console', (message) => page.complaints.push(message.text()))
  page.on('pageerror', (error) => page.complaints.push(error.message))
  await page.goto(pathToFileURL(file).href)
  return page
}

// A table's body as texts
const table = (page, name) =>
  page.$eval(`table[data-name="${name}"]`, (t) => [...t.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.textContent)))
async function same(page, database, name, sql) {
  const got = (await table(page, name)).map((row) => row.map(plain))
  const must = await rows(database, sql)
  ok(must.length > 0, `${name}: SQL has rows`)
  is(got.map((row) => row.join('|')).join('\n'), must.map((row) => row.join('|')).join('\n'), `${database}, table ${name}: the figures are those of SQL`)
}

// Every service and its rating on any day, by plain SQL: the lowest of those published on the latest day up to it; of a
// home that is rated service by service the worst of its services, once there is one.
const plain_on = (days, council = 'true') => `
  SELECT d.as_at, s.site, s.service_type, coalesce(v.rating, r.rating) AS rating, coalesce(v.published, r.published) AS published
    FROM (${days}) d (as_at)
   CROSS JOIN LATERAL (
         SELECT coalesce(site_id, location_id) AS site FROM locations
          WHERE registered <= d.as_at AND (deregistered > d.as_at OR deregistered IS NULL) AND ${council} GROUP BY 1) e
    JOIN LATERAL (
         SELECT e.site, service_type FROM locations WHERE coalesce(site_id, location_id) = e.site
          ORDER BY registered DESC, location_id LIMIT 1) s ON true
    LEFT JOIN LATERAL (
         SELECT rating::text, published FROM ratings JOIN locations l USING (location_id)
          WHERE coalesce(l.site_id, l.location_id) = s.site AND published <= d.as_at AND service = 'Overall' AND question = 'Overall'
            AND rating::text IN ('Outstanding', 'Good', 'Requires improvement', 'Inadequate')
          ORDER BY published DESC, array_position('{Inadequate,Requires improvement,Good,Outstanding}', rating::text) LIMIT 1) r ON true
    LEFT JOIN LATERAL (
         SELECT rating, published
           FROM (SELECT DISTINCT ON (service) rating::text, published FROM ratings JOIN locations l USING (location_id)
                  WHERE coalesce(l.site_id, l.location_id) = s.site AND published <= d.as_at AND service <> 'Overall' AND question = 'Overall'
                    AND rating::text IN ('Outstanding', 'Good', 'Requires improvement', 'Inadequate')
                  ORDER BY service, published DESC) latest
          ORDER BY array_position('{Inadequate,Requires improvement,Good,Outstanding}', rating), published DESC LIMIT 1) v ON true`
const good = `count(*) FILTER (WHERE rating IN ('Good', 'Outstanding'))`
// What of the difference to everybody is the mix of services and what the ratings, in the words of the page
async function kitagawa(database, day, everybody, name, council = 'true') {
  const [[gap, there, mix, ratings, one_sign]] = await rows(database, `
    WITH type AS (
      SELECT coalesce(h.n, 0) / sum(h.n) OVER () AS here, coalesce(h.good / nullif(h.n, 0), 1.0 * e.good_or_better / e.rated) AS p,
             e.rated / sum(e.rated) OVER () AS there, 1.0 * e.good_or_better / e.rated AS q
        FROM (SELECT * FROM ${everybody}) e
        LEFT JOIN (SELECT service_type, count(rating)::numeric AS n, ${good}::numeric AS good FROM (${plain_on(`SELECT date '${day}'`, council)}) s GROUP BY 1) h USING (service_type)
    ), part AS (
      SELECT ${one('100 * sum(here * p - there * q)')} AS gap, ${one('100 * sum(there * q)')} AS there, ${one('100 * sum((here - there) * (p + q) / 2)')} AS mix,
             ${one('100 * sum((p - q) * (here + there) / 2)')} AS ratings FROM type)
    SELECT gap, there, mix, ratings, sign(mix) * sign(ratings) >= 0 FROM part`)
  const words = (value) => value.replace('-', '−').replace(/^(?=[1-9]|0\.[1-9])/, '+')
  const size = (value) => value.replace('-', '')
  return one_sign === 't' ? `${size(gap)} points to ${name} (${there}%) ${size(mix)} are the mix of services, ${size(ratings)} the ratings` :
    `${words(gap)} points to ${name} (${there}%) the mix of services makes ${words(mix)}, the ratings ${words(ratings)}`
}
const first_months = (from, to) => `SELECT generate_series('${from}'::date, '${to}', '1 month')::date`
const one = (value) => `(${value})::numeric(12,1)`


// The sample
{
  const { status, said, file } = build('sample', '--as-at', '2023-07-01', '--since', '2022-12-01', '--invented', '--note', 'Invented')
  ok(status === 0, 'the page of the sample is built', said)
  ok(statSync(file).size < 500 * 1024, 'and is smaller than 500 kB')
  const page = await open(file)

  is(page.asked, [pathToFileURL(file).href], 'it asks for nothing but itself')
  is(page.complaints, [], 'and the browser has no complaint')
  const text = readFileSync(file, 'utf8')
  ok(!/<script|\son\w+=|javascript:/i.test(text), 'no script')
  is(text.match(/(?:src|href|action)="(?!#|data:)[^"]*"/g), null, 'no address of anything else')
  ok(!/url\(|@import/.test(text), 'nor in the styles')
  is(await page.evaluate(() => document.documentElement.lang), 'en-GB', 'its language is said')

  // Figures against SQL
  await same(page, 'sample', 'months', `
    SELECT p.as_at::text, p.rated::text, p.good::text, ${one('p.percent')}::text, ${one('p.percent - lag(p.percent) OVER w')}::text, '85', ${one('p.percent - 85')}::text,
           greatest(0, ceil(0.85 * p.rated - p.good))::text, ${one('100.0 * b.good_or_better / b.rated')}::text
      FROM (SELECT as_at, count(rating) AS rated, ${good} AS good, 100.0 * ${good} / count(rating) AS percent
              FROM (${plain_on(first_months('2018-06-01', '2023-07-01'))}) s GROUP BY as_at) p
      JOIN benchmark b USING (as_at)
    WINDOW w AS (ORDER BY p.as_at) ORDER BY p.as_at DESC LIMIT 61`)
  const limits = `care_interval(${good}, count(rating))`
  await same(page, 'sample', 'types', `
    SELECT service_type, n.rated, n.good, ${one('b.percent')}, ${one('n.percent')}, ${one('n.percent - b.percent')},
           ${one('n.lower')} || ' to ' || ${one('n.upper')}, ${one('100.0 * e.good_or_better / e.rated')}, ${one('n.percent - 85')}, greatest(0, ceil(0.85 * n.rated - n.good))
      FROM (SELECT service_type, count(rating) AS rated, ${good} AS good, 100.0 * ${good} / count(rating) AS percent, (${limits}).*
              FROM (${plain_on(`SELECT date '2023-07-01'`)}) s GROUP BY 1) n
      JOIN (SELECT service_type, 100.0 * ${good} / count(rating) AS percent FROM (${plain_on(`SELECT date '2022-12-01'`)}) s GROUP BY 1) b USING (service_type)
      JOIN benchmark_service_type e USING (service_type)
     WHERE e.as_at = '2023-07-01'
     ORDER BY n.rated DESC`)
  await same(page, 'sample', 'inadequate', `
    SELECT l.name, l.service_type, s.published FROM (${plain_on(`SELECT date '2023-07-01'`)}) s
      JOIN LATERAL (SELECT name, service_type FROM locations WHERE coalesce(site_id, location_id) = site ORDER BY registered DESC LIMIT 1) l ON true
     WHERE rating = 'Inadequate' ORDER BY s.published, l.name`)
  const words = `array_position('{improved,declined,newly rated,rating lost,joined,departed}', cause)`
  const said_cause = (cause) => `('{Rated higher,Rated lower,First rating,Rating lost,Opened,Closed}'::text[])[${words.replace('cause)', `${cause})`)}]`
  const county = '(SELECT care_trend(history) AS t FROM site_history) county'
  await same(page, 'sample', 'causes', `
    SELECT ${said_cause('cause')}, coalesce(from_rating, 'not there'), coalesce(to_rating, 'not there'), moves, points::numeric(12,2)
      FROM ${county}, care_explain(t, '2022-12-01', '2023-07-01') ORDER BY abs(points) DESC, moves DESC, cause, from_rating, to_rating`)
  await same(page, 'sample', 'movements', `
    SELECT as_at, improved, declined, newly_rated, joined, departed, locations
      FROM ${county}, care_monthly(t, since => '2022-07-01', until => '2023-07-01') ORDER BY as_at DESC`)
  is((await table(page, 'movers')).length, Number((await rows('sample', `
    SELECT count(*) FROM (SELECT site, rating FROM (${plain_on(`SELECT date '2022-12-01'`)}) a) a
      FULL JOIN (SELECT site, rating FROM (${plain_on(`SELECT date '2023-07-01'`)}) b) b USING (site)
     WHERE a.rating IS DISTINCT FROM b.rating OR a IS NULL OR b IS NULL`))[0][0]), 'as many services moved as by plain SQL')
  const older = (column) => `(SELECT count(*) FROM unnest('{1,2,4,6}'::int[]) years WHERE ${column} <= date '2023-07-01' - make_interval(years => years))`
  await same(page, 'sample', 'ages', `
    SELECT band, count(site), ${one('100.0 * count(site) / sum(count(site)) OVER ()')}, CASE WHEN n <= 5 THEN ${good} END, CASE WHEN n <= 5 THEN count(site) - ${good} END,
           CASE WHEN n <= 5 THEN ${one(`100.0 * ${good} / nullif(count(site), 0)`)} END
      FROM unnest('{under 1 year,1 year to 2 years,2 years to 4 years,4 years to 6 years,6 years or more,"never rated, registered for under 1 year","never rated, registered for 1 year or more"}'::text[]) WITH ORDINALITY b (band, n)
      LEFT JOIN (SELECT site, rating, CASE WHEN rating IS NOT NULL THEN 1 + ${older('published')} ELSE 6 + least(1, ${older('r.registered')}) END AS n
                   FROM (${plain_on(`SELECT date '2023-07-01'`)}) s,
                        LATERAL (SELECT min(registered) AS registered FROM locations WHERE coalesce(site_id, location_id) = site) r) s USING (n)
     GROUP BY n, band ORDER BY n`)
  // Of the ratings of good that stood so long, those that had their next report, quarter by quarter
  await same(page, 'sample', 'stands', `
    WITH report AS (
      SELECT site_id, rating, published, max(coalesce(valid_to, 'infinity')) AS until, lead(min(valid_from)) OVER (PARTITION BY site_id ORDER BY min(valid_from)) AS next
        FROM site_history, care_periods(history) WHERE published < '2023-07-01' AND valid_from < '2023-07-01' GROUP BY site_id, rating, published
    ), good AS (
      SELECT least(next, until, '2023-07-01') - published AS days, next IS NOT NULL AS ended FROM report WHERE rating = 'Good'
    ), step AS (
      SELECT days, count(*) FILTER (WHERE ended) AS ended, sum(count(*)) OVER (ORDER BY days DESC) AS seen FROM good GROUP BY days
    ), product AS (
      SELECT days, seen, exp(sum(ln(1 - ended / seen)) OVER (ORDER BY days)) AS s, sum(ended / (seen * (seen - ended))) OVER (ORDER BY days) AS v FROM step WHERE ended BETWEEN 1 AND seen - 1
    )
    SELECT (n / 4.0)::numeric(12,2), coalesce(${one('100 * s')}, 100.0), coalesce(${one('100 * exp(ln(s) * exp(-1.959963985 * sqrt(v) / ln(s)))')} || ' to ' || ${one('100 * exp(ln(s) * exp(1.959963985 * sqrt(v) / ln(s)))')}, '100.0 to 100.0')
      FROM generate_series(0, 60) n
      LEFT JOIN LATERAL (SELECT * FROM product WHERE days <= round(n * 365.25 / 4) ORDER BY days DESC LIMIT 1) p ON true
     WHERE coalesce(seen, 100) >= 10 AND round(n * 365.25 / 4) <= (SELECT max(days) FROM product WHERE seen >= 10) ORDER BY n`)
  await same(page, 'sample', 'councils', `
    SELECT local_authority, date '2023-07-01', rated, good, ${one('(f).percent')}, ${one('(f).lower_95')} || ' to ' || ${one('(f).upper_95')},
           ${one('(f).lower_998')} || ' to ' || ${one('(f).upper_998')}, upper(left((f).verdict, 1)) || substr((f).verdict, 2)
      FROM (SELECT c.*, care_funnel(good, rated, centre) OVER () AS f
              FROM (SELECT local_authority, rated, good_or_better AS good FROM neighbours
                    UNION ALL SELECT 'Larkshire', count(rating), ${good} FROM (${plain_on(`SELECT date '2023-07-01'`)}) s) c,
                   (SELECT 100.0::float8 * good_or_better / rated AS centre FROM benchmark WHERE as_at = '2023-07-01') b) f
     ORDER BY 100.0 * good / rated DESC`)
  await same(page, 'sample', 'publications', `
    SELECT as_at, published, good, ${one('100.0 * good / nullif(published, 0)')}, ${one('(c).mean')}, ${one('(c).lower')}, ${one('(c).upper')},
           upper(left((c).variation, 1)) || substr((c).variation, 2),
           CASE (c).signal WHEN 'above limit' THEN 'Above the upper limit' WHEN 'below limit' THEN 'Below the lower limit'
                WHEN 'two of three above' THEN 'Two of three close to the upper limit' WHEN 'two of three below' THEN 'Two of three close to the lower limit'
                WHEN 'shift above' THEN 'Seven in a row above the mean' WHEN 'shift below' THEN 'Seven in a row below the mean'
                WHEN 'rising trend' THEN 'Seven in a row rising' WHEN 'falling trend' THEN 'Seven in a row falling' END
      FROM (SELECT as_at, published, published_good_or_better AS good, care_p_chart(published_good_or_better, published, higher_is_better => true) OVER (ORDER BY as_at) AS c
              FROM ${county}, care_monthly(t, since => '2021-08-01', until => '2023-07-01')) p ORDER BY as_at DESC`)
  await same(page, 'sample', 'forecast', `
    SELECT as_at, ${one('percent')}, ${one('lower')}, ${one('upper')}, ${one('probability')}
      FROM ${county}, care_forecast(t, 85, as_at => '2023-07-01') ORDER BY as_at`)
  const waits = (day) => `requested <= ${day} AND coalesce(least(completed, removed) > ${day}, true)`
  const waiting = `count(*), count(*) FILTER (WHERE requested <= d - interval '6 months'), ${one(`100.0 * count(*) FILTER (WHERE requested <= d - interval '6 months') / count(*)`)},
           ${one('percentile_cont(0.5) WITHIN GROUP (ORDER BY d - requested)')}, ${one('avg(d - requested)')}, (percentile_cont(0.9) WITHIN GROUP (ORDER BY d - requested))::numeric(12,0), max(d - requested)`
  await same(page, 'sample', 'waiting', `
    SELECT * FROM (SELECT request_type, ${waiting} FROM waiting, (SELECT date '2023-06-30' AS d) d WHERE ${waits('d')} GROUP BY request_type ORDER BY 2 DESC) t
    UNION ALL SELECT 'All requests', ${waiting} FROM waiting, (SELECT date '2023-06-30' AS d) d WHERE ${waits('d')}`)
  const ended = (column, other) => `count(*) FILTER (WHERE ${column} > d0 AND ${column} <= d AND coalesce(${column} ${column === 'completed' ? '<=' : '<'} ${other}, true))`
  await same(page, 'sample', 'waiting_months', `
    SELECT d, count(*) FILTER (WHERE ${waits('d')}), count(*) FILTER (WHERE requested > d0 AND requested <= d), ${ended('completed', 'removed')}, ${ended('removed', 'completed')},
           count(*) FILTER (WHERE ${waits('d')} AND requested <= d - interval '6 months'), ${one(`percentile_cont(0.5) WITHIN GROUP (ORDER BY d - requested) FILTER (WHERE ${waits('d')})`)},
           ${one(`avg(d - requested) FILTER (WHERE ${waits('d')})`)}, ${one(`count(*) FILTER (WHERE ${waits('d')}) * 3.0 / count(*) FILTER (WHERE completed > d3 AND completed <= d AND coalesce(completed <= removed, true))`)}
      FROM (SELECT m::date - 1 AS d, (m - interval '1 month')::date - 1 AS d0, (m - interval '3 months')::date - 1 AS d3 FROM generate_series('2021-07-01'::date, '2023-07-01', '1 month') m) d, waiting
     WHERE request_type = 'Care Act assessment' GROUP BY d, d0, d3 ORDER BY d DESC`)
  const year = `d - interval '1 year'`
  await same(page, 'sample', 'capacity', `
    SELECT coalesce(request_type, 'All requests'), ${one('came')}, ${one('went')}, (came / went)::numeric(12,2), ${one('came')}, ${one('came + (people - came) / 26')}
      FROM (SELECT request_type, count(*) FILTER (WHERE requested > ${year} AND requested <= d) * 7.0 / 365 AS came,
                   count(*) FILTER (WHERE least(completed, removed) > ${year} AND least(completed, removed) <= d) * 7.0 / 365 AS went,
                   count(*) FILTER (WHERE ${waits('d')}) AS people
              FROM waiting, (SELECT date '2023-06-30' AS d) d GROUP BY ROLLUP (request_type)) w
     ORDER BY 1`)
  await same(page, 'sample', 'bands', `
    SELECT request_type, band, count(*), ${one('100.0 * count(*) / sum(count(*)) OVER (PARTITION BY request_type)')}
      FROM (SELECT request_type, CASE WHEN requested > d - 28 THEN 1 WHEN requested > d - interval '3 months' THEN 2 WHEN requested > d - interval '6 months' THEN 3
                                      WHEN requested > d - interval '12 months' THEN 4 ELSE 5 END AS n
              FROM waiting, (SELECT date '2023-06-30' AS d) d WHERE ${waits('d')}) w
      JOIN unnest('{under 28 days,28 days to 3 months,3 months to 6 months,6 months to 12 months,12 months or more}'::text[]) WITH ORDINALITY b (band, n) USING (n)
     GROUP BY request_type, n, band ORDER BY request_type, n`)
  await same(page, 'sample', 'assessment', `
    SELECT number || '. ' || statement, theme, score, ('{significant shortfalls,some shortfalls,good,exceptional}'::text[])[score] FROM assessment ORDER BY number`)

  // The words
  const headline = (await page.textContent('.headline')).replace(/\s+/g, ' ')
  const [[percent, good_now, rated, change, before, gap, to_go]] = await rows('sample', `
    SELECT ${one('n.percent')}, n.good, n.rated, ${one('n.percent - b.percent')}, ${one('b.percent')}, ${one('85 - n.percent')}, ceil(0.85 * n.rated - n.good)
      FROM (SELECT count(rating) AS rated, ${good} AS good, 100.0 * ${good} / count(rating) AS percent FROM (${plain_on(`SELECT date '2023-07-01'`)}) s) n,
           (SELECT 100.0 * ${good} / count(rating) AS percent FROM (${plain_on(`SELECT date '2022-12-01'`)}) s) b`)
  for (const words of [
    `${percent}% of the rated care services in Larkshire are good or outstanding: ${good_now} of ${rated}.`,
    `That is ${change} points more than on 1 December 2022 (${before}%), and ${gap} points below the target of 85%. ${to_go} more services would have to become good to reach it.`,
    ...(await rows('sample', `SELECT count(*) || ' ' || lower(coalesce(rating, 'not rated')) FROM (${plain_on(`SELECT date '2023-07-01'`)}) s GROUP BY rating`)).map(([words]) => words),
  ]) ok(headline.includes(words), `the headline says "${words}"`, headline)
  is(`${percent} ${before} ${gap} ${to_go}`, '70.6 68.6 14.4 65', 'the story of the sample')
  const says = async (id, words) => {
    const found = (await page.textContent(`#${id} .finding`)).replace(/\s+/g, ' ')
    ok(found.includes(words), `${id} says "${words}"`, found)
  }
  const chances = `CASE WHEN probability < 1 THEN 'less than one chance in a hundred' ELSE round(probability::numeric) || ' chances in a hundred' END || ' of ' || target || '%.'`
  const forecast = (target, reference, of) => `
    SELECT 'between ' || round(lower::numeric) || ' and ' || round(upper::numeric) || '% in ' || to_char(as_at, 'FMMonth YYYY') || ' (eight chances in ten); ' || ${chances}
      FROM ${of}, care_forecast(t, ${target}, reference => ${reference}, as_at => '2023-07-01') WHERE as_at = '2024-07-01'`
  const [[next]] = await rows('sample', forecast(85, 'NULL', county))
  ok(/^between \d+ and \d+% in July 2024 \(eight chances in ten\); less than one chance in a hundred of 85%\.$/.test(next), 'SQL says what is next', next)
  await says('trend', `If services move as in the last two years, it will be ${next}`)
  ok(!/reached/.test(await page.textContent('#trend')), 'and no day on which the target is reached')
  await says('ages', 'Four services were never rated, registered over a year ago.')
  await says('causes', 'Six services rose to good or outstanding and one fell below. Chance alone could do that (p = 0.13)')
  await says('types', 'Nursing home is the lowest, at 58.1%, 26.9 points below the target.')
  await says('types', `Of the ${(await kitagawa('sample', '2023-07-01', 'benchmark_service_type WHERE as_at = date \'2023-07-01\'', 'the country'))}`)
  const [[half, a_year, three]] = await rows('sample', `
    SELECT round(care_survival_days(s) / 365.25, 1), round(care_survival_at(s, 365)), round(care_survival_at(s, 3 * 365))
      FROM (SELECT care_survival(least(next, until, '2023-07-01') - published, next IS NOT NULL) AS s
              FROM (SELECT rating, published, max(coalesce(valid_to, 'infinity')) AS until, lead(min(valid_from)) OVER (PARTITION BY site_id ORDER BY min(valid_from)) AS next
                      FROM site_history, care_periods(history) WHERE valid_from < '2023-07-01' GROUP BY site_id, rating, published) r WHERE rating = 'Good') g`)
  await says('ages', `Half of the ratings of good stand for ${half} years or more until the next report; of 100, ${a_year} stand a year and ${three} three years.`)
  await says('councils', 'The other councils and the country are invented')
  await says('councils', 'Larkshire is number 15 of 15, and below the 99.8% limits for 446 rated services.')
  await says('councils', 'the limits are widened by what they differ by anyhow')
  await says('publications', 'The latest is the month to 1 June 2023: special cause improvement, above the upper limit.')
  await says('publications', 'six ratings of the 12 published were good or outstanding (50.0%)')
  await says('waiting', '2,183 people were waiting')
  const [[mean, median]] = await rows('sample', `SELECT round(avg(d - requested)), round(percentile_cont(0.5) WITHIN GROUP (ORDER BY d - requested)) FROM waiting, (SELECT date '2023-06-30' AS d) d WHERE request_type = 'Care Act assessment' AND ${waits('d')}`)
  await says('waiting', `Half of them have waited ${median} days or more, and the mean is ${mean} days`)
  await says('assessment', '22 of 36 points, 61.1%, which makes Requires improvement. Good begins at 23: one point more.')
  const points = (await table(page, 'causes')).reduce((sum, row) => sum + Number(plain(row[4])), 0)
  ok(Math.abs(points - 2.05) < 0.03, 'the causes add up to the change', points)

  // The same by address, for an account that sees the views and nothing else
  const address = `postgres://reader@${encodeURIComponent(process.env.PGHOST)}/sample`
  const reader = build('bare', address, '--as-at', '2023-07-01', '--since', '2022-12-01', '--invented', '--note', 'Invented')
  ok(reader.status === 0 && readFileSync(reader.file, 'utf8') === text, 'a reader of the views makes the same page', reader.said)
  is(await rows('sample', `SELECT count(*) FROM information_schema.role_table_grants WHERE grantee = 'reader' AND table_schema = 'public' AND table_name IN ('locations', 'ratings', 'waiting', 'setting')`), [['0']], 'who may read no table')

  ok(!text.includes('out of date'), 'and it is not out of date')

  // Built for everybody
  const headings = await page.$$eval('h1, h2, h3, h4, h5, h6', (all) => all.map((h) => Number(h.tagName[1])))
  is(headings.filter((level) => level === 1).length, 1, 'one h1')
  ok(headings[0] === 1 && headings.every((level, i) => i === 0 || level <= headings[i - 1] + 1), 'no level of heading is left out', headings)
  is(await page.$$eval('main section', (all) => all.filter((s) => !document.getElementById(s.getAttribute('aria-labelledby'))).length), 0, 'every section is named')
  is(await page.$$eval('nav a', (all) => all.filter((a) => !document.querySelector(a.getAttribute('href'))).length), 0, 'every link of the contents leads somewhere')
  is(await page.$$eval('svg', (all) => all.filter((s) => s.getAttribute('role') !== 'img' || s.getAttribute('aria-label').length < 20).length), 0, 'every chart has a text')
  is(await page.$$eval('figure', (all) => all.filter((f) => !f.closest('section').querySelector('details table')).length), 0, 'every chart has its figures in a table')
  is(await page.$$eval('figure', (all) => all.map((f) => [...f.querySelectorAll('svg')].filter((s) => s.getBoundingClientRect().width > 0).length).filter((n) => n !== 1)), [], 'each is shown once')
  is(await page.$$eval('table', (all) => all.filter((t) => !t.caption || [...t.querySelectorAll('th')].some((th) => !th.scope)).length), 0, 'every table has a caption and scopes')
  is(await page.$$eval('[id]', (all) => all.length - new Set(all.map((e) => e.id)).size), 0, 'no id twice')

  // Words in charts, on white or on a bar of their own
  const fills = await page.$$eval('svg text', (all) => [...new Set(all.map((t) => getComputedStyle(t).fill))])
  const hex = (rgb) => `#${rgb.match(/\d+/g).slice(0, 3).map((n) => Number(n).toString(16).padStart(2, '0')).join('')}`
  for (const fill of fills.map(hex)) {
    if (fill !== palette.paper) ok(contrast(fill, palette.paper) >= 4.5, `words of colour ${fill} can be read`, contrast(fill, palette.paper))
  }
  for (const [name, on, least] of contrasts) ok(contrast(palette[name], palette[on]) >= least, `${name} on ${on}: ${contrast(palette[name], palette[on]).toFixed(2)}, at least ${least}`)
  for (const shade of shades) ok(contrast(shade, on_shade(shade)) >= 4.5, `numbers on ${shade} can be read: ${contrast(shade, on_shade(shade)).toFixed(2)}`)

  // The keyboard alone: what Tab reaches is in the order of the page, can be seen, and opens
  const count = await page.$$eval('a[href], summary, [tabindex="0"]', (all) => all.filter((e) => e.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true })).length)
  const reached = []
  for (let i = 0; i < count; i++) {
    await page.keyboard.press('Tab')
    reached.push(await page.evaluate(() => {
      const e = document.activeElement
      const all = [...document.querySelectorAll('a[href], summary, [tabindex="0"]')]
      return { at: all.indexOf(e), text: e.textContent.trim().slice(0, 40), outline: parseFloat(getComputedStyle(e).outlineWidth), shown: e.getBoundingClientRect().top >= 0 }
    }))
  }
  is(reached[0].text, 'Skip to the report', 'Tab first offers to skip to the report')
  ok(reached.every((r, i) => r.at >= 0 && (i === 0 || r.at > reached[i - 1].at)), 'Tab goes down the page', JSON.stringify(reached))
  ok(reached.every((r) => r.outline >= 2 && r.shown), 'where it is can be seen', JSON.stringify(reached.filter((r) => !(r.outline >= 2 && r.shown))))
  ok(reached.length > 20, 'and it reaches contents and tables', reached.length)
  await page.focus('#trend summary')
  await page.keyboard.press('Enter')
  ok(await page.isVisible('table[data-name="months"]'), 'Enter opens a table')
  await page.keyboard.press('Tab')
  is(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Good or outstanding, month by month', 'the table can be scrolled from the keyboard')
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#trend .download a')])
  is(download.suggestedFilename(), 'months.csv', 'the table can be saved')
  const saved = readFileSync(await download.path(), 'utf8')
  is(saved.split('\r\n')[1], '1 Jul 2023,446,315,70.6,+0.4,85%,-14.4,65,83.2', 'as CSV with the same figures')

  // Paper
  await page.emulateMedia({ media: 'print' })
  ok(!(await page.isVisible('nav')) && (await page.isVisible('#trend .wide svg')), 'on paper there are charts and no links')
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = false)))
  const sheets = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length
  ok(sheets >= 4 && sheets <= 8, 'it prints on some sheets', sheets)
  is(await page.$$eval('figure, .finding, .key, .figures', (all) => all.filter((e) => getComputedStyle(e).breakInside !== 'avoid' && !e.matches('.figures')).length), 0, 'no chart, key or finding is cut in two')
  is(await page.$$eval('h2, h3, .finding, .key', (all) => all.filter((e) => getComputedStyle(e).breakAfter !== 'avoid' && !e.closest('.headline')).map((e) => e.textContent.slice(0, 30))), [], 'nor heading, finding or key parted from its chart')
  await page.setViewportSize({ width: 688, height: 1000 })
  ok((await page.$$eval('figure', (all) => Math.max(...all.map((e) => e.getBoundingClientRect().height)))) < 500, 'every chart fits on half a sheet')
  await page.emulateMedia({ media: 'screen', reducedMotion: 'reduce' })
  is(await page.evaluate(() => getComputedStyle(document.documentElement).scrollBehavior), 'auto', 'who wants no motion gets none')
  await page.context().close()

  // Small screens, and no script at all
  for (const width of [320, 360, 768, 1366]) {
    const small = await open(file, { width })
    ok((await small.evaluate(() => document.documentElement.scrollWidth)) <= width, `nothing is wider than a screen of ${width} pixels`)
    is(await small.$$eval('svg text', (all) => all.filter((t) => { const r = t.getBoundingClientRect(), s = t.closest('section').getBoundingClientRect(); return r.width > 0 && (r.left < s.left || r.right > s.right) }).map((t) => t.textContent)), [], `no word of a chart is cut off on ${width} pixels`)
    await small.context().close()
  }
  const quiet = await open(file, { javaScriptEnabled: false })
  ok((await quiet.textContent('.lead')).startsWith('70.6%') && (await quiet.isVisible('#trend svg')), 'without JavaScript it is the same')
  await quiet.context().close()
  await check_axe(file, 'the page of the sample')
  await check_axe(file, 'the page of the sample, narrow', 360)

  // What a screen reader has to go by
  const heard = await open(file)
  const tree = await heard.locator('body').ariaSnapshot()
  const roles = (role) => tree.split('\n').filter((line) => line.trim().replace(/^- '?/, '').startsWith(role))
  is(['banner', 'main', 'navigation "Contents"', 'navigation'].map((role) => roles(role).length), [1, 1, 1, 1], 'the landmarks of the page')
  is(roles('region').length, await heard.$$eval('main section', (all) => all.length), 'every section is a region with a name', tree)
  is(roles('img').filter((line) => line.length < 40), [], 'every chart is a picture with a text')
  is(roles('img').length, await heard.$$eval('figure', (all) => all.length), 'and is there once')
  await heard.context().close()
}


// A region of several councils
{
  const { status, said, file } = build('region', '--as-at', '2023-07-01')
  ok(status === 0, 'the page of a region is built', said)
  const page = await open(file)
  is(await page.textContent('h1'), 'How good is care in all councils?', 'it is of all councils')
  is((await table(page, 'councils')).map((row) => row[0]).sort(), ['East & <b>West</b> O\'Shire', 'Midshire', 'Northshire', 'Southshire'], 'and shows each of them')
  is(await page.$$eval('h1 b, td b, th b, svg b', (all) => all.length), 0, 'a name is no markup')
  ok((await page.textContent('.lead')).startsWith('70.6%'), 'all together are the county')
  ok((await page.textContent('.headline')).includes('above the target of 60%'), 'against the target of that day')
  is((await page.$$('#waiting, #assessment')).length, 0, 'what it does not have it does not show')
  is(page.complaints, [], 'and the browser has no complaint')
  await check_axe(file, 'the page of a region')
  await page.context().close()

  const one_council = build('region', '--as-at', '2023-07-01', '--council', "East & <b>West</b> O'Shire")
  ok(one_council.status === 0, 'a page of one of them is built', one_council.said)
  const own = await open(one_council.file)
  is(await own.textContent('h1'), "How good is care in East & <b>West</b> O'Shire?", 'with its name')
  await same(own, 'region', 'months', `
    SELECT p.as_at::text, p.rated::text, p.good::text, ${one('p.percent')}::text, ${one('p.percent - lag(p.percent) OVER w')}::text, t.target::text, ${one('p.percent - t.target')}::text,
           CASE WHEN t.target > 0 THEN greatest(0, ceil(t.target / 100.0 * p.rated - p.good)) END::text
      FROM (SELECT as_at, count(rating) AS rated, ${good} AS good, 100.0 * ${good} / count(rating) AS percent
              FROM (${plain_on(first_months('2018-06-01', '2023-07-01'), "local_authority LIKE 'East%'")}) s GROUP BY as_at) p,
           LATERAL (SELECT CASE WHEN as_at >= '2023-04-01' THEN 60 WHEN as_at >= '2022-04-01' THEN 85 END AS target) t
    WINDOW w AS (ORDER BY p.as_at) ORDER BY p.as_at DESC LIMIT 61`)
  const leaning = `(SELECT care_trend(history) FILTER (WHERE local_authority LIKE 'East%') AS t, care_trend(history) AS everybody FROM site_history) county`
  await same(own, 'region', 'forecast', `
    SELECT as_at, ${one('percent')}, ${one('lower')}, ${one('upper')}, ${one('probability')}
      FROM ${leaning}, care_forecast(t, 60, reference => everybody, as_at => '2023-07-01') ORDER BY as_at`)
  ok((await own.textContent('#trend .finding')).includes('what moved in all councils of these files stands in'), 'its forecast leans on all of them')
  ok((await own.textContent('#councils .finding')).includes('Of so few councils it is hardly known by how much they differ anyhow'), 'four councils make a rough funnel')
  ok(/is number \d of 4/.test(await own.textContent('#councils .finding')), 'and says where it stands')
  const everybody = `(SELECT service_type, count(rating) AS rated, ${good} AS good_or_better FROM (${plain_on(`SELECT date '2023-07-01'`)}) s GROUP BY 1) everybody`
  const mixed = (await own.textContent('#types .finding')).replace(/\s+/g, ' ')
  const mix_words = await kitagawa('region', '2023-07-01', everybody, 'all four councils', "local_authority LIKE 'East%'")
  ok(mixed.includes(mix_words), `what of it is the mix of services: "${mix_words}"`, mixed)
  await own.context().close()

  // A benchmark that is without a type of service makes no comparison
  const lacking = build('region', '--as-at', '2023-06-01', '--council', 'Midshire')
  ok(readFileSync(lacking.file, 'utf8').includes('What the mix of services makes of the difference to all 151 councils cannot be told'), 'what cannot be compared is said to be', lacking.said)
}


// A folder: the region and each of its councils, three months of each, with links between them
{
  const folder_at = join(process.env.PAGES, 'public')
  const run = build_folder('region', folder_at, '--as-at', '2023-07-01', '--months', '3', '--area', 'the Four Shires')
  ok(run.status === 0 && /15 pages/.test(run.said), 'a folder of pages is built', run.said)
  const files = readdirSync(folder_at).sort()
  is(files, ['2023-05.html', '2023-06.html', 'index.html', ...['east-b-west-b-o-shire', 'midshire', 'northshire', 'southshire'].flatMap((name) => [`${name}-2023-05.html`, `${name}-2023-06.html`, `${name}.html`])].sort(), 'a file for each')
  const single = build('region', '--as-at', '2023-06-01', '--council', 'Midshire')
  const without = (text) => text.replace(/<nav class="choice"[^]*?<\/nav>/, '').replace(/<a href="[a-z-]+2023-06\.html">([^<]*)<\/a>/g, '$1').replace(/\s+/g, ' ')
  is(without(readFileSync(join(folder_at, 'midshire-2023-06.html'), 'utf8')), without(readFileSync(single.file, 'utf8')), 'each is as if it were alone')
  const broken = files.flatMap((name) => [...readFileSync(join(folder_at, name), 'utf8').matchAll(/href="(?!#|data:)([^"]*)"/g)].map((found) => found[1])).filter((to) => !files.includes(to))
  is(broken, [], 'every link leads to a page that is there')

  // From the disk, without a script and with the keyboard alone: another council, another month
  const page = await open(join(folder_at, 'index.html'), { javaScriptEnabled: false })
  is(await page.textContent('h1'), 'How good is care in the Four Shires?', 'the region is first, by its name')
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key) }
  const tab_to = async (name) => {
    for (let i = 0; i < 20; i++) {
      await press('Tab')
      if ((await page.locator(':focus').textContent()).replace(/\s+/g, ' ').trim() === name) return true
    }
    return false
  }
  ok(await tab_to('Council The Four Shires'), 'Tab reaches the choice of council')
  ok(!(await page.isVisible('.choice a')), 'which is shut')
  await press('Enter')
  ok(await page.isVisible('.choice a[aria-current="page"]'), 'Enter opens it, and where one is is said')
  ok(await tab_to('Northshire'), 'Tab reaches another council')
  await Promise.all([page.waitForURL(/northshire\.html$/), press('Enter')])
  is(await page.textContent('h1'), 'How good is care in Northshire?', 'Enter goes there')
  ok(await tab_to('Month 1 July 2023'), 'and so with the month')
  await press('Enter')
  ok(await tab_to('1 May 2023'), 'Tab reaches an earlier one')
  await Promise.all([page.waitForURL(/northshire-2023-05\.html$/), press('Enter')])
  is((await page.textContent('.as-at')).slice(0, 16), 'As at 1 May 2023', 'Enter goes there')
  is(await page.$$eval('#councils a[href="southshire-2023-05.html"]', (all) => all.length), 1, 'the table of councils leads to the others, in the same month')
  ok(page.asked.every((address) => address.startsWith('file:')), 'and nobody else is asked for anything', page.asked)
  is(page.complaints, [], 'the browser has no complaint')
  await page.emulateMedia({ media: 'print' })
  ok(!(await page.isVisible('.choice')), 'on paper there is no choice')
  await page.context().close()
  await check_axe(join(folder_at, 'northshire.html'), 'a page of the folder')
  await check_axe(join(folder_at, 'east-b-west-b-o-shire.html'), 'a page of the folder, narrow', 360)

  // A long list, of one council's months: in columns, and nothing of it to the side
  const one_council = join(process.env.PAGES, 'one')
  ok(build_folder('sample', one_council, '--as-at', '2023-07-01', '--months', '16').status === 0, 'a folder of one council is built')
  is([readdirSync(one_council).length, readdirSync(one_council).sort().slice(-2).join(' ')], [16, '2023-06.html index.html'], 'with its months')
  const long = await open(join(one_council, 'index.html'))
  is(await long.$$eval('.choice details', (all) => all.length), 1, 'and a choice of these alone')
  await long.click('.choice summary')
  ok(await long.$eval('.choice .list', (list) => list.scrollWidth <= list.clientWidth), 'a long list does not run out to the side')
  ok(await long.$$eval('.choice li', (all) => new Set(all.map((item) => item.getBoundingClientRect().left)).size) > 1, 'it stands in columns')
  await long.context().close()
}


// Norfolk as published in February 2021, from the file of all England
if (process.env.REAL) {
  const { status, said, file } = build(process.env.REAL)
  ok(status === 0, 'the page of a real council is built', said)
  const page = await open(file)
  ok((await page.textContent('.lead')).includes('346 of 467'), 'the published figure')
  const words = 'Of the 10.4 points to all 151 councils (84.5%) 0.3 are the mix of services, 10.1 the ratings.'
  const found = (await page.textContent('#types .finding')).replace(/\s+/g, ' ')
  ok(found.includes(words), words, found)
  ok((await page.textContent('#ages .finding')).includes('cannot be told: none was published since 1 Feb 2021'), 'latest ratings alone do not say how long one stands')
  is((await page.$$('#trend, #causes, #publications, #councils')).length, 0, 'nor anything of the past')
  await check_axe(file, 'the page of a real council')
  await page.context().close()
} else {
  console.log('skipped: the page of a real council, for its file is not here')
}


// Next to nothing, and mistakes
{
  const { status, said, file } = build('small')
  ok(status === 0, 'a page of one service without a rating is built', said)
  const page = await open(file)
  ok(/On 1 \w+ \d{4} no service in Larkshire has a rating\./.test(await page.textContent('.lead')), 'and says so')
  is((await page.$$('#trend, #types, #ages, #councils, #publications, #waiting, #assessment')).length, 0, 'and shows no empty charts')
  await check_axe(file, 'the page of one service')
  await page.context().close()

  // The sample ends in September 2024: nobody shall take it for a standstill
  const late = build('sample')
  const said_late = readFileSync(late.file, 'utf8').replace(/<[^>]+>/g, '').replace(/\s+/g, ' ')
  for (const words of ['These figures end on 1 October 2024: nothing later is known to this report.', 'Six services have no overall rating',
    'The forecast starts on 1 October 2024, where these figures end, and not today.']) {
    ok(said_late.includes(words), `"${words}"`, said_late.slice(said_late.indexOf('In short')))
  }

  // Files of different months cannot tell what only one of them could have told
  await rows('sample', `INSERT INTO loaded_files (file, kind, councils, as_at, known_as_at, rows, digest)
    VALUES ('ratings', 'ratings', '', '2024-09-01', true, 1, ''), ('locations', 'active locations', '', '2024-10-01', true, 1, '')`)
  const said_apart = readFileSync(build('sample').file, 'utf8').replace(/<[^>]+>/g, '').replace(/\s+/g, ' ')
  ok(said_apart.includes('The files are not of one day: the ratings as at 1 September 2024, the lists of locations as at 1 October 2024. What was rated in between is known in part at most.'),
    'files of different days are said to be', said_apart.slice(said_apart.indexOf('In short')))
  await rows('sample', `DELETE FROM loaded_files WHERE file IN ('ratings', 'locations')`)

  // Nine months after the first rating a forecast has nothing to learn from, and limits are provisional
  const [[early]] = await rows('sample', `SELECT (date_trunc('month', min(published)) + interval '9 months')::date FROM ratings WHERE service = 'Overall' AND question = 'Overall' AND care_is_rated(rating)`)
  const said_early = readFileSync(build('sample', '--as-at', early).file, 'utf8').replace(/<[^>]+>/g, '').replace(/\s+/g, ' ')
  ok(said_early.includes('Fewer than twelve months of figures come before'), 'too few months for a forecast are said to be', said_early.slice(said_early.indexOf('In short')))
  ok(!said_early.includes('eight chances in ten'), 'and there is none')
  ok(/How long a rating of good stands cannot be told yet: \d of \d+ ratings have had their next report/.test(said_early), 'nor can be told how long a rating stands')
  ok(/Below 13 they are provisional|too few to tell a change from chance/.test(said_early), 'nor do few months make firm limits')

  const fails = (database, options, words) => {
    const run = build(database, ...options)
    ok(run.status === 1 && run.said.includes(words), `"${words}"`, run.said)
  }
  fails('bare', [], 'the views are not in this database; make them: psql -f examples/views.sql')
  fails('empty', [], 'is the table locations empty?')
  fails('region', ['--council', 'Westshire'], 'there is no council "Westshire"')
  fails('sample', ['--months', '3'], '--months takes a --folder')
  fails('sample', ['--folder', 'x', '--months', 'all'], '--months all is not a number of months')
  fails('sample', ['--folder', 'x', '--since', '2022-12-01'], '--since is for one page')
  fails('sample', ['--as-at', 'July'], '--as-at July is not a date like 2023-07-01')
  fails('sample', ['--as-at', '2025-09-01'], 'the files tell no more than what was known on 2024-10-01')
  fails('sample', ['--as-at', '2001-07-01'], 'there are no figures as at 2001-07-01')
  fails('sample', ['--as-at', '2023-07-01', '--since', '2024-01-01'], '2024-01-01 is not before 2023-07-01')
}

await browser.close()
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)


// No violation of WCAG 2.2 A and AA that axe can see, tables open
async function check_axe(file, name, width = 1280) {
  const page = await open(file, { width, bypassCSP: true })
  await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)))
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  is(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).slice(0, 3).join('; ')}`), [], `${name} has no violation of WCAG AA`)
  await page.context().close()
}

// WCAG's contrast of two colours "#rrggbb"
function contrast(a, b) {
  const light = (colour) => {
    const [red, green, blue] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16) / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const [high, low] = [light(a), light(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}
