import { type EngineDescription, isAtLeast } from './engine.js'

/** What makes an engine unsafe for strangers' code, by the names that `doctor` and ASSAY_ACCEPT_RISKS use. */
export const riskNames = ['docker', 'runtime', 'runc', 'cgroup', 'seccomp'] as const
export type RiskName = (typeof riskNames)[number]

export interface Risk {
  name: RiskName
  /** What the engine has. */
  detail: string
  /** What is wrong with that, and how to fix it. */
  advice: string
}

export type RiskFacts = Pick<EngineDescription, 'version' | 'runtime' | 'runcVersion' | 'cgroupVersion' | 'hasSeccomp'>

const wantedDocker = '25.0'
const wantedRunc = '1.2.8'

/** Every risk of an engine. What it does not tell is one. */
export function findRisks(facts: RiskFacts): Risk[] {
  const { version, cgroupVersion, hasSeccomp } = facts
  const risks: (Risk | undefined)[] = [
    isAtLeast(version, wantedDocker)
      ? undefined
      : {
          name: 'docker',
          detail: version,
          advice: `Version ${wantedDocker} and newer fix known container escapes: update.`,
        },
    findRuntimeRisk(facts),
    cgroupVersion === '2' ? undefined : { name: 'cgroup', detail: `version ${cgroupVersion}`, advice: cgroupAdvice },
    hasSeccomp ? undefined : { name: 'seccomp', detail: 'not available', advice: seccompAdvice },
  ]
  return risks.filter((risk) => risk !== undefined)
}

const cgroupAdvice =
  'Socket buffers are not part of a memory limit there. Boot with systemd.unified_cgroup_hierarchy=1, or leave some memory to spare.'
const seccompAdvice =
  'Do not grade here: learners’ code could reach the whole kernel. Use a kernel and engine with seccomp.'

function findRuntimeRisk({ runtime, runcVersion }: RiskFacts): Risk | undefined {
  if (runtime !== 'runc')
    return {
      name: 'runtime',
      detail: runtime,
      advice: 'Only runc is tested: other runtimes set up shared networks differently.',
    }
  if (runcVersion === undefined)
    return { name: 'runc', detail: 'version unknown', advice: `Make sure that it is ${wantedRunc} or newer.` }
  if (isAtLeast(runcVersion, wantedRunc)) return undefined
  return {
    name: 'runc',
    detail: runcVersion,
    advice: `Version ${wantedRunc} fixes CVE-2025-31133, a container escape: update.`,
  }
}

/** Where an installation can be reached, as far as a worker is told. */
export interface Reach {
  /** Where the API listens; empty when that is not known. */
  listenHost: string
  /** The address by which people reach it; empty when there is none but the listen address. */
  publicUrl: string
  redisUrl: string
}

/**
 * Whether others than this machine's users may send submissions. Without the API's address: whether Redis is elsewhere.
 */
export function isExposed({ listenHost, publicUrl, redisUrl }: Reach): boolean {
  if (publicUrl !== '' && !isLoopback(new URL(publicUrl).hostname)) return true
  return !isLoopback(listenHost === '' ? new URL(redisUrl).hostname : listenHost)
}

const isLoopback = (host: string) => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)

/**
 * Throws, with a line for each risk that nobody accepted, where others can reach the installation. `accepted`: names
 * with commas between.
 */
export function refuseRisks(facts: RiskFacts, reach: Reach, accepted: string): void {
  if (!isExposed(reach)) return
  const names = accepted.split(',').map((name) => name.trim())
  const left = findRisks(facts).filter(({ name }) => !names.includes(name))
  if (left.length === 0) return
  const lines = left.map(
    ({ name, detail, advice }) => `  ${name}: ${detail}. ${advice} To accept it: ASSAY_ACCEPT_RISKS=${name}`,
  )
  throw new Error(
    [
      'Assay can be reached from other machines, and its container engine is not safe for untrusted code:',
      ...lines,
      'Separate several names with commas.',
    ].join('\n'),
  )
}
