import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Exit } from '../../worker/checks/correctness/examination.js'
import type { ExaminedSubject } from '../../worker/checks/correctness/examine.js'
import type { StartExaminer } from '../../worker/checks/examiner-channel.js'
import { planStart } from '../../worker/languages/plans.js'
import { examineOnce, unwatched } from './examine-once.js'
import type { Material, Variant } from './variant.js'

const port = 18_080
/** Where a submission may write, as it has it in a pod. */
const dataFolder = '/data'

/** Service and examiner as two processes of this machine: what the tests themselves take. */
export function bareHost(material: Material): Variant {
  return {
    name: 'bare host',
    async grade() {
      const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
      await mkdir(dataFolder) // refused where there is one: it would not be ours to remove
      try {
        const subject = bareSubject(material)
        return await examineOnce({
          material,
          subject,
          startExaminer: bareExaminer(folder),
          port,
          uid: process.getuid?.() ?? 0,
        })
      } finally {
        await rm(dataFolder, { recursive: true })
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

function bareSubject(material: Material): ExaminedSubject & AsyncDisposable {
  const plan = planStart('node', material.source)
  if ('refusal' in plan) throw new Error(plan.refusal)
  const [command = '', ...args] = plan.start
  let child: ChildProcess
  const env = { ...process.env, PORT: String(port), HOME: dataFolder }
  const start = async () => {
    child = spawn(command, args, { cwd: material.submissionFolder, env, stdio: 'ignore', detached: true })
  }
  const stop = async (signal: NodeJS.Signals) => {
    const ended = once(child, 'exit')
    process.kill(-(child.pid ?? 0), signal)
    await ended
  }
  return {
    start,
    get ended() {
      return once(child, 'exit').then(([code]): Exit => ({ exitCode: Number(code), oomKilled: false }))
    },
    ...unwatched,
    async restart(how) {
      await stop(how === 'politely' ? 'SIGTERM' : 'SIGKILL')
      await start()
    },
    [Symbol.asyncDispose]: () => stop('SIGKILL'),
  }
}

const bareExaminer =
  (folder: string): StartExaminer =>
  async (output) => {
    const child = spawn(process.execPath, [resolve('dist/sandbox-images/examiner/main.js')], {
      env: { ...process.env, EXAM_FOLDER: join(folder, 'exam') },
    })
    child.stdout.on('data', output.stdout)
    child.stderr.on('data', output.stderr)
    const exited = once(child, 'exit').then(([code]): Exit => ({ exitCode: Number(code), oomKilled: false }))
    return {
      exited,
      writeInput: async (text) => void child.stdin.write(text),
      async [Symbol.asyncDispose]() {
        child.kill('SIGKILL')
        await exited
      },
    }
  }
