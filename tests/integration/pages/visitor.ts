import type { BrowserContextOptions, Browser, Page } from 'playwright-core'
import type { Test } from 'tap'
import { findActing } from '../../browser/gallery/find-acting.js'
import { findBarriers } from '../../browser/gallery/find-barriers.js'

/** A folder for pictures of all pages, to look at them: TEST_SCREENSHOTS=/tmp/pages npm test -- <a walk>. */
const screenshots = process.env['TEST_SCREENSHOTS']

const looks = ([1280, 390] as const).flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
)

/** A person at a browser, who notices what no page of ours may do. */
export interface Visitor {
  page: Page
  /** Opens a path of the service. */
  open(path: string): Promise<void>
  /** Looks at the page as it is in both themes, wide and narrow. */
  inspect(t: Test, name: string): Promise<void>
}

/** Opens a browser window of its own, with its own cookies. `address`: where the service listens. */
export async function openVisitor(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: address,
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints = collectComplaints(page, address)
  return {
    page,
    open: async (path) => void (await page.goto(path, { waitUntil: 'load' })),
    async inspect(t, name) {
      for (const look of looks) await inspectLook(t, page, name, look, options.javaScriptEnabled !== false)
      t.same(await findActing(page), [], `${name}: what others wrote is text`)
      t.not(await page.title(), 'owned', name)
      t.same(complaints.splice(0), [], `${name}: nothing happens that should not`)
      await page.setViewportSize({ width: 1280, height: 900 })
    },
  }
}

/** Dialogs, errors, refusals of the policy, and whatever leaves this service. */
function collectComplaints(page: Page, address: string): string[] {
  const complaints: string[] = []
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) complaints.push(`request: ${request.url()}`)
  })
  page.on('console', (message) => {
    const isPageItself = message.text().startsWith('Failed to load resource') && message.location().url === page.url() // a page that tells a problem
    if (message.type() === 'error' && !isPageItself) complaints.push(`console: ${message.text()}`)
  })
  return complaints
}

async function inspectLook(
  t: Test,
  page: Page,
  name: string,
  { width, colorScheme }: (typeof looks)[number],
  hasScript: boolean,
): Promise<void> {
  const where = `${name}, ${width} px, ${colorScheme}`
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height: 900 })
  if (hasScript) t.same(await findBarriers(page), [], `${where}: no barriers`)
  t.same(await page.evaluate(findOverflow), [], `${where}: nothing sticks out`)
  if (screenshots)
    await page.screenshot({
      path: `${screenshots}/${name}-${width}-${colorScheme}.png`,
      fullPage: true,
      caret: 'initial',
    })
}

/** Elements beyond the edge of the window, but those in a frame that scrolls. */
export const findOverflow = `(() => {
  if (document.documentElement.scrollWidth <= window.innerWidth) return []
  const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
  return wide.slice(-3).map((element) => element.outerHTML.slice(0, 200))
})()`
