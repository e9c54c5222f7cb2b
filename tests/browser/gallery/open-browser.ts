import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import tap, { type Test } from 'tap'
import { loadScript } from '../../scripts/load-script.js'

const { findChromium } = await loadScript('bootstrap/ensure-browser.mjs')

let browser: Promise<Browser> | undefined

/**
 * The headless Chromium of this process, which ends with its last test: starting one for each takes longer than most
 * tests. `npm test` sees that there is one.
 */
export function openBrowser(): Promise<Browser> {
  browser ??= launchBrowser()
  return browser
}

async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('there is no Chromium; `npm test` installs one')
  const launched = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  tap.teardown(() => launched.close())
  return launched
}

/** A page in a context of its own, as a new browser has one: it shares nothing with other tests, and ends with its test. */
export async function openPage(t: Test, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await (await openBrowser()).newContext(options)
  t.teardown(() => context.close())
  return context.newPage()
}
