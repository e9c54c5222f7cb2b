import t from 'tap'
import { openPage } from './gallery/open-browser.js'
import { galleryPages, renderGalleryPage, serveGallery } from './gallery/serve-gallery.js'

t.test('hostile text is shown, not swallowed', async (t) => {
  const address = await serveGallery(t)
  const page = await openPage(t)
  for (const name of ['report-hostile', 'statement-hostile', 'source-hostile', 'submit-refused', 'results']) {
    await page.goto(`${address}/${name}`)
    t.match(
      await page
        .locator('main > :not(.breadcrumbs)')
        .allTextContents()
        .then((texts) => texts.join('\n')),
      /<script>(alert|document)/,
      name,
    )
  }
})

t.test('no control, invisible or direction-turning character reaches a browser', async (t) => {
  for (const name of Object.keys(galleryPages)) {
    t.notMatch(await renderGalleryPage(name), /(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/u, name)
  }
})

t.test('links of a statement open nothing but addresses of the web, and pass no credit on', async (t) => {
  const address = await serveGallery(t)
  const page = await openPage(t)
  await page.goto(`${address}/statement-hostile`)
  const links = await page
    .locator('.prose a')
    .evaluateAll((elements) => elements.map((element) => [element.getAttribute('href'), element.getAttribute('rel')]))
  t.same(links, [
    ['https://example.org/', 'nofollow noopener'],
    ['https://example.org/auto', 'nofollow noopener'],
  ])
})
