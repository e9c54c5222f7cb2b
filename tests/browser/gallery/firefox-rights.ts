import { randomUUID } from 'node:crypto'
import { basename, dirname } from 'node:path'
import type { Browser, Page } from 'puppeteer-core'

/** What Firefox, started with `--remote-allow-system-access`, is made to do with the rights of its own windows. */

/** Puppeteer offers no way to these windows; its connection has one. */
interface Connection {
  send(method: string, parameters: object): Promise<{ result: { contexts: { context: string }[]; type: string; exceptionDetails?: { text: string } } }>
}

/** Calls a function, written as text, in the window of Firefox that holds the tabs. */
async function callInWindow(browser: Browser, functionDeclaration: string, ...values: (string | boolean)[]): Promise<void> {
  const { connection } = browser as unknown as { connection: Connection }
  const { result: tree } = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 })
  const { result } = await connection.send('script.callFunction', {
    functionDeclaration,
    target: { context: tree.contexts[0]?.context },
    arguments: values.map((value) => ({ type: typeof value, value })),
    awaitPromise: true,
  })
  if (result.type === 'exception') throw new Error(result.exceptionDetails?.text)
}

/** Runs a script in the page that is in front, as a part of Firefox: the page, its policy and its settings do not matter. */
const runInPage = (browser: Browser, script: string): Promise<void> =>
  callInWindow(browser, `(script, name) => new Promise((resolve, reject) => {
    const { messageManager } = gBrowser.selectedBrowser
    messageManager.addMessageListener(name, ({ data }) => (data === '' ? resolve() : reject(new Error(data))))
    messageManager.loadFrameScript('data:application/javascript,' + encodeURIComponent(
      '(async () => {' + script + '})().then(() => "", String).then((problem) => sendAsyncMessage("' + name + '", problem))'
    ), false)
  })`, script, randomUUID())

/** The preference that people and administrators set. */
export const setScripts = (browser: Browser, areAllowed: boolean): Promise<void> =>
  callInWindow(browser, `(areAllowed) => Services.prefs.setBoolPref('javascript.enabled', areAllowed)`, areAllowed)

/** Chooses a folder in a field: WebDriver has no way to, so this does what Firefox does when its file picker has closed. */
export async function pickFolder(page: Page, field: string, folder: string): Promise<void> {
  await runInPage(page.browser(), `
    const field = content.document.querySelector(${JSON.stringify(field)})
    field.mozSetFileArray(await new content.Directory(${JSON.stringify(folder)}).getFiles(true))
    for (const type of ['input', 'change']) field.dispatchEvent(new content.Event(type, { bubbles: true }))
  `)
}

/**
 * Drops a file or folder: WebDriver has no way to drag from outside. The event and its list are made up; the entry in it is
 * the one that Firefox makes of what is dropped.
 */
export async function drop(page: Page, zone: string, path: string): Promise<void> {
  await page.evaluate(() => {
    const source = document.createElement('input')
    source.type = 'file'
    source.id = 'dragged'
    document.body.append(source)
  })
  await runInPage(page.browser(), `
    const siblings = await new content.Directory(${JSON.stringify(dirname(path))}).getFilesAndDirectories()
    content.document.querySelector('#dragged').mozSetDndFilesAndDirectories(siblings.filter(({ name }) => name === ${JSON.stringify(basename(path))}))
  `)
  await page.evaluate((zone) => {
    const entry = document.querySelector<HTMLInputElement>('#dragged')?.webkitEntries[0]
    const dataTransfer = { items: [{ kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => null }] }
    document.querySelector(zone)?.dispatchEvent(Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer }))
  }, zone)
}
