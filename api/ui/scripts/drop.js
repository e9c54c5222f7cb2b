/**
 * Drag and drop, and pasting, for the form that hands work in; and what is left out of a folder is not sent at all.
 * Such files are sent as the form would send chosen ones; folders keep their paths. Without this script the form still
 * works by its file fields.
 */

const form = document.querySelector('form[data-drop]')
const find = (name) => form.querySelector(`[data-${name}]`)

/** What can be installed or made again: the server leaves it out, too. */
const leftOut = form && new RegExp(form.dataset.leftOut)
const nameLeftOut = (path) => leftOut.exec(path)?.[1]

/** What is sent by this script: files with their paths. */
let chosen = []
/** The first path of each name that is left out: sent as an empty file, for the report to list it. */
let skipped = new Map()

async function listEntry(entry, folder = '') {
  const path = folder + entry.name
  if (nameLeftOut(path) !== undefined) return [{ path }]
  if (entry.isFile) return [{ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) }]
  const lists = []
  for (const child of await listFolder(entry.createReader())) lists.push(await listEntry(child, `${path}/`))
  return lists.flat()
}

/** A reader hands out a folder in portions, until an empty one. */
async function listFolder(reader) {
  const entries = []
  for (;;) {
    const portion = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))
    if (portion.length === 0) return entries
    entries.push(...portion)
  }
}

async function take(transfer) {
  // The list is gone once the event is over: all entries are taken before the first is waited for.
  const items = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
  const lists = []
  for (const { entry, file } of items) lists.push(entry ? await listEntry(entry) : [{ path: file.name, file }])
  for (const input of form.querySelectorAll('input[type=file]')) input.value = ''
  choose(lists.flat())
}

/** Files of the two fields, where a folder is among them. A field by itself would send all of it. */
function takeChosen() {
  const files = [...form.querySelectorAll('input[type=file]')].flatMap((input) => [...input.files])
  const hasFolder = files.some((file) => file.webkitRelativePath)
  choose(hasFolder ? files.map((file) => ({ path: file.webkitRelativePath || file.name, file })) : [])
}

function choose(files) {
  skipped = new Map()
  for (const { path } of files)
    if (nameLeftOut(path) !== undefined && !skipped.has(nameLeftOut(path))) skipped.set(nameLeftOut(path), path)
  chosen = files.filter(({ path }) => nameLeftOut(path) === undefined)
  const kilobytes = Math.ceil(chosen.reduce((sum, { file }) => sum + file.size, 0) / 1024)
  const without = skipped.size > 0 ? `; left out: ${[...skipped.keys()].map(shown).join(', ')}` : ''
  const what = chosen.length === 1 ? shown(chosen[0].path) : `${chosen.length} files`
  find('drop-chosen').textContent = files.length === 0 ? '' : `Chosen: ${what}, ${kilobytes} kB${without}`
}

/** A name is text, and nothing in it turns or hides what stands beside it. */
const shown = (path) => path.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd')

async function send() {
  const body = new FormData(form)
  for (const input of form.querySelectorAll('input[type=file]')) body.delete(input.name)
  for (const { path, file } of chosen) body.append('files', file, path)
  for (const path of skipped.values()) body.append('files', new Blob([]), path)
  const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } })
  if (answer.redirected) return location.assign(answer.url)
  showReturned(new DOMParser().parseFromString(await answer.text(), 'text/html'))
}

/** Takes what is wrong from the page that came back. The chosen files stay here, where that page has none. */
function showReturned(page) {
  const language = page.querySelector('[data-drop-language]')
  if (language && find('drop-language')) find('drop-language').replaceWith(document.adoptNode(language))
  const isAboutLanguage = language?.querySelector('.field-problem') != null
  const isShown = '[role=alert]:not([hidden])'
  const told = page.querySelector(`form ${isShown}`) ?? (isAboutLanguage ? null : page.querySelector(isShown))
  showProblem(
    told?.textContent ?? (isAboutLanguage ? '' : 'The upload was not accepted. Reload this page and try again.'),
  )
  if (page.title !== '') document.title = page.title
  form.querySelector('[aria-invalid=true]')?.focus()
}

function showProblem(text) {
  const message = find('drop-problem')
  message.textContent = text
  message.hidden = text === ''
  for (const input of form.querySelectorAll('input[type=file]')) input.setAttribute('aria-invalid', String(text !== ''))
}

function setBusy(isBusy) {
  form.querySelector('button[type=submit]').disabled = isBusy
  form.toggleAttribute('data-busy', isBusy)
}

const unreadable = 'These files cannot be read. Choose them instead.'

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
  find('drop-invitation').hidden = false
  zone.addEventListener('dragover', (event) => {
    event.preventDefault()
    zone.toggleAttribute('data-over', true)
  })
  for (const type of ['dragleave', 'drop']) zone.addEventListener(type, () => zone.toggleAttribute('data-over', false))
  zone.addEventListener('drop', (event) => {
    event.preventDefault()
    take(event.dataTransfer).catch(() => showProblem(unreadable))
  })
  document.addEventListener('paste', (event) => {
    if (event.clipboardData.files.length === 0) return
    event.preventDefault()
    take(event.clipboardData).catch(() => showProblem(unreadable))
  })
  form.addEventListener('change', ({ target }) => {
    if (target.type === 'file') takeChosen()
  })
  form.addEventListener('submit', submitChosen)
}

if (form) addDropping()
