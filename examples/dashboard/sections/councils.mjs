// Councils side by side, in a funnel.
import * as Plot from '@observablehq/plot'
import { chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { capital, count, fixed, many, percent, short_day, whole } from '../words.mjs'

const above = (row) => row.verdict.startsWith('above')
const below = (row) => row.verdict.startsWith('below')
const colour = (row) => (above(row) ? palette.good : below(row) ? palette.requires_improvement : palette.country)
const where = (row) => (above(row) || below(row) ? `${row.verdict.replace(/ /, ' the ')} limits` : row.verdict)
const symbol = (row) => (above(row) ? 'triangle' : below(row) ? 'square' : 'circle')

// Names that have room beside their marks, the chosen council's first: none over another, none over the edge. A letter takes
// some eight pixels of width.
function with_room(rows, place, width) {
  const taken = []
  return rows.filter((row) => {
    const [left, top] = place(row)
    const right = left + 20 + 8 * row.local_authority.length
    if (right > width || taken.some((box) => left < box.right && right > box.left && Math.abs(top - box.top) < 16)) return false
    return taken.push({ left, right, top })
  })
}

// Round what the limits are, and how they allow for what councils differ by anyhow.
function of_the_limits({ centre, centre_is_country, councils: rows }) {
  const [{ widened, dispersion }] = rows
  return html`
<p>${widened
    ? html`Councils differ by more than chance alone would make them (dispersion ${fixed(dispersion)}, where chance alone makes 1), so <strong>the limits are widened by what they differ by anyhow</strong>: outside them is unusual among councils, not only unlikely by chance.`
    : 'Councils differ by no more than chance would make them, so the limits are those of chance.'} Small ones vary more, so the limits are wider on the left.</p>
${rows.length < 10 && html`<p>Of so few councils it is hardly known by how much they differ anyhow: take the limits as a rough guide.</p>`}
${!centre_is_country && html`<p>The limits are round all these councils together, ${percent(centre)}.</p>`}`
}

// links: the pages of the other councils, if there are any.
export function councils(data, links) {
  if (data.centre === undefined) return null
  const { councils: rows, centre } = data
  const chosen = rows.find((row) => row.chosen)
  const rank = chosen && rows.indexOf(chosen) + 1
  const invented = data.invented_neighbours
  const page_of = new Map(links?.councils.filter((page) => !page.here).map((page) => [page.text, page.file]))
  const better = rows.filter(above).length
  const worse = rows.filter(below).length
  const far = rows.filter((row) => row.verdict.endsWith('99.8%')).length
  const stands_out = (row) => (rows.length <= 40 ? above(row) || below(row) : row.verdict.endsWith('99.8%'))
  const named = [...rows.filter((row) => row.chosen), ...rows.filter((row) => !row.chosen && stands_out(row))]
  // One point of the limits for each number of services
  const funnel = [...new Map(rows.map((row) => [row.rated, row])).values()].sort((a, b) => a.rated - b.rated)
  // The limits of very small councils may leave the picture.
  const sizes = funnel.slice(Math.floor(funnel.length / 4))
  const low = Math.max(0, Math.floor((Math.min(...rows.map((row) => row.percent), ...sizes.map((row) => row.lower_998)) - 2) / 5) * 5)
  const inside = (value) => Math.max(low, Math.min(100, value))
  const lines = (name, dash) => Plot.lineY(funnel, { x: 'rated', y: (row) => (row[name] < low ? NaN : inside(row[name])), curve: 'monotone-x', stroke: palette.muted, strokeWidth: 1.25, strokeDasharray: dash })
  const [least, most] = [funnel[0].rated, funnel[funnel.length - 1].rated]
  const place = (width) => ({ rated, percent: share }) => [52 + ((width - 88) * (rated - least)) / (most - least || 1), (332 * (100 - share)) / (100 - low)]
  const plot = (width, narrow) => ({
    height: narrow ? 320 : 400,
    marginLeft: 40,
    marginRight: narrow ? 14 : 24,
    marginBottom: 44,
    x: { label: 'rated services', labelAnchor: 'center', labelArrow: 'none', ticks: narrow ? 4 : 8, inset: 12 },
    y: { domain: [low, 100], label: null, tickSize: 0, tickFormat: (v) => `${v}%`, ticks: 6, grid: true },
    marks: [
      Plot.areaY(funnel, { x: 'rated', y1: (row) => inside(row.lower_95), y2: (row) => inside(row.upper_95), curve: 'monotone-x', fill: palette.country, fillOpacity: 0.12 }),
      lines('lower_95'), lines('upper_95'), lines('lower_998', '4 4'), lines('upper_998', '4 4'),
      Plot.ruleY([centre], { stroke: palette.ink, strokeWidth: 1.25 }),
      Plot.text([centre], { y: (v) => v, frameAnchor: 'right', dy: 9, text: (v) => `${data.centre_is_country ? 'country' : 'all together'} ${percent(v)}`, fill: palette.ink, stroke: palette.paper, strokeWidth: 4 }),
      Plot.dot(rows.filter((row) => !row.chosen), { x: 'rated', y: 'percent', r: 5, symbol, fill: colour, stroke: palette.paper, title: (row) => `${row.local_authority}: ${percent(row.percent)}, ${row.good_or_better} of ${row.rated}` }),
      chosen && Plot.dot([chosen], { x: 'rated', y: 'percent', r: 9, symbol, fill: colour, stroke: palette.ink, strokeWidth: 2.5, title: (row) => `${row.local_authority}: ${percent(row.percent)}, ${row.good_or_better} of ${row.rated}` }),
      !narrow && Plot.text(with_room(named, place(width), width).filter((row) => !row.chosen), { x: 'rated', y: 'percent', text: 'local_authority', dx: 9, textAnchor: 'start', fill: palette.ink, stroke: palette.paper, strokeWidth: 3 }),
      chosen && Plot.text([chosen], { x: 'rated', y: 'percent', text: 'local_authority', dx: 14, textAnchor: 'start', fontWeight: 700, fontSize: 15, fill: palette.ink, stroke: palette.paper, strokeWidth: 4 }),
    ].filter(Boolean),
  })
  return {
    id: 'councils',
    title: 'Compared with other councils',
    finding: html`
${invented && html`<p class="invented">The other councils and the country are invented, like ${data.council} itself.</p>`}
${chosen && html`<p>${chosen.local_authority} is number ${rank} of ${rows.length}, and ${above(chosen) || below(chosen) ? html`<strong>${where(chosen)}</strong>` : where(chosen)} for ${many(chosen.rated, 'rated service')}.</p>`}
<p>Of ${many(rows.length, 'council')}, ${better === 0 ? 'none is' : better === 1 ? 'one is' : `${count(better)} are`} above and ${worse === 0 ? 'none' : count(worse)} below the 95% limits; ${count(far)} ${far === 1 ? 'is' : 'are'} outside the 99.8% limits.</p>
${of_the_limits(data)}`,
    body: html`
${key([[palette.good, 'above the 95% limits', 'triangle'], [palette.country, 'within', 'dot'], [palette.requires_improvement, 'below', 'square']])}
${chart(`Funnel plot of ${rows.length} councils round ${percent(centre)}. ${chosen ? `${chosen.local_authority}: ${percent(chosen.percent)} of ${chosen.rated} rated services, ${where(chosen)}.` : ''}`, plot, `Each mark is a council. Lines: 95% limits (solid) and 99.8% limits (dashed) round ${percent(centre)}${rows[0].widened ? ', adjusted for overdispersion' : ''}. The scale begins at ${low}%.`)}
${details('The figures of this chart', table(`Councils by share good or outstanding${invented ? ' (invented)' : ''}`, [
    { title: 'Council', value: (row) => row.local_authority, link: (row) => page_of.get(row.local_authority) },
    { title: 'As at', value: (row) => short_day(row.as_at) },
    { title: 'Rated', value: (row) => whole(row.rated), number: true },
    { title: 'Good or outstanding', value: (row) => whole(row.good_or_better), number: true },
    { title: 'Per cent', value: (row) => fixed(row.percent), number: true },
    { title: '95% limits', value: (row) => `${fixed(row.lower_95)} to ${fixed(row.upper_95)}`, number: true },
    { title: '99.8% limits', value: (row) => `${fixed(row.lower_998)} to ${fixed(row.upper_998)}`, number: true },
    { title: 'Against the limits', value: (row) => capital(row.verdict) },
  ], rows, 'councils'))}`,
  }
}
