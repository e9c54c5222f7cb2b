import type { Settings } from './settings.js'
import type { Terminal } from './terminal.js'

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
