// How old the ratings in force are, who never had one, and how long a Good stands.
import * as Plot from '@observablehq/plot'
import { chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { capital, day, fixed, many, percent, short_day, whole } from '../words.mjs'

const is_rated = (row) => row.good_or_better !== null
const below_good = (row) => row.services - row.good_or_better

// So many must have had their next report.
const least = 10

// How long a Good stands until the next report; one that still stands counts for as long as it was seen.
function of_good({ stands: [row], known_since }) {
  if (!row) return null
  if (row.ratings === 0) return html`<p>How long a rating of good stands cannot be told: none was published since ${known_since ? short_day(known_since) : 'these figures begin'}.</p>`
  if (row.ended < least) return html`<p>How long a rating of good stands cannot be told yet: ${whole(row.ended)} of ${whole(row.ratings)} ratings have had their next report.</p>`
  const left = [row.one !== null && `${whole(row.one)} stand a year`, row.three !== null && `${whole(row.three)} three years`].filter(Boolean)
  return html`
<p>${row.half === null ? 'Over half of the ratings of good outlast what is known so far' : html`Half of the ratings of good stand for <strong>${fixed(row.half / 365.25)} years</strong> or more until the next report`}${left.length > 0 && `; of 100, ${left.join(' and ')}`}.</p>`
}

function standing({ stands }) {
  const rows = stands.map((row) => (row.years === 0 || row.percent === null ? { ...row, percent: row.percent ?? 100, lower: row.lower ?? 100, upper: row.upper ?? 100 } : row))
  if (rows.length < 5 || rows[0].ended < least) return null
  const half = rows[0].half !== null && [{ years: rows[0].half / 365.25, percent: 50 }]
  const plot = (width, narrow) => ({
    height: narrow ? 230 : 250,
    marginLeft: 46,
    marginRight: narrow ? 14 : 24,
    marginBottom: 44,
    x: { label: 'years since it was published', labelAnchor: 'center', labelArrow: 'none', ticks: narrow ? 4 : 8 },
    y: { domain: [0, 100], label: null, tickSize: 0, tickFormat: (v) => `${v}%`, ticks: 5, grid: true },
    marks: [
      Plot.areaY(rows, { x: 'years', y1: 'lower', y2: 'upper', fill: palette.good, fillOpacity: 0.18 }),
      Plot.lineY(rows, { x: 'years', y: 'percent', stroke: palette.accent, strokeWidth: 2.5 }),
      half && Plot.ruleX(half, { x: 'years', y1: 0, y2: 'percent', stroke: palette.ink, strokeDasharray: '3 3' }),
      half && Plot.text(half, { x: 'years', y: 'percent', dx: -8, dy: 14, textAnchor: 'end', text: (row) => `half after ${fixed(row.years)} years`, fontWeight: 600, fontSize: 13, stroke: palette.paper, strokeWidth: 4, fill: palette.ink }),
    ],
  })
  const [last] = rows.slice(-1)
  return html`
<h3>How long a rating of good stands</h3>
${chart(`Survival curve of ratings of good: of 100, ${rows.filter((row) => Number.isInteger(row.years) && row.years > 0).map((row) => `${whole(row.percent)} stand after ${many(row.years, 'year')}`).join(', ')}.`, plot, `Of ${whole(last.ratings)} ratings of good, the share that still stands so long after it was published, with its 95% limits. It ends with the next report; a service that closes only goes out of sight.`)}
${details('The figures of this curve', table('Ratings of good that still stand', [
    { title: 'Years since published', value: (row) => fixed(row.years, 2) },
    { title: 'Still stand, per cent', value: (row) => fixed(row.percent), number: true },
    { title: '95% limits', value: (row) => (row.lower === null ? '–' : `${fixed(row.lower)} to ${fixed(row.upper)}`), number: true },
  ], rows, 'stands'))}`
}

export function ages(data) {
  const { now, ages: rows } = data
  const rated = rows.filter(is_rated)
  if (rated.every((row) => row.services === 0)) return null
  const [fresh, old, never] = [rated[0], rated[rated.length - 1], rows[rows.length - 1]]
  const parts = rows.flatMap((row) =>
    is_rated(row)
      ? [{ band: row.band, n: row.good_or_better, colour: palette.good, kind: 'good or outstanding' }, { band: row.band, n: below_good(row), colour: palette.requires_improvement, kind: 'below good' }]
      : [{ band: row.band, n: row.services, colour: palette.not_rated, kind: 'never rated' }])
  const label = (row, narrow) => `${whole(row.services)}${narrow ? '' : row.services === 1 ? ' service' : ' services'}, ${percent(row.percent)}`
  const plot = (width, narrow) => ({
    height: 40 + rows.length * (narrow ? 50 : 36),
    marginLeft: narrow ? 8 : 282,
    marginRight: narrow ? 88 : 164,
    marginTop: narrow ? 18 : 6,
    x: { label: null, grid: true, ticks: narrow ? 3 : 5 },
    y: { domain: rows.map((row) => row.band), label: null, tickSize: 0, axis: narrow ? null : 'left', padding: narrow ? 0.5 : 0.25 },
    marks: [
      Plot.barX(parts, { x: 'n', y: 'band', fill: 'colour', insetRight: 1, title: (row) => `${row.band}: ${row.n} ${row.kind}` }),
      Plot.text(rows, { x: 'services', y: 'band', dx: 7, textAnchor: 'start', fontWeight: 600, text: (row) => label(row, narrow) }),
      narrow && Plot.text(rows, { frameAnchor: 'left', y: 'band', dy: -21, textAnchor: 'start', text: 'band' }),
    ],
    color: { type: 'identity' },
  })
  return {
    id: 'ages',
    title: 'How old the ratings are',
    finding: html`
<p><strong>${percent(fresh.percent)}</strong> of all services have a rating less than a year old; ${old.services === 0 ? 'none has one of six years or more' : html`<strong>${percent(old.percent)}</strong> have one of six years or more`}.</p>
<p>${never.services === 0 ? 'None has been registered for over a year without a rating.' : html`${capital(many(never.services, 'service'))} ${never.services === 1 ? 'was' : 'were'} <strong>never rated, registered over a year ago</strong>.`}</p>
${now.mean_age_days !== null && html`<p>On average a rating is ${whole(now.mean_age_days)} days old. The older it is, the less it says about today.</p>`}
${of_good(data)}`,
    body: html`
${key([[palette.good, 'good or outstanding'], [palette.requires_improvement, 'below good'], [palette.not_rated, 'never rated']])}
${chart(`Bar chart of services by the age of their rating on ${day(now.as_at)}: ${rows.map((row) => `${row.band} ${row.services}`).join(', ')}.`, plot, `All services by the time since their rating was published, or since they registered, ${day(now.as_at)}.`)}
${details('The figures of this chart', table('Services by age of their rating', [
    { title: 'Age of the rating', value: (row) => row.band },
    { title: 'Services', value: (row) => whole(row.services), number: true },
    { title: 'Share, per cent', value: (row) => fixed(row.percent), number: true },
    { title: 'Good or outstanding', value: (row) => (is_rated(row) ? whole(row.good_or_better) : '–'), number: true },
    { title: 'Below good', value: (row) => (is_rated(row) ? whole(below_good(row)) : '–'), number: true },
    { title: 'Good or outstanding, per cent', value: (row) => fixed(row.percent_good), number: true },
  ], rows, 'ages'))}
${standing(data)}`,
  }
}
