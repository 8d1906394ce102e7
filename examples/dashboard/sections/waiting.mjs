// The waiting lists: how many, how long, in bands.
import * as Plot from '@observablehq/plot'
import { apart, chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { on_shade, palette, shades } from '../palette.mjs'
import { date, day, eve, fixed, percent, short_day, whole } from '../words.mjs'

const all = 'All requests'

// What it takes to clear a list: not of people, but of waits over 28 days.
function clearing(row, { waiting: people }) {
  if (row.demand_per_week === null) return html`<p class="caution">The list is less than a year old: what it takes to clear it cannot be said yet.</p>`
  const more = row.needed_per_week - row.capacity_per_week
  return html`
<p>In the last year <strong>${fixed(row.demand_per_week)}</strong> people a week joined it and <strong>${fixed(row.capacity_per_week)}</strong> left it${row.load !== null && `: it ${row.load > 1 ? 'grew' : row.load < 1 ? 'became shorter' : 'stayed as it was'}`}.</p>
<p>For nearly all to be seen within 28 days about ${whole(row.target_waiting)} may be on it${people <= row.target_waiting ? ', and that is so' : html`. To get there in half a year <strong>${fixed(row.needed_per_week)}</strong> a week would have to leave it, ${more > 0 ? `${fixed(more)} more than now` : 'no more than now'}; from then on ${fixed(row.demand_per_week)}`}.</p>`
}

export function waiting(data) {
  const end = eve(data.as_at)
  const now = data.waiting.filter((row) => row.as_at === end && row.request_type !== all).sort((a, b) => b.waiting - a.waiting)
  if (now.length === 0 || now.every((row) => row.waiting === 0)) return null
  const main = now[0]
  const months = data.waiting.filter((row) => row.request_type === main.request_type)
  const year_ago = months.find((row) => row.as_at.slice(0, 7) === `${Number(end.slice(0, 4)) - 1}${end.slice(4, 7)}`)
  const x = (row) => date(row.as_at)
  const last = months.slice(-1)
  const most = Math.max(...months.flatMap((row) => [row.waiting, row.target ?? 0])) * 1.08
  const down = (narrow) => apart([main.waiting, main.long_waits, main.target ?? -most], ((narrow ? 260 : 300) - 64) / most)
  const plot = (width, narrow) => ({
    height: narrow ? 260 : 300,
    marginLeft: 46,
    marginRight: narrow ? 64 : 156,
    marginBottom: 40,
    x: { label: null },
    y: { domain: [0, most], label: null, tickSize: 0, ticks: 5, tickFormat: whole, grid: true },
    marks: [
      Plot.areaY(months, { x, y: 'waiting', fill: palette.outstanding, fillOpacity: 0.12 }),
      Plot.areaY(months, { x, y: 'long_waits', fill: palette.inadequate, fillOpacity: 0.25 }),
      Plot.lineY(months, { x, y: 'long_waits', stroke: palette.inadequate, strokeWidth: 2 }),
      main.target !== null && Plot.ruleY([main.target], { stroke: palette.target, strokeWidth: 2, strokeDasharray: '6 4' }),
      Plot.lineY(months, { x, y: 'waiting', stroke: palette.outstanding, strokeWidth: 3 }),
      Plot.dot(months, { x, y: 'waiting', r: 5, fill: 'transparent', title: (row) => `${day(row.as_at)}: ${whole(row.waiting)} waiting, ${whole(row.long_waits)} over six months` }),
      Plot.dot(last, { x, y: 'waiting', r: 5, fill: palette.outstanding, stroke: palette.paper, strokeWidth: 2 }),
      Plot.text(last, { x, y: 'waiting', dx: 9, dy: down(narrow)[0], textAnchor: 'start', text: (row) => `${whole(row.waiting)}${narrow ? '' : ' waiting'}`, fill: palette.outstanding, fontWeight: 700, fontSize: 15 }),
      Plot.text(last, { x, y: 'long_waits', dx: 9, dy: down(narrow)[1], textAnchor: 'start', text: (row) => `${whole(row.long_waits)}${narrow ? '' : ' over 6 months'}`, fill: palette.inadequate, fontWeight: 600, fontSize: 13 }),
      main.target !== null && Plot.text(last, { x, y: 'target', dx: 9, dy: down(narrow)[2], textAnchor: 'start', text: (row) => `${narrow ? '' : 'target '}${whole(row.target)}`, fill: palette.target, fontWeight: 600, fontSize: 13 }),
    ],
  })

  const names = now.filter((row) => row.waiting > 0).map((row) => row.request_type)
  const bands = data.bands.filter((row) => names.includes(row.request_type))
  const steps = data.bands.filter((row) => row.request_type === main.request_type)
  const shade = new Map(steps.map((row, i) => [row.band, shades[Math.round((i * (shades.length - 1)) / Math.max(1, steps.length - 1))]]))
  const stacked = (width, narrow) => ({
    height: 46 + names.length * (narrow ? 56 : 44),
    marginLeft: narrow ? 8 : 190,
    marginRight: 14,
    marginTop: narrow ? 18 : 6,
    x: { domain: [0, 100], label: null, tickFormat: (v) => `${v}%`, ticks: narrow ? 4 : 5 },
    y: { domain: names, label: null, tickSize: 0, axis: narrow ? null : 'left', padding: narrow ? 0.45 : 0.22 },
    marks: [
      Plot.barX(bands, { x: 'percent', y: 'request_type', fill: (row) => shade.get(row.band), insetRight: 1, title: (row) => `${row.request_type}, ${row.band}: ${whole(row.waiting)}, ${percent(row.percent)}` }),
      Plot.textX(bands, Plot.stackX({ x: 'percent', y: 'request_type', text: (row) => (row.percent >= (narrow ? 12 : 8) ? whole(row.waiting) : ''), fill: (row) => on_shade(shade.get(row.band)), fontWeight: 600 })),
      narrow && Plot.text(names, { frameAnchor: 'left', y: (name) => name, dy: -22, textAnchor: 'start', text: (name) => name, fontWeight: 600 }),
    ],
  })

  return {
    id: 'waiting',
    title: 'Waiting lists',
    finding: html`
<p>On ${day(end)}, <strong>${whole(main.waiting)}</strong> people were waiting for: ${main.request_type}${year_ago && (main.waiting === year_ago.waiting ? ', as many as a year before' : html`, ${whole(Math.abs(main.waiting - year_ago.waiting))} ${main.waiting < year_ago.waiting ? 'fewer' : 'more'} than a year before`)}.${main.target !== null && html` The target is ${whole(main.target)}.`}</p>
<p>Half of them have waited ${fixed(main.median_days, 0)} days or more, and the mean is ${fixed(main.mean_days, 0)} days${main.mean_days > 1.5 * main.median_days && ': some have waited very much longer than most'}. <strong>${whole(main.long_waits)}</strong>, ${percent(main.percent_long_waits)}, have waited over six months.</p>
${clearing(data.capacity.find((row) => row.request_type === main.request_type), main)}`,
    body: html`
${key([[palette.outstanding, 'waiting'], [palette.inadequate, 'of them over six months'], main.target !== null && [palette.target, 'target', 'dashes']].filter(Boolean))}
${chart(`Line chart of people waiting, ${main.request_type}, at the end of each month: ${whole(months[0].waiting)} on ${day(months[0].as_at)}, ${whole(main.waiting)} on ${day(end)}, of whom ${whole(main.long_waits)} over six months.`, plot, `${main.request_type}: people waiting at the end of each month, and those of them who have waited over six months.`)}
<h3>How long people have waited</h3>
${key(steps.map((row) => [shade.get(row.band), row.band]))}
${chart(`Stacked bars of those waiting by how long, ${day(end)}: ${names.map((name) => `${name}: ${bands.filter((row) => row.request_type === name).map((row) => `${row.band} ${row.waiting}`).join(', ')}`).join('; ')}.`, stacked, `Of those waiting on ${day(end)}, the share by time waited; numbers are people.`)}
${details('The lists in figures', table(`Waiting on ${day(end)}`, [
    { title: 'Waiting for', value: (row) => row.request_type },
    { title: 'People', value: (row) => whole(row.waiting), number: true },
    { title: 'Over 6 months', value: (row) => whole(row.long_waits), number: true },
    { title: 'Per cent over 6 months', value: (row) => fixed(row.percent_long_waits), number: true },
    { title: 'Median days', value: (row) => fixed(row.median_days), number: true },
    { title: 'Mean days', value: (row) => fixed(row.mean_days), number: true },
    { title: '90% within, days', value: (row) => fixed(row.p90_days, 0), number: true },
    { title: 'Longest, days', value: (row) => whole(row.longest_days), number: true },
  ], [...now, ...data.waiting.filter((row) => row.as_at === end && row.request_type === all && now.length > 1)], 'waiting'))}
${details('The list month by month', table(`${main.request_type}, month by month`, [
    { title: 'At the end of', value: (row) => short_day(row.as_at) },
    { title: 'Waiting', value: (row) => whole(row.waiting), number: true },
    { title: 'Added', value: (row) => whole(row.added), number: true },
    { title: 'Completed', value: (row) => whole(row.completed), number: true },
    { title: 'Removed', value: (row) => whole(row.removed), number: true },
    { title: 'Over 6 months', value: (row) => whole(row.long_waits), number: true },
    { title: 'Median days', value: (row) => fixed(row.median_days), number: true },
    { title: 'Mean days', value: (row) => fixed(row.mean_days), number: true },
    { title: 'Months of work', value: (row) => fixed(row.months_of_work), number: true },
  ], [...months].reverse(), 'waiting_months'))}
${details('What it takes to clear the lists', table(`What it takes for waits of 28 days at most, ${day(end)}`, [
    { title: 'Waiting for', value: (row) => row.request_type },
    { title: 'Joined a week, last year', value: (row) => fixed(row.demand_per_week), number: true },
    { title: 'Left a week, last year', value: (row) => fixed(row.capacity_per_week), number: true },
    { title: 'Joined by left', value: (row) => fixed(row.load, 2), number: true },
    { title: 'People that may wait', value: (row) => fixed(row.target_waiting), number: true },
    { title: 'To leave a week, for half a year', value: (row) => fixed(row.needed_per_week), number: true },
  ], data.capacity.filter((row) => names.includes(row.request_type) || (row.request_type === all && now.length > 1)), 'capacity'))}
${details('The times waited in figures', table(`Time waited, ${day(end)}`, [
    { title: 'Waiting for', value: (row) => row.request_type },
    { title: 'Time waited', value: (row) => row.band },
    { title: 'People', value: (row) => whole(row.waiting), number: true },
    { title: 'Per cent', value: (row) => fixed(row.percent), number: true },
  ], bands, 'bands'))}`,
  }
}
