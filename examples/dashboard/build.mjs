#!/usr/bin/env node
// Builds the dashboard: one HTML file from a database that has the views of views.sql.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const usage = `usage: node examples/dashboard/build.mjs [postgres://user@host/database] [option…]

Without an address, the connection is that of the environment (PGHOST, PGDATABASE, …).

  --out FILE        where to write the page (default: dashboard.html)
  --council NAME    of several in the database, the one to report on (default: all together)
  --as-at DATE      the first of a month (default: the last of which the files tell)
  --since DATE      the first of the month to compare with (default: a year earlier, if the files tell of it)
  --note TEXT       a line at the top of the page
  --invented        the councils of neighbours are invented; the page says so

The views are made once:   psql -d DATABASE -f examples/views.sql
and kept up to date with:  CALL refresh_views()
`

function fail(message) {
  process.stderr.write(`build.mjs: ${message}\n`)
  process.exit(1)
}

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        out: { type: 'string', default: 'dashboard.html' },
        council: { type: 'string' },
        'as-at': { type: 'string' },
        since: { type: 'string' },
        note: { type: 'string' },
        invented: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) process.stdout.write(usage), process.exit(0)
    if (positionals.length > 1) throw new Error('one database address is enough')
    for (const name of ['as-at', 'since']) {
      if (values[name] && !/^\d{4}-\d{2}-\d{2}$/.test(values[name])) throw new Error(`--${name} ${values[name]} is not a date like 2023-07-01`)
    }
    return { connection: positionals[0], ...values, as_at: values['as-at'] }
  } catch (error) {
    fail(`${error.message}\n\n${usage}`)
  }
}

const { connection, out, note, invented, ...wanted } = options()
// Only now, so that --help works before npm ci.
const modules = Promise.all([import('./read.mjs'), import('./page.mjs')])
const [{ read }, { page }] = await modules.catch((error) =>
  fail(error.code === 'ERR_MODULE_NOT_FOUND' ? 'the libraries are not there; install them: npm ci --prefix examples/dashboard' : error.stack))
try {
  const data = await read(connection, wanted)
  const text = page({ ...data, invented_neighbours: invented }, { note })
  writeFileSync(out, text)
  process.stdout.write(`${out}: ${Math.ceil(Buffer.byteLength(text) / 1024)} kB, ${data.council ?? 'all councils'} as at ${data.as_at}\n`)
} catch (error) {
  fail(error.message || error.errors?.map((one) => one.message).join('; ') || String(error))
}
