import type { Page } from 'playwright-core'

/** A script that notes, over loads of the page too, what a page of a run tells: its loads, each status, each test. */
export const recordProgress = `(() => {
  const note = (kind, text) => {
    const journal = JSON.parse(sessionStorage.getItem('journal') ?? '[]')
    if (kind === 'load' || !journal.some((entry) => entry.kind === kind && entry.text === text)) sessionStorage.setItem('journal', JSON.stringify([...journal, { kind, text }]))
  }
  note('load', location.pathname)
  new MutationObserver(() => {
    const status = document.querySelector('[data-status]')
    if (status) note('status', status.textContent)
    for (const test of document.querySelectorAll('[data-test]')) note('test', test.textContent)
  }).observe(document, { subtree: true, childList: true, characterData: true })
})()`

/** What was noted of one kind, in its order. */
export const readJournal = (page: Page, kind: 'load' | 'status' | 'test'): Promise<string[]> =>
  page.evaluate(
    `JSON.parse(sessionStorage.getItem('journal') ?? '[]').filter((entry) => entry.kind === '${kind}').map(({ text }) => text)`,
  )
