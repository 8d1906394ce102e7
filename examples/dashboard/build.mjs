#!/usr/bin/env node
// Builds the dashboard: one HTML file, or a folder of them, from a database that has the views of views.sql.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const usage = `usage: node examples/dashboard/build.mjs [postgres://user@host/database] [option…]

Without an address, the connection is that of the environment (PGHOST, PGDATABASE, …).

  --out FILE        where to write the page (default: dashboard.html)
  --folder DIR      instead of a file, a folder: a page of all councils together (index.html), one of each, with links
  --months N        in the folder, so many months back (default: 1)
  --area NAME       what all the councils together are called, e.g. "the East of England"
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
        folder: { type: 'string' },
        months: { type: 'string' },
        area: { type: 'string' },
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
    if (values.months && !/^[1-9]\d{0,3}$/.test(values.months)) throw new Error(`--months ${values.months} is not a number of months`)
    if (values.months && !values.folder) throw new Error('--months takes a --folder')
    if (values.folder && values.since) throw new Error('--since is for one page; those of a folder compare with a year earlier')
    return { connection: positionals[0], ...values, months: Number(values.months ?? 1), as_at: values['as-at'] }
  } catch (error) {
    fail(`${error.message}\n\n${usage}`)
  }
}

const { connection, out, folder, months, area, note, invented, ...wanted } = options()
// Only now, so that --help works before npm ci.
const modules = Promise.all([import('./read.mjs'), import('./page.mjs'), import('./folder.mjs')])
const [{ reading }, { page }, { folder_of }] = await modules.catch((error) =>
  fail(error.code === 'ERR_MODULE_NOT_FOUND' ? 'the libraries are not there; install them: npm ci --prefix examples/dashboard' : error.stack))

const kilobytes = (text) => Math.ceil(Buffer.byteLength(text) / 1024)
const write = (data, file, links) => {
  const text = page({ ...data, area, invented_neighbours: invented }, { note, links })
  writeFileSync(file, text)
  return kilobytes(text)
}

async function write_folder(read) {
  const pages = folder_of(await read.pages({ ...wanted, months }), area)
  mkdirSync(folder, { recursive: true })
  let size = 0
  for (const { council, as_at, file, links } of pages) {
    size += write(await read.page({ council, as_at }), join(folder, file), links)
  }
  return `${folder}: ${pages.length} pages, ${size} kB, the first is ${pages[0].file}`
}

async function write_page(read) {
  const data = await read.page(wanted)
  return `${out}: ${write(data, out)} kB, ${data.council ?? 'all councils'} as at ${data.as_at}`
}

try {
  process.stdout.write(`${await reading(connection, folder ? write_folder : write_page)}\n`)
} catch (error) {
  fail(error.message || error.errors?.map((one) => one.message).join('; ') || String(error))
}
