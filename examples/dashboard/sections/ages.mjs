// How old the ratings in force are.
import * as Plot from '@observablehq/plot'
import { chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { day, fixed, percent, whole } from '../words.mjs'

const band = (years) => (years === 0 ? 'under 1 year' : years >= 5 ? '5 years and more' : `${years} to ${years + 1} years`)

export function ages(data) {
  const { now } = data
  if (data.ages.length === 0) return null
  const found = new Map(data.ages.map((row) => [row.years, row]))
  const total = data.ages.reduce((n, row) => n + row.services, 0)
  const rows = [0, 1, 2, 3, 4, 5].map((years) => ({ services: 0, good_or_better: 0, below_good: 0, ...found.get(years), years, band: band(years) }))
  const share = (list) => (100 * list.reduce((n, row) => n + row.services, 0)) / total
  const fresh = share(rows.filter((row) => row.years < 1))
  const old = share(rows.filter((row) => row.years >= 3))
  const parts = rows.flatMap((row) => [
    { band: row.band, n: row.good_or_better, kind: 'good' },
    { band: row.band, n: row.below_good, kind: 'below' },
  ])
  const plot = (width, narrow) => ({
    height: 270,
    marginLeft: narrow ? 124 : 130,
    marginRight: narrow ? 84 : 144,
    marginTop: 6,
    x: { label: null, grid: true, ticks: narrow ? 3 : 6 },
    y: { domain: rows.map((row) => row.band), label: null, tickSize: 0, padding: 0.25 },
    marks: [
      Plot.barX(parts, { x: 'n', y: 'band', fill: (row) => (row.kind === 'good' ? palette.good : palette.requires_improvement), insetRight: 1, title: (row) => `${row.band}: ${row.n} ${row.kind === 'good' ? 'good or outstanding' : 'below good'}` }),
      Plot.text(rows, { x: 'services', y: 'band', dx: 7, textAnchor: 'start', fontWeight: 600, text: (row) => `${row.services}${narrow ? '' : ' services'}, ${fixed((100 * row.services) / total)}%` }),
    ],
  })
  return {
    id: 'ages',
    title: 'How old the ratings are',
    finding: html`
<p><strong>${percent(fresh)}</strong> of the ratings are less than a year old; <strong>${percent(old)}</strong> are three years old or more.</p>
${now.mean_age_days !== null && html`<p>On average a rating is ${whole(now.mean_age_days)} days old. The older it is, the less it says about today.</p>`}`,
    body: html`
${key([[palette.good, 'good or outstanding'], [palette.requires_improvement, 'below good']])}
${chart(`Bar chart of rated services by the age of their rating on ${day(now.as_at)}: ${rows.map((row) => `${row.band} ${row.services}`).join(', ')}.`, plot, `Rated services by the time since their rating was published, ${day(now.as_at)}.`)}
${details('The figures of this chart', table('Services by age of their rating', [
    { title: 'Age of the rating', value: (row) => row.band },
    { title: 'Services', value: (row) => whole(row.services), number: true },
    { title: 'Share, per cent', value: (row) => fixed((100 * row.services) / total), number: true },
    { title: 'Good or outstanding', value: (row) => whole(row.good_or_better), number: true },
    { title: 'Below good', value: (row) => whole(row.below_good), number: true },
  ], rows, 'ages'))}`,
  }
}
