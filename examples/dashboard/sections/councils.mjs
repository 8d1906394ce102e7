// Councils side by side, in a funnel.
import * as Plot from '@observablehq/plot'
import { chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { capital, count, fixed, many, percent, short_day, whole } from '../words.mjs'

const colour = (row) => (row.usual === 'better' ? palette.good : row.usual === 'worse' ? palette.requires_improvement : palette.country)
const symbol = (row) => (row.usual === 'better' ? 'triangle' : row.usual === 'worse' ? 'square' : 'circle')
const verdict = (row) => (row.usual === 'similar' ? 'as expected' : `${row.far === 'similar' ? '' : 'far '}${row.usual === 'better' ? 'above' : 'below'}`)

export function councils(data) {
  if (!data.funnel) return null
  const { councils: rows, funnel, centre } = data
  const chosen = rows.find((row) => row.chosen)
  const rank = chosen && rows.indexOf(chosen) + 1
  const invented = data.invented_neighbours
  const better = rows.filter((row) => row.usual === 'better').length
  const worse = rows.filter((row) => row.usual === 'worse').length
  const named = rows.length <= 40 ? rows.filter((row) => row.chosen || row.usual !== 'similar') : rows.filter((row) => row.chosen || row.far !== 'similar').slice(0, 12)
  const low = Math.max(0, Math.floor((Math.min(...rows.map((row) => row.percent), ...funnel.slice(4).map((row) => row.outer_lower)) - 2) / 5) * 5)
  const inside = (value) => Math.max(low, Math.min(100, value))
  const lines = (name, dash) => Plot.lineY(funnel, { x: 'n', y: (row) => inside(row[name]), stroke: palette.muted, strokeWidth: 1.25, strokeDasharray: dash })
  const plot = (width, narrow) => ({
    height: narrow ? 320 : 400,
    marginLeft: 40,
    marginRight: narrow ? 14 : 24,
    marginBottom: 44,
    x: { label: 'rated services', labelAnchor: 'center', labelArrow: 'none', ticks: narrow ? 4 : 8 },
    y: { domain: [low, 100], label: null, tickSize: 0, tickFormat: (v) => `${v}%`, ticks: 6, grid: true },
    marks: [
      Plot.areaY(funnel, { x: 'n', y1: (row) => inside(row.lower), y2: (row) => inside(row.upper), fill: palette.country, fillOpacity: 0.12 }),
      lines('lower'), lines('upper'), lines('outer_lower', '4 4'), lines('outer_upper', '4 4'),
      Plot.ruleY([centre], { stroke: palette.ink, strokeWidth: 1.25 }),
      Plot.text([centre], { y: (v) => v, frameAnchor: 'right', dy: 9, text: (v) => `${data.centre_is_country ? 'country' : 'all together'} ${percent(v)}`, fill: palette.ink, stroke: palette.paper, strokeWidth: 4 }),
      Plot.dot(rows.filter((row) => !row.chosen), { x: 'rated', y: 'percent', r: 5, symbol, fill: colour, stroke: palette.paper, title: (row) => `${row.local_authority}: ${percent(row.percent)}, ${row.good_or_better} of ${row.rated}` }),
      chosen && Plot.dot([chosen], { x: 'rated', y: 'percent', r: 9, symbol, fill: colour, stroke: palette.ink, strokeWidth: 2.5, title: (row) => `${row.local_authority}: ${percent(row.percent)}, ${row.good_or_better} of ${row.rated}` }),
      !narrow && Plot.text(named.filter((row) => !row.chosen), { x: 'rated', y: 'percent', text: 'local_authority', dx: 9, textAnchor: 'start', fill: palette.ink }),
      chosen && Plot.text([chosen], { x: 'rated', y: 'percent', text: 'local_authority', dx: 14, textAnchor: 'start', fontWeight: 700, fontSize: 15, fill: palette.ink }),
    ].filter(Boolean),
  })
  return {
    id: 'councils',
    title: 'Compared with other councils',
    finding: html`
${invented && html`<p class="invented">The other councils and the country are invented, like ${data.council} itself.</p>`}
${chosen && html`<p>${chosen.local_authority} is number ${rank} of ${rows.length}, and ${chosen.usual === 'similar' ? 'within what chance explains' : html`<strong>${verdict(chosen)} what chance explains</strong>`} for ${many(chosen.rated, 'rated service')}.</p>`}
<p>Of ${many(rows.length, 'council')}, ${better === 0 ? 'none is' : better === 1 ? 'one is' : `${count(better)} are`} above and ${worse === 0 ? 'none' : count(worse)} below the limits.</p>
<p>A council inside the funnel differs from ${data.centre_is_country ? 'the country' : 'the rest'} by no more than chance would make it; small ones vary more, so it is wider on the left.</p>`,
    body: html`
${key([[palette.good, 'above the limits', 'triangle'], [palette.country, 'within', 'dot'], [palette.requires_improvement, 'below', 'square']])}
${chart(`Funnel plot of ${rows.length} councils round ${percent(centre)}. ${chosen ? `${chosen.local_authority}: ${percent(chosen.percent)} of ${chosen.rated} rated services, ${verdict(chosen)}.` : ''}`, plot, `Each mark is a council. Lines: 95% limits (solid) and 99.8% limits (dashed) round ${percent(centre)}. The scale begins at ${low}%.`)}
${details('The figures of this chart', table(`Councils by share good or outstanding${invented ? ' (invented)' : ''}`, [
    { title: 'Council', value: (row) => row.local_authority },
    { title: 'As at', value: (row) => short_day(row.as_at) },
    { title: 'Rated', value: (row) => whole(row.rated), number: true },
    { title: 'Good or outstanding', value: (row) => whole(row.good_or_better), number: true },
    { title: 'Per cent', value: (row) => fixed(row.percent), number: true },
    { title: 'Against the limits', value: (row) => capital(verdict(row)) },
  ], rows, 'councils'))}`,
  }
}
