// A chart drawn by Observable Plot when the page is built: SVG, so the page needs no script.
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { palette } from './palette.mjs'
import { html, raw } from './html.mjs'

const { document } = parseHTML('<!doctype html><html><body></body></html>')

// One drawing. The chart is one picture to a screen reader, described by its label; the parts' own labels would only be noise.
function draw(options, label) {
  const svg = Plot.plot({
    document,
    className: 'plot',
    marginTop: 24,
    ...options,
    marks: options.marks.filter(Boolean),
  })
  svg.querySelector('style').remove()
  for (const part of [...svg.querySelectorAll('[aria-label], [aria-hidden]')]) {
    part.removeAttribute('aria-label')
    part.removeAttribute('aria-hidden')
  }
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', label)
  svg.setAttribute('font-size', 13)
  svg.setAttribute('color', palette.ink)
  // A hundredth of a pixel is enough.
  return svg.outerHTML.replace(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))
}

// chart(label, plot, caption): plot(width, narrow) gives Plot's options. It is drawn for wide and for narrow screens.
export const chart = (label, plot, caption) => html`
<figure>
<div class="wide">${raw(draw({ width: 720, ...plot(720, false) }, label))}</div>
<div class="narrow">${raw(draw({ width: 360, ...plot(360, true) }, label))}</div>
${caption && html`<figcaption>${caption}</figcaption>`}
</figure>`

// How far down to move labels so that no two are closer than a line of words: for the values at which they
// stand, and the pixels of one unit.
export function apart(values, unit, line = 17) {
  const places = values.map((value, i) => ({ i, at: -value * unit })).sort((a, b) => a.at - b.at)
  const moved = places.map((place) => place.at)
  for (let round = 0; round < 20; round++) {
    for (let i = 1; i < moved.length; i++) {
      const missing = line - (moved[i] - moved[i - 1])
      if (missing > 0) (moved[i - 1] -= missing / 2), (moved[i] += missing / 2)
    }
  }
  const down = []
  places.forEach((place, n) => (down[place.i] = Math.round(moved[n] - place.at)))
  return down
}

// A key: colour and word; the shape tells them apart without the colour.
export const key = (items) => html`
<ul class="key">${items.map(([colour, word, shape = 'square']) => html`<li><span class="${shape}" style="--colour:${colour}"></span>${word}</li>`)}</ul>`
