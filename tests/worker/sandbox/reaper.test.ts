import t from 'tap'
import { label } from '../../../worker/sandbox/labels.js'
import { isOrphan, type Remains } from '../../../worker/sandbox/reaper.js'

const container = (role: string, state: string) => ({ Labels: { [label.role]: role }, State: state }) as unknown as Remains['containers'][number]
const pod = (changes: Partial<Remains>): Remains => ({ containers: [], volumes: ['v'], openedAt: 1000, deadline: 2000, ...changes })
const [held, dead] = [[container('holder', 'running'), container('subject', 'running')], [container('holder', 'exited'), container('subject', 'running')]]

const cases: [title: string, remains: Partial<Remains>, atSeconds: number, isOrphaned: boolean][] = [
  ['a pod with a running holder before its deadline is somebody\'s', { containers: held }, 1999, false],
  ['a pod past its deadline is nobody\'s, running holder or not', { containers: held }, 2001, true],
  ['a pod whose holder has ended is nobody\'s', { containers: dead }, 1031, true],
  ['a young pod may still be on its way to a running holder', { containers: dead }, 1030, false],
  ['volumes without any container are nobody\'s', {}, 1031, true],
  ['volumes just made wait for their holder', {}, 1010, false],
  ['a running subject alone keeps no pod alive', { containers: [container('subject', 'running')] }, 1031, true],
  ['what has no readable time is old', { openedAt: 0, deadline: 0 }, 1, true],
]

for (const [title, remains, atSeconds, isOrphaned] of cases) {
  t.test(title, async (t) => {
    t.equal(isOrphan(pod(remains), atSeconds), isOrphaned)
  })
}

t.test('labels that are no numbers leave nothing behind for ever', async (t) => {
  t.ok(isOrphan(pod({ openedAt: Number.NaN, deadline: Number.NaN }), 5000))
})
