import { randomUUID } from 'node:crypto'
import { basename, dirname } from 'node:path'
import type { Browser, Page } from 'puppeteer-core'

/** What tests do in Firefox with the rights of the browser itself. It must run with `--remote-allow-system-access`. */

/** Puppeteer's connection, which it does not export: only this reaches the browser's own windows. */
interface Connection {
  send(
    method: string,
    parameters: object,
  ): Promise<{ result: { contexts: { context: string }[]; type: string; exceptionDetails?: { text: string } } }>
}

/** Calls a function, given as source, in the browser window that holds the tabs. */
async function callInWindow(
  browser: Browser,
  functionDeclaration: string,
  ...values: (string | boolean)[]
): Promise<void> {
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

/**
 * Runs a script in the active tab as part of Firefox, whatever the page's policy or the `javascript.enabled` setting.
 */
const runInPage = (browser: Browser, script: string): Promise<void> =>
  callInWindow(
    browser,
    `(script, name) => new Promise((resolve, reject) => {
    const { messageManager } = gBrowser.selectedBrowser
    messageManager.addMessageListener(name, ({ data }) => (data === '' ? resolve() : reject(new Error(data))))
    messageManager.loadFrameScript('data:application/javascript,' + encodeURIComponent(
      '(async () => {' + script + '})().then(() => "", String).then((problem) => sendAsyncMessage("' + name + '", problem))'
    ), false)
  })`,
    script,
    randomUUID(),
  )

/** Sets the preference with which users turn JavaScript off. */
export const setScripts = (browser: Browser, areAllowed: boolean): Promise<void> =>
  callInWindow(browser, `(areAllowed) => Services.prefs.setBoolPref('javascript.enabled', areAllowed)`, areAllowed)

/** Simulated: WebDriver cannot choose a folder. This does what Firefox does after its file picker has closed. */
export async function pickFolder(page: Page, field: string, folder: string): Promise<void> {
  await runInPage(
    page.browser(),
    `
    const field = content.document.querySelector(${JSON.stringify(field)})
    field.mozSetFileArray(await new content.Directory(${JSON.stringify(folder)}).getFiles(true))
    for (const type of ['input', 'change']) field.dispatchEvent(new content.Event(type, { bubbles: true }))
  `,
  )
}

/**
 * Simulated: WebDriver cannot drag files into a page. The event and its list are made up; the entry in the list is the
 * one that Firefox creates for a dropped file or folder.
 */
export async function drop(page: Page, zone: string, path: string): Promise<void> {
  await page.evaluate(() => {
    const source = document.createElement('input')
    source.type = 'file'
    source.id = 'dragged'
    document.body.append(source)
  })
  await runInPage(
    page.browser(),
    `
    const siblings = await new content.Directory(${JSON.stringify(dirname(path))}).getFilesAndDirectories()
    content.document.querySelector('#dragged').mozSetDndFilesAndDirectories(siblings.filter(({ name }) => name === ${JSON.stringify(basename(path))}))
  `,
  )
  await page.evaluate((zone) => {
    const entry = document.querySelector<HTMLInputElement>('#dragged')?.webkitEntries[0]
    const dataTransfer = { items: [{ kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => null }] }
    document
      .querySelector(zone)
      ?.dispatchEvent(Object.assign(new Event('drop', { bubbles: true, cancelable: true }), { dataTransfer }))
  }, zone)
}
