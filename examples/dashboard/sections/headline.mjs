// The headline in words, the ratings as one bar, and the key figures.
import { html, raw } from '../html.mjs'
import { rating_colour } from '../palette.mjs'
import { capital, date, day, eve, fixed, many, month, more_or_less, percent, points, range, short_percent, whole } from '../words.mjs'

export const place = (data) => data.council ?? data.area ?? 'all councils'

// The sentences of examples/report/headline.sql.
function sentences(data) {
  const { now, before, council, area } = data
  const where = council || area ? `in ${place(data)}` : 'of all councils'
  if (now.percent === null) return html`<p class="lead">On ${day(now.as_at)} no service ${where} has a rating.</p>`
  const change = before && before.percent !== null ? now.percent - before.percent : null
  return html`
<p class="lead"><strong>${percent(now.percent)}</strong> of the rated care services ${where} are good or outstanding: ${whole(now.good_or_better)} of ${whole(now.rated)}.</p>
<p>${change !== null && (percent(now.percent) === percent(before.percent) && fixed(change) === '0.0' ? html`That is <strong>as on</strong> ${day(before.as_at)}` : html`That is <strong>${points(change)} ${more_or_less(change)}</strong> than on ${day(before.as_at)} (${percent(before.percent)})`)}${change !== null && now.target !== null && ', and '}${change === null && now.target !== null && 'That is '}${now.target !== null && html`<strong>${points(now.gap)} ${now.gap < 0 ? 'below' : 'above'} the target</strong> of ${short_percent(now.target)}`}${(change !== null || now.target !== null) && '.'}
${now.target !== null && (now.to_go > 0 ? html`<strong>${capital(many(now.to_go, 'more service'))}</strong> would have to become good to reach it.` : 'The target is met.')}</p>`
}

function ratings_bar({ now }) {
  const parts = [
    ['Outstanding', now.outstanding],
    ['Good', now.good],
    ['Requires improvement', now.requires_improvement],
    ['Inadequate', now.inadequate],
    ['Not rated', now.not_rated],
  ]
  return html`
<div class="ratings">
<div class="bar" aria-hidden="true">${parts.filter(([, n]) => n > 0).map(([word, n]) => html`<span style="flex-grow:${raw(String(n))};background:${rating_colour[word]}"></span>`)}</div>
<ul class="key">${parts.map(([word, n]) => html`<li><span class="square" style="--colour:${rating_colour[word]}"></span><b>${whole(n)}</b> ${word.toLowerCase()}</li>`)}</ul>
</div>`
}

function figures(data) {
  const { now } = data
  const next = data.forecast[11]
  const lists = data.waiting.filter((row) => row.as_at === eve(data.as_at) && row.request_type !== 'All requests').sort((a, b) => b.waiting - a.waiting)
  const cards = [
    now.target !== null && now.percent !== null && ['Services to go', whole(now.to_go), `to reach ${short_percent(now.target)}`],
    next && next.percent !== null && [`In ${month(next.as_at)}`, range(next), 'eight chances in ten'],
    now.mean_age_days !== null && ['Mean age of a rating', `${fixed(now.mean_age_days / 365.25)} years`, 'since it was published'],
    lists.length > 0 && ['Waiting', whole(lists[0].waiting), lists[0].request_type],
    data.assessed && ['The council itself', `${whole(data.assessed.points)} of ${whole(data.assessed.of)}`, data.assessed.rating.toLowerCase()],
  ].filter(Boolean)
  return html`<dl class="figures">${cards.map(([term, value, more]) => html`<div><dt>${term}</dt><dd><b>${value}</b> <span>${more}</span></dd></div>`)}</dl>`
}

// The latest ratings alone do not say what was before.
function no_past({ has_past, as_at }) {
  if (has_past) return null
  return html`<p class="caution"><strong>These files tell of the present alone:</strong> of each service they have the latest rating. They tell of no change, and allow no forecast. Files of earlier months would tell what was before ${day(as_at)}.</p>`
}

function out_of_date({ as_at, ends_early, remarks: [{ newest }] }) {
  if (ends_early) {
    return html`<p class="caution"><strong>These figures end on ${day(as_at)}:</strong> nothing later is known to this report.</p>`
  }
  if (!newest || (date(as_at) - date(newest)) / 86400000 <= 92) return null
  return html`<p class="caution"><strong>These figures may be out of date:</strong> the newest rating known to this report was published on ${day(newest)}.</p>`
}

// Nor does what only one of two files could have told.
function apart({ as_at, ratings_as_at: ratings, locations_as_at: locations }) {
  if (!ratings || !locations || Math.abs(date(ratings) - date(locations)) / 86400000 <= 10 || (ratings >= as_at && locations >= as_at)) return null
  return html`<p class="caution"><strong>The files are not of one day:</strong> the ratings as at ${day(ratings)}, the lists of locations as at ${day(locations)}. What ${ratings < locations ? 'was rated' : 'opened or closed'} in between is known in part at most.</p>`
}

export const headline = (data) => html`
<section class="headline" aria-labelledby="headline">
<h2 id="headline">In short</h2>
${out_of_date(data)}
${apart(data)}
${no_past(data)}
${sentences(data)}
${ratings_bar(data)}
${figures(data)}
</section>`
