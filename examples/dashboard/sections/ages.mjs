// How old the ratings in force are, and who never had one.
import * as Plot from '@observablehq/plot'
import { chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { capital, day, fixed, many, percent, whole } from '../words.mjs'

const is_rated = (row) => row.good_or_better !== null
const below_good = (row) => row.services - row.good_or_better

export function ages(data) {
  const { now, ages: rows } = data
  const rated = rows.filter(is_rated)
  if (rated.every((row) => row.services === 0)) return null
  const [fresh, old, never] = [rated[0], rated[rated.length - 1], rows[rows.length - 1]]
  const parts = rows.flatMap((row) =>
    is_rated(row)
      ? [{ band: row.band, n: row.good_or_better, colour: palette.good, kind: 'good or outstanding' }, { band: row.band, n: below_good(row), colour: palette.requires_improvement, kind: 'below good' }]
      : [{ band: row.band, n: row.services, colour: palette.not_rated, kind: 'never rated' }])
  const label = (row, narrow) => `${whole(row.services)}${narrow ? '' : ' services'}, ${percent(row.percent)}`
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
<p>${capital(many(never.services, 'service'))} ${never.services === 1 ? 'was' : 'were'} <strong>never rated, registered over a year ago</strong>.</p>
${now.mean_age_days !== null && html`<p>On average a rating is ${whole(now.mean_age_days)} days old. The older it is, the less it says about today.</p>`}`,
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
  ], rows, 'ages'))}`,
  }
}
