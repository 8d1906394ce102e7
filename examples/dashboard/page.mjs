// The page: one HTML file that holds all it shows and calls nobody.
import { readFileSync } from 'node:fs'
import { html, raw } from './html.mjs'
import { palette } from './palette.mjs'
import { capital, day, eve, many, short_percent, whole } from './words.mjs'
import { assessment } from './sections/assessment.mjs'
import { ages } from './sections/ages.mjs'
import { causes } from './sections/causes.mjs'
import { councils } from './sections/councils.mjs'
import { headline, place } from './sections/headline.mjs'
import { publications } from './sections/publications.mjs'
import { trend } from './sections/trend.mjs'
import { types } from './sections/types.mjs'
import { waiting } from './sections/waiting.mjs'

const css = readFileSync(new URL('style.css', import.meta.url), 'utf8')
const variables = `:root{${Object.entries(palette).map(([name, colour]) => `--${name.replace(/_/g, '-')}:${colour}`).join(';')}}`

const notes = (data) => html`
<section class="notes" aria-labelledby="about">
<h2 id="about">About these figures</h2>
<ul>
<li>Ratings are the overall ratings that CQC has published. The rating in force counts until the next one is published.</li>
<li>The share is of the services that exist and have a rating on that day; ${whole(data.now.not_rated)} of ${whole(data.now.locations)} have none.</li>
<li>Figures are as at the first day of the month${data.waiting.length > 0 && html`, waiting lists as at the last day of the month before (${day(eve(data.as_at))})`}.</li>
<li>Where a home has changed its owner and the council or CQC says so, it counts as one service.</li>
${data.remarks[0]?.by_service > 0 && html`<li>${capital(many(data.remarks[0].by_service, 'service'))} ${data.remarks[0].by_service === 1 ? 'has' : 'have'} no overall rating, but one for each kind of care given there: the worst of these counts.</li>`}
${data.remarks[0]?.two_ratings_on_a_day > 0 && html`<li>${capital(many(data.remarks[0].two_ratings_on_a_day, 'time'))} two different ratings of a service were published on one day: the lower one counts.</li>`}
<li>Percentages are rounded here, not before they are compared.</li>
<li>For statisticians: limits of a share are Wilson’s; the forecast is of stocks and flows; the mix of services is taken out by Kitagawa’s method; how long a rating stands is estimated as Kaplan and Meier do; the funnel allows for overdispersion as Spiegelhalter does; the control chart is Laney’s p′.</li>
</ul>
<p>Made with care_quality for PostgreSQL. This page runs no script, sets no cookie and calls no other site.</p>
</section>`

// At the foot of every sheet of paper. Nothing in a name ends the text, or the style.
const css_text = (text) => `"${text.replace(/[^ ’?\p{L}\p{N}]/gu, (c) => `\\${c.codePointAt(0).toString(16)} `)}"`
const foot = (text) => raw(`@page{@bottom-left{content:${css_text(text)}}}`)

// A choice of pages: what is shown, and the others as links. It opens without a script.
const choose = (word, pages) => pages.length > 1 && html`
<details name="choice">
<summary><span>${word}</span> ${pages.find((page) => page.here).text}</summary>
<div class="${pages.length > 14 ? 'list many' : 'list'}"><ul>${pages.map((page) => html`<li><a href="${page.file}"${page.here && raw(' aria-current="page"')}>${page.text}</a></li>`)}</ul></div>
</details>`

const choice = ({ councils, months }) => (councils.length > 1 || months.length > 1) && html`
<nav class="choice" aria-label="Council and month">${choose('Council', councils)}${choose('Month', months)}
</nav>`

// page(data, {note, links}) → the text of the file. links: the other pages of its folder, as folder.mjs has them.
export function page(data, { note, links } = {}) {
  const title = `How good is care in ${place(data)}?`
  const told = data.has_past ? [trend, causes, types, ages, councils, publications, waiting, assessment] : [types, ages, councils, waiting, assessment]
  const sections = told.map((section) => section(data, links)).filter(Boolean)
  return String(html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="description" content="Care quality ratings as at ${day(data.as_at)}">
<meta name="color-scheme" content="light">
<title>${title} ${day(data.as_at)}</title>
<link rel="icon" href="data:,">
<style>${raw(variables)}
${raw(css)}${foot(`${title} ${day(data.as_at)}`)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
<div class="inside">
<p class="over">Adult social care, monthly report</p>
<h1>${title}</h1>
<p class="as-at">As at <time datetime="${data.as_at}">${day(data.as_at)}</time>${data.now.target !== null && html`, target ${short_percent(data.now.target)}`}</p>
${note && html`<p class="note">${note}</p>`}
${links && choice(links)}
</div>
</header>
<main id="main" class="inside">
${headline(data)}
<nav aria-label="Contents"><ul>${sections.map((s) => html`<li><a href="#${s.id}">${s.title}</a></li>`)}</ul></nav>
${sections.map((s) => html`
<section id="${s.id}" aria-labelledby="${s.id}-title">
<div class="finding">
<h2 id="${s.id}-title">${s.title}</h2>
${s.finding}
</div>
<div class="body">${s.body}
</div>
</section>`)}
${notes(data)}
</main>
</body>
</html>
`)
}
