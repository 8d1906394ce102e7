// Which movements made the change, and who moved.
import * as Plot from '@observablehq/plot'
import { chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { capital, count, day, eve, fixed, many, percent, short_day, short_month, signed, whole } from '../words.mjs'

const words = {
  improved: 'Rated higher',
  declined: 'Rated lower',
  'newly rated': 'First rating',
  'rating lost': 'Rating lost',
  joined: 'Opened',
  departed: 'Closed',
}
const order = Object.keys(words)

// The causes in order, each with its moves and points.
function by_cause(causes) {
  return order
    .map((cause) => {
      const rows = causes.filter((row) => row.cause === cause)
      return { cause, word: words[cause], moves: rows.reduce((n, row) => n + row.moves, 0), points: rows.reduce((p, row) => p + (row.points ?? 0), 0) }
    })
    .filter((row) => row.moves > 0)
}

function finding({ now, before, change: [change] }, bars) {
  if (!before || before.percent === null || now.percent === null) return html`<p>There is no percentage to compare with.</p>`
  if (bars.length === 0) return html`<p>Nothing has moved since ${day(before.as_at)}: no service got another rating, opened or closed.</p>`
  const said = bars
    .filter((bar) => Math.abs(bar.points) >= 0.05)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
    .map((bar) => html`<li><strong>${signed(bar.points, 1)}</strong> ${bar.word.toLowerCase()} (${many(bar.moves, 'service')})</li>`)
  const chance = change?.p_value
  return html`
<p>From ${percent(before.percent)} on ${day(before.as_at)} to ${percent(now.percent)}: in points,</p>
<ul class="plain">${said}</ul>
${change && change.crossed_up + change.crossed_down > 0 && html`<p>${capital(many(change.crossed_up, 'service'))} rose to good or outstanding and ${count(change.crossed_down)} fell below.
${chance < 0.05 ? html`That is more than chance would explain (p = ${fixed(chance, 3)}).` : html`Chance alone could do that (p = ${fixed(chance, 2)})${change.crossed_up > change.crossed_down ? ': a beginning, not yet proof' : ''}.`}</p>`}`
}

function waterfall({ now, before }, bars) {
  let level = before.percent
  const steps = [
    { word: short_day(before.as_at), y1: null, y2: before.percent, end: true },
    ...bars.map((bar) => ({ ...bar, y1: level, y2: (level += bar.points) })),
    { word: short_day(now.as_at), y1: null, y2: now.percent, end: true },
  ]
  const values = steps.flatMap((step) => [step.y1, step.y2]).filter((v) => v !== null)
  const room = Math.max(0.5, (Math.max(...values) - Math.min(...values)) * 0.25)
  const low = Math.max(0, Math.floor((Math.min(...values) - room) * 2) / 2)
  const high = Math.min(100, Math.ceil((Math.max(...values) + room / 2) * 2) / 2)
  const colour = (step) => (step.end ? palette.brand : step.points < 0 ? palette.requires_improvement : palette.good)
  const links = steps.slice(1).map((step, i) => ({ from: steps[i].word, to: step.word, level: steps[i].y2 }))
  return (width, narrow) => ({
    height: narrow ? 70 + 34 * steps.length : 80 + 36 * steps.length,
    marginLeft: narrow ? 94 : 120,
    marginRight: narrow ? 52 : 60,
    marginBottom: 34,
    x: { domain: [low, high], label: null, tickFormat: (v) => `${v}%`, ticks: narrow ? 3 : 6, grid: true },
    y: { domain: steps.map((step) => step.word), label: null, tickSize: 0, padding: 0.28 },
    marks: [
      Plot.ruleX(links, { x: 'level', y1: 'from', y2: 'to', stroke: palette.country, strokeDasharray: '2 2' }),
      Plot.barX(steps, { x1: (s) => s.y1 ?? low, x2: 'y2', y: 'word', fill: colour, title: (s) => (s.end ? `${s.word}: ${percent(s.y2)}` : `${s.word}: ${many(s.moves, 'service')}, ${signed(s.points, 2)} points`) }),
      Plot.text(steps, { x: (s) => Math.max(s.y1 ?? low, s.y2), y: 'word', dx: 6, textAnchor: 'start', fontWeight: 600, fontSize: 13, fill: palette.ink, stroke: palette.paper, strokeWidth: 3, text: (s) => (s.end ? percent(s.y2) : signed(s.points)) }),
    ],
  })
}

// The month to 1 July is June; January and the first say their year.
function of_month(as_at, narrow) {
  const [name, year] = short_month(eve(as_at)).split(' ')
  return `${narrow ? name[0] : name}${name === 'Jan' ? `\n${year}` : ''}`
}

// Thirteen months of services rated higher and lower, opened and closed.
function movements(months) {
  const rows = months.flatMap((row) => [
    { x: row.as_at, n: row.improved, kind: 'up', panel: 'Ratings', word: 'rated higher', as_at: row.as_at },
    { x: row.as_at, n: -row.declined, kind: 'down', panel: 'Ratings', word: 'rated lower', as_at: row.as_at },
    { x: row.as_at, n: row.joined, kind: 'in', panel: 'Services', word: 'opened', as_at: row.as_at },
    { x: row.as_at, n: -row.departed, kind: 'out', panel: 'Services', word: 'closed', as_at: row.as_at },
  ])
  const most = Math.max(2, ...rows.map((row) => Math.abs(row.n)))
  const colour = { up: palette.good, down: palette.requires_improvement, in: palette.brand, out: palette.country }
  return (width, narrow) => ({
    height: 312,
    marginLeft: 34,
    marginRight: 12,
    marginBottom: 42,
    x: { label: null, domain: months.map((row) => row.as_at), tickFormat: (text) => of_month(text, narrow), tickSize: 0, padding: 0.2 },
    y: { label: null, domain: [-most * 1.3, most * 1.3], ticks: 4, tickFormat: (v) => Math.abs(v), grid: true },
    fy: { label: null, axis: null, domain: ['Ratings', 'Services'], padding: 0.16 },
    marks: [
      Plot.barY(rows, { x: 'x', y: 'n', fy: 'panel', fill: (row) => colour[row.kind], title: (row) => `Month to ${day(row.as_at)}: ${many(Math.abs(row.n), 'service')} ${row.word}` }),
      Plot.ruleY([0], { stroke: palette.ink }),
      ...[-1, 1].map((side) => Plot.text(rows.filter((row) => row.n * side > 0), { x: 'x', y: 'n', fy: 'panel', text: (row) => Math.abs(row.n), dy: -9 * side, fontSize: 11.5, fill: palette.ink })),
    ],
  })
}

export function causes(data) {
  const { now, before, causes: rows } = data
  const bars = by_cause(rows)
  const comparable = before && before.percent !== null && now.percent !== null
  const recent = data.months.filter((row) => row.improved !== null).slice(-13)
  const label = comparable && `Waterfall chart: from ${percent(before.percent)} to ${percent(now.percent)}: ${bars.map((bar) => `${bar.word.toLowerCase()} ${signed(bar.points, 2)}`).join(', ')} points.`
  return {
    id: 'causes',
    title: 'What moved, and why the share changed',
    finding: finding(data, bars),
    body: html`
${comparable && bars.length > 0 && html`${key([[palette.good, 'raised the share'], [palette.requires_improvement, 'lowered it']])}
${chart(label, waterfall(data, bars), html`Points of the change in the share, by what happened to services. They add up exactly. The scale does not begin at 0.`)}`}
${recent.length > 0 && html`<h3>Movements month by month</h3>
${key([[palette.good, 'rated higher'], [palette.requires_improvement, 'rated lower'], [palette.brand, 'opened'], [palette.country, 'closed']])}
${chart(`Bar charts of services rated higher and lower, and of services opened and closed, in each of the ${recent.length} months to ${day(now.as_at)}.`, movements(recent), 'Above the line: services rated higher than before (first chart), and opened (second). Below it: rated lower, and closed. A month runs to the first of the next.')}`}
${details('The causes in figures', table('The change by cause', [
    { title: 'Cause', value: (row) => words[row.cause] },
    { title: 'From', value: (row) => row.from_rating ?? 'not there' },
    { title: 'To', value: (row) => row.to_rating ?? 'not there' },
    { title: 'Movements', value: (row) => whole(row.moves), number: true },
    { title: 'Points', value: (row) => signed(row.points, 2), number: true },
  ], rows, 'causes'))}
${recent.length > 0 && details('Movements month by month in figures', table('Movements month by month', [
    { title: 'Month to', value: (row) => short_day(row.as_at) },
    { title: 'Rated higher', value: (row) => whole(row.improved), number: true },
    { title: 'Rated lower', value: (row) => whole(row.declined), number: true },
    { title: 'First rating', value: (row) => whole(row.newly_rated), number: true },
    { title: 'Opened', value: (row) => whole(row.joined), number: true },
    { title: 'Closed', value: (row) => whole(row.departed), number: true },
    { title: 'Services at the end', value: (row) => whole(row.locations), number: true },
  ], [...recent].reverse(), 'movements'))}
${data.movers.length > 0 && data.movers.length <= 400 && details(`The ${whole(data.movers.length)} services that moved`, table(`Services with another rating than on ${day(data.since)}`, [
    { title: 'Service', value: (row) => row.name },
    { title: 'Type', value: (row) => row.service_type },
    { title: 'What happened', value: (row) => words[row.cause] },
    { title: 'Was', value: (row) => row.was ?? 'not there' },
    { title: 'Is', value: (row) => row.now ?? 'not there' },
  ], data.movers, 'movers'))}`,
  }
}
