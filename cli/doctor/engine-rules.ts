import type { Asked, EngineFacts } from './facts.js'
import { count } from '../../contracts/amounts.js'
import { leftOutImages } from '../../worker/sandbox/images/list-images.js'
import { fail, ok, warn, type Finding } from './finding.js'
import { checkDisk } from './host-rules.js'
import { isAtLeast } from './versions.js'

const wantedDocker = '25.0'
const wantedRunc = '1.2.8'

/** What the container engine must have. */
export function checkEngine(engine: Asked<EngineFacts>): Finding[] {
  if ('failure' in engine) return [fail('docker', engine.failure, 'Install Docker (`apt-get install docker.io`), start it, or set DOCKER_HOST.')]
  const { facts } = engine
  return [
    checkVersion(facts),
    checkRuntime(facts),
    checkCgroup(facts),
    checkSeccomp(facts),
    ...(facts.isRootless ? [ok('rootless', 'the engine runs without root')] : []),
    checkDisk('docker disk', facts.diskFreeBytes),
    checkImages(facts),
    checkLeftovers(facts),
  ]
}

function checkVersion({ version }: EngineFacts): Finding {
  if (isAtLeast(version, wantedDocker)) return ok('docker', version)
  return warn('docker', version, `Version ${wantedDocker} and newer close known ways out of a container: update.`)
}

function checkRuntime({ runtime, runcVersion }: EngineFacts): Finding {
  if (runtime !== 'runc') return warn('runtime', runtime, 'Only runc is tested: others wire up shared networks in their own way.')
  if (runcVersion === undefined) return warn('runc', 'version unknown', `Make sure that it is ${wantedRunc} or newer.`)
  if (isAtLeast(runcVersion, wantedRunc)) return ok('runc', runcVersion)
  return warn('runc', runcVersion, `Version ${wantedRunc} closes CVE-2025-31133, a way out of a container: update.`)
}

function checkCgroup({ cgroupVersion }: EngineFacts): Finding {
  if (cgroupVersion === '2') return ok('cgroup', 'version 2')
  const advice = 'Socket buffers are not part of a memory limit there. Boot with systemd.unified_cgroup_hierarchy=1, or plan some memory to spare.'
  return warn('cgroup', `version ${cgroupVersion}`, advice)
}

function checkSeccomp({ hasSeccomp }: EngineFacts): Finding {
  if (hasSeccomp) return ok('seccomp', 'our own allow-list is in force: no io_uring, no vsock, no ptrace')
  return fail('seccomp', 'not available', 'Do not grade here: learners’ code could reach the whole kernel. Use a kernel and engine with seccomp.')
}

function checkImages({ images }: EngineFacts): Finding {
  const missing = images.filter(({ isPresent, isLeftOut }) => !isPresent && !isLeftOut).map(({ name }) => name)
  const leftOut = leftOutImages(images)
  if (missing.length === 0 && leftOut.length > 0) {
    return warn('images', `left out: ${leftOut.join(', ')}`, 'Submissions in that language cannot be graded here. `npx assay images build` says what it takes.')
  }
  if (missing.length === 0) return ok('images', `${count(images.length, 'image')}, up to date`)
  return fail('images', `missing or out of date: ${missing.join(', ')}`, 'Run `npx assay images build`.')
}

function checkLeftovers({ leftovers }: EngineFacts): Finding {
  if (leftovers.length === 0) return ok('leftovers', 'none')
  const advice = 'A worker removes them at its next start. By hand: `docker rm -f` with these names.'
  return warn('leftovers', `${count(leftovers.length, 'container')} of runs that are over: ${leftovers.slice(0, 5).join(', ')}`, advice)
}
