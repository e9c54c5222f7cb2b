/**
 * Drag and drop, and pasting, for the form that hands work in; and what is left out of a folder is not sent at all.
 * Such files are sent as the form would send chosen ones; folders keep their paths. Without this script the form still
 * works by its file fields.
 */

/** @typedef {{ path: string, file?: File }} Chosen */

/** The page has it, or nothing here is called. */
const form = /** @type {HTMLFormElement} */ (document.querySelector('form[data-drop]'))
/** @type {(name: string) => HTMLElement | null} */
const find = (name) => form.querySelector(`[data-${name}]`)
/** @type {() => NodeListOf<HTMLInputElement>} */
const fileFields = () => form.querySelectorAll('input[type=file]')

/** What can be installed or made again: the server leaves it out, too. */
const leftOut = new RegExp(form?.dataset.leftOut ?? '')
/** @param {string} path */
const nameLeftOut = (path) => leftOut.exec(path)?.[1]

/** What is sent by this script. @type {Chosen[]} */
let chosen = []
/**
 * The first path of each name that is left out: sent as an empty file, for the report to list it.
 * @type {Map<string, string>}
 */
let skipped = new Map()

/**
 * @param {FileSystemEntry} entry
 * @returns {Promise<Chosen[]>}
 */
async function listEntry(entry, folder = '') {
  const path = folder + entry.name
  if (nameLeftOut(path) !== undefined) return [{ path }]
  if (entry.isFile) return [{ path, file: await readFile(/** @type {FileSystemFileEntry} */ (entry)) }]
  const lists = []
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader()
  for (const child of await listFolder(reader)) lists.push(await listEntry(child, `${path}/`))
  return lists.flat()
}

/** @type {(entry: FileSystemFileEntry) => Promise<File>} */
const readFile = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject))

/**
 * A reader hands out a folder in portions, until an empty one.
 * @param {FileSystemDirectoryReader} reader
 */
async function listFolder(reader) {
  /** @type {FileSystemEntry[]} */
  const entries = []
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const portion = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))
    if (portion.length === 0) return entries
    entries.push(...portion)
  }
}

/** @param {DataTransfer} transfer */
async function take(transfer) {
  // The list is gone once the event is over: all entries are taken before the first is waited for.
  const items = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
  /** @type {Chosen[][]} */
  const lists = []
  for (const { entry, file } of items) {
    if (entry) lists.push(await listEntry(entry))
    else if (file) lists.push([{ path: file.name, file }])
  }
  for (const input of fileFields()) input.value = ''
  choose(lists.flat())
}

/** Files of the two fields, where a folder is among them. A field by itself would send all of it. */
function takeChosen() {
  const files = [...fileFields()].flatMap((input) => [...(input.files ?? [])])
  const hasFolder = files.some((file) => file.webkitRelativePath)
  choose(hasFolder ? files.map((file) => ({ path: file.webkitRelativePath || file.name, file })) : [])
}

/** @param {Chosen[]} files */
function choose(files) {
  skipped = new Map()
  for (const { path } of files) {
    const name = nameLeftOut(path)
    if (name !== undefined && !skipped.has(name)) skipped.set(name, path)
  }
  chosen = files.filter(({ path }) => nameLeftOut(path) === undefined)
  const kilobytes = Math.ceil(chosen.reduce((sum, { file }) => sum + (file?.size ?? 0), 0) / 1024)
  const without = skipped.size > 0 ? `; left out: ${[...skipped.keys()].map(shown).join(', ')}` : ''
  const what = chosen.length === 1 && chosen[0] ? shown(chosen[0].path) : `${chosen.length} files`
  const note = find('drop-chosen')
  if (note) note.textContent = files.length === 0 ? '' : `Chosen: ${what}, ${kilobytes} kB${without}`
}

/** A name is text, and nothing in it turns or hides what stands beside it. @param {string} path */
const shown = (path) => path.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')

async function send() {
  const body = new FormData(form)
  for (const input of fileFields()) body.delete(input.name)
  for (const { path, file } of chosen) body.append('files', file ?? new Blob([]), path)
  for (const path of skipped.values()) body.append('files', new Blob([]), path)
  const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } })
  if (answer.redirected) return location.assign(answer.url)
  showReturned(new DOMParser().parseFromString(await answer.text(), 'text/html'))
}

/**
 * Takes what is wrong from the page that came back. The chosen files stay here, where that page has none.
 * @param {Document} page
 */
function showReturned(page) {
  const language = page.querySelector('[data-drop-language]')
  if (language) find('drop-language')?.replaceWith(document.adoptNode(language))
  const isAboutLanguage = language?.querySelector('.field-problem') != null
  const isShown = '[role=alert]:not([hidden])'
  const told = page.querySelector(`form ${isShown}`) ?? (isAboutLanguage ? null : page.querySelector(isShown))
  showProblem(
    told?.textContent ?? (isAboutLanguage ? '' : 'The upload was not accepted. Reload this page and try again.'),
  )
  if (page.title !== '') document.title = page.title
  /** @type {HTMLElement | null} */
  const field = form.querySelector('[aria-invalid=true]')
  field?.focus()
}

/** @param {string} text */
function showProblem(text) {
  const message = find('drop-problem')
  if (message) {
    message.textContent = text
    message.hidden = text === ''
  }
  for (const input of fileFields()) input.setAttribute('aria-invalid', String(text !== ''))
}

/** @param {boolean} isBusy */
function setBusy(isBusy) {
  /** @type {HTMLButtonElement | null} */
  const button = form.querySelector('button[type=submit]')
  if (button) button.disabled = isBusy
  form.toggleAttribute('data-busy', isBusy)
}

const unreadable = 'These files cannot be read. Choose them instead.'

/** @param {Event} event */
async function submitChosen(event) {
  if (chosen.length + skipped.size === 0) return
  event.preventDefault()
  showProblem('')
  setBusy(true)
  try {
    await send()
  } catch {
    showProblem('The upload failed. Try again.')
  } finally {
    setBusy(false)
  }
}

function addDropping() {
  const zone = find('drop-zone')
  const invitation = find('drop-invitation')
  if (!zone || !invitation) return
  invitation.hidden = false
  zone.addEventListener('dragover', (event) => {
    event.preventDefault()
    zone.toggleAttribute('data-over', true)
  })
  for (const type of ['dragleave', 'drop']) zone.addEventListener(type, () => zone.toggleAttribute('data-over', false))
  zone.addEventListener('drop', (event) => {
    event.preventDefault()
    if (event.dataTransfer) take(event.dataTransfer).catch(() => showProblem(unreadable))
  })
  document.addEventListener('paste', (event) => {
    if (!event.clipboardData || event.clipboardData.files.length === 0) return
    event.preventDefault()
    take(event.clipboardData).catch(() => showProblem(unreadable))
  })
  form.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.type === 'file') takeChosen()
  })
  form.addEventListener('submit', submitChosen)
}

if (form) addDropping()
