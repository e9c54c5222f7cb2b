import t from 'tap'
import type { ExaminerLine } from '../../../../contracts/protocol/examiner.js'
import { controlSubject } from '../../../../worker/checks/correctness/examine.js'
import { StartTime } from '../../../../worker/checks/correctness/start-time.js'

type Control = Extract<ExaminerLine, { type: 'control' }>

/** A pod that writes down what it is told. */
function recordingPod(state: 'alive' | 'restarted' | 'gone' = 'alive') {
  const done: string[] = []
  const note = (what: string) => async () => void done.push(what)
  const redis = {
    pause: note('pause'),
    resume: note('resume'),
    stop: note('stop'),
    start: async () => {
      done.push('start')
      return 'started' as const
    },
  }
  return {
    done,
    subject: {
      check: async () => state,
      restart: async (how: string) => void done.push(`restart ${how}`),
      readLifeCpuSeconds: async () => 0.5,
    },
    startTime: new StartTime({ startSeconds: 10, cpus: 1 }, { readCores: async () => null, now: () => 0 }),
    pod: { service: (name: string) => (name === 'redis' ? redis : undefined) },
  }
}

const ask = (controlled: ReturnType<typeof recordingPod>, action: Control['action'], service?: string) =>
  controlSubject(
    { nonce: 'n', type: 'control', id: 7, action, ...(service === undefined ? {} : { service }) },
    controlled,
  )

t.test('tells whether the subject is there', async (t) => {
  for (const state of ['alive', 'restarted', 'gone'] as const) {
    t.same(await ask(recordingPod(state), 'subject.check'), { type: 'reply', id: 7, ok: true, detail: state })
  }
})

t.test('gives a subject no more time to start where nothing is known of the machine', async (t) => {
  t.same(await ask(recordingPod(), 'subject.wait'), { type: 'reply', id: 7, ok: true, detail: '0' })
})

t.test('restarts the subject politely, kills it suddenly, and leaves one that is gone', async (t) => {
  const alive = recordingPod()
  await ask(alive, 'subject.restart')
  await ask(alive, 'subject.kill')
  t.same(alive.done, ['restart politely', 'restart suddenly'])
  const gone = recordingPod('gone')
  t.match(await ask(gone, 'subject.kill'), { ok: false, detail: /had ended before/ })
  t.same(gone.done, [])
})

t.test('does to a service what was asked, in the order asked', async (t) => {
  const recording = recordingPod()
  for (const action of ['service.pause', 'service.resume', 'service.stop'] as const) {
    t.same(await ask(recording, action, 'redis'), { type: 'reply', id: 7, ok: true, detail: '' })
  }
  t.match(await ask(recording, 'service.start', 'redis'), { ok: true, detail: 'started' })
  t.same(recording.done, ['pause', 'resume', 'stop', 'start'])
})

t.test('refuses a service that the exercise does not have', async (t) => {
  t.match(await ask(recordingPod(), 'service.stop', 'mariadb'), { ok: false, detail: /no service "mariadb"/ })
  t.match(await ask(recordingPod(), 'service.stop'), { ok: false })
})

t.test('throws what the engine throws: that is no answer', async (t) => {
  const broken = recordingPod()
  broken.subject.restart = async () => {
    throw new Error('the engine is away')
  }
  await t.rejects(ask(broken, 'subject.restart'), /the engine is away/)
})
