import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import type { Test } from 'tap'

const executables = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Headless Chromium that ends with the test. `npm test` sees that there is one. */
export async function openBrowser(t: Test): Promise<Browser> {
  const executablePath = executables.find((path) => existsSync(path))
  if (!executablePath) throw new Error(`no browser at ${executables.join(', ')}`)
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  t.teardown(() => browser.close())
  return browser
}
