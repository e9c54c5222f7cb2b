import { count } from '../../contracts/amounts.js'
import { findRisks } from '../../worker/sandbox/engine-risks.js'
import { leftOutImages } from '../../worker/sandbox/images/list-images.js'
import { type Asked, type EngineFacts, fail, type Finding, ok, warn } from './facts.js'
import { checkDisk } from './host-rules.js'

/** What the container engine must have. */
export function checkEngine(engine: Asked<EngineFacts>): Finding[] {
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
