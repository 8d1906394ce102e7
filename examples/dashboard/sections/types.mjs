// By type of service: then and now, with the limits of chance.
import * as Plot from '@observablehq/plot'
import { chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { capital, day, fixed, many, percent, short_day, short_percent, signed, whole } from '../words.mjs'

export function types(data) {
  const { types: rows, now, since, inadequate } = data
  if (rows.length < 2) return null
  const target = now.target
  const gap = [...rows].sort((a, b) => a.percent - b.percent)[0]
  const most = [...rows].sort((a, b) => (b.to_go ?? 0) - (a.to_go ?? 0))[0]
  const finding = html`
<p>${gap.service_type} is the lowest, at <strong>${percent(gap.percent)}</strong>${target !== null && gap.gap < 0 && html`, ${fixed(-gap.gap)} points below the target`}.</p>
${target !== null && most.to_go > 0 && html`<p>In numbers, ${most.service_type} has furthest to go: ${many(most.to_go, 'more service')} would have to become good.</p>`}
<p>The bars show how far chance alone could move the figure of so few services: the fewer, the wider.</p>`
  const low = Math.max(0, Math.floor((Math.min(...rows.map((row) => row.lower)) - 4) / 10) * 10)
  const plot = (width, narrow) => ({
    height: 60 + rows.length * (narrow ? 46 : 40),
    marginLeft: narrow ? 8 : 150,
    marginRight: 70,
    marginTop: target === null ? 10 : 26,
    x: { domain: [low, 100], label: null, tickFormat: (v) => `${v}%`, ticks: narrow ? 4 : 6, grid: true },
    y: { domain: rows.map((row) => row.service_type), label: null, axis: narrow ? null : 'left', tickSize: 0 },
    marks: [
      Plot.ruleY(rows, { y: 'service_type', x1: 'lower', x2: 'upper', stroke: palette.accent, strokeWidth: 8, strokeOpacity: 0.22, strokeLinecap: 'round' }),
      target !== null && Plot.ruleX([target], { stroke: palette.target, strokeWidth: 2, strokeDasharray: '6 4' }),
      target !== null && Plot.text([target], { x: (v) => v, frameAnchor: 'top', dy: -18, text: (v) => `target ${short_percent(v)}`, fill: palette.target, fontWeight: 600 }),
      Plot.dot(rows.filter((row) => row.before !== null), { x: 'before', y: 'service_type', r: 5, stroke: palette.muted, strokeWidth: 2, fill: palette.paper, title: (row) => `${row.service_type}, ${short_day(since)}: ${percent(row.before)}` }),
      Plot.dot(rows, { x: 'percent', y: 'service_type', r: 6.5, fill: palette.accent, stroke: palette.paper, title: (row) => `${row.service_type}: ${percent(row.percent)}, ${row.good_or_better} of ${row.rated}` }),
      Plot.text(rows, { frameAnchor: 'right', y: 'service_type', dx: 68, textAnchor: 'end', text: (row) => percent(row.percent), fontWeight: 600, fontSize: 13 }),
      narrow && Plot.text(rows, { frameAnchor: 'left', y: 'service_type', dy: -15, textAnchor: 'start', text: (row) => row.service_type, fontWeight: 600 }),
    ],
  })
  return {
    id: 'types',
    title: 'By type of service',
    finding,
    body: html`
${key([[palette.accent, day(now.as_at), 'dot'], [palette.muted, day(since), 'ring'], [palette.accent, '95% limits', 'band']])}
${chart(`Dot plot of the share good or outstanding by type of service: ${rows.map((row) => `${row.service_type} ${percent(row.percent)}`).join(', ')}.`, plot, `Share of rated services that are good or outstanding. The scale ${low === 0 ? 'runs from 0' : `begins at ${low}%`}.`)}
${details('The figures of this chart', table('Good or outstanding by type of service', [
    { title: 'Type of service', value: (row) => row.service_type },
    { title: 'Rated', value: (row) => whole(row.rated), number: true },
    { title: 'Good or outstanding', value: (row) => whole(row.good_or_better), number: true },
    { title: `Per cent, ${short_day(since)}`, value: (row) => fixed(row.before), number: true },
    { title: 'Per cent now', value: (row) => fixed(row.percent), number: true },
    { title: 'Change, points', value: (row) => signed(row.change), number: true },
    { title: '95% limits', value: (row) => `${fixed(row.lower)} to ${fixed(row.upper)}`, number: true },
    ...(target === null ? [] : [
      { title: 'Gap, points', value: (row) => signed(row.gap), number: true },
      { title: 'Services to go', value: (row) => whole(row.to_go), number: true },
    ]),
  ], rows, 'types'))}
${inadequate.length > 0 && details(`${capital(many(inadequate.length, 'service'))} rated inadequate`, table(`Services rated inadequate on ${day(now.as_at)}`, [
    { title: 'Service', value: (row) => row.name },
    { title: 'Type', value: (row) => row.service_type },
    { title: 'Rating published', value: (row) => short_day(row.published) },
  ], inadequate, 'inadequate'))}`,
  }
}
