// Numbers and dates as a reader expects them.

// Rounds as PostgreSQL's numeric does, from the 15 digits that a double precision holds, halves away from zero.
export function fixed(value, digits = 1) {
  if (value === null || value === undefined) return '–'
  const scale = 10 ** digits
  const rounded = Math.round(Number((Math.abs(value) * scale).toPrecision(15))) / scale
  return (value < 0 && rounded !== 0 ? '−' : '') + rounded.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

export const whole = (value) => fixed(value, 0)

export function signed(value, digits = 1) {
  const text = fixed(value, digits)
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

export const percent = (value) => (value === null || value === undefined ? '–' : `${fixed(value)}%`)

// A target is 85%, not 85.0%.
export const short_percent = (value) => `${Number(value).toLocaleString('en-GB', { maximumFractionDigits: 2 })}%`

const as_date = (day) => new Date(`${day}T00:00:00Z`)
const said = (options) => (day) => (day ? new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options }).format(as_date(day)) : '–')
export const date = as_date
export const day = said({ day: 'numeric', month: 'long', year: 'numeric' })
export const short_day = said({ day: 'numeric', month: 'short', year: 'numeric' })
export const month = said({ month: 'long', year: 'numeric' })
export const short_month = said({ month: 'short', year: 'numeric' })

// The day before, as text.
export const eve = (text) => new Date(as_date(text) - 86400000).toISOString().slice(0, 10)

const small = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']
export const count = (n) => small[n] ?? whole(n)
export const many = (n, one, more = `${one}s`) => `${count(n)} ${Math.abs(n) === 1 ? one : more}`
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1)

export const points = (value, digits = 1) => `${fixed(Math.abs(value), digits)} ${fixed(Math.abs(value), digits) === fixed(1, digits) ? 'point' : 'points'}`
export const more_or_less = (value) => (value < 0 ? 'less' : 'more')

// Limits of a forecast, and a chance in percent, as people say them
export const range = ({ lower, upper }) => (fixed(lower, 0) === fixed(upper, 0) ? `${fixed(lower, 0)}%` : `${fixed(lower, 0)} to ${fixed(upper, 0)}%`)
export const between = (row) =>
  range(row).includes(' to ') ? `between ${range(row).replace(' to ', ' and ')}` : `about ${range(row)}`
export const chance = (value) =>
  value < 1 ? 'less than one chance in a hundred' : value > 99 ? 'more than 99 chances in a hundred' : `${many(Number(fixed(value, 0)), 'chance')} in a hundred`
