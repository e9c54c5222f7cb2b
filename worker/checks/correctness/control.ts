import type { portTaken, serviceEnded } from '../../../contracts/protocol/bounds.js'
import type { ExaminerInput, ExaminerLine } from '../../../contracts/protocol/examiner.js'
import type { StartTime } from './start-time.js'

export interface ControlledSubject {
  restart(how: 'politely' | 'suddenly'): Promise<void>
  check(): Promise<'alive' | 'restarted' | 'gone'>
  readLifeCpuSeconds(): Promise<number | undefined>
}

export interface ControlledPod {
  service(name: string):
    | {
        pause(): Promise<void>
        resume(): Promise<void>
        stop(): Promise<void>
        start(): Promise<'started' | typeof portTaken | typeof serviceEnded>
      }
    | undefined
}

export interface Controlled {
  subject: ControlledSubject
  pod: ControlledPod
  startTime: StartTime
}

type Control = Extract<ExaminerLine, { type: 'control' }>

/** Does what a hidden test asked for outside its container, and words the answer. A failing engine is thrown. */
export async function controlSubject(
  line: Control,
  controlled: Controlled,
): Promise<Extract<ExaminerInput, { type: 'reply' }>> {
  return { type: 'reply', id: line.id, ...(await obey(line, controlled)) }
}

async function obey(line: Control, { subject, pod, startTime }: Controlled): Promise<{ ok: boolean; detail: string }> {
  switch (line.action) {
    case 'subject.wait':
      return { ok: true, detail: `${await startTime.grantMs(subject)}` }
    case 'subject.check':
      await startTime.begin()
      return { ok: true, detail: await subject.check() }
    case 'subject.restart':
    case 'subject.kill': {
      await startTime.begin()
      if ((await subject.check()) === 'gone') return { ok: false, detail: 'it had ended before.' }
      await subject.restart(line.action === 'subject.kill' ? 'suddenly' : 'politely')
      return { ok: true, detail: 'restarted' }
    }
    case 'service.pause':
    case 'service.resume':
    case 'service.stop':
    case 'service.start': {
      const service = pod.service(line.service ?? '')
      if (!service) return { ok: false, detail: `The exercise has no service "${line.service ?? ''}"` }
      return { ok: true, detail: (await service[verbs[line.action]]()) ?? '' }
    }
  }
}

const verbs = {
  'service.pause': 'pause',
  'service.resume': 'resume',
  'service.stop': 'stop',
  'service.start': 'start',
} as const
