import { faultLine } from '../kit/test-failure.mjs'
import { openExamFolder } from './exam-folder.mjs'
import { createExam } from './exam.mjs'
import { readMessages } from './read-messages.mjs'
import { createWorkerControl } from './worker-control.mjs'
import { createLineWriter } from './write-lines.mjs'

/**
 * Serves one examination over two streams: files, then `load`, then `examine`, with replies in between.
 * Resolves to the exit code: 0 when it ran to its end, 1 after a fault.
 * @param {{ input: NodeJS.ReadableStream, output: NodeJS.WritableStream, folder: string }} channels
 * @returns {Promise<number>}
 */
export function runExaminer({ input, output, folder: folderPath }) {
  return new Promise((resolve) => {
    const lines = createLineWriter(output)
    const worker = createWorkerControl(lines.write)
    const folder = openExamFolder(folderPath)
    let isOver = false
    const finish = (exitCode) => {
      isOver = true
      exam.close()
      resolve(exitCode)
    }
    const fail = (error) => {
      if (isOver) return
      lines.write(faultLine(error))
      finish(1)
    }
    const exam = createExam({ folder, worker, write: (line) => isOver || lines.write(line), fail })
    exam.prepare()
    receive({ input, steps: createSteps({ lines, folder, exam, finish }), worker, fail }).catch(fail)
  })
}

function createSteps({ lines, folder, exam, finish }) {
  return {
    file: folder.write,
    async load(message) {
      lines.setNonce(message.nonce)
      await exam.load(message)
    },
    async examine(message) {
      const { examine } = await import('./examine.mjs') // Not needed to name the tests, and not small.
      await examine(exam, message)
      finish(0)
    },
  }
}

/** Does one step after the other; replies are taken at once, for a step may be waiting for one. */
async function receive({ input, steps, worker, fail }) {
  let work = Promise.resolve()
  for await (const message of readMessages(input)) {
    if (message.type === 'reply') {
      worker.settle(message)
      continue
    }
    const step = steps[message.type]
    if (!step) throw new Error(`The worker sent a line of an unknown type: ${message.type}`)
    work = work.then(() => step(message))
    work.catch(fail)
  }
  worker.close()
  await work
  fail(new Error('The worker closed the channel before the examination was over.'))
}
