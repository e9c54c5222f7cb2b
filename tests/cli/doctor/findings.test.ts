import t from 'tap'
import type { EngineFacts, Facts, HostFacts, RedisFacts } from '../../../cli/doctor/facts.js'
import { findingsOf } from '../../../cli/doctor/findings.js'

const gigabyte = 1024 ** 3
const host: HostFacts = {
  platform: 'linux',
  nodeVersion: '22.12.0',
  cpus: 4,
  memoryBytes: 16 * gigabyte,
  swapBytes: 0,
  diskFreeBytes: 50 * gigabyte,
  isClockSynchronised: true,
  takenUids: [],
  noise: { seconds: 2, stealPercent: 0, busyPercent: 12, loadPerCore: 0.1, frequencyMhz: { low: 2900, high: 3000 } },
}
const noisy = (changes: Partial<NonNullable<HostFacts['noise']>>): Facts =>
  onHost({ noise: host.noise && { ...host.noise, ...changes } })
const engine: EngineFacts = {
  version: '28.2.2',
  runtime: 'runc',
  runcVersion: '1.3.3',
  cgroupVersion: '2',
  hasSeccomp: true,
  isRootless: false,
  diskFreeBytes: 50 * gigabyte,
  images: [{ name: 'node', isPresent: true }],
  leftovers: [],
}
const redis: RedisFacts = { maxmemoryPolicy: 'noeviction', hasAppendOnly: true, needsPassword: true }
const server = { url: 'http://127.0.0.1:8080', isReady: true, detail: '' }
const fine: Facts = { host, engine: { facts: engine }, server: { facts: server }, redis: { facts: redis } }

const onHost = (changes: Partial<HostFacts>): Facts => ({ ...fine, host: { ...host, ...changes } })
const onEngine = (changes: Partial<EngineFacts>): Facts => ({ ...fine, engine: { facts: { ...engine, ...changes } } })
const onRedis = (changes: Partial<RedisFacts>): Facts => ({ ...fine, redis: { facts: { ...redis, ...changes } } })

const cases: [title: string, facts: Facts, level: 'warn' | 'fail', subject: string][] = [
  ['another system', onHost({ platform: 'darwin' }), 'warn', 'system'],
  ['an old Node', onHost({ nodeVersion: '20.18.3' }), 'fail', 'node'],
  ['one core', onHost({ cpus: 1 }), 'warn', 'cpus'],
  ['little memory', onHost({ memoryBytes: 2 * gigabyte }), 'warn', 'memory'],
  ['swap', onHost({ swapBytes: gigabyte }), 'warn', 'swap'],
  ['swap that is not told', onHost({ swapBytes: undefined }), 'warn', 'swap'],
  ['little disk', onHost({ diskFreeBytes: 4 * gigabyte }), 'warn', 'disk'],
  ['next to no disk', onHost({ diskFreeBytes: gigabyte }), 'fail', 'disk'],
  ['a clock that drifts', onHost({ isClockSynchronised: false }), 'warn', 'clock'],
  ['a clock nobody knows of', onHost({ isClockSynchronised: undefined }), 'warn', 'clock'],
  ['a user in the sandbox range', onHost({ takenUids: ['/etc/subuid:1'] }), 'warn', 'uids'],
  ['too few cores for speed', onHost({ cpus: 2 }), 'warn', 'speed'],
  ['noise that is not told', onHost({ noise: undefined }), 'warn', 'noise'],
  ['time that goes to others', noisy({ stealPercent: 4 }), 'warn', 'steal'],
  ['a busy machine', noisy({ loadPerCore: 1.2 }), 'warn', 'load'],
  ['cores that change their speed', noisy({ frequencyMhz: { low: 800, high: 3000 } }), 'warn', 'clock rate'],
  ['no Docker', { ...fine, engine: { failure: 'connect ENOENT' } }, 'fail', 'docker'],
  ['an old Docker', onEngine({ version: '20.10.24+dfsg1' }), 'warn', 'docker'],
  ['an old runc', onEngine({ runcVersion: '1.1.5+ds1' }), 'warn', 'runc'],
  ['a runc that does not tell', onEngine({ runcVersion: undefined }), 'warn', 'runc'],
  ['another runtime', onEngine({ runtime: 'runsc' }), 'warn', 'runtime'],
  ['cgroup version 1', onEngine({ cgroupVersion: '1' }), 'warn', 'cgroup'],
  ['no seccomp', onEngine({ hasSeccomp: false }), 'fail', 'seccomp'],
  ['a missing image', onEngine({ images: [{ name: 'node', isPresent: false }] }), 'fail', 'images'],
  [
    'an image that is left out',
    onEngine({ images: [{ name: 'dotnet', isPresent: false, isLeftOut: true }] }),
    'warn',
    'images',
  ],
  ['containers left behind', onEngine({ leftovers: ['assay-slot-3'] }), 'warn', 'leftovers'],
  ['a server that is down', { ...fine, server: { failure: 'nothing answers' } }, 'fail', 'server'],
  ['a server that is not ready', { ...fine, server: { facts: { ...server, isReady: false } } }, 'fail', 'server'],
  ['a Redis that is down', { ...fine, redis: { failure: 'refused' } }, 'fail', 'redis'],
  ['a Redis that evicts', onRedis({ maxmemoryPolicy: 'allkeys-lru' }), 'fail', 'redis policy'],
  ['a Redis without a file', onRedis({ hasAppendOnly: false }), 'warn', 'redis file'],
  ['a Redis open to all', onRedis({ needsPassword: false }), 'fail', 'redis password'],
]

for (const [title, facts, level, subject] of cases) {
  t.test(`${level === 'fail' ? 'fails' : 'warns'} for ${title}, and for that alone`, async (t) => {
    const found = findingsOf(facts).filter((finding) => finding.level !== 'ok')
    t.match(found, [{ level, subject, advice: /\w+/ }])
    t.equal(found.length, 1)
  })
}

t.test('finds nothing on a machine that is fine', async (t) => {
  const levels = new Set(findingsOf(fine).map(({ level }) => level))
  t.same([...levels], ['ok'])
})

t.test('says nothing of a server and a Redis that are not configured', async (t) => {
  const subjects = findingsOf({ host, engine: { facts: engine } }).map(({ subject }) => subject)
  t.notOk(subjects.some((subject) => /server|redis/.test(subject)))
})
