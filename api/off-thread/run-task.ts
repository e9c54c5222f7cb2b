import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { CallerError, type ProblemCode, type ProblemDetail } from '../../contracts/errors.js'
import type { TaskInput, TaskName, TaskOutput } from './tasks.js'

/** How a task ended, as its process tells it. */
export type TaskEnd =
  | { end: 'done'; value: unknown }
  | { end: 'refused'; code: ProblemCode; detail: string; errors: readonly ProblemDetail[] }
  | { end: 'failed'; error: Error }

const mainFile = fileURLToPath(new URL('main.js', import.meta.url))

/** What a task may take. Input within the limits of its parser needs a tenth of it. */
const bounds = { seconds: 30, heapMb: 512, atOnce: 2, waiting: 20 } as const

/** Those that wait for one of `bounds.atOnce` places. */
const line: (() => void)[] = []
let taken = 0

/**
 * Runs one of `tasks` in a process of its own, so that what others sent us never holds up the event loop, whatever a
 * parser makes of it. `input` and result are copied. Throws the `CallerError` of the task; `overloaded` where the task
 * takes more time or memory than it may, and where too many wait; anything else is our fault.
 */
export async function runTask<Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
  seconds: number = bounds.seconds,
): Promise<TaskOutput<Name>> {
  if (line.length >= bounds.waiting) throw overloaded('Too many tasks are waiting already.')
  if (taken >= bounds.atOnce) await new Promise<void>((resolve) => line.push(resolve))
  else taken += 1
  try {
    return readEnd(await runProcess(name, input, seconds)) as TaskOutput<Name>
  } finally {
    const next = line.shift()
    if (next) next()
    else taken -= 1
  }
}

/** A process, not a thread: V8 ends all of a process when a parser recurses too deep at the wrong place. */
async function runProcess(name: TaskName, input: unknown, seconds: number): Promise<TaskEnd> {
  const child = fork(mainFile, {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${bounds.heapMb}`],
    env: {},
    stdio: 'ignore',
  })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<TaskEnd>((resolve, reject) => {
      timer = setTimeout(() => reject(overloaded(`Reading it took longer than ${seconds} seconds.`)), seconds * 1000)
      child.once('message', (end) => resolve(end as TaskEnd))
      child.once('error', reject)
      child.once('exit', (code, signal) => {
        if (signal === 'SIGABRT') reject(overloaded('Reading it took too much memory.'))
        else reject(new Error(`the process of ${name} ended without a result (${signal ?? code})`))
      })
      child.send({ name, input })
    })
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
  }
}

function readEnd(ended: TaskEnd): unknown {
  if (ended.end === 'failed') throw ended.error
  if (ended.end === 'refused') throw new CallerError(ended.code, ended.detail, { errors: ended.errors })
  return ended.value
}

const overloaded = (detail: string) =>
  new CallerError('overloaded', `${detail} Send less, or try again later.`, { retryAfterSeconds: 30 })
