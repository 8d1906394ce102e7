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

// A key: colour and word; the shape tells them apart without the colour.
export const key = (items) => html`
<ul class="key">${items.map(([colour, word, shape = 'square']) => html`<li><span class="${shape}" style="--colour:${colour}"></span>${word}</li>`)}</ul>`
