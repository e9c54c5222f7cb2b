import type { Page } from './print/page.js'

/** Where a command writes: results on `out`, what a person watches meanwhile on `note`. */
export interface Terminal {
  /** Standard output; a line feed is added. */
  out(text: string): void
  /** Standard error; a line feed is added. */
  note(text: string): void
  /** A line on standard error that the next one replaces; nothing where that is no terminal. */
  status(text: string): void
  page: Page
  notePage: Page
  /** Whether standard error is a terminal, so that `status` shows. */
  isLive: boolean
}

/** The part of a stream that a terminal needs. */
export interface Screen {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}

const clearLine = '\r\u001b[2K'

/** Makes a terminal over two screens; a status line is wiped before anything else is written. */
export function makeTerminal(screens: { out: Screen; err: Screen }, pageOf: (screen: Screen) => Page): Terminal {
  const isLive = screens.err.isTTY === true
  let hasStatus = false
  const wipe = () => {
    if (hasStatus) screens.err.write(clearLine)
    hasStatus = false
  }
  return {
    page: pageOf(screens.out),
    notePage: pageOf(screens.err),
    isLive,
    out(text) {
      wipe()
      screens.out.write(`${text}\n`)
    },
    note(text) {
      wipe()
      screens.err.write(`${text}\n`)
    },
    status(text) {
      if (!isLive) return
      wipe()
      if (text === '') return
      screens.err.write(text)
      hasStatus = true
    },
  }
}
