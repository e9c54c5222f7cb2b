import puppeteer, { type Browser, type ElementHandle, type LaunchOptions, type Page } from 'puppeteer-core'
import type { Test } from 'tap'
import { loadScript } from '../../scripts/load-script.js'
import { dropInBox } from './drop-files.js'
import { drop, pickFolder, setScripts } from './firefox-rights.js'

const { findChromium, findFirefox } = await loadScript('bootstrap/ensure-browser.mjs')

/** A browser, with what each can be made to do only in a way of its own. Fields and zones are named by selectors of CSS. */
export interface TestedBrowser {
  name: string
  /** Why tests in it are skipped; `false` when they are not. */
  skip: string | false
  /** Starts it, without a window. It ends with the test. */
  open(t: Test): Promise<Browser>
  /** Whether pages that are opened from now on may run scripts. */
  setScripts(page: Page, areAllowed: boolean): Promise<void>
  pickFolder(page: Page, field: string, folder: string): Promise<void>
  /** Drops a file or folder of this machine. */
  drop(page: Page, zone: string, path: string): Promise<void>
}

/** `npm test` sees that there is one. */
const chromium: TestedBrowser = {
  name: 'Chromium',
  skip: false,
  open: (t) => launch(t, { browser: 'chrome', executablePath: findChromium(), args: ['--no-sandbox'] }),
  setScripts: (page, areAllowed) => page.setJavaScriptEnabled(areAllowed),
  async pickFolder(page, field, folder) {
    const input = (await page.waitForSelector(field)) as ElementHandle<HTMLInputElement>
    await input.uploadFile(folder)
    // Chromium lists the folder beside this, and without scripts there is no event to wait for.
    while (await input.evaluate(({ files }) => files?.length === 0)) continue
  },
  async drop(page, zone, path) {
    const session = await page.createCDPSession()
    await dropInBox(session, await page.locator(zone).waitHandle().then((element) => element.boundingBox()), [path])
    await session.detach()
  },
}

/** Of the distribution, driven by WebDriver BiDi. */
export const firefox: TestedBrowser = {
  name: 'Firefox',
  skip: findFirefox() ? false : 'Firefox is missing, and could not be installed',
  open: (t) =>
    launch(t, {
      browser: 'firefox',
      executablePath: findFirefox(),
      args: ['--remote-allow-system-access'],
      // Else a page may list no folder but one that the file picker answered.
      extraPrefsFirefox: { 'dom.filesystem.pathcheck.disabled': true },
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
