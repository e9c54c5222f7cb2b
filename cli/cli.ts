import { join } from 'node:path'
import type { Page } from './print/page.js'

/** How a command ends: done, the caller's mistake, our fault. */
export type ExitStatus = 0 | 2 | 3

/** What every command is given by the process. */
export interface Cli {
  terminal: Terminal
  settings: Settings
  /** Aborts on Ctrl-C and SIGTERM: commands remove what they started, then end. */
  signal: AbortSignal
  /** The status the process ends with, when not 0 and nothing is thrown. */
  endWith(status: ExitStatus): void
}

/** What the process tells the commands about its surroundings. */
interface Settings {
  /** Where `npm start` keeps blobs and settings.json. */
  dataFolder: string
  server: string | undefined
  token: string | undefined
  redisUrl: string | undefined
  /** Where the container engine listens; the local socket when absent. */
  dockerHost: string | undefined
}

export const defaultServer = 'http://127.0.0.1:8080'

/** Reads the variables the commands know; an empty one counts as absent. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
  projectFolder: string,
): Settings {
  const read = (name: string) => environment[name]?.trim() || undefined
  return {
    dataFolder: read('ASSAY_DATA_DIR') ?? join(projectFolder, '.assay'),
    server: read('ASSAY_SERVER'),
    token: read('ASSAY_TOKEN'),
    redisUrl: read('REDIS_URL'),
    dockerHost: read('DOCKER_HOST'),
  }
}

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
