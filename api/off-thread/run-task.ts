import { Worker } from 'node:worker_threads'
import { CallerError } from '../../contracts/errors.js'
import type { ProblemDetail, ProblemCode } from '../../contracts/errors.js'
import type { TaskInput, TaskName, TaskOutput } from './tasks.js'

/** How a task ended, as its thread tells it. */
export type TaskEnd =
  | { end: 'done'; value: unknown }
  | { end: 'refused'; code: ProblemCode; detail: string; errors: readonly ProblemDetail[] }
  | { end: 'failed'; error: Error }

/** What a task may take. Input within the limits of its parser needs a tenth of it. */
const bounds = { seconds: 30, heapMb: 512, atOnce: 2, waiting: 20 } as const

/** Those that wait for one of `bounds.atOnce` places. */
const line: (() => void)[] = []
let taken = 0

/**
 * Runs one of `tasks` in a thread of its own, so that what others sent us never holds up the event loop, whatever a parser
 * makes of it. `input` and result are copied. Throws the `CallerError` of the task; `overloaded` where the task takes
 * more time or memory than it may, and where too many wait; anything else is our fault.
 */
export async function runTask<Name extends TaskName>(name: Name, input: TaskInput<Name>, seconds: number = bounds.seconds): Promise<TaskOutput<Name>> {
  if (line.length >= bounds.waiting) throw overloaded('Too much waits to be read already.')
  if (taken >= bounds.atOnce) await new Promise<void>((resolve) => line.push(resolve))
  else taken += 1
  try {
    return readEnd(await runThread(name, input, seconds)) as TaskOutput<Name>
  } finally {
    const next = line.shift()
    if (next) next()
    else taken -= 1
  }
}

async function runThread(name: TaskName, input: unknown, seconds: number): Promise<TaskEnd> {
  const thread = new Worker(new URL('thread.js', import.meta.url), { workerData: { name, input }, resourceLimits: { maxOldGenerationSizeMb: bounds.heapMb } })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<TaskEnd>((resolve, reject) => {
      timer = setTimeout(() => reject(overloaded(`Reading it took longer than ${seconds} seconds.`)), seconds * 1000)
      thread.once('message', resolve)
      thread.once('error', (error: Error & { code?: string }) => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? overloaded('Reading it took too much memory.') : error))
      thread.once('exit', (code) => reject(new Error(`the thread of ${name} ended without a result, with exit code ${code}`)))
    })
  } finally {
    clearTimeout(timer)
    await thread.terminate()
  }
}

function readEnd(ended: TaskEnd): unknown {
  if (ended.end === 'failed') throw ended.error
  if (ended.end === 'refused') throw new CallerError(ended.code, ended.detail, { errors: ended.errors })
  return ended.value
}

const overloaded = (detail: string) =>
  new CallerError('overloaded', `${detail} Send less of it, or try again when the service has less to do.`, { retryAfterSeconds: 30 })
