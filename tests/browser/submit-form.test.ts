import multipart from '@fastify/multipart'
import fastify from 'fastify'
import type { BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { addProblemReplies } from '../../api/problems/problem-replies.js'
import { receiveForm } from '../../api/uploads/receive-form.js'
import { readStoredTree } from '../../storage/read-stored-tree.js'
import { openFolderStore } from '../../storage/folder-store.js'
import { dropFiles } from './gallery/drop-files.js'
import { makeZip } from '../storage/hostile-archives/zip-bytes.js'
import { openBrowser } from './gallery/open-browser.js'
import { serveGallery } from './gallery/serve-gallery.js'

const browser = await openBrowser(t)

/** The page of an assignment, and what the API makes of the form that a browser sends from it. */
async function openForm(t: Test, options: BrowserContextOptions) {
  const folder = t.testdir({ project: { 'package.json': '{}', src: { 'app.js': 'go()' }, '.git': { HEAD: 'x' } }, 'work.zip': zip.buffer, blobs: {} })
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
  const address = await serveGallery(t, { submit: (response, request) => app.routing(request, response), report: (response) => void response.end() })
  const context = await browser.newContext(options)
  t.teardown(() => context.close())
  const page = await context.newPage()
  await page.goto(`${address}/assignment`)
  return { page, folder, taken }
}

const work = { 'package.json': '{}', 'src/app.js': 'go()' }
const zip = { name: 'work.zip', mimeType: 'application/zip', buffer: makeZip(Object.entries({ ...work, '.git/HEAD': 'x' }).map(([name, content]) => ({ name, content }))) }

/** A paste as a file manager and a browser make one between them: nothing else can put files on the clipboard. */
const paste = (page: Page) =>
  page.evaluate(([name, bytes]) => {
    const clipboardData = new DataTransfer()
    clipboardData.items.add(new File([new Uint8Array(bytes)], name))
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, [zip.name, [...zip.buffer]] as [string, number[]])

type Way = (page: Page, folder: string) => Promise<unknown>
const chooseZip: Way = (page) => page.getByLabel('Files, or one archive').setInputFiles(zip)
const chooseFolder: Way = (page, folder) => page.getByLabel('A whole folder').setInputFiles(`${folder}/project`)

const ways: [way: string, choose: Way, options?: BrowserContextOptions][] = [
  ['a zip chosen in the file picker', chooseZip],
  ['a zip chosen without scripts', chooseZip, { javaScriptEnabled: false }],
  ['a folder chosen in the file picker', chooseFolder],
  ['a folder chosen without scripts', chooseFolder, { javaScriptEnabled: false }],
  ['a dropped zip', (page, folder) => dropFiles(page, [`${folder}/work.zip`]).then(() => page.getByText('Chosen: work.zip').waitFor())],
  ['a dropped folder', (page, folder) => dropFiles(page, [`${folder}/project`]).then(() => page.getByText('Chosen: 2 files').waitFor())],
  ['a pasted zip', (page) => paste(page).then(() => page.getByText('Chosen: work.zip').waitFor())],
]

for (const [way, choose, options = {}] of ways) {
  t.test(`${way} is taken`, async (t) => {
    const { page, folder, taken } = await openForm(t, options)
    await choose(page, folder)
    await page.getByRole('button', { name: 'Submit' }).click()
    await page.waitForURL('**/report')
    t.same(taken, [{ files: work, leftOut: ['.git'] }])
  })
}
