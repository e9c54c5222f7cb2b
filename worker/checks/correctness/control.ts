import type { ExaminerInput, ExaminerLine } from '../../../contracts/examiner-protocol.js'

export interface ControlledSubject {
  restart(how: 'politely' | 'suddenly'): Promise<void>
  check(): Promise<'alive' | 'restarted' | 'gone'>
}

/** What a service answers to `start` when the subject has taken its port; `ended` where it does not run on the data that it has. */
export const portTaken = 'port-taken'

export interface ControlledPod {
  service(name: string): { pause(): Promise<void>; resume(): Promise<void>; stop(): Promise<void>; start(): Promise<'started' | typeof portTaken | 'ended'> } | undefined
}

type Control = Extract<ExaminerLine, { type: 'control' }>

/** Does what a hidden test asked for outside its container, and words the answer. A failing engine is thrown. */
export async function controlSubject(line: Control, subject: ControlledSubject, pod: ControlledPod): Promise<Extract<ExaminerInput, { type: 'reply' }>> {
  return { type: 'reply', id: line.id, ...(await obey(line, subject, pod)) }
}

async function obey(line: Control, subject: ControlledSubject, pod: ControlledPod): Promise<{ ok: boolean; detail: string }> {
  switch (line.action) {
    case 'subject.check':
      return { ok: true, detail: await subject.check() }
    case 'subject.restart':
    case 'subject.kill': {
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
