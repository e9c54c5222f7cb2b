import type Docker from 'dockerode'
import t from 'tap'
import { label } from '../../../worker/sandbox/labels.js'
import { ownershipOf, Reaper, type Ownership } from '../../../worker/sandbox/reaper.js'

const container = (role: string, state: string, pod = 'p') => ({
  Id: `${pod}-${role}`,
  Names: [`/${pod}-${role}`],
  Labels: { [label.run]: 'r', [label.pod]: pod, [label.role]: role },
  State: state,
})
type Listed = ReturnType<typeof container>

const cases: [title: string, containers: Listed[], ownership: Ownership][] = [
  [
    "a pod with a running holder is somebody's",
    [container('holder', 'running'), container('subject', 'exited')],
    'owned',
  ],
  [
    "a pod whose holder has ended is nobody's",
    [container('holder', 'exited'), container('subject', 'running')],
    'orphan',
  ],
  ['a holder that the engine gave up has ended', [container('holder', 'dead')], 'orphan'],
  ['a holder that does not run yet may be about to', [container('holder', 'created')], 'unclear'],
  ['a holder in a state that nobody expects has not ended', [container('holder', 'paused')], 'owned'],
  ['a running subject proves nothing', [container('subject', 'running')], 'unclear'],
  ['volumes alone prove nothing', [], 'unclear'],
]

for (const [title, containers, ownership] of cases) {
  t.test(title, async (t) => {
    t.equal(ownershipOf({ containers }), ownership)
  })
}

/** An engine that lists these containers and removes those that it is told to. */
function engineWith(containers: Listed[], volumes: string[] = []) {
  const engine = {
    removed: [] as string[],
    listContainers: async () => containers,
    listVolumes: async () => ({
      Volumes: volumes.map((Name) => ({ Name, Labels: { [label.run]: 'r', [label.pod]: 'p' } })),
    }),
    getContainer: (id: string) => ({ remove: async () => void engine.removed.push(id) }),
    getVolume: (name: string) => ({ remove: async () => void engine.removed.push(name) }),
  }
  return engine
}

t.test('no clock ends a pod whose holder runs', async (t) => {
  const engine = engineWith([container('holder', 'running'), container('subject', 'running')], ['v'])
  let now = 0
  const reaper = new Reaper(engine as unknown as Docker, () => now)
  for (const at of [0, 1e9, -1e9, 1e12]) {
    now = at
    t.same(await reaper.reap(), [])
  }
  t.same(engine.removed, [])
})

t.test('an orphan goes at once, members before the holder, volumes last', async (t) => {
  const engine = engineWith([container('holder', 'exited'), container('subject', 'running')], ['v'])
  t.same(await new Reaper(engine as unknown as Docker, () => 0).reap(), ['p'])
  t.same(engine.removed, ['p-subject', 'p-holder', 'v'])
})

t.test('an unclear pod goes when it has been seen for two minutes, not before', async (t) => {
  const containers = [container('holder', 'created')]
  const engine = engineWith(containers, ['v'])
  let now = 5
  const reaper = new Reaper(engine as unknown as Docker, () => now)
  t.same(await reaper.reap(), [], 'at first sight nobody can tell')
  now += 119_999
  t.same(await reaper.reap(), [])
  now += 1
  t.same(await reaper.reap(), ['p'])
})

t.test('a pod that was clear in between begins anew', async (t) => {
  const containers = [container('holder', 'created')]
  let now = 0
  const reaper = new Reaper(engineWith(containers) as unknown as Docker, () => now)
  await reaper.reap()
  containers[0] = container('holder', 'running')
  await reaper.reap()
  containers.length = 0
  now = 300_000
  t.same(await reaper.reap(), [])
})

t.test('pods of one delivery are told apart', async (t) => {
  const engine = engineWith([container('holder', 'exited', 'p-1'), container('holder', 'created', 'p-2')])
  t.same(await new Reaper(engine as unknown as Docker).reap(), ['p-1'])
})
