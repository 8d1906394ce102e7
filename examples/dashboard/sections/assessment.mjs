// The regulator's assessment of the council itself.
import * as Plot from '@observablehq/plot'
import { chart, key } from '../chart.mjs'
import { details, html, table } from '../html.mjs'
import { palette } from '../palette.mjs'
import { day, many, percent, whole } from '../words.mjs'

const shortfall = { 1: 'significant shortfalls', 2: 'some shortfalls', 3: 'good', 4: 'exceptional' }
const colour = { 1: palette.inadequate, 2: palette.requires_improvement, 3: palette.good, 4: palette.outstanding }

export function assessment(data) {
  const rows = data.assessment
  if (rows.length === 0) return null
  const { points, of, percent: share, rating, begins } = data.assessed
  const next = begins.find((row) => row.points > points)
  const weakest = rows.filter((row) => row.score < 3).length
  const name = (row) => `${row.number}. ${row.statement}`
  const cells = rows.flatMap((row) => [1, 2, 3, 4].map((step) => ({ ...row, step })))
  const plot = (width, narrow) => ({
    height: rows.length * (narrow ? 46 : 34) + 16,
    marginLeft: narrow ? 8 : 320,
    marginRight: narrow ? 8 : 150,
    marginTop: narrow ? 16 : 6,
    marginBottom: 8,
    x: { domain: [1, 2, 3, 4], axis: null, padding: 0.08 },
    y: { domain: rows.map(name), label: null, tickSize: 0, axis: narrow ? null : 'left', padding: narrow ? 0.62 : 0.34 },
    marks: [
      Plot.cell(cells, { x: 'step', y: name, rx: 3, fill: (row) => (row.step <= row.score ? colour[row.score] : palette.wash), stroke: (row) => (row.step <= row.score ? colour[row.score] : palette.rule), title: (row) => `${row.statement}: ${row.score} of 4, ${shortfall[row.score]}` }),
      !narrow && Plot.text(rows, { frameAnchor: 'right', y: name, dx: 10, textAnchor: 'start', text: (row) => `${row.score}  ${shortfall[row.score]}` }),
      narrow && Plot.text(rows, { frameAnchor: 'left', y: name, dy: -16, textAnchor: 'start', text: (row) => `${name(row)}: ${row.score}`, fontSize: 11.5 }),
    ],
  })
  return {
    id: 'assessment',
    title: 'The council’s own assessment',
    finding: html`
<p>CQC published its assessment of ${rows[0].local_authority} on ${day(rows[0].published)}: <strong>${whole(points)} of ${whole(of)} points</strong>, ${percent(share)}, which makes <strong>${rating}</strong>.</p>
${next && html`<p>${next.rating} begins at ${whole(next.points)}: ${many(next.points - points, 'point')} more.</p>`}
<p>${weakest === 0 ? 'No statement shows shortfalls.' : `${whole(weakest)} of ${rows.length} statements show shortfalls.`}</p>`,
    body: html`
${key([4, 3, 2, 1].map((score) => [colour[score], `${score} ${shortfall[score]}`]))}
${chart(`Scores from 1 to 4 of the ${rows.length} statements: ${rows.map((row) => `${row.statement} ${row.score}`).join(', ')}.`, plot)}
${details('The figures of this chart', table('Scores by statement', [
    { title: 'Statement', value: name },
    { title: 'Theme', value: (row) => row.theme },
    { title: 'Score', value: (row) => whole(row.score), number: true },
    { title: 'Meaning', value: (row) => shortfall[row.score] },
  ], rows, 'assessment'))}`,
  }
}
