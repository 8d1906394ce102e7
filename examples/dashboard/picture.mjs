#!/usr/bin/env node
// Three parts of the page as a picture, for README.md: in short, month by month, and the councils.
//
//   make dashboard && node examples/dashboard/picture.mjs dashboard.html doc/dashboard.png
//
// Needs the development libraries (npm ci), Chromium, and the font Open Sans (Debian: fonts-open-sans).
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

const [from, to] = process.argv.slice(2)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const page = await browser.newPage({ viewport: { width: 1240, height: 900 }, bypassCSP: true })
await page.goto(pathToFileURL(resolve(from)).href)
await page.addStyleTag({ content: 'body, svg.plot { font-family: "Open Sans" } main > section:not(.headline, #trend, #councils) { display: none !important }' })
const height = await page.evaluate(() => document.getElementById('councils').getBoundingClientRect().bottom + window.scrollY + 22)
await page.screenshot({ path: to, fullPage: true, clip: { x: 0, y: 0, width: 1240, height } })
await browser.close()
