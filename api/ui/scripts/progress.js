/**
 * Keeps the page of a run current. What it changes, the server has drawn before: texts are set as text, elements come
 * from templates of the page. Everything is told again from the first event on, so each step may be done twice.
 */

/** @import { Progress } from '../../../contracts/job.js' */

/** The page has it, or nothing here is called; so with each part that is found in it. */
const view = /** @type {HTMLElement} */ (document.querySelector('[data-events-url]'))
/** @param {string} name */
const find = (name, root = view) => /** @type {HTMLElement} */ (root.querySelector(`[data-${name}]`))
/**
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
const findAll = (selector) => [...view.querySelectorAll(/** @type {'div'} */ (selector))]

/** Events of earlier runs come first; they are not of this page. */
let isOurRun = false

/**
 * `words`: what is said of it, other than its name among the steps.
 * @param {string} phase
 * @param {string} [words]
 */
function showPhase(phase, words) {
  const steps = findAll('[data-phase]')
  const current = steps.find((step) => step.dataset.phase === phase)
  if (!current) return
  current.hidden = false // a build or a second round is no step before it begins
  for (const step of steps) {
    const distance = steps.indexOf(step) - steps.indexOf(current)
    step.dataset.step = distance === 0 ? 'now' : distance < 0 ? 'done' : 'later'
    if (distance === 0) step.setAttribute('aria-current', 'step')
    else step.removeAttribute('aria-current')
  }
  setText(find('status'), words ?? current.textContent ?? '')
}

/** A run that works waits only for cores to measure speed on. That it waits to begin is told by its state. @param {string} phase */
function showWork(phase) {
  if (phase === 'queue') showPhase('speed', find('waiting').dataset.waiting)
  else showPhase(phase)
}

/** @param {Extract<Progress, { type: 'test' }>} test */
function showTest({ id, title, outcome, finished, total }) {
  const content = [...view.querySelectorAll('template')].find((one) => one.dataset.outcome === outcome)?.content
    .firstElementChild
  if (!content) return
  const item = /** @type {HTMLElement} */ (content.cloneNode(true))
  item.dataset.test = id
  setText(find('title', item), title.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd'))
  const shown = findAll('[data-test]').find((one) => one.dataset.test === id)
  if (shown) shown.replaceWith(item)
  else find('tests').append(item)
  showCount({ finished, total })
}

/**
 * Of a test that the reader may not know, only that it has ended is told.
 * @param {{ finished: number, total: number }} counts
 */
function showCount({ finished, total }) {
  setText(find('count'), `${finished} of ${total} ${find('count').dataset.what} done`)
  find('count').hidden = false
}

/**
 * Screen readers are told only what is new.
 * @param {HTMLElement} element
 * @param {string} text
 */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/** @param {{ run: string, state: string }} event */
function showState({ run, state }) {
  isOurRun = run === view.dataset.run
  if (!isOurRun) return
  find('wait').hidden = state !== 'queued'
  if (state !== 'queued') return
  showPhase('queue')
  find('tests').replaceChildren()
  find('count').hidden = true
}

/** By type of event, what is done with its data. @type {Record<string, (data: any) => void>} */
const listeners = {
  state: showState,
  /** @param {Progress} data */
  progress: (data) => {
    if (!isOurRun) return
    if (data.type === 'phase') showWork(data.phase)
    if (data.type === 'test') showTest(data)
    if (data.type === 'count') showCount(data)
  },
  result: ({ run }) => {
    if (run === view.dataset.run) location.reload()
  },
}

function watch() {
  find('without-script').hidden = true
  const events = new EventSource(view.dataset.eventsUrl ?? '')
  for (const [type, listen] of Object.entries(listeners)) {
    events.addEventListener(type, (event) => listen(JSON.parse(event.data)))
  }
  events.addEventListener('open', () => {
    find('lost').hidden = true
  })
  events.addEventListener('error', () => {
    find('lost').hidden = events.readyState !== EventSource.CLOSED
  })
}

const queuePollMs = 5000

/** The place in the queue changes with other runs, of which this stream does not tell. */
async function pollQueue() {
  if (find('wait').hidden) return
  const answer = await fetch(view.dataset.stateUrl ?? '', { headers: { accept: 'application/json' } })
  if (!answer.ok) return
  const { position, estimateSeconds } = await answer.json()
  if (typeof position === 'number')
    setText(find('wait'), `Place ${position} in the queue, about ${Math.round(estimateSeconds)} s until the report.`)
}

if (view) {
  watch()
  setInterval(() => void pollQueue().catch(() => undefined), queuePollMs)
}
