import type { Logger } from 'pino'

/** What anything of the worker logs to: one JSON line a message. */
export type WorkerLog = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
