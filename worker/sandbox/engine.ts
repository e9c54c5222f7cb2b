import Docker from 'dockerode'

/** Connects to the container engine named by a `DOCKER_HOST` value, or to the local socket. Does no request yet. */
export function connectEngine(dockerHost?: string): Docker {
  if (dockerHost === undefined || dockerHost === '') return new Docker({ socketPath: '/var/run/docker.sock' })
  if (dockerHost.startsWith('unix://')) return new Docker({ socketPath: dockerHost.slice('unix://'.length) })
  const url = new URL(dockerHost.replace(/^tcp:/, 'http:'))
  return new Docker({
    host: url.hostname,
    port: Number(url.port || 2375),
    protocol: url.protocol === 'https:' ? 'https' : 'http',
  })
}

/** Whether it is reached by a socket of this machine. */
export const isLocal = ({ modem }: Docker): boolean => (modem as { socketPath?: string }).socketPath !== undefined

const statusOf = (error: unknown) => (error as { statusCode?: number }).statusCode

/** The engine says that the thing is not there. */
export const isGone = (error: unknown): boolean => statusOf(error) === 404
/** The engine says that another container has the name. */
export const isNameTaken = (error: unknown): boolean =>
  statusOf(error) === 409 && /is already in use/.test((error as Error).message)

/** What an engine says about itself. */
export interface EngineDescription {
  version: string
  kernel: string
  /** Name of the default runtime, as `runc`. */
  runtime: string
  /** As `1.1.5+ds1`; absent where the engine does not tell. */
  runcVersion: string | undefined
  /** `1` or `2`. */
  cgroupVersion: string
  hasSeccomp: boolean
  isRootless: boolean
  cpus: number
  memoryBytes: number
  /** Where the engine keeps images and volumes, as a path on its own machine. */
  rootFolder: string
}

/** Asks an engine about itself. Throws when it does not answer. */
export async function describeEngine(docker: Docker): Promise<EngineDescription> {
  const [version, info] = await Promise.all([docker.version(), docker.info()])
  const options: string[] = info.SecurityOptions ?? []
  const components = (version.Components ?? []) as { Name: string; Version: string }[]
  return {
    version: version.Version,
    kernel: version.KernelVersion ?? info.KernelVersion,
    runtime: info.DefaultRuntime ?? 'unknown',
    runcVersion: components.find(({ Name }) => Name === 'runc')?.Version,
    cgroupVersion: String(info.CgroupVersion ?? '1'),
    hasSeccomp: options.some((option) => option.startsWith('name=seccomp')),
    isRootless: options.includes('name=rootless'),
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    rootFolder: info.DockerRootDir,
  }
}

/** Whether a dotted version is at least another; what is after the numbers (`+ds1`, `-rc.1`) is left aside. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [have, want] = [version, wanted].map(numbersOf) as [number[], number[]]
  const at = want.findIndex((number, index) => number !== (have[index] ?? 0))
  return at === -1 || (have[at] ?? 0) > (want[at] ?? 0)
}

const numbersOf = (version: string) => (/\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number)
