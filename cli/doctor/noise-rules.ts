import { decimal } from '../../contracts/amounts.js'
import type { HostNoise } from '../../contracts/host-noise.js'
import { describePromise, fewestCores } from '../../worker/checks/speed/cores.js'
import type { HostFacts } from './facts.js'
import { ok, warn, type Finding } from './finding.js'

/** What the number of cores promises of a speed check. Of a single core enough is said elsewhere. */
export function checkSpeedCores({ cpus }: HostFacts): Finding[] {
  const promise = describePromise(cpus)
  if (cpus >= fewestCores) return [ok('speed', promise)]
  return cpus === 1
    ? []
    : [warn('speed', promise, `Grade on ${fewestCores} cores or more if latency and growth should count in full.`)]
}

/** Percent of the cores' time given to somebody else from which more scenarios become inconclusive. */
const muchSteal = 2
/** Programs a core that wanted to run. Beyond it they wait for each other. */
const highLoad = 0.7
/** Lowest to highest clock. Turns alternate, so what both sides have drops out; what changes within a turn does not. */
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
    'The physical machine is shared: speed checks need more turns, and some stay inconclusive. Ask for dedicated cores.',
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
