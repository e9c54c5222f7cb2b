import { parentPort, workerData } from 'node:worker_threads'
import { translateError } from '../problems/translate-error.js'
import type { TaskEnd } from './run-task.js'
import { tasks, type TaskName } from './tasks.js'

/** Where a thread of `runTask` begins: it does its one task and tells how that ended. */

const { name, input } = workerData as { name: TaskName; input: unknown }

async function work(): Promise<TaskEnd> {
  try {
    const task = (await tasks[name]()) as (input: unknown) => unknown
    return { end: 'done', value: await task(input) }
  } catch (error) {
    const mistake = error instanceof Error ? translateError(error) : null
    if (mistake) return { end: 'refused', code: mistake.code, detail: mistake.message, errors: mistake.errors }
    return { end: 'failed', error: error instanceof Error ? error : new Error(String(error)) }
  }
}

parentPort?.postMessage(await work())
