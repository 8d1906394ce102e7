// Good or better month by month, against the target and the country.
import * as Plot from '@observablehq/plot'
import { apart, chart } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { between, chance, date, day, fixed, month, percent, points, range, short_day, short_percent, signed, whole } from '../words.mjs'

// A range and a chance, one and two years ahead; never a day on which a target is reached.
function what_next({ forecast, now, ends_early }) {
  if (forecast.length === 0) return html`<p>Fewer than twelve months of figures come before ${day(now.as_at)}: too few to say what is next.</p>`
  const ahead = [forecast[11], forecast[23]].filter((row) => row.percent !== null)
  if (ahead.length === 0) return null
  const { history, leans } = forecast[0]
  const of_target = (row) => row.target !== null && `; ${chance(row.probability)} of ${short_percent(row.target)}`
  return html`
${ahead.map((row, i) => html`<p>${i === 0 ? html`If services move as in the last ${history === 24 ? 'two years' : `${history} months`}, it will be <strong>${between(row)}</strong> in ${month(row.as_at)} (eight chances in ten)` : html`In ${month(row.as_at)} it will be ${between(row)}`}${of_target(row)}.</p>`)}
${leans && html`<p>Where little has moved here, what moved in all councils of these files stands in for it.</p>`}
${ends_early && html`<p>The forecast starts on ${day(now.as_at)}, where these figures end, and not today.</p>`}`
}

function finding(data) {
  const { months, now, country } = data
  const known = months.filter((row) => row.percent !== null)
  const best = known.reduce((a, b) => (b.percent > a.percent ? b : a))
  const worst = known.reduce((a, b) => (b.percent < a.percent ? b : a))
  const there = country.find((row) => row.as_at === now.as_at)
  return html`
<p>Over ${known.length > 12 ? html`the last ${Math.round((known.length - 1) / 12)} years` : html`these ${known.length} months`} the share was highest on ${day(best.as_at)}, at ${percent(best.percent)}, and lowest on ${day(worst.as_at)}, at ${percent(worst.percent)}.</p>
${there && html`<p>In the country as a whole it is ${percent(there.percent)}, ${fixed(Math.abs(there.percent - now.percent))} points ${there.percent >= now.percent ? 'above' : 'below'} it.</p>`}
${now.percent !== null && what_next(data)}`
}

