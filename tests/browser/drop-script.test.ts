import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { dropFiles } from './gallery/drop-files.js'
import { openPage } from './gallery/open-browser.js'
import { renderGalleryPage, serveGallery, type Answer } from './gallery/serve-gallery.js'

/** The page with the form; `bodies` is what came in, `answer` what the server says to it. */
async function openForm(t: Test, answer: Answer) {
  const bodies: string[] = []
  const address = await serveGallery(t, {
    submit: (response, request) =>
      void text(request).then((body) => {
        bodies.push(body)
        answer(response, request)
      }),
  })
  const page = await openPage(t)
  await page.goto(`${address}/assignment`)
  return { address, page, bodies }
}

const namesIn = (body: string | undefined) =>
  [...(body ?? '').matchAll(/filename="([^"]*)"/g)].map((match) => match[1]).sort()
const accept: Answer = (response) => void response.writeHead(303, { location: '/report' }).end()

t.test('a dropped folder is sent with its paths, without what can be installed again', async (t) => {
  const { address, page, bodies } = await openForm(t, accept)
  const folder = t.testdir({
    project: { 'package.json': '{}', src: { 'app.js': 'go()' }, node_modules: { x: { 'index.js': 'left-pad' } } },
  })
  await dropFiles(page, [join(folder, 'project')])
  await page.getByText(/^Chosen: 2 files, .*; left out: node_modules$/).waitFor()
  await page.getByRole('button', { name: 'Submit' }).click()
  await page.waitForURL(`${address}/report`)
  t.same(namesIn(bodies[0]), ['project/node_modules', 'project/package.json', 'project/src/app.js'])
  t.notMatch(bodies[0], 'left-pad', 'of the folder that is left out only its name')
})

t.test('a refusal is shown in words, as text, and the files can be sent again', async (t) => {
  const { page, bodies } = await openForm(
    t,
    (response) =>
      void response
        .writeHead(422, { 'content-type': 'text/html' })
        .end('<div role="alert">Too large <b>&lt;img src=x></b></div>'),
  )
  await dropFiles(page, [join(t.testdir({ 'work.zip': 'PK' }), 'work.zip')])
  await page.getByText('Chosen: work.zip').waitFor()
  const submit = page.getByRole('button', { name: 'Submit' })
  await submit.click()
  await page.getByRole('alert').filter({ hasText: 'Too large <img src=x>' }).waitFor()
  await submit.click()
  await page.locator('button[disabled]').waitFor({ state: 'detached' })
  t.same(bodies.map(namesIn), [['work.zip'], ['work.zip']])
})

t.test('what comes back is told at its field, and the files stay chosen', async (t) => {
  const { page } = await openForm(
    t,
    async (response) =>
      void response
        .writeHead(422, { 'content-type': 'text/html' })
        .end(await renderGalleryPage('submit-language-refused')),
  )
  await dropFiles(page, [join(t.testdir({ 'work.zip': 'PK' }), 'work.zip')])
  await page.getByRole('button', { name: 'Submit' }).click()
  const language = page.getByLabel('Language')
  await page.locator('#submit-language-problem').filter({ hasText: 'A path in the archive' }).waitFor()
  t.equal(await language.inputValue(), 'python')
  t.equal(await language.getAttribute('aria-invalid'), 'true')
  t.ok(await page.locator('#submit-files-problem').isHidden())
  t.ok(await page.getByText('Chosen: work.zip').isVisible())
})

t.test('without dropped files the form is sent by the browser itself', async (t) => {
  const { address, page, bodies } = await openForm(t, accept)
  await page
    .getByLabel('Files, or one archive')
    .setInputFiles({ name: 'app.js', mimeType: 'text/javascript', buffer: Buffer.from('go()') })
  await page.getByRole('button', { name: 'Submit' }).click()
  await page.waitForURL(`${address}/report`)
  t.same(namesIn(bodies[0]), ['', 'app.js'], 'the folder field is left empty')
})

t.test('a form that the browser sent comes back with what is wrong in view, and focused', async (t) => {
  const { page } = await openForm(
    t,
    async (response) =>
      void response.writeHead(422, { 'content-type': 'text/html' }).end(await renderGalleryPage('submit-refused')),
  )
  await page.setViewportSize({ width: 390, height: 600 })
  await page.getByRole('button', { name: 'Submit' }).click()
  await page.locator('[role=alert]:focus').waitFor()
  const top = await page.locator('[role=alert]:focus').evaluate((alert) => alert.getBoundingClientRect().top)
  t.ok(top >= 0 && top < 300, `it is ${top} px from the top`)
  await page.getByRole('link', { name: 'Go to the files' }).click()
  await page.locator('#submit-files:focus').waitFor()
})
