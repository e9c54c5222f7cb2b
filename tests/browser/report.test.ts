import t from 'tap'
import { openPage } from './gallery/open-browser.js'
import { serveGallery } from './gallery/serve-gallery.js'

t.test('a reader hides what passed, without scripts, too', async (t) => {
  const address = await serveGallery(t)
  const page = await openPage(t, { javaScriptEnabled: false })
  await page.goto(`${address}/report`)
  const passed = page.locator('.test .badge.tone-good').first()
  t.ok(await passed.isVisible())
  await page.getByLabel('Show only failed tests').check()
  t.notOk(await passed.isVisible())
  t.ok(await page.locator('.test .badge.tone-bad').first().isVisible())
})

t.test('the commands of a request are copied by a button, as they are', async (t) => {
  const address = await serveGallery(t)
  const page = await openPage(t, { permissions: ['clipboard-read', 'clipboard-write'] })
  await page.goto(`${address}/report`)
  const source = page.locator('details.test[open] [data-copy]').first()
  await page.locator('details.test[open] .copy').first().click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  t.equal(await page.evaluate('navigator.clipboard.readText()'), await source.textContent())
})
