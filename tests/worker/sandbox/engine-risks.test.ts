import t from 'tap'
import {
  findRisks,
  isExposed,
  refuseRisks,
  type RiskFacts,
  type RiskName,
} from '../../../worker/sandbox/engine-risks.js'

const safe: RiskFacts = {
  version: '28.2.2',
  runtime: 'runc',
  runcVersion: '1.3.3',
  cgroupVersion: '2',
  hasSeccomp: true,
}
const old: RiskFacts = {
  version: '20.10.24+dfsg1',
  runtime: 'runc',
  runcVersion: '1.1.5+ds1',
  cgroupVersion: '1',
  hasSeccomp: false,
}
const loopback = { listenHost: '127.0.0.1', publicUrl: '', redisUrl: 'redis://:p@127.0.0.1:6379' }

const risks: [changes: Partial<RiskFacts>, name: RiskName][] = [
  [{ version: '24.0.9' }, 'docker'],
  [{ runcVersion: '1.2.7' }, 'runc'],
  [{ runcVersion: undefined }, 'runc'],
  [{ runtime: 'runsc' }, 'runtime'],
  [{ cgroupVersion: '1' }, 'cgroup'],
  [{ hasSeccomp: false }, 'seccomp'],
]
for (const [changes, name] of risks) {
  t.test(`${JSON.stringify(changes)} is the risk ${name}, and has to be accepted by that name`, async (t) => {
    const facts = { ...safe, ...changes }
    t.same(
      findRisks(facts).map((risk) => risk.name),
      [name],
    )
    t.throws(
      () => refuseRisks(facts, { ...loopback, listenHost: '0.0.0.0' }, ''),
      new RegExp(`${name}: .*ASSAY_ACCEPT_RISKS=${name}`),
    )
    t.doesNotThrow(() => refuseRisks(facts, { ...loopback, listenHost: '0.0.0.0' }, name))
  })
}

t.test('beyond loopback each risk that is not accepted has a line of its own', async (t) => {
  const refuse = (accepted: string) => () => refuseRisks(old, { ...loopback, listenHost: '0.0.0.0' }, accepted)
  t.throws(refuse('cgroup, docker'), /runc: 1\.1\.5.*\n {2}seccomp: not available/)
  t.doesNotThrow(refuse('cgroup,docker,runc,seccomp'))
  t.throws(refuse('all'), /docker: 20\.10/)
})

t.test('on loopback nothing is refused', async (t) => {
  t.doesNotThrow(() => refuseRisks(old, loopback, ''))
})

t.test('a safe engine is never refused', async (t) => {
  t.doesNotThrow(() => refuseRisks(safe, { ...loopback, listenHost: '::' }, ''))
})

const reaches: [changes: Partial<typeof loopback>, exposed: boolean][] = [
  [{}, false],
  [{ listenHost: 'localhost' }, false],
  [{ listenHost: '::1' }, false],
  [{ listenHost: '127.0.0.53' }, false],
  [{ listenHost: '0.0.0.0' }, true],
  [{ listenHost: '::' }, true],
  [{ listenHost: '192.168.1.4' }, true],
  [{ listenHost: '127.example.org' }, true],
  [{ listenHost: '' }, false],
  [{ listenHost: '', redisUrl: 'redis://:p@redis:6379' }, true],
  [{ redisUrl: 'redis://:p@redis:6379' }, false],
  [{ publicUrl: 'https://assay.example' }, true],
  [{ publicUrl: 'http://localhost:8080' }, false],
]
for (const [changes, exposed] of reaches) {
  t.test(`${JSON.stringify(changes)} is ${exposed ? '' : 'not '}reached from elsewhere`, async (t) => {
    t.equal(isExposed({ ...loopback, ...changes }), exposed)
  })
}
