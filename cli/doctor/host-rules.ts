import type { HostFacts } from './facts.js'
import { bytes, count } from '../../contracts/amounts.js'
import { fail, ok, warn, type Finding } from './finding.js'
import { isAtLeast } from '../../worker/sandbox/versions.js'

const gigabyte = 1024 ** 3
const oldestNode = '20.19'

/** What the machine itself must have. */
export function checkHost(host: HostFacts): Finding[] {
  return [
    checkSystem(host),
    checkNode(host),
    checkCpus(host),
    checkMemory(host),
    checkSwap(host),
    checkDisk('disk', host.diskFreeBytes),
    checkClock(host),
    checkUids(host),
  ]
}

function checkSystem({ platform }: HostFacts): Finding {
  if (platform === 'linux') return ok('system', 'Linux')
  return warn(
    'system',
    platform,
    'Workers need Linux. Here, Docker runs in a virtual machine: fine for a trial, but not for grading a course.',
  )
}

function checkNode({ nodeVersion }: HostFacts): Finding {
  if (isAtLeast(nodeVersion, oldestNode)) return ok('node', nodeVersion)
  return fail('node', nodeVersion, `Install Node ${oldestNode} or newer.`)
}

function checkCpus({ cpus }: HostFacts): Finding {
  if (cpus >= 2) return ok('cpus', count(cpus, 'core'))
  return warn(
    'cpus',
    count(cpus, 'core'),
    'Subject and examiner share one core, so timings mean little: use 2 or more.',
  )
}

function checkMemory({ memoryBytes }: HostFacts): Finding {
  if (memoryBytes >= 3 * gigabyte) return ok('memory', bytes(memoryBytes))
  return warn('memory', bytes(memoryBytes), 'One run may need 1 to 2 GB: run one at a time, or use 4 GB or more.')
}

function checkSwap({ swapBytes }: HostFacts): Finding {
  if (swapBytes === undefined) return warn('swap', 'unknown', 'Check with `swapon --show`: swap distorts timings.')
  if (swapBytes === 0) return ok('swap', 'off')
  return warn(
    'swap',
    bytes(swapBytes),
    'Containers cannot use it, but the machine slows down when it swaps: run `swapoff -a` on a worker.',
  )
}

/** Free space for blobs, or for images and volumes. */
export function checkDisk(subject: string, freeBytes: number | undefined): Finding {
  if (freeBytes === undefined) return warn(subject, 'unknown', 'Make sure that about 10 GB are free.')
  const detail = `${bytes(freeBytes)} free`
  if (freeBytes < 2 * gigabyte)
    return fail(subject, detail, 'Free some space: images and submissions need 5 GB or more.')
  return freeBytes < 5 * gigabyte
    ? warn(subject, detail, 'Images and submissions need 5 GB or more.')
    : ok(subject, detail)
}

function checkClock({ isClockSynchronised }: HostFacts): Finding {
  if (isClockSynchronised === true) return ok('clock', 'synchronised')
  const detail = isClockSynchronised === false ? 'not synchronised' : 'unknown whether it is synchronised'
  return warn('clock', detail, 'If the clock jumps, queue locks expire: run systemd-timesyncd or chrony.')
}

function checkUids({ takenUids }: HostFacts): Finding {
  if (takenUids.length === 0) return ok('uids', 'no other user has an id in the sandbox range')
  return warn(
    'uids',
    `in use in ${takenUids.join(', ')}`,
    'Outside containers, graded code would have the rights of these users: give them other ids.',
  )
}
