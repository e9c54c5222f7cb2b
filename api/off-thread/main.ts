import { translateError } from '../http/problem.js'
import type { TaskEnd } from './run-task.js'
import { tasks, type TaskName } from './tasks.js'

/** Where a process of `runTask` begins: it does its one task and tells how that ended. */

async function work({ name, input }: { name: TaskName; input: unknown }): Promise<TaskEnd> {
  try {
    const task = (await tasks[name]()) as (input: unknown) => unknown
    return { end: 'done', value: await task(input) }
  } catch (error) {
    const mistake = error instanceof Error ? translateError(error) : null
    if (mistake) return { end: 'refused', code: mistake.code, detail: mistake.message, errors: mistake.errors }
    return { end: 'failed', error: error instanceof Error ? error : new Error(String(error)) }
  }
}

process.once('message', (task: { name: TaskName; input: unknown }) => {
  void work(task).then((end) => process.send?.(end, () => process.disconnect()))
})
