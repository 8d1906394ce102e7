// A folder of pages: which file each is, and where it leads.
import { capital, day } from './words.mjs'

// A name as part of a file's: small letters, digits and hyphens.
const slug = (name) => name.normalize('NFD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'council'

// A slug for each council; two that would be the same get a number. NULL, all together, is the index.
function slugs(councils) {
  const taken = new Set(['index'])
  return new Map(councils.map((council) => {
    let name = council === null ? '' : slug(council)
    for (let n = 2; taken.has(name); n++) name = `${slug(council)}-${n}`
    taken.add(name)
    return [council, name]
  }))
}

// The latest month keeps its address from month to month; older ones have theirs in the name.
const file_of = (slug, as_at, latest) => `${[slug || (as_at === latest && 'index'), as_at !== latest && as_at.slice(0, 7)].filter(Boolean).join('-')}.html`

// folder_of(pages, area): to each {council, as_at} its file and links, {councils, months} of {text, file, here}.
export function folder_of(pages, area = 'all councils') {
  const latest = pages.reduce((last, page) => (page.as_at > last ? page.as_at : last), '')
  const councils = [...new Set(pages.map((page) => page.council))]
  const names = slugs(councils.length > 1 ? councils : [null])
  const named = pages.map((page) => ({ ...page, file: file_of(names.get(page.council) ?? '', page.as_at, latest) }))
  const link = (here) => ({ council, as_at, file }, text) => ({ text, file, here: council === here.council && as_at === here.as_at })
  return named.map((here) => ({
    ...here,
    links: {
      councils: named.filter((page) => page.as_at === here.as_at).map((page) => link(here)(page, page.council ?? capital(area))),
      months: named.filter((page) => page.council === here.council).map((page) => link(here)(page, day(page.as_at))),
    },
  }))
}
