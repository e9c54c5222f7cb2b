import t from 'tap'
import { findBarriers } from './gallery/find-barriers.js'
import { openBrowser } from './gallery/open-browser.js'
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

for (const { width, colorScheme } of looks) {
  t.test(`every page is open to everyone, keeps to its policy and to ${width} px, ${colorScheme}`, async (t) => {
    const address = await serveGallery(t)
    const browser = await openBrowser(t)
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
    const complaints: string[] = []
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text())
    })
    for (const name of Object.keys(galleryPages)) {
      await page.goto(`${address}/${name}`, { waitUntil: 'load' })
      t.same(await findBarriers(page), [], `${name}: no barriers`)
      t.same(complaints.splice(0), [], `${name}: the policy refuses nothing`)
      t.ok(
        await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'),
        `${name}: nothing sticks out`,
      )
      if (screenshots)
        await page.screenshot({ path: `${screenshots}/${name}-${width}-${colorScheme}.png`, fullPage: true })
    }
  })
}

t.test('the search for barriers finds one', async (t) => {
  const page = await (await openBrowser(t)).newPage()
  await page.setContent('<html lang="en"><title>x</title><main><h1>x</h1><input></main>')
  t.match((await findBarriers(page)).join('\n'), /^label: <input>/)
})

t.test('the policy refuses what a page must not hold', async (t) => {
  const address = await serveGallery(t)
  const page = await (await openBrowser(t)).newPage()
  const complaint = page.waitForEvent('console', (message) => /Content Security Policy/.test(message.text()))
  await page.goto(`${address}/empty`)
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<p style="color:red" onclick="x()">x</p>')`)
  t.match((await complaint).text(), /Content Security Policy/)
})

t.test('every page can be walked by keyboard from its skip link to its content', async (t) => {
  const address = await serveGallery(t)
  const page = await (await openBrowser(t)).newPage()
  await page.goto(`${address}/report`)
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate('document.activeElement.closest("main") !== null'), true)
})
