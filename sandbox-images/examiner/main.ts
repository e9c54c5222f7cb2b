import type { ExaminerInput } from '../../contracts/protocol/examiner.js'
import { serve, type ExamFolder } from './examiner/exam-folder.js'
import { createExam } from './examiner/exam.js'
import { createLineWriter, createWorkerControl, readMessages } from './examiner/worker-lines.js'
import { faultLine } from './kit/test-failure.js'

/**
 * Serves one examination over its streams: files, then `load`, then `examine`, with replies in between.
 * Resolves to the exit code: 0 when it ran to its end, 1 after a fault.
 */
function runExaminer(folder: ExamFolder): Promise<number> {
  return new Promise((resolve) => {
    const lines = createLineWriter(process.stdout)
    const worker = createWorkerControl(lines.write)
    let isOver = false
    const finish = (exitCode: number) => {
      isOver = true
      exam.close()
      resolve(exitCode)
    }
    const fail = (error: Error) => {
      if (isOver) return
      lines.write(faultLine(error))
      finish(1)
    }
    const exam = createExam({ folder, worker, write: (line) => void (isOver || lines.write(line)), fail })

    async function take(message: Exclude<ExaminerInput, { type: 'reply' }>): Promise<void> {
      if (message.type === 'file') return folder.write(message)
      if (message.type === 'load') {
        lines.setNonce(message.nonce)
        return exam.load(message)
      }
      const { examine } = await import('./examiner/examine.js') // Not needed to name the tests, and not small.
      await examine(exam, message)
      finish(0)
    }

    /** Does one step after the other; replies are taken at once, for a step may be waiting for one. */
    async function receive(): Promise<void> {
      let work = Promise.resolve()
      for await (const message of readMessages<ExaminerInput>(process.stdin)) {
        if (message.type === 'reply') {
          worker.settle(message)
          continue
        }
        if (!['file', 'load', 'examine'].includes(message.type))
          throw new Error(`The worker sent a line of an unknown type: ${message.type}`)
        work = work.then(() => take(message))
        work.catch(fail)
      }
      worker.close()
      await work
      fail(new Error('The worker closed the channel before the examination was over.'))
    }
    receive().catch(fail)
  })
}

await serve(runExaminer)
