// What was published month by month, on a control chart.
import * as Plot from '@observablehq/plot'
import { chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { capital, date, day, fixed, many, percent, short_day, whole } from '../words.mjs'

const explained = {
  'above limit': 'above the upper limit',
  'below limit': 'below the lower limit',
  'rising trend': 'seven in a row rising',
  'falling trend': 'seven in a row falling',
  'two of three above': 'two of three close to the upper limit',
  'two of three below': 'two of three close to the lower limit',
  'shift above': 'seven in a row above the mean',
  'shift below': 'seven in a row below the mean',
  'common cause': 'within what chance makes',
}
const better = 'special cause improvement'
const worse = 'special cause concern'
const symbol = (row) => (row.variation === better ? 'triangle' : row.variation === worse ? 'square' : 'circle')
const colour = (row) => (row.variation === better ? palette.good : row.variation === worse ? palette.requires_improvement : palette.country)
const said = (row) => html`<strong>${row.variation}</strong>, ${explained[row.signal]}`

// What the chart can bear
function of_the_chart(known) {
  const signals = known.filter((row) => row.signal !== null && row.signal !== 'common cause')
  const { points } = known[known.length - 1]
  const latest = signals[signals.length - 1]
  return html`
<p>${signals.length === 0 ? 'No month stands out: common cause, the ups and downs that chance makes.' : html`${capital(many(signals.length, 'month'))} ${signals.length === 1 ? 'stands' : 'stand'} out from the ups and downs of chance. The latest is the month to ${day(latest.as_at)}: ${said(latest)}.`}</p>
${points < 13 && html`<p class="caution">Only ${many(points, 'month')} made these limits. Below 13 they are provisional: a year more may move them.</p>`}`
}

// Fewer months make no chart.
const least = 6

export function publications(data) {
  const rows = data.publications
  const known = rows.filter((row) => row.percent !== null)
  if (known.length === 0) return null
  const last = rows[rows.length - 1]
  const charted = known.length >= least
  const signals = known.filter((row) => row.signal !== null && row.signal !== 'common cause')
  const x = (row) => date(row.as_at)
  const mean = known[0].mean
  const inside = (value) => Math.max(0, Math.min(100, value))
  const limit = (name) => Plot.lineY(known, { x, y: (row) => inside(row[name]), curve: 'step', stroke: palette.muted, strokeWidth: 1.25, strokeDasharray: '4 4' })
  const plot = (width, narrow) => ({
    height: narrow ? 290 : 330,
    marginLeft: 42,
    marginRight: narrow ? 14 : 96,
    marginBottom: 40,
    x: { label: null },
    y: { domain: [0, 100], label: null, tickSize: 0, tickFormat: (v) => `${v}%`, ticks: 5, grid: true },
    marks: [
      Plot.areaY(known, { x, y1: (row) => inside(row.lower), y2: (row) => inside(row.upper), curve: 'step', fill: palette.country, fillOpacity: 0.1 }),
      limit('lower'), limit('upper'),
      Plot.lineY(known, { x, y: 'mean', stroke: palette.ink, strokeWidth: 1.25 }),
      Plot.lineY(known, { x, y: 'percent', stroke: palette.country, strokeWidth: 2 }),
      Plot.dot(known, {
        x, y: 'percent', stroke: palette.paper, strokeWidth: 1.5,
        r: (row) => (symbol(row) === 'circle' ? 4.5 : 6),
        symbol,
        fill: colour,
        title: (row) => `Month to ${day(row.as_at)}: ${row.good_or_better} of ${row.published} published, ${percent(row.percent)}; ${row.variation}`,
      }),
      !narrow && Plot.text(known.slice(-1), { x, y: 'mean', dx: 10, textAnchor: 'start', text: (row) => `mean ${percent(row.mean)}` }),
      !narrow && Plot.text(known.slice(-1), { x, y: (row) => inside(row.upper), dx: 10, textAnchor: 'start', text: (row) => `upper ${percent(row.upper)}`, fill: palette.muted }),
      !narrow && Plot.text(known.slice(-1), { x, y: (row) => inside(row.lower), dx: 10, textAnchor: 'start', text: (row) => `lower ${percent(row.lower)}`, fill: palette.muted }),
    ],
    r: { type: 'identity' },
    symbol: { type: 'identity' },
  })
  const total = known.reduce((n, row) => n + row.published, 0)
  const good = known.reduce((n, row) => n + row.good_or_better, 0)
  return {
    id: 'publications',
    title: 'What the latest inspections say',
    finding: html`
<p>In the month to ${day(last.as_at)}, ${last.published === 0 ? 'no rating was published' : html`${many(last.good_or_better, 'rating')} of the ${whole(last.published)} published ${last.good_or_better === 1 ? 'was' : 'were'} good or outstanding (<strong>${percent(last.percent)}</strong>)`}; over ${known.length} months it was ${percent((100 * good) / total)}.</p>
${charted ? of_the_chart(known) : html`<p class="caution">Ratings were published in ${many(known.length, 'month')} only: too few to tell a change from chance.</p>`}
<p>New ratings tell of a change long before the share of all services moves.</p>`,
    body: html`
${charted && html`${key([[palette.good, better, 'triangle'], [palette.country, 'common cause', 'dot'], [palette.requires_improvement, worse, 'square']])}
${chart(`Control chart of the share good or outstanding of the ratings published each month. Mean ${percent(mean)}; ${many(signals.length, 'month')} with a signal.`, plot, 'Of the ratings published in the month, the share good or outstanding, with its mean and the limits of a p′ chart: wide in a month with few ratings, narrow in a month with many.')}`}
${details(charted ? 'The figures of this chart' : 'The figures', table('Ratings published', [
    { title: 'Month to', value: (row) => short_day(row.as_at) },
    { title: 'Published', value: (row) => whole(row.published), number: true },
    { title: 'Good or outstanding', value: (row) => whole(row.good_or_better), number: true },
    { title: 'Per cent', value: (row) => fixed(row.percent), number: true },
    { title: 'Mean', value: (row) => fixed(row.mean), number: true },
    { title: 'Lower limit', value: (row) => fixed(row.lower), number: true },
    { title: 'Upper limit', value: (row) => fixed(row.upper), number: true },
    { title: 'Variation', value: (row) => (row.variation ? capital(row.variation) : '–') },
    { title: 'Rule', value: (row) => (row.signal && row.signal !== 'common cause' ? capital(explained[row.signal]) : '–') },
  ], [...rows].reverse(), 'publications'))}`,
  }
}
