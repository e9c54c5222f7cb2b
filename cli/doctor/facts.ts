import type { HostNoise } from '../../contracts/report/report.js'

/** What was found out about a machine. `undefined`: it could not be found out. */
export interface HostFacts {
  platform: string
  nodeVersion: string
  cpus: number
  memoryBytes: number
  swapBytes: number | undefined
  /** Free space where blobs are kept. */
  diskFreeBytes: number | undefined
  isClockSynchronised: boolean | undefined
  /** UIDs of the sandbox range that this machine gives to someone else, as `file:line`. */
  takenUids: readonly string[]
  /** How quiet it was for the moment that was looked at. */
  noise: HostNoise | undefined
}

export interface EngineFacts {
  version: string
  /** Version of runc, where that is the runtime. */
  runcVersion: string | undefined
  runtime: string
  cgroupVersion: string
  hasSeccomp: boolean
  isRootless: boolean
  /** Free space where images and volumes are kept; unknown when the engine is elsewhere. */
  diskFreeBytes: number | undefined
  images: readonly { name: string; isPresent: boolean; isLeftOut?: boolean }[]
  /** Containers of runs whose holder is gone. */
  leftovers: readonly string[]
}

/** A service that was asked: what it said, or why it could not be asked. */
export type Asked<T> = { facts: T } | { failure: string }

export interface ServerFacts {
  url: string
  /** Checks of /readyz by name. */
  isReady: boolean
  detail: string
}

export interface RedisFacts {
  maxmemoryPolicy: string
  hasAppendOnly: boolean
  needsPassword: boolean
}

/** All that the rules look at; server and Redis are absent when none is configured. */
export interface Facts {
  host: HostFacts
  engine: Asked<EngineFacts>
  server?: Asked<ServerFacts>
  redis?: Asked<RedisFacts>
}

/** One thing looked at. `advice` says what to do, and is empty when all is well. */
export interface Finding {
  level: 'ok' | 'warn' | 'fail'
  subject: string
  detail: string
  advice: string
}

export const ok = (subject: string, detail: string): Finding => ({ level: 'ok', subject, detail, advice: '' })
export const warn = (subject: string, detail: string, advice: string): Finding => ({
  level: 'warn',
  subject,
  detail,
  advice,
})
export const fail = (subject: string, detail: string, advice: string): Finding => ({
  level: 'fail',
  subject,
  detail,
  advice,
})
