import type { Page } from 'playwright-core'
import t from 'tap'
import { findActing } from './gallery/find-acting.js'
import { openBrowser } from './gallery/open-browser.js'
import { galleryPages, renderGalleryPage, serveGallery } from './gallery/serve-gallery.js'

async function openPage(page: Page, url: string): Promise<string[]> {
  const happened: string[] = []
  page.on('dialog', (dialog) => {
    happened.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin)) happened.push(`request: ${request.url()}`)
  })
  page.on('pageerror', (error) => happened.push(`error: ${error.message}`))
  await page.goto(url, { waitUntil: 'load' })
  return happened
}

t.test('text of others stays text on every page', async (t) => {
  const address = await serveGallery(t)
  const browser = await openBrowser(t)
  for (const name of Object.keys(galleryPages)) {
    const page = await browser.newPage()
    t.same(await openPage(page, `${address}/${name}`), [], `${name}: nothing happens`)
    t.same(await findActing(page), [], `${name}: nothing in it acts`)
    t.not(await page.title(), 'owned')
    await page.close()
  }
})

t.test('hostile text is shown, not swallowed', async (t) => {
  const address = await serveGallery(t)
  const page = await (await openBrowser(t)).newPage()
  for (const name of ['report-hostile', 'statement-hostile', 'source-hostile', 'submit-refused', 'results']) {
    await openPage(page, `${address}/${name}`)
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
  const page = await (await openBrowser(t)).newPage()
  await openPage(page, `${address}/statement-hostile`)
  const links = await page
    .locator('.prose a')
    .evaluateAll((elements) => elements.map((element) => [element.getAttribute('href'), element.getAttribute('rel')]))
  t.same(links, [
    ['https://example.org/', 'nofollow noopener'],
    ['https://example.org/auto', 'nofollow noopener'],
  ])
})
