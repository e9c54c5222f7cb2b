import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t from 'tap'
import { openBrowser } from './gallery/open-browser.js'
import { galleryPages, serveGallery } from './gallery/serve-gallery.js'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** A folder to look at the pages in: TEST_SCREENSHOTS=/tmp/pages npx tap run <this file>. */
const screenshots = process.env['TEST_SCREENSHOTS']

const looks = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
] as const

/** What is wrong with a page beyond a doubt. Runs in a world of its own, as an extension would: the page's policy stays as it is. */
async function findBarriers(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page)
  const { frameTree } = await session.send('Page.getFrameTree')
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
  await session.send('Runtime.evaluate', { contextId, expression: axe })
  const { result } = await session.send('Runtime.evaluate', { contextId, expression: 'axe.run().then(({ violations }) => JSON.stringify(violations))', awaitPromise: true })
  const violations = JSON.parse(String(result.value)) as { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[]
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`)
}

t.test('every page is within reach of everyone, under its policy, in both themes and on a phone', async (t) => {
  const address = await serveGallery(t)
  const browser = await openBrowser(t)
  for (const { width, colorScheme } of looks) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme })
    for (const name of Object.keys(galleryPages)) {
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => { if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text()) })
      await page.goto(`${address}/${name}`, { waitUntil: 'load' })
      const look = `${name} at ${width} px, ${colorScheme}`
      t.same(await findBarriers(page), [], look)
      t.same(complaints, [], `${look}: nothing is refused by the policy`)
      t.ok(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), `${look}: nothing sticks out`)
      if (screenshots) await page.screenshot({ path: `${screenshots}/${name}-${width}-${colorScheme}.png`, fullPage: true })
      await page.close()
    }
    await context.close()
  }
})
