import { count } from '../../contracts/amounts.js'
import { findRisks } from '../../worker/sandbox/engine-risks.js'
import { leftOutImages } from '../../worker/sandbox/images/list-images.js'
import {
  type Asked,
  type EngineFacts,
  type Facts,
  fail,
  type Finding,
  ok,
  type RedisFacts,
  type ServerFacts,
  warn,
} from './facts.js'
import { checkDisk, checkHost, checkNoise, checkSpeedCores } from './host-rules.js'

/** Facts in, findings out, in the order a person mends them. */
export function findingsOf(facts: Facts): Finding[] {
  return [
    ...checkHost(facts.host),
    ...checkSpeedCores(facts.host),
    ...checkNoise(facts.host),
    ...checkEngine(facts.engine),
    ...(facts.server ? checkServer(facts.server) : []),
    ...(facts.redis ? checkRedis(facts.redis) : []),
  ]
}

/** Whether the configured API answers and is ready. */
function checkServer(server: Asked<ServerFacts>): Finding[] {
  if ('failure' in server) return [fail('server', server.failure, 'Start it (`npm start`), or correct ASSAY_SERVER.')]
  const { url, isReady, detail } = server.facts
  if (isReady) return [ok('server', `${url} is ready`)]
  return [
    fail(
      'server',
      `${url} is not ready: ${detail}`,
      'Check its log; PostgreSQL, Redis and the data folder must be reachable.',
    ),
  ]
}

/** Whether Redis keeps what the queue gives it. */
function checkRedis(redis: Asked<RedisFacts>): Finding[] {
  if ('failure' in redis) return [fail('redis', redis.failure, 'Start it, or correct REDIS_URL.')]
  const { maxmemoryPolicy, hasAppendOnly, needsPassword } = redis.facts
  return [
    maxmemoryPolicy === 'noeviction'
      ? ok('redis policy', maxmemoryPolicy)
      : fail(
          'redis policy',
          maxmemoryPolicy,
          'Set maxmemory-policy noeviction: any other policy drops queued runs when memory is low.',
        ),
    hasAppendOnly
      ? ok('redis file', 'append-only')
      : warn(
          'redis file',
          'no append-only file',
          'Set appendonly yes: otherwise a restart empties the queue, and runs wait until they are queued again.',
        ),
    needsPassword
      ? ok('redis password', 'required')
      : fail('redis password', 'none', 'Set requirepass: anyone who can reach this Redis can forge results.'),
  ]
}

/** What the container engine must have. */
function checkEngine(engine: Asked<EngineFacts>): Finding[] {
  if ('failure' in engine)
    return [
      fail('docker', engine.failure, 'Install Docker (`apt-get install docker.io`), start it, or set DOCKER_HOST.'),
    ]
  const { facts } = engine
  return [
    ...checkRisks(facts),
    ...(facts.isRootless ? [ok('rootless', 'the engine runs without root')] : []),
    checkDisk('docker disk', facts.diskFreeBytes),
    checkImages(facts),
    checkLeftovers(facts),
  ]
}

/** The names of the risks, in the order of their lines, with what an engine without them has. */
function checkRisks(facts: EngineFacts): Finding[] {
  const risks = findRisks(facts)
  const lines = {
    docker: facts.version,
    [facts.runtime === 'runc' ? 'runc' : 'runtime']: facts.runcVersion ?? '',
    cgroup: 'version 2',
    seccomp: seccompInForce,
  }
  return Object.entries(lines).map(([subject, detail]) => {
    const risk = risks.find(({ name }) => name === subject)
    if (risk === undefined) return ok(subject, detail)
    return (subject === 'seccomp' ? fail : warn)(subject, risk.detail, risk.advice)
  })
}

const seccompInForce = 'the allow-list of Assay is in force: no io_uring, no vsock, no ptrace'

function checkImages({ images }: EngineFacts): Finding {
  const missing = images.filter(({ isPresent, isLeftOut }) => !isPresent && !isLeftOut).map(({ name }) => name)
  const leftOut = leftOutImages(images)
  if (missing.length === 0 && leftOut.length > 0) {
    return warn(
      'images',
      `left out: ${leftOut.join(', ')}`,
      'Submissions in that language cannot be graded here. `npx assay images build` shows what is needed.',
    )
  }
  if (missing.length === 0) return ok('images', `${count(images.length, 'image')}, up to date`)
  return fail('images', `missing or out of date: ${missing.join(', ')}`, 'Run `npx assay images build`.')
}

function checkLeftovers({ leftovers }: EngineFacts): Finding {
  if (leftovers.length === 0) return ok('leftovers', 'none')
  const advice = 'A worker removes them when it next starts. To remove them yourself: `docker rm -f` with these names.'
  return warn(
    'leftovers',
    `${count(leftovers.length, 'container')} of finished runs: ${leftovers.slice(0, 5).join(', ')}`,
    advice,
  )
}
