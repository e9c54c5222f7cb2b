import type { ElementHandle, Page } from 'puppeteer-core'
import t from 'tap'
import { firefox } from '../../browser/gallery/both-browsers.js'
import { findOverflow } from './visitor.js'
import { openWalkClass } from './walk-class.js'
import { startWalkedService } from './walk-place.js'

t.setTimeout(240_000)

/** A folder for screenshots: TEST_SCREENSHOTS=/tmp/pages npm test -- <this file>. */
const screenshots = process.env['TEST_SCREENSHOTS']

t.test('the most important pages work in Firefox', { skip: firefox.skip }, async (t) => {
  const { api, address, makeLink } = await startWalkedService(t)
  const { assignment, submission } = await openWalkClass(api, 20)
  const browser = await firefox.open(t)
  const complaints: string[] = []

  async function signIn(person: string): Promise<Page> {
    const page = await (await browser.createBrowserContext()).newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => complaints.push(`error: ${String(error)}`))
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    await page.goto(address + (await makeLink(person)))
    await Promise.all([page.waitForNavigation(), page.locator('main button').click()])
    return page
  }

  async function inspect(page: Page, name: string): Promise<void> {
    for (const width of [1280, 390]) {
      await page.setViewport({ width, height: 900 })
      t.same(await page.evaluate(findOverflow), [], `${name}, ${width} px: no overflow`)
      if (screenshots) await page.screenshot({ path: `${screenshots}/firefox-${name}-${width}.png`, fullPage: true })
    }
    t.same(complaints.splice(0), [], `${name}: no errors, no dialogs`)
  }

  const learner = await signIn('mallory')
  await learner.goto(`${address}/assignments/${assignment.id}`)
  await learner.waitForSelector('.submit-form')
  await inspect(learner, 'assignment')
  await learner.goto(`${address}/submissions/${submission}`)
  await learner.waitForSelector('.score-header')
  await inspect(learner, 'report')

  const instructor = await signIn('ines')
  await instructor.goto(`${address}/assignments/${assignment.id}/results`)
  await instructor.waitForSelector('tbody tr')
  await inspect(instructor, 'results')
  const worksheet = (await instructor.$('#worksheet')) as ElementHandle<HTMLInputElement>
  await worksheet.uploadFile(`${t.testdir({ 'sheet.csv': 'Nachname;Punkte\r\n' })}/sheet.csv`)
  await worksheet.evaluate(({ form }) => form?.requestSubmit())
  await instructor.waitForSelector('#worksheet-problem')
  await inspect(instructor, 'worksheet-refused')
})
