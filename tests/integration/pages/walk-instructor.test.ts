import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import t from 'tap'
import { readTable } from '../../api/results/csv/read-table.js'
import { reportOf, startTestWorker } from '../queue/workers.js'
import { waitUntil } from '../services/containers.js'
import { openVisitor, type Visitor } from './visitor.js'
import { openWalkClass } from './walk-class.js'
import { walkByKeyboard } from './walk-keyboard.js'
import { openWalkPlace } from './walk-place.js'
import { hostile } from './walked-exercise.js'

t.setTimeout(240_000)

const { api, browser, address, makeLink } = await openWalkPlace(t)
const { assignment, submission } = await openWalkClass(api)
const results = `/assignments/${assignment.id}/results`

const worksheet = `Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade)
Participant 1,learner-01,learner-01@class.test,Submitted,,100.00,Yes,-
`

async function signIn(person: string): Promise<Visitor> {
  const visitor = await openVisitor(browser, address)
  await visitor.open(await makeLink(person))
  await visitor.page.getByRole('button', { name: 'Sign in' }).click()
  await visitor.page.getByRole('heading', { name: 'Courses' }).waitFor()
  return visitor
}

/** The text of the file that a click brings. */
async function download(page: Page, click: () => Promise<void>): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), click()])
  return readFile(await file.path(), 'utf8')
}

const ines = await signIn('ines')
const { page, open, inspect } = ines
const clickLink = (name: string | RegExp) => page.getByRole('link', { name }).first().click()
const rows = page.locator('tbody tr')

t.test('an instructor goes from the course to the results, and finds whom they look for', async (t) => {
  await clickLink(/^Back-end basics/)
  await inspect(t, 'taught-course')
  await clickLink('Results')
  t.equal(await rows.count(), 50)
  await inspect(t, 'results')
  t.match(await walkByKeyboard(page), { first: 'Skip to content', missed: [], unseen: [] })
  await clickLink('Next page')
  t.equal(await rows.count(), 5)
  await clickLink('First page')
  await page.getByLabel('Show').selectOption('Not submitted')
  await page.getByRole('button', { name: 'Filter' }).click()
  t.equal(await rows.count(), 27)
  await clickLink('Clear')
  await page.getByLabel('Learner').fill('mallory')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByText('1 of 1 learners').waitFor()
})

t.test('a report is whole for those who teach, with the source beside it', async (t) => {
  await clickLink(/^Mallory/)
  await page.getByText('title of unshown').waitFor()
  await inspect(t, 'report-of-learner')
  t.match(await page.locator('.lead').innerText(), 'Mallory <script>')
  await clickLink('Source')
  t.match(await page.locator('.source-lines').innerText(), hostile.line.slice(0, 40))
  await inspect(t, 'source-of-learner')
})

t.test('statistics are drawn', async (t) => {
  await open(results)
  await clickLink('Statistics')
  t.equal(await page.locator('.chart svg').count(), 3)
  await inspect(t, 'statistics')
})

t.test('grades go to spreadsheets and gradebooks as files', async (t) => {
  await open(results)
  const own = readTable(await download(page, () => clickLink('CSV')))
  t.equal(own.length, 56)
  t.match(
    own.flat().find((cell) => cell.includes('Mallory')),
    '<script>',
    'a file is text',
  )
  t.match(readTable(await download(page, () => clickLink('Canvas gradebook')))[0], ['Student', 'ID'])
  const fillIn = async (sheet: string) => {
    await page
      .getByLabel('Moodle grading worksheet')
      .setInputFiles({ name: 'sheet.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) })
    await page.getByRole('button', { name: 'Fill it in' }).click()
  }
  t.match(await download(page, () => fillIn(worksheet)), 'learner-01@class.test,Submitted,100.00')
  await fillIn('Nachname;Punkte\r\n')
  await page.getByText('"Maximum Grade"').first().waitFor()
  await inspect(t, 'worksheet-refused')
})

t.test('a grade is overridden with a comment, which the learner reads as text', async (t) => {
  await open(`/submissions/${submission}`)
  await page.getByLabel('Set it to').fill('55')
  await page.getByLabel('Reason', { exact: true }).fill(hostile.line)
  await page.getByRole('button', { name: 'Override the grade' }).click()
  await page.getByText('Grade: 55 of 100').waitFor()
  await inspect(t, 'overridden')
  const mallory = await signIn('mallory')
  await mallory.open(`/submissions/${submission}`)
  t.match(await mallory.page.locator('.message').first().innerText(), '<script>')
  await mallory.inspect(t, 'overridden-for-learner')
  await mallory.page.context().close()
})

t.test('all are graded anew as a change that is looked at first', async (t) => {
  await open(results)
  await clickLink('Regrades')
  await inspect(t, 'regrades-none')
  await page.getByLabel('Reason').fill(`a test was wrong ${hostile.line}`)
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText(/^0 of \d+ runs are finished/).waitFor()
  await inspect(t, 'regrade-running')
  startTestWorker(t, api, async (job) => ({ ...reportOf(job), score: 90 }), { concurrency: 4 })
  const apply = page.getByRole('button', { name: 'Apply' })
  await waitUntil(
    async () => {
      if (await apply.isVisible()) return true
      await clickLink('Reload this page')
      return false
    },
    60_000,
    'the runs',
  )
  await inspect(t, 'regrade-review')
  t.match(await page.locator('main').innerText(), /Grades that rise\s+\d\d/)
  t.match(await walkByKeyboard(page), { first: 'Skip to content', missed: [], unseen: [] })
  await apply.click()
  await page.getByText('This regrade was applied.').waitFor()
  await inspect(t, 'regrade-applied')
  await clickLink('Regrades')
  await inspect(t, 'regrades')
  await open(`${results}?text=mallory`)
  t.match(await rows.innerText(), /55[^]*90[^]*overridden/, 'the override stays')
})

t.test('people, the audit log and what the LMS sent are read as text', async (t) => {
  for (const path of ['people', 'audit', 'events']) {
    await open(`/courses/class/${path}`)
    t.match(await page.locator('main').innerText(), path === 'audit' ? 'regrade' : '<script>', path)
    await inspect(t, `course-${path}`)
  }
  await page.getByText('Match', { exact: true }).click()
  await inspect(t, 'course-events-open')
  const admin = await signIn('admin')
  await admin.page.getByRole('link', { name: 'Connections' }).click()
  await admin.inspect(t, 'connections')
  await admin.open('/connections/class')
  t.match(await admin.page.locator('tbody').innerText(), '<script>')
  await admin.inspect(t, 'connection')
})
