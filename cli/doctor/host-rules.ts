import { bytes, count, decimal } from '../../contracts/amounts.js'
import type { HostNoise } from '../../contracts/report/report.js'
import { describeGuarantees, fewestCores } from '../../worker/checks/speed/cores.js'
import { isAtLeast } from '../../worker/sandbox/engine.js'
import { fail, type Finding, type HostFacts, ok, warn } from './facts.js'

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

/** What the number of cores promises of a speed check. Of a single core enough is said elsewhere. */
export function checkSpeedCores({ cpus }: HostFacts): Finding[] {
  const promise = describeGuarantees(cpus)
  if (cpus >= fewestCores) return [ok('speed', promise)]
  return cpus === 1
    ? []
    : [warn('speed', promise, `Grade on ${fewestCores} cores or more if latency and growth should count in full.`)]
}

/** Percent of the cores' time given to somebody else from which more scenarios become inconclusive. */
const muchSteal = 2
/** Programs a core that wanted to run. Beyond it they wait for each other. */
const highLoad = 0.7
/**
 * Lowest to highest clock. Trials alternate, so what both variants have drops out; what changes within a trial does not.
 */
const steadyClock = 0.8

/** How quiet the machine is while nothing is measured. */
export function checkNoise({ noise }: HostFacts): Finding[] {
  if (!noise)
    return [
      warn(
        'noise',
        'unknown',
        'This system does not report steal and load; the width of the intervals in a speed run shows their effect.',
      ),
    ]
  return [checkSteal(noise), checkLoad(noise), checkClockRate(noise)]
}

function checkSteal({ stealPercent }: HostNoise): Finding {
  const detail = `${decimal(stealPercent)} % of the time went to other guests`
  if (stealPercent < muchSteal) return ok('steal', detail)
  return warn(
    'steal',
    detail,
    'The physical machine is shared: speed checks need more trials, and some stay inconclusive. Ask for dedicated cores.',
  )
}

function checkLoad({ loadPerCore, busyPercent }: HostNoise): Finding {
  const detail = `${decimal(loadPerCore)} programs per core over the last minute, ${decimal(busyPercent)} % busy now`
  if (loadPerCore < highLoad) return ok('load', detail)
  return warn(
    'load',
    detail,
    'Other programs on this machine disturb speed checks: run workers on a dedicated machine. A busy worker counts too.',
  )
}

function checkClockRate({ frequencyMhz }: HostNoise): Finding {
  if (!frequencyMhz) return ok('clock rate', 'not reported, as is usual in a virtual machine')
  const { low, high } = frequencyMhz
  const detail = low === high ? `${high} MHz` : `${low} to ${high} MHz`
  if (low >= steadyClock * high) return ok('clock rate', detail)
  return warn(
    'clock rate',
    detail,
    'The cores change their clock rate: set the governor to performance (`cpupower frequency-set -g performance`) if you can.',
  )
}
