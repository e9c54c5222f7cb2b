import type { ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import { hostileLine } from './gallery/hostile-text.js'
import { openPage } from './gallery/open-browser.js'
import { serveGallery } from './gallery/serve-gallery.js'

/** The page of the run `run-1` that waits, with a stream that the test writes. */
async function openProgress(t: Test) {
  const streams: ServerResponse[] = []
  const address = await serveGallery(t, {
    events: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      streams.push(response)
    },
    state: (response) =>
      void response.setHeader('content-type', 'application/json').end('{"position":1,"estimateSeconds":9.6}'),
  })
  const page = await openPage(t)
  const opened = page.waitForResponse(`${address}/events`)
  await page.goto(`${address}/progress-queued`)
  await opened
  const send = (event: string, data: unknown) =>
    streams.at(-1)?.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  return { page, send }
}

t.test('shows phases and tests of this run as they happen', async (t) => {
  const { page, send } = await openProgress(t)
  send('state', { state: 'running', run: 'run-1' })
  t.equal(await page.locator('[data-phase=build]').isVisible(), false, 'a build is no step before it begins')
  send('progress', { type: 'phase', phase: 'build' })
  await page.getByRole('status').filter({ hasText: 'Building' }).waitFor()
  t.equal(await page.locator('[aria-current=step]').textContent(), 'Building')
  t.equal(await page.locator('[data-wait]').isVisible(), false, 'it waits no more')
  send('progress', {
    type: 'test',
    id: 'a',
    title: 'Creates a to-do',
    show: 'full',
    outcome: 'passed',
    finished: 1,
    total: 9,
  })
  send('progress', {
    type: 'test',
    id: 'a',
    title: 'Creates a to-do',
    show: 'full',
    outcome: 'failed',
    finished: 2,
    total: 9,
  })
  await page.getByText('2 of 9 tests done').waitFor()
  send('progress', { type: 'phase', phase: 'speed' })
  await page.getByRole('status').filter({ hasText: 'Measuring speed' }).waitFor()
  t.same(
    await page.locator('[data-tests] li').allTextContents(),
    ['failed Creates a to-do'],
    'a test that ends again is one line still',
  )
})

t.test('a run that waits for cores goes on where it is, with its tests', async (t) => {
  const { page, send } = await openProgress(t)
  send('state', { state: 'running', run: 'run-1' })
  send('progress', { type: 'phase', phase: 'correctness' })
  send('progress', {
    type: 'test',
    id: 'a',
    title: 'Creates a to-do',
    show: 'full',
    outcome: 'passed',
    finished: 9,
    total: 9,
  })
  send('progress', { type: 'phase', phase: 'queue' })
  await page.getByRole('status').filter({ hasText: 'Waiting for free cores to measure speed' }).waitFor()
  t.equal(await page.locator('[aria-current=step]').textContent(), 'Measuring speed, which takes a few minutes')
  t.equal(await page.locator('[data-phase=correctness]').getAttribute('data-step'), 'done')
  t.equal(await page.locator('[data-tests] li').count(), 1, 'what it did stays')
  t.equal(await page.locator('[data-wait]').isVisible(), false, 'it has no place in a queue')
  send('progress', { type: 'phase', phase: 'speed' })
  await page.getByRole('status').filter({ hasText: 'Measuring speed' }).waitFor()
})

t.test('titles of tests are text, whatever they hold', async (t) => {
  const { page, send } = await openProgress(t)
  send('state', { state: 'running', run: 'run-1' })
  send('progress', {
    type: 'test',
    id: '"]',
    title: hostileLine,
    show: 'full',
    outcome: 'passed',
    finished: 1,
    total: 9,
  })
  await page.getByText('1 of 9 tests done').waitFor()
  const item = page.locator('[data-tests] li')
  t.match(await item.textContent(), '<script>')
  t.notMatch(await item.textContent(), /[\u202e\u0000\u001b]/)
  t.equal(await item.locator('script, img, svg, iframe').count(), 0)
})

t.test('what earlier runs did is left out, and only the end of this one loads the page again', async (t) => {
  const { page, send } = await openProgress(t)
  let loads = 0
  page.on('load', () => {
    loads += 1
  })
  send('state', { state: 'running', run: 'run-0' })
  send('progress', { type: 'phase', phase: 'correctness' })
  send('progress', { type: 'test', id: 'old', title: 'Old', show: 'full', outcome: 'passed', finished: 1, total: 9 })
  send('result', { run: 'run-0', verdict: 'assessed', score: 1 })
  send('state', { state: 'running', run: 'run-1' })
  send('progress', { type: 'phase', phase: 'pod' })
  await page.getByRole('status').filter({ hasText: 'Preparing the pod' }).waitFor()
  t.equal(await page.getByText('Old').count(), 0)
  t.equal(loads, 0)
  const load = page.waitForEvent('load')
  send('result', { run: 'run-1', verdict: null, score: null })
  await load
  t.equal(loads, 1)
})

t.test('without JavaScript there is the snapshot and a link that loads it again', async (t) => {
  const address = await serveGallery(t)
  const page = await openPage(t, { javaScriptEnabled: false })
  await page.goto(`${address}/progress`)
  t.match(await page.textContent('main'), /2 of 14 tests done/)
  const load = page.waitForEvent('load')
  await page.getByRole('link', { name: 'Reload it' }).click()
  await load
  t.equal(page.url(), `${address}/progress`)
})

t.test('a stream that is refused is told', async (t) => {
  const address = await serveGallery(t)
  const page = await openPage(t)
  await page.goto(`${address}/progress-queued`)
  await page.getByText('Live updates have stopped.').waitFor()
  t.ok(await page.getByRole('link', { name: 'Reload the page' }).isVisible())
})
