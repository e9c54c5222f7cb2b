import multipart from '@fastify/multipart'
import fastify from 'fastify'
import type { ElementHandle, Page } from 'puppeteer-core'
import t, { type Test } from 'tap'
import { addProblemReplies } from '../../api/http/problem-replies.js'
import { receiveForm } from '../../api/http/receive-form.js'
import { readStoredTree } from '../../storage/package-cache.js'
import { openFolderStore } from '../../storage/folder-store.js'
import { makeZip } from '../storage/hostile-archives/zip-bytes.js'
import { bothBrowsers, type TestedBrowser } from './gallery/both-browsers.js'
import { serveGallery } from './gallery/serve-gallery.js'

/** The page of an assignment, and what the API makes of the form that a browser sends from it. */
async function serveForm(t: Test) {
  const folder = t.testdir({
    project: { 'package.json': '{}', src: { 'app.js': 'go()' }, '.git': { HEAD: 'x' } },
    'work.zip': zip,
    blobs: {},
  })
  const blobs = await openFolderStore(`${folder}/blobs`)
  const app = fastify()
  addProblemReplies(app)
  await app.register(multipart)
  const taken: unknown[] = []
  app.post('/submit', async (request, reply) => {
    const blob = await receiveForm(request, blobs)
    const { files, leftOut } = await readStoredTree(blobs, blob.sha256)
    taken.push({ files: Object.fromEntries([...files].map(([path, content]) => [path, content.toString()])), leftOut })
    return reply.redirect('/report', 303)
  })
  await app.ready()
  t.teardown(() => app.close())
  const address = await serveGallery(t, {
    submit: (response, request) => app.routing(request, response),
    report: (response) => void response.end(),
  })
  return { address, folder, taken }
}

const work = { 'package.json': '{}', 'src/app.js': 'go()' }
const zip = makeZip(Object.entries({ ...work, '.git/HEAD': 'x' }).map(([name, content]) => ({ name, content })))

interface Visit {
  browser: TestedBrowser
  page: Page
  folder: string
}

type Way = (visit: Visit) => Promise<unknown>

const pickZip: Way = async ({ page, folder }) =>
  ((await page.$('#submit-files')) as ElementHandle<HTMLInputElement>).uploadFile(`${folder}/work.zip`)
const pickFolder: Way = ({ browser, page, folder }) => browser.pickFolder(page, '#submit-folder', `${folder}/project`)
const drop =
  (name: string): Way =>
  ({ browser, page, folder }) =>
    browser.drop(page, '[data-drop-zone]', `${folder}/${name}`)

/** Simulated: tests cannot put files on the clipboard. */
const pasteZip: Way = ({ page }) =>
  page.evaluate(
    (bytes) => {
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([new Uint8Array(bytes)], 'work.zip'))
      const event = new Event('paste', { bubbles: true, cancelable: true })
      // Not a `ClipboardEvent`: Firefox drops files from the list passed to its constructor.
      document.body.dispatchEvent(Object.assign(event, { clipboardData }))
    },
    [...zip],
  )

const ways: { way: string; choose: Way; isScripted?: boolean; chosen?: string }[] = [
  { way: 'a zip chosen in the file picker', choose: pickZip },
  { way: 'a zip chosen without scripts', choose: pickZip, isScripted: false },
  { way: 'a folder chosen in the file picker', choose: pickFolder, chosen: 'Chosen: 2 files' },
  { way: 'a folder chosen without scripts', choose: pickFolder, isScripted: false },
  { way: 'a dropped zip', choose: drop('work.zip'), chosen: 'Chosen: work.zip' },
  { way: 'a dropped folder', choose: drop('project'), chosen: 'Chosen: 2 files' },
  { way: 'a pasted zip', choose: pasteZip, chosen: 'Chosen: work.zip' },
]

for (const browser of bothBrowsers) {
  t.test(browser.name, { skip: browser.skip }, async (t) => {
    const opened = await browser.open(t)
    for (const { way, choose, isScripted = true, chosen } of ways) {
      await t.test(`${way} is taken`, async (t) => {
        const { address, folder, taken } = await serveForm(t)
        const page = await opened.newPage()
        await browser.setScripts(page, isScripted)
        await page.goto(`${address}/assignment`)
        await choose({ browser, page, folder })
        if (chosen) await page.waitForSelector(`::-p-text(${chosen})`)
        await page.focus('.submit-form button[type=submit]')
        await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')])
        t.equal(page.url(), `${address}/report`)
        t.same(taken, [{ files: work, leftOut: ['.git'] }])
        await page.close()
      })
    }
  })
}
