import { chromium, type Browser } from 'playwright-core'
import type { Test } from 'tap'
import { loadScript } from '../../scripts/load-script.js'

const { findChromium } = await loadScript('bootstrap/ensure-browser.mjs')

/** Headless Chromium that ends with the test. `npm test` sees that there is one. */
export async function openBrowser(t: Test): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('there is no Chromium; `npm test` installs one')
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  t.teardown(() => browser.close())
  return browser
}
