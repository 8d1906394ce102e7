// By type of service: then and now, with the limits of chance; and what of the difference to all is the mix of services.
import * as Plot from '@observablehq/plot'
import { chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { capital, count, day, fixed, many, percent, points, short_day, short_percent, signed, whole } from '../words.mjs'

const sign_of = (value) => Math.sign(Number(value.toFixed(1)))
const others = ({ mix: [{ councils }] }) => (councils === null ? 'the country' : `all ${count(councils)} councils`)

// Parts of one sign are parts of a number; otherwise each has its own sign.
function of_the_mix(data) {
  const { standardised: s } = data
  if (!s || s.percent === null) return data.mix.length > 0 && html`<p>What the mix of services makes of the difference to ${others(data)} cannot be told: they are without some of the types here.</p>`
  const gap = s.percent - s.reference_percent
  const where = html`${others(data)} (${percent(s.reference_percent)})`
  if (sign_of(s.mix_points) * sign_of(s.rating_points) < 0) {
    return html`<p>Of the ${signed(gap)} points to ${where} <strong>the mix of services makes ${signed(s.mix_points)}, the ratings ${signed(s.rating_points)}</strong>: ${s.mix_points > 0 ? 'it has more of the types that are rated well everywhere' : 'it has more of the types that are rated badly everywhere'}.</p>`
  }
  return html`<p>Of the ${points(gap)} to ${where} <strong>${fixed(Math.abs(s.mix_points))} are the mix of services, ${fixed(Math.abs(s.rating_points))} the ratings</strong>.</p>`
}

export function types(data) {
  const { types: rows, now, since, inadequate, has_past } = data
  const everywhere = new Map(data.mix.filter((row) => row.rated > 0).map((row) => [row.service_type, (100 * row.good_or_better) / row.rated]))
  const ticks = rows.filter((row) => everywhere.has(row.service_type))
  if (rows.length < 2) return null
  const target = now.target
  const gap = [...rows].sort((a, b) => a.percent - b.percent)[0]
  const most = [...rows].sort((a, b) => (b.to_go ?? 0) - (a.to_go ?? 0))[0]
  const finding = html`
<p>${gap.service_type} is the lowest, at <strong>${percent(gap.percent)}</strong>${target !== null && gap.gap < 0 && html`, ${fixed(-gap.gap)} points below the target`}.</p>
${target !== null && most.to_go > 0 && html`<p>In numbers, ${most.service_type} has furthest to go: ${many(most.to_go, 'more service')} would have to become good.</p>`}
${of_the_mix(data)}
<p>The bars show how far chance alone could move the figure of so few services: the fewer, the wider.</p>`
  const low = Math.max(0, Math.floor((Math.min(...rows.map((row) => row.lower), ...ticks.map((row) => everywhere.get(row.service_type))) - 4) / 10) * 10)
  const plot = (width, narrow) => ({
    height: 60 + rows.length * (narrow ? 56 : 40),
    marginLeft: narrow ? 8 : 150,
    marginRight: 70,
    marginTop: target === null ? 10 : 26,
    x: { domain: [low, 100], label: null, tickFormat: (v) => `${v}%`, ticks: narrow ? 4 : 6, grid: true },
    y: { domain: rows.map((row) => row.service_type), label: null, axis: narrow ? null : 'left', tickSize: 0 },
    marks: [
      Plot.ruleY(rows, { y: 'service_type', x1: 'lower', x2: 'upper', stroke: palette.accent, strokeWidth: 8, strokeOpacity: 0.22, strokeLinecap: 'round' }),
      target !== null && Plot.ruleX([target], { stroke: palette.target, strokeWidth: 2, strokeDasharray: '6 4' }),
      target !== null && Plot.text([target], { x: (v) => v, frameAnchor: 'top', dy: -18, text: (v) => `target ${short_percent(v)}`, fill: palette.target, fontWeight: 600 }),
      Plot.tickX(ticks, { x: (row) => everywhere.get(row.service_type), y: 'service_type', stroke: palette.ink, strokeWidth: 2.5, inset: narrow ? 22 : 13, title: (row) => `${row.service_type}, ${others(data)}: ${percent(everywhere.get(row.service_type))}` }),
      has_past && Plot.dot(rows.filter((row) => row.before !== null), { x: 'before', y: 'service_type', r: 5, stroke: palette.muted, strokeWidth: 2, fill: palette.paper, title: (row) => `${row.service_type}, ${short_day(since)}: ${percent(row.before)}` }),
      Plot.dot(rows, { x: 'percent', y: 'service_type', r: 6.5, fill: palette.accent, stroke: palette.paper, title: (row) => `${row.service_type}: ${percent(row.percent)}, ${row.good_or_better} of ${row.rated}` }),
      Plot.text(rows, { frameAnchor: 'right', y: 'service_type', dx: 68, textAnchor: 'end', text: (row) => percent(row.percent), fontWeight: 600, fontSize: 13 }),
      narrow && Plot.text(rows, { frameAnchor: 'left', y: 'service_type', dy: -19, textAnchor: 'start', text: (row) => row.service_type, fontWeight: 600 }),
    ],
  })
  return {
    id: 'types',
    title: 'By type of service',
    finding,
    body: html`
${key([[palette.accent, day(now.as_at), 'dot'], has_past && [palette.muted, day(since), 'ring'], [palette.accent, '95% limits', 'band'], ticks.length > 0 && [palette.ink, others(data), 'tick']].filter(Boolean))}
${chart(`Dot plot of the share good or outstanding by type of service: ${rows.map((row) => `${row.service_type} ${percent(row.percent)}`).join(', ')}.`, plot, `Share of rated services that are good or outstanding. The scale ${low === 0 ? 'runs from 0' : `begins at ${low}%`}.`)}
${details('The figures of this chart', table('Good or outstanding by type of service', [
    { title: 'Type of service', value: (row) => row.service_type },
    { title: 'Rated', value: (row) => whole(row.rated), number: true },
    { title: 'Good or outstanding', value: (row) => whole(row.good_or_better), number: true },
    has_past && { title: `Per cent, ${short_day(since)}`, value: (row) => fixed(row.before), number: true },
    { title: 'Per cent now', value: (row) => fixed(row.percent), number: true },
    has_past && { title: 'Change, points', value: (row) => signed(row.change), number: true },
    { title: '95% limits', value: (row) => `${fixed(row.lower)} to ${fixed(row.upper)}`, number: true },
    ...(ticks.length === 0 ? [] : [{ title: `${capital(others(data))}, per cent`, value: (row) => fixed(everywhere.get(row.service_type)), number: true }]),
    ...(target === null ? [] : [
      { title: 'Gap, points', value: (row) => signed(row.gap), number: true },
      { title: 'Services to go', value: (row) => whole(row.to_go), number: true },
    ]),
  ].filter(Boolean), rows, 'types'))}
${inadequate.length > 0 && details(`${capital(many(inadequate.length, 'service'))} rated inadequate`, table(`Services rated inadequate on ${day(now.as_at)}`, [
    { title: 'Service', value: (row) => row.name },
    { title: 'Type', value: (row) => row.service_type },
    { title: 'Rating published', value: (row) => short_day(row.published) },
  ], inadequate, 'inadequate'))}`,
  }
}
