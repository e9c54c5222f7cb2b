import { latencyShares } from '../../../../contracts/protocol/bounds.js'
import type { Scenario, TrialResult } from '../../../../contracts/protocol/speed.js'
import { ScenarioRun, type HasTime, type ScenarioRunOptions } from '../../../../worker/checks/speed/scenario-run.js'
import type { Variant, Variants } from '../../../../worker/checks/speed/trial.js'
import { seedRandom } from '../../../../worker/checks/seeded-random.js'
import { drawNormal } from './fixtures.js'

export const scenarioOf = (change: Partial<Scenario> = {}): Scenario => ({
  id: 'pages',
  title: 'Pages',
  hint: null,
  weight: 1,
  unit: 'one page of 10',
  rows: 250,
  perSecond: 80,
  requestsPerTurn: 100,
  thresholds: {},
  hasAudit: false,
  file: 'hidden/speed/pages.speed.mjs',
  ...change,
})

export interface SimulatedService {
  /** Milliseconds of CPU a request takes at so many rows. */
  cpuMs(rows: number): number
  statements?: number
  noise?: number
  change?(trial: TrialResult, pair: number): Partial<TrialResult>
  seedProblem?: string
  reviveProblem?: string
  auditProblem?: string
  auditUnproven?: string
  end?: string
}

export interface SimulatedVariant extends Variant {
  /** All that was asked of it, in order. */
  events: string[]
}

/** A pod that behaves as described, and complains when it is asked for anything out of its trial. */
export function simulateVariant(name: Variant['name'], service: SimulatedService, events: string[]): SimulatedVariant {
  const random = seedRandom(name)
  let isThawed = false
  let rows = 1
  let cpuMs = 0
  const within = (what: string) => {
    events.push(`${name} ${what}`)
    if (!isThawed) throw new Error(`${what} while frozen`)
  }
  const run = (pair: number): TrialResult => {
    const each = service.cpuMs(rows) * Math.exp((service.noise ?? 0) * drawNormal(random))
    cpuMs += each * 100
    const trial: TrialResult = {
      scenario: 'pages',
      pair,
      sent: 100,
      right: 100,
      failures: [],
      violation: null,
      latencies: latencyShares.map((share) => each * (1 + share)),
      lateMs: 0.1,
      database: { statements: 100 * (service.statements ?? 1), rows: 1000, scans: 0 },
      unproven: null,
    }
    return { ...trial, ...service.change?.(trial, pair) }
  }
  return {
    name,
    events,
    async freeze() {
      events.push(`${name} freeze`)
      isThawed = false
    },
    async thaw() {
      if (events.lastIndexOf('submission thaw') > events.lastIndexOf('submission freeze'))
        throw new Error('both thawed')
      if (events.lastIndexOf('reference thaw') > events.lastIndexOf('reference freeze')) throw new Error('both thawed')
      events.push(`${name} thaw`)
      isThawed = true
    },
    async readUsage() {
      if (isThawed) throw new Error('read while it runs')
      return { subjectCpuMs: cpuMs, servicesCpuMs: cpuMs / 2, subjectMemoryMb: 80 }
    },
    async seed(_, wanted) {
      within(`seed ${wanted}`)
      rows = wanted
      return service.seedProblem ?? null
    },
    async runTrial(_, pair, purpose) {
      within(`trial ${pair}${purpose === 'measure' ? '' : ` ${purpose}`}`)
      return run(pair)
    },
    async revive() {
      if (isThawed) throw new Error('killed while it could still write')
      if (events.lastIndexOf('submission thaw') > events.lastIndexOf('submission freeze'))
        throw new Error('both thawed')
      events.push(`${name} revive`)
      isThawed = true
      return service.reviveProblem ?? null
    },
    async audit(_, proves) {
      within(`audit${proves ? ' proof' : ''}`)
      return { problem: service.auditProblem ?? null, unproven: service.auditUnproven ?? null }
    },
    findEnd: () => service.end ?? null,
  }
}

export function simulateVariants(
  submission: SimulatedService,
  reference: SimulatedService = { cpuMs: () => 2 },
): Variants & { events: string[] } {
  const events: string[] = []
  return {
    submission: simulateVariant('submission', submission, events),
    reference: simulateVariant('reference', reference, events),
    events,
  }
}

/** A whole run of one scenario, with its rows, trials and audit. */
export async function runAlone(
  options: Partial<ScenarioRunOptions> & Pick<ScenarioRunOptions, 'variants'>,
  hasTime: HasTime = () => true,
  elsewhereMs = 0,
) {
  const run = new ScenarioRun({ scenario: scenarioOf(), seed: 's', hasOwnCores: true, now: () => 0, ...options })
  for (const step of [0, 1, 2]) {
    await run.grow(step)
    await run.measure(step, hasTime)
  }
  await run.audit()
  return run.facts(elsewhereMs)
}

/** A service like the reference. */
export const same: SimulatedService = { cpuMs: () => 2 }

export const withoutRows = { scenario: scenarioOf({ rows: null }) }
