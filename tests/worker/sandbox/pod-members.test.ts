import t from 'tap'
import { defaultLimits } from '../../../contracts/limits.js'
import { buildContainer, subjectContainer, suiteContainer, type Members } from '../../../worker/sandbox/pod-members.js'

const identity = { runId: 'r', delivery: 1, worker: 'w', lifetimeSeconds: 60 }
const members: Members = {
  identity,
  services: ['postgres', 'redis'],
  limits: defaultLimits,
  images: { node: 'assay/node:1', python: 'assay/python:1' },
  language: 'node',
  labels: {},
  slot: 3,
  holderId: 'holder',
  examinerPassword: 'secret-of-the-examiner',
}
const program = { command: ['run'], env: {} }
const suite = { ...program, language: 'python', heldBy: { ...identity, part: 'suite' }, seconds: 9 }

t.test('a build has no network', async (t) => {
  t.match(buildContainer(members, program), {
    network: 'none',
  })
})

t.test('a suite has its own source and the loopback, and nothing of the service that it is tried on', async (t) => {
  const { mounts, network, env, image } = suiteContainer(members, suite)
  t.same(mounts.map(({ Source, Target, ReadOnly }) => [Source, Target, ReadOnly]), [['assay-r-1-suite-app', '/app', true]])
  t.same([network, image], [{ joins: 'holder' }, 'assay/python:1'])
  t.same(Object.keys(env).sort(), ['BASE_URL', 'HOME', 'TMPDIR'])
})

t.test('no learner\'s code is told the examiner\'s password', async (t) => {
  const plans = [buildContainer(members, program), subjectContainer(members, program), suiteContainer(members, suite)]
  t.notMatch(JSON.stringify(plans), members.examinerPassword)
})
