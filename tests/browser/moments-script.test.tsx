import t from 'tap'
import { DueMoment } from '../../api/ui/section.js'
import { renderPage } from '../../api/ui/shell.js'
import { openPage } from './gallery/open-browser.js'
import { serveGallery } from './gallery/serve-gallery.js'

t.test("times are shown in the reader's zone, which is named, and a countdown goes on", async (t) => {
  const due = new Date(Date.now() + 150 * 60_000)
  const html = await renderPage({
    title: 'Due',
    viewer: null,
    breadcrumbs: [],
    children: (
      <p>
        <DueMoment at={due} now={new Date()} isDone={false} />
      </p>
    ),
  })
  const address = await serveGallery(t, {
    due: (response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html),
  })
  const page = await openPage(t, { timezoneId: 'Asia/Tokyo' })
  await page.clock.install()
  await page.goto(`${address}/due`)
  const time = page.locator('time')
  t.match(await time.textContent(), /GMT\+9$/)
  t.match(await time.getAttribute('title'), / UTC$/)
  t.equal(await page.locator('footer').textContent(), 'Times are in your time zone, Asia/Tokyo.')
  t.equal(await page.locator('[data-deadline]').textContent(), 'in 2 hours')
  await page.clock.runFor(60 * 60_000)
  t.match(await page.locator('[data-deadline]').textContent(), /^in \d+ minutes$/)
  await page.clock.runFor(120 * 60_000)
  t.match(await page.locator('[data-deadline]').textContent(), /overdue$/)
})
