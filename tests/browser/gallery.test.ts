import type { Page } from 'playwright-core'
import t from 'tap'
import { findActing } from './gallery/find-acting.js'
import { findBarriers } from './gallery/find-barriers.js'
import { openPage } from './gallery/open-browser.js'
import { galleryPages, serveGallery } from './gallery/serve-gallery.js'

/** A folder for pictures of all pages, to look at them: TEST_SCREENSHOTS=/tmp/pages npm test -- <this file>. */
const screenshots = process.env['TEST_SCREENSHOTS']

/** Both themes and both layouts; all four together only to be looked at. */
const looks = [
  { width: 1280, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
  ...(screenshots
    ? ([
        { width: 1280, colorScheme: 'dark' },
        { width: 390, colorScheme: 'light' },
      ] as const)
    : []),
] as const

/** What a page must not do, as it happens: open dialogs, fail, request anything of others, or break its policy. */
function collectComplaints(page: Page, address: string): string[] {
  const complaints: string[] = []
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(address)) complaints.push(`request: ${request.url()}`)
  })
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text())
  })
  return complaints
}

t.test(
  'every page is open to everyone, keeps to its policy and its width, and text of others stays text',
  async (t) => {
    const address = await serveGallery(t)
    // Links and buttons fade to the colours of the other theme; halfway their contrast is too low.
    const page = await openPage(t, { reducedMotion: 'reduce' })
    const complaints = collectComplaints(page, address)
    for (const name of Object.keys(galleryPages)) {
      await page.goto(`${address}/${name}`, { waitUntil: 'load' })
      t.same(await findActing(page), [], `${name}: nothing in it acts`)
      for (const { width, colorScheme } of looks) {
        const where = `${name}, ${width} px, ${colorScheme}`
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 900 })
        t.same(await findBarriers(page), [], `${where}: no barriers`)
        t.ok(
          await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'),
          `${where}: nothing sticks out`,
        )
        if (screenshots)
          await page.screenshot({ path: `${screenshots}/${name}-${width}-${colorScheme}.png`, fullPage: true })
      }
      t.not(await page.title(), 'owned', name)
      t.same(complaints.splice(0), [], `${name}: nothing happens, and the policy refuses nothing`)
    }
  },
)

t.test('the search for barriers finds one', async (t) => {
  const page = await openPage(t)
  await page.setContent('<html lang="en"><title>x</title><main><h1>x</h1><input></main>')
  t.match((await findBarriers(page)).join('\n'), /^label: <input>/)
})

t.test('the policy refuses what a page must not hold', async (t) => {
  const address = await serveGallery(t)
  const page = await openPage(t)
  const complaint = page.waitForEvent('console', (message) => /Content Security Policy/.test(message.text()))
  await page.goto(`${address}/empty`)
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<p style="color:red" onclick="x()">x</p>')`)
  t.match((await complaint).text(), /Content Security Policy/)
})

t.test('every page can be walked by keyboard from its skip link to its content', async (t) => {
  const address = await serveGallery(t)
  const page = await openPage(t)
  await page.goto(`${address}/report`)
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.closest("main") !== null'), true)
})