export function trend(data) {
  const { now, before, country } = data
  const months = data.months.filter((row) => row.percent !== null)
  if (months.length === 0) return null
  // The fan opens from where the line ends.
  const known = data.forecast.filter((row) => row.percent !== null)
  const fan = known.length > 0 ? [{ ...now, lower: now.percent, upper: now.percent }, ...known] : []
  const all = [...months.flatMap((row) => [row.percent, row.target]), ...fan.flatMap((row) => [row.lower, row.upper]), ...country.map((row) => row.percent)].filter((v) => v !== null)
  const low = Math.max(0, Math.floor(Math.min(...all) / 5) * 5)
  const high = Math.min(100, Math.ceil((Math.max(...all) + 1) / 5) * 5)
  const x = (row) => date(row.as_at)
  const steps = [...months, ...known].filter((row) => row.target !== null)
  const last_country = country[country.length - 1]
  const marked = [before, now].filter((row) => row && row.percent !== null)
  // Labels at the right end, apart from each other: fan or here, target, country
  const last = fan[fan.length - 1] ?? now
  const ends = [last.percent, now.target ?? low - 100, last_country && last_country.as_at === last.as_at ? last_country.percent : low - 200]
  const down = (narrow) => apart(ends, ((narrow ? 280 : 340) - 54) / (high - low))
  const halo = { stroke: palette.paper, strokeWidth: 4 }
  const here = (narrow) => (fan.length > 0 ? { dy: -15, textAnchor: 'end', dx: 6 } : { dx: 9, dy: down(narrow)[0], textAnchor: 'start' })
  const plot = (width, narrow) => ({
    height: narrow ? 280 : 340,
    marginRight: narrow ? 86 : 120,
    marginLeft: 40,
    x: { label: null },
    y: { domain: [low, high], label: null, tickSize: 0, tickFormat: (v) => `${v}%`, ticks: 6, grid: true },
    marks: [
      Plot.areaY(months, { x, y1: low, y2: 'percent', fill: palette.accent, fillOpacity: 0.08 }),
      fan.length > 0 && Plot.areaY(fan, { x, y1: 'lower', y2: 'upper', fill: palette.accent, fillOpacity: 0.2 }),
      fan.length > 0 && Plot.lineY(fan, { x, y: 'percent', stroke: palette.accent, strokeWidth: 1.5, strokeDasharray: '2 3' }),
      country.length > 1 && Plot.lineY(country, { x, y: 'percent', stroke: palette.country, strokeWidth: 2 }),
      steps.length > 0 && Plot.lineY(steps, { x, y: 'target', stroke: palette.target, strokeWidth: 2, strokeDasharray: '6 4', curve: 'step-after' }),
      Plot.lineY(months, { x, y: 'percent', stroke: palette.accent, strokeWidth: 3 }),
      Plot.dot(months, { x, y: 'percent', r: 5, fill: 'transparent', title: (row) => `${day(row.as_at)}: ${percent(row.percent)}, ${row.good_or_better} of ${row.rated}` }),
      !narrow && now.target !== null && Math.abs(now.gap) > 3 && Plot.ruleX([now], { x, y1: 'percent', y2: 'target', stroke: palette.target, strokeWidth: 1.5 }),
      !narrow && now.target !== null && Math.abs(now.gap) > 3 && Plot.text([now], { x, y: (row) => (row.percent + row.target) / 2, dx: -8, textAnchor: 'end', text: (row) => `${points(row.gap)} ${row.gap < 0 ? 'to go' : 'above'}`, fill: palette.target, fontWeight: 600, fontSize: 13 }),
      Plot.dot(marked, { x, y: 'percent', r: 5, fill: palette.accent, stroke: palette.paper, strokeWidth: 2 }),
      before && before.percent !== null && Plot.text([before], { x, y: 'percent', text: (row) => percent(row.percent), dy: 17, fill: palette.accent, fontWeight: 600, fontSize: 13, ...halo }),
      Plot.text([now], { x, y: 'percent', text: (row) => `${percent(row.percent)}${narrow ? '' : ' here'}`, ...here(narrow), fill: palette.accent, fontWeight: 700, fontSize: 15, ...halo }),
      fan.length > 0 && Plot.text([last], { x, y: 'percent', text: (row) => range(row), dx: 9, dy: down(narrow)[0], textAnchor: 'start', fill: palette.accent, fontWeight: 600, fontSize: 13 }),
      steps.length > 0 && Plot.text(steps.slice(-1), { x, y: 'target', text: (row) => `${narrow ? '' : 'target '}${short_percent(row.target)}`, dx: 9, dy: down(narrow)[1], textAnchor: 'start', fill: palette.target, fontWeight: 600, fontSize: 13 }),
      last_country && Plot.text([last_country], { x, y: 'percent', text: (row) => `${narrow ? '' : 'country '}${fixed(row.percent)}%`, dx: 9, dy: fan.length > 0 ? (now.target > last_country.percent ? 13 : -13) : down(narrow)[2], textAnchor: 'start', fill: palette.muted, fontWeight: 600, fontSize: 13, ...halo }),
    ],
  })
  const label = `Line chart of the share good or outstanding, month by month from ${day(months[0].as_at)} to ${day(now.as_at)}, when it is ${percent(now.percent)}${now.target === null ? '' : ` against a target of ${short_percent(now.target)}`}.${fan.length > 0 ? ` Then a band for what is next: ${between(last)} on ${day(last.as_at)}.` : ''}`
  const by_day = new Map(country.map((row) => [row.as_at, row]))
  const columns = [
    { title: 'As at', value: (row) => short_day(row.as_at) },
    { title: 'Rated', value: (row) => whole(row.rated), number: true },
    { title: 'Good or outstanding', value: (row) => whole(row.good_or_better), number: true },
    { title: 'Per cent', value: (row) => fixed(row.percent), number: true },
    { title: 'Change, points', value: (row) => signed(row.change), number: true },
    now.target !== null && { title: 'Target', value: (row) => (row.target === null ? '–' : short_percent(row.target)), number: true },
    now.target !== null && { title: 'Gap, points', value: (row) => signed(row.gap), number: true },
    now.target !== null && { title: 'Services to go', value: (row) => whole(row.to_go), number: true },
    country.length > 0 && { title: 'Country, per cent', value: (row) => fixed(by_day.get(row.as_at)?.percent), number: true },
  ].filter(Boolean)
  return {
    id: 'trend',
    title: 'Month by month',
    finding: finding({ ...data, months }),
    body: html`${chart(label, plot, html`Share of rated services that are good or outstanding, as at the first of each month. ${fan.length > 0 && html` The band to the right is where it will be, eight chances in ten; dots: what is expected.`} The scale begins at ${low}%.`)}
${details('The figures of this chart', table('Good or outstanding, month by month', columns, [...data.months].reverse(), 'months'))}
${fan.length > 0 && details('The forecast in figures', table('What is next, if services move as they did', [
    { title: 'As at', value: (row) => short_day(row.as_at) },
    { title: 'Expected, per cent', value: (row) => fixed(row.percent), number: true },
    { title: 'Eight chances in ten, from', value: (row) => fixed(row.lower), number: true },
    { title: 'to', value: (row) => fixed(row.upper), number: true },
    now.target !== null && { title: `Chance of ${short_percent(now.target)}, per cent`, value: (row) => fixed(row.probability), number: true },
  ].filter(Boolean), known, 'forecast'))}`,
  }
}
