import type { NotedControl } from './protocol/examiner.js'

/** What a test did to the pod, as a mark in its transcript: `service restarted here`, `database stopped here`. */
export const describeControl = (control: NotedControl): string => `${nameOf(control)} ${deeds[control.action][0]} here`

/** The same for whoever repeats the test by hand: `Restart your service here.` */
export const instructControl = (control: NotedControl): string =>
  `${deeds[control.action][1].replace('?', `${owners[nameOf(control)]}${nameOf(control)}`)}.`

const owners = { service: 'your ', database: 'the ', Redis: '' } as const

const deeds: Readonly<Record<NotedControl['action'], readonly [done: string, todo: string]>> = {
  'subject.restart': ['restarted', 'Restart ? here'],
  'subject.kill': ['killed and started again', 'Kill ? here with kill -9, and start it again'],
  'service.pause': ['paused', 'Pause ? here'],
  'service.resume': ['resumed', 'Resume ? here'],
  'service.stop': ['stopped', 'Stop ? here'],
  'service.start': ['started again', 'Start ? here again'],
}

function nameOf({ service }: NotedControl): keyof typeof owners {
  if (service === undefined) return 'service'
  return service === 'redis' ? 'Redis' : 'database'
}
