import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { readExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import { PackageCache } from '../../../storage/package-cache.js'
import { gradeRuns } from '../../../worker/consumer.js'
import { sandbox } from '../pod/example-pod.js'
import { startTestWorker } from '../queue/workers.js'
import { waitUntil } from '../services/containers.js'
import { openClassroom } from './classroom.js'
import { dropFiles } from '../../browser/gallery/drop-files.js'
import { readJournal, recordProgress } from './progress-journal.js'
import { openVisitor } from './visitor.js'
import { walkByKeyboard } from './walk-keyboard.js'
import { openWalkPlace, type WalkPlace } from './walk-place.js'
import { goodWork, hostile, hostileWork } from './walked-exercise.js'

t.setTimeout(240_000)

const place = await openWalkPlace(t)
const { api, browser, address, makeLink } = place
await api.request({ method: 'POST', url: '/v1/people', payload: { id: 'ada', name: `Ada ${hostile.line}` } })
await openClassroom(api, {
  course: 'walk',
  learners: ['ada', 'bob'],
  rules: { title: 'First service', attemptLimit: 5, dueAt: new Date(Date.now() + 86_400_000).toISOString() },
})
await api.request({ method: 'PATCH', url: '/v1/courses/walk', payload: { title: `Back-end basics ${hostile.line}` } })

/** A worker with real containers. */
const startWorker = ({ api }: WalkPlace) => {
  const { blobs } = api.platform.context
  return startTestWorker(
    t,
    api,
    gradeRuns({ blobs, packages: new PackageCache(blobs, readExercisePackage), sandbox, worker: 'walk' }),
  )
}

const asFile = (name: string, text: string) => ({ name, mimeType: 'text/javascript', buffer: Buffer.from(text) })
const chooseFiles = (page: Page, ...files: ReturnType<typeof asFile>[]) =>
  page.getByLabel('Files, or one archive').setInputFiles(files)
const submit = (page: Page) => page.getByRole('button', { name: 'Submit' }).click()

t.test('a learner walks from the link to the report, and out again', async (t) => {
  const visitor = await openVisitor(browser, address)
  const { page, open, inspect } = visitor
  await page.addInitScript(recordProgress)

  await open('/')
  await inspect(t, 'signed-out')
  await open(await makeLink('ada'))
  await inspect(t, 'sign-in')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Courses' }).waitFor()
  await inspect(t, 'courses')
  await page.getByRole('link', { name: /^Back-end basics/ }).click()
  await inspect(t, 'course')
  await page.getByRole('link', { name: 'First service' }).click()
  await inspect(t, 'assignment')
  t.equal(await page.getByRole('heading', { name: 'First service' }).count(), 1, 'the title is there once')
  t.match(await walkByKeyboard(page), { first: 'Skip to content', missed: [], unseen: [] })

  await chooseFiles(page, asFile(hostile.refusedName, ''))
  await submit(page)
  await page.getByRole('alert').filter({ hasText: 'onerror' }).first().waitFor()
  await inspect(t, 'assignment-refused')

  await chooseFiles(page, asFile('server.js', hostileWork), asFile(hostile.fileName, hostile.line))
  await submit(page)
  await page.getByText('Place 1 in the queue').waitFor()
  await inspect(t, 'progress')
  const { length: loads } = await readJournal(page, 'load')
  startWorker(place)

  await page
    .getByRole('heading', { name: 'Some hidden tests failed' })
    .or(page.locator('.score-header'))
    .first()
    .waitFor()
  t.match(
    await readJournal(page, 'status'),
    ['Waiting in the queue', 'Preparing the pod', 'Starting the service', 'Running the hidden tests'],
    'phases came by themselves',
  )
  t.match(await readJournal(page, 'test'), ['failed greets who asks', 'passed counts what it has'], 'and tests')
  t.equal((await readJournal(page, 'load')).length, loads + 1, 'the page was loaded once more, for the report')
  await inspect(t, 'report')
  t.match(await walkByKeyboard(page), { first: 'Skip to content', missed: [], unseen: [] })

  const failed = page.locator('details.test[open]')
  t.match(await failed.count(), 1, 'the failing test is open')
  const told = String(await failed.textContent())
  for (const part of [
    'GET /greeting',
    '200',
    'Expected: "hello"',
    `Received: "answered <script>`,
    'x-said: <b>bold</b>',
    'Answer GET /greeting with the text "hello".',
    'logged <script>',
    'curl',
    '\\u202e',
  ])
    t.match(told, part)
  t.notMatch(await page.locator('main').innerText(), 'is not told by name')

  await page.getByRole('link', { name: 'Source' }).click()
  await page.getByRole('link', { name: hostile.fileName }).click()
  t.match(await page.locator('.source-lines').innerText(), '<script>document.title')
  await inspect(t, 'source')

  const folder = t.testdir({ 'my-service': { 'server.js': goodWork } })
  await page.getByRole('link', { name: 'First service' }).click()
  await dropFiles(page, [join(folder, 'my-service')])
  await page.getByText('Chosen: my-service/server.js').waitFor()
  await submit(page)
  await page.getByRole('heading', { name: 'All tests passed' }).waitFor()
  await inspect(t, 'report-passed')
  await page.getByRole('link', { name: 'Attempt 1' }).click()
  await page.getByRole('heading', { name: '1 test failed' }).waitFor()
  await page.getByRole('link', { name: 'First service' }).click()
  t.match(await page.locator('#attempts').innerText(), /Attempt 2[^]*100[^]*Attempt 1[^]*\n5\d/)
  await inspect(t, 'assignment-attempts')

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'You are not signed in' }).waitFor()
  await page.goBack()
  t.notMatch(await page.locator('body').innerText(), 'Attempt 2', 'the way back leads to nothing private')
})

t.test('without scripts a learner gets as far, by loading pages again', async (t) => {
  const { page, open, inspect } = await openVisitor(browser, address, { javaScriptEnabled: false })
  await open(await makeLink('bob'))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: /^Back-end basics/ }).click()
  await page.getByRole('link', { name: 'First service' }).click()
  await chooseFiles(page, asFile('server.js', goodWork))
  await page.getByRole('button', { name: 'Submit' }).dblclick()
  await page.waitForURL('**/submissions/*')
  const report = page.getByRole('heading', { name: 'All tests passed' })
  await waitUntil(
    async () => {
      if (await report.isVisible()) return true
      await page.getByRole('link', { name: 'Reload it' }).click()
      return false
    },
    60_000,
    'the report',
  )
  await inspect(t, 'report-without-scripts')
  await page.getByRole('link', { name: 'First service' }).click()
  t.equal(await page.getByRole('link', { name: /^Attempt/ }).count(), 1, 'two clicks were one attempt')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'You are not signed in' }).waitFor()
})
