import type { CallerName } from './callers.js'

/** What becomes of a request: it is answered; 401; 403; 404, told as of something that never was; 403 for its site. */
export type Outcome = 'in' | 'no token' | 'not allowed' | 'absent' | 'cross-site'

type Named = Exclude<CallerName, 'page' | 'other site'>
const order: readonly Named[] = [
  'nobody',
  'reader',
  'learner',
  'stranger',
  'instructor',
  'outsider',
  'admin',
  'teaching admin',
]
const words: Readonly<Record<string, Outcome>> = { '✓': 'in', '401': 'no token', '403': 'not allowed', '404': 'absent' }

/** Whom a route lets in. Sessions are as good as the person they are of. */
const rows = {
  //                          nobody reader learner stranger instructor outsider admin teaching-admin
  anyone: '✓     ✓      ✓       ✓        ✓          ✓        ✓     ✓',
  'this machine and admins': '401   403    403     403      403        403      ✓     403',
  'whoever signed in': '401   ✓      ✓       ✓        ✓          ✓        ✓     ✓',
  'whoever may hand in': '401   403    ✓       ✓        ✓          ✓        ✓     ✓',
  'the course': '401   ✓      ✓       404      ✓          404      ✓     404',
  'the course, to hand in': '401   403    ✓       404      ✓          404      ✓     404',
  'its learner and teachers': '401   ✓      ✓       404      ✓          404      ✓     404',
  'its teachers': '401   403    403     403      ✓          404      ✓     403',
  'all teachers': '401   403    403     403      ✓          ✓        ✓     403',
  'its owner and admins': '401   ✓      ✓       404      404        404      ✓     404',
  admins: '401   403    403     403      403        403      ✓     403',
} as const
export type Who = keyof typeof rows

/** What the table says of a caller and a route. */
export function expectedOutcome(who: Who, caller: CallerName, isSafe: boolean): Outcome {
  if (caller === 'other site' && !isSafe) return 'cross-site'
  const column = order.indexOf(caller === 'page' || caller === 'other site' ? 'instructor' : caller)
  const outcome = words[rows[who].split(/\s+/)[column] ?? '']
  if (!outcome) throw new Error(`the row "${who}" has no cell for ${caller}`)
  return outcome
}
