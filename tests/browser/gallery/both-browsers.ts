import puppeteer, { type Browser, type ElementHandle, type LaunchOptions, type Page } from 'puppeteer-core'
import type { Test } from 'tap'
import { loadScript } from '../../scripts/load-script.js'
import { dropInBox } from './drop-files.js'
import { drop, pickFolder, setScripts } from './firefox-rights.js'

const { findChromium, findFirefox } = await loadScript('bootstrap/ensure-browser.mjs')

/** A browser, and what each needs its own code for. `field` and `zone` are CSS selectors. */
export interface TestedBrowser {
  name: string
  /** Why tests in it are skipped; `false` when they are not. */
  skip: string | false
  /** Starts it headless; it ends with the test. */
  open(t: Test): Promise<Browser>
  /** Allows or forbids scripts on pages loaded from now on. */
  setScripts(page: Page, areAllowed: boolean): Promise<void>
  /** Chooses a folder in a field. */
  pickFolder(page: Page, field: string, folder: string): Promise<void>
  /** Drops a file or folder from this machine. */
  drop(page: Page, zone: string, path: string): Promise<void>
}

/** Always there: `npm test` installs it. */
const chromium: TestedBrowser = {
  name: 'Chromium',
  skip: false,
  open: (t) => launch(t, { browser: 'chrome', executablePath: findChromium(), args: ['--no-sandbox'] }),
  setScripts: (page, areAllowed) => page.setJavaScriptEnabled(areAllowed),
  async pickFolder(page, field, folder) {
    const input = (await page.waitForSelector(field)) as ElementHandle<HTMLInputElement>
    await input.uploadFile(folder)
    // Chromium lists the folder in the background; without scripts there is no event to wait for.
    while (await input.evaluate(({ files }) => files?.length === 0)) continue
  },
  async drop(page, zone, path) {
    const session = await page.createCDPSession()
    await dropInBox(
      session,
      await page
        .locator(zone)
        .waitHandle()
        .then((element) => element.boundingBox()),
      [path],
    )
    await session.detach()
  },
}

/** Firefox ESR, driven through WebDriver BiDi. */
export const firefox: TestedBrowser = {
  name: 'Firefox',
  skip: findFirefox() ? false : 'Firefox is not installed',
  open: (t) =>
    launch(t, {
      browser: 'firefox',
      executablePath: findFirefox(),
      args: ['--remote-allow-system-access'],
      extraPrefsFirefox: {
        // Lets a page list folders that did not come from the file picker.
        'dom.filesystem.pathcheck.disabled': true,
        // Headless Firefox reports no mouse. This one is fine (2) and can hover (4).
        'ui.primaryPointerCapabilities': 2 + 4,
      },
    }),
  setScripts: (page, areAllowed) => setScripts(page.browser(), areAllowed),
  pickFolder,
  drop,
}

export const bothBrowsers = [chromium, firefox]

async function launch(t: Test, options: LaunchOptions): Promise<Browser> {
  const browser = await puppeteer.launch(options)
  t.teardown(() => browser.close())
  return browser
}
